using Microsoft.ML.DeepModels.Batching;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>Forecasts from rows in memory. Belongs to one thread.</summary>
internal interface IBoundForecaster
{
    /// <summary>One forward pass.</summary>
    /// <param name="windows">where to forecast from</param>
    /// <param name="outputs">windows times <see cref="IForecaster.OutputWidth"/> values; NaN where a window is not full or something in it is missing</param>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    void Forecast(ReadOnlySpan<SeriesWindow> windows, Span<float> outputs);
}
