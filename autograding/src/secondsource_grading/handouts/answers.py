"""The answer sheet, made from the keys: for each exercise the answer, the reasons, the evidence."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from secondsource.markdown import to_html
from secondsource.packs.pack import load_pack
from secondsource.scoring import ContestedKey
from secondsource.scoring.feedback import explanation, readings
from secondsource.scoring.keys import Keyring
from secondsource.templating import render
from secondsource.units import Unit
from secondsource_grading.authoring.teaching import TeachingPlan
from secondsource_grading.handouts.numbering import Exercise, exercises
from secondsource_grading.keys import load_keys

__all__ = ["answer_sheet"]


def answer_sheet(unit: Unit, plan: TeachingPlan, keys: Path | None = None) -> Markup:
    """Return the body of a unit's answer sheet as HTML, in the words that paper has.

    `keys` replaces the packaged keys. `ContentError` where there are none for this unit.
    """
    keyring = load_keys(unit.name, keys)
    entries = [_answer(e, keyring, plan) for e in exercises(unit)]
    return render("secondsource_grading.handouts", "answers.html.j2", unit=unit, entries=entries)


def _answer(
    exercise: Exercise, keyring: Keyring, plan: TeachingPlan
) -> tuple[Exercise, Markup, Markup, Markup]:
    """Return the exercise, the answer with the reason for every part, the hint, what explains."""
    _, key = keyring[exercise.item.id]
    item = plan.paper_item(exercise.item)
    hint = to_html(f"Hint: {item.hint}") if item.hint else Markup()
    explained = explanation(item, key, load_pack(keyring.unit.pack))
    if isinstance(key, ContestedKey):
        return exercise, to_html(item.prompt), hint, readings(key) + explained
    among = Markup('<p class="ss-label">{}</p>').format(key.among) if key.among else Markup()
    return exercise, item.framed_html(among + key.sheet_html(item)), hint, explained
