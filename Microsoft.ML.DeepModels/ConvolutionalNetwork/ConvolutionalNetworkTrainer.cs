using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.ConvolutionalNetwork;

/// <summary>
/// Trains a convolutional network (LeCun et al., "Gradient-based learning applied to document recognition", 1998) for
/// classification or regression of images and other rows.
/// </summary>
/// <remarks>
/// <para>Create it with <c>mlContext.MulticlassClassification.Trainers.ConvolutionalNetwork</c> or
/// <c>mlContext.Regression.Trainers.ConvolutionalNetwork</c>.</para>
/// <list type="table">
/// <listheader><term>Column</term><description>Type</description></listheader>
/// <item><term>label (in)</term><description>classes: Key of UInt32, 1-based, 0 = missing (the row is skipped and counted); number: Single</description></item>
/// <item><term>features (in)</term><description>Vector of Single with dimensions, flat Vector of Single and an input shape,
/// image, or an encoded image (JPEG, PNG, BMP) as VarVector of Byte</description></item>
/// <item><term>weight (in, optional)</term><description>Single, 0 or above</description></item>
/// <item><term>PredictedLabel (out)</term><description>classes only: Key of UInt32 with the label's key values</description></item>
/// <item><term>Score (out)</term><description>classes: Vector of Single, softmax probabilities; number: Single</description></item>
/// </list>
/// <list type="table">
/// <listheader><term>Trait</term><description>Value</description></listheader>
/// <item><term>Machine learning task</term><description>multiclass classification, regression</description></item>
/// <item><term>Is normalization required?</term><description>images are scaled to 0..1; give vectors of about that size</description></item>
/// <item><term>Labels that are numbers</term><description>any scale: the output is rescaled by the mean and standard deviation of the training labels</description></item>
/// <item><term>Is caching required?</term><description>no: rows are cached up to <see cref="TrainerOptions.CacheBytes"/></description></item>
/// <item><term>Required NuGet in addition to Microsoft.ML</term><description>Microsoft.ML.DeepModels, and TorchSharp-cpu or TorchSharp-cuda</description></item>
/// <item><term>Exportable to ONNX</term><description>no</description></item>
/// </list>
/// <para><see cref="ImageTrainerOptions.Augmentation"/> changes training images at random, so that fewer of them teach as much, and <see cref="ImageTrainerOptions.TestTimeAugmentation"/> scores
/// several views of each image.</para>
/// <para>Two Fits of one trainer give the same weights on the same device with the same number of threads.</para>
/// </remarks>
public sealed partial class ConvolutionalNetworkTrainer : IEstimator<ConvolutionalNetworkTransformer>
{
    private static readonly IReadOnlyList<Layer> s_defaultLayers =
        [Layer.Conv2D(32, 3, Activation.Relu), Layer.MaxPool2D(2), Layer.Flatten(), Layer.Dense(64, Activation.Relu)];

    private readonly IReadOnlyList<Layer> _layers;
    private readonly SupervisedFit _fit;

    /// <param name="env">where it belongs to</param>
    /// <param name="options">its settings; read here and in Fit, never written</param>
    /// <param name="classes">whether the label is a class, not a number</param>
    internal ConvolutionalNetworkTrainer(IHostEnvironment env, Options options, bool classes)
    {
        ArgumentNullException.ThrowIfNull(env);
        OptionCheck.Images(options);
        _layers = OptionCheck.Layers(options.Layers);
        _fit = new SupervisedFit(env.Register(nameof(ConvolutionalNetworkTrainer)), options, classes);
    }

    /// <summary>The layers of the reference network: one convolution, max-pooling, one dense layer.</summary>
    public static IReadOnlyList<Layer> DefaultLayers => s_defaultLayers;

    /// <summary>Trains a network on the rows of a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type, or there are fewer than two classes.</exception>
    /// <exception cref="ArgumentException">The layers cannot take the shape of the features, or rows that are no images are to be augmented.</exception>
    /// <exception cref="InvalidOperationException">There is no usable row, or a row cannot be read, or training diverged.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled, and the options do not ask for the best model so far.</exception>
    public ConvolutionalNetworkTransformer Fit(IDataView input) => Fit(input, null);

    /// <summary>Trains a network and judges it on <paramref name="validation"/> after each epoch.</summary>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public ConvolutionalNetworkTransformer Fit(IDataView input, IDataView? validation)
    {
        var (model, settings, history) = _fit.Run(input, validation, Design);
        return new ConvolutionalNetworkTransformer(model, settings, history);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _fit.Columns.OutputSchema(inputSchema);

    private NetworkDefinition Design(NetworkInput input, int outputs) => ConvolutionalNetworkDesign.Create(_layers, input.Shape, outputs);
}
