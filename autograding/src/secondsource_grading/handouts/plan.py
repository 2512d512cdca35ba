"""The lesson plan by the minute, and the page with people, terms and texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from markupsafe import Markup

from secondsource.glossary import Term, glossary
from secondsource.markdown import plain_text, to_html
from secondsource.packs.mentions import mentions
from secondsource.packs.pack import Pack, load_pack
from secondsource.packs.sentences import sentences
from secondsource.templating import render
from secondsource.units import Unit
from secondsource_grading.authoring.lessons import read_lesson
from secondsource_grading.authoring.teaching import PARTS, Step, TeachingPlan
from secondsource_grading.handouts.numbering import Exercise, exercises

__all__ = ["background", "lesson_plan"]

PACKAGE = "secondsource_grading.handouts"


def lesson_plan(unit: Unit, plan: TeachingPlan) -> Markup:
    """Return the body of the plan as HTML: a timetable for each length, then every part."""
    numbers = {e.item.id: e for e in exercises(unit)}
    tables = {length: list(_timed(steps, plan, numbers)) for length, steps in plan.plans.items()}
    parts = [
        (part.title, to_html(part.notes), [to_html(s) for s in part.slides])
        for part in plan.parts.values()
    ]
    return render(
        PACKAGE,
        "plan.html.j2",
        unit=unit,
        plan=plan,
        before=to_html(plan.before),
        tables=tables,
        parts=parts,
        talk=PARTS["talk"],
        questions=[(to_html(q.text, inline=True), to_html(q.expect)) for q in plan.questions],
    )


def _timed(
    steps: tuple[Step, ...], plan: TeachingPlan, numbers: Mapping[str, Exercise]
) -> Iterator[tuple[str, str, Markup, list[str]]]:
    """Give each step's minutes from and to, its part, what happens, and its exercises."""
    minute = 0
    for step in steps:
        part = plan.parts[step.part]
        span = f"{minute}–{minute + step.minutes}"
        yield span, part.title, _first(part.notes), [numbers[i].name for i in step.items]
        minute += step.minutes


def _first(notes: str) -> Markup:
    """Return the first sentence; what is in italics is a title or a word that is spoken of."""
    written = sentences(" ".join(notes.split()))[0]
    whole = written.count("*") % 2 == 0  # otherwise the sentence's end is inside of the italics
    return to_html(written if whole else sentences(plain_text(notes))[0], inline=True)


def background(unit: Unit, plan: TeachingPlan) -> Markup:
    """Return the body of the background page: who is who, the terms, and the texts."""
    pack = load_pack(unit.pack)
    named = set(_documents(unit, pack))
    documents = [row for row in pack.table("document").rows if row["id"] in named]
    return render(
        PACKAGE,
        "background.html.j2",
        unit=unit,
        who=to_html(plan.who),
        terms=list(_terms(unit)),
        documents=documents,
        invented=pack.about.invented,
    )


def _documents(unit: Unit, pack: Pack) -> Iterator[str]:
    """Give the id of each document that the unit shows or names, some more than once."""
    lesson = read_lesson(unit.name)
    for call in (c for c in lesson.shown if "pack" not in c.options):
        yield from (edition.document for edition, _ in call.passages(pack))
    texts = [*lesson.prose, *(t for item in unit.items for t in item.own_texts())]
    named = [
        *(m for t in texts for m in mentions(t, pack)),
        *(m for i in unit.items for m in i.material),
    ]
    yield from (name.partition(" ")[0] for name in named if "¶" in name)


def _terms(unit: Unit) -> Iterator[Term]:
    """Give the terms of the glossary that the unit's lesson or items use."""
    texts = [*read_lesson(unit.name).prose, *(t for i in unit.items for t in i.own_texts())]
    read = " ".join(texts)
    for term in sorted(glossary(), key=lambda t: t.term.lower()):
        names = "|".join(map(re.escape, term.names))
        if re.search(rf"(?<!\w)(?:{names})(?!\w)", read, re.IGNORECASE):
            yield term
