namespace Microsoft.ML.DeepModels.Examples.Plots;

/// <summary>A value at a time.</summary>
/// <param name="Date">across</param>
/// <param name="Value">up</param>
public readonly record struct PlotPoint(DateTime Date, double Value);
