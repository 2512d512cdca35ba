"""McDonald's omega: how much of the spread of totals one common factor explains.

No kept library of ours has it, so it is written from the formulas: the one-factor model by
maximum likelihood (Jöreskog 1967, Psychometrika 32(4)), omega from its loadings (McDonald 1999,
Test Theory, chapter 6), and the interval by the delta method from the expected information (Raykov
2002, Multivariate Behavioral Research 37(1)). The tests hold it against statsmodels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from secondsource_grading.report.statistics import FEW, Table

__all__ = ["Omega", "omega"]

ITEMS = 3
"""With fewer, one factor is not determined."""

LEAST = 1e-4
"""The least share of an item's spread that is its own; a fit that ends there is improper."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Omega:
    """Omega in 0..1, and its 95 % interval."""

    value: float
    interval: tuple[float, float]


def omega(table: Table, level: float = 0.95) -> Omega | None:
    """Return omega of points, a row a submission; None where it is not defined.

    That is with fewer than `FEW` submissions or three items that vary, where items are copies of
    each other, and where the model does not fit properly (an item with no spread of its own).
    """
    points = np.array(table, dtype=float)
    if len(points) < FEW or points.ndim != 2:  # noqa: PLR2004 - rows and columns
        return None
    points = points[:, np.ptp(points, axis=0) > 0]
    if points.shape[1] < ITEMS:
        return None
    together = np.corrcoef(points, rowvar=False)
    if np.linalg.eigvalsh(together)[0] < LEAST:
        return None
    own = _own_spread(together)
    if own is None:
        return None
    spread = points.std(axis=0, ddof=1)
    loadings, errors = _loadings(together, own) * spread, own * spread**2
    return _with_interval(loadings, errors, len(points), level)


def _own_spread(together: Matrix) -> Matrix | None:
    """Return the share of each item's spread that is its own, by maximum likelihood."""

    def misfit(logs: Matrix) -> float:
        values = np.linalg.eigvalsh(_scaled(together, np.exp(logs)))[:-1]
        return float(np.sum(values - np.log(values) - 1))

    start = np.log(np.clip(1 / np.diag(np.linalg.inv(together)), LEAST, 1))
    bounds = [(np.log(LEAST), 0.0)] * len(start)
    found = optimize.minimize(misfit, start, method="L-BFGS-B", bounds=bounds)
    own: Matrix = np.exp(found.x)
    return own if own.min() > 2 * LEAST else None


def _scaled(together: Matrix, own: Matrix) -> Matrix:
    root = np.sqrt(own)
    scaled: Matrix = together / np.outer(root, root)
    return scaled


def _loadings(together: Matrix, own: Matrix) -> Matrix:
    values, vectors = np.linalg.eigh(_scaled(together, own))
    loadings: Matrix = np.sqrt(own * max(0.0, values[-1] - 1)) * vectors[:, -1]
    return loadings if loadings.sum() >= 0 else -loadings


def _with_interval(loadings: Matrix, errors: Matrix, number: int, level: float) -> Omega | None:
    common, own = loadings.sum() ** 2, errors.sum()
    value = common / (common + own)
    # How omega changes with each loading, then with each error.
    whole = (common + own) ** 2
    slope = np.concatenate(
        [
            np.full(len(loadings), 2 * loadings.sum() * own / whole),
            np.full(len(errors), -common / whole),
        ]
    )
    information = _information(loadings, errors, number)
    try:
        error = float(np.sqrt(slope @ np.linalg.solve(information, slope)))
    except np.linalg.LinAlgError:
        return None
    z = float(stats.norm.ppf((1 + level) / 2))
    low, high = max(0.0, value - z * error), min(1.0, value + z * error)
    return Omega(float(value), (float(low), float(high)))


def _information(loadings: Matrix, errors: Matrix, number: int) -> Matrix:
    """Return the expected information on loadings and errors, for points of a normal spread."""
    size = len(loadings)
    inverse = np.linalg.inv(np.outer(loadings, loadings) + np.diag(errors))
    moved = []
    for place in range(size):
        step = np.zeros((size, size))
        step[place] += loadings
        step[:, place] += loadings
        moved.append(inverse @ step)
    for place in range(size):
        step = np.zeros((size, size))
        step[place, place] = 1
        moved.append(inverse @ step)
    flat = np.array([m.ravel() for m in moved])
    turned = np.array([m.T.ravel() for m in moved])
    found: Matrix = number / 2 * flat @ turned.T
    return found
