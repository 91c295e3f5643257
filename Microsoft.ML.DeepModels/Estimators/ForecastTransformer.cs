using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Scoring;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// The transformer that all families of forecasters share. To each row it adds the forecast of the next values of that row's series, from that row and
/// those before it; what comes later in the data never has a part in it, but for covariates that are said to be known in advance. A forecast is NaN
/// where its window is not full or something in it is missing.
/// </summary>
/// <remarks>
/// It looks at many rows for one, so it is no row-to-row mapper and makes no prediction engine: <see cref="Transform"/> a view, or ask
/// <see cref="Forecast(int)"/>. Scoring is lazy, in batches, and safe from many threads at once.
/// </remarks>
public abstract class ForecastTransformer : SavableTransformer, IDisposable
{
    private readonly ForecastModel _model;
    private readonly SeriesTails _tails;

    private protected ForecastTransformer(ForecastModel model, SeriesTails tails, TrainingHistory? history)
    {
        _model = model;
        _tails = tails;
        History = history;
    }

    /// <summary>The layers of the network, from scaled windows to scaled forecasts, with the shape of its input.</summary>
    public NetworkDefinition Network => _model.Network.Definition;

    /// <summary>The number of rows that a forecast looks back at, its own included.</summary>
    public int WindowSize => _model.Settings.Shape.WindowSize;

    /// <summary>The number of rows that are forecast at once.</summary>
    public int Horizon => _model.Settings.Shape.Horizon;

    /// <summary>How the bounds of forecasts were found.</summary>
    public PredictionInterval PredictionInterval => _model.Settings.Interval;

    /// <summary>The part of what comes that should lie between the bounds.</summary>
    public float ConfidenceLevel => _model.Settings.ConfidenceLevel;

    /// <summary>How training went, epoch by epoch; null for a model that was loaded.</summary>
    public TrainingHistory? History { get; }

    /// <summary>Always false: a forecast needs the rows before its own.</summary>
    public override bool IsRowToRowMapper => false;

    /// <summary>The family's name in the model file.</summary>
    private protected abstract string Family { get; }

