"""Evidence that resolves: references into the pack, and checks that are computed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from html import escape
from typing import Any

from secondsource.errors import ContentError, PackError
from secondsource.packs import readouts
from secondsource.packs.pack import Pack
from secondsource.scoring import Check, Evidence

__all__ = ["CHECKS", "TABLES", "in_words", "resolve"]

TABLES: Mapping[str, str] = {
    "case": "silence_cases",
    "claim": "claims",
    "comment": "comments",
    "discrepancy": "discrepancies",
    "document": "documents",
    "event": "events",
    "forecast": "forecasts",
    "initiator": "initiator_checks",
    "omission": "omissions",
    "readout": "readout_phrases",
    "record": "record",
    "removal": "removals",
    "silence": "silences",
}
"""The table behind each kind of reference."""

WORDS: Mapping[str, str] = {
    "case": "case",
    "claim": "claim",
    "comment": "comment",
    "discrepancy": "title",
    "document": "title",
    "event": "event",
    "forecast": "question",
    "omission": "fact",
    "record": "fact",
    "silence": "title",
}
"""The column that says in words what a row is about."""


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


def resolve(evidence: Evidence, pack: Pack) -> None:
    """Raise `ContentError` unless the reference exists or the check comes out as stated."""
    if isinstance(evidence, Check):
        _compute(evidence)
        return
    kind, _, row = evidence.partition(":")
    table = TABLES.get(kind)
    if table is None or not row:
        msg = f"evidence {evidence!r}: expected one of {', '.join(TABLES)}, a colon and an id"
        raise ContentError(msg)
    try:
        found = pack.table(table)
    except PackError as error:
        msg = f"evidence {evidence!r}: {error}"
        raise ContentError(msg) from error
    if kind == "comment":
        known = {f"{r['table']}/{r['row']}" for r in found.rows}
    elif found.by_id:
        known = set(found.by_id)
    else:
        known = {r["id"] for r in found.rows}
    if row not in known:
        msg = f"evidence {evidence!r}: table {table} has no row {row}"
        raise ContentError(msg)


def in_words(evidence: Evidence, pack: Pack) -> str:
    """One piece of evidence as a line of HTML: what it says, its id, its source."""
    if isinstance(evidence, Check):
        args = evidence.args
        listed = (
            ", ".join(f"{name} {value}" for name, value in args.items())
            if isinstance(args, Mapping)
            else ", ".join(str(a) for a in args)
        )
        said = f"{evidence.check.replace('_', ' ')} ({listed}) = {evidence.equals}"
        return f"Computed: {escape(said)}"
    kind, _, row_id = evidence.partition(":")
    row = _row(pack, kind, row_id)
    if kind == "readout":
        says = f"Readout of {row['date']}, {row['counterpart']}: formula {row['formula']}"
    elif kind == "removal":
        says = f"{row['person']}: {row['first_act']} {row['first_date']}; {row['step']}"
        says = f"{says} {row['step_date']}"
    elif kind == "initiator":
        says = f"Call of {row['date']}, {row['counterpart']}: {row['reported_initiator']}"
    else:
        says = row[WORDS[kind]]
    url = next((row[c] for c in ("url", "sources") if row.get(c)), "")
    first = next((u for u in url.split() if u.startswith("http")), "")
    source = f' <a href="{escape(first, quote=True)}" rel="noopener">source</a>' if first else ""
    return f"{escape(says)} <small>({escape(kind)} {escape(row_id)})</small>{source}"


def _row(pack: Pack, kind: str, row_id: str) -> Mapping[str, str]:
    table = pack.table(TABLES[kind])
    if kind == "comment":
        return next(r for r in table.rows if f"{r['table']}/{r['row']}" == row_id)
    return table.by_id.get(row_id) or next(r for r in table.rows if r["id"] == row_id)


def _compute(check: Check) -> None:
    function = CHECKS.get(check.check)
    if function is None:
        msg = f"check {check.check!r} is unknown; there are {', '.join(CHECKS)}"
        raise ContentError(msg)
    try:
        if isinstance(check.args, Mapping):
            result = function(**check.args)
        else:
            result = function(*check.args)
    except (TypeError, ValueError, ArithmeticError) as error:
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
