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
                throw Refuse("branches that give (features), or (timesteps, features) with equally many timesteps, or images of one height and width",
                    string.Join(" and ", shapes), origin, "Bring the steps together in all branches or in none, and end all with images or none.");
            }
            features += BatchNormLayer.FeatureCount(shape);
        }
        if (features * (first.ElementCount / BatchNormLayer.FeatureCount(first)) > int.MaxValue)
            throw Refuse($"a result of at most {int.MaxValue} values", string.Join(" and ", shapes), origin, "Use fewer units.");
        return first.Count switch
        {
            1 => new TensorShape((int)features),
            2 => new TensorShape(first[0], (int)features),
            _ => new TensorShape((int)features, first[1], first[2]),
        };
    }

    // (batch, ..., features), or (batch, channels, height, width)
    private protected override Tensor Join(IReadOnlyList<Tensor> results) => cat([.. results], results[0].dim() == 4 ? 1 : -1);

    private protected override BranchesLayer With(IReadOnlyList<IReadOnlyList<Layer>> branches) => new ConcatenateLayer(branches);

    private static bool CanFollow(TensorShape first, TensorShape shape) => shape.Count == first.Count &&
        shape.Count switch
        {
            1 => !shape.HasVariableLength,
            2 => shape[0] == first[0],
            _ => shape[1] == first[1] && shape[2] == first[2],
        };
}
