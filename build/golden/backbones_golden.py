#!/usr/bin/python3
"""Golden numbers for the backbones, from torchvision (Debian's python3-torchvision), in double precision.

    build/golden/backbones_golden.py > Microsoft.ML.DeepModels.Tests/Golden/backbones.json

Each case is a network of torchvision: the names and shapes of all its tensors; some features of two images and the length of the vector of all features, in
scoring; and, for one training step without noise, lengths of gradients of some parameters and of batch statistics. Parameters, buffers and images follow from
names by `numbers`, so that the test can make the same ones.
"""
import json
import math
import sys

import numpy
import torch
import torchvision
from torchvision.models.vision_transformer import interpolate_embeddings

torch.set_num_threads(2)
SIZES = {"vit_b_16": 48}
NAMES = ["vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn", "resnet18", "resnet34", "resnet50", "resnet101", "resnet152",
         "resnext50_32x4d", "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large", "efficientnet_b0", "efficientnet_b1", "efficientnet_b2",
         "efficientnet_b3", "efficientnet_b4", "densenet121", "convnext_tiny", "vit_b_16"]
TOPS = ("classifier.", "fc.", "heads.")


def numbers(name, count):
    """Numbers in [-0.5, 0.5): a hash of the name and the index, multiples of 2^-24, which 32 bits of a float hold exactly."""
    seed = 2166136261
    for byte in name.encode():
        seed = (seed ^ byte) * 16777619 % 2**32
    h = numpy.arange(count, dtype=numpy.uint32) * numpy.uint32(2654435761) + numpy.uint32(seed)
    h ^= h >> numpy.uint32(15)
    h *= numpy.uint32(0x2c1b3c6d)
    h ^= h >> numpy.uint32(12)
    return (h >> numpy.uint32(8)).astype(numpy.float64) / 2**24 - 0.5


def scale(name, shape):
    """(offset, factor) of the numbers of a tensor, so that values neither vanish nor explode."""
    last = name.split(".")[-1]
    if last in ("layer_scale", "class_token", "pos_embedding"):
        return 0.0, 1.0
    if last == "running_var":
        return 1.0, 0.4
    if name.endswith("bn3.weight"):
        return 0.2, 0.1  # the end of a bottleneck: many blocks in a row would make gradients, and what rounding does to them, a million times larger
    if len(shape) == 1:
        return (0.8, 0.4) if last == "weight" else (0.0, 0.2)
    return 0.0, numpy.float32(math.sqrt(24.0 / math.prod(shape[1:])))


def fill(name, shape):
    offset, factor = scale(name, shape)
    # In single precision, as the test computes them.
    values = numpy.float32(offset) + numpy.float32(factor) * numbers(name, math.prod(shape)).astype(numpy.float32)
    return torch.from_numpy(values.astype(numpy.float64)).reshape(shape)


def prepared(name):
    options = {"init_weights": False} if name.startswith("vgg") else {"image_size": SIZES[name]} if name in SIZES else {}
    model = torchvision.models.get_model(name, **options)
    names = {key: list(value.shape) for key, value in model.state_dict().items()}
    if name == "convnext_tiny":
        model.classifier[2] = torch.nn.Identity()
    elif name.startswith("vgg"):
        model = torch.nn.Sequential()  # only the features, whose names keep their prefix
        model.features = torchvision.models.get_model(name, **options).features
    else:
        top = next(key.split(".")[0] for key in names if key.startswith(TOPS))
        setattr(model, top, torch.nn.Identity())
    model = model.double()
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
        if isinstance(module, torchvision.ops.StochasticDepth):
            module.p = 0.0
    with torch.no_grad():
        for key, value in model.state_dict().items():
            if value.dtype.is_floating_point:
                value.copy_(fill(key, value.shape))
    return model, names


def length(tensor):
    return float(f"{tensor.detach().norm().item():.9g}")


def golden(name):
    model, names = prepared(name)
    size = SIZES.get(name, 64)
    image = torch.from_numpy(numbers("image", 2 * 3 * size * size) + 0.5).reshape(2, 3, size, size)
    mean, deviation = (torch.tensor(v, dtype=torch.float64).reshape(3, 1, 1) for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
    x = (image - mean) / deviation
    with torch.no_grad():
        y = model.eval()(x)
    weights = [key for key, _ in model.named_parameters() if key.endswith("weight") or key.split(".")[-1] in ("layer_scale", "class_token", "pos_embedding")]
    chosen = sorted({weights[round(i * (len(weights) - 1) / 7)] for i in range(8)}, key=weights.index)
    if name == "vit_b_16":
        chosen += ["class_token", "encoder.pos_embedding", "encoder.layers.encoder_layer_5.self_attention.in_proj_weight"]
    if name == "convnext_tiny":
        chosen += ["features.5.4.layer_scale"]
    state = model.state_dict()
    buffers = [key for key in state if key.endswith(("running_mean", "running_var"))]
    buffers = buffers[:2] + buffers[-2:]
    z = model.train()(x)
    (z * torch.from_numpy(numbers("form", z.numel())).reshape(z.shape)).sum().backward()
    parameters = dict(model.named_parameters())
    flat = y.reshape(-1)
    print(name, tuple(y.shape), length(y), length(z), file=sys.stderr)
    return {
        "name": name, "size": size, "shapes": {key: shape for key, shape in names.items() if not key.endswith("num_batches_tracked")},
        "outputShape": list(y.shape[1:]), "outputLength": length(y), "largest": float(f"{flat.abs().max().item():.9g}"),
        "outputs": [float(f"{flat[i].item():.9g}") for i in range(0, flat.numel(), flat.numel() // 16)],
        "trainedLength": length(z), "gradients": {key: length(parameters[key].grad) for key in chosen},
        "buffers": {key: length(model.state_dict()[key]) for key in buffers},
    }


def positions():
    """A position embedding for a 4x4 grid of 3 features, as one for 7x7 and for 3x3."""
    embedding = torch.from_numpy(numbers("positions", 17 * 3)).reshape(1, 17, 3)
    state = lambda size: interpolate_embeddings(size * 16, 16, {"encoder.pos_embedding": embedding})["encoder.pos_embedding"]
    return {str(size): [float(f"{v:.8g}") for v in state(size).reshape(-1).tolist()] for size in (7, 3)}


def main():
    names = sys.argv[1:] or NAMES
    cases = ",\n".join(json.dumps(golden(name), separators=(",", ":")) for name in names)
    print('{"positions": ' + json.dumps(positions()) + ',\n"backbones": [\n' + cases + "\n]}")


main()
