using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>The golden operations that generative models and their measures are made of.</summary>
internal static class TorchSharpGenerativeOperations
{
    public static readonly Dictionary<string, Func<Tensor[], Tensor>> Table = new()
    {
        ["eigh_values"] = x => linalg.eigh(x[0] + x[0].t()).Item1,
        ["eigh_vectors"] = x => linalg.eigh(x[0] + x[0].t()).Item2.abs(),
        ["eigvalsh_upper"] = x => linalg.eigvalsh(x[0], 'U'),
        ["cdist"] = x => torch.cdist(x[0], x[1]),
        ["cdist_1"] = x => torch.cdist(x[0], x[1], 1, compute_mode.donot_use_mm_for_euclid_dist),
        ["kthvalue"] = x => x[0].kthvalue(2, 1).values,
        ["kthvalue_index"] = x => x[0].kthvalue(2, 1).indices,
        ["topk_smallest"] = x => x[0].topk(2, 1, false).values,
        ["exp_"] = x => x[0].exp_(),
        ["log_"] = x => x[0].log_(),
        ["leaky_relu_"] = x => x[0].leaky_relu_(0.2),
        ["expand"] = x => x[0].expand(4, 2, 3),
        ["var_dim_biased"] = x => x[0].var(1L, false),
        ["reparameterised"] = x => x[0] + (x[1] * 0.5).exp() * x[2].detach(),
        ["conv_transpose2d_grouped"] = x => F.conv_transpose2d(x[0], x[1], null, [2, 2], null, null, [1, 2], 2)
    };
}
