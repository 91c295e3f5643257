using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A module that multiplies its input by a weight, which <see cref="SpectralNormModule"/> may scale before.</summary>
internal abstract class WeightedModule(string name, Activation activation) : ActivatedModule(name, activation)
{
    /// <summary>What training learns.</summary>
    public abstract Tensor Weight { get; }

    /// <summary>The weight as the matrix (outputs, everything else), as PyTorch's spectral normalisation sees it.</summary>
    public virtual Tensor Matrix => Weight.flatten(1);

    /// <summary>Computes the layer with a weight of that shape, up to its activation; the result is a tensor of its own.</summary>
    public abstract Tensor Compute(Tensor input, Tensor weight);

    protected sealed override Tensor Compute(Tensor input, SequenceLengths? lengths) => Compute(input, Weight);
}
