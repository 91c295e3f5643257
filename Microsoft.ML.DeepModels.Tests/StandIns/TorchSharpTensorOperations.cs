using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>The golden operations on elements, sums and matrices.</summary>
internal static class TorchSharpTensorOperations
{
    public static IEnumerable<KeyValuePair<string, Func<Tensor[], Tensor>>> Table => [.. Pointwise, .. Arithmetic, .. Reductions, .. Products];

    private static readonly Dictionary<string, Func<Tensor[], Tensor>> Pointwise = new()
    {
        ["abs"] = x => x[0].abs(),
        ["neg"] = x => -x[0],
        ["exp"] = x => x[0].exp(),
        ["expm1"] = x => x[0].expm1(),
        ["sigmoid"] = x => x[0].sigmoid(),
        ["tanh"] = x => torch.tanh(x[0]),
        ["sin"] = x => x[0].sin(),
        ["cos"] = x => x[0].cos(),
        ["square"] = x => x[0].square(),
        ["erf"] = x => x[0].erf(),
        ["sign"] = x => x[0].sign(),
        ["floor"] = x => x[0].floor(),
        ["ceil"] = x => x[0].ceil(),
        ["trunc"] = x => x[0].trunc(),
        ["round"] = x => x[0].round(),
        ["relu"] = x => x[0].relu(),
        ["sqrt"] = x => x[0].sqrt(),
        ["rsqrt"] = x => x[0].rsqrt(),
        ["log"] = x => x[0].log(),
        ["log1p"] = x => x[0].log1p(),
        ["log2"] = x => x[0].log2(),
        ["log10"] = x => x[0].log10(),
        ["reciprocal"] = x => x[0].reciprocal(),
        ["isnan"] = x => x[0].isnan(),
        ["isinf"] = x => x[0].isinf(),
        ["isfinite"] = x => x[0].isfinite(),
        ["isposinf"] = x => x[0].isposinf(),
        ["isneginf"] = x => x[0].isneginf(),
        ["nan_to_num"] = x => x[0].nan_to_num(1, 2, 3)
    };

    private static readonly Dictionary<string, Func<Tensor[], Tensor>> Arithmetic = new()
    {
        ["add"] = x => x[0] + x[1],
        ["add_alpha"] = x => x[0].add(x[1], 0.5),
        ["add_scalar"] = x => x[0] + 2.5,
        ["sub"] = x => x[0] - x[1],
        ["rsub_scalar"] = x => 2 - x[0],
        ["mul"] = x => x[0] * x[1],
        ["div"] = x => x[0] / x[1],
        ["div_floor"] = x => x[0].div(x[1], RoundingMode.floor),
        ["div_trunc"] = x => x[0].div(x[1], RoundingMode.trunc),
        ["rdiv_scalar"] = x => 3 / x[0],
        ["remainder"] = x => x[0] % 0.7,
        ["fmod"] = x => x[0].fmod(0.7),
        ["pow_scalar"] = x => x[0].pow(3),
        ["pow"] = x => x[0].pow(x[1]),
        ["maximum"] = x => torch.maximum(x[0], x[1]),
        ["minimum"] = x => torch.minimum(x[0], x[1]),
        ["clamp"] = x => x[0].clamp(-0.5, 1.0),
        ["clamp_min"] = x => x[0].clamp_min(0.25),
        ["clamp_max"] = x => x[0].clamp_max(0.25),
        ["lerp"] = x => torch.lerp(x[0], x[1], x[2]),
        ["addcmul"] = x => x[0].addcmul(x[1], x[2], 0.5),
        ["addcdiv"] = x => x[0].addcdiv(x[1], x[2], 0.5),
        ["add_"] = x => x[0].add_(x[1], 2),
        ["sub_"] = x => x[0].sub_(x[1]),
        ["mul_"] = x => x[0].mul_(x[1]),
        ["div_"] = x => x[0].div_(x[1]),
        ["addcmul_"] = x => x[0].addcmul_(x[1], x[2], -0.1),
        ["addcdiv_"] = x => x[0].addcdiv_(x[1], x[2], -0.1),
        ["lerp_"] = x => x[0].lerp_(x[1], x[2]),
        ["eq"] = x => x[0].eq(x[0][0, 1]),
        ["ne"] = x => x[0] != x[0][0, 1],
        ["lt"] = x => x[0] < x[0][0, 1],
        ["le"] = x => x[0].le(x[0][0, 1]),
        ["gt"] = x => x[0] > x[0][0, 1].item<float>(),
        ["ge"] = x => x[0].ge(x[0][0, 1]),
        ["where"] = x => torch.where(x[0] > 0, x[0], x[1]),
        ["masked_fill"] = x => x[0].masked_fill(x[0] > 0.5, -1.0),
        ["masked_select"] = x => x[0].masked_select(x[0] > 0)
    };

    private static readonly Dictionary<string, Func<Tensor[], Tensor>> Reductions = new()
    {
        ["sum"] = x => x[0].sum(),
        ["mean"] = x => x[0].mean(),
        ["prod"] = x => x[0].prod(),
        ["max"] = x => x[0].max(),
        ["min"] = x => x[0].min(),
        ["std"] = x => x[0].std(),
        ["var"] = x => torch.var(x[0]),
        ["norm"] = x => x[0].norm(),
        ["logsumexp_1"] = x => x[0].logsumexp(1),
        ["argmax"] = x => x[0].argmax(1),
        ["argmin"] = x => x[0].argmin(1),
        ["all"] = x => (x[0] > -1.9).all(1),
        ["any"] = x => (x[0] > -1.9).any(1),
        ["median"] = x => x[0].median(),
        ["sum_dim"] = x => x[0].sum([0, 2], true),
        ["mean_dim"] = x => x[0].mean([1]),
        ["var_dim"] = x => torch.var(x[0], 0, false, true),
        ["std_dim"] = x => x[0].std(1),
        ["max_dim"] = x => x[0].max(1).values,
        ["max_dim_index"] = x => x[0].max(1).indexes,
        ["norm_1"] = x => x[0].norm(1, true, 1),
        ["amax"] = x => x[0].amax(0),
        ["cumsum"] = x => x[0].cumsum(1),
        ["cumprod"] = x => x[0].cumprod(0),
        ["topk"] = x => x[0].topk(2, 1).values,
        ["topk_index"] = x => x[0].topk(2, 1).indexes,
        ["sort"] = x => x[0].sort(1, true).Values,
        ["argsort"] = x => x[0].argsort(1),
        ["softmax"] = x => x[0].softmax(1),
        ["log_softmax"] = x => x[0].log_softmax(0),
        ["quantile"] = x => x[0].quantile(x[1], 1),
        ["bincount"] = x => torch.bincount(x[0], null, 6)
    };

    private static readonly Dictionary<string, Func<Tensor[], Tensor>> Products = new()
    {
        ["mm"] = x => x[0].mm(x[1]),
        ["bmm"] = x => x[0].bmm(x[1]),
        ["matmul"] = x => x[0].matmul(x[1]),
        ["mv"] = x => x[0].mv(x[1]),
        ["dot"] = x => x[0].dot(x[1]),
        ["outer"] = x => x[0].outer(x[1]),
        ["addmm"] = x => x[0].addmm(x[1], x[2], 0.5f, 2),
        ["einsum"] = x => torch.einsum("bi,bj->bij", x[0], x[1]),
        ["linear"] = x => torch.nn.functional.linear(x[0], x[1], x[2])
    };
}
