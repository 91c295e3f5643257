#!/usr/bin/python3
"""Small files of weights as torch.save writes them (Debian's python3-torch and python3-torchvision), in base64, each with its tensors as torch.load gives them.

    build/golden/weights_golden.py > Microsoft.ML.DeepModels.Tests/Golden/weights.json
"""
import base64
import collections
import io
import json
import zipfile

import torch
from torch import nn
from torchvision.models.vision_transformer import interpolate_embeddings

torch.manual_seed(1)


def types():
    numbers = torch.tensor([[-2.5, 0.0, 1.25], [3.0, 100.0, -0.125]])
    kinds = (torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8)
    return collections.OrderedDict(
        [(str(kind)[6:], numbers.to(kind)) for kind in kinds] +
        [("uint8", torch.tensor([0, 7, 255], dtype=torch.uint8)), ("bool", torch.tensor([True, False, True])), ("number", torch.tensor(5)), ("none", torch.zeros(0, 3))])


def views():
    base = torch.arange(24.0).reshape(2, 3, 4)
    image = torch.arange(48.0).reshape(2, 3, 2, 4).to(memory_format=torch.channels_last)
    return {"base": base, "transposed": base.permute(2, 0, 1), "part": base[1, 1:, ::2], "same": base, "expanded": torch.tensor([1.0, 2.0]).expand(3, 2),
            "last": base.reshape(-1)[-1:], "image": image}


def checkpoint(name):
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.rand(2, 1, 4, 4)).sum().backward()
    optimizer.step()
    return {name: {"module." + key: value for key, value in model.state_dict().items()}, "optimizer": optimizer.state_dict(), "epoch": 3, "rate": 0.1, "large": 2 ** 70,
            "list": [1, (2, None), {"a": True}], "seen": {1, 2}, "bytes": b"abc", "size": torch.Size([1, 2]), "device": torch.device("cpu"), "kind": torch.float32,
            "count": collections.Counter([1, 1])} | {"loss": torch.tensor(0.5)}


def inner(value):
    for name in ("state_dict", "model"):
        if name in value and isinstance(value[name], dict):
            return {key[7:]: tensor for key, tensor in value[name].items()}
    return value


def entries(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files, compression=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return stream.getvalue()


def saved(value, **options):
    stream = io.BytesIO()
    torch.save(value, stream, **options)
    return stream.getvalue()


OLD = {"_use_new_zipfile_serialization": False}
plain = {key: value for key, value in types().items() if key in ("float32", "float64", "float16", "int64", "int32", "int16", "number", "bool")}
swapped = entries(saved(plain))
for key, tensor in enumerate(plain.values()):
    swapped[f"archive/data/{key}"] = tensor.numpy().byteswap().tobytes()
parameter = {"weight": nn.Parameter(torch.tensor([[1.0, 2.0]])), "bias": nn.Parameter(torch.tensor([3.0]), requires_grad=False)}
without_bytes = {key: value for key, value in checkpoint("state_dict").items() if key != "bytes"}
FILES = {
    "types": (types(), saved(types())),
    "types, older": (types(), saved(types(), **OLD)),
    "types, compressed": (types(), zipped(entries(saved(types())), zipfile.ZIP_DEFLATED)),
    # torch 2 adds two entries; a machine whose highest byte comes first says so in one of them.
    "types, with entries of torch 2": (types(), zipped(entries(saved(types())) | {"archive/byteorder": b"little", "archive/.data/serialization_id": b"1" * 40})),
    "types, highest byte first": (plain, zipped(swapped | {"archive/byteorder": b"big"})),
    "views": (views(), saved(views())),
    "views, older": (views(), saved(views(), **OLD)),
    "parameters": (parameter, saved(parameter)),
    "parameters, older": (parameter, saved(parameter, **OLD)),
    "checkpoint": (without_bytes, saved(without_bytes)),
    "checkpoint, older": (without_bytes, saved(without_bytes, **OLD)),
} | {
    f"checkpoint, protocol {protocol}": (value, saved(value, pickle_protocol=protocol)) for protocol in (3, 4, 5) for value in [checkpoint("model")]
}
for name, side in ("larger", 5), ("smaller", 2):
    state = collections.OrderedDict({"encoder.pos_embedding": torch.randn(1, 1 + 3 * 3, 4)})
    FILES[f"position embedding, {name}"] = (interpolate_embeddings(16 * side, 16, collections.OrderedDict(state)), saved(state))
print("{\n" + ",\n".join(json.dumps(name) + ": " + json.dumps({
    "file": base64.b64encode(data).decode(),
    "tensors": {key: {"type": str(tensor.dtype)[6:], "shape": list(tensor.shape), "values": tensor.detach().double().reshape(-1).tolist()}
                for key, tensor in inner(value).items() if isinstance(tensor, torch.Tensor)}
}) for name, (value, data) in FILES.items()) + "\n}")
