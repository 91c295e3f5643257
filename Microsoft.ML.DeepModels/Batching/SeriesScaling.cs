namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// What the values of a series are scaled by before a network sees them, and its forecasts scaled back by. Only values up to the end of a
/// window, and those of the training rows, ever have a part in it.
/// </summary>
public enum SeriesScaling
{
    /// <summary>Nothing: the values are of about the size 1 already.</summary>
    None,

    /// <summary>
    /// Mean and standard deviation of the series' training rows. For series that wander around one level. A series that was not in the
    /// training rows is scaled as by <see cref="Window"/>.
    /// </summary>
    Series,

    /// <summary>Mean and standard deviation of each window (Kim et al. 2022, without learned parameters). For levels and spreads that drift.</summary>
    Window,

    /// <summary>
    /// The mean of each window and the standard deviation of the series' training rows: for series with a trend, whose forecasts would else
    /// be held to the levels of the training rows. A series that was not in the training rows is scaled as by <see cref="Window"/>.
    /// </summary>
    WindowMean,
}
