"""The reference of transfer learning: a head on frozen VGG16 features, computed anew in every epoch as the plain script does; speed.py says how it is used."""
import itertools
import time

import torch
import torchvision
from torch import nn

import speed

ROWS, SIZE = 320, 64
backbone = torchvision.models.vgg16().features.eval().requires_grad_(False)


def features_of(rows):
    with torch.no_grad():
        return backbone(rows)


def fresh_step():
    head = nn.Sequential(nn.Flatten(), nn.Linear(512 * (SIZE // 32) ** 2, 256), nn.ReLU(), nn.Linear(256, speed.CLASSES))
    optimizer = torch.optim.Adam(head.parameters(), lr=1e-3)
    loss_function = nn.CrossEntropyLoss()

    def step(rows, labels):
        optimizer.zero_grad()
        loss = loss_function(head(features_of(rows)), labels)
        loss.backward()
        optimizer.step()
        loss.item()  # as ours, which reports the loss of every batch

    return step


def prepare(rows):
    """The memory layout and the number of threads that are fastest here; returns the rows in that layout and what was chosen."""
    choices = list(itertools.product([torch.contiguous_format, torch.channels_last], range(1, torch.get_num_threads() + 1)))
    seconds = dict.fromkeys(choices, float("inf"))
    for _ in range(4):  # in turns: the first is not counted on, and something else may be running now and then
        for choice in choices:
            layout, threads = choice
            torch.set_num_threads(threads)
            backbone.to(memory_format=layout)
            batch = rows[:speed.TRAIN_BATCH].contiguous(memory_format=layout)
            started = time.perf_counter()
            features_of(batch)
            seconds[choice] = min(seconds[choice], time.perf_counter() - started)
    layout, threads = min(seconds, key=seconds.get)
    torch.set_num_threads(threads)
    backbone.to(memory_format=layout)
    return rows.contiguous(memory_format=layout), f"{str(layout).split('.')[-1]}, {threads} threads"


speed.run(fresh_step, ROWS, 3, SIZE, SIZE, scorer=lambda rows: features_of(rows).mean((2, 3)), prepare=prepare)
