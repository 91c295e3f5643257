using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// One layer of a network, as data: what to compute, not yet with weights. Layers are immutable, compare by content and
/// are written to JSON. Create them with the static methods of this class, for instance
/// <c>Layer.Conv2D(32, 3, Activation.Relu)</c>.
/// </summary>
/// <remarks>
/// Shapes are those of one example: (channels, height, width) for images, (timesteps, features) for sequences, (timesteps) for
/// sequences of tokens, (features) for flat vectors.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(ActivationLayer), "activation")]
[JsonDerivedType(typeof(AttentionPool1DLayer), "attentionPool1D")]
[JsonDerivedType(typeof(AveragePool1DLayer), "averagePool1D")]
[JsonDerivedType(typeof(AveragePool2DLayer), "averagePool2D")]
[JsonDerivedType(typeof(BatchNormLayer), "batchNorm")]
[JsonDerivedType(typeof(ChannelScaleLayer), "channelScale")]
[JsonDerivedType(typeof(ClassTokenLayer), "classToken")]
[JsonDerivedType(typeof(ConcatenateLayer), "concatenate")]
[JsonDerivedType(typeof(Conv1DLayer), "conv1D")]
[JsonDerivedType(typeof(Conv2DLayer), "conv2D")]
[JsonDerivedType(typeof(ConvTranspose2DLayer), "convTranspose2D")]
[JsonDerivedType(typeof(DenseLayer), "dense")]
[JsonDerivedType(typeof(DropoutLayer), "dropout")]
[JsonDerivedType(typeof(EmbeddingLayer), "embedding")]
[JsonDerivedType(typeof(FeaturesLayer), "features")]
[JsonDerivedType(typeof(FirstStepLayer), "firstStep")]
[JsonDerivedType(typeof(FlattenLayer), "flatten")]
[JsonDerivedType(typeof(GlobalAveragePool1DLayer), "globalAveragePool1D")]
[JsonDerivedType(typeof(GlobalAveragePool2DLayer), "globalAveragePool2D")]
[JsonDerivedType(typeof(GlobalMaxPool1DLayer), "globalMaxPool1D")]
[JsonDerivedType(typeof(GlobalMaxPool2DLayer), "globalMaxPool2D")]
[JsonDerivedType(typeof(GruLayer), "gru")]
[JsonDerivedType(typeof(LastStepLayer), "lastStep")]
[JsonDerivedType(typeof(LayerNormLayer), "layerNorm")]
[JsonDerivedType(typeof(LeakyReluLayer), "leakyRelu")]
[JsonDerivedType(typeof(LstmLayer), "lstm")]
[JsonDerivedType(typeof(MaxPool1DLayer), "maxPool1D")]
[JsonDerivedType(typeof(MaxPool2DLayer), "maxPool2D")]
[JsonDerivedType(typeof(NormalizeLayer), "normalize")]
[JsonDerivedType(typeof(PositionEmbeddingLayer), "positionEmbedding")]
[JsonDerivedType(typeof(RescalingLayer), "rescaling")]
[JsonDerivedType(typeof(ReshapeLayer), "reshape")]
[JsonDerivedType(typeof(ResidualLayer), "residual")]
[JsonDerivedType(typeof(SelfAttentionLayer), "selfAttention")]
[JsonDerivedType(typeof(SimpleRnnLayer), "simpleRnn")]
[JsonDerivedType(typeof(SpectralNormLayer), "spectralNorm")]
[JsonDerivedType(typeof(SqueezeExcitationLayer), "squeezeExcitation")]
[JsonDerivedType(typeof(StepsLayer), "steps")]
[JsonDerivedType(typeof(StochasticDepthLayer), "stochasticDepth")]
[JsonDerivedType(typeof(SumLayer), "sum")]
[JsonDerivedType(typeof(Upsample2DLayer), "upsample2D")]
public abstract partial record Layer
{
    private protected Layer()
    {
    }

    /// <summary>The shape that this layer makes of a shape, known before any tensor exists.</summary>
    /// <param name="input">the shape of one example, without the batch axis</param>
    /// <exception cref="ArgumentException">The layer cannot take that shape.</exception>
    public TensorShape OutputShape(TensorShape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return InferShape(input, "");
    }

