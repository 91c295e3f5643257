using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.RecurrentNetwork;

public sealed partial class RecurrentNetworkTrainer
{
    /// <summary>The settings of a <see cref="RecurrentNetworkTrainer"/>; defaults are the reference network and its training.</summary>
    public sealed class Options : SupervisedTrainerOptions
    {
        /// <summary>
        /// The layers of the network, without the output layer: that follows from the label, as a dense layer with one output a
        /// class (its probabilities by softmax) or one output for a number. Features that are tokens (keys) get a <see cref="Layer.Embedding"/> where the layers do not begin with one.
        /// </summary>
        public IReadOnlyList<Layer> Layers { get; init; } = DefaultLayers;

        /// <summary>
        /// The number of values of one step, where the feature column is a flat vector that holds the steps one after the other, 1 or above.
        /// Null: the column's dimensions (timesteps, features) or the input shape tell it. A column of vectors of no fixed size needs
        /// it, or an input shape by <see cref="Tensors.TensorShape.Sequence"/>.
        /// </summary>
        public int? FeaturesPerStep { get; init; }

        private protected override int? StepFeatures => FeaturesPerStep;

        private protected override bool TakesTokens => true;
    }
}
