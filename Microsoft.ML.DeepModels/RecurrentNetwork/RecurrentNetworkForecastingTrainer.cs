using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.RecurrentNetwork;

/// <summary>
/// Trains a recurrent network (Hochreiter and Schmidhuber, "Long short-term memory", 1997) that forecasts series: the next values of each from a
/// window of the last, all steps at once.
/// </summary>
/// <remarks>
/// <para>Create it with <c>mlContext.Forecasting.ForecastByRecurrentNetwork</c>. It is a twin of ML.NET's <c>ForecastBySsa</c> for one or many series,
/// with covariates.</para>
/// <list type="table">
/// <listheader><term>Column</term><description>Type</description></listheader>
/// <item><term>input (in)</term><description>Single; NaN after the last value of a series, in rows that only have what is known in advance</description></item>
/// <item><term>series (in, optional)</term><description>text or Key of UInt32: which series a row is of; the rows of several may be mixed</description></item>
/// <item><term>covariates (in, optional)</term><description>Single or Vector of Single, known up to the present or in advance</description></item>
/// <item><term>output (out)</term><description>Vector of Single: the next values of the row's series; NaN where the window is not full or something in it is missing</description></item>
/// <item><term>lower and upper bound (out, optional)</term><description>Vector of Single</description></item>
/// </list>
/// <list type="table">
/// <listheader><term>Trait</term><description>Value</description></listheader>
/// <item><term>Machine learning task</term><description>forecasting</description></item>
/// <item><term>Is normalization required?</term><description>no: see <see cref="ForecastingTrainerOptions.Scaling"/> and <see cref="ForecastingTrainerOptions.LogTransform"/></description></item>
/// <item><term>Is caching required?</term><description>no: each series is kept in memory once</description></item>
/// <item><term>Required NuGet in addition to Microsoft.ML</term><description>Microsoft.ML.DeepModels, and TorchSharp-cpu or TorchSharp-cuda</description></item>
/// <item><term>Exportable to ONNX</term><description>no</description></item>
/// </list>
/// <para>Rows are in the order of time. Two Fits of one trainer give the same weights on the same device with the same number of threads.</para>
/// </remarks>
public sealed partial class RecurrentNetworkForecastingTrainer : IEstimator<RecurrentNetworkForecastingTransformer>
{
    private static readonly IReadOnlyList<Layer> s_defaultLayers = [Layer.Lstm(50)];

    private readonly IReadOnlyList<Layer> _layers;
    private readonly bool _autoregression;
    private readonly bool _lastValue;
    private readonly ForecastFit _fit;

    /// <param name="env">where it belongs to</param>
    /// <param name="options">its settings; read here and in Fit, never written</param>
    internal RecurrentNetworkForecastingTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        ForecastCheck.Options(options);
        _layers = OptionCheck.Layers(options.Layers);
        _autoregression = options.AutoregressiveHighway;
        _lastValue = options.LastValueSkip;
        _fit = new ForecastFit(env.Register(nameof(RecurrentNetworkForecastingTrainer)), options);
    }

    /// <summary>The layers that read a window, when the options name no others: one LSTM of 50 units.</summary>
    public static IReadOnlyList<Layer> DefaultLayers => s_defaultLayers;

    /// <summary>Trains a network on the rows of a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="ArgumentException">The layers cannot take the shape of a window.</exception>
    /// <exception cref="InvalidOperationException">The series are too short, or a row cannot be used, or training diverged.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled, and the options do not ask for the best model so far.</exception>
    public RecurrentNetworkForecastingTransformer Fit(IDataView input)
    {
        var (model, tails, history) = _fit.Run(input, Design);
        return new RecurrentNetworkForecastingTransformer(model, tails, history);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _fit.Columns.OutputSchema(inputSchema);

    private NetworkDefinition Design(WindowShape window, int outputs) =>
        RecurrentNetworkForecastingDesign.Create(_layers, window, outputs, _autoregression, _lastValue);
}
