using System.Text.Json.Nodes;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a fitted forecaster needs besides its weights and what it knows of its series: columns, sizes, bounds.</summary>
internal sealed record ForecastSettings
{
    private const int MostSteps = 1 << 24; // far beyond what can be trained; so that a damaged file cannot ask for all memory

    /// <summary>The columns that are read and added.</summary>
    public required ForecastColumns Columns { get; init; }

    /// <summary>How a window lies in a tensor.</summary>
    public required WindowShape Shape { get; init; }

    /// <summary>How bounds are found.</summary>
    public required PredictionInterval Interval { get; init; }

    /// <summary>The part of what comes that should lie between the bounds, in (0, 1).</summary>
    public required float ConfidenceLevel { get; init; }

    /// <summary>Of conformal bounds: how far they are from the forecast at each step of the horizon, in scaled units; empty: there are none.</summary>
    public IReadOnlyList<float> Margins { get; init; } = [];

    /// <summary>The number of rows of a season.</summary>
    public required int Seasonality { get; init; }

    /// <summary>The number of windows of one forward pass.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The number of outputs of the network.</summary>
    public int NetworkOutputs => checked((Interval == PredictionInterval.Quantile ? 3 : 1) * Shape.Horizon);

    /// <summary>The number of windows of one forward pass: as many as asked for, where what it reads and gives fits an array and a span of bytes.</summary>
    public int WindowsAtOnce
    {
        get
        {
            long most = Math.Max((long)Shape.Steps * Shape.Channels, 3L * Shape.Horizon);
            return (int)Math.Clamp(BatchSize, 1, Math.Max(1, System.Array.MaxLength / (sizeof(float) * most)));
        }
    }

    public void Describe(ModelDescription description)
    {
        description.Set("inputColumn", Columns.Read.Value);
        description.Set("seriesColumn", Columns.Read.Series);
        description.Set("pastCovariateColumns", Texts(Columns.Read.PastCovariates));
        description.Set("futureCovariateColumns", Texts(Columns.Read.FutureCovariates));
        description.Set("logTransform", Columns.Read.Positive);
        description.Set("outputColumn", Columns.Output);
        description.Set("lowerBoundColumn", Columns.Lower);
        description.Set("upperBoundColumn", Columns.Upper);
        description.Set("windowSize", Shape.WindowSize);
        description.Set("horizon", Shape.Horizon);
        description.Set("lag", Shape.Lag);
        description.Set("pastCovariates", Shape.PastCovariates);
        description.Set("futureCovariates", Shape.FutureCovariates);
        description.Set("predictionInterval", Interval.ToString());
        description.Set("confidenceLevel", ConfidenceLevel);
        description.Set("margins", new JsonArray([.. Margins.Select(margin => (JsonNode)margin)]));
        description.Set("seasonality", Seasonality);
        description.Set("scoringBatchSize", BatchSize);
    }

    /// <summary>Reads what <see cref="Describe"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ForecastSettings Read(ModelDescription description)
    {
        var columns = new SeriesColumns
        {
            Value = description.GetText("inputColumn"),
            Series = OptionalText(description, "seriesColumn"),
            PastCovariates = ReadTexts(description, "pastCovariateColumns"),
            FutureCovariates = ReadTexts(description, "futureCovariateColumns"),
            Positive = Value<bool>(description, "logTransform")
        };
        var settings = new ForecastSettings
        {
            Columns = new(columns, description.GetText("outputColumn"), OptionalText(description, "lowerBoundColumn"), OptionalText(description, "upperBoundColumn")),
            Shape = new(Between(description, "windowSize", 1), Between(description, "horizon", 1),
                Between(description, "pastCovariates", columns.PastCovariates.Count), Between(description, "futureCovariates", columns.FutureCovariates.Count), Between(description, "lag", 0)),
            Interval = Choice<PredictionInterval>(description, "predictionInterval"),
            ConfidenceLevel = Value<float>(description, "confidenceLevel"),
            Margins = Array(description, "margins", node => node!.GetValue<float>()),
            Seasonality = Between(description, "seasonality", 1, int.MaxValue),
            BatchSize = Between(description, "scoringBatchSize", 1, int.MaxValue)
        };
        var shape = settings.Shape;
        if (((long)shape.WindowSize + shape.Horizon) * (1L + shape.PastCovariates + shape.FutureCovariates) > int.MaxValue)
            throw new InvalidDataException($"The model's windows have more than {int.MaxValue} values: it is damaged.");
        int margins = settings.Interval == PredictionInterval.Conformal ? settings.Shape.Horizon : 0;
        if (settings.Margins.Count != margins || settings.Margins.Any(margin => !(float.IsFinite(margin) && margin >= 0)))
            throw new InvalidDataException($"The model's margins should be {margins} numbers of at least 0: they are damaged.");
        if (settings.ConfidenceLevel is not (> 0 and < 1)) throw new InvalidDataException("The model's confidence level is not in (0, 1): it is damaged.");
        if (settings.Interval == PredictionInterval.None && (settings.Columns.Lower ?? settings.Columns.Upper) is not null)
            throw new InvalidDataException("The model has a column of bounds and no bounds: it is damaged.");
        return settings;
    }

    /// <summary>A name of an enumeration.</summary>
    internal static T Choice<T>(ModelDescription description, string property) where T : struct, Enum
    {
        string name = description.GetText(property);
        return Enum.GetNames<T>().Contains(name) ? Enum.Parse<T>(name) : throw new InvalidDataException($"The model's {property} is '{name}': it is damaged.");
    }

    /// <summary>A list, all of it.</summary>
    internal static T[] Array<T>(ModelDescription description, string property, Func<JsonNode?, T> read)
    {
        try
        {
            return [.. description.Get(property).AsArray().Select(read)];
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or NullReferenceException or OverflowException)
        {
            throw new InvalidDataException($"The model's {property} cannot be read: {e.Message}", e);
        }
    }

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static string[] ReadTexts(ModelDescription description, string property) => Array(description, property, node => node!.GetValue<string>());

    private static string? OptionalText(ModelDescription description, string property) =>
        description.Find(property) is null ? null : description.GetText(property);

    private static T Value<T>(ModelDescription description, string property) =>
        description.Get(property) is JsonValue value && value.TryGetValue(out T? found)
            ? found
            : throw new InvalidDataException($"The model's {property} is {description.Get(property).ToJsonString()}: it is damaged.");

    private static int Between(ModelDescription description, string property, int least, int most = MostSteps) =>
        description.GetInteger(property) is var number && number >= least && number <= most
            ? number
            : throw new InvalidDataException($"The model's {property} is {number}: it is damaged.");
}
