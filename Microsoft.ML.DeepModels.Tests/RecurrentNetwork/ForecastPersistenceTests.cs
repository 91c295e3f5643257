using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.RecurrentNetwork;
using Microsoft.ML.DeepModels.Tests.Common;
using Options = Microsoft.ML.DeepModels.RecurrentNetwork.RecurrentNetworkForecastingTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.RecurrentNetwork;

/// <summary>Forecasters in model files: whole and damaged.</summary>
[TestClass]
public class ForecastPersistenceTests
{
    private static readonly Lazy<byte[]> s_file = new(() =>
    {
        var (context, view) = Data(keys: true);
        using var model = context.Forecasting.ForecastByRecurrentNetwork(Settings()).Fit(view);
        return Save(context, model, view);
    });

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Load_InAFreshContext_GivesTheSameForecastsBitForBit(bool keys)
    {
        var (context, view) = Data(keys);
        using var model = context.Forecasting.ForecastByRecurrentNetwork(Settings()).Fit(view);
        using var loaded = (RecurrentNetworkForecastingTransformer)ModelZip.Load(Save(context, model, view));
        foreach (string column in new[] { "Score", "Low" })
            Same(SeriesData.Scores(model.Transform(view), column), SeriesData.Scores(loaded.Transform(view), column));
        Same(Table(model.Forecast(4)), Table(loaded.Forecast(4)));
        Assert.AreEqual(view.Schema["Series"].Type, loaded.Forecast(1).Schema["Series"].Type);
        Assert.AreEqual(model.Network, loaded.Network);
        Assert.AreEqual(model.Backtest(view, 12).Metrics, loaded.Backtest(view, 12).Metrics);
        Assert.AreEqual(model.Backtest(view, 12).NaiveMetrics, loaded.Backtest(view, 12).NaiveMetrics);
        Assert.AreEqual((model.WindowSize, model.Horizon, model.ConfidenceLevel, model.PredictionInterval),
            (loaded.WindowSize, loaded.Horizon, loaded.ConfidenceLevel, loaded.PredictionInterval));
        Assert.IsNull(loaded.History);
    }

    [TestMethod]
    public void Save_PutsTheSettingsInReadableJson()
    {
        string json = Encoding.UTF8.GetString(ModelZip.Entries(s_file.Value).Single(entry => entry.Key.EndsWith("network.json")).Value);
        foreach (string text in new[] { "\"family\": \"recurrent-network-forecast\"", "\"windowSize\": 8", "\"scaling\": \"Series\"", "\"lag\": 4", "\"a\"" })
            Assert.Contains(text, json);
    }

    [TestMethod]
    [DataRow("\"windowSize\": 8", "\"windowSize\": 0", "windowSize is 0")]
    [DataRow("\"windowSize\": 8", "\"windowSize\": 9", "The network is for windows of 8x2, the model for 9x2")]
    [DataRow("\"windowSize\": 8", "\"windowSize\": 2000000000", "windowSize is 2000000000")]
    [DataRow("\"horizon\": 4", "\"horizon\": 5", "margins should be 5 numbers")]
    [DataRow("\"lag\": 4", "\"lag\": -1", "lag is -1")]
    [DataRow("\"pastCovariates\": 1", "\"pastCovariates\": 2", "The weights do not fit")]
    [DataRow("\"confidenceLevel\": 0.5", "\"confidenceLevel\": 2", "confidence level")]
    [DataRow("\"confidenceLevel\": 0.5", "\"confidenceLevel\": \"high\"", "confidenceLevel is \"high\"")]
    [DataRow("\"logTransform\": true", "\"logTransform\": 3", "logTransform is 3")]
    [DataRow("\"predictionInterval\": \"Conformal\"", "\"predictionInterval\": \"1\"", "predictionInterval is '1'")]
    [DataRow("\"predictionInterval\": \"Conformal\"", "\"predictionInterval\": \"None\"", "margins should be 0 numbers")]
    [DataRow("\"scaling\": \"Series\"", "\"scaling\": \"Planets\"", "scaling is 'Planets'")]
    [DataRow("\"inputColumn\": \"Value\"", "\"inputColumn\": 5", "'inputColumn' should be a text")]
    [DataRow("\"seasonality\": 4", "\"seasonality\": 0", "seasonality is 0")]
    [DataRow("\"margins\": [", "\"margins\": [-1,", "margins should be 4 numbers")]
    [DataRow("\"seriesRows\": [", "\"seriesRows\": [2000000000,", "numbers of rows")]
    [DataRow("\"a\",", "\"b\",", "has a name twice")]
    [DataRow("\"keys\": 2", "\"keys\": 3", "3 keys and 2 values")]
    public void Load_OfADamagedDescription_SaysWhatIsWrong(string old, string text, string message) =>
        Assert.Contains(message, ModelZip.LoadChanged(s_file.Value, "network.json", bytes => ModelZip.Replace(bytes, old, text)));

