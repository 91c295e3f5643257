using System.Text.Json.Nodes;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Persistence;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// What a forecaster knows of its training rows, in its model file: the scales and the end of each series. Names are in network.json, numbers in an
/// entry of their own beside the weights.
/// </summary>
internal static class ForecastArchive
{
    private const string Entry = "series.safetensors";

    public static void Describe(ModelDescription description, SeriesScales scales, SeriesTails tails)
    {
        description.Set("scaling", scales.Scaling.ToString());
        description.Set("scaledSeries", new JsonArray([.. scales.Series.Keys.Select(name => (JsonNode)name)]));
        description.Set("series", new JsonArray([.. tails.Store.Series.Select(series => (JsonNode)series.Name)]));
        description.Set("seriesRows", new JsonArray([.. tails.Store.Series.Select(series => (JsonNode)series.Count)]));
        description.Set("seriesNames", tails.Names?.ToJson());
    }

    public static void Write(IModelWriter writer, SeriesScales scales, SeriesTails tails)
    {
        var store = tails.Store;
        using var scope = torch.NewDisposeScope();
        double[] values = [.. scales.Series.Values.SelectMany(Numbers)], covariates = [.. scales.Covariates.SelectMany(Numbers)];
        var rows = new List<float>();
        foreach (var series in store.Series)
        {
            for (int i = 0; i < series.Count; i++)
            {
                rows.Add(series.Values[i]);
                rows.AddRange(series.Covariates(i));
            }
        }
        float[] numbers = [.. rows];
        writer.Write(Entry, stream => SafeTensors.Write(stream,
        [
            new("scales", torch.tensor(values)), new("covariates", torch.tensor(covariates)), new("rows", torch.tensor(numbers))
        ]));
    }

    /// <summary>Reads what <see cref="Describe"/> and <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static (SeriesScales Scales, SeriesTails Tails) Read(IModelReader reader, ModelDescription description, ForecastSettings settings)
    {
        var scaling = ForecastSettings.Choice<SeriesScaling>(description, "scaling");
        string[] scaled = Names(description, "scaledSeries"), series = Names(description, "series");
        int[] counts = ForecastSettings.Array(description, "seriesRows", node => node!.GetValue<int>());
        if (counts.Length != series.Length || counts.Any(count => count < 0))
            throw new InvalidDataException($"The model has {series.Length} series and {counts.Length} numbers of rows: it is damaged.");
        int width = 1 + settings.Shape.Covariates;
        long rowCount = counts.Sum(count => (long)count);
        // The product of what a file claims may be beyond 64 bits.
        Int128 needed = 2 * ((Int128)scaled.Length + settings.Shape.Covariates) + (Int128)rowCount * width;
        if (needed > int.MaxValue) throw new InvalidDataException($"The model's series have {rowCount} rows: it is damaged.");
        using var scope = torch.NewDisposeScope();
        reader.Read(Entry, stream =>
        {
            SafeTensors.CheckSize(stream, (long)needed);
            return true;
        });
        var values = torch.zeros(2L * scaled.Length, torch.ScalarType.Float64);
        var covariates = torch.zeros(2L * settings.Shape.Covariates, torch.ScalarType.Float64);
        var rows = torch.zeros(rowCount * width, torch.ScalarType.Float32);
        reader.Read(Entry, stream =>
        {
            SafeTensors.Read(stream, [new("scales", values), new("covariates", covariates), new("rows", rows)]);
            return true;
        });
        var moments = Moments(values.data<double>().ToArray());
        var scales = new SeriesScales(scaling, settings.Columns.Read.Positive, settings.Shape.Lag,
            Enumerable.Range(0, scaled.Length).ToDictionary(i => scaled[i], i => moments[i]), Moments(covariates.data<double>().ToArray()));
        var names = description.Find("seriesNames") is { } json ? SeriesNames.FromJson(json) : null;
        if (names is null != settings.Columns.Read.Series is null) throw new InvalidDataException("The model's series column has no type: it is damaged.");
        return (scales, new SeriesTails(Store(series, counts, rows.data<float>().ToArray(), settings), names));
    }

    private static SeriesStore Store(string[] names, int[] counts, float[] numbers, ForecastSettings settings)
    {
        var store = new SeriesStore(settings.Shape.PastCovariates, settings.Shape.FutureCovariates);
        int width = 1 + settings.Shape.Covariates, at = 0;
        for (int s = 0; s < names.Length; s++)
        {
            var series = new Series(names[s], settings.Shape.Covariates);
            for (int i = 0; i < counts[s]; i++, at += width) series.Add(numbers[at], numbers.AsSpan(at + 1, width - 1), -1);
            store.Add(series);
        }
        return store;
    }

    private static string[] Names(ModelDescription description, string property)
    {
        string[] names = ForecastSettings.Array(description, property, node => node!.GetValue<string>());
        return names.Distinct().Count() == names.Length ? names : throw new InvalidDataException($"The model's {property} has a name twice: it is damaged.");
    }

    private static IEnumerable<double> Numbers(Moments moments) => [moments.Mean, moments.Deviation];

    private static Moments[] Moments(double[] numbers)
    {
        var moments = new Moments[numbers.Length / 2];
        for (int i = 0; i < moments.Length; i++)
        {
            moments[i] = new(numbers[2 * i], numbers[2 * i + 1]);
            if (!(double.IsFinite(moments[i].Mean) && double.IsFinite(moments[i].Deviation) && moments[i].Deviation >= 0))
                throw new InvalidDataException("The model's scales are not finite numbers: they are damaged.");
        }
        return moments;
    }
}
