using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>
/// Trains a variational autoencoder (Kingma and Welling, "Auto-encoding variational Bayes", 2014, https://arxiv.org/abs/1312.6114): it learns to put rows into
/// few numbers and to make rows of these.
/// </summary>
/// <remarks>
/// <para>Create it with <c>mlContext.Transforms.VariationalAutoencoder</c>.</para>
/// <list type="table">
/// <listheader><term>Column</term><description>Type</description></listheader>
/// <item><term>input (in)</term><description>Vector of Single with dimensions, flat Vector of Single and an input shape if it is an image,
/// image, or an encoded image (JPEG, PNG, BMP) as VarVector of Byte</description></item>
/// <item><term>label (in, optional)</term><description>Key of UInt32: the condition under which rows are learned</description></item>
/// <item><term>weight (in, optional)</term><description>Single, 0 or above</description></item>
/// <item><term>Latent (out)</term><description>Vector of Single: the mean of the latent vectors that the row may have come from</description></item>
/// <item><term>LogVariance (out)</term><description>Vector of Single: the logarithm of their variances</description></item>
/// <item><term>Reconstruction (out)</term><description>Vector of Single: the row made of the latent mean</description></item>
/// <item><term>ReconstructionError (out)</term><description>Single: the mean squared difference to the row</description></item>
/// <item><term>NegativeElbo (out)</term><description>Single: minus the bound of the logarithm of the row's likelihood, in nats</description></item>
/// </list>
/// <para>Each output is computed only where it is asked for.</para>
/// <list type="table">
/// <listheader><term>Trait</term><description>Value</description></listheader>
/// <item><term>Machine learning task</term><description>dimension reduction, generation, denoising</description></item>
/// <item><term>Is normalization required?</term><description>values from 0 to 1 for the default likelihood, about the size of 1 for the Gaussian ones; images are scaled to 0..1</description></item>
/// <item><term>Is caching required?</term><description>no: rows are cached up to <see cref="TrainerOptions.CacheBytes"/></description></item>
/// <item><term>Required NuGet in addition to Microsoft.ML</term><description>Microsoft.ML.DeepModels, and TorchSharp-cpu or TorchSharp-cuda</description></item>
/// <item><term>Exportable to ONNX</term><description>no</description></item>
/// </list>
/// <para>Two Fits of one trainer give the same weights on the same device with the same number of threads.</para>
/// </remarks>
public sealed partial class VariationalAutoencoderTrainer : IEstimator<VariationalAutoencoderTransformer>
{
    private readonly Options _options;
    private readonly GenerativeFit _fit;

    /// <param name="env">where it belongs to</param>
    /// <param name="options">its settings; read here and in Fit, never written</param>
    internal VariationalAutoencoderTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        VariationalAutoencoderPlan.Check(options);
        _options = options;
        _fit = new GenerativeFit(env.Register(nameof(VariationalAutoencoderTrainer)), options, ColumnsOf(options));
    }

    /// <summary>Trains a network on the rows of a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="ArgumentException">The layers cannot take the shape of the rows.</exception>
    /// <exception cref="InvalidOperationException">There is no usable row, or a row cannot be read, or values are outside of the range of the likelihood, or training diverged.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled, and the options do not ask for the best model so far.</exception>
    public VariationalAutoencoderTransformer Fit(IDataView input) => Fit(input, null);

    /// <summary>Trains a network and judges it on <paramref name="validation"/> after each epoch.</summary>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public VariationalAutoencoderTransformer Fit(IDataView input, IDataView? validation)
    {
        var (model, settings, history) = _fit.Run(input, validation, VariationalAutoencoderPlan.Of(_options));
        return new VariationalAutoencoderTransformer(model, settings, history);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _fit.Columns.OutputSchema(inputSchema);

    private static GenerativeColumns ColumnsOf(Options options)
    {
        OptionCheck.Name(options.InputColumnName, nameof(options.InputColumnName));
        OptionCheck.Name(options.OutputColumnName, nameof(options.OutputColumnName));
        (string Option, string? Name, string Output, bool IsScalar)[] all =
        [
            (nameof(options.OutputColumnName), options.OutputColumnName, VariationalAutoencoderDefinition.LatentOutput, false),
            (nameof(options.LogVarianceColumnName), options.LogVarianceColumnName, VariationalAutoencoderDefinition.LogVarianceOutput, false),
            (nameof(options.ReconstructionColumnName), options.ReconstructionColumnName, VariationalAutoencoderDefinition.ReconstructionOutput, false),
            (nameof(options.ReconstructionErrorColumnName), options.ReconstructionErrorColumnName, VariationalAutoencoderDefinition.ErrorOutput, true),
            (nameof(options.NegativeElboColumnName), options.NegativeElboColumnName, VariationalAutoencoderDefinition.ElboOutput, true)
        ];
        var added = all.Where(column => column.Name is not null).ToList();
        foreach (var column in added) OptionCheck.Name(column.Name, column.Option);
        if (added.GroupBy(column => column.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"{string.Join(" and ", twice.Select(column => column.Option))} are all '{twice.Key}': give each a name of its own.", nameof(options));
        return new GenerativeColumns(options, "input", options.OutputColumnName,
            [.. added.Select(column => (new GenerativeColumn(column.Name!, column.Output), column.IsScalar))]);
    }
}