    [TestMethod]
    public void Load_WithSeriesCutOrTooMany_Refuses()
    {
        Assert.Contains("truncated", ModelZip.LoadChanged(s_file.Value, "series.safetensors", bytes => bytes[..^5]));
        Assert.Contains("The weights do not fit", ModelZip.LoadChanged(s_file.Value, "network.json", bytes =>
        {
            string json = Encoding.UTF8.GetString(bytes);
            int at = json.IndexOf("\"seriesRows\": [") + "\"seriesRows\": [".Length, end = json.IndexOf(',', at);
            return Encoding.UTF8.GetBytes(json[..at] + "999999999" + json[end..]);
        }));
    }

    [TestMethod]
    public void Load_WithSizesWhoseProductIsBeyondAllNumbers_Refuses()
    {
        const int Most = 1 << 24; // of each
        Assert.Contains("The model's windows have more than", Changed(("windowSize", Most), ("pastCovariates", Most)));
        Assert.Contains("rows: it is damaged", Changed(
            ("pastCovariates", Most), ("futureCovariates", Most),
            ("series", new JsonArray([.. Enumerable.Range(0, 200).Select(i => (JsonNode)$"{i}")])),
            ("seriesRows", new JsonArray([.. Enumerable.Repeat(int.MaxValue, 200).Select(count => (JsonNode)count)]))));

        static string Changed(params (string Name, JsonNode Value)[] changes) => ModelZip.LoadChanged(s_file.Value, "network.json", bytes =>
        {
            var json = JsonNode.Parse(bytes)!.AsObject();
            foreach (var (name, value) in changes) json[name] = value.DeepClone();
            return Encoding.UTF8.GetBytes(json.ToJsonString());
        });
    }

    private static (MLContext Context, IDataView View) Data(bool keys)
    {
        var context = new MLContext(seed: 1);
        var view = SeriesData.View(context, SeriesData.Wave(50, 1, "a").Concat(SeriesData.Wave(60, 2, "b", 200)));
        return (context, keys ? context.Transforms.Conversion.MapValueToKey("Series").Fit(view).Transform(view) : view);
    }

    private static Options Settings() => new()
    {
        Layers = [Layer.Flatten(), Layer.Dense(6, Activation.Tanh)], WindowSize = 8, Horizon = 4, Epochs = 2, Seed = 1, Seasonality = 4, LogTransform = true,
        SeriesColumnName = "Series", PastCovariateColumnNames = ["Price"], ConfidenceLowerBoundColumn = "Low", ConfidenceLevel = 0.5f
    };

    private static byte[] Save(MLContext context, ITransformer model, IDataView view)
    {
        using var stream = new MemoryStream();
        context.Model.Save(model, view.Schema, stream);
        return stream.ToArray();
    }

    private static float[][] Table(IDataView table) =>
        [.. new[] { "Score", "Low", "UpperBound" }.Select(column => table.GetColumn<float>(column).ToArray())];

    private static void Same(float[][] expected, float[][] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++) CollectionAssert.AreEqual(expected[i], actual[i], $"row {i}"); // NaN equals NaN here
    }
}
