using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a trainer that forecasts series can be told, beside how it trains.</summary>
/// <remarks>
/// <para>Rows are in the order of time, also those of several series that are mixed, and a view has to give that order each time it is read. All of them are
/// kept in memory; <see cref="TrainerOptions.CacheBytes"/> is how much they may take.</para>
/// <para><see cref="TrainerOptions.ValidationFraction"/> takes the last windows of each series, as <see cref="CalibrationFraction"/> does: splits are made
/// series by series. Where series end at different times, what is learned from one may be later than what another is judged or calibrated by.</para>
/// <para>A cancelled Fit that is to keep the best model (<see cref="TrainerOptions.CancellationBehavior"/>) and calibrates bounds keeps the last network that
/// was trained to its end, with bounds from all errors that were found by then; cancelled in its first training, the best of that, with bounds
/// from its errors.</para>
/// </remarks>
public abstract class ForecastingTrainerOptions : TrainerOptions
{
    private protected ForecastingTrainerOptions()
    {
    }

    /// <summary>The column that the model adds: Vector of Single, the next <see cref="Horizon"/> values.</summary>
    public string OutputColumnName { get; init; } = "Score";

    /// <summary>The column of values: Single.</summary>
    public string InputColumnName { get; init; } = "Value";

    /// <summary>The number of rows that a forecast looks back at, its own included; 1 or above. It has to be given.</summary>
    public int WindowSize { get; init; }

    /// <summary>The number of rows that are forecast; 1 or above. It has to be given.</summary>
    public int Horizon { get; init; }

    /// <summary>The column that tells the series of a row (text, or Key of UInt32); null: all rows are one series.</summary>
    public string? SeriesColumnName { get; init; }

    /// <summary>Columns that are known up to the present (Single, or Vector of Single of a known size).</summary>
    public IReadOnlyList<string> PastCovariateColumnNames { get; init; } = [];

    /// <summary>
    /// Columns that are known in advance, such as holidays or prices (Single, or Vector of Single of a known size). The next <see cref="Horizon"/> rows
    /// of the series have them; rows after the end of a series have no value (NaN).
    /// </summary>
    public IReadOnlyList<string> FutureCovariateColumnNames { get; init; } = [];

    /// <summary>
    /// What values, or their seasonal differences, are scaled by; null: differences by <see cref="SeriesScaling.Series"/>, values by
    /// <see cref="SeriesScaling.WindowMean"/>. Covariates are always scaled by their mean and standard deviation in the training rows.
    /// </summary>
    public SeriesScaling? Scaling { get; init; }

    /// <summary>Whether the network forecasts logarithms: for values above 0 whose changes grow with them.</summary>
    public bool LogTransform { get; init; }

    /// <summary>
    /// The number of rows of a season, 1 or above: 12 for months, 7 for days; 1: there is none. Backtests compare with the values of the season before.
    /// </summary>
    public int Seasonality { get; init; } = 1;

    /// <summary>
    /// Whether the network sees and forecasts differences to the value one <see cref="Seasonality"/> before (Box and Jenkins 1970), which have
    /// neither season nor level: where that is above 1. A window then needs as many rows before it.
    /// </summary>
    public bool SeasonalDifference { get; init; } = true;

    /// <summary>What training makes small, in scaled units. Not with <see cref="PredictionInterval.Quantile"/>, which has a loss of its own.</summary>
    public RegressionLoss Loss { get; init; } = RegressionLoss.MeanSquaredError;

    /// <summary>The part of what comes that should lie between the bounds, in (0, 1).</summary>
    public float ConfidenceLevel { get; init; } = 0.95f;

    /// <summary>The column of lower bounds that the model adds: Vector of Single; null: none.</summary>
    public string? ConfidenceLowerBoundColumn { get; init; }

    /// <summary>The column of upper bounds that the model adds: Vector of Single; null: none.</summary>
    public string? ConfidenceUpperBoundColumn { get; init; }

    /// <summary>How bounds are found; null: by conformal prediction where a column of bounds is named, else not at all.</summary>
    public PredictionInterval? PredictionInterval { get; init; }

    /// <summary>The part of the training windows, the last of each series, that conformal prediction calibrates with; in (0, 1).</summary>
    public double CalibrationFraction { get; init; } = 0.6;

    /// <summary>
    /// Into how many parts, one after the other, these windows are divided, 1 or above: each is forecast by a network that is trained with all that comes
    /// before it. Many parts cost as many trainings, and calibrate with errors of many times: one part knows only the errors of one time, which need
    /// not be those of the next. Where there is much data, 1 with a fraction of 0.2 will do. A part without windows, or without any before it, is left out, and a
    /// warning says so.
    /// </summary>
    public int CalibrationFolds { get; init; } = 4;

    /// <summary>
    /// Whether the network is trained anew with all rows after conformal prediction has calibrated, else it is that of the last part. It then also learns from the latest rows, and
    /// the bounds are those of the network before, which are a little wide as a rule. Progress is told of all trainings, one after the other.
    /// </summary>
    public bool RefitAfterCalibration { get; init; } = true;
}
