"""Checks of one unit by itself: its items and keys, guessing, feedback, prose and notebook."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from secondsource import paths
from secondsource.errors import SecondSourceError
from secondsource.families import Item
from secondsource.packs.mentions import mentions
from secondsource.packs.pack import Pack, load_pack
from secondsource.scoring import score
from secondsource.scoring.evidence import in_words, resolve
from secondsource.scoring.keys import Keyring
from secondsource.units import Unit, asked, load_unit
from secondsource_grading.authoring import guessing, neutrality, readability, references
from secondsource_grading.authoring.build import ENDINGS, build_unit
from secondsource_grading.authoring.finding import Finding, guarded, make
from secondsource_grading.authoring.lessons import Lesson, read_lesson
from secondsource_grading.authoring.teaching import read_plan
from secondsource_grading.authoring.unfinished import unfinished
from secondsource_grading.authoring.workload import workload
from secondsource_grading.keys import load_keys

__all__ = ["UnitFiles", "check_unit", "read_unit"]

FEW = 4
"""With fewer graded items in a unit the mean of what a rule such as *always the first* earns says
nothing: one right option in first place would be half of two items."""

MOST_TOLD = 3
"""Strategies that are told of a unit, those that earn most."""

TRIES = 20
"""Answers at random for which every part must get feedback."""

_CURES = {
    "random": "give it more options or rows",
    "order": "put its rows in another order, or spread the right answers more evenly",
    "words": "give wrong options the length and the caution of the right one",
    "first": "move the right option to another place",
    "second": "move the right option to another place",
    "middle": "move the right option to another place",
    "last": "move the right option to another place",
    "longest": "lengthen a wrong option or shorten the right one",
    "shortest": "shorten a wrong option or lengthen the right one",
}
"""What an author does where playing without reading earns too much."""

FoundT = TypeVar("FoundT")


@dataclass(frozen=True)
class UnitFiles:
    """What could be read of a unit, and why the rest could not; None stands for the rest."""

    name: str
    unit: Unit | None
    keyring: Keyring | None
    pack: Pack | None
    lesson: Lesson | None
    problems: tuple[str, ...]
    todo: tuple[str, ...] = ()
    """What is yet to be written, each with its place; the notebook can't be built before."""

    @property
    def whole(self) -> bool:
        """Whether everything of the unit could be read."""
        return not self.problems


def read_unit(name: str, keys: Path | None) -> UnitFiles:
    """Read a unit's files, each of them even where another one is not right."""
    problems: list[str] = []

    def attempt(read: Callable[[], FoundT]) -> FoundT | None:
        try:
            return read()
        except SecondSourceError as error:
            problems.append(str(error))
            return None

    unit = attempt(lambda: load_unit(name))
    keyring = attempt(lambda: load_keys(name, keys)) if unit else None
    pack = attempt(lambda: load_pack(unit.pack)) if unit else None
    lesson = attempt(lambda: read_lesson(name)) if unit else None
    todo = tuple(unfinished(name, unit.pack, keys)) if unit else ()
    return UnitFiles(name, unit, keyring, pack, lesson, tuple(problems), todo)


def check_unit(files: UnitFiles, notebooks: Path) -> Iterator[Finding]:
    """Run every check for which the unit's files could be read; `notebooks` has the built ones."""
    name, keyring, pack, lesson = files.name, files.keyring, files.pack, files.lesson
    if files.todo:
        yield make(f"unfinished {name}", "what is yet to be written", files.todo)
    if keyring and pack:
        yield guarded(f"unit {name}", _items, files)
        yield guarded(f"guessing {name}", _guessing, keyring)
        yield guarded(f"feedback {name}", _feedback, keyring)
    if not files.whole:
        told = "could not be read; checks that need what is wrong are left out"
        yield make(f"files of {name}", told, files.problems)
    if keyring and pack and lesson:
        yield guarded(f"prose {name}", _prose, keyring, lesson, pack)
        yield guarded(f"references {name}", _references, keyring, lesson, pack)
    if files.unit and lesson:
        if not files.todo:
            yield guarded(f"notebook {name}", _notebook, name, notebooks)
        if not paths.own_units() or lesson.file.with_name("teach.md").is_file():
            yield guarded(f"teaching plan {name}", _teaching, files.unit)


