using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Tests.Common;

namespace Microsoft.ML.DeepModels.Tests.VariationalAutoencoder;

/// <summary>Two numbers.</summary>
internal sealed class Pair
{
    [VectorType(2)]
    public float[] Features { get; set; } = [];
}

/// <summary>A latent vector of length 4.</summary>
internal sealed class Latent
{
    [VectorType(4)]
    public float[] Vector { get; set; } = [];
}

/// <summary>A latent vector of length 4 and a label.</summary>
internal sealed class LabeledLatent
{
    [VectorType(4)]
    public float[] Zeros { get; set; } = [];

    public string Label { get; set; } = "";
}

/// <summary>A latent vector of length 1.</summary>
internal sealed class LatentOne
{
    [VectorType(1)]
    public float[] Latent { get; set; } = [];
}

/// <summary>The file of an image.</summary>
internal sealed class PictureRow
{
    public byte[] Bytes { get; set; } = [];
}

/// <summary>A picture of <see cref="Shapes"/> with its channel last.</summary>
internal sealed class LastRow
{
    [VectorType(Shapes.Size, Shapes.Size, 1)]
    public float[] Features { get; set; } = [];
}

/// <summary>What a prediction engine reads.</summary>
internal sealed class ElboPrediction
{
    public float NegativeElbo { get; set; }
}

internal static class RowExtensions
{
    /// <summary>The column Vector under the name Latent.</summary>
    public static IDataView Renamed(this IDataView view, MLContext context) => context.Transforms.CopyColumns("Latent", "Vector").Fit(view).Transform(view);
}
