#!/usr/bin/python3
"""Writes the evaluators' golden numbers, computed by scikit-learn (Debian: python3-sklearn), independently of ML.NET.

    /usr/bin/python3 build/golden/evaluator_golden.py
"""
import json
import pathlib

import numpy as np
from sklearn import metrics

OUT = pathlib.Path(__file__).resolve().parents[2] / "Microsoft.ML.DeepModels.Tests" / "Golden" / "evaluators.json"


def numbers(values):
    return [round(float(v), 9) for v in values]


def classification(name, seed, rows, classes, absent=()):
    rng = np.random.default_rng(seed)
    labels = rng.choice([c for c in range(classes) if c not in absent], rows)
    logits = rng.normal(size=(rows, classes)) + 1.5 * np.eye(classes)[labels] * (rng.random((rows, 1)) < 0.7)
    scores = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    scores = np.round(scores, 5)
    scores[:, -1] = np.round(1 - scores[:, :-1].sum(axis=1), 5)
    assert (scores > 0).all() and all(len(set(row)) == classes for row in scores.tolist())  # no zeros, no ties

    everything = list(range(classes))
    predicted = scores.argmax(axis=1)
    log_loss = metrics.log_loss(labels, scores, labels=everything)
    shares = np.bincount(labels, minlength=classes) / rows
    prior = metrics.log_loss(labels, np.tile(np.maximum(shares, 1e-15), (rows, 1)), labels=everything)
    per_class = [metrics.log_loss(labels[labels == c], scores[labels == c], labels=everything) if (labels == c).any() else 0 for c in everything]
    return {
        "name": name,
        "labels": labels.tolist(),
        "scores": [numbers(row) for row in scores],
        "logLoss": log_loss,
        "logLossReduction": (prior - log_loss) / prior,
        "microAccuracy": metrics.accuracy_score(labels, predicted),
        "macroAccuracy": metrics.recall_score(labels, predicted, labels=sorted(set(labels.tolist())), average="macro"),
        "topK": [metrics.top_k_accuracy_score(labels, scores, k=k, labels=everything) for k in range(1, classes)] if classes > 2 else [],
        "perClassLogLoss": numbers(per_class),
        "confusion": metrics.confusion_matrix(labels, predicted, labels=everything).tolist(),
        "precision": numbers(metrics.precision_score(labels, predicted, labels=everything, average=None, zero_division=0)),
        "recall": numbers(metrics.recall_score(labels, predicted, labels=everything, average=None, zero_division=0)),
    }


def regression(name, seed, rows, offset):
    rng = np.random.default_rng(seed)
    labels = np.round(rng.normal(offset, 2, rows), 4)
    scores = np.round(labels + rng.normal(0.1, 0.8, rows), 4)
    squared = metrics.mean_squared_error(labels, scores)
    return {
        "name": name,
        "labels": numbers(labels),
        "scores": numbers(scores),
        "meanAbsoluteError": metrics.mean_absolute_error(labels, scores),
        "meanSquaredError": squared,
        "rootMeanSquaredError": squared ** 0.5,
        "rSquared": metrics.r2_score(labels, scores),
    }


def anomalies(name, seed, rows, share, decimals):
    """Scores of few decimals are equal again and again."""
    rng = np.random.default_rng(seed)
    labels = (rng.random(rows) < share).astype(int)
    scores = np.round(rng.normal(size=rows) + 1.2 * labels, decimals)
    counts = [1, 3, 10]
    rates = []
    if len(set(scores.tolist())) == rows:  # what equal scores give is left open
        falls, hits, _ = metrics.roc_curve(labels, scores, drop_intermediate=False)
        falls = np.round(falls * (labels == 0).sum())
        rates = [hits[falls <= k].max() for k in counts]
    return {
        "name": name,
        "labels": labels.tolist(),
        "scores": numbers(scores),
        "areaUnderRocCurve": metrics.roc_auc_score(labels, scores),
        "falsePositiveCounts": counts,
        "detectionRates": numbers(rates),
    }


golden = {
    "classification": [
        classification("four classes", 1, 60, 4),
        classification("two classes", 2, 30, 2),
        classification("a class without rows", 3, 40, 5, absent=(3,)),
    ],
    "regression": [regression("around zero", 4, 50, 0), regression("around ten", 5, 25, 10)],
    "anomalyDetection": [
        anomalies("no equal scores", 6, 300, 0.1, 5),
        anomalies("equal scores", 7, 200, 0.2, 1),
        anomalies("more anomalies than other rows", 8, 60, 0.7, 5),
    ],
}
kinds = [f' "{kind}": [\n  ' + ",\n  ".join(json.dumps(case) for case in cases) + "\n ]" for kind, cases in golden.items()]
OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text("{\n" + ",\n".join(kinds) + "\n}\n")
print(f"wrote {OUT}")
