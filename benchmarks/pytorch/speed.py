"""A reference network in eager PyTorch, as a child process of the benchmarks: they measure in turns, both warm.

Reads one command a line, answers each with one line: the seconds that it took.
    train N     N epochs at batch 32, data in memory
    score N     softmax probabilities of all rows, N times, in batches of 64
    quit
"""
import sys
import time

import torch
from torch import nn

TRAIN_BATCH, SCORE_BATCH, CLASSES = 32, 64, 10


def run(fresh_model, rows, *shape):
    """Obeys commands until there are no more; the number of threads is the program's argument."""
    torch.set_num_threads(int(sys.argv[1]))
    torch.manual_seed(1)
    features = torch.rand(rows, *shape)
    labels = torch.randint(0, CLASSES, (rows,))
    loss_function = nn.CrossEntropyLoss()
    scorer = fresh_model().eval()

    def train(epochs):
        # From fresh weights each time, as ours: a network that has learned its data by heart has gradients of another speed.
        model = fresh_model()
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        started = time.perf_counter()
        for start in list(range(0, rows, TRAIN_BATCH)) * epochs:
            batch = slice(start, start + TRAIN_BATCH)
            optimizer.zero_grad()
            loss = loss_function(model(features[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            loss.item()  # as ours, which reports the loss of every batch
        return time.perf_counter() - started

    def score(passes):
        started = time.perf_counter()
        with torch.no_grad():
            for start in list(range(0, rows, SCORE_BATCH)) * passes:
                scorer(features[start:start + SCORE_BATCH]).softmax(1).numpy()
        return time.perf_counter() - started

    print("ready", torch.__version__, flush=True)
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "quit":
            break
        print({"train": train, "score": score}[command](int(arguments[0])), flush=True)
