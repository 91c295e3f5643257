using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>The golden operations of torch.nn.functional.</summary>
internal static class TorchSharpNetworkOperations
{
    public static IEnumerable<KeyValuePair<string, Func<Tensor[], Tensor>>> Table => [.. Activations, .. Layers, .. Losses];

    private static readonly Dictionary<string, Func<Tensor[], Tensor>> Activations = new()
    {
        ["relu6"] = x => F.relu6(x[0]),
        ["silu"] = x => F.silu(x[0]),
        ["selu"] = x => F.selu(x[0]),
        ["hardsigmoid"] = x => F.hardsigmoid(x[0]),
        ["hardswish"] = x => F.hardswish(x[0]),
        ["log_sigmoid"] = x => F.logsigmoid(x[0]),
        ["gelu"] = x => F.gelu(x[0]),
        ["mish"] = x => F.mish(x[0]),
        ["softsign"] = x => F.softsign(x[0]),
        ["tanhshrink"] = x => F.tanhshrink(x[0]),
        ["softplus"] = x => F.softplus(x[0], 2, 3),
        ["leaky_relu"] = x => F.leaky_relu(x[0], 0.2),
        ["elu"] = x => F.elu(x[0], 1.5),
        ["celu"] = x => F.celu(x[0], 1.5),
        ["prelu"] = x => F.prelu(x[0], x[1]),
        ["glu"] = x => F.glu(x[0], 1)
    };

    private static readonly Dictionary<string, Func<Tensor[], Tensor>> Layers = new()
    {
        ["conv1d"] = x => F.conv1d(x[0], x[1], x[2], 2, 1),
        ["conv2d"] = x => F.conv2d(x[0], x[1], x[2], [2, 1], [1, 0]),
        ["conv2d_groups"] = x => F.conv2d(x[0], x[1], null, [1, 1], [0, 0], [2, 2], 2),
        ["conv2d_same"] = x => F.conv2d_padding(x[0], x[1], null, [1, 1], Padding.Same),
        ["conv_transpose2d"] = x => F.conv_transpose2d(x[0], x[1], x[2], [2, 2], [1, 1], [1, 1]),
        ["max_pool1d"] = x => F.max_pool1d(x[0], 2),
        ["max_pool2d"] = x => F.max_pool2d(x[0], 2),
        ["max_pool2d_overlapping"] = x => F.max_pool2d(x[0], [3, 3], [2, 2], [1, 1]),
        ["avg_pool2d"] = x => F.avg_pool2d(x[0], [2, 2], [1, 1]),
        ["avg_pool2d_padded"] = x => F.avg_pool2d(x[0], (3, 3), (2, 2), (1, 1), false, false),
        ["adaptive_avg_pool2d"] = x => F.adaptive_avg_pool2d(x[0], (1, 1)),
        ["adaptive_max_pool2d"] = x => F.adaptive_max_pool2d(x[0], [2, 2]),
        ["batch_norm_training"] = x => F.batch_norm(x[0], torch.zeros(2), torch.ones(2), x[1], x[2], true),
        ["batch_norm_eval"] = x => F.batch_norm(x[0], x[1], x[2], x[3], x[4], false, 0.1, 1e-3),
        ["layer_norm"] = x => F.layer_norm(x[0], [4], x[1], x[2]),
        ["group_norm"] = x => F.group_norm(x[0], 2, x[1], x[2]),
        ["instance_norm"] = x => F.instance_norm(x[0]),
        ["normalize"] = x => F.normalize(x[0], 2, 1),
        ["pad_constant"] = x => F.pad(x[0], (1, 2), PaddingModes.Constant, 0.5),
        ["pad_reflect"] = x => F.pad(x[0], [1, 1, 1, 1], PaddingModes.Reflect),
        ["pad_replicate"] = x => F.pad(x[0], [0, 2, 1, 0], PaddingModes.Replicate),
        ["interpolate_nearest"] = x => F.interpolate(x[0], [4, 6]),
        ["interpolate_bilinear"] = x => F.interpolate(x[0], null, [2, 2], InterpolationMode.Bilinear, false),
        ["interpolate_bicubic"] = x => F.interpolate(x[0], [5, 4], null, InterpolationMode.Bicubic, true),
        ["interpolate_area"] = x => F.interpolate(x[0], [2, 2], null, InterpolationMode.Area),
        ["pixel_shuffle"] = x => F.pixel_shuffle(x[0], 2)
    };

    private static readonly Dictionary<string, Func<Tensor[], Tensor>> Losses = new()
    {
        ["cross_entropy"] = x => F.cross_entropy(x[0], x[1]),
        ["cross_entropy_weighted"] = x => F.cross_entropy(x[0], x[1], x[2], 1, Reduction.Sum, 0.1),
        ["cross_entropy_none"] = x => F.cross_entropy(x[0], x[1], null, -100, Reduction.None),
        ["nll_loss"] = x => F.nll_loss(x[0].log_softmax(1), x[1]),
        ["mse_loss"] = x => F.mse_loss(x[0], x[1]),
        ["l1_loss"] = x => F.l1_loss(x[0], x[1], Reduction.Sum),
        ["smooth_l1_loss"] = x => F.smooth_l1_loss(x[0], x[1], Reduction.None, 0.5),
        ["huber_loss"] = x => F.huber_loss(x[0], x[1], 0.7),
        ["binary_cross_entropy"] = x => F.binary_cross_entropy(x[0].sigmoid(), x[1].detach(), null, Reduction.Sum),
        ["binary_cross_entropy_with_logits"] = x => F.binary_cross_entropy_with_logits(x[0], x[1].detach()),
        ["kl_div"] = x => F.kl_div(x[0].log_softmax(1), x[1].softmax(1), false, Reduction.Sum),
        ["cosine_similarity"] = x => F.cosine_similarity(x[0], x[1], 1)
    };
}
