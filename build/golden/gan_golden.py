#!/usr/bin/python3
"""Golden numbers for the steps of generative adversarial networks, from PyTorch (Debian's python3-torch).

    build/golden/gan_golden.py > Microsoft.ML.DeepModels.Tests/Golden/gan.json

The plain way: the discriminator sees real and generated rows one after the other, all gradients are computed, two optimizers of gradient
descent. The generator is Dense(4, tanh), Dense(3) from 2 latent variables, the discriminator Dense(5), LeakyReLU(0.2), Dense(4, relu),
Dense(1). Weights begin as number(shape, k, 1.5) with k counted over generator and discriminator, rows are number((6, 3), 100 + step, 4).
Latent vectors come from a generator with seed 5, and the places of the gradient penalty from the same.
"""
import copy
import json
import math

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
STEPS, RATE, DISCRIMINATOR_RATE = 4, 0.05, 0.02


def number(shape, k, factor):
    count = math.prod(shape)
    return ((((torch.arange(count) * 7919 + k * 104729) % 2003).double() / 2003 - 0.5) * factor).float().reshape(shape)


def networks():
    generator = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 3))
    discriminator = nn.Sequential(nn.Linear(3, 5), nn.LeakyReLU(0.2), nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 1))
    with torch.no_grad():
        for k, parameter in enumerate([*generator.parameters(), *discriminator.parameters()]):
            parameter.copy_(number(parameter.shape, k, 1.5))
    return generator, discriminator


LOSSES = {
    "nonSaturating": (
        lambda r, s: F.binary_cross_entropy_with_logits(r, torch.full_like(r, 1 - s)),
        lambda f: F.binary_cross_entropy_with_logits(f, torch.zeros_like(f)),
        lambda f: F.binary_cross_entropy_with_logits(f, torch.ones_like(f))),
    "leastSquares": (lambda r, s: 0.5 * F.mse_loss(r, torch.full_like(r, 1 - s)), lambda f: 0.5 * F.mse_loss(f, torch.zeros_like(f)),
                     lambda f: 0.5 * F.mse_loss(f, torch.ones_like(f))),
    "hinge": (lambda r, s: F.relu(1 - r).mean(), lambda f: F.relu(1 + f).mean(), lambda f: -f.mean()),
    "wasserstein": (lambda r, s: -r.mean(), lambda f: f.mean(), lambda f: -f.mean()),
}


def run(loss, smoothing=0.0, penalty=0.0, r1=0.0, steps=1, decay=0.0):
    of_real, of_fake, of_generator = LOSSES[loss]
    generator, discriminator = networks()
    average = copy.deepcopy(generator)
    noise = torch.Generator().manual_seed(5)
    generator_sgd = torch.optim.SGD(generator.parameters(), RATE)
    discriminator_sgd = torch.optim.SGD(discriminator.parameters(), DISCRIMINATOR_RATE)
    losses, generator_loss, moves = [], 0.0, 0
    for step in range(STEPS):
        rows = number((6, 3), 100 + step, 4).requires_grad_()
        made = generator(torch.randn(6, 2, generator=noise))
        discriminator_sgd.zero_grad()
        real, fake = discriminator(rows), discriminator(made.detach())
        objective = of_real(real, smoothing) + of_fake(fake)
        if r1:
            gradient, = torch.autograd.grad(real.sum(), rows, create_graph=True)
            objective = objective + r1 / 2 * gradient.pow(2).sum(1).mean()
        if penalty:
            part = torch.rand(6, 1, generator=noise)
            between = (part * rows + (1 - part) * made).detach().requires_grad_()
            gradient, = torch.autograd.grad(discriminator(between).sum(), between, create_graph=True)
            objective = objective + penalty * (gradient.norm(2, 1) - 1).pow(2).mean()
        objective.backward()
        discriminator_sgd.step()
        if step % steps == 0:
            generator_sgd.zero_grad()
            second = of_generator(discriminator(made))
            second.backward()
            generator_sgd.step()
            generator_loss = second.item()
            moves += 1
            kept = min(decay, (1 + moves) / (10 + moves))
            with torch.no_grad():
                for mean, parameter in zip(average.parameters(), generator.parameters()):
                    mean.mul_(kept).add_(parameter, alpha=1 - kept)
        losses.append([objective.item(), generator_loss])
    flat = lambda module: [round(v, 7) for p in module.parameters() for v in p.flatten().tolist()]
    return {"losses": losses, "generator": flat(generator), "discriminator": flat(discriminator), "average": flat(average)}


print(json.dumps({
    "nonSaturating": run("nonSaturating"),
    "nonSaturating, smoothed": run("nonSaturating", smoothing=0.1, decay=0.75),
    "nonSaturating, R1": run("nonSaturating", r1=10.0),
    "leastSquares": run("leastSquares", smoothing=0.2),
    "hinge": run("hinge"),
    "wasserstein": run("wasserstein", penalty=10.0, steps=2),
}, indent=1))
