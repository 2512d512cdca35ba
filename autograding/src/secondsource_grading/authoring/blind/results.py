"""What blind readers earned, how far they agree, and where they differ."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

import krippendorff

from secondsource.families import Item
from secondsource.scoring import score
from secondsource_grading.authoring.blind.answers import Asked, Reading
from secondsource_grading.authoring.blind.labels import encode, group_names, letters
from secondsource_grading.authoring.guessing import ROUNDS

__all__ = ["alpha", "decisions", "random_share", "table"]


def table(asked: Mapping[int, Asked], readings: Sequence[Reading]) -> str:
    """Return a Markdown report: shares by item and reader, means, agreement, differences."""
    numbers = sorted({n for r in readings for n in r.values})
    names = [r.name for r in readings]
    lines = [
        f"| question | item | family | {' | '.join(names)} | random |",
        "|---|---|---|" + "---|" * (len(names) + 1),
    ]
    shares: dict[str, list[float]] = defaultdict(list)
    by_chance = {n: random_share(asked[n]) for n in numbers}
    for n in numbers:
        cells = []
        for reading in readings:
            share = _share(asked[n], reading, n)
            cells.append("–" if share is None else f"{share:.2f}")
            if share is not None:
                shares[reading.name].append(share)
        told = f"| {n} | {asked[n].item.id} | {asked[n].item.family} | {' | '.join(cells)}"
        lines.append(f"{told} | {by_chance[n]:.2f} |")
    means = " | ".join(f"{statistics.fmean(shares[m]):.3f}" if shares[m] else "–" for m in names)
    chance = statistics.fmean(by_chance.values()) if by_chance else 0.0
    lines += [f"| | **mean** | | {means} | {chance:.3f} |", ""]
    lines += [*_agreement(asked, readings, numbers), *_differences(asked, readings)]
    return "\n".join(lines)


def random_share(one: Asked) -> float:
    """Return the mean share, 0..1, of answers at random; 0 where the family has none."""
    rng = Random(one.item.id)  # noqa: S311 - a simulation
    guesses = (one.key.guess(one.item, rng) for _ in range(ROUNDS))
    return statistics.fmean(score(one.item, one.key, g).share for g in guesses)


def decisions(one: Asked, values: Sequence[Any]) -> list[list[str]]:
    """Return what was decided, a row for each decision in the item, a column for each value.

    A pick of one is a decision for a letter, a pick of several one for each option, yes or no.
    Where there are no options to pick, each part of the value is one; in a text or a picture
    each piece that could have been marked or drawn is one.
    """
    groups = group_names(one.item)
    if not groups:
        return _of_values(one.item, values)
    rows = []
    picked = [one.item.picks(v) for v in values]
    for group in groups.values():
        named = letters(group.options)
        if group.several:
            rows += [[str(o.id in p[group.name]) for p in picked] for o in group.options]
        else:
            rows.append([named[p[group.name][0]] if p[group.name] else "" for p in picked])
    return rows


def _of_values(item: Item, values: Sequence[Any]) -> list[list[str]]:
    if all(isinstance(v, list) for v in values):
        marked = [{json.dumps(e) for e in v} for v in values]
        seen = sorted(set().union(*marked))
        # What nobody marked or drew was decided alike, too.
        untouched = len(item.parts()) - len(seen)
        return [[str(e in m) for m in marked] for e in seen] + untouched * [
            [str(False)] * len(values)
        ]
    if all(isinstance(v, dict) for v in values):
        return [[json.dumps(v[name]) for v in values] for name in values[0]]
    return [[json.dumps(v) for v in values]]


def alpha(rows: Sequence[Sequence[str]]) -> float | None:
    """Return Krippendorff's alpha of nominal decisions, a row each, a column a reader.

    An empty text is no decision. None where there is only one kind of decision, for which
    agreement by chance can't be told.
    """
    kinds = sorted({cell for row in rows for cell in row if cell})
    if len(kinds) < 2:  # noqa: PLR2004 - chance needs two
        return None
    codes = {kind: float(n) for n, kind in enumerate(kinds)}
    columns = [[codes.get(row[r], float("nan")) for row in rows] for r in range(len(rows[0]))]
    return float(
        krippendorff.alpha(
            reliability_data=columns,
            level_of_measurement="nominal",
            value_domain=list(codes.values()),
        )
    )


def _share(one: Asked, reading: Reading, number: int) -> float | None:
    if number not in reading.values:
        return None
    return score(one.item, one.key, reading.values[number]).share


def _agreement(
    asked: Mapping[int, Asked], readings: Sequence[Reading], numbers: Sequence[int]
) -> Iterator[str]:
    """Give a line on each family: alpha over the questions that every reader was asked."""
    if len(readings) < 2:  # noqa: PLR2004 - one reader agrees with nobody
        yield "One reader: no agreement to measure."
        return
    rows: dict[str, list[list[str]]] = defaultdict(list)
    for n in numbers:
        if all(n in r.values for r in readings):
            rows[asked[n].item.family] += decisions(asked[n], [r.values[n] for r in readings])
    yield "Krippendorff's alpha, nominal, by family:"
    yield ""
    for family, found in sorted(rows.items()):
        value = alpha(found)
        told = "all decisions are of one kind" if value is None else f"{value:.2f}"
        yield f"- {family}: {told} ({len(found)} decisions)"
    yield ""


def _differences(asked: Mapping[int, Asked], readings: Sequence[Reading]) -> Iterator[str]:
    """Give each question on which two readers or a reader and the key differ."""
    yield "Where a reader differs from the key or from another reader:"
    yield ""
    for n, one in sorted(asked.items()):
        given = {r.name: r.values[n] for r in readings if n in r.values}
        right = {name: score(one.item, one.key, v).share == 1 for name, v in given.items()}
        if given and not all(right.values()):
            key = json.dumps(encode(one.item, one.item.parse(one.key.full(one.item)), one.letters))
            told = "; ".join(
                f"{m} {json.dumps(encode(one.item, v, one.letters))}" for m, v in given.items()
            )
            yield f"- {n} ({one.item.id}): {told}; key {key}"
