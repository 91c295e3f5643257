"""The reference network in eager PyTorch, as a child process of the benchmarks: they measure in turns, both warm.

Reads one command a line, answers each with one line: the seconds that it took.
    train N     N training steps at batch 32, data in memory
    score N     softmax probabilities of N images, in batches of 64
    quit
"""
import sys
import time

import torch
from torch import nn

ROWS, TRAIN_BATCH, SCORE_BATCH, CLASSES = 1024, 32, 64, 10

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(1)
images = torch.rand(ROWS, 3, 64, 64)
labels = torch.randint(0, CLASSES, (ROWS,))
loss_function = nn.CrossEntropyLoss()


def fresh_model():
    return nn.Sequential(
        nn.Conv2d(3, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(31 * 31 * 32, 64), nn.ReLU(), nn.Linear(64, CLASSES))


def train(steps):
    # From fresh weights each time, as ours: a network that has learned its data by heart has gradients of another speed.
    model = fresh_model()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    started = time.perf_counter()
    for step in range(steps):
        first = step * TRAIN_BATCH % ROWS
        batch = slice(first, first + TRAIN_BATCH)
        optimizer.zero_grad()
        loss = loss_function(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        loss.item()  # as ours, which reports the loss of every batch
    return time.perf_counter() - started


scorer = fresh_model().eval()


def score(rows):
    started = time.perf_counter()
    with torch.no_grad():
        for start in range(0, rows, SCORE_BATCH):
            first = start % ROWS
            scorer(images[first:first + min(SCORE_BATCH, rows - start)]).softmax(1).numpy()
    return time.perf_counter() - started


print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    command, *arguments = line.split()
    if command == "quit":
        break
    print({"train": train, "score": score}[command](int(arguments[0])), flush=True)
