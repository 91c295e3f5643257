using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Brings each channel of an image to another scale, which is not learned; see <see cref="Layer.Normalize"/>.</summary>
public sealed record NormalizeLayer : Layer
{
    private readonly float[] _scale, _offset; // (channels) each

    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public NormalizeLayer(IReadOnlyList<float> mean, IReadOnlyList<float> standardDeviation)
    {
        Mean = Checked(mean, nameof(mean), float.IsFinite, "finite");
        StandardDeviation = Checked(standardDeviation, nameof(standardDeviation), static value => value > 0 && float.IsFinite(value), "above 0 and finite");
        if (mean.Count != standardDeviation.Count)
            throw new ArgumentException($"standardDeviation must have as many numbers as mean, {mean.Count}, got {standardDeviation.Count}.", nameof(standardDeviation));
        _scale = [.. StandardDeviation.Select(deviation => (float)(1.0 / deviation))];
        _offset = [.. Mean.Zip(StandardDeviation, (center, deviation) => (float)(-(double)center / deviation))];
    }

    /// <summary>(channels) What is subtracted.</summary>
    public IReadOnlyList<float> Mean { get; }

    /// <summary>(channels) What the difference is divided by.</summary>
    public IReadOnlyList<float> StandardDeviation { get; }

    /// <summary>For instance <c>Normalize(3 channels)</c>.</summary>
    public override string ToString() => Mean.Count == 1 ? "Normalize(1 channel)" : $"Normalize({Mean.Count} channels)";

    /// <inheritdoc/>
    public bool Equals(NormalizeLayer? other) => other is not null && Mean.SequenceEqual(other.Mean) && StandardDeviation.SequenceEqual(other.StandardDeviation);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (float value in Mean.Concat(StandardDeviation)) hash.Add(value);
        return hash.ToHashCode();
    }

    internal override TensorShape InferShape(TensorShape input, string origin) => Image(input, origin).Channels == Mean.Count
        ? input
        : throw Refuse($"an image of as many channels as it has means, {Mean.Count}", $"{input[0]} ({input})", origin, "Give one mean and one deviation for each channel.");

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) => new FreshFunctionModule("Normalize", x =>
    {
        // Two handfuls of numbers, made anew: cheaper than to keep tensors that are no state of the model.
        using var scale = Channels(_scale, x);
        using var offset = Channels(_offset, x);
        return offset.PlusProduct(x, scale); // the shape of x, in one pass
    });

    private static Tensor Channels(float[] values, Tensor like)
    {
        using var all = tensor(values, ScalarType.Float32, like.device);
        return all.view(-1, 1, 1); // (channels, 1, 1)
    }

    private static IReadOnlyList<float> Checked(IReadOnlyList<float> values, string name, Func<float, bool> isLegal, string range)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        if (values.Count == 0) throw new ArgumentException($"{name} needs a number for each channel, got none.", name);
        for (int i = 0; i < values.Count; i++)
            if (!isLegal(values[i])) throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{name}[{i}] must be {range}, got {values[i]}."));
        return Array.AsReadOnly([.. values]);
    }
}
