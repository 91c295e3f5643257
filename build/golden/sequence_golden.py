#!/usr/bin/python3
"""Golden numbers for the layers over sequences, from PyTorch (Debian's python3-torch), in double precision.

    build/golden/sequence_golden.py > Microsoft.ML.DeepModels.Tests/Golden/sequences.json

Each case is a network as our JSON, computed here without any mask: every row is a tensor of its own, as long as it is, and
recurrent layers get a PackedSequence. Given are the results, padded with zeros, and the gradients of the input and of all
parameters (of the sum of the results weighted by `number(i, 999)`). Inputs and parameters follow from `number`, so that the
test can make the same ones; parameter k in order of its name's first use gets number(i, k + 1).
"""
import json
import math

import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_sequence, pad_packed_sequence

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

STEPS, BATCH = 5, 3
LENGTHS = [2, 5, 3]


def number(count, k):
    return (((torch.arange(count) * 7919 + k * 104729) % 2003).double() / 2003 - 0.5)


class Case:
    """Runs a network over a list of rows; collects parameters as the layers ask for them."""

    def __init__(self, training):
        self.training, self.parameters, self.buffers = training, {}, {}

    def numbers(self, *shape):
        return number(math.prod(shape), len(self.parameters) + 1).reshape(shape)

    def parameter(self, name, *shape):
        self.parameters[name] = self.numbers(*shape).requires_grad_()
        return self.parameters[name]

    def run(self, layers, rows, prefix=""):
        for i, layer in enumerate(layers):
            rows = getattr(self, layer["type"])(layer, rows, f"{prefix}{i}.")
        return rows

    @staticmethod
    def activate(name, x):
        return {"linear": lambda: x, "relu": lambda: F.relu(x), "tanh": lambda: torch.tanh(x), "softmax": lambda: F.softmax(x, -1)}[name]()

    def activation(self, layer, rows, name):
        return [self.activate(layer["function"], x) for x in rows]

    def dense(self, layer, rows, name):
        weight = self.parameter(name + "weight", layer["units"], rows[0].shape[-1])
        bias = self.parameter(name + "bias", layer["units"])
        return [self.activate(layer.get("activation", "linear"), F.linear(x, weight, bias)) for x in rows]

    def flatten(self, layer, rows, name):
        return [x.flatten() for x in rows]

    def embedding(self, layer, rows, name):
        weight = self.parameter(name + "weight", layer["vocabulary"], layer["dimensions"])
        return [F.embedding(x, weight) for x in rows]

    def steps(self, layer, rows, name):
        return [x[layer["start"]:layer["start"] + layer["count"]] for x in rows]

    def features(self, layer, rows, name):
        return [x[..., layer["start"]:layer["start"] + layer["count"]] for x in rows]

    def concatenate(self, layer, rows, name):
        results = [self.run(branch, rows, f"{name}{i}.") for i, branch in enumerate(layer["branches"])]
        return [torch.cat(parts, -1) for parts in zip(*results)]

    def sum(self, layer, rows, name):
        results = [self.run(branch, rows, f"{name}{i}.") for i, branch in enumerate(layer["branches"])]
        return [sum(parts) for parts in zip(*results)]

    def residual(self, layer, rows, name):
        results = self.run(layer["body"], rows, name + "body.")
        if results[0].shape == rows[0].shape:
            return [y + x for y, x in zip(results, rows)]
        weight = self.parameter(name + "shortcut.weight", results[0].shape[-1], rows[0].shape[-1])
        return [y + F.linear(x, weight) for y, x in zip(results, rows)]

    @staticmethod
    def windows(layer, size, x):
        """The steps under each window: indices, some below 0 or beyond the end."""
        stride, dilation, padding = layer.get("stride") or layer.get("size") or 1, layer.get("dilation", 1), layer.get("padding", "valid")
        extent, steps = dilation * (size - 1) + 1, x.shape[0]
        before = {"valid": 0, "same": (extent - 1) // 2, "causal": extent - 1}[padding]
        count = (max(steps, extent) - extent) // stride + 1 if padding == "valid" else -(-steps // stride)
        return [[i * stride - before + j * dilation for j in range(size)] for i in range(count)]

    def conv1D(self, layer, rows, name):
        size, filters, groups = layer["kernelSize"], layer["filters"], layer.get("groups", 1)
        weight = self.parameter(name + "weight", filters, rows[0].shape[1] // groups, size)
        bias = self.parameter(name + "bias", filters) if layer.get("useBias", True) else None
        zero = torch.zeros(rows[0].shape[1])
        return [self.activate(layer.get("activation", "linear"), torch.stack([
            F.conv1d(torch.stack([x[i] if 0 <= i < len(x) else zero for i in window]).t()[None], weight, bias, groups=groups)[0, :, 0]
            for window in self.windows(layer, size, x)])) for x in rows]

    def maxPool1D(self, layer, rows, name):
        return [torch.stack([x[[i for i in window if 0 <= i < len(x)]].max(0).values for window in self.windows(layer, layer["size"], x)]) for x in rows]

    def averagePool1D(self, layer, rows, name):
        return [torch.stack([x[[i for i in window if 0 <= i < len(x)]].mean(0) for window in self.windows(layer, layer["size"], x)]) for x in rows]

    def attentionPool1D(self, layer, rows, name):
        units = layer["units"]
        weight, bias = self.parameter(name + "weight", units, rows[0].shape[1]), self.parameter(name + "bias", units)
        query = self.parameter(name + "query", 1, units)
        return [torch.softmax(torch.tanh(x @ weight.t() + bias) @ query[0], 0) @ x for x in rows]

    def batchNorm(self, layer, rows, name):
        features = rows[0].shape[-1]
        weight, bias = self.parameter(name + "weight", features), self.parameter(name + "bias", features)
        mean, variance = torch.zeros(features), torch.ones(features)
        result = F.batch_norm(torch.cat(rows), mean, variance, weight, bias, self.training)
        self.buffers |= {name + "running_mean": mean, name + "running_var": variance}
        return list(result.split([len(x) for x in rows]))

    def recurrent(self, module, layer, rows, name):
        for key, parameter in module.named_parameters():
            parameter.data.copy_(self.numbers(*parameter.shape))
            self.parameters[name + key] = parameter
        states, last = module(pack_sequence(rows, enforce_sorted=False))
        if layer.get("returnSequences"):
            padded, lengths = pad_packed_sequence(states, batch_first=True)
            return [x[:length] for x, length in zip(padded, lengths)]
        last = last[0] if isinstance(last, tuple) else last
        return list(torch.cat([last[-2], last[-1]], -1) if layer.get("bidirectional") else last[-1])

    def lstm(self, layer, rows, name, kind=torch.nn.LSTM, **more):
        module = kind(rows[0].shape[-1], layer["units"], layer.get("layers", 1), bidirectional=layer.get("bidirectional", False), **more)
        return self.recurrent(module, layer, rows, name)

    def gru(self, layer, rows, name):
        return self.lstm(layer, rows, name, torch.nn.GRU)

    def simpleRnn(self, layer, rows, name):
        return self.lstm(layer, rows, name, torch.nn.RNN, nonlinearity=layer.get("activation", "tanh"))

    def globalAveragePool1D(self, layer, rows, name):
        return [x.mean(0) for x in rows]

    def globalMaxPool1D(self, layer, rows, name):
        return [x.max(0).values for x in rows]

    def lastStep(self, layer, rows, name):
        return [x[-1] for x in rows]


def dense(units, activation="linear"):
    return {"type": "dense", "units": units, "activation": activation}


def embedding(dimensions, vocabulary):
    return {"type": "embedding", "dimensions": dimensions, "vocabulary": vocabulary}


def branches(kind, *lists):
    return {"type": kind, "branches": list(lists)}


def slice_of(kind, start, count):
    return {"type": kind, "start": start, "count": count}


def recurrent(kind, units, **more):
    return {"type": kind, "units": units, **more}


def conv(filters, size, **more):
    return {"type": "conv1D", "filters": filters, "kernelSize": size, **more}


def pool(kind, size, **more):
    return {"type": kind + "Pool1D", "size": size, **more}


SEQUENCES, BOTH = {"returnSequences": True}, {"bidirectional": True}
NORM, SAME, CAUSAL = {"type": "batchNorm"}, {"padding": "same"}, {"padding": "causal"}
FLATTEN, LAST = {"type": "flatten"}, {"type": "lastStep"}
AVERAGE, LARGEST = {"type": "globalAveragePool1D"}, {"type": "globalMaxPool1D"}
RELU = {"type": "activation", "function": "relu"}

FIXED = {
    "steps and features": ([STEPS, 4], [slice_of("steps", 1, 3), slice_of("features", 2, 2), dense(3, "tanh"), FLATTEN]),
    "features of a vector": ([6], [slice_of("features", 1, 4), dense(2)]),
    "branches of a vector": ([4], [branches("concatenate", [dense(3, "relu")], [], [dense(2), RELU]), dense(2)]),
    "last step, linear skip": ([STEPS, 4], [branches("sum", [FLATTEN, dense(3)], [LAST, dense(3)], [AVERAGE, dense(3)])]),
}

# With sequences of one length, and of several.
VARIABLE = {
    "mean of steps": ([-1, 4], [dense(3), AVERAGE, RELU]),
    "maximum of steps": ([-1, 4], [dense(3, "relu"), LARGEST, dense(2)]),
    "last step": ([-1, 4], [dense(3), LAST, RELU]),
    "tokens": ([-1], [embedding(4, 6), dense(3), AVERAGE]),
    "branches of steps": ([-1, 4], [branches("concatenate", [dense(3, "tanh")], [slice_of("features", 1, 2)]), branches("sum", [dense(5)], []), LARGEST]),
    **{f"{kind}{'' if sequences is None else ', sequences'}{'' if both is None else ', bidirectional'}, {layers} layers":
       ([-1, 4], [recurrent(kind, 3, layers=layers, **(sequences or {}), **(both or {}))])
       for kind in ("lstm", "gru", "simpleRnn") for sequences in (None, SEQUENCES) for both in (None, BOTH) for layers in (1, 2)},
    "simpleRnn of relu": ([-1, 4], [recurrent("simpleRnn", 5, activation="relu", **SEQUENCES), recurrent("simpleRnn", 3, activation="relu", **BOTH)]),
    "lstm over dense, pooled": ([-1, 4], [dense(5, "tanh"), recurrent("lstm", 20, **SEQUENCES), AVERAGE, dense(2)]),
    "gru of tokens": ([-1], [embedding(4, 6), recurrent("gru", 17, **BOTH), dense(2)]),
    "convolution": ([-1, 4], [conv(3, 2, activation="tanh"), conv(2, 2)]),
    "convolution with stride and dilation": ([-1, 4], [conv(4, 2, stride=2, dilation=2, groups=2)]),
    "convolution, same": ([-1, 4], [conv(3, 3, activation="relu", **SAME), conv(3, 2, useBias=False, **SAME)]),
    "convolution, same, with stride": ([-1, 4], [conv(3, 3, stride=2, **SAME), conv(3, 4, stride=2, activation="softmax", **SAME)]),
    "convolution, causal": ([-1, 4], [conv(3, 3, **CAUSAL), conv(2, 2, dilation=2, groups=1, **CAUSAL), AVERAGE]),
    "convolution, then recurrence": ([-1, 4], [conv(6, 3, activation="relu", **SAME), NORM, pool("max", 2), recurrent("lstm", 3)]),
    "max-pooling": ([-1, 4], [dense(3), pool("max", 2), RELU]),
    "max-pooling, overlapping": ([-1, 4], [pool("max", 3, stride=1), LAST]),
    "max-pooling, same": ([-1, 4], [pool("max", 2, **SAME)]),
    "max-pooling, causal": ([-1, 4], [pool("max", 2, stride=1, **CAUSAL)]),
    "average-pooling": ([-1, 4], [pool("average", 2)]),
    "average-pooling, same": ([-1, 4], [pool("average", 3, stride=2, **SAME), dense(2)]),
    "average-pooling, causal": ([-1, 4], [pool("average", 3, stride=1, **CAUSAL)]),
    "attention": ([-1, 4], [dense(5), {"type": "attentionPool1D", "units": 3}, dense(2)]),
    "batch normalisation": ([-1, 4], [dense(3), NORM, RELU]),
    "branches of pools": ([-1, 4], [branches("concatenate", [AVERAGE], [LARGEST], [dense(3), LAST]), dense(2, "softmax")]),
}


def inputs(shape, lengths):
    """The padded input, and its rows as tensors of their own."""
    axes = [STEPS if axis == -1 else axis for axis in shape]
    if shape == [-1]:
        x = (torch.arange(BATCH * STEPS) * 7 % 6).reshape(BATCH, STEPS)
    else:
        x = (number(BATCH * math.prod(axes), 0) * 4).reshape(BATCH, *axes).requires_grad_()
    return x, [row[:length] for row, length in zip(x, lengths)] if lengths else list(x)


def result(name, shape, layers, lengths, training):
    case = Case(training)
    x, rows = inputs(shape, lengths)
    rows = case.run(layers, rows)
    longest = max(row.shape[0] for row in rows)
    y = torch.stack([F.pad(row, (0, 0, 0, longest - row.shape[0])) if row.dim() == 2 else row for row in rows])
    weights = number(y.numel(), 999).reshape(y.shape)
    there = torch.stack([F.pad(torch.ones_like(row), (0, 0, 0, longest - row.shape[0])) if row.dim() == 2 else torch.ones_like(row) for row in rows])
    (y * weights * there).sum().backward()
    numbers = lambda t: [float(f"{v:.8g}") for v in t.detach().reshape(-1).tolist()]
    return {
        "name": name + (", lengths" if lengths else "") + ("" if training else ", scoring"), "training": training, "lengths": lengths,
        "outputLengths": [row.shape[0] for row in rows] if rows[0].dim() == 2 and lengths else None,
        "network": {"inputShape": shape, "layers": layers}, "outputShape": list(y.shape[1:]), "output": numbers(y),
        "inputGradient": [] if x.grad is None else numbers(x.grad),
        "gradients": {key: numbers(value.grad) for key, value in case.parameters.items()},
        "buffers": {key: numbers(value) for key, value in case.buffers.items()},
    }


def main():
    results = [result(name, shape, layers, None, True) for name, (shape, layers) in FIXED.items()]
    for name, (shape, layers) in VARIABLE.items():
        for training in (True, False) if any(layer["type"] == "batchNorm" for layer in layers) else (True,):
            results += [result(name, shape, layers, lengths, training) for lengths in (None, LENGTHS)]
    print("[\n" + ",\n".join(json.dumps(result) for result in results) + "\n]")


main()
