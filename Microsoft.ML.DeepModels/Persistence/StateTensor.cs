using ScalarType = TorchSharp.torch.ScalarType;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>A tensor of a weight file, without its values.</summary>
/// <param name="Name">as the file has it, less the common prefix of all names where that was taken off</param>
/// <param name="Type">of the values in the file</param>
/// <param name="Shape">no axes for a single number</param>
internal sealed record StateTensor(string Name, ScalarType Type, long[] Shape)
{
    /// <summary>The number of values.</summary>
    public long Count { get; } = StoredTensor.CountOf(Shape);

    /// <summary>The type and the shape, for messages.</summary>
    public override string ToString() => $"{Type} ({string.Join(", ", Shape)})";
}
