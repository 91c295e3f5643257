using Microsoft.ML.DeepModels.Batching;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>A trained forecaster as scoring sees it. Safe to call from many threads at once; touches no random state.</summary>
internal interface IForecaster
{
    /// <summary>The number of values that it gives for one window.</summary>
    int OutputWidth { get; }

    /// <summary>A forecaster from the rows of a store, which do not change meanwhile.</summary>
    IBoundForecaster Bind(SeriesStore store);
}
