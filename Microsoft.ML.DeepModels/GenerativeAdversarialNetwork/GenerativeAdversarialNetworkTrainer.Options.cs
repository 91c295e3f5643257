using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

public sealed partial class GenerativeAdversarialNetworkTrainer
{
    /// <summary>
    /// The settings of a <see cref="GenerativeAdversarialNetworkTrainer"/>; defaults are the reference networks and their training. Optimizer, learning rate, weight decay
    /// and gradient clipping are those of both networks, unless the discriminator has its own. The model keeps the last weights whose loss was a number.
    /// </summary>
    public sealed class Options : GenerativeTrainerOptions
    {
        /// <summary>The defaults.</summary>
        public Options() => NonFiniteLoss = NonFiniteLossBehavior.KeepBest;

        /// <summary>The column that is read: Vector of Single, image or encoded image. Images have values from 0 to 1; others may have any.</summary>
        public string InputColumnName { get; init; } = "Features";

        /// <summary>
        /// Columns that are read together as one row of a table, rather than <see cref="InputColumnName"/>: Single, Vector of Single of a known size, or Key of UInt32.
        /// Generated rows have these columns, numbers in the units of the training rows and within what came there, whole where only whole ones came. Null: that column alone.
        /// </summary>
        public IReadOnlyList<string>? ColumnNames { get; init; }

        /// <summary>The name of the column that the model adds, Single: the discriminator's score, a probability with the loss NonSaturating.</summary>
        public string OutputColumnName { get; init; } = "Score";

        /// <summary>The name of the column of latent vectors that <c>Decode</c> reads.</summary>
        public string LatentColumnName { get; init; } = "Latent";

        /// <summary>The length of the latent vector, 1 or above.</summary>
        public int LatentSize { get; init; } = 100;

        /// <summary>
        /// Which networks to use where layers are not given; null: Reference for images whose sides divide by 4, Dense for all other rows. Dcgan and Dense, where they are named,
        /// and tables of columns come with Adam with beta1 0.5 and the learning rate 2e-4 where these are not given; all else with plain Adam and 1e-3.
        /// </summary>
        public GenerativeAdversarialNetworkPreset? Preset { get; init; }

        /// <summary>For the preset Dcgan: the filters of the layers next to the image, 1 or above; the layers in the middle have more. 64 is usual with a GPU.</summary>
        public int Filters { get; init; } = 32;

        /// <summary>
        /// The layers of the generator, from (latent size) on, without the last one: that follows from the rows, as a dense layer, or a convolution after layers that give
        /// images of their height and width, or half of it. It may be empty. Null: those of the preset.
        /// </summary>
        public IReadOnlyList<Layer>? GeneratorLayers { get; init; }

        /// <summary>The layers of the discriminator, without the last one, which is dense and gives the score. It may be empty. Null: those of the preset.</summary>
        public IReadOnlyList<Layer>? DiscriminatorLayers { get; init; }

        /// <summary>What both networks make small.</summary>
        public GenerativeAdversarialNetworkLoss Loss { get; init; } = GenerativeAdversarialNetworkLoss.NonSaturating;

        /// <summary>
        /// The batches that train the discriminator for each that trains the generator, too, 1 or above; about 5 for the loss Wasserstein. The first batch trains both.
        /// </summary>
        public int DiscriminatorSteps { get; init; } = 1;

        /// <summary>How gradients become steps of the discriminator; null: as for the generator.</summary>
        public Optimizer? DiscriminatorOptimizer { get; init; }

        /// <summary>The learning rate of the discriminator, above 0, with the same schedule; null: that of the generator.</summary>
        public double? DiscriminatorLearningRate { get; init; }

        /// <summary>How far below 1 the discriminator's target for real rows is, in [0, 1), for the losses NonSaturating and LeastSquares (Salimans et al., 2016).</summary>
        public double LabelSmoothing { get; init; }

        /// <summary>Whether the weights of the discriminator's own layers, not of those inside other layers, are divided by their largest singular values (Miyato et al., 2018).</summary>
        public bool SpectralNormalization { get; init; }

        /// <summary>The weight, 0 or above, of half of the squared gradient of the score at real rows (Mescheder et al., "Which training methods for GANs do actually converge?", 2018); 10 is usual.</summary>
        public double R1Penalty { get; init; }

        /// <summary>
        /// What a moving average of the generator's weights keeps at each of its steps, in [0, 1), 0.999 for instance, less at first, (1 + n) / (10 + n) at step n; rows are then generated with the average. 0: there is none,
        /// and rows are generated with the weights at the end.
        /// </summary>
        public double GeneratorAverage { get; init; }

        /// <summary>For keys in tables: how far from a choice the softmax is that stands for it in training, above 0 (Jang et al., 2017); the lower, the nearer to one.</summary>
        public double KeyTemperature { get; init; } = 0.2;

        /// <summary>For images: a folder for pictures of what the generator makes of the same latent vectors during training, samples-0001.png after epoch 1; null: none.</summary>
        public string? SamplesFolder { get; init; }

        /// <summary>The epochs between two of these pictures, 1 or above.</summary>
        public int SamplesEveryEpochs { get; init; } = 1;

        private protected override string FeatureColumn => InputColumnName;

        private protected override IReadOnlyList<string>? TableColumns => ColumnNames;

        private protected override Optimizer DefaultOptimizer => IsReference ? Optimizer.Adam() : Optimizer.Adam(0.5);

        private protected override double DefaultLearningRate => IsReference ? 1e-3 : 2e-4;

        private bool IsReference => Preset == GenerativeAdversarialNetworkPreset.Reference || (Preset is null && ColumnNames is null);
    }
}
