namespace Microsoft.ML.DeepModels.Batching;

/// <summary>A random rectangle of the picture is erased (Zhong et al., 2020, https://arxiv.org/abs/1708.04896; torchvision's <c>RandomErasing</c>).</summary>
public sealed record RandomErasing
{
    /// <summary>The probability that a picture is erased in part, from 0 to 1.</summary>
    public double Probability { get; init; } = 0.5;

    /// <summary>The smallest area, as a part of the picture's, above 0.</summary>
    public double MinimumArea { get; init; } = 0.02;

    /// <summary>The largest area, as a part of the picture's, from <see cref="MinimumArea"/> to below 1.</summary>
    public double MaximumArea { get; init; } = 0.33;

    /// <summary>The smallest ratio of height to width, above 0.</summary>
    public double MinimumAspectRatio { get; init; } = 0.3;

    /// <summary>The largest ratio of height to width, <see cref="MinimumAspectRatio"/> or above.</summary>
    public double MaximumAspectRatio { get; init; } = 3.3;

    /// <summary>Whether the rectangle becomes noise, evenly distributed from 0 to 1, rather than 0.</summary>
    public bool Noise { get; init; }
}
