"""A reference network in eager PyTorch, as a child process of the benchmarks: they measure in turns, both warm.

Reads one command a line, answers each with one line: the seconds that it took.
    train N     N epochs at batch 32, data in memory
    score N     softmax probabilities (for transfer learning: features) of all rows, N times, in batches of 64
    quit
"""
import sys
import time

import torch
from torch import nn

TRAIN_BATCH, SCORE_BATCH, CLASSES = 32, 64, 10


def run(fresh_step, rows, *shape, scorer=None, prepare=None):
    """Obeys commands until there are no more; the number of threads is the program's argument.

    fresh_step() makes a network with fresh weights and returns the function that trains it on one batch of features and labels.
    scorer(features) returns the scores of one batch.
    prepare(features) chooses how PyTorch is fastest, returns the features in that layout and says what it has chosen.
    """
    torch.set_num_threads(int(sys.argv[1]))
    torch.manual_seed(1)
    features = torch.rand(rows, *shape)
    labels = torch.randint(0, CLASSES, (rows,))
    features, chosen = prepare(features) if prepare else (features, f"{torch.get_num_threads()} threads")

    def train(epochs):
        # From fresh weights each time, as ours: a network that has learned its data by heart has gradients of another speed.
        step = fresh_step()
        started = time.perf_counter()
        for start in list(range(0, rows, TRAIN_BATCH)) * epochs:
            batch = slice(start, start + TRAIN_BATCH)
            step(features[batch], labels[batch])
        return time.perf_counter() - started

    def score(passes):
        started = time.perf_counter()
        with torch.no_grad():
            for start in list(range(0, rows, SCORE_BATCH)) * passes:
                scorer(features[start:start + SCORE_BATCH]).numpy()
        return time.perf_counter() - started

    print(f"ready {torch.__version__}, {chosen}", flush=True)
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "quit":
            break
        print({"train": train, "score": score}[command](int(arguments[0])), flush=True)


def run_classifier(fresh_model, rows, *shape):
    """As run, for a network that learns classes."""
    loss_function = nn.CrossEntropyLoss()
    scored = fresh_model().eval()

    def fresh_step():
        model = fresh_model()
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

        def step(features, labels):
            optimizer.zero_grad()
            loss = loss_function(model(features), labels)
            loss.backward()
            optimizer.step()
            loss.item()  # as ours, which reports the loss of every batch

        return step

    run(fresh_step, rows, *shape, scorer=lambda features: scored(features).softmax(1))
