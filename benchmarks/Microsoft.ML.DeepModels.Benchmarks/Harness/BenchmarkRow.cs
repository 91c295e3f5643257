using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Benchmarks.Harness;

/// <summary>A row of made data; the reference case says what shape its features are of.</summary>
internal sealed class BenchmarkRow
{
    public float[] Features { get; set; } = [];

    [KeyType(ReferenceCase.Classes)]
    public uint Label { get; set; }
}
