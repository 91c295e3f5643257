namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>
/// How a window of a series and what is known of the time after it lie in one tensor (steps, channels). The first
/// <paramref name="WindowSize"/> steps are the window; the next <paramref name="Horizon"/> steps are there only with covariates that are known in
/// advance, and hold nothing but these, the other channels are 0. Channel 0 is the value, or its difference to that <paramref name="Lag"/> rows
/// before; then come the covariates of the past, then those of the future.
/// </summary>
/// <param name="WindowSize">the number of steps that are looked at, 1 or above</param>
/// <param name="Horizon">the number of steps that are forecast, 1 or above</param>
/// <param name="PastCovariates">the number of covariates that are known up to the end of the window</param>
/// <param name="FutureCovariates">the number of covariates that are known up to the end of the horizon</param>
/// <param name="Lag">the number of rows between the values whose differences are looked at and forecast; 0: the values themselves</param>
internal sealed record WindowShape(int WindowSize, int Horizon, int PastCovariates, int FutureCovariates, int Lag)
{
    /// <summary>The rows of a series that a forecast needs: the window, and those before it that differences are taken to.</summary>
    public int Rows => checked(WindowSize + Lag);

    /// <summary>The steps of the tensor.</summary>
    public int Steps => FutureCovariates > 0 ? checked(WindowSize + Horizon) : WindowSize;

    /// <summary>The channels of the tensor.</summary>
    public int Channels => checked(1 + Covariates);

    /// <summary>All covariates.</summary>
    public int Covariates => checked(PastCovariates + FutureCovariates);

    /// <summary>The channel of the first covariate that is known in advance.</summary>
    public int FirstFutureChannel => 1 + PastCovariates;

    /// <summary>(steps, channels)</summary>
    public TensorShape Input => new(Steps, Channels);
}
