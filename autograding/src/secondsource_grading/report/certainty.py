"""Calibration: how sure a class was, and how often what it was sure of is true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from secondsource.errors import ResponseError
from secondsource.families import Item
from secondsource.families.calibration import BANDS, CalibrationItem
from secondsource.scoring.keys import Keyring
from secondsource.scoring.probability import ProbabilityKey
from secondsource_grading.gradebook.reader import Submission

__all__ = ["Band", "Certainty", "certainty", "of_chances"]

CERTAIN = 100.0

Chance = tuple[float, bool]
"""A chance in percent, and whether what it was given for is true."""


@dataclass(frozen=True)
class Band:
    """Chances from `low` to `high` percent: how many, their mean, and the share that is true."""

    low: int
    high: int
    number: int
    mean: float
    true: float


@dataclass(frozen=True)
class Certainty:
    """A class's chances together. `brier` is the mean squared distance from what is true.

    0 is best; whoever always says 50 percent has 0.25.
    """

    chances: int
    statements: int
    brier: float
    bands: tuple[Band, ...]


def certainty(keyring: Keyring, submissions: Sequence[Submission]) -> Certainty | None:
    """Return the chances given in a unit, held against what is true; None where there are none."""
    chances: list[Chance] = []
    statements: set[str] = set()
    for item in keyring.unit.items:
        for name, chance in _chances(keyring, item, submissions):
            chances.append(chance)
            statements.add(f"{item.id} {name}")
    return of_chances(chances, len(statements)) if chances else None


def of_chances(chances: Sequence[Chance], statements: int) -> Certainty:
    """Return the figures of chances, of which there is at least one."""
    bands = []
    for low, high in BANDS:
        inside = [(c, t) for c, t in chances if low <= c < high or c == high == BANDS[-1][1]]
        if inside:
            mean = fmean(c for c, _ in inside) / CERTAIN
            bands.append(Band(low, high, len(inside), mean, fmean(t for _, t in inside)))
    brier = fmean((c / CERTAIN - t) ** 2 for c, t in chances)
    return Certainty(len(chances), statements, brier, tuple(bands))


def _chances(
    keyring: Keyring, item: Item, submissions: Sequence[Submission]
) -> Iterator[tuple[str, Chance]]:
    """Give each chance for each statement of an item; other items have none."""
    key = keyring.keys.get(item.id)
    if not isinstance(item, CalibrationItem) and not isinstance(key, ProbabilityKey):
        return
    for submission in submissions:
        response = submission.responses.get(item.id)
        if response is None:
            continue
        try:
            value = item.parse(response.value)
        except ResponseError:
            continue
        if isinstance(item, CalibrationItem):
            for statement in item.statements:
                if statement.id in value:
                    yield statement.id, (value[statement.id], statement.true)
        elif isinstance(key, ProbabilityKey) and value is not None:
            yield "", (value, key.answer)
