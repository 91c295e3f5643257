using Microsoft.ML.DeepModels.Benchmarks.Harness;
using Microsoft.ML.DeepModels.RecurrentNetwork;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Benchmarks.Rnn;

/// <summary>The reference case of the recurrent network; benchmarks/pytorch/rnn.py has the same.</summary>
internal static class RnnCase
{
    private static readonly TensorShape s_shape = new TensorShape(28, 28);

    public static ReferenceCase Case { get; } = new()
    {
        Name = "rnn",
        Rows = 2048,
        Shape = s_shape,
        HasLabels = true,
        Network = context => NetworkInTraining.Classifier(s_shape, RecurrentNetworkTrainer.DefaultLayers, context),
        Trainer = (mlContext, epochs) => mlContext.MulticlassClassification.Trainers.RecurrentNetwork(
            new RecurrentNetworkTrainer.Options { Epochs = epochs, BatchSize = ReferenceCase.BatchSize, Seed = 1 }),
        Threads = 1,
        Passes = (Train: 2, Fit: 5, Score: 8)
    };
}
