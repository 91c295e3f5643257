using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Something that a network tells about a row.</summary>
/// <param name="Name">for the model file: it never changes</param>
/// <param name="Shape">of what it tells of one row; null: a single number</param>
internal sealed record NetworkOutput(string Name, TensorShape? Shape)
{
    /// <summary>The number of values of one row.</summary>
    public int Width => Shape?.ElementCount ?? 1;
}
