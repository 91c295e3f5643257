#!/usr/bin/python3
"""Writes golden numbers of single torch operations, computed by PyTorch (Debian: python3-torch).

    /usr/bin/python3 build/golden/torch_golden.py

Each case has its inputs, the result, and the gradients of sum(result * upstream) for the inputs that are marked with "grad".
The test looks the operation up by the case's name in its own table, which calls it through TorchSharp.
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F

OUT = pathlib.Path(__file__).resolve().parents[2] / "Microsoft.ML.DeepModels.Tests" / "Golden" / "torch.json"

torch.set_num_threads(1)
cases = {}
salt = 0


def wave(*shape, scale=2.0, shift=0.0):
    """Different numbers, not ordered, exact in few digits."""
    global salt
    salt += 1
    count = math.prod(shape)
    return torch.tensor([round(shift + scale * math.sin(1.7 * i + 0.9 * salt + 0.01 * i * i), 3) for i in range(count)]).reshape(shape)


def positive(*shape):
    return wave(*shape, scale=1.0, shift=1.5)


def whole(*shape, below):
    return (wave(*shape, scale=100.0).abs().long() % below).reshape(shape)


def listed(tensor):
    tensor = tensor.detach()
    kind = str(tensor.dtype).removeprefix("torch.")
    values = tensor.contiguous().flatten().tolist()
    if tensor.is_floating_point():
        values = [float(f"{v:.7g}") if math.isfinite(v) else str(v) for v in values]
    return {"type": kind, "shape": list(tensor.shape), "values": values}


def case(name, function, *inputs, grad=True):
    """Runs one operation; inputs that are not floating-point never get gradients."""
    inputs = [i.clone() for i in inputs]
    for i in inputs:
        i.requires_grad_(grad and i.is_floating_point())
    # A copy where the operation works in place: a leaf cannot be changed.
    result = function(*[i.clone() if name.endswith("_") and i.requires_grad else i for i in inputs])
    entry = {"inputs": [listed(i) for i in inputs]}
    if grad:
        upstream = wave(*result.shape)
        (result * upstream).sum().backward()
        entry["upstream"] = listed(upstream)
        for i, e in zip(inputs, entry["inputs"]):
            if i.grad is not None:
                e["grad"] = listed(i.grad)["values"]
    entry["result"] = listed(result)
    assert name not in cases, name
    cases[name] = entry


def pointwise():
    for name in "abs neg exp expm1 sigmoid tanh sin cos square erf sign floor ceil trunc relu relu6 silu selu hardsigmoid hardswish".split():
        case(name, lambda x: getattr(F if name in ("relu6", "silu", "selu", "hardsigmoid", "hardswish") else torch, name)(x), wave(2, 4))
    for name in "sqrt rsqrt log log1p log2 log10 reciprocal".split():
        case(name, getattr(torch, name), positive(2, 4))
    case("round", torch.round, wave(6))
    case("log_sigmoid", F.logsigmoid, wave(6))
    case("gelu", F.gelu, wave(6))
    case("mish", F.mish, wave(6))
    case("softsign", F.softsign, wave(6))
    case("tanhshrink", F.tanhshrink, wave(6))
    case("softplus", lambda x: F.softplus(x, 2.0, 3.0), wave(6))
    case("leaky_relu", lambda x: F.leaky_relu(x, 0.2), wave(6))
    case("elu", lambda x: F.elu(x, 1.5), wave(6))
    case("celu", lambda x: F.celu(x, 1.5), wave(6))
    case("prelu", F.prelu, wave(2, 3), positive(3))
    case("glu", lambda x: F.glu(x, 1), wave(2, 4))
    special = torch.tensor([1.0, math.nan, math.inf, -math.inf, -2.5])
    for name in "isnan isinf isfinite isposinf isneginf".split():
        case(name, getattr(torch, name), special, grad=False)
    case("nan_to_num", lambda x: torch.nan_to_num(x, 1.0, 2.0, 3.0), special, grad=False)


def arithmetic():
    a, b = wave(2, 3), positive(3)
    case("add", torch.add, a, b)
    case("add_alpha", lambda x, y: torch.add(x, y, alpha=0.5), a, b)
    case("add_scalar", lambda x: x + 2.5, a)
    case("sub", torch.sub, a, b)
    case("rsub_scalar", lambda x: 2 - x, a)
    case("mul", torch.mul, a, b)
    case("div", torch.div, a, b)
    case("div_floor", lambda x, y: torch.div(x, y, rounding_mode="floor"), a, b, grad=False)
    case("div_trunc", lambda x, y: torch.div(x, y, rounding_mode="trunc"), a, b, grad=False)
    case("rdiv_scalar", lambda y: 3 / y, b)
    case("remainder", lambda x: torch.remainder(x, 0.7), a)
    case("fmod", lambda x: torch.fmod(x, 0.7), a)
    case("pow_scalar", lambda x: x.pow(3), a)
    case("pow", torch.pow, b, wave(2, 3))
    case("maximum", torch.maximum, a, b)
    case("minimum", torch.minimum, a, b)
    case("clamp", lambda x: x.clamp(-0.5, 1.0), a)
    case("clamp_min", lambda x: x.clamp_min(0.25), a)
    case("clamp_max", lambda x: x.clamp_max(0.25), a)
    case("lerp", torch.lerp, a, wave(2, 3), positive(2, 3))
    case("addcmul", lambda x, y, z: torch.addcmul(x, y, z, value=0.5), a, wave(2, 3), wave(2, 3))
    case("addcdiv", lambda x, y, z: torch.addcdiv(x, y, z, value=0.5), a, wave(2, 3), positive(2, 3))
    case("add_", lambda x, y: x.add_(y, alpha=2), a, wave(2, 3))
    case("sub_", lambda x, y: x.sub_(y), a, b)
    case("mul_", lambda x, y: x.mul_(y), a, b)
    case("div_", lambda x, y: x.div_(y), a, b)
    case("addcmul_", lambda x, y, z: x.addcmul_(y, z, value=-0.1), a, wave(2, 3), wave(2, 3))
    case("addcdiv_", lambda x, y, z: x.addcdiv_(y, z, value=-0.1), a, wave(2, 3), positive(2, 3))
    case("lerp_", lambda x, y, z: x.lerp_(y, z), a, wave(2, 3), positive(2, 3))
    for name in "eq ne lt le gt ge".split():
        case(name, lambda x: getattr(torch, name)(x, x[0, 1].item()), a, grad=False)
    case("where", lambda x, y: torch.where(x > 0, x, y), a, wave(2, 3))
    case("masked_fill", lambda x: x.masked_fill(x > 0.5, -1.0), a)
    case("masked_select", lambda x: x.masked_select(x > 0), a)


def reductions():
    a = wave(3, 4)
    for name in "sum mean prod max min std var norm logsumexp_1 argmax argmin all any median".split():
        if name == "logsumexp_1":
            case(name, lambda x: torch.logsumexp(x, 1), a)
        elif name in ("argmax", "argmin"):
            case(name, lambda x: getattr(torch, name)(x, 1), a, grad=False)
        elif name in ("all", "any"):
            case(name, lambda x: getattr(torch, name)(x > -1.9, 1), a, grad=False)
        else:
            case(name, getattr(torch, name), a)
    case("sum_dim", lambda x: x.sum([0, 2], keepdim=True), wave(2, 3, 2))
    case("mean_dim", lambda x: x.mean([1]), a)
    case("var_dim", lambda x: x.var([0], unbiased=False, keepdim=True), a)
    case("std_dim", lambda x: x.std([1], unbiased=True), a)
    case("max_dim", lambda x: x.max(1)[0], a)
    case("max_dim_index", lambda x: x.max(1)[1], a, grad=False)
    case("norm_1", lambda x: x.norm(1, 1, True), a)
    case("amax", lambda x: x.amax([0]), a)
    case("cumsum", lambda x: x.cumsum(1), a)
    case("cumprod", lambda x: x.cumprod(0), a)
    case("topk", lambda x: x.topk(2, 1)[0], a)
    case("topk_index", lambda x: x.topk(2, 1)[1], a, grad=False)
    case("sort", lambda x: x.sort(1, descending=True)[0], a)
    case("argsort", lambda x: x.argsort(1), a, grad=False)
    case("softmax", lambda x: x.softmax(1), a)
    case("log_softmax", lambda x: x.log_softmax(0), a)
    case("quantile", lambda x, q: x.quantile(q, 1), a, torch.tensor([0.25, 0.5]), grad=False)
    case("bincount", lambda x: torch.bincount(x, minlength=6), whole(9, below=5), grad=False)


def shapes():
    a = wave(2, 3, 4)
    case("view", lambda x: x.view(6, -1), a)
    case("permute", lambda x: x.permute(2, 0, 1), a)
    case("transpose", lambda x: x.transpose(0, 2), a)
    case("flatten", lambda x: x.flatten(1), a)
    case("unsqueeze_expand", lambda x: x.unsqueeze(1).expand(2, 5, 3), wave(2, 3))
    case("squeeze", lambda x: x.squeeze(1), wave(2, 1, 3))
    case("narrow", lambda x: x.narrow(1, 1, 2), a)
    case("select", lambda x: x.select(2, 1), a)
    case("slice", lambda x: x[:, 0:3:2], a)
    case("index_mixed", lambda x: x[..., 1:, -1], a)
    case("index_mask", lambda x: x[x > 0.5], a)
    case("index_tensor", lambda x, i: x[:, i], a, torch.tensor([2, 0, 2]))
    case("index_select", lambda x, i: x.index_select(2, i), a, torch.tensor([3, 0]))
    case("gather", lambda x, i: x.gather(1, i), wave(2, 3), torch.tensor([[0, 2], [1, 1]]))
    case("scatter_add", lambda x, i, s: x.scatter_add(1, i, s), wave(2, 3), torch.tensor([[0, 2], [1, 1]]), wave(2, 2))
    case("scatter_", lambda x, i, s: x.scatter_(1, i, s), wave(2, 3), torch.tensor([[0, 2], [1, 0]]), wave(2, 2))
    case("cat", lambda x, y: torch.cat([x, y], 1), wave(2, 3), wave(2, 2))
    case("stack", lambda x, y: torch.stack([x, y], 1), wave(2, 3), wave(2, 3))
    case("split", lambda x: x.split(2, 2)[1], a)
    case("chunk", lambda x: x.chunk(2, 2)[0], a)
    case("unbind", lambda x: x.unbind(1)[2], a)
    case("flip", lambda x: x.flip(0, 2), a)
    case("roll", lambda x: x.roll(1, 2), a)
    case("repeat", lambda x: x.repeat(2, 2), wave(2, 3))
    case("tril", lambda x: x.tril(), wave(3, 3))
    case("triu", lambda x: x.triu(1), wave(3, 3))
    case("to_int64", lambda x: x.to(torch.int64), a, grad=False)
    case("one_hot", lambda x: F.one_hot(x, 5), whole(4, below=5), grad=False)


def products():
    case("mm", torch.mm, wave(2, 3), wave(3, 4))
    case("bmm", torch.bmm, wave(2, 2, 3), wave(2, 3, 2))
    case("matmul", torch.matmul, wave(2, 2, 3), wave(3, 2))
    case("mv", torch.mv, wave(2, 3), wave(3))
    case("dot", torch.dot, wave(3), wave(3))
    case("outer", torch.outer, wave(2), wave(3))
    case("addmm", lambda x, y, z: torch.addmm(x, y, z, beta=0.5, alpha=2), wave(4), wave(2, 3), wave(3, 4))
    case("einsum", lambda x, y: torch.einsum("bi,bj->bij", x, y), wave(2, 2), wave(2, 3))
    case("linear", F.linear, wave(2, 3), wave(4, 3), wave(4))


def networks():
    image = wave(2, 2, 5, 5)
    case("conv1d", lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=1), wave(2, 2, 6), wave(3, 2, 3), wave(3))
    case("conv2d", lambda x, w, b: F.conv2d(x, w, b, stride=(2, 1), padding=(1, 0)), image, wave(3, 2, 3, 3), wave(3))
    case("conv2d_groups", lambda x, w: F.conv2d(x, w, dilation=2, groups=2), image, wave(2, 1, 2, 2))
    case("conv2d_same", lambda x, w: F.conv2d(x, w, padding="same"), wave(1, 2, 4, 4), wave(1, 2, 3, 3))
    case("conv_transpose2d", lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, padding=1, output_padding=1), wave(1, 2, 3, 3), wave(2, 2, 3, 3), wave(2))
    case("max_pool1d", lambda x: F.max_pool1d(x, 2), wave(2, 2, 6))
    case("max_pool2d", lambda x: F.max_pool2d(x, 2), image)
    case("max_pool2d_overlapping", lambda x: F.max_pool2d(x, 3, stride=2, padding=1), image)
    case("avg_pool2d", lambda x: F.avg_pool2d(x, 2, stride=1), image)
    case("avg_pool2d_padded", lambda x: F.avg_pool2d(x, (3, 3), stride=(2, 2), padding=(1, 1), count_include_pad=False), image)
    case("adaptive_avg_pool2d", lambda x: F.adaptive_avg_pool2d(x, (1, 1)), image)
    case("adaptive_max_pool2d", lambda x: F.adaptive_max_pool2d(x, (2, 2)), image)
    case("batch_norm_training", lambda x, w, b: F.batch_norm(x, torch.zeros(2), torch.ones(2), w, b, True, 0.1, 1e-5), wave(3, 2, 2, 2), positive(2), wave(2))
    case("batch_norm_eval", lambda x, m, v, w, b: F.batch_norm(x, m.detach(), v.detach(), w, b, False, 0.1, 1e-3), wave(3, 2, 2, 2), wave(2), positive(2), positive(2), wave(2), grad=False)
    case("layer_norm", lambda x, w, b: F.layer_norm(x, [4], w, b), wave(3, 4), positive(4), wave(4))
    case("group_norm", lambda x, w, b: F.group_norm(x, 2, w, b), wave(2, 4, 3), positive(4), wave(4))
    case("instance_norm", lambda x: F.instance_norm(x), wave(2, 2, 4))
    case("normalize", lambda x: F.normalize(x, 2.0, 1), wave(3, 4))
    case("pad_constant", lambda x: F.pad(x, (1, 2), value=0.5), wave(2, 3))
    case("pad_reflect", lambda x: F.pad(x, (1, 1, 1, 1), mode="reflect"), wave(1, 1, 3, 3))
    case("pad_replicate", lambda x: F.pad(x, (0, 2, 1, 0), mode="replicate"), wave(1, 1, 3, 3))
    case("interpolate_nearest", lambda x: F.interpolate(x, (4, 6), mode="nearest"), wave(1, 1, 2, 3))
    case("interpolate_bilinear", lambda x: F.interpolate(x, scale_factor=(2.0, 2.0), mode="bilinear", align_corners=False), wave(1, 1, 2, 3))
    case("interpolate_bicubic", lambda x: F.interpolate(x, (5, 4), mode="bicubic", align_corners=True), wave(1, 1, 3, 3))
    case("interpolate_area", lambda x: F.interpolate(x, (2, 2), mode="area"), wave(1, 1, 4, 4))
    case("pixel_shuffle", lambda x: F.pixel_shuffle(x, 2), wave(1, 4, 2, 2))


def losses():
    logits, classes = wave(4, 3), whole(4, below=3)
    case("cross_entropy", F.cross_entropy, logits, classes)
    case("cross_entropy_weighted", lambda x, t, w: F.cross_entropy(x, t, w.detach(), ignore_index=1, reduction="sum", label_smoothing=0.1), logits, classes, positive(3), grad=False)
    case("cross_entropy_none", lambda x, t: F.cross_entropy(x, t, reduction="none"), logits, classes)
    case("nll_loss", lambda x, t: F.nll_loss(x.log_softmax(1), t), logits, classes)
    a, b = wave(2, 3), wave(2, 3)
    case("mse_loss", F.mse_loss, a, b)
    case("l1_loss", lambda x, y: F.l1_loss(x, y, reduction="sum"), a, b)
    case("smooth_l1_loss", lambda x, y: F.smooth_l1_loss(x, y, reduction="none", beta=0.5), a, b)
    case("huber_loss", lambda x, y: F.huber_loss(x, y, delta=0.7), a, b)
    share = torch.tensor([[0.0, 1.0, 0.25], [0.5, 1.0, 0.0]])
    case("binary_cross_entropy", lambda x, t: F.binary_cross_entropy(x.sigmoid(), t.detach(), reduction="sum"), a, share)
    case("binary_cross_entropy_with_logits", lambda x, t: F.binary_cross_entropy_with_logits(x, t.detach()), a, share)
    case("kl_div", lambda x, t: F.kl_div(x.log_softmax(1), t.softmax(1), reduction="sum", log_target=False), a, b)
    case("cosine_similarity", lambda x, y: F.cosine_similarity(x, y, 1), a, b)


def sequences():
    steps = wave(2, 4, 3)
    some, counts = torch.tensor([2, 0]), torch.tensor([1, 0, 2])
    case("sigmoid_", lambda x: x.sigmoid_(), wave(2, 3))
    case("tanh_", lambda x: x.tanh_(), wave(2, 3))
    case("masked_fill_", lambda x: x.masked_fill_(torch.arange(6).view(2, 3) % 2 == 0, 0.5), wave(2, 3))
    case("masked_scatter", lambda x, y: x.masked_scatter(torch.arange(6).view(2, 3) % 2 == 0, y), wave(2, 3), wave(3))
    case("index_copy", lambda x, i, y: x.index_copy(1, i, y), wave(2, 3), some, wave(2, 2))
    case("index_copy_", lambda x, i, y: x.index_copy_(1, i, y), wave(2, 3), some, wave(2, 2))
    case("index_add", lambda x, i, y: x.index_add(0, i, y, alpha=0.5), wave(3, 2), torch.tensor([1, 1]), wave(2, 2))
    case("index_add_", lambda x, i, y: x.index_add_(0, i, y, alpha=2), wave(3, 2), torch.tensor([1, 1]), wave(2, 2))
    case("index_fill", lambda x, i: x.index_fill(1, i, -1.0), wave(2, 3), some)
    case("index_select_rows", lambda x, i: x.index_select(0, i), wave(4, 2), torch.tensor([3, 1, 3, 3]))
    case("scatter", lambda x, i, s: x.scatter(1, i, s), wave(2, 3), torch.tensor([[0, 2], [1, 0]]), wave(2, 2))
    case("select_scatter", lambda x, y: x.select_scatter(y, 1, 2), steps, wave(2, 3))
    case("slice_scatter", lambda x, y: x.slice_scatter(y, 1, 1, 4, 2), steps, wave(2, 2, 3))
    case("repeat_interleave", lambda x: x.repeat_interleave(2, 1), wave(2, 3))
    case("repeat_interleave_counts", lambda x, n: x.repeat_interleave(n, 1), wave(2, 3), counts)
    case("unfold", lambda x: x.unfold(1, 3, 1), wave(2, 5))
    case("amax_keepdim", lambda x: x.amax([1], keepdim=True), steps)
    case("amin_keepdim", lambda x: x.amin([0, 2], keepdim=True), steps)
    case("logsumexp_keepdim", lambda x: x.logsumexp(1, keepdim=True), steps)
    case("softmax_masked", lambda x: x.masked_fill(torch.arange(4).view(1, 4, 1) > 1, -math.inf).softmax(1), steps)
    case("bmm_of_views", lambda x, y: x.transpose(1, 2).bmm(y.expand(2, 4, 2)), steps, wave(1, 4, 2))
    case("addmm_", lambda x, y, z: x.addmm_(y, z, beta=1, alpha=1), wave(2, 4), wave(2, 3), wave(3, 4))
    case("conv1d_dilated", lambda x, w, b: F.conv1d(x, w, b, stride=1, padding=2, dilation=2), wave(2, 2, 7), wave(3, 2, 3), wave(3))
    case("conv1d_grouped", lambda x, w: F.conv1d(x, w, groups=2), wave(1, 4, 5), wave(2, 2, 3))
    case("max_pool1d_overlapping", lambda x: F.max_pool1d(x, 3, stride=2, padding=1), wave(2, 2, 6))
    case("avg_pool1d", lambda x: F.avg_pool1d(x, 2), wave(2, 2, 6))
    case("avg_pool1d_padded", lambda x: F.avg_pool1d(x, 3, stride=2, padding=1, count_include_pad=False), wave(2, 2, 6))
    case("adaptive_avg_pool1d", lambda x: F.adaptive_avg_pool1d(x, 2), wave(2, 2, 5))


def generation():
    square = wave(4, 4)
    case("eigh_values", lambda x: torch.linalg.eigh(x + x.t())[0], square)
    case("eigh_vectors", lambda x: torch.linalg.eigh(x + x.t())[1].abs(), square)  # the sign is open
    case("eigvalsh_upper", lambda x: torch.linalg.eigvalsh(x, UPLO="U"), square)
    case("cdist", torch.cdist, wave(3, 4), wave(2, 4))
    case("cdist_1", lambda x, y: torch.cdist(x, y, p=1, compute_mode="donot_use_mm_for_euclid_dist"), wave(3, 4), wave(2, 4))
    case("kthvalue", lambda x: x.kthvalue(2, 1)[0], wave(3, 5))
    case("kthvalue_index", lambda x: x.kthvalue(2, 1)[1], wave(3, 5), grad=False)
    case("topk_smallest", lambda x: x.topk(2, 1, largest=False)[0], wave(3, 5))
    case("exp_", lambda x: x.exp_(), wave(2, 3))
    case("log_", lambda x: x.log_(), positive(2, 3))
    case("leaky_relu_", lambda x: F.leaky_relu_(x, 0.2), wave(2, 3))
    case("expand", lambda x: x.expand(4, 2, 3), wave(2, 1))
    case("var_dim_biased", lambda x: x.var(1, unbiased=False), wave(3, 5))
    case("reparameterised", lambda m, v, e: m + (0.5 * v).exp() * e.detach(), wave(2, 3), wave(2, 3), wave(2, 3))
    case("conv_transpose2d_grouped", lambda x, w: F.conv_transpose2d(x, w, stride=2, groups=2, dilation=(1, 2)), wave(1, 4, 2, 3), wave(4, 1, 2, 2))


for group in (pointwise, arithmetic, reductions, shapes, products, networks, losses, sequences, generation):
    group()

lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(entry, separators=(',', ':'))}" for name, entry in cases.items())
OUT.write_text("{\n" + lines + "\n}\n")
print(f"{len(cases)} cases, {OUT.stat().st_size} bytes")
