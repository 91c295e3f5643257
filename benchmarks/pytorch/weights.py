"""Writes large files of weights with torch.save, as a child process of the benchmarks.

The program's arguments are the number of threads and the path of the file. Each command, "CASE MEGABYTES", writes it anew; the answer is the
seconds that it took. Cases: vgg (the shapes of VGG 16, repeated up to the size), single (one matrix of 80 % of it, and the rest); vgg-older
and single-older likewise in the format before torch 1.6.
"""
import collections
import sys
import time

import torch

VGG = [(64, 3), (64, 64), (128, 64), (128, 128), (256, 128), (256, 256), (256, 256), (512, 256)] + [(512, 512)] * 5


def vgg(values):
    """Convolutions and two dense layers, the largest of which takes what is left."""
    shapes = [shape for outputs, inputs in VGG for shape in ((outputs, inputs, 3, 3), (outputs,))] + [(4096, 4096), (4096,)]
    rest = values - sum(torch.Size(shape).numel() for shape in shapes)
    return shapes + [(4096, rest // 4096)]


def single(values):
    return [(1024, values * 4 // 5 // 1024), (values // 5,)]


def write(case, megabytes):
    name, _, older = case.partition("-")
    shapes = {"vgg": vgg, "single": single}[name](megabytes * 1_000_000 // 4)
    state = collections.OrderedDict((f"{i}.weight", torch.full(shape, float(i + 1))) for i, shape in enumerate(shapes))
    torch.save(state, sys.argv[2], _use_new_zipfile_serialization=not older)


torch.set_num_threads(int(sys.argv[1]))
print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    command, *arguments = line.split()
    if command == "quit":
        break
    started = time.perf_counter()
    write(command, int(arguments[0]))
    print(time.perf_counter() - started, flush=True)
