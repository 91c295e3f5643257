using Microsoft.ML.DeepModels.Batching;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>The end of every series, from which forecasts go on.</summary>
/// <param name="Store">the last window of each series, and what is known of its future</param>
/// <param name="Names">the type of the series column; null where all rows are one series</param>
internal sealed record SeriesTails(SeriesStore Store, SeriesNames? Names);
