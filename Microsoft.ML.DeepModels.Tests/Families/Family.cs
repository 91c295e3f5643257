using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.RecurrentNetwork;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.TransferLearning;
using Microsoft.ML.DeepModels.VariationalAutoencoder;

namespace Microsoft.ML.DeepModels.Tests.Families;

/// <summary>One row of the table over which the contract workout runs: an estimator of a family and data that it takes.</summary>
/// <param name="Name">the family and its task</param>
/// <param name="Trainer">with a seed of its own</param>
/// <param name="Unseeded">without, so that the context decides</param>
/// <param name="Data">rows, as many as are asked for, by a seed</param>
/// <param name="Spoiled">nine rows of seed 5, of which those at 2 and 4 cannot be read</param>
/// <param name="Score">the column by which models are compared: numbers, one or more a row</param>
internal sealed record Family(
    string Name, Func<MLContext, IEstimator<ITransformer>> Trainer, Func<MLContext, IEstimator<ITransformer>> Unseeded, Func<MLContext, int, int, IDataView> Data,
    Func<MLContext, IDataView> Spoiled, string Score = "Score")
{
    /// <summary>Every family and task. A new family adds its rows here.</summary>
    public static IReadOnlyList<Family> All { get; } =
    [
        new("convolutional network, classes",
            context => context.MulticlassClassification.Trainers.ConvolutionalNetwork(SmallNetwork.Options(2)),
            context => context.MulticlassClassification.Trainers.ConvolutionalNetwork(new ConvolutionalNetworkTrainer.Options { Layers = SmallNetwork.Layers, Epochs = 1 }), Shapes.View, Shapes.Spoiled),
        new("convolutional network, numbers",
            context => context.Regression.Trainers.ConvolutionalNetwork(SmallNetwork.NumberOptions(2)),
            context => context.Regression.Trainers.ConvolutionalNetwork(
                new ConvolutionalNetworkTrainer.Options { Layers = SmallNetwork.Layers, Epochs = 1, LabelColumnName = "Number" }), Shapes.View, Shapes.Spoiled),
        new("convolutional network, augmented",
            context => context.MulticlassClassification.Trainers.ConvolutionalNetwork(new ConvolutionalNetworkTrainer.Options
            {
                Layers = SmallNetwork.Layers, Epochs = 2, BatchSize = 16, LearningRate = 5e-3, Seed = 1, TestTimeAugmentation = new() { FiveCrops = 0.9 },
                Augmentation = Augmentation.Standard with { Mixup = 0.2 }
            }),
            context => context.MulticlassClassification.Trainers.ConvolutionalNetwork(
                new ConvolutionalNetworkTrainer.Options { Layers = SmallNetwork.Layers, Epochs = 1, Augmentation = Augmentation.Standard }), Shapes.View, Shapes.Spoiled),
        new("recurrent network, classes",
            context => context.MulticlassClassification.Trainers.RecurrentNetwork(SmallRecurrentNetwork.ShapeOptions("Label")),
            context => context.MulticlassClassification.Trainers.RecurrentNetwork(
                new RecurrentNetworkTrainer.Options { InputShape = new TensorShape(Shapes.Size, Shapes.Size), Epochs = 1 }), Shapes.View, Shapes.Spoiled),
        new("recurrent network, numbers",
            context => context.Regression.Trainers.RecurrentNetwork(SmallRecurrentNetwork.ShapeOptions("Number")),
            context => context.Regression.Trainers.RecurrentNetwork(
                new RecurrentNetworkTrainer.Options { InputShape = new TensorShape(Shapes.Size, Shapes.Size), Epochs = 1, LabelColumnName = "Number" }), Shapes.View, Shapes.Spoiled),
        new("recurrent network, sequences of any length",
            context => context.MulticlassClassification.Trainers.RecurrentNetwork(SmallRecurrentNetwork.Options(2)),
            context => context.MulticlassClassification.Trainers.RecurrentNetwork(new RecurrentNetworkTrainer.Options { FeaturesPerStep = 2, Epochs = 1 }),
            Sequences.View, Sequences.Spoiled),
        new("recurrent network, tokens",
            context => context.MulticlassClassification.Trainers.RecurrentNetwork(
                new RecurrentNetworkTrainer.Options { Layers = [Layer.Embedding(4), Layer.Gru(8)], Epochs = 2, BatchSize = 16, Seed = 1 }),
            context => context.MulticlassClassification.Trainers.RecurrentNetwork(new RecurrentNetworkTrainer.Options { Layers = [Layer.Gru(4)], Epochs = 1 }),
            (context, count, seed) => Sequences.Tokens(context, Sequences.Rows(count, seed)), Sequences.SpoiledTokens),
        new("transfer learning, frozen backbone",
            context => context.MulticlassClassification.Trainers.TransferLearning(SmallBackbone.Options()),
            context => context.MulticlassClassification.Trainers.TransferLearning(SmallBackbone.Value), Shapes.View, Shapes.Spoiled),
        new("transfer learning, whole backbone",
            context => context.MulticlassClassification.Trainers.TransferLearning(SmallBackbone.Options(2, TransferTraining.Everything(1e-3, 0.5))),
            context => context.MulticlassClassification.Trainers.TransferLearning(
                new TransferLearningTrainer.Options { Backbone = SmallBackbone.Value, Epochs = 1, Training = TransferTraining.LastBlocks(1) }), Shapes.View, Shapes.Spoiled),
        new("generative adversarial network",
            context => context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.Options(2)),
            context => context.Transforms.GenerativeAdversarialNetwork(new GenerativeAdversarialNetworkTrainer.Options { Epochs = 1, Preset = GenerativeAdversarialNetworkPreset.Dense }),
            Shapes.View, Shapes.Spoiled),
        new("generative adversarial network, under a label",
            context => context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.Options(2, label: "Label")),
            context => context.Transforms.GenerativeAdversarialNetwork(
                new GenerativeAdversarialNetworkTrainer.Options { Epochs = 1, LabelColumnName = "Label", Preset = GenerativeAdversarialNetworkPreset.Dense }), Shapes.View, Shapes.Spoiled),
        new("generative adversarial network, table",
            context => context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.TableOptions("Label", "Weight", "Features")),
            context => context.Transforms.GenerativeAdversarialNetwork(new GenerativeAdversarialNetworkTrainer.Options { Epochs = 1, ColumnNames = ["Label", "Weight", "Features"] }),
            Shapes.View, Shapes.Spoiled),
        new("variational autoencoder",
            context => context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(2)),
            context => context.Transforms.VariationalAutoencoder(new VariationalAutoencoderTrainer.Options { Epochs = 1 }), Shapes.View, Shapes.Spoiled, "NegativeElbo"),
        new("variational autoencoder, under a label",
            context => context.Transforms.VariationalAutoencoder(SmallVariationalAutoencoder.Options(2, label: "Label")),
            context => context.Transforms.VariationalAutoencoder(new VariationalAutoencoderTrainer.Options { Epochs = 1, LabelColumnName = "Label" }), Shapes.View, Shapes.Spoiled, "Latent"),
        new("variational autoencoder, anomalies",
            context => context.AnomalyDetection.Trainers.VariationalAutoencoder(SmallVariationalAutoencoder.AnomalyOptions(2)),
            context => context.AnomalyDetection.Trainers.VariationalAutoencoder(new VariationalAutoencoderAnomalyTrainer.Options { Epochs = 1 }), Shapes.View, Shapes.Spoiled)
    ];

    /// <summary>For DynamicData.</summary>
    public static IEnumerable<object[]> Names => All.Select(family => new object[] { family.Name });

    public static Family Named(string name) => All.Single(family => family.Name == name);

    /// <summary>A model, which the caller disposes.</summary>
    public FittedModel Fit(MLContext context, int rows = 48) => new(Trainer(context).Fit(Data(context, rows, 1)), Score);
}
