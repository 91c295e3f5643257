using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>The golden operations that rearrange elements.</summary>
internal static class TorchSharpShapeOperations
{
    public static readonly Dictionary<string, Func<Tensor[], Tensor>> Table = new()
    {
        ["view"] = x => x[0].view(6, -1),
        ["permute"] = x => x[0].permute(2, 0, 1),
        ["transpose"] = x => x[0].transpose(0, 2),
        ["flatten"] = x => x[0].flatten(1),
        ["unsqueeze_expand"] = x => x[0].unsqueeze(1).expand(2, 5, 3),
        ["squeeze"] = x => x[0].squeeze(1),
        ["narrow"] = x => x[0].narrow(1, 1, 2),
        ["select"] = x => x[0].select(2, 1),
        ["slice"] = x => x[0].slice(1, 0, 3, 2),
        ["index_mixed"] = x => x[0][TensorIndex.Ellipsis, TensorIndex.Slice(1), -1],
        ["index_mask"] = x => x[0][x[0] > 0.5],
        ["index_tensor"] = x => x[0][TensorIndex.Colon, TensorIndex.Tensor(x[1])],
        ["index_select"] = x => x[0].index_select(2, x[1]),
        ["gather"] = x => x[0].gather(1, x[1]),
        ["scatter_add"] = x => x[0].scatter_add(1, x[1], x[2]),
        ["scatter_"] = x => x[0].scatter_(1, x[1], x[2]),
        ["cat"] = x => torch.cat([x[0], x[1]], 1),
        ["stack"] = x => torch.stack([x[0], x[1]], 1),
        ["split"] = x => x[0].split(2, 2)[1],
        ["chunk"] = x => x[0].chunk(2, 2)[0],
        ["unbind"] = x => x[0].unbind(1)[2],
        ["flip"] = x => x[0].flip(0, 2),
        ["roll"] = x => x[0].roll(1, 2),
        ["repeat"] = x => x[0].repeat(2, 2),
        ["tril"] = x => x[0].tril(),
        ["triu"] = x => x[0].triu(1),
        ["to_int64"] = x => x[0].to(ScalarType.Int64),
        ["one_hot"] = x => torch.nn.functional.one_hot(x[0], 5)
    };
}
