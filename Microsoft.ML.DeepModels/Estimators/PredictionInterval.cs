namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>How the bounds of forecasts are found.</summary>
public enum PredictionInterval
{
    /// <summary>Not at all: forecasts have no bounds.</summary>
    None,

    /// <summary>
    /// Conformal prediction (Lei et al. 2018; for several steps Stankevičiūtė et al. 2021): networks that have not seen the last training windows
    /// forecast them, and as far as their errors go, at each step, go the bounds. They hold for any network as long as what comes is like what was
    /// calibrated with. The network is trained several times, see <see cref="ForecastingTrainerOptions.CalibrationFolds"/>.
    /// </summary>
    Conformal,

    /// <summary>
    /// The network learns lower bound, median and upper bound (quantile loss; Koenker and Bassett 1978). It is trained once. For much data and little
    /// weight decay, which pulls the bounds together.
    /// </summary>
    Quantile,
}
