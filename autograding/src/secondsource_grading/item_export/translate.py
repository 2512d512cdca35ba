"""From an item and its key to a question that school systems have, or to the reason why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from secondsource.families import Item, Option
from secondsource.families.matrix import MatrixItem
from secondsource.families.number import NumberItem
from secondsource.families.pairs import NONE, PairsItem
from secondsource.families.text import TextItem
from secondsource.markdown import plain_text, to_html
from secondsource.packs.pack import Pack
from secondsource.scoring import Key
from secondsource.scoring.choice import ChoiceKey
from secondsource.scoring.matrix import MatrixKey
from secondsource.scoring.number import HALF, POWERS, NumberKey
from secondsource.scoring.pairs import PairsKey
from secondsource.scoring.select import SelectKey
from secondsource.scoring.text import TextKey
from secondsource_grading.item_export.prompt import clean, prompt_html
from secondsource_grading.item_export.questions import (
    Amount,
    Body,
    Case,
    Choice,
    Matching,
    OneOf,
    Question,
    Row,
    Several,
    Written,
)

__all__ = ["NotPortable", "translate"]

NOWHERE = {
    "argument": "statements are put into a map, and no system has such a question",
    "bayes": "its steps depend on the chance that a learner gave, and no system passes that on",
    "budget": "each look shows something before the next one is chosen; no system asks so",
    "calibration": "it pays for how sure somebody is, and no system does",
    "cite": "the places count only with the right answer, and no system joins two answers so",
    "graph": "arrows are drawn between sources, and no system has such a question",
    "order": "events can be set aside and each pair counts; no system's ordering has either",
    "probability": "it pays for a chance by how near it came, and no system does",
    "setting": "what is shown changes with what is set, and no system has such a question",
    "sheet": "it is a table to be written in, and their essays have one field",
    "spans": "words are marked in a text, and no system has such a question",
    "two-tier": "the reason counts only with the right answer; no system joins two answers so",
}
"""Why items of a family stay in the notebook, whatever the system."""


class NotPortable(Exception):  # noqa: N818 - it is no fault of anybody
    """An item that no school system can ask; its text is the reason."""


def translate(item: Item, key: Key[Any], pack: Pack) -> Question:
    """Return an item as a question; `NotPortable` with the reason where there is none."""
    if item.contested:
        msg = "careful readers differ on it, so there is no key to give to a system"
        raise NotPortable(msg)
    body = _body(item, key)
    if "<img" in to_html(item.prompt):
        msg = "its prompt has a picture, which would have to be put into the system by hand"
        raise NotPortable(msg)
    unit = f"Here the unit is given: {body.unit}." if isinstance(body, Amount) else ""
    return Question(
        item.id,
        item.title or item.id,
        prompt_html(item, pack, unit),
        item.points,
        _html(key.rationale),
        body,
    )


def _body(item: Item, key: Key[Any]) -> Body:
    match item.family:
        case "choice":
            one = cast(ChoiceKey, key)
            return OneOf(_choices(item, {one.answer}, one.feedback))
        case "select":
            some = cast(SelectKey, key)
            return Several(_choices(item, set(some.answer), some.feedback))
        case "number":
            return _amount(cast(NumberItem, item), cast(NumberKey, key))
        case "matrix":
            return _grid(cast(MatrixItem, item), cast(MatrixKey, key))
        case "pairs":
            return _links(cast(PairsItem, item), cast(PairsKey, key))
        case "text":
            return _written(cast(TextItem, item), cast(TextKey, key))
    raise NotPortable(NOWHERE.get(item.family, "no system has a question of this kind"))


def _choices(item: Item, right: set[str], notes: Mapping[str, str]) -> tuple[Choice, ...]:
    (group,) = item.option_groups()
    return tuple(
        Choice(o.id, _line(o.text), o.id in right, _html(notes[o.id])) for o in group.options
    )


def _amount(item: NumberItem, key: NumberKey) -> Amount:
    """Return the cases in the order in which the scorer looks for them, in the answer's unit."""
    unit, notes = key.answer.unit, key.feedback
    accepted = (key.answer, *key.also)
    own = [q for q in accepted if q.unit == unit]
    others = [q for q in accepted if q.unit != unit]
    cases = [Case(q.amount, q.tolerance, 1.0, _html(notes.right)) for q in own]
    cases += [Case(q.amount, q.tolerance, HALF, _html(notes.unit)) for q in others]
    cases += [
        Case(q.amount / p, q.tolerance / p, HALF, _html(notes.magnitude))
        for q in own
        for p in POWERS
        if q.amount
    ]
    name = next(u.text for u in item.units if u.id == unit)
    return Amount(unit, plain_text(name), tuple(cases))


def _grid(item: MatrixItem, key: MatrixKey) -> Matching:
    rows = [Row(r.id, _line(r.text), key.answer[r.id]) for r in item.rows]
    return Matching(tuple(rows), _matches(item.columns))


def _links(item: PairsItem, key: PairsKey) -> Matching:
    rows = [Row(o.id, _line(o.text), key.answer[o.id]) for o in item.right.parts]
    partners = [*item.left.parts, Option(id=NONE, text="no partner")]
    return Matching(tuple(rows), _matches(partners))


def _matches(options: Sequence[Option]) -> dict[str, str]:
    """Return the plain text of each; systems know a match by its text, so no two may be equal."""
    texts = {o.id: plain_text(o.text) for o in options}
    if len(set(texts.values())) < len(texts):
        msg = "two of the things to match with have the same words"
        raise NotPortable(msg)
    return texts


def _written(item: TextItem, key: TextKey) -> Written:
    lines = [f"- {c.text} {c.worth}: {key.feedback[c.id]}" for c in item.rubric]
    least, most = item.words
    return Written(_html("\n".join([f"{least} to {most} words.", "", *lines])))


def _html(markdown: str) -> str:
    return clean(str(to_html(markdown)))


def _line(markdown: str) -> str:
    return clean(str(to_html(markdown, inline=True)))
