using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Checks of the options of a forecaster.</summary>
internal static class ForecastCheck
{
    /// <summary>The column of steps in tables of forecasts.</summary>
    public const string StepColumn = "Step";

    /// <summary>The column of lower bounds in tables of forecasts, where the options name none.</summary>
    public const string LowerColumn = "LowerBound";

    /// <summary>The column of upper bounds in tables of forecasts, where the options name none.</summary>
    public const string UpperColumn = "UpperBound";

    public static void Options(ForecastingTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionCheck.Training(options);
        Require.AtLeastOne(options.WindowSize, nameof(options.WindowSize));
        Require.AtLeastOne(options.Horizon, nameof(options.Horizon));
        Require.AtLeastOne(options.Seasonality, nameof(options.Seasonality));
        Fraction(options.ConfidenceLevel, nameof(options.ConfidenceLevel));
        Fraction(options.CalibrationFraction, nameof(options.CalibrationFraction));
        if (options.Scaling is { } scaling) OptionCheck.Defined(scaling, nameof(options.Scaling));
        if (options.PredictionInterval is { } kind) OptionCheck.Defined(kind, nameof(options.PredictionInterval));
        Require.AtLeastOne(options.CalibrationFolds, nameof(options.CalibrationFolds));
        OptionCheck.NotNull(options.Loss);
        OptionCheck.NotNull(options.PastCovariateColumnNames);
        OptionCheck.NotNull(options.FutureCovariateColumnNames);
        Added(options);
        Read(options);
        Interval(options);
    }

    /// <summary>How bounds are found, where the options leave it open.</summary>
    public static PredictionInterval IntervalOf(ForecastingTrainerOptions options) => options.PredictionInterval
        ?? (options.ConfidenceLowerBoundColumn is null && options.ConfidenceUpperBoundColumn is null ? PredictionInterval.None : PredictionInterval.Conformal);

    private static void Added(ForecastingTrainerOptions options)
    {
        OptionCheck.Name(options.OutputColumnName, nameof(options.OutputColumnName));
        if (options.ConfidenceLowerBoundColumn is { } lower) OptionCheck.Name(lower, nameof(options.ConfidenceLowerBoundColumn));
        if (options.ConfidenceUpperBoundColumn is { } upper) OptionCheck.Name(upper, nameof(options.ConfidenceUpperBoundColumn));
        Different(
            (nameof(options.OutputColumnName), options.OutputColumnName),
            (nameof(options.ConfidenceLowerBoundColumn), options.ConfidenceLowerBoundColumn ?? LowerColumn),
            (nameof(options.ConfidenceUpperBoundColumn), options.ConfidenceUpperBoundColumn ?? UpperColumn),
            (nameof(options.SeriesColumnName), options.SeriesColumnName),
            ("the column of steps in tables of forecasts", StepColumn));
    }

    private static void Read(ForecastingTrainerOptions options)
    {
        OptionCheck.Name(options.InputColumnName, nameof(options.InputColumnName));
        if (options.SeriesColumnName is { } series) OptionCheck.Name(series, nameof(options.SeriesColumnName));
        var covariates = Names(options.PastCovariateColumnNames, nameof(options.PastCovariateColumnNames))
            .Concat(Names(options.FutureCovariateColumnNames, nameof(options.FutureCovariateColumnNames)));
        Different([(nameof(options.InputColumnName), options.InputColumnName), (nameof(options.SeriesColumnName), options.SeriesColumnName), .. covariates]);
    }

    private static void Interval(ForecastingTrainerOptions options)
    {
        var kind = IntervalOf(options);
        string? bound = options.ConfidenceLowerBoundColumn ?? options.ConfidenceUpperBoundColumn;
        if (kind == PredictionInterval.None && bound is not null)
        {
            throw new ArgumentException(
                $"PredictionInterval is None, but there is a column of bounds, '{bound}'. Leave PredictionInterval at null, or name no such column.", nameof(options.PredictionInterval));
        }
        if (kind == PredictionInterval.Quantile && options.Loss != RegressionLoss.MeanSquaredError)
            throw new ArgumentException("Loss is set, but PredictionInterval.Quantile has a loss of its own. Leave it at its default.", nameof(options.Loss));
    }

    private static IEnumerable<(string Role, string? Name)> Names(IReadOnlyList<string> names, string option)
    {
        for (int i = 0; i < names.Count; i++)
        {
            OptionCheck.Name(names[i], $"{option}[{i}]");
            yield return ($"{option}[{i}]", names[i]);
        }
    }

    private static void Different(params IReadOnlyList<(string Role, string? Name)> names)
    {
        for (int i = 0; i < names.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (names[i].Name is { } name && name == names[j].Name)
                    throw new ArgumentException($"{names[j].Role} and {names[i].Role} are both '{name}': give two names.", names[j].Role);
            }
        }
    }

    private static void Fraction(double value, string name)
    {
        if (!(value > 0 && value < 1)) throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{name} must be in (0, 1), got {value}."));
    }
}
