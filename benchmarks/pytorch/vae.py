"""The reference variational autoencoder; speed.py says how it is used."""
import torch
from torch import nn
from torch.nn import functional as F

import speed


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 20)
        self.mean = nn.Linear(20, 10)
        self.log_variance = nn.Linear(20, 10)
        self.decoder = nn.Sequential(nn.Linear(10, 20), nn.ReLU(), nn.Linear(20, 784))

    def forward(self, rows):
        hidden = F.relu(self.hidden(rows))
        mean, log_variance = self.mean(hidden), self.log_variance(hidden)
        latent = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        return self.decoder(latent), mean, log_variance


def fresh_step():
    model = Network()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def step(rows, _):
        optimizer.zero_grad()
        logits, mean, log_variance = model(rows)
        reconstruction = F.binary_cross_entropy_with_logits(logits, rows, reduction="sum")
        divergence = -0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())
        loss = (reconstruction + divergence) / len(rows)
        loss.backward()
        optimizer.step()
        loss.item()  # as ours, which reports the loss of every batch

    return step


speed.run(fresh_step, 8192, 784)
