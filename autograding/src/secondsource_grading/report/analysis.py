"""From a course to what its report shows, in numbers and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import fmean, median
from typing import Any

from secondsource.errors import ResponseError
from secondsource.families import Item
from secondsource.scoring.keys import Keyring
from secondsource.scoring.tally import Question
from secondsource_grading.authoring.guessing import random_share
from secondsource_grading.gradebook.reader import Assignment, Submission
from secondsource_grading.keys import load_keys
from secondsource_grading.report import statistics
from secondsource_grading.report.certainty import Certainty, certainty
from secondsource_grading.report.looks import Look, is_empty, looks
from secondsource_grading.report.omega import Omega, omega
from secondsource_grading.report.tally import Misreading, Unpicked, misreadings, unpicked
from secondsource_grading.report.time_spent import TimeSpent, time_spent

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
    interval: tuple[float, float] | None = None
    """Of the mean, at 95 %."""
    guess: float | None = None
    """What answers at random earn on average; None where a person or no rule gives the points."""
    efficiency: float | None = None
    """Discriminative efficiency, as Moodle defines it; at most 1."""
    choices: bool = False
    """Whether `questions` counts options that were given, and nothing a learner wrote."""


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

    unpicked: tuple[Unpicked, ...] = ()
    looks: tuple[Look, ...] = ()
    empty: int = 0
    """Submissions that hold no answer at all."""

    omega: Omega | None = None
    """McDonald's, from `statistics.FEW` submissions on; None where it is not defined."""

    time: TimeSpent | None = None
    certainty: Certainty | None = None
    """How sure the class was where chances are asked for."""

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


def analyse(
    assignment: Assignment, keys: Path | None = None, students: Collection[str] = ()
) -> AssignmentView:
    """Everything the report says about one assignment with at least one submission.

    `keys` replaces the packaged keys, `students` is the roster. Raises `ContentError` where
    keys are missing.
    """
    keyring = load_keys(assignment.unit, keys) if assignment.unit else None
    names = _order(assignment, keyring)
    submissions = assignment.submissions
    waiting = {n: sum(s.grades[n].points is None for s in submissions) for n in names}
    # What waits for a person in any submission is left out: it would count as a 0 in some.
    read = [n for n in names if not waiting[n]]
    table = [[s.grades[n].points or 0.0 for n in read] for s in submissions]
    items = {
        name: _item(assignment, name, keyring, *_discrimination(table, read, name))
        for name in [*names, *_ungraded(keyring, names)]
    }
    wrong = [m for found in items.values() for m in found.misreadings]
    wrong.sort(key=lambda m: (-m.share, m.item, m.option))
    lesson = [i.id for i in keyring.unit.items] if keyring else []
    known = [n for n in names if items[n].known]
    blanks = Counter(student for n in known for student in items[n].blank)
    alpha = statistics.cronbach_alpha(table)
    return AssignmentView(
        assignment.name,
        assignment.title,
        assignment.out_of,
        tuple(s.share(assignment.cells) or 0.0 for s in submissions),
        tuple(items[n].row for n in names),
        tuple(items[n].row for n in lesson if n in items and items[n].row.questions),
        tuple(wrong[:MOST_MISREADINGS]),
        alpha,
        None if alpha is None else statistics.alpha_interval(alpha, len(table), len(read)),
        sum(s.graded for s in submissions),
        tuple(f"{item}: {change.what}" for item, change in assignment.changed.items()),
        {name: number for name, number in waiting.items() if number},
        len(read),
        tuple(o for found in items.values() for o in found.unpicked),
        tuple(looks(assignment, blanks, known, students)),
        sum(is_empty(s, blanks[s.student], known) for s in submissions),
        omega(table),
        time_spent(submissions),
        certainty(keyring, submissions) if keyring else None,
    )


def _discrimination(
    table: statistics.Table, read: Sequence[str], name: str
) -> tuple[float | None, float | None]:
    """Return discrimination and its efficiency; None for both where the class is small."""
    if name not in read or len(table) < statistics.FEW:
        return None, None
    at = read.index(name)
    rest = statistics.item_rest_correlation(table, at)
    return rest, None if rest is None else statistics.discriminative_efficiency(table, at)


def _order(assignment: Assignment, keyring: Keyring | None) -> list[str]:
    """Graded cells in the lesson's order; cells of the instructor's own come last."""
    ours = [i.id for i in keyring.unit.items] if keyring else []
    known = [i for i in ours if i in assignment.cells]
    return known + [c for c in assignment.cells if c not in known]


def _ungraded(keyring: Keyring | None, names: Sequence[str]) -> list[str]:
    """Items that are asked for their own sake, or on which careful readers differ."""
    items = keyring.unit.items if keyring else ()
    return [i.id for i in items if not i.counts and not i.by_hand and i.id not in names]


@dataclass(frozen=True)
class _Item:
    """An item's row, what was picked wrongly in it or by nobody, and who left it blank."""

    row: ItemRow
    misreadings: tuple[Misreading, ...] = ()
    unpicked: tuple[Unpicked, ...] = ()
    blank: tuple[str, ...] = ()
    known: bool = False
    """Whether it can be told who left it blank."""


def _item(
    assignment: Assignment,
    name: str,
    keyring: Keyring | None,
    discrimination: float | None,
    efficiency: float | None,
) -> _Item:
    points = assignment.cells.get(name)
    mean = _mean(assignment, name, points)
    number = len(assignment.submissions)
    row = ItemRow(
        name, "", "nbgrader cell", points, mean, None, discrimination, "", (),
        interval=None if mean is None else statistics.wilson_interval(mean, number),
        efficiency=efficiency,
    )  # fmt: skip
    change = assignment.changed.get(name)
    if change is not None and not change.graded:
        # What was picked can't be read with the options of today.
        return _Item(replace(row, family="changed"))
    if keyring is None or name not in keyring:
        return _Item(row)
    item, key = keyring[name]
    values, blanks = _values(item, assignment.submissions)
    questions = tuple(key.tally(item, values))
    row = replace(
        row,
        title=item.title,
        family=item.family,
        blank=None if item.by_hand else len(blanks) / number,
        prompt=item.prompt,
        questions=questions,
        contested=item.contested,
        choices=bool(item.option_groups()),
        guess=random_share(item, key) if key.guessable and not item.contested else None,
    )
    wrong, none = misreadings(item, key, questions), unpicked(item, questions)
    return _Item(row, tuple(wrong), tuple(none), tuple(blanks), known=True)


def _mean(assignment: Assignment, name: str, points: float | None) -> float | None:
    """Return the mean share of an item's points; None while some are not given yet."""
    if points is None:
        return None
    graded = [s.grades[name].points for s in assignment.submissions]
    # A mean over the blanks alone, which are 0 at once, would say that nobody could do it.
    known = [p for p in graded if p is not None]
    return statistics.mean_share(known, points) if len(known) == len(graded) else None


def _values(item: Item, submissions: Sequence[Submission]) -> tuple[list[Any], list[str]]:
    """The canonical answers given, and who gave none; what does not fit is neither."""
    values: list[Any] = []
    blanks = []
    for submission in submissions:
        response = submission.responses.get(item.id)
        try:
            value = item.parse(response.value if response else None)
        except ResponseError:
            continue
        if item.is_blank(value):
            blanks.append(submission.student)
        else:
            values.append(value)
    return values, blanks
