"""The reference convolutional network; speed.py says how it is used."""
from torch import nn

import speed


def fresh_model():
    return nn.Sequential(
        nn.Conv2d(3, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(31 * 31 * 32, 64), nn.ReLU(), nn.Linear(64, speed.CLASSES))


speed.run_classifier(fresh_model, 1024, 3, 64, 64)
