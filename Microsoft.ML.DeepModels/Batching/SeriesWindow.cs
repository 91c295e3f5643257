namespace Microsoft.ML.DeepModels.Batching;

/// <summary>A window of a series.</summary>
/// <param name="Series">the number of the series in its store</param>
/// <param name="Last">the index of the window's last row: the present, from which is forecast</param>
internal readonly record struct SeriesWindow(int Series, int Last);
