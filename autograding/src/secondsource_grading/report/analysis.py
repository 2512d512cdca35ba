"""From a course to what its report shows, in numbers and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median
from typing import Any

from secondsource.errors import ResponseError
from secondsource.families import Item
from secondsource.scoring.keys import Keyring
from secondsource.scoring.tally import Question
from secondsource_grading.gradebook.reader import Assignment, Submission
from secondsource_grading.keys import load_keys
from secondsource_grading.report import statistics
from secondsource_grading.report.tally import Misreading, misreadings

__all__ = ["AssignmentView", "ItemRow", "analyse"]

MOST_MISREADINGS = 6


@dataclass(frozen=True)
class ItemRow:
    """One item in figures: shares in 0..1, None where not defined or not yet graded.

    `points` is None where an item is asked and answered, but not graded.
    """

    id: str
    title: str
    family: str
    points: float | None
    mean: float | None
    blank: float | None
    discrimination: float | None
    prompt: str
    questions: tuple[Question, ...]
    contested: bool = False


@dataclass(frozen=True)
class AssignmentView:
    """One assignment in figures."""

    name: str
    title: str
    out_of: float
    scores: tuple[float, ...]
    """Each submission's score as a share of all points."""

    items: tuple[ItemRow, ...]
    """The graded items."""

    asked: tuple[ItemRow, ...]
    """All items with something to show of what was picked, in the lesson's order."""

    misreadings: tuple[Misreading, ...]
    alpha: float | None
    interval: tuple[float, float] | None
    complete: int
    """Submissions in which every item has its points."""

    changed: tuple[str, ...] = ()
    """Items changed after the release, each with how, in words."""

    waiting: Mapping[str, int] = field(default_factory=dict)
    """How many answers to an item nobody has read yet, by the item; they count in no figure."""

    read: int = 0
    """Items whose points are all there: what alpha and discrimination rest on."""

    @property
    def mean(self) -> float:
        """Mean score as a share."""
        return fmean(self.scores)

    @property
    def median(self) -> float:
        """Median score as a share."""
        return median(self.scores)

    @property
    def provisional(self) -> bool:
        """Whether there are too few submissions for figures to hold."""
        return len(self.scores) < statistics.FEW


def analyse(assignment: Assignment, keys: Path | None = None) -> AssignmentView:
    """Everything the report says about one assignment with at least one submission.

    `keys` replaces the packaged keys. Raises `ContentError` where keys are missing.
    """
    keyring = load_keys(assignment.unit, keys) if assignment.unit else None
    names = _order(assignment, keyring)
    submissions = assignment.submissions
    complete = [s for s in submissions if s.graded]
    waiting = {n: sum(s.grades[n].points is None for s in submissions) for n in names}
    # What waits for a person in any submission is left out: it would count as a 0 in some.
    read = [n for n in names if not waiting[n]]
    table = [[s.grades[n].points or 0.0 for n in read] for s in submissions]
    rows: dict[str, ItemRow] = {}
    wrong: list[Misreading] = []
    for name in [*names, *_ungraded(keyring, names)]:
        rest = None
        if name in read and len(submissions) >= statistics.FEW:
            rest = statistics.item_rest_correlation(table, read.index(name))
        rows[name], found = _item(assignment, name, keyring, rest)
        wrong += found
    wrong.sort(key=lambda m: (-m.share, m.item, m.option))
    lesson = [i.id for i in keyring.unit.items] if keyring else []
    alpha = statistics.cronbach_alpha(table)
    out_of = assignment.out_of
    return AssignmentView(
        assignment.name,
        assignment.title,
        out_of,
        tuple(s.share(assignment.cells) or 0.0 for s in submissions),
        tuple(rows[n] for n in names),
        tuple(rows[n] for n in lesson if n in rows and rows[n].questions),
        tuple(wrong[:MOST_MISREADINGS]),
        alpha,
        None if alpha is None else statistics.alpha_interval(alpha, len(table), len(read)),
        len(complete),
        tuple(f"{item}: {change.what}" for item, change in assignment.changed.items()),
        {name: number for name, number in waiting.items() if number},
        len(read),
    )


def _order(assignment: Assignment, keyring: Keyring | None) -> list[str]:
    """Graded cells in the lesson's order; cells of the instructor's own come last."""
    ours = [i.id for i in keyring.unit.items] if keyring else []
    known = [i for i in ours if i in assignment.cells]
    return known + [c for c in assignment.cells if c not in known]


def _ungraded(keyring: Keyring | None, names: Sequence[str]) -> list[str]:
    """Items that are asked for their own sake, or on which careful readers differ."""
    items = keyring.unit.items if keyring else ()
    return [i.id for i in items if not i.counts and not i.by_hand and i.id not in names]


def _item(
    assignment: Assignment, name: str, keyring: Keyring | None, discrimination: float | None
) -> tuple[ItemRow, list[Misreading]]:
    points = assignment.cells.get(name)
    mean = None
    if points is not None:
        graded = [s.grades[name].points for s in assignment.submissions]
        # A mean over the blanks alone, which are 0 at once, would say that nobody could do it.
        if None not in graded:
            mean = statistics.mean_share([p for p in graded if p is not None], points)
    change = assignment.changed.get(name)
    if change is not None and not change.graded:
        # What was picked can't be read with the options of today.
        return ItemRow(name, "", "changed", points, mean, None, discrimination, "", ()), []
    if keyring is None or name not in keyring:
        return ItemRow(name, "", "nbgrader cell", points, mean, None, discrimination, "", ()), []
    item, key = keyring[name]
    values, blanks = _values(item, assignment.submissions)
    questions = key.tally(item, values)
    row = ItemRow(
        name,
        item.title,
        item.family,
        points,
        mean,
        blanks / len(assignment.submissions) if not item.by_hand else None,
        discrimination,
        item.prompt,
        tuple(questions),
        item.contested,
    )
    return row, list(misreadings(item, key, questions))


def _values(item: Item, submissions: Sequence[Submission]) -> tuple[list[Any], int]:
    """The canonical answers given, and how many gave none; what does not fit is neither."""
    values: list[Any] = []
    blanks = 0
    for submission in submissions:
        response = submission.responses.get(item.id)
        try:
            value = item.parse(response.value if response else None)
        except ResponseError:
            continue
        if item.is_blank(value):
            blanks += 1
        else:
            values.append(value)
    return values, blanks
