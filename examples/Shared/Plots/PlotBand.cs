namespace Microsoft.ML.DeepModels.Examples.Plots;

/// <summary>The area between two lines.</summary>
/// <param name="Name">for the legend; bands of one name have one entry there</param>
/// <param name="Colour">as SVG takes it; what is behind shows through</param>
/// <param name="Lower">from left to right</param>
/// <param name="Upper">at the same dates as the lower line</param>
public sealed record PlotBand(string Name, string Colour, IReadOnlyList<PlotPoint> Lower, IReadOnlyList<PlotPoint> Upper);
