using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A layer whose weight is divided by its largest singular value; see <see cref="Layer.SpectralNorm"/>.</summary>
public sealed record SpectralNormLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public SpectralNormLayer(Layer inner, int powerIterations = 1)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (inner is not (DenseLayer or Conv2DLayer or ConvTranspose2DLayer))
            throw new ArgumentException($"inner must be a Dense, Conv2D or ConvTranspose2D layer, got {inner}.", nameof(inner));
        if (inner is DenseLayer { ZeroWeights: true })
            throw new ArgumentException($"inner must not begin with weights of 0, which have no largest singular value to divide by, got {inner} with zeroWeights.", nameof(inner));
        Inner = inner;
        PowerIterations = AtLeast(1, powerIterations, nameof(powerIterations));
    }

    /// <summary>The layer.</summary>
    public Layer Inner { get; }

    /// <summary>The steps of the power iteration in a forward pass of training.</summary>
    public int PowerIterations { get; }

    /// <summary>For instance <c>SpectralNorm(Dense(64))</c>.</summary>
    public override string ToString() => $"SpectralNorm({Inner})";

    internal override TensorShape InferShape(TensorShape input, string origin) => Inner.InferShape(input, origin);

    internal override long CountParameters(TensorShape input) => Inner.CountParameters(input);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new SpectralNormModule((WeightedModule)Inner.CreateModule(input, context), PowerIterations, context);
}