def _items(finding: str, files: UnitFiles) -> Finding:
    keyring, pack = files.keyring, files.pack
    assert keyring is not None  # noqa: S101 - the caller has looked
    assert pack is not None  # noqa: S101
    problems = []
    for item in keyring.unit.items:
        key = keyring.keys[item.id]
        for evidence in key.evidence:
            try:
                resolve(evidence, pack)
                in_words(evidence, pack)
            except SecondSourceError as error:
                problems.append(f"{item.id}: {error}")
        if item.by_hand or item.contested:
            continue
        full, blank = score(item, key, key.full(item)), score(item, key, None)
        if full.share != 1:
            problems.append(f"{item.id}: its own key scores {full.share}, not 1")
        if blank.points != 0:
            problems.append(f"{item.id}: a blank scores {blank.points}, not 0")
    return make(finding, _describe(keyring), problems)


def _describe(keyring: Keyring) -> str:
    families = Counter(item.family for item in keyring.unit.items)
    judgements = Counter(j for i in keyring.unit.items if (j := keyring.keys[i.id].judgement))
    points = sum(i.points for i in keyring.unit.items if i.counts)
    listed = ", ".join(f"{n} {f}" for f, n in sorted(families.items()))
    judged = judgements.total()
    share = f"; {judgements['supported']} of {judged} judgements supported" if judged else ""
    return f"{len(keyring.unit.items)} items, {points:g} points ({listed}){share}"


def _guessing(finding: str, keyring: Keyring) -> Finding:
    """Hold what playing without reading earns against its limits, an item and a unit."""
    earned = {i: guessing.shares(i, keyring.keys[i.id]) for i in keyring.unit.items}
    problems = [
        f"{item.id}: {strategy} answering earns {share:.2f}, more than {guessing.LIMIT}; "
        f"{_CURES['random' if strategy == 'random' else 'order']}"
        for item, shares in earned.items()
        for strategy, share in shares.items()
        if guessing.is_mechanical(strategy) and share > guessing.LIMIT
    ]
    graded = {i: s for i, s in earned.items() if i.counts and s}
    means = guessing.means(graded.values())
    if len(graded) >= FEW:
        problems += [
            _too_regular(strategy, mean, graded)
            for strategy, mean in means.items()
            if mean > guessing.UNIT_LIMIT
        ]
    most = sorted(means, key=lambda s: (-means[s], s))[:MOST_TOLD]
    told = ", ".join(f"{s} {means[s]:.2f}" for s in dict.fromkeys(("random", *most)) if s in means)
    return make(finding, f"of {len(graded)} graded items: {told}" if told else "none", problems)


def _too_regular(strategy: str, mean: float, graded: Mapping[Item, Mapping[str, float]]) -> str:
    """Say what a rule earns in a unit, the most it may earn, and what to do about it."""
    earned = {i.id: shares.get(strategy, 0.0) for i, shares in graded.items()}
    most = sorted((i for i in earned if earned[i] > 0), key=lambda i: (-earned[i], i))
    return (
        f"the strategy {strategy!r} earns {mean:.2f} of the unit's graded items, more than "
        f"{guessing.UNIT_LIMIT}; {_CURES.get(strategy, _CURES['words'])} in some of "
        f"{', '.join(most)}"
    )


def _feedback(finding: str, keyring: Keyring) -> Finding:
    """Find parts that a learner gets wrong or misses and of which nothing is said.

    Something is said by a note of the part itself, or by one that names what it is about, as
    the note on a phrase does for each of its words.
    """
    silent: set[str] = set()
    looked_at = 0
    for item in keyring.unit.items:
        if item.by_hand:
            continue
        key, rng = keyring.keys[item.id], Random(item.id)  # noqa: S311 - a simulation
        for raw in [None, *(key.guess(item, rng) for _ in range(TRIES))]:
            marks = score(item, key, raw).marks.by_part
            looked_at += len(marks)
            explained = any(mark.label and mark.note for mark in marks.values())
            silent |= {
                f"{item.id}: part {part} can be {mark.sign} and has no feedback; write it"
                for part, mark in marks.items()
                if mark.sign in ("wrong", "missed") and not (mark.note or explained)
            }
    return make(finding, f"{looked_at} marks on random and blank answers", sorted(silent))


