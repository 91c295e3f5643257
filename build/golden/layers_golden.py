#!/usr/bin/python3
"""Golden numbers for the layers, from PyTorch (Debian's python3-torch), in double precision.

    build/golden/layers_golden.py > Microsoft.ML.DeepModels.Tests/Golden/layers.json

Each case is a network as our JSON, computed here with plain torch operations: result, gradients of the input and of all
parameters (of the sum of the result weighted by `number(i, 999)`), and buffers afterwards. Inputs and parameters follow from
`number`, so that the test can make the same ones; parameter k in order of its name's first use gets number(i, k + 1).
"""
import json
import math

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def number(count, k):
    return (((torch.arange(count) * 7919 + k * 104729) % 2003).double() / 2003 - 0.5)


class Case:
    """Runs a network; collects parameters as the layers ask for them."""

    def __init__(self, training):
        self.training, self.parameters, self.buffers = training, {}, {}

    def parameter(self, name, *shape):
        k = len(self.parameters) + 1
        value = number(math.prod(shape), k).reshape(shape).requires_grad_()
        self.parameters[name] = value
        return value

    def run(self, layers, x, prefix=""):
        for i, layer in enumerate(layers):
            x = getattr(self, layer["type"])(layer, x, f"{prefix}{i}.")
        return x

    def activate(self, name, x):
        axis = 1 if x.dim() == 4 else -1
        return {
            "linear": lambda: x, "relu": lambda: F.relu(x), "leakyRelu": lambda: F.leaky_relu(x, 0.01), "elu": lambda: F.elu(x),
            "selu": lambda: F.selu(x), "gelu": lambda: F.gelu(x), "silu": lambda: F.silu(x), "mish": lambda: F.mish(x),
            "sigmoid": lambda: torch.sigmoid(x), "tanh": lambda: torch.tanh(x), "softplus": lambda: F.softplus(x),
            "softsign": lambda: F.softsign(x), "hardSigmoid": lambda: F.hardsigmoid(x), "hardSwish": lambda: F.hardswish(x),
            "relu6": lambda: F.relu6(x), "softmax": lambda: F.softmax(x, axis), "logSoftmax": lambda: F.log_softmax(x, axis),
        }[name]()

    def activation(self, layer, x, name):
        return self.activate(layer["function"], x)

    @staticmethod
    def pad(x, sizes, stride, dilation, padding, value):
        """Keras' "same": the extra row or column goes below or to the right. "symmetric": PyTorch's padding=(k - 1) // 2 * dilation."""
        if padding == "valid":
            return x
        if padding == "symmetric":
            height, width = ((size - 1) // 2 * dilation for size in sizes)
            return F.pad(x, (width, width, height, height), value=value)
        amounts = []
        for size, length in zip(sizes, x.shape[2:]):
            extent = dilation * (size - 1) + 1
            total = max(0, (-(-length // stride) - 1) * stride + extent - length)
            amounts.append((total // 2, total - total // 2))
        return F.pad(x, (*amounts[1], *amounts[0]), value=value)

    def conv2D(self, layer, x, name):
        filters, groups = layer["filters"], layer.get("groups", 1)
        size = layer["kernelHeight"], layer["kernelWidth"]
        stride, dilation = layer.get("stride", 1), layer.get("dilation", 1)
        weight = self.parameter(name + "weight", filters, x.shape[1] // groups, *size)
        bias = self.parameter(name + "bias", filters) if layer.get("useBias", True) else None
        x = self.pad(x, size, stride, dilation, layer.get("padding", "valid"), 0.0)
        return self.activate(layer.get("activation", "linear"), F.conv2d(x, weight, bias, stride, 0, dilation, groups))

    def convTranspose2D(self, layer, x, name):
        size = layer["kernelSize"]
        weight = self.parameter(name + "weight", x.shape[1], layer["filters"], size, size)
        bias = self.parameter(name + "bias", layer["filters"]) if layer.get("useBias", True) else None
        x = F.conv_transpose2d(x, weight, bias, layer.get("stride", 1), layer.get("padding", 0), layer.get("outputPadding", 0))
        return self.activate(layer.get("activation", "linear"), x)

    def leakyRelu(self, layer, x, name):
        return F.leaky_relu(x, layer["slope"])

    def dense(self, layer, x, name):
        weight = self.parameter(name + "weight", layer["units"], x.shape[-1])
        bias = self.parameter(name + "bias", layer["units"]) if layer.get("useBias", True) else None
        return self.activate(layer.get("activation", "linear"), F.linear(x, weight, bias))

    def maxPool2D(self, layer, x, name):
        size, stride = layer["size"], layer.get("stride") or layer["size"]
        return F.max_pool2d(self.pad(x, (size, size), stride, 1, layer.get("padding", "valid"), -math.inf), size, stride)

    def averagePool2D(self, layer, x, name):
        size, stride = layer["size"], layer.get("stride") or layer["size"]
        padded = self.pad(x, (size, size), stride, 1, layer.get("padding", "valid"), 0.0)
        there = self.pad(torch.ones_like(x), (size, size), stride, 1, layer.get("padding", "valid"), 0.0)
        return F.avg_pool2d(padded, size, stride) / F.avg_pool2d(there, size, stride)

    def globalAveragePool2D(self, layer, x, name):
        return x.mean((2, 3))

    def globalMaxPool2D(self, layer, x, name):
        return x.amax((2, 3))

    def dropout(self, layer, x, name):
        assert layer["rate"] == 0
        return x

    def flatten(self, layer, x, name):
        return (x.permute(0, 2, 3, 1) if x.dim() == 4 else x).flatten(1)

    def reshape(self, layer, x, name):
        flat, shape = self.flatten(layer, x, name), layer["shape"]
        if len(shape) < 3:
            return flat.reshape(-1, *shape)
        return flat.reshape(-1, shape[1], shape[2], shape[0]).permute(0, 3, 1, 2)

    def upsample2D(self, layer, x, name):
        return F.interpolate(x, scale_factor=layer["factor"], mode="nearest")

    def batchNorm(self, layer, x, name):
        features = x.shape[1] if x.dim() == 4 else x.shape[-1]
        weight, bias = self.parameter(name + "weight", features), self.parameter(name + "bias", features)
        mean, variance = torch.zeros(features), torch.ones(features)
        rows = x if x.dim() == 4 else x.reshape(-1, features)
        result = F.batch_norm(rows, mean, variance, weight, bias, self.training, layer.get("momentum", 0.1), layer.get("epsilon", 1e-5))
        self.buffers |= {name + "running_mean": mean, name + "running_var": variance}
        return result.reshape(x.shape)

    def layerNorm(self, layer, x, name):
        rows = x.permute(0, 2, 3, 1) if x.dim() == 4 else x
        features = rows.shape[-1]
        weight, bias = self.parameter(name + "weight", features), self.parameter(name + "bias", features)
        result = F.layer_norm(rows, (features,), weight, bias, layer.get("epsilon", 1e-5))
        return result.permute(0, 3, 1, 2) if x.dim() == 4 else result

    def residual(self, layer, x, name):
        result = self.run(layer["body"], x, name + "body.")
        if result.shape == x.shape:
            return result + x
        if x.dim() == 4:
            stride = -(-x.shape[2] // result.shape[2])
            weight = self.parameter(name + "shortcut.weight", result.shape[1], x.shape[1], 1, 1)
            return result + F.conv2d(x, weight, stride=stride)
        return result + F.linear(x, self.parameter(name + "shortcut.weight", result.shape[-1], x.shape[-1]))

    def concatenate(self, layer, x, name):
        return torch.cat([self.run(branch, x, f"{name}{i}.") for i, branch in enumerate(layer["branches"])], 1 if x.dim() == 4 else -1)

    def normalize(self, layer, x, name):
        mean, deviation = (torch.tensor(layer[key]).reshape(-1, 1, 1) for key in ("mean", "standardDeviation"))
        return (x - mean) / deviation

    def squeezeExcitation(self, layer, x, name):
        channels, units = x.shape[1], layer["units"]
        squeeze, squeeze_bias = self.parameter(name + "fc1.weight", units, channels, 1, 1), self.parameter(name + "fc1.bias", units)
        excite, excite_bias = self.parameter(name + "fc2.weight", channels, units, 1, 1), self.parameter(name + "fc2.bias", channels)
        squeezed = self.activate(layer.get("activation", "relu"), F.conv2d(F.adaptive_avg_pool2d(x, 1), squeeze, squeeze_bias))
        return x * self.activate(layer.get("gate", "sigmoid"), F.conv2d(squeezed, excite, excite_bias))

    def stochasticDepth(self, layer, x, name):
        assert layer["rate"] == 0 or not self.training
        return x

    def channelScale(self, layer, x, name):
        return x * (self.parameter(name + "weight", x.shape[1], 1, 1) if x.dim() == 4 else self.parameter(name + "weight", x.shape[-1]))

    def classToken(self, layer, x, name):
        return torch.cat([self.parameter(name + "weight", 1, 1, x.shape[2]).expand(len(x), 1, -1), x], 1)

    def positionEmbedding(self, layer, x, name):
        return x + self.parameter(name + "weight", 1, *x.shape[1:])

    def selfAttention(self, layer, x, name):
        features = x.shape[2]
        weight, bias = self.parameter(name + "in_proj_weight", 3 * features, features), self.parameter(name + "in_proj_bias", 3 * features)
        output, output_bias = self.parameter(name + "out_proj.weight", features, features), self.parameter(name + "out_proj.bias", features)
        steps = x.transpose(0, 1)
        result, _ = F.multi_head_attention_forward(steps, steps, steps, features, layer["heads"], weight, bias, None, None, False, 0.0, output, output_bias)
        return result.transpose(0, 1)

    def firstStep(self, layer, x, name):
        return x[:, 0]


def conv(filters, size, activation="linear", **more):
    height, width = size if isinstance(size, tuple) else (size, size)
    return {"type": "conv2D", "filters": filters, "kernelHeight": height, "kernelWidth": width, "activation": activation, **more}


def transposed(filters, size, activation="linear", **more):
    return {"type": "convTranspose2D", "filters": filters, "kernelSize": size, "activation": activation, **more}


def leaky(slope):
    return {"type": "leakyRelu", "slope": slope}


def dense(units, activation="linear", **more):
    return {"type": "dense", "units": units, "activation": activation, **more}


def pool(kind, size, **more):
    return {"type": kind + "Pool2D", "size": size, **more}


def function(name):
    return {"type": "activation", "function": name}


FLATTEN, NORM, LAYER_NORM = {"type": "flatten"}, {"type": "batchNorm"}, {"type": "layerNorm"}
ACTIVATIONS = ["linear", "relu", "leakyRelu", "elu", "selu", "gelu", "silu", "mish", "sigmoid", "tanh", "softplus", "softsign",
               "hardSigmoid", "hardSwish", "relu6", "softmax", "logSoftmax"]

CASES = {
    "reference in small": ([3, 8, 7], [conv(4, 3, "relu"), pool("max", 2), FLATTEN, dense(5, "relu"), dense(3, "softmax")]),
    "convolution with stride, same": ([2, 7, 6], [conv(3, 3, "tanh", stride=2, padding="same")]),
    "convolution with even window, same": ([2, 5, 6], [conv(3, (2, 4), padding="same", useBias=False)]),
    "convolution with groups and dilation": ([4, 7, 7], [conv(6, (3, 2), "sigmoid", groups=2, dilation=2)]),
    "depthwise convolution": ([3, 5, 5], [conv(3, 3, "leakyRelu", groups=3, padding="same")]),
    "transposed convolution": ([3, 4, 5], [transposed(4, 3, "relu", stride=2, padding=1, outputPadding=1)]),
    "transposed convolution, no bias": ([2, 3, 3], [transposed(3, 2, useBias=False)]),
    # Channels that are a multiple of 16, which we compute in another way.
    "transposed convolution of many channels": ([16, 3, 4], [transposed(5, 3, "tanh", stride=2, padding=1, outputPadding=1)]),
    "transposed convolution of many channels, gaps": ([16, 2, 3], [transposed(16, 2, stride=3, outputPadding=2, useBias=False)]),
    "transposed convolution of many channels, cut off": ([32, 5, 4], [transposed(3, 3, padding=2)]),
    "transposed convolution to one channel": ([16, 3, 3], [transposed(1, 4, "sigmoid", stride=2, padding=1)]),
    "generator in small": ([5], [dense(64), {"type": "reshape", "shape": [16, 2, 2]}, transposed(16, 3, "relu", stride=2, padding=1, outputPadding=1),
                                 transposed(1, 3, "sigmoid", stride=2, padding=1, outputPadding=1)]),
    "leaky ReLU": ([3, 4, 4], [leaky(0.5), conv(2, 3), leaky(0.2), FLATTEN, dense(4), leaky(0.1), dense(3, "tanh"), leaky(0.3)]),
    "max-pooling, overlapping": ([2, 7, 7], [conv(2, 1, "relu"), pool("max", 3, stride=2)]),
    "max-pooling, same": ([2, 5, 6], [conv(2, 1, "elu"), pool("max", 3, stride=2, padding="same")]),
    "max-pooling, same, stride 1": ([2, 4, 5], [pool("max", 2, stride=1, padding="same")]),
    "average-pooling, same": ([2, 5, 6], [pool("average", 3, stride=2, padding="same")]),
    "average-pooling, same, odd rest": ([2, 5, 7], [pool("average", 2, padding="same")]),
    "average-pooling, same, stride 1": ([2, 4, 5], [pool("average", 4, stride=1, padding="same")]),
    "average-pooling": ([2, 7, 6], [pool("average", 2), function("relu")]),
    "global average": ([3, 4, 5], [conv(4, 2, "relu"), {"type": "globalAveragePool2D"}, dense(2)]),
    "global maximum": ([3, 4, 5], [conv(4, 2, "sigmoid"), {"type": "globalMaxPool2D"}, dense(2, "logSoftmax")]),
    "batch normalisation": ([3, 4, 4], [conv(3, 3, useBias=False), NORM, function("relu"), FLATTEN, dense(4), NORM, function("tanh")]),
    "batch normalisation of sequences": ([4, 3], [dense(2), NORM]),
    "layer normalisation": ([3, 4, 4], [LAYER_NORM, function("relu"), FLATTEN, LAYER_NORM]),
    "residual": ([3, 4, 5], [{"type": "residual", "body": [conv(3, 3, "relu", padding="same"), conv(3, 3, padding="same")]}, function("relu")]),
    "residual, projected": ([2, 5, 6], [{"type": "residual", "body": [conv(4, 3, "relu", padding="same", stride=2), NORM]}, function("relu")]),
    "residual, dense": ([6], [{"type": "residual", "body": [dense(4, "gelu")]}]),
    "reshape and upsample": ([12], [dense(12), {"type": "reshape", "shape": [3, 2, 2]}, {"type": "upsample2D", "factor": 2}, conv(2, 3, padding="same")]),
    "dense over sequences": ([3, 4], [dense(5, "silu"), dense(2, "softmax"), FLATTEN]),
    "convolution with stride, symmetric": ([2, 8, 7], [conv(3, 3, "relu", stride=2, padding="symmetric"), conv(2, (5, 3), stride=3, padding="symmetric")]),
    "convolution with even window and dilation, symmetric": ([2, 9, 8], [conv(3, 4, padding="symmetric"), conv(2, 3, dilation=2, stride=2, padding="symmetric")]),
    "max-pooling, symmetric": ([2, 8, 7], [conv(2, 1, "tanh"), pool("max", 3, stride=2, padding="symmetric")]),
    "average-pooling, symmetric": ([2, 8, 7], [pool("average", 3, stride=2, padding="symmetric")]),
    "normalised images": ([3, 2, 3], [{"type": "normalize", "mean": [0.5, -0.25, 0], "standardDeviation": [0.5, 2, 1]}, conv(2, 1)]),
    "gates for channels": ([3, 4, 5], [conv(4, 1), {"type": "squeezeExcitation", "units": 2}, function("relu")]),
    "gates for channels, other functions": ([3, 4, 5], [{"type": "squeezeExcitation", "units": 5, "activation": "silu", "gate": "hardSigmoid"}, conv(2, 1)]),
    "channel scale of images": ([3, 4, 5], [{"type": "residual", "body": [conv(3, 1), {"type": "channelScale"}, {"type": "stochasticDepth", "rate": 0.0}]}]),
    "channel scale of sequences": ([3, 4], [{"type": "channelScale", "initial": 0.5}, dense(2)]),
    "concatenated images": ([3, 4, 5], [{"type": "concatenate", "branches": [[], [conv(2, 3, padding="same")], [conv(1, 1, "sigmoid")]]}, function("relu"), conv(2, 1)]),
    "transformer in small": ([3, 4, 6], [conv(4, 2, stride=2), {"type": "reshape", "shape": [6, 4]}, {"type": "classToken"}, {"type": "positionEmbedding"},
                                         {"type": "residual", "body": [LAYER_NORM, {"type": "selfAttention", "heads": 2}]}, {"type": "firstStep"}, dense(2)]),
    "self-attention with one head": ([4, 3], [{"type": "selfAttention", "heads": 1}, function("relu")]),
    "dropout of nothing": ([5], [{"type": "dropout", "rate": 0.0}, dense(3)]),
    **{f"activation {name}": ([3, 2, 3], [conv(4, 1, name), function(name)]) for name in ACTIVATIONS},
}


def main():
    results = []
    for name, (shape, layers) in CASES.items():
        for training in (True, False) if NORM in layers or any(NORM in layer.get("body", []) for layer in layers) else (True,):
            case = Case(training)
            x = (number(3 * math.prod(shape), 0) * 4).reshape(3, *shape).requires_grad_()
            y = case.run(layers, x)
            (y * number(y.numel(), 999).reshape(y.shape)).sum().backward()
            numbers = lambda t: [float(f"{v:.8g}") for v in t.detach().reshape(-1).tolist()]
            results.append({
                "name": name if training else name + ", scoring", "training": training,
                "network": {"inputShape": shape, "layers": layers},
                "outputShape": list(y.shape[1:]), "output": numbers(y), "inputGradient": numbers(x.grad),
                "gradients": {key: numbers(value.grad) for key, value in case.parameters.items()},
                "buffers": {key: numbers(value) for key, value in case.buffers.items()},
            })
    print("[\n" + ",\n".join(json.dumps(result) for result in results) + "\n]")


main()