    /// <summary>The input's columns and the columns that this model adds. Runs nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public override DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Bind(inputSchema).Output;
    }

    /// <summary>
    /// Adds the forecasts, lazily: with the first row that a cursor moves to, the series are read, and the network runs for as many rows as fit one
    /// pass. The view is read twice, in its order, which is that of time: it has to give the same rows in the same order each time. Cache one that does
    /// not, for instance because it draws at random.
    /// </summary>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type, or has more or fewer values than in training.</exception>
    /// <exception cref="ObjectDisposedException">This transformer was disposed.</exception>
    public override IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _model.Network.CheckAlive();
        return new ForecastView(input, Bind(input.Schema));
    }

    /// <summary>Not to be had, see <see cref="IsRowToRowMapper"/>.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public override IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) =>
        throw new InvalidOperationException("Not a RowToRowMapper. A forecast needs the rows before its own: use Transform on all of them, or Forecast.");

    /// <summary>Forecasts what comes after the training rows.</summary>
    /// <param name="steps">
    /// the number of steps, 1 or above. Beyond the <see cref="Horizon"/> the network goes on from its own forecasts, and the bounds are those of the horizon's
    /// last step, widened with the square root of the time: an estimate, without the guarantee that they have within the horizon.
    /// </param>
    /// <returns>
    /// a row for each series and step: the series (with a series column; of its type), <c>Step</c> (Int32, from 1), the forecast (Single) and, where there
    /// are bounds, these (Single; <c>LowerBound</c> and <c>UpperBound</c> where no columns were named). NaN for a series that is too short.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There are less than one step, or more than what covariates of the past allow.</exception>
    /// <exception cref="InvalidOperationException">Covariates that are known in advance are not there for all steps.</exception>
    public IDataView Forecast(int steps) => Forecast(_tails, steps);

    /// <summary>Forecasts what comes after other rows, such as those that came in since training.</summary>
    /// <param name="data">the rows; those after the last value of a series have its covariates that are known in advance</param>
    /// <param name="steps">the number of steps, 1 or above</param>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type, or has more or fewer values than in training.</exception>
    /// <inheritdoc cref="Forecast(int)"/>
    public IDataView Forecast(IDataView data, int steps)
    {
        ArgumentNullException.ThrowIfNull(data);
        var store = Reader(data.Schema).Read(data, long.MaxValue, CancellationToken.None);
        return Forecast(new SeriesTails(store, SeriesNames.Of(data.Schema, _model.Settings.Columns.Read.Series)), steps);
    }

    /// <summary>
    /// Forecasts the last rows of every series from one origin after another, with the network as it is, and compares with what came. It is fair only for
    /// rows that the model was not trained with: fit it on the rows before the last <paramref name="testSize"/> of each series.
    /// </summary>
    /// <param name="data">all rows, those before the test included</param>
    /// <param name="testSize">
    /// how many of the last rows of each series are forecast, the horizon or above; the first origin is the row before them, the last is a horizon before the end
    /// </param>
    /// <param name="stride">the rows from one origin to the next, 1 or above</param>
    /// <param name="seasonality">the rows of a season of the seasonal-naive forecast, 1 or above: 1 is the last value; null: that of the options</param>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type, or has more or fewer values than in training.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its range.</exception>
    /// <exception cref="InvalidOperationException">No series has enough rows, or none that can be used.</exception>
    public ForecastBacktest Backtest(IDataView data, int testSize, int stride = 1, int? seasonality = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        _model.Network.CheckAlive();
        Require.AtLeastOne(stride);
        int season = Require.AtLeastOne(seasonality ?? _model.Settings.Seasonality, nameof(seasonality));
        if (testSize < Horizon) throw new ArgumentOutOfRangeException(nameof(testSize), testSize, $"testSize must be at least the horizon, {Horizon}, got {testSize}.");
        var store = Reader(data.Schema).Read(data, long.MaxValue, CancellationToken.None);
        return new BacktestRun(_model, store, testSize, stride, season).Run();
    }

    /// <summary>Frees the weights; later calls do nothing. Cursors made before throw <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _model.Dispose();

    private protected override void SaveModel(IModelWriter writer)
    {
        var description = new ModelDescription(Family);
        _model.Settings.Describe(description);
        ForecastArchive.Describe(description, _model.Scales, _tails);
        description.Set("network", JsonNode.Parse(Network.ToJson()));
        _model.Network.Use(module =>
        {
            description.Write(writer);
            ModelWeights.Write(writer, module);
            ForecastArchive.Write(writer, _model.Scales, _tails);
        });
    }

    /// <summary>Reads what <see cref="SaveModel"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    private protected static (ForecastModel Model, SeriesTails Tails) Read(IHostEnvironment env, IModelReader reader)
    {
        var description = ModelDescription.Read(reader);
        var settings = ForecastSettings.Read(description);
        var (scales, tails) = ForecastArchive.Read(reader, description, settings);
        var input = settings.Shape.Input; // nothing may fail once the network holds memory
        var network = NetworkModel.Read(env, reader, description, settings.NetworkOutputs, null);
        if (network.Definition.InputShape.Equals(input)) return (new ForecastModel(network, settings, scales), tails);
        network.Dispose();
        throw new InvalidDataException($"The network is for windows of {network.Definition.InputShape}, the model for {input}: the file is damaged.");
    }

    // Forecasts are added to the ends, so a copy of them.
    private IDataView Forecast(SeriesTails tails, int steps)
    {
        _model.Network.CheckAlive();
        Require.AtLeastOne(steps);
        return ForecastRollout.Run(_model, tails with { Store = tails.Store.Tails(_model.Settings.Shape.Rows) }, steps);
    }

    private ForecastBinding Bind(DataViewSchema schema) =>
        new(schema, Reader(schema), _model, _model.Settings.Columns.Scored(schema, Horizon), _model.Settings.WindowsAtOnce);

    private Batching.SeriesReader Reader(DataViewSchema schema)
    {
        var reader = _model.Settings.Columns.Reader(schema);
        var (past, future) = (_model.Settings.Shape.PastCovariates, _model.Settings.Shape.FutureCovariates);
        if (reader.PastCovariates == past && reader.FutureCovariates == future) return reader;
        throw new ArgumentException(
            $"The covariates have {reader.PastCovariates} values of the past and {reader.FutureCovariates} of the future, but the model was trained with {past} and {future}.");
    }
}
