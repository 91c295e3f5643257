using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// The first layers of a trained network with their weights, in memory of .NET: it belongs to no model, so nobody has to dispose it, and it outlives the model.
/// </summary>
/// <param name="Input">what the network takes</param>
/// <param name="Layers">one or more</param>
/// <param name="Weights">the values of all parameters and running statistics, in the logical order of their axes, by their names in a network of these layers</param>
/// <param name="Description">what it is a part of, for messages</param>
internal sealed record NetworkSnapshot(
    NetworkInput Input, IReadOnlyList<Layer> Layers, IReadOnlyDictionary<string, float[]> Weights, string Description)
{
    /// <summary>Copies weights out of a module.</summary>
    /// <param name="input">what the network takes</param>
    /// <param name="layers">all layers of the network</param>
    /// <param name="module">the network, as a module</param>
    /// <param name="count">how many layers to take</param>
    /// <param name="description">what it is, for messages</param>
    public static NetworkSnapshot Of(NetworkInput input, IReadOnlyList<Layer> layers, nn.Module module, int count, string description) => new(input, [.. layers.Take(count)],
        NamedTensor.Of(module).Where(weight => LayerOf(weight.Name) < count).ToDictionary(weight => weight.Name, weight => Values(weight.Tensor)), description);

    /// <summary>The same with layers before it that have no weights.</summary>
    public NetworkSnapshot After(params IReadOnlyList<Layer> before) => this with
    {
        Layers = [.. before, .. Layers],
        Weights = Weights.ToDictionary(weight => Shifted(weight.Key, before.Count), weight => weight.Value)
    };

    /// <summary>Writes the weights into a module whose first layers are these.</summary>
    public void CopyTo(nn.Module module)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, weight) in NamedTensor.Of(module))
            if (Weights.TryGetValue(name, out var values)) weight.copy_(tensor(values).reshape(weight.shape));
    }

    private static int LayerOf(string name) => int.Parse(name.AsSpan(0, name.IndexOf('.')), CultureInfo.InvariantCulture);

    private static string Shifted(string name, int by) => (LayerOf(name) + by).ToString(CultureInfo.InvariantCulture) + name[name.IndexOf('.')..];

    private static float[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, float>(tensor.detach().cpu().contiguous().bytes).ToArray();
    }
}
