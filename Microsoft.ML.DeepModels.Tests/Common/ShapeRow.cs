using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>One picture.</summary>
internal sealed class ShapeRow
{
    [VectorType(1, Shapes.Size, Shapes.Size)]
    public float[] Features { get; set; } = [];

    public string Label { get; set; } = "";

    public float Number { get; set; }

    public float Weight { get; set; }
}
