"""The answer sheet, made from the keys: for each exercise the answer, the reasons, the evidence."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from secondsource.families import Marks
from secondsource.markdown import to_html
from secondsource.packs.pack import load_pack
from secondsource.scoring import ContestedKey
from secondsource.scoring.feedback import explanation, readings
from secondsource.scoring.keys import Keyring
from secondsource.templating import render
from secondsource.units import Unit
from secondsource_grading.handouts.numbering import Exercise, exercises
from secondsource_grading.keys import load_keys

__all__ = ["answer_sheet"]


def answer_sheet(unit: Unit, keys: Path | None = None) -> Markup:
    """Return the body of a unit's answer sheet as HTML.

    `keys` replaces the packaged keys. `ContentError` where there are none for this unit.
    """
    keyring = load_keys(unit.name, keys)
    entries = [(e, *_answer(e, keyring)) for e in exercises(unit)]
    return render("secondsource_grading.handouts", "answers.html.j2", unit=unit, entries=entries)


def _answer(exercise: Exercise, keyring: Keyring) -> tuple[Markup, Markup]:
    """Return the answer with the reason for every part, and what explains it."""
    item, key = keyring[exercise.item.id]
    explained = explanation(item, key, load_pack(keyring.unit.pack))
    if isinstance(key, ContestedKey):
        return to_html(item.prompt), readings(key) + explained
    full = key.full(item)
    # A model answer stands in what explains the item, beside the samples: once is enough.
    shown = item.blank() if key.examples(item) else full
    return item.static_html(shown, Marks(key.marks(item, full))), explained
