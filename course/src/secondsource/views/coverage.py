"""`coverage_bar`: which fact stands in which document, as a picture of bars and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from secondsource.errors import PackError
from secondsource.packs.pack import Pack, load_pack
from secondsource.templating import render
from secondsource.views.html import Column, Shown, block, table

__all__ = ["STATES", "coverage_bar"]

STATES = {
    "present": ("●", "told"),
    "contradicted": ("◐", "told otherwise"),
    "absent": ("○", "left out"),
    "not-applicable": ("–", "not its subject"),
}
"""What a document can do with a fact: its sign in the table, and the words for it."""

Told = Mapping[str, Sequence[str] | Mapping[str, str]]


@dataclass(frozen=True)
class _Grid:
    facts: tuple[tuple[str, str], ...]
    """Each fact's id and what it says."""
    documents: tuple[str, ...]
    states: Mapping[tuple[str, str], str]

    def count(self, document: str, *states: str) -> int:
        return sum(self.states[fact, document] in states for fact, _ in self.facts)


def coverage_bar(
    facts: Sequence[str],
    documents: Sequence[str],
    *,
    told: Told | None = None,
    pack: str | Pack | None = None,
) -> Shown:
    """Which of `facts` stand in which of `documents`: a bar for each document, and a table.

    `facts` are ids of rows such as `R040`. `told` gives for each the documents that tell it,
    `{"R040": ["A"]}`, or a state for each document, `{"R040": {"A": "present", "B":
    "absent"}}`; the states are the keys of `STATES`. Without it the pack's table of omissions is
    asked, which only instructors have, so a lesson for learners gives it. Raises `PackError`
    where a row, a document or a state is unknown, or nothing says who tells a fact.
    """
    opened = load_pack(pack)
    for document in documents:
        opened.table("document").row(document)
    grid = _grid(opened, tuple(facts), tuple(documents), told)
    title = f"{len(facts)} facts in {len(documents)} documents"
    columns = [Column("Fact", "tight"), Column("What it says", "main"), *map(Column, documents)]
    rows = [
        (fact, says, *(_mark(grid.states[fact, d]) for d in documents)) for fact, says in grid.facts
    ]
    body = render(
        "secondsource.views",
        "coverage.html.j2",
        title=title,
        bars=[_bar(grid, d) for d in documents],
        said="; ".join(_said(grid, d) for d in documents),
        table=table(title, columns, rows),
        states=[STATES[s] for s in STATES if s in grid.states.values()],
    )
    lines = [f"{f}: {says} | " + ", ".join(_words(grid, f, documents)) for f, says in grid.facts]
    return Shown(title, block(body), "\n".join([title, *lines]))


def _grid(
    pack: Pack, facts: tuple[str, ...], documents: tuple[str, ...], told: Told | None
) -> _Grid:
    found = _from_table(pack, facts) if told is None else _given(facts, documents, told)
    states = {}
    for fact in facts:
        for document in documents:
            state = found[fact].get(document, "absent")
            if state not in STATES:
                msg = f"coverage_bar: {fact}, {document}: {state!r} is none of {', '.join(STATES)}"
                raise PackError(msg)
            states[fact, document] = state
    return _Grid(tuple((f, _says(pack, f)) for f in facts), documents, states)


def _given(
    facts: tuple[str, ...], documents: tuple[str, ...], told: Told
) -> dict[str, Mapping[str, str]]:
    """For each fact the state of each document that `told` names."""
    if set(told) != set(facts):
        wrong = sorted(set(told) ^ set(facts))
        msg = (
            f"coverage_bar: {', '.join(wrong)} must be both in `facts` and in `told`, or in neither"
        )
        raise PackError(msg)
    found = {}
    for fact, given in told.items():
        states = given if isinstance(given, Mapping) else dict.fromkeys(given, "present")
        strange = sorted(set(states) - set(documents))
        if strange:
            msg = f"coverage_bar: {fact} is told by {strange[0]}, which is not in `documents`"
            raise PackError(msg)
        found[fact] = states
    return found


def _from_table(pack: Pack, facts: tuple[str, ...]) -> dict[str, Mapping[str, str]]:
    """For each fact the states that the table of omissions has, by its id or by its evidence."""
    if not pack.has("omission"):
        msg = (
            f"{pack.file}: no table here says which document tells what; give it in the lesson: "
            'coverage_bar(..., told={"R040": ["A"]})'
        )
        raise PackError(msg)
    rows = pack.table("omission").rows
    found: dict[str, Mapping[str, str]] = {}
    for fact in facts:
        names = {fact} | {
            r["id"] for r in rows if r["status"] == "present" and fact in _cited(r["evidence"])
        }
        found[fact] = {r["document"]: r["status"] for r in rows if r["id"] in names}
        if not found[fact]:
            msg = (
                f"{pack.file}: the table of omissions says nothing of {fact}; give it in the "
                f'lesson: coverage_bar(..., told={{"{fact}": ["A"]}})'
            )
            raise PackError(msg)
    return found


def _cited(evidence: str) -> set[str]:
    return {ref.partition(":")[2] for ref in evidence.split()}


def _says(pack: Pack, fact: str) -> str:
    """What a row says, whichever table has it."""
    for name in pack.references().values():
        if fact in pack.table(name).by_id:
            return pack.table(name).says(pack.table(name).by_id[fact])
    msg = f"{pack.file}: no table has a row {fact}; look it up in the tables beside that file"
    raise PackError(msg)


def _mark(state: str) -> Markup:
    sign, words = STATES[state]
    return Markup('<span aria-hidden="true">{}</span> {}').format(sign, words)


def _bar(grid: _Grid, document: str) -> dict[str, object]:
    """How many facts a document tells, tells otherwise and leaves out, as parts of its bar."""
    asked = len(grid.facts) - grid.count(document, "not-applicable")
    return {
        "document": document,
        "asked": asked,
        "told": grid.count(document, "present"),
        "otherwise": grid.count(document, "contradicted"),
        "all": len(grid.facts),
    }


def _said(grid: _Grid, document: str) -> str:
    bar = _bar(grid, document)
    otherwise = f", {bar['otherwise']} told otherwise" if bar["otherwise"] else ""
    return f"{document}: {bar['told']} of {bar['asked']} told{otherwise}"


def _words(grid: _Grid, fact: str, documents: Sequence[str]) -> list[str]:
    return [f"{d} {STATES[grid.states[fact, d]][1]}" for d in documents]
