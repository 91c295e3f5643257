"""Golden numbers for the optimizers, schedules and losses, computed by PyTorch.

Usage: python3 build/golden/optimizers_golden.py  (Debian: python3-torch)
Writes Microsoft.ML.DeepModels.Tests/Golden/optimizers.json.
"""
import json
import math
import os

import torch

STEPS = 20
START = [0.5, -1.25, 2.0, 0.75, -0.1, 1.5, -2.25]
CURVATURE = [1.0, 0.3, 2.0, 0.05, 4.0, 0.7, 1.3]


def gradient(parameter, step):
    """The gradient of a bowl plus a wave that is known on both sides: no random numbers needed."""
    wave = torch.tensor([math.sin(0.7 * step + i) for i in range(len(START))])
    return torch.tensor(CURVATURE) * parameter.detach() + wave


def run(create):
    parameter = torch.nn.Parameter(torch.tensor(START))
    optimizer = create([parameter])
    path = []
    for step in range(STEPS):
        parameter.grad = gradient(parameter, step)
        optimizer.step()
        path.append([float(v) for v in parameter.detach()])
    return path


OPTIMIZERS = {
    "adam": lambda p, d: torch.optim.Adam(p, lr=0.05, weight_decay=d),
    "adam-betas": lambda p, d: torch.optim.Adam(p, lr=0.05, betas=(0.5, 0.9), eps=1e-3, weight_decay=d),
    "adamw": lambda p, d: torch.optim.AdamW(p, lr=0.05, weight_decay=d),
    "sgd": lambda p, d: torch.optim.SGD(p, lr=0.05, weight_decay=d),
    "sgd-momentum": lambda p, d: torch.optim.SGD(p, lr=0.05, momentum=0.9, weight_decay=d),
    "sgd-nesterov": lambda p, d: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=d),
    "rmsprop": lambda p, d: torch.optim.RMSprop(p, lr=0.05, weight_decay=d),
    "rmsprop-momentum": lambda p, d: torch.optim.RMSprop(p, lr=0.05, alpha=0.9, momentum=0.9, weight_decay=d),
    "rmsprop-centered": lambda p, d: torch.optim.RMSprop(p, lr=0.05, alpha=0.9, centered=True, weight_decay=d),
    "rmsprop-centered-momentum": lambda p, d: torch.optim.RMSprop(
        p, lr=0.05, alpha=0.9, momentum=0.8, centered=True, weight_decay=d),
}


def schedule(create, epochs, steps):
    """The factor of every step; create returns a scheduler and whether it moves once an epoch."""
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=1.0)
    scheduler, each_epoch = create(optimizer, epochs, steps)
    factors = []
    for _ in range(epochs):
        for _ in range(steps):
            factors.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if not each_epoch:
                scheduler.step()
        if each_epoch:
            scheduler.step()
    return factors


S = torch.optim.lr_scheduler
SCHEDULES = {
    "step": lambda o, e, n: (S.StepLR(o, 2, 0.5), True),
    "exponential": lambda o, e, n: (S.ExponentialLR(o, 0.8), True),
    "cosine": lambda o, e, n: (S.CosineAnnealingLR(o, e * n, 0.1), False),
    "one-cycle": lambda o, e, n: (S.OneCycleLR(o, 1.0, total_steps=e * n, cycle_momentum=False), False),
}


def losses():
    logits = torch.tensor([[1.5, -0.5, 0.2], [-2.0, 0.3, 4.0], [0.1, 0.2, -0.3], [8.0, -9.0, 1.0]])
    classes = torch.tensor([0, 1, 2, 1])
    weights = torch.tensor([1.0, 0.5, 2.0, 0.0])
    class_weights = torch.tensor([1.0, 3.0, 0.25])
    targets = torch.tensor([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0], [1.0, 1.0, 0.0], [0.2, 0.9, 0.5]])
    f = torch.nn.functional

    def mean(each, w):
        each = each.reshape(4, -1).mean(1)
        return float((each * w).sum() / w.sum())

    def entry(each):
        return {"plain": mean(each, torch.ones(4)), "weighted": mean(each, weights)}

    return {
        "logits": logits.flatten().tolist(), "classes": classes.tolist(), "weights": weights.tolist(),
        "classWeights": class_weights.tolist(), "targets": targets.flatten().tolist(),
        "cross-entropy": entry(f.cross_entropy(logits, classes, reduction="none")),
        "cross-entropy-smooth": entry(f.cross_entropy(logits, classes, reduction="none", label_smoothing=0.1)),
        "cross-entropy-class-weights": {"plain": float(f.cross_entropy(logits, classes, class_weights))},
        "binary-cross-entropy": entry(f.binary_cross_entropy_with_logits(logits, targets, reduction="none")),
        "mean-squared-error": entry(f.mse_loss(logits, targets, reduction="none")),
        "mean-absolute-error": entry(f.l1_loss(logits, targets, reduction="none")),
        "huber": entry(f.huber_loss(logits, targets, reduction="none", delta=0.7)),
    }


def main():
    golden = {
        "start": START,
        "curvature": CURVATURE,
        "learningRate": 0.05,
        "weightDecay": 0.1,
        "optimizers": {name: {"plain": run(lambda p: create(p, 0.0)), "decayed": run(lambda p: create(p, 0.1))}
                       for name, create in OPTIMIZERS.items()},
        "schedules": {name: schedule(create, 5, 4) for name, create in SCHEDULES.items()},
        "losses": losses(),
    }
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    path = os.path.join(root, "Microsoft.ML.DeepModels.Tests", "Golden", "optimizers.json")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(json.loads(json.dumps(golden), parse_float=lambda s: round(float(s), 9)), file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
