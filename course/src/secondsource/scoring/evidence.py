"""Evidence that resolves: references into the pack, and checks that are computed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from secondsource.errors import ContentError, PackError
from secondsource.packs import readouts
from secondsource.packs.files import Row
from secondsource.packs.pack import Pack, Table
from secondsource.scoring import Check, Evidence
from secondsource.templating import render

__all__ = ["CHECKS", "find", "in_words", "resolve", "told"]


def days_between(first: str | date, last: str | date) -> int:
    """Days from the first date to the last."""
    return (_date(last) - _date(first)).days


def weekday(day: str | date) -> str:
    """The English name of the day."""
    return _date(day).strftime("%A")


def ratio(a: float, b: float) -> float:
    """First amount divided by the second."""
    return a / b


def product(a: float, b: float) -> float:
    """First amount times the second."""
    return a * b


def total(*amounts: float) -> float:
    """The sum."""
    return math.fsum(amounts)


def _date(day: str | date) -> date:
    return day if isinstance(day, date) else date.fromisoformat(day)


CHECKS: Mapping[str, Callable[..., Any]] = {
    "count_readouts": readouts.count_readouts,
    "days_between": days_between,
    "product": product,
    "ratio": ratio,
    "share_readouts": readouts.share_readouts,
    "total": total,
    "weekday": weekday,
}
"""The named checks a key may cite."""

_OF_PACK = (readouts.count_readouts, readouts.share_readouts)
"""Checks that count in the unit's own pack."""


def resolve(evidence: Evidence, pack: Pack) -> None:
    """Raise `ContentError` unless the reference exists or the check comes out as stated."""
    if isinstance(evidence, Check):
        _compute(evidence, pack)
    else:
        find(evidence, pack)


def find(reference: str, pack: Pack) -> tuple[Table, Row]:
    """Return the table and the row of a reference such as `record:R040`.

    `ContentError` where the pack has no table that is referred to by that word, or no such row.
    """
    word, _, row_id = reference.partition(":")
    words = pack.references()
    if word not in words or not row_id:
        msg = (
            f"evidence {reference!r}: expected one of {', '.join(sorted(words))}, a colon and an id"
        )
        raise ContentError(msg)
    try:
        table = pack.table(word)
    except PackError as error:
        msg = f"evidence {reference!r}: {error}"
        raise ContentError(msg) from error
    if row_id not in table.by_id:
        msg = f"evidence {reference!r}: table {table.name} has no row {row_id}"
        raise ContentError(msg)
    return table, table.by_id[row_id]


def in_words(evidence: Evidence, pack: Pack) -> Markup:
    """Return one piece of evidence as a line of HTML: what it says, its id, its source."""
    if isinstance(evidence, Check):
        args = evidence.args
        listed = (
            ", ".join(f"{name} {value}" for name, value in args.items())
            if isinstance(args, Mapping)
            else ", ".join(str(a) for a in args)
        )
        said = f"{evidence.check.replace('_', ' ')} ({listed}) = {evidence.equals}"
        return escape(f"Computed: {said}")
    table, row = find(evidence, pack)
    word, _, row_id = evidence.partition(":")
    source = next(iter(table.about.addresses(row)), "")
    return render(
        "secondsource.scoring",
        "evidence.html.j2",
        says=table.says(row),
        word=word,
        row=row_id,
        source=source,
    )


def told(evidence: Evidence, pack: Pack) -> Markup:
    """Return what `in_words` does, where this copy of the pack has the table.

    A learner's copy lacks the instructor's tables, and practice items are explained there too.
    """
    if isinstance(evidence, str) and not pack.has(evidence.partition(":")[0]):
        return escape(f"{evidence.replace(':', ' ', 1)} (in a table that only instructors have)")
    return in_words(evidence, pack)


def _compute(check: Check, pack: Pack) -> None:
    function = CHECKS.get(check.check)
    if function is None:
        msg = f"check {check.check!r} is unknown; there are {', '.join(CHECKS)}"
        raise ContentError(msg)
    try:
        of_pack = {"pack": pack} if function in _OF_PACK else {}
        if isinstance(check.args, Mapping):
            result = function(**{**of_pack, **check.args})
        else:
            result = function(*check.args)
    except (TypeError, ValueError, ArithmeticError, PackError) as error:
        msg = f"check {check.check} with {check.args}: {error}"
        raise ContentError(msg) from error
    same = (
        math.isclose(result, check.equals, rel_tol=5e-3)
        if isinstance(result, float) and isinstance(check.equals, (int, float))
        else result == check.equals
    )
    if not same:
        msg = f"check {check.check} with {check.args} gives {result}, not {check.equals}"
        raise ContentError(msg)
