using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

/// <summary>
/// Trains a generative adversarial network (Goodfellow et al., "Generative adversarial networks", 2014, https://arxiv.org/abs/1406.2661): a generator learns to make
/// rows that a discriminator cannot tell from those of the training set.
/// </summary>
/// <remarks>
/// <para>Create it with <c>mlContext.Transforms.GenerativeAdversarialNetwork</c>.</para>
/// <list type="table">
/// <listheader><term>Column</term><description>Type</description></listheader>
/// <item><term>input (in)</term><description>Vector of Single with dimensions, flat Vector of Single and an input shape if it is an image,
/// image, or an encoded image (JPEG, PNG, BMP) as VarVector of Byte; or several columns of Single, Vector of Single or Key of UInt32</description></item>
/// <item><term>label (in, optional)</term><description>Key of UInt32: the condition under which rows are learned</description></item>
/// <item><term>weight (in, optional)</term><description>Single, 0 or above</description></item>
/// <item><term>Score (out)</term><description>Single: what the discriminator says of the row; a probability with the default loss</description></item>
/// </list>
/// <list type="table">
/// <listheader><term>Trait</term><description>Value</description></listheader>
/// <item><term>Machine learning task</term><description>generation</description></item>
/// <item><term>Is normalization required?</term><description>no: images are scaled to 0..1, other values by their means and standard deviations</description></item>
/// <item><term>Is caching required?</term><description>no: rows are cached up to <see cref="TrainerOptions.CacheBytes"/></description></item>
/// <item><term>Required NuGet in addition to Microsoft.ML</term><description>Microsoft.ML.DeepModels, and TorchSharp-cpu or TorchSharp-cuda</description></item>
/// <item><term>Exportable to ONNX</term><description>no</description></item>
/// </list>
/// <para>
/// The loss that is reported is the sum of both networks' losses. It says little of how good rows are: look at generated rows, or compare them with
/// <c>mlContext.Transforms.EvaluateGenerated</c>. Two Fits of one trainer give the same weights on the same device with the same number of threads.
/// </para>
/// </remarks>
public sealed partial class GenerativeAdversarialNetworkTrainer : IEstimator<GenerativeAdversarialNetworkTransformer>
{
    private readonly Options _options;
    private readonly GenerativeFit _fit;

    /// <param name="env">where it belongs to</param>
    /// <param name="options">its settings; read here and in Fit, never written</param>
    internal GenerativeAdversarialNetworkTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        GenerativeAdversarialNetworkPlan.Check(options);
        _options = options;
        _fit = new GenerativeFit(env.Register(nameof(GenerativeAdversarialNetworkTrainer)), options, ColumnsOf(options));
    }

    /// <summary>Trains networks on the rows of a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="ArgumentException">The layers cannot take the shape of the rows.</exception>
    /// <exception cref="InvalidOperationException">There is no usable row, or a row cannot be read, or pixels are not from 0 to 1, or training diverged in the first epoch.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled, and the options do not ask for the best model so far.</exception>
    public GenerativeAdversarialNetworkTransformer Fit(IDataView input) => Fit(input, null);

    /// <summary>Trains networks and tells after each epoch how the discriminator does on <paramref name="validation"/>.</summary>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public GenerativeAdversarialNetworkTransformer Fit(IDataView input, IDataView? validation)
    {
        var (model, settings, history) = _fit.Run(input, validation, GenerativeAdversarialNetworkPlan.Of(_options));
        return new GenerativeAdversarialNetworkTransformer(model, settings, history);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _fit.Columns.OutputSchema(inputSchema);

    private static GenerativeColumns ColumnsOf(Options options)
    {
        OptionCheck.Name(options.InputColumnName, nameof(options.InputColumnName));
        OptionCheck.Name(options.OutputColumnName, nameof(options.OutputColumnName));
        OptionCheck.Name(options.LatentColumnName, nameof(options.LatentColumnName));
        if (options.LabelColumnName == options.LatentColumnName)
            throw new ArgumentException($"{nameof(options.LabelColumnName)} and {nameof(options.LatentColumnName)} are both '{options.LatentColumnName}': give two names.", nameof(options));
        return new GenerativeColumns(options, "input", options.LatentColumnName,
            (new GenerativeColumn(options.OutputColumnName, GenerativeAdversarialNetworkDefinition.ScoreOutput), true));
    }
}
