"""Score of `argument`: the links of the map, then its unsaid bridge, then what falls with it."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict

from secondsource.families import Mark, Option
from secondsource.families.argument import OUT, ArgumentItem, ArgumentValue
from secondsource.scoring.attempt import Attempt
from secondsource.scoring.base import Key, Note, require
from secondsource.scoring.set_score import above_everything

__all__ = ["ArgumentKey"]

LINKS, BRIDGE, FALLS = 0.5, 0.25, 0.25
"""What the map, the bridge, and the bridge together with what falls are worth."""

Links: TypeAlias = set[tuple[str, str]]
"""A statement with its place; statements that are no part of the argument have none."""


class ArgumentNotes(BaseModel):
    """Feedback for every statement, every bridge and every answer to what falls."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    statements: Mapping[str, Note]
    bridge: Mapping[str, Note]
    falls: Mapping[str, Note]


class ArgumentKey(Key[ArgumentItem]):
    """The place of every statement, the bridge, and what falls."""

    roles: Mapping[str, str]
    bridge: str
    falls: str
    feedback: ArgumentNotes

    def verify(self, item: ArgumentItem) -> None:
        """Every statement has a place or is out, and everything has feedback."""
        statements, places = {o.id for o in item.statements}, {o.id for o in item.roles()}
        require(set(self.roles) == statements, item.id, f"roles must name {sorted(statements)}")
        strange = sorted(set(self.roles.values()) - places)
        require(not strange, item.id, f"place {strange} is none of {sorted(places)}")
        require(bool(_links(self.roles)), item.id, "some statement must be part of the argument")
        for name, picked, options, notes in (
            ("statements", None, item.statements, self.feedback.statements),
            ("bridge", self.bridge, item.bridge.options, self.feedback.bridge),
            ("falls", self.falls, item.falls.options, self.feedback.falls),
        ):
            ids = {o.id for o in options}
            right = picked is None or picked in ids
            require(right, item.id, f"{name} {picked!r} is none of {sorted(ids)}")
            require(set(notes) == ids, item.id, f"feedback.{name} must be given for {sorted(ids)}")

    def full(self, item: ArgumentItem) -> ArgumentValue:
        """Return every statement in its place, and both questions right."""
        roles = {o.id: self.roles[o.id] for o in item.statements}
        return {"roles": roles, "bridge": self.bridge, "falls": self.falls}

    def share(self, item: ArgumentItem, value: ArgumentValue) -> tuple[float, str]:
        """Return 0.5 links + 0.25 bridge + 0.25 (bridge and falls).

        Links are F1 on statements with their places, less what putting every statement
        into every place would earn.
        """
        expected, placed = _links(self.roles), _links(value["roles"])
        everything = {(o.id, p.id) for o in item.statements for p in item.places}
        links = above_everything(placed, expected, everything, 1.0)
        bridge = value["bridge"] == self.bridge
        falls = bridge and value["falls"] == self.falls
        elsewhere = len(placed - expected)
        told = (
            f"You have {len(placed & expected)} of {len(expected)} statements in their place"
            f"{f', and {elsewhere} elsewhere' if elsewhere else ''}. "
            f"The bridge is {'right' if bridge else 'not right'}. What falls with it is "
            f"{'right' if falls else 'not right, or stands without its bridge'}."
        )
        return min(1.0, LINKS * links + BRIDGE * bridge + FALLS * falls), told

    def counted(self, item: ArgumentItem) -> str:  # noqa: ARG002
        """Return how what is right becomes points."""
        return (
            "Statements are half of the points, the bridge a quarter, "
            "and what falls with it a quarter."
        )

    def marks(self, item: ArgumentItem, value: ArgumentValue) -> dict[str, Mark]:
        """Return a mark for every statement, and for every option of both questions."""
        names = {o.id: o.text for o in item.roles()}
        marks = {}
        for statement in item.statements:
            picked, expected = value["roles"].get(statement.id), self.roles[statement.id]
            note = self.feedback.statements[statement.id]
            if picked != expected:
                note = f"**{names[expected]}**: {note}"
            sign = "right" if picked == expected else "missed" if picked is None else "wrong"
            marks[f"role.{statement.id}"] = Mark(sign, note)  # type: ignore[arg-type]
        marks |= _asked("bridge", item.bridge.options, value["bridge"], self.bridge, self.feedback)
        return marks | _asked(
            "falls", item.falls.options, value["falls"], self.falls, self.feedback
        )

    def strategies(self, item: ArgumentItem) -> dict[str, ArgumentValue]:
        """Return one place for all, the places in order; with the first, last, longest options."""
        ids, places = [o.id for o in item.statements], [p.id for p in item.roles()]
        bridges, falls = item.bridge.options, item.falls.options

        def value(roles: dict[str, str], bridge: Option, fall: Option) -> ArgumentValue:
            return {"roles": roles, "bridge": bridge.id, "falls": fall.id}

        def longest(options: tuple[Option, ...]) -> Option:
            return max(options, key=lambda o: len(o.text))

        same = {
            f"all {p}": value(dict.fromkeys(ids, p), bridges[0], falls[0])
            for p in places
            if p != OUT
        }
        order = {s: places[n % len(places)] for n, s in enumerate(ids)}
        return {
            **same,
            "in order, last": value(order, bridges[-1], falls[-1]),
            "in order, longest": value(order, longest(bridges), longest(falls)),
        }

    def invent(self, item: ArgumentItem, attempt: Attempt) -> ArgumentValue:
        """Return a place for each statement, decided by itself, and both questions."""
        places = [o.id for o in item.roles()]
        roles = {
            s: attempt.pick(s, right, places)
            for s, right in self.full(item)["roles"].items()
            if not attempt.leaves_out()
        }
        bridge = attempt.pick("bridge", self.bridge, [o.id for o in item.bridge.options])
        falls = attempt.pick("falls", self.falls, [o.id for o in item.falls.options])
        return {"roles": roles, "bridge": bridge, "falls": falls}

    def guess(self, item: ArgumentItem, rng: Random) -> ArgumentValue:
        """Return any place for each statement, and any option of both questions."""
        return {
            "roles": {o.id: rng.choice(item.roles()).id for o in item.statements},
            "bridge": rng.choice(item.bridge.options).id,
            "falls": rng.choice(item.falls.options).id,
        }


def _links(roles: Mapping[str, str]) -> Links:
    return {(statement, place) for statement, place in roles.items() if place != OUT}


def _asked(
    name: str, options: tuple[Option, ...], picked: str | None, expected: str, notes: ArgumentNotes
) -> dict[str, Mark]:
    """The marks of one question below the map."""
    marks = {}
    for option in options:
        sign = "plain"
        if option.id == picked:
            sign = "right" if picked == expected else "wrong"
        elif option.id == expected:
            sign = "missed"
        note = getattr(notes, name)[option.id]
        marks[f"{name}.{option.id}"] = Mark(sign, note)  # type: ignore[arg-type]
    return marks
