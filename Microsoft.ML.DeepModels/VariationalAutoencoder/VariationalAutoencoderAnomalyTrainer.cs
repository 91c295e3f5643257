using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>
/// Finds rows that are unlike the training rows: a variational autoencoder (Kingma and Welling, 2014, https://arxiv.org/abs/1312.6114) learns how likely rows are
/// (An and Cho, "Variational autoencoder based anomaly detection using reconstruction probability", 2015).
/// </summary>
/// <remarks>
/// <para>Create it with <c>mlContext.AnomalyDetection.Trainers.VariationalAutoencoder</c>. Train it on rows that are normal, or nearly all of them.</para>
/// <list type="table">
/// <listheader><term>Column</term><description>Type</description></listheader>
/// <item><term>features (in)</term><description>Vector of Single with dimensions, flat Vector of Single and an input shape if it is an image,
/// image, or an encoded image (JPEG, PNG, BMP) as VarVector of Byte</description></item>
/// <item><term>label (in, optional)</term><description>Key of UInt32: a condition under which rows are normal, such as the machine that they come from</description></item>
/// <item><term>weight (in, optional)</term><description>Single, 0 or above</description></item>
/// <item><term>Score (out)</term><description>Single: minus the bound of the logarithm of the row's likelihood, in nats; the higher, the less normal</description></item>
/// <item><term>PredictedLabel (out)</term><description>Boolean: whether the score is above the threshold</description></item>
/// </list>
/// <list type="table">
/// <listheader><term>Trait</term><description>Value</description></listheader>
/// <item><term>Machine learning task</term><description>anomaly detection</description></item>
/// <item><term>Is normalization required?</term><description>values from 0 to 1 for the default likelihood, about the size of 1 for the Gaussian ones; images are scaled to 0..1</description></item>
/// <item><term>Is caching required?</term><description>no: rows are cached up to <see cref="TrainerOptions.CacheBytes"/></description></item>
/// <item><term>Required NuGet in addition to Microsoft.ML</term><description>Microsoft.ML.DeepModels, and TorchSharp-cpu or TorchSharp-cuda</description></item>
/// <item><term>Exportable to ONNX</term><description>no</description></item>
/// </list>
/// <para>Two Fits of one trainer give the same weights on the same device with the same number of threads.</para>
/// </remarks>
public sealed partial class VariationalAutoencoderAnomalyTrainer : IEstimator<VariationalAutoencoderAnomalyTransformer>
{
    private const string LatentColumn = "Latent"; // never seen: this family adds scores only

    private readonly Options _options;
    private readonly GenerativeFit _fit;

    /// <param name="env">where it belongs to</param>
    /// <param name="options">its settings; read here and in Fit, never written</param>
    internal VariationalAutoencoderAnomalyTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        VariationalAutoencoderPlan.Check(options);
        OptionCheck.Name(options.FeatureColumnName, nameof(options.FeatureColumnName));
        OptionCheck.Name(options.ScoreColumnName, nameof(options.ScoreColumnName));
        OptionCheck.Name(options.PredictedLabelColumnName, nameof(options.PredictedLabelColumnName));
        Require.BelowOne(options.FalsePositiveRate, nameof(options.FalsePositiveRate));
        if (options.ScoreColumnName == options.PredictedLabelColumnName)
        {
            throw new ArgumentException($"{nameof(options.ScoreColumnName)} and {nameof(options.PredictedLabelColumnName)} " +
                $"are both '{options.ScoreColumnName}': give two names.", nameof(options));
        }
        _options = options;
        _fit = new GenerativeFit(env.Register(nameof(VariationalAutoencoderAnomalyTrainer)), options,
            new GenerativeColumns(options, "feature", LatentColumn, [.. ColumnsOf(0).Select(column => (column, true))]));
    }

    /// <summary>Trains a network on the rows of a view, and chooses the threshold by their scores.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="ArgumentException">The layers cannot take the shape of the features.</exception>
    /// <exception cref="InvalidOperationException">There is no usable row, or a row cannot be read, or values are outside of the range of the likelihood, or training diverged.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled, and the options do not ask for the best model so far.</exception>
    public VariationalAutoencoderAnomalyTransformer Fit(IDataView input) => Fit(input, null);

    /// <summary>Trains a network and judges it on <paramref name="validation"/> after each epoch.</summary>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public VariationalAutoencoderAnomalyTransformer Fit(IDataView input, IDataView? validation)
    {
        var (model, settings, history) = _fit.Run(input, validation, VariationalAutoencoderPlan.Of(_options));
        try
        {
            var unjudged = new VariationalAutoencoderAnomalyTransformer(model, settings, history); // it shares the model, and is not disposed
            float threshold = ScoreThreshold.Of(unjudged.Transform(input), _options.ScoreColumnName, _options.FalsePositiveRate);
            return new VariationalAutoencoderAnomalyTransformer(model, settings with { Columns = [.. ColumnsOf(threshold)] }, history);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _fit.Columns.OutputSchema(inputSchema);

    private GenerativeColumn[] ColumnsOf(float threshold) =>
    [
        new(_options.PredictedLabelColumnName, VariationalAutoencoderDefinition.ElboOutput, threshold, IsAnomalyScore: true),
        new(_options.ScoreColumnName, VariationalAutoencoderDefinition.ElboOutput, IsAnomalyScore: true)
    ];
}
