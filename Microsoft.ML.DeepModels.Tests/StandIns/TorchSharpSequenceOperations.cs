using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>The golden operations that layers over sequences are made of.</summary>
internal static class TorchSharpSequenceOperations
{
    public static readonly Dictionary<string, Func<Tensor[], Tensor>> Table = new()
    {
        ["sigmoid_"] = x => x[0].sigmoid_(),
        ["tanh_"] = x => x[0].tanh_(),
        ["masked_fill_"] = x => x[0].masked_fill_(Even(), 0.5),
        ["masked_scatter"] = x => x[0].masked_scatter(Even(), x[1]),
        ["index_copy"] = x => x[0].index_copy(1, x[1], x[2]),
        ["index_copy_"] = x => x[0].index_copy_(1, x[1], x[2]),
        ["index_add"] = x => x[0].index_add(0, x[1], x[2], 0.5),
        ["index_add_"] = x => x[0].index_add_(0, x[1], x[2], 2),
        ["index_fill"] = x => x[0].index_fill(1, x[1], -1.0),
        ["index_select_rows"] = x => torch.index_select(x[0], 0, x[1]),
        ["scatter"] = x => x[0].scatter(1, x[1], x[2]),
        ["select_scatter"] = x => x[0].select_scatter(x[1], 1, 2),
        ["slice_scatter"] = x => torch.slice_scatter(x[0], x[1], 1, 1, 4, 2),
        ["repeat_interleave"] = x => x[0].repeat_interleave(2, 1),
        ["repeat_interleave_counts"] = x => x[0].repeat_interleave(x[1], 1),
        ["unfold"] = x => x[0].unfold(1, 3, 1),
        ["amax_keepdim"] = x => x[0].amax([1], true),
        ["amin_keepdim"] = x => torch.amin(x[0], [0, 2], true),
        ["logsumexp_keepdim"] = x => x[0].logsumexp(1, true),
        ["softmax_masked"] = x => x[0].masked_fill(torch.arange(4).view(1, 4, 1) > 1, float.NegativeInfinity).softmax(1),
        ["bmm_of_views"] = x => x[0].transpose(1, 2).bmm(x[1].expand(2, 4, 2)),
        ["addmm_"] = x => x[0].addmm_(x[1], x[2]),
        ["conv1d_dilated"] = x => F.conv1d(x[0], x[1], x[2], 1, 2, 2),
        ["conv1d_grouped"] = x => F.conv1d(x[0], x[1], null, 1, 0, 1, 2),
        ["max_pool1d_overlapping"] = x => F.max_pool1d(x[0], 3, 2, 1),
        ["avg_pool1d"] = x => F.avg_pool1d(x[0], 2),
        ["avg_pool1d_padded"] = x => F.avg_pool1d(x[0], 3, 2, 1, false, false),
        ["adaptive_avg_pool1d"] = x => F.adaptive_avg_pool1d(x[0], 2)
    };

    private static Tensor Even() => torch.arange(6).view(2, 3) % 2 == 0;
}
