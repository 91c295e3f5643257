using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>
/// A trained network without its output layers, for another task to start from: an architecture of torchvision with the weights that PyTorch users have of it, or
/// the first layers of a model that was trained with this library. A plain value: it holds no tensor and nothing has to be disposed; it may be used by many
/// trainers.
/// </summary>
public sealed partial class Backbone
{
    private Backbone(BackboneSource source) => Source = source;

    internal BackboneSource Source { get; }

    /// <summary>The architecture's name, as torchvision has it ("resnet50"), or what model it was taken from.</summary>
    public string Name => Source.Name;

    /// <summary>The shape of an input where neither the column nor the options tell it: (channels, height, width) for images.</summary>
    public TensorShape InputShape => Source.InputShape;

    /// <summary>What is taken off each channel of an image, whose values are from 0 to 1, before it enters; empty where rows are taken as they are. Trainers do it themselves.</summary>
    public IReadOnlyList<float> Mean => Source.Mean;

    /// <summary>What each channel is divided by after that; empty where rows are taken as they are.</summary>
    public IReadOnlyList<float> StandardDeviation => Source.StandardDeviation;

    /// <summary>
    /// The number of features that <c>PretrainedFeatures</c> makes of a row. Maps are brought to their mean over all places, sequences to that over all timesteps.
    /// </summary>
    public int FeatureWidth => Source.FeatureWidth;

    /// <summary>The first layers of a model that was trained with this library: a convolutional or recurrent network, a transfer model, a model of features, or the encoder of a variational autoencoder.</summary>
    /// <param name="model">the model, or a pipeline that has one (its last is taken). Its weights are copied: it may be disposed afterwards</param>
    /// <param name="upTo">how many of its layers, 1 to all; null: all before the output layer, if there is one, or the whole encoder up to the latent means</param>
    /// <exception cref="ArgumentException">There is no such model, or its encoder needs a label beside each row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The model has fewer layers.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static Backbone FromModel(ITransformer model, int? upTo = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new Backbone(new ModelSource(SavedModel.Snapshot(model, upTo)));
    }

    /// <summary>The first layers of a model in a file that <c>mlContext.Model.Save</c> wrote.</summary>
    /// <param name="path">of the model file</param>
    /// <param name="upTo">how many of its layers, 1 to all; null: all before the output layer, if there is one, or the whole encoder up to the latent means</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or no model file.</exception>
    /// <inheritdoc cref="FromModel(ITransformer, int?)"/>
    public static Backbone FromModel(string path, int? upTo = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new Backbone(new ModelSource(SavedModel.Snapshot(path, upTo)));
    }

    /// <summary>The backbone's name.</summary>
    public override string ToString() => Name;
}
