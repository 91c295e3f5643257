using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>One handwritten digit.</summary>
internal sealed class DigitRow
{
    [KeyType(10)]
    public uint Label { get; set; }

    [VectorType(1, 28, 28)]
    public float[] Features { get; set; } = [];
}
