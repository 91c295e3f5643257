#!/usr/bin/python3
"""Golden numbers for spectral normalisation, from PyTorch's torch.nn.utils.spectral_norm (Debian's python3-torch), in double precision.

    build/golden/spectral_golden.py > Microsoft.ML.DeepModels.Tests/Golden/spectral.json

Each case is one layer. Weight, bias, u and v begin as numbers that the test can make as well: number(i, 1) to number(i, 4), the last two
brought to length 1. Two forward passes of training in a row, then the gradients of the first one's result plus twice the second one's,
each weighted by number(i, 999); then a forward pass of scoring. Then a penalty on the gradient, by second derivatives: the gradients of
the sum of squares of the input's gradient, through a leaky ReLU.
"""
import json
import math

import torch
import torch.nn.functional as F
from torch.nn.utils import spectral_norm

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def number(shape, k, factor=1.0):
    count = math.prod(shape)
    return ((((torch.arange(count) * 7919 + k * 104729) % 2003).double() / 2003 - 0.5) * factor).reshape(shape)


CASES = {
    "dense": ({"type": "dense", "units": 4}, [5], lambda: torch.nn.Linear(5, 4), 1),
    "dense, three iterations": ({"type": "dense", "units": 3, "useBias": False}, [6], lambda: torch.nn.Linear(6, 3, bias=False), 3),
    "convolution": ({"type": "conv2D", "filters": 4, "kernelHeight": 3, "kernelWidth": 2}, [2, 5, 4], lambda: torch.nn.Conv2d(2, 4, (3, 2)), 1),
    "transposed convolution": (
        {"type": "convTranspose2D", "filters": 3, "kernelSize": 3, "stride": 2, "padding": 1, "outputPadding": 1}, [2, 3, 4],
        lambda: torch.nn.ConvTranspose2d(2, 3, 3, 2, 1, 1), 1),
    "transposed convolution of many channels": (
        {"type": "convTranspose2D", "filters": 2, "kernelSize": 3, "stride": 2, "padding": 1, "outputPadding": 1}, [16, 3, 2],
        lambda: torch.nn.ConvTranspose2d(16, 2, 3, 2, 1, 1), 1),
}


def numbers(t):
    return [float(f"{v:.8g}") for v in t.detach().reshape(-1).tolist()]


def fresh(make, iterations):
    module = spectral_norm(make(), n_power_iterations=iterations)
    with torch.no_grad():
        module.weight_orig.copy_(number(module.weight_orig.shape, 1))
        if module.bias is not None:
            module.bias.copy_(number(module.bias.shape, 2))
        for k, vector in ((3, module.weight_u), (4, module.weight_v)):
            vector.copy_(F.normalize(number(vector.shape, k), dim=0))
    return module


results = []
for name, (layer, shape, make, iterations) in CASES.items():
    module = fresh(make, iterations)
    x = number((3, *shape), 0, 4).requires_grad_()
    first, second = module(x), module(x)
    ((first + 2 * second) * number(first.shape, 999)).sum().backward()
    gradients = {"input": x.grad, "weight": module.weight_orig.grad, **({"bias": module.bias.grad} if module.bias is not None else {})}
    vectors = {"u": module.weight_u.clone(), "v": module.weight_v.clone()}
    scored = module.eval()(x)

    module = fresh(make, iterations)
    x = number((3, *shape), 0, 4).requires_grad_()
    y = F.leaky_relu(module(x), 0.2)
    slope, = torch.autograd.grad((y * y * number(y.shape, 999)).sum(), x, create_graph=True)
    (slope * slope).sum().backward()
    penalty = {"input": x.grad, "weight": module.weight_orig.grad}
    results.append({
        "name": name, "inputShape": shape, "layer": {"type": "spectralNorm", "inner": layer, "powerIterations": iterations},
        "first": numbers(first), "second": numbers(second), "scored": numbers(scored),
        "gradients": {key: numbers(value) for key, value in gradients.items()}, "vectors": {key: numbers(value) for key, value in vectors.items()},
        "slope": numbers(slope), "penaltyGradients": {key: numbers(value) for key, value in penalty.items()},
    })
print("[\n" + ",\n".join(json.dumps(result) for result in results) + "\n]")
