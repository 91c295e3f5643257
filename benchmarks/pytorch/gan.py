"""The reference generative adversarial network, trained as PyTorch's DCGAN example does; speed.py says how it is used."""
import torch
from torch import nn

import speed

LATENT = 100


def fresh_step():
    generator = nn.Sequential(
        nn.Linear(LATENT, 7 * 7 * 128), nn.Unflatten(1, (128, 7, 7)),
        nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1, output_padding=1), nn.ReLU(),
        nn.ConvTranspose2d(64, 1, 3, stride=2, padding=1, output_padding=1), nn.Sigmoid())
    discriminator = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 128), nn.ReLU(), nn.Linear(128, 1))
    loss_function = nn.BCEWithLogitsLoss()
    generator_optimizer = torch.optim.Adam(generator.parameters(), lr=1e-3)
    discriminator_optimizer = torch.optim.Adam(discriminator.parameters(), lr=1e-3)

    def step(rows, _):
        real, fake = torch.ones(len(rows), 1), torch.zeros(len(rows), 1)
        made = generator(torch.randn(len(rows), LATENT))

        discriminator_optimizer.zero_grad()
        loss_real = loss_function(discriminator(rows), real)
        loss_real.backward()
        loss_fake = loss_function(discriminator(made.detach()), fake)
        loss_fake.backward()
        discriminator_optimizer.step()

        generator_optimizer.zero_grad()
        loss_generator = loss_function(discriminator(made), real)
        loss_generator.backward()
        generator_optimizer.step()
        (loss_real + loss_fake + loss_generator).item()  # as ours, which reports the loss of every batch

    return step


speed.run(fresh_step, 2048, 1, 28, 28)
