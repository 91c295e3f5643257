#!/usr/bin/python3
"""Writes golden numbers of forecasts: metrics and seasonal-naive backtests (scikit-learn's metrics where it has them, else numpy formulas as in sktime),
quantile losses (scikit-learn's mean_pinball_loss) and conformal ranks.

    /usr/bin/python3 build/golden/forecast_golden.py
"""
import json
import math
import pathlib

import numpy as np
from sklearn import metrics

OUT = pathlib.Path(__file__).resolve().parents[2] / "Microsoft.ML.DeepModels.Tests" / "Golden" / "forecast.json"


def measure(values, forecasts, naive_error):
    return {
        "mae": metrics.mean_absolute_error(values, forecasts),
        "rmse": math.sqrt(metrics.mean_squared_error(values, forecasts)),
        "mape": 100 * metrics.mean_absolute_percentage_error(values, forecasts),
        "smape": 100 * np.mean(2 * np.abs(values - forecasts) / (np.abs(values) + np.abs(forecasts))),
        "mase": metrics.mean_absolute_error(values, forecasts) / naive_error,
    }


def backtest(series, test, season, horizon, stride):
    train = series[:-test]
    naive_error = np.mean(np.abs(train[season:] - train[:-season]))
    values, forecasts, origins = [], [], []
    for origin in range(len(train) - 1, len(series) - horizon, stride):
        last = series[origin - season + 1:origin + 1]
        values.append(series[origin + 1:origin + 1 + horizon])
        forecasts.append(np.resize(last, horizon))  # over and over
        origins.append(origin)
    values, forecasts = np.array(values), np.array(forecasts)
    return {
        "test": test, "season": season, "horizon": horizon, "stride": stride, "origins": origins,
        "all": measure(values.ravel(), forecasts.ravel(), naive_error),
        "steps": [measure(values[:, h], forecasts[:, h], naive_error) for h in range(horizon)],
    }


def main():
    rng = np.random.default_rng(11)
    series = np.round(50 + np.arange(70) * 0.4 + 8 * np.sin(np.arange(70) * 2 * np.pi / 7) + rng.normal(size=70), 2).astype(np.float32)
    values, forecasts = np.round(rng.normal(3, 2, 12), 3), np.round(rng.normal(3, 2, 12), 3)
    lower, upper = forecasts - 1.5, forecasts + 1.25
    outputs, labels = np.round(rng.normal(size=(5, 9)), 3), np.round(rng.normal(size=(5, 3)), 3)
    levels = [0.1, 0.5, 0.9]
    pinball = np.mean([metrics.mean_pinball_loss(labels.ravel(), outputs[:, 3 * i:3 * i + 3].ravel(), alpha=level) for i, level in enumerate(levels)])
    inside = (labels >= outputs[:, :3]) & (labels <= outputs[:, 6:])
    OUT.write_text(json.dumps({
        "series": [float(v) for v in series],
        "backtests": [backtest(series.astype(float), *case) for case in [(20, 7, 4, 1), (20, 1, 4, 1), (21, 7, 9, 3)]],
        "metrics": {
            "values": values.tolist(), "forecasts": forecasts.tolist(), "lower": lower.tolist(), "upper": upper.tolist(), "naiveError": 0.75,
            **measure(values, forecasts, 0.75),
            "coverage": float(np.mean((lower <= values) & (values <= upper))), "width": float(np.mean(upper - lower)),
        },
        "quantiles": {
            "levels": levels, "outputs": outputs.ravel().tolist(), "labels": labels.ravel().tolist(), "loss": pinball, "coverage": float(inside.mean()),
        },
        "conformal": [
            {"count": n, "level": level, "rank": min(n, math.ceil(round((n + 1) * level, 9))), "needed": next(k for k in range(1, 1000) if round((k + 1) * level, 9) <= k)}
            for n in (5, 19, 20, 99, 100) for level in (0.5, 0.8, 0.9, 0.95, 0.99)
        ],
    }, indent=1) + "\n")


main()
