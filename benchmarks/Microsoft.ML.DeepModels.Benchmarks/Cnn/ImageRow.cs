using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Benchmarks.Cnn;

/// <summary>A row as <c>ExtractPixels</c> would give it.</summary>
internal sealed class ImageRow
{
    [VectorType(3, 64, 64)]
    public float[] Features { get; set; } = [];

    [KeyType(ReferenceCase.Classes)]
    public uint Label { get; set; }
}
