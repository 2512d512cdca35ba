"""What a regrade would do, worked out from the answers that grading has stored."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from secondsource import __version__
from secondsource_grading.garbage import few_collections
from secondsource_grading.gradebook.database import Database
from secondsource_grading.gradebook.floors import extra_after, missing
from secondsource_grading.gradebook.late_penalty import Penalty
from secondsource_grading.gradebook.noted import StudentRecord
from secondsource_grading.gradebook.standing import Points, Standing, read_standing, standings
from secondsource_grading.gradebook.version import other_version
from secondsource_grading.grading.job import Context
from secondsource_grading.intake.admission import SUFFIX
from secondsource_grading.plugin.course import CourseFolder, open_course
from secondsource_grading.plugin.release import changes_in_words
from secondsource_grading.regrade.effects import Change, ItemEffect, Preview, StudentEffect
from secondsource_grading.regrade.errors import RegradeError
from secondsource_grading.regrade.same_work import UNREADABLE, why_left
from secondsource_grading.regrade.scoring import Scorer
from secondsource_grading.regrade.stored import read_stored

__all__ = ["Preview", "preview"]

Place = tuple[str, str]
"""A notebook's name and a cell's."""

Progress = Callable[[int, int], None]


def preview(
    folder: Path,
    assignment: str,
    *,
    never_lower: bool = False,
    progress: Progress = lambda _done, _all: None,
) -> Preview:
    """Return what a regrade of `assignment` in the course `folder` would do; write nothing.

    With `never_lower` nobody has less on an item than before. `progress` is called with the
    number of students done and of all. Raises `SecondSourceError` for a course that is not set
    up, and `RegradeError` where nothing of the assignment was graded.
    """
    course = open_course(folder)
    database = Database(course.db_url, write_ahead=False)

    def work(connection: Connection) -> Preview:
        standing = read_standing(connection, assignment)
        if not standing.notebooks:
            msg = f"{assignment} was never released; nbgrader generate_assignment {assignment}"
            raise RegradeError(msg)
        return _Work(course, standing, never_lower).run(connection, progress)

    try:
        with few_collections():
            return database.transaction(work, kind="")
    finally:
        database.close()


@dataclass(frozen=True)
class _Cell:
    """A cell as it is worked on: its item's effect, and what students keep on it."""

    effect: ItemEffect
    item: str


