#!/usr/bin/python3
"""Writes the golden numbers of generated rows against real ones, computed by numpy, scipy and scikit-learn (Debian: python3-sklearn).

    /usr/bin/python3 build/golden/generative_golden.py
"""
import json
import pathlib

import numpy as np
from scipy import linalg
from scipy.spatial.distance import cdist
from sklearn.metrics.pairwise import polynomial_kernel

OUT = pathlib.Path(__file__).resolve().parents[2] / "Microsoft.ML.DeepModels.Tests" / "Golden" / "generative.json"


def frechet(x, y):
    shift = ((x.mean(axis=0) - y.mean(axis=0)) ** 2).sum()
    s, t = (np.atleast_2d(np.cov(rows, rowvar=False)) for rows in (x, y))
    if min(len(x), len(y)) > 2 * x.shape[1] and np.linalg.matrix_rank(s) == len(s) == np.linalg.matrix_rank(t):
        cross = np.trace(linalg.sqrtm(s @ t)).real
    else:  # sqrtm is not for singular matrices; the trace of the root is the nuclear norm of a product of roots
        roots = [(rows - rows.mean(axis=0)) / np.sqrt(len(rows) - 1) for rows in (x, y)]
        cross = np.linalg.norm(roots[0] @ roots[1].T, "nuc")
    return shift + np.trace(s) + np.trace(t) - 2 * cross


def kernel(x, y):
    def mean(a, b, pairs):
        values = polynomial_kernel(a, b, degree=3, gamma=1 / x.shape[1], coef0=1)
        return (values.sum() - (np.trace(values) if a is b else 0)) / pairs

    m, n = len(x), len(y)
    return mean(x, x, m * (m - 1)) + mean(y, y, n * (n - 1)) - 2 * mean(x, y, m * n)


def inside(points, centres, neighbours, exact):
    within, between = cdist(centres, centres, "sqeuclidean"), cdist(points, centres, "sqeuclidean")
    radii = np.sort(within, axis=1)[:, neighbours]  # a row is the nearest to itself
    assert exact or np.abs(between - radii).min() > 1e-9  # nothing on a border
    return (between <= radii).any(axis=1).mean()


def metrics(generated, real, neighbours, exact=False):
    return {
        "frechet": frechet(generated, real),
        "kernel": kernel(generated, real),
        "precision": inside(generated, real, neighbours, exact),
        "recall": inside(real, generated, neighbours, exact),
    }


def rounded(rows):
    return np.round(rows, 4).astype(np.float32)


def case(name, generated, real, reference, neighbours):
    values = {"generated": generated, "real": real, "reference": reference}
    g, r, f = (rows.astype(np.float64) for rows in values.values())
    return {
        "name": name,
        "neighbours": neighbours,
        **{kind: [[round(float(v), 4) for v in row] for row in rows] for kind, rows in values.items()},
        "metrics": metrics(g, r, neighbours),
        "floor": metrics(f, r, neighbours),
    }


def normal(seed, rows, width, mean=0.0, scale=1.0):
    return rounded(np.random.default_rng(seed).normal(mean, scale, (rows, width)))


def constant(rows):
    rows[:, 1] = 0.5  # no variance
    rows[:, 2] = rows[:, 0]  # no variance of its own
    return rows


def formula(rows, width, a, b):
    """The test makes the same numbers. They are so coarse that squared distances are exact, for many are equal."""
    i, j = np.arange(rows)[:, None], np.arange(width)[None, :]
    return (i * a + j * b + i * i * (j + 1) % 1013) % 1009 / 256


def blocks(rows):
    generated, real = formula(rows[0], 4, 7, 31), formula(rows[1], 4, 11, 17)
    return {"rows": rows, "neighbours": 2, "metrics": metrics(generated, real, 2, exact=True)}


golden = {
    "cases": [
        case("shifted and wider", normal(1, 40, 5, 0.7, 1.3), normal(2, 30, 5), normal(3, 36, 5), 3),
        case("one value a row", normal(4, 25, 1, 0.2), normal(5, 30, 1), normal(6, 20, 1), 2),
        case("fewer rows than values", normal(7, 8, 20, 0.3), normal(8, 11, 20), normal(9, 9, 20), 1),
        case("fewer real rows than values", normal(10, 30, 12, 0.3), normal(11, 9, 12), normal(12, 25, 12), 4),
        case("singular covariances", constant(normal(13, 40, 6, 0.4)), constant(normal(14, 35, 6)), constant(normal(15, 30, 6)), 3),
        case("only the real covariance is singular", normal(16, 40, 6, 0.4), constant(normal(17, 35, 6)), normal(18, 30, 6), 3),
        case("far from the origin", normal(19, 40, 5, 1000.5), normal(20, 35, 5, 1000), normal(21, 30, 5, 1000), 3),
    ],
    "blocks": blocks([1105, 2050]),
}
OUT.write_text(
    '{\n "cases": [\n  ' + ",\n  ".join(json.dumps(c) for c in golden["cases"]) + '\n ],\n "blocks": ' + json.dumps(golden["blocks"]) + "\n}\n")
print(f"wrote {OUT}")
