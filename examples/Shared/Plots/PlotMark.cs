namespace Microsoft.ML.DeepModels.Examples.Plots;

/// <summary>A vertical line that says what happens at a date.</summary>
/// <param name="Date">where</param>
/// <param name="Text">what, in few words</param>
public sealed record PlotMark(DateTime Date, string Text);
