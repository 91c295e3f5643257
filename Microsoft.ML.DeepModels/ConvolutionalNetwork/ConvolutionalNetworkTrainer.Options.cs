using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.ConvolutionalNetwork;

public sealed partial class ConvolutionalNetworkTrainer
{
    /// <summary>The settings of a <see cref="ConvolutionalNetworkTrainer"/>; defaults are the reference network and its training.</summary>
    public sealed class Options : SupervisedTrainerOptions
    {
        /// <summary>
        /// The layers of the network, without the output layer: that follows from the label, as a dense layer with one output a
        /// class (its probabilities by softmax) or one output for a number. It may be empty: a linear model.
        /// </summary>
        public IReadOnlyList<Layer> Layers { get; init; } = DefaultLayers;

        /// <summary>
        /// The weight of each class in the loss, in the order of the keys, 0 or above; null: all 1. Classification only.
        /// </summary>
        public IReadOnlyList<float>? ClassWeights { get; init; }

        /// <summary>How much of each label is spread evenly over all classes, in [0, 1); 0: none. Classification only.</summary>
        public double LabelSmoothing { get; init; }

        /// <summary>What a regression makes small. Regression only.</summary>
        public RegressionLoss Loss { get; init; } = RegressionLoss.MeanSquaredError;
    }
}