def _prose(finding: str, keyring: Keyring, lesson: Lesson, pack: Pack) -> Finding:
    written = {
        "lesson": list(lesson.prose),
        "items": [t for i in keyring.unit.items for t in readability.item_texts(i)],
        "feedback": [t for i in keyring.unit.items for t in readability.key_texts(keyring, i.id)],
    }
    grades, problems = {}, []
    for where, texts in written.items():
        grades[where], found = readability.judge(where, texts)
        problems += found
        problems += neutrality.judge(where, texts)
    problems += [
        f"{i.id}: the option {o!r} stands for others; ask for each by itself"
        for i in keyring.unit.items
        for o in neutrality.bundled_options(i)
    ]
    problems += [
        f"{i.id}: {o!r} is a slogan; write a reason that is true and beside the point"
        for i in keyring.unit.items
        for o in neutrality.slogans(o.text for o in i.all_options() if not o.place)
    ]
    problems += [
        f"{i.id}: feedback opens with {o!r}; say why a reader might pick it, and what decides"
        for i in keyring.unit.items
        for o in neutrality.stock_openings(readability.key_texts(keyring, i.id))
    ]
    problems += [
        f"{i.id}: the prompt says {said!r}, which stands below it as the family's own line; ask "
        "the question only"
        for i in keyring.unit.items
        if (said := re.split("[,.:;]", i.instruction())[0]).lower() in i.prompt.lower()
    ]
    if keyring.unit.minutes not in (0, lesson.minutes):
        problems.append(
            f"items.yaml says minutes {keyring.unit.minutes}; {lesson.file} says {lesson.minutes}; "
            "write the same in both, as the page shows the former"
        )
    takes = round(workload(lesson, keyring, pack).minutes)
    if takes > lesson.minutes:
        problems.append(
            f"takes about {takes} minutes by the course's formula; {lesson.file} promises "
            f"{lesson.minutes}; promise more or ask less"
        )
    listed = ", ".join(f"{where} {grade:.1f}" for where, grade in grades.items())
    return make(finding, f"grade: {listed}; about {takes} minutes", problems)


def _references(finding: str, keyring: Keyring, lesson: Lesson, pack: Pack) -> Finding:
    """Find references in lesson, items and feedback that lead nowhere."""
    problems = [
        *references.in_prose(lesson.prose, pack),
        *references.in_calls(lesson.shown, pack, keyring.unit.items),
        *references.in_items(keyring.unit.items, pack),
        *references.in_keys(keyring, pack),
    ]
    found = sum(1 for text in lesson.prose for _ in mentions(text, pack))
    return make(finding, f"{found} in the lesson; those of items and feedback too", problems)


def _notebook(finding: str, name: str, notebooks: Path) -> Finding:
    file, text = notebooks / name / f"{name}.ipynb", build_unit(name)
    problems = []
    if not file.is_file() or file.read_text("utf-8") != text:
        problems.append(f"{file} is not up to date; run `secondsource-teach build`")
    endings = sum(text.count(f"{e}\\n") + text.count(f'{e}"') for e in ENDINGS)
    if endings > 1:
        problems.append(f"lesson.md has more than one part {' or '.join(ENDINGS)}; keep the last")
    problems += _order(load_unit(name), json.loads(text)["cells"])
    return make(finding, "rebuilt and compared", problems)


def _order(unit: Unit, cells: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Tell the first item that `items.yaml` lists elsewhere than the lesson's `cells` ask it."""
    in_lesson = [i for cell in cells if (i := asked("".join(cell["source"]))) is not None]
    for item, asked_here in zip(unit.items, in_lesson, strict=True):
        if item.id != asked_here:
            yield (
                f"items.yaml lists {item.id} where lesson.md asks {asked_here}; put the items into "
                "the lesson's order, which the list of what is open and the report then follow"
            )
            return


def _teaching(finding: str, unit: Unit) -> Finding:
    """Hold `teach.md` against the unit; reading it raises where something is not right."""
    plan = read_plan(unit)
    lengths = ", ".join(str(length) for length in plan.plans)
    text = plan.file.read_text("utf-8")
    problems = [*readability.judge("teach.md", [text])[1], *neutrality.judge("teach.md", [text])]
    return make(finding, f"plans for {lengths} minutes, {len(plan.questions)} questions", problems)
