using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The sum of the results of several lists of layers; see <see cref="Layer.Sum"/>.</summary>
public sealed record SumLayer : BranchesLayer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public SumLayer(IReadOnlyList<IReadOnlyList<Layer>> branches)
        : base(branches)
    {
    }

    private protected override string Name => "Sum";

    private protected override TensorShape Join(IReadOnlyList<TensorShape> shapes, string origin)
    {
        var first = shapes[0];
        if (shapes.All(first.Equals) && first is not { Count: 1, HasVariableLength: true }) return first;
        throw Refuse("branches that give the same shape, not tokens", string.Join(" and ", shapes), origin, "End them with equally many units, for instance with Layer.Dense.");
    }

    private protected override Tensor Join(IReadOnlyList<Tensor> results)
    {
        var sum = results[0].Plus(results[1]);
        for (int i = 2; i < results.Count; i++) sum.Plus_(results[i]);
        return sum;
    }

    private protected override BranchesLayer With(IReadOnlyList<IReadOnlyList<Layer>> branches) => new SumLayer(branches);
}
