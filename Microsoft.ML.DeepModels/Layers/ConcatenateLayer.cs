using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The results of several lists of layers side by side; see <see cref="Layer.Concatenate"/>.</summary>
public sealed record ConcatenateLayer : BranchesLayer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public ConcatenateLayer(IReadOnlyList<IReadOnlyList<Layer>> branches)
        : base(branches)
    {
    }

    private protected override string Name => "Concatenate";

    private protected override TensorShape Join(IReadOnlyList<TensorShape> shapes, string origin)
    {
        var first = shapes[0];
        long features = 0;
        foreach (var shape in shapes)
        {
            if (!CanFollow(first, shape))
            {
                throw Refuse("branches that give (features), or (timesteps, features) with equally many timesteps", string.Join(" and ", shapes), origin,
                    "Bring the steps together in all branches or in none, and put Layer.Flatten() after layers that give images.");
            }
            features += shape[^1];
        }
        if (features * (first.ElementCount / first[^1]) > int.MaxValue)
            throw Refuse($"a result of at most {int.MaxValue} values", string.Join(" and ", shapes), origin, "Use fewer units.");
        return first.Count == 1 ? new TensorShape((int)features) : new TensorShape(first[0], (int)features);
    }

    private protected override Tensor Join(IReadOnlyList<Tensor> results) => cat([.. results], -1); // (batch, ..., features)

    private protected override BranchesLayer With(IReadOnlyList<IReadOnlyList<Layer>> branches) => new ConcatenateLayer(branches);

    private static bool CanFollow(TensorShape first, TensorShape shape) => shape.Count == first.Count &&
        (shape.Count == 1 ? !shape.HasVariableLength : shape.Count == 2 && shape[0] == first[0]);
}
