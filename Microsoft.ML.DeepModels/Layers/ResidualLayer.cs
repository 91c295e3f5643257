using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Adds the input to the result of some layers; see <see cref="Layer.Residual"/>.</summary>
public sealed record ResidualLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public ResidualLayer(IReadOnlyList<Layer> body) => Body = LayerSequence.Checked(body, nameof(body));

    /// <summary>The layers whose result the input is added to.</summary>
    public IReadOnlyList<Layer> Body { get; }

    /// <summary>For instance <c>Residual(2 layers)</c>.</summary>
    public override string ToString() => Body.Count == 1 ? "Residual(1 layer)" : $"Residual({Body.Count} layers)";

    /// <inheritdoc/>
    public bool Equals(ResidualLayer? other) => other is not null && Body.SequenceEqual(other.Body);

    /// <inheritdoc/>
    public override int GetHashCode() => LayerSequence.Hash(Body);

    internal override TensorShape InferShape(TensorShape input, string origin)
    {
        var output = LayerSequence.Shapes(Body, input, origin)[^1];
        _ = Shortcut(input, output, origin);
        return output;
    }

    internal override int StepsAfter(int steps) => LayerSequence.StepsAfter(Body, steps);

    internal override Layer WithVocabulary(int vocabulary) => new ResidualLayer(LayerSequence.WithVocabulary(Body, vocabulary));

    internal override long CountParameters(TensorShape input)
    {
        var shapes = LayerSequence.Shapes(Body, input, "");
        return checked(LayerSequence.CountParameters(Body, shapes) + (Shortcut(input, shapes[^1], "")?.CountParameters(input) ?? 0));
    }

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new ResidualModule(
            LayerStack.Create(Body, input, context),
            Shortcut(input, OutputShape(input), "")?.CreateModule(input, context));

    // null: the input can be added as it is
    private Layer? Shortcut(TensorShape input, TensorShape output, string origin)
    {
        if (input.HasVariableLength && output.HasVariableLength && LayerSequence.StepsDisagree(Body, []) is { } differ)
        {
            throw Refuse("layers that keep the number of timesteps", $"{differ.First} of {differ.Steps}, with {input}", origin,
                "Use Padding.Same and strides of 1 in its layers.");
        }
        if (input.Equals(output)) return null;
        if (input.Count == output.Count && input.Count < 3 && (input.Count == 1 || input[0] == output[0]))
            return new DenseLayer(output[^1], useBias: false);
        if (input.IsImage && output.IsImage)
        {
            int stride = (input[1] + output[1] - 1) / output[1];
            var projection = new Conv2DLayer(output[0], 1, 1, stride: stride, padding: Padding.Same, useBias: false);
            if (projection.OutputShape(input).Equals(output)) return projection;
        }
        throw Refuse("a result whose shape a strided 1x1 convolution or a dense layer can make of its input",
            $"{output} from {input}", origin, "Use Padding.Same in its layers, and strides of the same size along both axes.");
    }
}