class _Work:
    """One preview under way."""

    def __init__(self, course: CourseFolder, standing: Standing, never_lower: bool) -> None:  # noqa: FBT001 - its own helper
        self.course = course
        self.standing = standing
        self.penalty: Penalty = course.penalty()
        self.context: Context = course.context(standing.assignment, standing.notebooks, "")
        self.scorers = {n: Scorer.of(a) for n, a in self.context.assessments.items()}
        self.found = Preview(standing.assignment, never_lower)
        self.cells = dict(_cells(standing, self.scorers, self.context))

    def run(self, connection: Connection, progress: Progress) -> Preview:
        """Go through all students."""
        found = self.found
        for name, scorer in self.scorers.items():
            for item, change in scorer.assessment.to_ask.items():
                found.asks[item] = f"{name}: {change.what}"
        version = filter(None, [other_version(connection)])
        found.notes = [*map(str, version)]
        found.notes += [
            line
            for line in changes_in_words(self.standing.assignment, self.context.assessments)
            if "fingerprints" in line
        ]
        expected = len(self.standing.late)
        graded = set()
        for number, (student, points) in enumerate(standings(connection, self.standing)):
            progress(number, expected)
            graded.add(student)
            self._student(student, points)
        progress(expected, expected)
        for student in self.course.handed_in(self.standing.assignment):
            if student not in graded and self.course.takes(student):
                job = self.course.job(found.assignment, student, StudentRecord(), force=True)
                found.left[student] = why_left(job, self.context, graded=False) or ""
        found.items = [
            c.effect
            for c in self.cells.values()
            if c.effect.why or c.effect.up or c.effect.down or c.effect.kept
        ]
        return found

    def _student(self, student: str, points: Mapping[Place, Points]) -> None:
        job = self.course.job(self.found.assignment, student, StudentRecord(), force=True)
        why = why_left(job, self.context, graded=True)
        after = dict.fromkeys(self.scorers, 0.0)
        changes: list[Change] = []
        for name, scorer in self.scorers.items():
            file = f"{job.autograded}/{name}{SUFFIX}"
            stored = None if why else read_stored(file)
            if stored is None:
                if not why and scorer.cells and os.path.lexists(file):
                    why = UNREADABLE
                continue
            for grade in scorer.score(stored):
                before = points.get((name, grade.name))
                if before is not None:
                    changes += self._cell(student, (name, grade.name), before, grade.auto_score)
        if why:
            self.found.left[student] = why
            return
        self.found.graded += 1
        self.found.answered.append(student)
        for change in changes:
            after[change.notebook] += change.after - change.before
        if changes:
            totals = self._totals(student, points, after)
            self.found.students.append(StudentEffect(student, *totals, tuple(changes)))

    def _cell(
        self, student: str, place: Place, before: Points, computed: float | None
    ) -> list[Change]:
        """Count what becomes of one cell; return the change where there is one."""
        auto, manual, extra = before
        floors = self.standing.floors.get(place[0])
        if auto == computed and manual is None and not floors:
            return []
        cell = self.cells[place]
        if manual is not None:
            cell.effect.by_hand += 1
            return []
        if computed is None:
            if auto is not None:
                self.found.takes[cell.item] = self.found.takes.get(cell.item, 0) + 1
            return []
        least, given = (floors or {}).get((student, place[1]), (0.0, 0.0))
        if self.found.never_lower and auto is not None:
            least = max(least, round(auto + given, 4))
        needed = missing(least, computed)
        had = round((auto or 0.0) + (extra or 0.0), 4)
        has = round(computed + extra_after(extra or 0.0, given, needed), 4)
        _count(cell.effect, had, has, kept=needed > given)
        if had == has and needed == given:
            return []
        return [Change(place[0], cell.item, had, has, needed)]

    def _totals(
        self, student: str, points: Mapping[Place, Points], gain: Mapping[str, float]
    ) -> tuple[float, float]:
        """Return a student's points in the assignment before and after, lateness counted."""
        before = after = 0.0
        late = self.standing.late.get(student, 0.0)
        for name in self.scorers:
            earned = sum(_counting(p) for (notebook, _), p in points.items() if notebook == name)
            before += earned - self.standing.penalties.get((student, name), 0.0)
            earned += gain[name]
            after += earned - ((self.penalty(student, earned, late) or 0.0) if late > 0 else 0.0)
        return round(max(0.0, before), 4), round(max(0.0, after), 4)


def _counting(points: Points) -> float:
    auto, manual, extra = points
    given = auto if manual is None else manual
    return 0.0 if given is None else given + (extra or 0.0)


def _count(effect: ItemEffect, had: float, has: float, *, kept: bool) -> None:
    effect.kept += kept
    if has > had:
        effect.up += 1
        effect.gained = round(effect.gained + has - had, 4)
    elif has < had:
        effect.down += 1
        effect.lost = round(effect.lost + had - has, 4)


def _cells(
    standing: Standing, scorers: Mapping[str, Scorer], context: Context
) -> list[tuple[Place, _Cell]]:
    """Return every cell that is scored by itself, with why its points may be others."""
    found = []
    for name, scorer in scorers.items():
        before, keyring = context.assessments[name].points, scorer.assessment.keyring
        versions = scorer.assessment.versions
        for cell, item in scorer.cells.items():
            was, is_ = before.get(cell, 0.0), scorer.assessment.points.get(cell, 0.0)
            why = _why(standing.graded_with.get(item), versions.get(item), was, is_)
            title = keyring.unit.item(item).title if keyring is not None and item in keyring else ""
            effect = ItemEffect(name, item, title or item, why, was, is_)
            found.append(((name, cell), _Cell(effect, item)))
    return found


def _why(
    before: tuple[str, str] | None, now: tuple[str, str] | None, was: float, is_: float
) -> str:
    """Return what was changed of an item since the batch command's last run, in words."""
    told = []
    if before is not None and now is not None:
        told += ["its key was changed"] if before[1] != now[1] else []
        told += ["its words were changed"] if before[0] != now[0] else []
    if was != is_:
        told.append(f"it is worth {is_:g} points instead of {was:g}")
    return " and ".join(told)


UNKNOWN = (
    "its key is another than the one it was graded with, or "
    f"Second Source {__version__} scores it otherwise"
)
"""Why points change where nothing was noted of how the item was before."""
