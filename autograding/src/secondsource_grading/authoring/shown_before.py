"""What a learner may not meet before it is asked: how a forecast ended, and a sum to be found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from secondsource.families.number import NumberItem
from secondsource.packs.pack import Pack, load_pack
from secondsource.scoring.keys import Keyring
from secondsource_grading.authoring.finding import Finding, make
from secondsource_grading.authoring.lessons import Lesson
from secondsource_grading.authoring.neutrality import counted_items

__all__ = ["TELLING", "check_shown_before"]

TELLING = 20
"""A whole number below this stands in many texts by chance, so it gives nothing away."""

Units = Sequence[tuple[Keyring, Lesson]]


def check_shown_before(finding: str, units: Units) -> Finding:
    """Look for outcomes of forecasts and for answers in lessons and in captions of tables."""
    packs = {keyring.unit.pack: load_pack(keyring.unit.pack) for keyring, _ in units}
    outcomes = {name: list(_outcomes(pack)) for name, pack in packs.items()}
    problems = [
        *(p for name, pack in packs.items() for p in _shipped(pack, outcomes[name])),
        *(p for keyring, les in units for p in _withheld_rows(les, packs[keyring.unit.pack])),
        *_amounts(units, packs),
    ]
    told = sum(map(len, outcomes.values()))
    rows = sum(len(pack.table(t).about.withheld) for pack in packs.values() for t in _tables(pack))
    return make(finding, f"{told} rows that settle a forecast; {rows} rows withheld", problems)


def _tables(pack: Pack) -> list[str]:
    return [n for n in pack.table_names() if pack.audience(n) == "learner"]


def _outcomes(pack: Pack) -> Iterator[tuple[str, str]]:
    """Give each row that settles a forecast of an item, as `record:R085`, with the item."""
    for row in pack.table("forecast").rows if pack.has("forecast") else ():
        for place in row["evidence"].split() if row["item"] else ():
            if place not in row["known_then"].split():
                yield place, row["item"]


def _shipped(pack: Pack, outcomes: Sequence[tuple[str, str]]) -> Iterator[str]:
    for place, item in outcomes:
        word, _, row_id = place.partition(":")
        table = pack.table(word)
        if pack.audience(table.name) == "learner" and row_id not in table.about.withheld:
            yield (
                f"{pack.file}: {place} tells how the forecast {item} ended, and table "
                f"{table.name} ships to learners; add {row_id} to its withheld"
            )


def _withheld_rows(lesson: Lesson, own: Pack) -> Iterator[str]:
    """Give each call of a lesson that shows a row which learners don't have."""
    for call in lesson.shown:
        pack = load_pack(call.options.get("pack", own))
        rows = [(table, i) for table, i in call.told(pack)]
        if not call.is_text and not rows:
            table, ids = call.rows(pack)
            rows = [(table, i) for i in ids]
        for table, row_id in rows:
            if row_id in table.about.withheld:
                yield (
                    f"{lesson.file}: {call.name}() shows {row_id}, which is withheld from "
                    "learners because it tells how a forecast ended; name the rows to be shown"
                )


def _amounts(units: Units, packs: dict[str, Pack]) -> Iterator[str]:
    """Give each graded quantity that stands in a lesson's prose or above a table."""
    texts = [(str(lesson.file), text) for _, lesson in units for text in lesson.prose]
    for pack in packs.values():
        for name in _tables(pack):
            about = pack.table(name).about
            captions = [about.caption, about.durations.caption if about.durations else ""]
            texts += [(f"{pack.file}, table {name}", text) for text in captions]
    for keyring, item in counted_items([keyring for keyring, _ in units]):
        if not isinstance(item, NumberItem):
            continue
        full = keyring.keys[item.id].full(item)
        amount = full["amount"]
        if amount == int(amount) and amount < TELLING:
            continue
        unit = next(u.text for u in item.units if u.id == full["unit"]).split()[0]
        told = re.escape(f"{amount:g}")
        pattern = re.compile(rf"(?<![\d.,]){told} ?(?:%|{re.escape(unit)}\b)")
        for where, text in texts:
            if pattern.search(text):
                yield (
                    f"{where}: has {amount:g} {unit}, which {item.id} asks for; "
                    "leave it out, or ask for another"
                )
