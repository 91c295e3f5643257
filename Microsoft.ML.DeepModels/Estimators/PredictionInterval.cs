namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>How the bounds of forecasts are found.</summary>
public enum PredictionInterval
{
    /// <summary>Not at all: forecasts have no bounds.</summary>
    None,

    /// <summary>
    /// Split conformal prediction (Lei et al. 2018; for several steps Stankevičiūtė et al. 2021): a network that has not seen the last training
    /// windows forecasts them, and as far as its errors go, at each step, go the bounds. They hold for any network as long as what comes is like
    /// what was calibrated with. The network is trained twice.
    /// </summary>
    Conformal,

    /// <summary>The network learns lower bound, median and upper bound (quantile loss; Koenker and Bassett 1978). It is trained once.</summary>
    Quantile,
}
