using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// A network, or several that belong together, that makes rows of latent vectors and tells something of rows. In evaluation mode it changes
/// nothing, so many threads may use it at once.
/// </summary>
internal abstract class GenerativeNetwork(string name) : nn.Module(name)
{
    /// <summary>Tells of rows what is wanted. Gradients are off and a dispose scope is open.</summary>
    /// <param name="batch">rows, with labels where the network takes them as a condition</param>
    /// <param name="wanted">which of the definition's outputs are asked for</param>
    /// <param name="results">gets (batch, width) for each of these</param>
    public abstract void Describe(Batch batch, ReadOnlySpan<bool> wanted, Span<Tensor?> results);

    /// <summary>Makes rows. Gradients are off and a dispose scope is open.</summary>
    /// <param name="latents">(batch, latent size)</param>
    /// <param name="labels">(batch) Int64 class indices where the network takes them as a condition; else null</param>
    /// <returns>(batch, ...) of the shape of a row</returns>
    public abstract Tensor Generate(Tensor latents, Tensor? labels);
}
