using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.TransferLearning;

/// <summary>
/// Trains a classifier that starts from a trained network (Yosinski et al., "How transferable are features in deep neural networks?", 2014, https://arxiv.org/abs/1411.1792):
/// a few dozen rows of a class may do where a network from scratch needs thousands.
/// </summary>
/// <remarks>
/// <para>Create it with <c>mlContext.MulticlassClassification.Trainers.TransferLearning</c>.</para>
/// <list type="table">
/// <listheader><term>Column</term><description>Type</description></listheader>
/// <item><term>label (in)</term><description>Key of UInt32, 1-based, 0 = missing (the row is skipped and counted)</description></item>
/// <item><term>features (in)</term><description>image, or an encoded image (JPEG, PNG, BMP) as VarVector of Byte, or Vector of Single with dimensions, values from 0 to 1
/// (<c>ExtractPixels</c> with <c>scaleImage: 1f / 255</c>);
/// for a backbone from a model of this library what that model was trained on</description></item>
/// <item><term>weight (in, optional)</term><description>Single, 0 or above</description></item>
/// <item><term>PredictedLabel (out)</term><description>Key of UInt32 with the label's key values</description></item>
/// <item><term>Score (out)</term><description>Vector of Single, softmax probabilities</description></item>
/// </list>
/// <list type="table">
/// <listheader><term>Trait</term><description>Value</description></listheader>
/// <item><term>Machine learning task</term><description>multiclass classification</description></item>
/// <item><term>Is normalization required?</term><description>no: images are scaled to 0..1 and normalised as the backbone needs it</description></item>
/// <item><term>Size of images</term><description>that of the column or of <see cref="RowTrainerOptions.InputShape"/>, else the backbone's own; images of one channel are understood</description></item>
/// <item><term>Is caching required?</term><description>no: rows are cached up to <see cref="TrainerOptions.CacheBytes"/>, features of frozen layers as <see cref="Options.FeatureCache"/> says</description></item>
/// <item><term>Required NuGet in addition to Microsoft.ML</term><description>Microsoft.ML.DeepModels, and TorchSharp-cpu or TorchSharp-cuda</description></item>
/// <item><term>Exportable to ONNX</term><description>no</description></item>
/// </list>
/// <para>Two Fits of one trainer give the same weights on the same device with the same number of threads.</para>
/// </remarks>
public sealed partial class TransferLearningTrainer : IEstimator<TransferLearningTransformer>
{
    private static readonly IReadOnlyList<Layer> s_defaultHead = [Layer.Flatten(), Layer.Dense(256, Activation.Relu)];

    private readonly IReadOnlyList<Layer> _head;
    private readonly Options _options;
    private readonly ulong _seed;
    private readonly SupervisedFit _fit;

    /// <param name="env">where it belongs to</param>
    /// <param name="options">its settings; read here and in Fit, never written</param>
    internal TransferLearningTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        Check(options);
        _options = options;
        _head = OptionCheck.Layers(options.Head, nameof(options.Head));
        var host = env.Register(nameof(TransferLearningTrainer));
        _fit = new SupervisedFit(host, options, classes: true);
        _seed = Seeds.Derive(_fit.Seed, "transfer");
    }

    /// <summary>The layers of the reference head: one dense layer.</summary>
    public static IReadOnlyList<Layer> DefaultHead => s_defaultHead;

    /// <summary>Trains a network on the rows of a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type, or there are fewer than two classes.</exception>
    /// <exception cref="ArgumentException">The backbone or the head cannot take the shape of the features.</exception>
    /// <exception cref="FileNotFoundException">The backbone's weights are not on this machine, and may not be downloaded.</exception>
    /// <exception cref="InvalidDataException">The file of weights is damaged, or of another architecture.</exception>
    /// <exception cref="InvalidOperationException">There is no usable row, or a row cannot be read, or training diverged.</exception>
    /// <exception cref="IOException">There is no room for the features of frozen layers, or a download failed.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled, and the options do not ask for the best model so far.</exception>
    public TransferLearningTransformer Fit(IDataView input) => Fit(input, null);

    /// <summary>Trains a network and judges it on <paramref name="validation"/> after each epoch.</summary>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public TransferLearningTransformer Fit(IDataView input, IDataView? validation)
    {
        var (model, settings, history) = _fit.Run(input, validation, fit =>
            new TransferPlan(_options, _head, _seed, _options.Backbone.Source.Locate(_options.AllowDownload, fit.Channel, fit.Cancel), fit.Channel));
        return new TransferLearningTransformer(model, settings, history);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _fit.Columns.OutputSchema(inputSchema);

    private static void Check(Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionCheck.NotNull(options.Backbone);
        OptionCheck.NotNull(options.Training);
        OptionCheck.Images(options);
        OptionCheck.Defined(options.BatchNormStatistics);
        OptionCheck.Defined(options.FeatureCache);
        if (options.AugmentedViews is { } views) Require.AtLeastOne(views, nameof(options.AugmentedViews));
        if (options.FeatureCacheFolder is { } folder && string.IsNullOrWhiteSpace(folder))
            throw new ArgumentException($"{nameof(options.FeatureCacheFolder)} must name a folder, got '{folder}'.", nameof(options.FeatureCacheFolder));
        if (options.Replaced is { Epochs: true } or { LearningRate: true })
        {
            throw new ArgumentException($"{(options.Replaced.Epochs ? nameof(options.Epochs) : nameof(options.LearningRate))} is set, and so is {nameof(options.Training)} by " +
                $"{nameof(TransferTraining.FineTune)}, which has epochs and learning rates of its own. Give one of them.", nameof(options.Training));
        }
        BackboneInput.Check(options.Backbone, options.InputShape);
    }
}
