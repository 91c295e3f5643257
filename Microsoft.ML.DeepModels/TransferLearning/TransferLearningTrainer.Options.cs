using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.TransferLearning;

public sealed partial class TransferLearningTrainer
{
    /// <summary>The settings of a <see cref="TransferLearningTrainer"/>; defaults are the reference network and its training.</summary>
    public sealed class Options : ImageTrainerOptions
    {
        /// <summary>The trained network to start from.</summary>
        public Backbone Backbone { get; init; } = Backbone.Vgg16;

        /// <summary>
        /// The layers after the backbone, without the output layer: that follows from the label, as a dense layer with one output a class (its probabilities by
        /// softmax). It may be empty: a linear model of the features.
        /// </summary>
        public IReadOnlyList<Layer> Head { get; init; } = DefaultHead;

        /// <summary>How much of the backbone is trained, and when.</summary>
        public TransferTraining Training { get; init; } = TransferTraining.Frozen;

        /// <summary>What happens to the statistics of batch normalisation in blocks that are trained; in frozen ones they are always kept.</summary>
        public BatchNormStatistics BatchNormStatistics { get; init; } = BatchNormStatistics.Automatic;

        /// <summary>Where the features of the frozen layers are kept.</summary>
        public FeatureCache FeatureCache { get; init; } = FeatureCache.Automatic;

        /// <summary>The folder for features that are kept on disk; null: the system's folder for temporary files. Nothing is left there when Fit is over.</summary>
        public string? FeatureCacheFolder { get; init; }

        /// <summary>
        /// How many augmentations of each row go through the frozen layers, 1 or above; epochs take them in turn. Null: 4, or 1 where there is no augmentation. Mixup and CutMix make
        /// other rows in each epoch: with them, rows go through the frozen layers in each epoch, and no features are kept.
        /// </summary>
        public int? AugmentedViews { get; init; }

        /// <summary>
        /// Whether Fit may download the backbone's weights where they are not on this machine. Otherwise Fit fails there and says how to provide them, for instance by
        /// <see cref="Backbone.DownloadWeights"/>.
        /// </summary>
        public bool AllowDownload { get; init; }

        internal override LearningRateSchedule Schedule => Training is { Epochs: not null, FrozenEpochs: > 0 }
            ? new PhasedSchedule(Training.FrozenEpochs, LearningRateSchedule)
            : LearningRateSchedule;

        /// <summary>Whether settings are given that those of <see cref="Training"/> would replace.</summary>
        internal (bool Epochs, bool LearningRate) Replaced => Training is { Epochs: not null } ? Given : default;

        private protected override int DefaultEpochs => Training is { Epochs: { } epochs } ? Training.FrozenEpochs + epochs : base.DefaultEpochs;

        private protected override double DefaultLearningRate => Training?.HeadLearningRate ?? base.DefaultLearningRate;

        private protected override NetworkInput? RequiredInput => Backbone?.Source.RequiredInput;

        private protected override TensorShape? DefaultShape => Backbone?.InputShape;
    }
}
