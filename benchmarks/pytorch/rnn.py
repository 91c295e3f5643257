"""The reference recurrent network; speed.py says how it is used."""
from torch import nn

import speed


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(28, 50, batch_first=True)
        self.output = nn.Linear(50, speed.CLASSES)

    def forward(self, rows):
        _, (last, _) = self.lstm(rows)
        return self.output(last[-1])


speed.run_classifier(Network, 2048, 28, 28)
