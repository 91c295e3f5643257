using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.TransferLearning;

public sealed partial class PretrainedFeaturesEstimator
{
    /// <summary>The settings of a <see cref="PretrainedFeaturesEstimator"/>.</summary>
    public sealed class Options : FeaturesOptions
    {
        /// <summary>The trained network.</summary>
        public Backbone Backbone { get; init; } = Backbone.Vgg16;

        /// <summary>
        /// Whether Fit may download the backbone's weights where they are not on this machine. Otherwise Fit fails there and says how to provide them, for instance by
        /// <see cref="Backbone.DownloadWeights"/>.
        /// </summary>
        public bool AllowDownload { get; init; }

        private protected override NetworkInput? RequiredInput => Backbone?.Source.RequiredInput;

        private protected override TensorShape? DefaultShape => Backbone?.InputShape;
    }
}
