using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.ConvolutionalNetwork;

public sealed partial class ConvolutionalNetworkTrainer
{
    /// <summary>The settings of a <see cref="ConvolutionalNetworkTrainer"/>; defaults are the reference network and its training.</summary>
    public sealed class Options : ImageTrainerOptions
    {
        /// <summary>
        /// The layers of the network, without the output layer: that follows from the label, as a dense layer with one output a
        /// class (its probabilities by softmax) or one output for a number. It may be empty: a linear model.
        /// </summary>
        public IReadOnlyList<Layer> Layers { get; init; } = DefaultLayers;
    }
}
