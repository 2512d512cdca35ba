"""The figures of `course.yaml` on families and workload, and answers that are given away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from secondsource.families.number import NumberItem
from secondsource.markdown import plain_text
from secondsource.packs.pack import load_pack
from secondsource.scoring.keys import Keyring
from secondsource_grading.authoring.course import CourseFile, Limits
from secondsource_grading.authoring.finding import Finding, make
from secondsource_grading.authoring.lessons import Lesson
from secondsource_grading.authoring.neutrality import counted_items
from secondsource_grading.authoring.readability import item_texts, short_share
from secondsource_grading.authoring.shown_before import TELLING
from secondsource_grading.authoring.workload import Workload, workload

__all__ = ["check_mixture", "check_tells", "check_workload"]

PICKED = ("choice", "two-tier", "select", "matrix")
"""Families in which one of k is picked, options are ticked, or a grid is filled in."""

SHORTEST_CHOPPED = 0.25
"""The share of sentences of eight words or fewer from which prose reads as chopped."""


def check_mixture(finding: str, keyrings: Sequence[Keyring], course: CourseFile) -> Finding:
    """Hold the families of the graded items against the shares that the course allows."""
    families = Counter(item.family for _, item in counted_items(keyrings))
    total = max(1, families.total())
    picked, grids = sum(families[f] for f in PICKED), families["matrix"]
    problems = []
    if picked / total > course.picked_share:
        problems.append(
            f"{picked} of {total} graded items are one-of-k, ticks or grids; "
            f"course.yaml allows {course.picked_share:.0%}"
        )
    if grids / total > course.grid_share:
        problems.append(
            f"{grids} of {total} graded items are grids; course.yaml allows {course.grid_share:.0%}"
        )
    told = ", ".join(f"{n} {f}" for f, n in families.most_common())
    return make(finding, told, problems)


def check_workload(
    finding: str, units: Sequence[tuple[Keyring, Lesson]], course: CourseFile
) -> Finding:
    """Hold each unit's core against the words, decisions and minutes that the course allows."""
    problems: list[str] = []
    told = []
    for keyring, lesson in units:
        name, pack = keyring.unit.name, load_pack(keyring.unit.pack)
        core, test = workload(lesson, keyring, pack), workload(lesson, keyring, pack, test=True)
        short = short_share(lesson.prose)
        chopped = f", {short:.0%} short sentences (!)" if short > SHORTEST_CHOPPED else ""
        apart = f", and a test of {test.told}" if test.decisions else ""
        told.append(f"{name.partition('-')[0]}: {core.told}{apart}{chopped}")
        allowed = course.workload_of(name)
        for part, load in (("core", core), ("test", test)):
            problems += _over(f"the {part} of unit {name}", load, allowed)
    return make(finding, "; ".join(told), problems)


def _over(what: str, load: Workload, allowed: Limits) -> Iterator[str]:
    for unit, value, most in (
        ("words", load.words, allowed.words),
        ("decisions", load.decisions, allowed.decisions),
        ("minutes", round(load.minutes), allowed.minutes),
    ):
        if most is not None and value > most:
            yield (
                f"{what} has {value} {unit}, and course.yaml allows {most}; "
                "move something under a heading that begins with More, or ask less"
            )


def check_tells(finding: str, keyrings: Sequence[Keyring]) -> Finding:
    """Find answers that a prompt, another unit or a fixed pattern gives away."""
    problems = [*_named_units(keyrings), *_numbers_elsewhere(keyrings), *_fixed_counts(keyrings)]
    numbers = sum(isinstance(i, NumberItem) for _, i in counted_items(keyrings))
    return make(finding, f"{numbers} quantities, and how many ticks are right", problems)


def _named_units(keyrings: Sequence[Keyring]) -> Iterator[str]:
    for keyring, item in counted_items(keyrings):
        if not isinstance(item, NumberItem) or len(item.units) == 1:
            continue
        key = keyring.keys[item.id]
        right = next(u.text for u in item.units if u.id == key.full(item)["unit"])
        others = [u.text for u in item.units if u.text != right]
        prompt = plain_text(item.prompt).lower()
        if _stands(right, prompt) and not any(_stands(o, prompt) for o in others):
            yield (
                f"{item.id}: the prompt names {right!r}, which is the right unit, and no other; "
                "ask without it"
            )


def _stands(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words.lower())}(?!\w)", text) is not None


def _numbers_elsewhere(keyrings: Sequence[Keyring]) -> Iterator[str]:
    """Quantities that are rare enough to be recognised, in what an earlier or later unit asks."""
    texts = [
        (keyring.unit.name, i, " ".join(item_texts(i)))
        for keyring in keyrings
        for i in keyring.unit.items
    ]
    for keyring, item in counted_items(keyrings):
        if not isinstance(item, NumberItem):
            continue
        amount = keyring.keys[item.id].full(item)["amount"]
        if amount == int(amount) and amount < TELLING:
            continue
        pattern = re.compile(rf"(?<![\d.,]){re.escape(f'{amount:g}')}(?![\d]|[.,]\d)")
        for name, other, text in texts:
            if other.id != item.id and name != keyring.unit.name and pattern.search(text):
                yield (
                    f"{item.id}: its answer {amount:g} stands in {other.id} of unit {name}; "
                    "change one of them"
                )


def _fixed_counts(keyrings: Sequence[Keyring]) -> Iterator[str]:
    counts: dict[str, int] = {}
    for keyring, item in counted_items(keyrings):
        if item.family == "select":
            (ticked,) = item.picks(item.parse(keyring.keys[item.id].full(item))).values()
            counts[item.id] = len(ticked)
    if len(counts) > 2 and len(set(counts.values())) == 1:  # noqa: PLR2004 - two may agree
        yield (
            f"{', '.join(counts)}: each has {next(iter(counts.values()))} right options; "
            "let the number differ"
        )
