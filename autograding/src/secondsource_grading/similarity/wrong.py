"""The wrong answers of a class: for each student and item what was answered, where it is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from secondsource.errors import ResponseError
from secondsource.families import Item
from secondsource.scoring import Key
from secondsource_grading.gradebook.database import GradebookError
from secondsource_grading.gradebook.reader import Assignment, Course
from secondsource_grading.keys import load_keys

__all__ = ["WrongAnswers", "asked_unit", "wrong_answers"]

WrongAnswers = Mapping[str, Mapping[str, str]]
"""By student, then by item: a wrong answer in one form, so that equal ones are equal text."""


def asked_unit(course: Course, name: str) -> Assignment:
    """Return the graded unit of that name; `GradebookError` where there is none."""
    found = next((a for a in course.assignments if a.name == name and a.unit), None)
    if found is None:
        names = ", ".join(a.name for a in course.assignments if a.unit) or "none"
        msg = f"{course.folder}: no graded unit is called {name!r}; there are {names}"
        raise GradebookError(msg)
    return found


def wrong_answers(assignment: Assignment, keys: Path | None = None) -> WrongAnswers:
    """Return the wrong answers of all who handed in; those who have none are there, with none.

    An item's answer counts as one, however many parts it has, because parts of one item hang
    together. Blanks, right answers, written texts, forecasts and items on which careful readers
    differ are left out, and so is an item that was changed after the release.
    """
    assert assignment.unit is not None  # noqa: S101 - `asked_unit` saw to it
    keyring = load_keys(assignment.unit, keys)
    judged = [
        keyring[i.id]
        for i in keyring.unit.items
        if i.id in keyring and i.id not in assignment.changed and _judged(*keyring[i.id])
    ]
    return {
        s.student: {
            item.id: answer
            for item, key in judged
            if (response := s.responses.get(item.id)) is not None
            and (answer := _wrong(item, key, response.value)) is not None
        }
        for s in assignment.submissions
    }


def _judged(item: Item, key: Key[Any]) -> bool:
    return key.judged and not item.by_hand and not item.contested and not item.practice


def _wrong(item: Item, key: Key[Any], raw: Any) -> str | None:
    """Return an answer as text, or None where it is blank, right, or does not fit the item."""
    try:
        value = item.parse(raw)
    except ResponseError:
        return None
    if item.is_blank(value) or key.share(item, value)[0] >= 1:
        return None
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
