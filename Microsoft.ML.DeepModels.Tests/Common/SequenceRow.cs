using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>One sequence of any length, two features a step.</summary>
internal sealed class SequenceRow
{
    [VectorType]
    public float[] Features { get; set; } = [];

    [VectorType]
    public string[] Words { get; set; } = [];

    public string Label { get; set; } = "";

    public float Number { get; set; }
}
