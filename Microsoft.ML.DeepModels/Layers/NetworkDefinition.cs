using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// A whole network as data: the shape of one example and the layers. Every layer is checked against the shape that reaches
/// it when the definition is made. Immutable; compares by content; written to JSON and read from it.
/// </summary>
public sealed record NetworkDefinition
{
    private readonly IReadOnlyList<TensorShape> _shapes;

    /// <summary>Creates a definition.</summary>
    /// <param name="inputShape">the shape of one example, without the batch axis</param>
    /// <param name="layers">at least one layer</param>
    /// <exception cref="ArgumentException">A layer cannot take the shape that reaches it; the message says which and why.</exception>
    [JsonConstructor]
    public NetworkDefinition(TensorShape inputShape, IReadOnlyList<Layer> layers)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        InputShape = inputShape;
        Layers = LayerSequence.Checked(layers, nameof(layers));
        _shapes = LayerSequence.Shapes(Layers, InputShape, " as the input of the network");
        try
        {
            ParameterCount = LayerSequence.CountParameters(Layers, _shapes);
        }
        catch (OverflowException e)
        {
            throw new ArgumentException($"The network has more than {long.MaxValue} parameters. Use fewer filters, units or smaller windows.", nameof(layers), e);
        }
    }

    /// <summary>The shape of one example, without the batch axis.</summary>
    public TensorShape InputShape { get; }

    /// <summary>The layers in the order of computation.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>The shape of one example's result.</summary>
    [JsonIgnore]
    public TensorShape OutputShape => _shapes[^1];

    /// <summary>The number of values that training learns.</summary>
    [JsonIgnore]
    public long ParameterCount { get; }

    /// <summary>This definition as JSON, the same text on every machine; <see cref="FromJson"/> reads it.</summary>
    public string ToJson() => NetworkJson.Write(this);

    /// <summary>Reads a definition. No code is run: the text names layers of this library and their settings.</summary>
    /// <exception cref="FormatException">
    /// The text is not JSON, or names an unknown layer type or setting, or lacks one, or nests too deeply; the message says where.
    /// </exception>
    /// <exception cref="ArgumentException">A setting is outside its legal range, or the layers do not fit each other.</exception>
    public static NetworkDefinition FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return NetworkJson.Read(json);
    }

    /// <inheritdoc/>
    public bool Equals(NetworkDefinition? other) =>
        other is not null && InputShape.Equals(other.InputShape) && Layers.SequenceEqual(other.Layers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(InputShape, LayerSequence.Hash(Layers));

    /// <summary>For instance <c>3x64x64 -> Conv2D(32, 3x3) -> Flatten()</c>.</summary>
    public override string ToString() => string.Join(" -> ", Layers.Select(layer => layer.ToString()).Prepend(InputShape.ToString()));
}
