namespace Microsoft.ML.DeepModels.Examples.Plots;

/// <summary>A line through points.</summary>
/// <param name="Name">for the legend; lines of one name have one entry there</param>
/// <param name="Colour">as SVG takes it, for instance #2563eb</param>
/// <param name="Points">from left to right</param>
public sealed record PlotLine(string Name, string Colour, IReadOnlyList<PlotPoint> Points)
{
    /// <summary>Of the pen, in pixels.</summary>
    public double Thickness { get; init; } = 1.8;

    /// <summary>Whether each point has a dot.</summary>
    public bool HasDots { get; init; }
}
