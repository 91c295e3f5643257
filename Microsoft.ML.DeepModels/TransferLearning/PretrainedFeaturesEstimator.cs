using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.TransferLearning;

/// <summary>Makes features of rows by a trained network, for any other trainer, for search, or to compare rows by.</summary>
/// <remarks>
/// <para>Create it with <c>mlContext.Transforms.PretrainedFeatures</c>.</para>
/// <list type="table">
/// <listheader><term>Column</term><description>Type</description></listheader>
/// <item><term>input (in)</term><description>image, or an encoded image (JPEG, PNG, BMP) as VarVector of Byte, or Vector of Single with dimensions, values from 0 to 1
/// (<c>ExtractPixels</c> with <c>scaleImage: 1f / 255</c>);
/// for a backbone from a model of this library what that model was trained on</description></item>
/// <item><term>Features (out)</term><description>Vector of Single, <see cref="Backbone.FeatureWidth"/> values: what the backbone gives, maps and timesteps brought to their means</description></item>
/// </list>
/// <list type="table">
/// <listheader><term>Trait</term><description>Value</description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>no: Fit reads the weights and looks at the column's type</description></item>
/// <item><term>Is normalization required?</term><description>no: images are scaled to 0..1 and normalised as the backbone needs it</description></item>
/// <item><term>Required NuGet in addition to Microsoft.ML</term><description>Microsoft.ML.DeepModels, and TorchSharp-cpu or TorchSharp-cuda</description></item>
/// <item><term>Exportable to ONNX</term><description>no</description></item>
/// </list>
/// </remarks>
public sealed partial class PretrainedFeaturesEstimator : IEstimator<PretrainedFeaturesTransformer>
{
    private readonly Options _options;
    private readonly FeaturesFit _fit;

    /// <param name="env">where it belongs to</param>
    /// <param name="options">its settings; read here and in Fit, never written</param>
    internal PretrainedFeaturesEstimator(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        OptionCheck.Features(options);
        OptionCheck.NotNull(options.Backbone);
        BackboneInput.Check(options.Backbone, options.InputShape);
        _options = options;
        _fit = new FeaturesFit(env.Register(nameof(PretrainedFeaturesEstimator)), options.OutputColumnName, options.InputColumnName ?? options.OutputColumnName, options.Reading);
    }

    /// <summary>Reads the weights. No row of the view is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a wrong type.</exception>
    /// <exception cref="ArgumentException">The backbone cannot take the shape of the column.</exception>
    /// <exception cref="FileNotFoundException">The backbone's weights are not on this machine, and may not be downloaded.</exception>
    /// <exception cref="InvalidDataException">The file of weights is damaged, or of another architecture.</exception>
    /// <exception cref="IOException">A download failed.</exception>
    /// <exception cref="OperationCanceledException">The context's execution was cancelled while weights were downloaded.</exception>
    public PretrainedFeaturesTransformer Fit(IDataView input)
    {
        var (model, settings) = _fit.Run(input, _options.GpuDeviceId, _options.FallbackToCpu, _options.ScoringBatchSize, (channel, cancel) =>
        {
            var backbone = _options.Backbone.Source.Locate(_options.AllowDownload, channel, cancel);
            return shape => Design(backbone(shape), shape);
        });
        return new PretrainedFeaturesTransformer(model, settings);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _fit.OutputSchema(inputSchema);

    private static (NetworkDefinition Network, Action<TorchSharp.torch.nn.Module> Load) Design(BackboneNetwork backbone, TensorShape input)
    {
        var network = new NetworkDefinition(input, backbone.Layers);
        if (network.OutputShape is { Count: > 1 } shape)
            network = new NetworkDefinition(input, [.. backbone.Layers, shape.IsImage ? Layer.GlobalAveragePool2D() : Layer.GlobalAveragePool1D()]);
        return (network, backbone.Load);
    }
}
