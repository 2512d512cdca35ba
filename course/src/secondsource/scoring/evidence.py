"""Evidence that resolves: references into the pack, and checks that are computed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from secondsource.errors import ContentError, PackError
from secondsource.packs import readouts
from secondsource.packs.days import written
from secondsource.packs.files import Row
from secondsource.packs.pack import Pack, Table
from secondsource.scoring import Check, Evidence
from secondsource.templating import render

__all__ = ["CHECKS", "computed", "find", "in_words", "resolve", "says_something", "told"]


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
        return escape(computed(evidence, pack))
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


def computed(check: Check, pack: Pack) -> str:
    """Return a check and its result in words, such as `From 2 May 2026 to 9 May 2026: 7 days`."""
    if isinstance(check.args, Mapping):
        return _counted(check, pack)
    args = list(check.args)
    if check.check == "days_between":
        first, last = map(written, args)
        return f"From {first} to {last}: {check.equals} days."
    if check.check == "weekday":
        return f"{written(args[0])} was a {check.equals}."
    signs = {"ratio": " ÷ ", "product": " × ", "total": " + "}
    if check.check not in signs:
        listed = ", ".join(map(str, args))
        return f"Computed: {check.check.replace('_', ' ')} ({listed}) = {check.equals}"
    sum_ = signs[check.check].join(map(_amount, args)).replace("+ −", "− ")
    if len(args) == 1:
        return f"Counted: {sum_}."
    return f"Computed: {sum_} = {_amount(check.equals)}."


def _counted(check: Check, pack: Pack) -> str:
    """Return a count of readouts in words, with the choices as the table has them."""
    args = dict(check.args)
    home = pack.table("readout")
    since, until = args.pop("since", None), args.pop("until", None)
    chosen = [
        f"{home.titles.get(name, name).lower()}: {value}" if value in _BARE else value
        for name, value in ((n, home.about.word(n, str(v))) for n, v in args.items())
    ]
    which = ", ".join([*chosen, *_span(since, until)])
    if check.check == "share_readouts":
        share = f"{100 * float(check.equals):g} %"
        return f"Counted: the phrase stands in {share} of the readouts ({which})."
    number = int(check.equals)
    return f"Counted: {number} {'readout' if number == 1 else 'readouts'} ({which})."


_BARE = ("yes", "no")
"""Values that say nothing without the name of their column."""


def _span(since: str | date | None, until: str | date | None) -> Iterator[str]:
    """Give the days of a count in words, whole years as years: `in 2020`, `from 2021 on`."""
    first, last = since and _date(since), until and _date(until)
    from_new_year = first and (first.month, first.day) == (1, 1)
    to_new_year = last and (last.month, last.day) == (12, 31)
    if first and last and from_new_year and to_new_year:
        yield f"in {first.year}" if first.year == last.year else f"{first.year} to {last.year}"
        return
    if first:
        yield f"from {first.year if from_new_year else written(first)} on"
    if last:
        yield f"up to {written(last)}"


def _amount(amount: float) -> str:
    """Return a number with a true minus sign."""
    return f"{amount:g}".replace("-", "−")


def told(evidence: Evidence, pack: Pack) -> Markup:
    """Return what `in_words` does, where this copy of the pack has the table.

    A learner's copy lacks the instructor's tables, and practice items are explained there too.
    """
    if isinstance(evidence, str) and not pack.has(evidence.partition(":")[0]):
        return escape(f"{evidence.replace(':', ' ', 1)} (in a table that only instructors have)")
    return in_words(evidence, pack)


def says_something(evidence: Evidence) -> bool:
    """Whether a piece of evidence tells a reader anything.

    The sum of a single number does not. A claim sheet on an article of one's own has no row
    that its key could name, so its key has such a sum.
    """
    return not (
        isinstance(evidence, Check)
        and evidence.check == "total"
        and not isinstance(evidence.args, Mapping)
        and len(evidence.args) == 1
    )


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