    /// <inheritdoc cref="OutputShape"/>
    /// <param name="input">the shape of one example, without the batch axis</param>
    /// <param name="origin">where that shape comes from, for messages: <c> after MaxPool2D(2)</c></param>
    internal abstract TensorShape InferShape(TensorShape input, string origin);

    /// <summary>The number of values that training learns.</summary>
    internal virtual long CountParameters(TensorShape input) => 0;

    /// <summary>How many timesteps the result has of a sequence of that many, where both are sequences.</summary>
    internal virtual int StepsAfter(int steps) => steps;

    /// <summary>This layer with a number of tokens wherever that was left open, for a trainer that has learned it from its column.</summary>
    internal virtual Layer WithVocabulary(int vocabulary) => this;

    /// <summary>The module that computes this layer, with freshly drawn weights; <paramref name="input"/> was checked.</summary>
    internal abstract nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context);

    private protected static int AtLeast(int minimum, int value, string name) => value >= minimum
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{name} must be at least {minimum}, got {value}.");

    private protected static T Defined<T>(T value, string name) where T : struct, Enum => Enum.IsDefined(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{name} must be one of {string.Join(", ", Enum.GetNames<T>())}, got {value}.");

    private protected static Padding OfImages(Padding padding) => Defined(padding, nameof(padding)) != Padding.Causal
        ? padding
        : throw new ArgumentOutOfRangeException(nameof(padding), "padding must be Valid, Same or Symmetric, got Causal, which is for sequences: images have no past.");

    private protected static Padding OfSequences(Padding padding) => Defined(padding, nameof(padding)) != Padding.Symmetric
        ? padding
        : throw new ArgumentOutOfRangeException(nameof(padding), "padding must be Valid, Same or Causal, got Symmetric, which is for images. Use Same: over a sequence its windows are centred, too.");

    private protected ArgumentException Refuse(string needs, object got, string origin, string advice) =>
        new($"{this} needs {needs}, got {got}{origin}. {advice}");

    private protected (int Channels, int Height, int Width) Image(TensorShape input, string origin) => input.IsImage
        ? (input[0], input[1], input[2])
        : throw Refuse("an image (channels, height, width)", input, origin, "Put it before Layer.Flatten, or make an image with Layer.Reshape.");

    /// <summary>Refuses tokens, which are numbers of things and nothing to compute with.</summary>
    private protected TensorShape NotTokens(TensorShape input, string origin) => input is not { Count: 1, HasVariableLength: true }
        ? input
        : throw Refuse("features", "tokens", origin, "Put Layer.Embedding before it.");

    /// <summary>Refuses what is not (timesteps, features); the timesteps may be <see cref="TensorShape.Variable"/>.</summary>
    private protected (int Steps, int Features) Sequence(TensorShape input, string origin) => input.Count == 2
        ? (input[0], input[1])
        : throw Refuse("a sequence (timesteps, features)", input, origin, input is { Count: 1, HasVariableLength: true }
            ? "Put Layer.Embedding before it, which makes features of tokens."
            : "Make a sequence with Layer.Reshape(timesteps, features), or give the features per step.");

    /// <summary>Refuses sequences of variable length, where a layer gives each step weights of its own.</summary>
    private protected TensorShape FixedLength(TensorShape input, string origin) => !input.HasVariableLength
        ? input
        : throw Refuse("sequences of one fixed length", input, origin,
            "Bring the steps together first, for instance with Layer.GlobalAveragePool1D() or the last state of Layer.Lstm.");

    /// <summary>The number of timesteps after a window has slid over them.</summary>
    private protected int Slide(TensorShape input, StepWindow window, string origin)
    {
        int steps = Sequence(input, origin).Steps;
        if (steps == TensorShape.Variable) return steps;
        if (steps < window.Minimum)
            throw Refuse($"at least {window.Minimum} timesteps", $"{steps} ({input})", origin, "Use longer sequences, a smaller window, fewer pooling layers or Padding.Same.");
        return window.Output(steps);
    }

    private protected (int Height, int Width) Slide(
        int height, int width, Window vertical, Window horizontal, string origin)
    {
        if (height < vertical.Minimum || width < horizontal.Minimum)
        {
            throw Refuse($"at least {vertical.Minimum}x{horizontal.Minimum}", $"{height}x{width}", origin,
                "Use larger images, fewer pooling layers, smaller strides or Padding.Same.");
        }
        return (vertical.Output(height), horizontal.Output(width));
    }
}
