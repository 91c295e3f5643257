#!/usr/bin/python3
"""Golden numbers for augmentation, from torchvision (Debian's python3-torchvision).

    build/golden/augmentation_golden.py > Microsoft.ML.DeepModels.Tests/Golden/augmentation.json

The picture is pixel(channels) below, which the test can make as well. Colours: each operation on floats from 0 to 1, or on bytes where torchvision has it for these
only. Geometry: bilinear, on floats; "seen" are the pixels that see the picture alone and nothing of what is beyond. Levels: the table of RandAugment.
"""
import json

import torch
import torchvision.transforms.functional as F
from torchvision.transforms import InterpolationMode, RandAugment
from torchvision.transforms.autoaugment import _apply_op

torch.set_num_threads(1)
HEIGHT, WIDTH = 18, 16


def picture(channels):
    count = HEIGHT * WIDTH * channels
    return (40 + (torch.arange(count) * 7919 % 2003) % 160).to(torch.uint8).reshape(HEIGHT, WIDTH, channels).permute(2, 0, 1)


def last(t):
    """(height, width, channels), as rows lie in memory."""
    return [round(x, 5) for x in t.permute(1, 2, 0).flatten().tolist()]


def colors():
    floats = {
        "Brightness": (F.adjust_brightness, [0.4, 1.7]),
        "Contrast": (F.adjust_contrast, [0.3, 1.8]),
        "Saturation": (F.adjust_saturation, [0.0, 0.5, 1.9]),
        "Hue": (F.adjust_hue, [-0.5, -0.2, 0.1, 0.37]),
        "Sharpness": (F.adjust_sharpness, [0.1, 1.9]),
        "AutoContrast": (lambda x, _: F.autocontrast(x), [0.0]),
    }
    bytes_ = {
        "Posterize": (lambda x, v: F.posterize(x, int(v)), [8.0, 6.0, 4.0]),
        "Solarize": (F.solarize, [255.0, 178.5, 100.0]),
        "Equalize": (lambda x, _: F.equalize(x), [0.0]),
    }
    for channels in (3, 1):
        x = picture(channels)
        for name, (f, values) in floats.items():
            for v in values:
                yield {"operation": name, "value": v, "channels": channels, "result": last(f(x.float() / 255, v))}
        for name, (f, values) in bytes_.items():
            for v in values:
                yield {"operation": name, "value": v, "channels": channels, "result": last(f(x, v).float() / 255)}


def geometry():
    x = picture(3).float() / 255
    ones = torch.ones(1, HEIGHT, WIDTH)
    for name, level in [("ShearX", 0.09), ("ShearX", -0.3), ("ShearY", 0.2), ("ShearY", -0.09), ("TranslateX", 4.0), ("TranslateX", -3.0), ("TranslateY", 5.0), ("Rotate", 30.0),
                        ("Rotate", -17.0)]:
        f = lambda image: _apply_op(image, name, level, InterpolationMode.BILINEAR, None)
        yield {"operation": name, "level": level, "result": last(f(x)), "seen": [bool(s > 0.99999) for s in f(ones).flatten().tolist()]}


def crops():
    x = picture(3).float() / 255
    for top, left, height, width in [(3, 2, 11, 9), (0, 0, 18, 16), (13, 15, 1, 1), (5, 0, 13, 10)]:
        yield {"window": [top, left, height, width], "result": last(F.resized_crop(x, top, left, height, width, [HEIGHT, WIDTH], InterpolationMode.BILINEAR))}


def levels():
    for magnitude in (0, 4, 9, 17, 30):
        for name, (values, signed) in RandAugment()._augmentation_space(31, [HEIGHT, WIDTH]).items():
            level = values[magnitude].item() if values.ndim > 0 else 0.0
            yield {"operation": name, "magnitude": magnitude, "level": int(level) if "Translate" in name else level, "signed": signed}


print(json.dumps({"height": HEIGHT, "width": WIDTH, "colors": list(colors()), "geometry": list(geometry()), "crops": list(crops()), "levels": list(levels())}))
