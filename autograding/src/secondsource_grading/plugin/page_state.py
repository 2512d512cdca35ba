"""What a page of feedback was made from, so that one older than the grades is made again."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from secondsource import __version__
from secondsource.recording.responses import KEY
from secondsource_grading.grading.fingerprint import fingerprint, key_fingerprint
from secondsource_grading.grading.settings import SecondSource
from secondsource_grading.plugin.feedback_stage import stage_of_page

__all__ = ["StalePages", "is_stale", "key_state", "page_state"]

META = "secondsource-grades"
"""The name of the `meta` element in a page that holds its state."""

_ELEMENT = re.compile(rf'<meta [^>]*"{META}"[^>]*>')

_STATE = re.compile(r'content="([0-9a-f]+)"')

HEAD = 2000
"""Characters at the beginning of a page in which its state stands."""


def page_state(names: dict[str, str], autograded: Path, settings: SecondSource) -> str:
    """Return a hash of all that a feedback page shows.

    `names` has nbgrader's `db_url`, `assignment`, `notebook` and `student`. The state changes
    with points, comments and penalties in the gradebook, the `autograded` notebook, items and
    keys, and the stage of feedback.
    """
    content = autograded.read_bytes()
    stage = stage_of_page(names, settings.feedback)
    parts = [__version__, stage, *_graded(names), *key_state(content, settings)]
    return hashlib.sha256(json.dumps(parts).encode() + content).hexdigest()[:32]


def is_stale(page: Path, names: dict[str, str], autograded: Path, settings: SecondSource) -> bool:
    """Return whether a page, which may be missing, shows something else than `page_state` has."""
    return _noted(page) != page_state(names, autograded, settings)


def _graded(names: dict[str, str]) -> list[Any]:
    with Gradebook(names["db_url"]) as gradebook:
        try:
            found = gradebook.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
        except MissingEntry:
            return []
        grades = sorted(
            [g.name, g.score, g.max_score, g.auto_score is None and g.manual_score is None]
            for g in found.grades
        )
        comments = sorted([c.name, c.comment or ""] for c in found.comments)
        return [grades, comments, found.late_submission_penalty]


def key_state(content: bytes, settings: SecondSource) -> list[Any]:
    """Return the fingerprints of items and keys of an autograded notebook's unit.

    Raises `ContentError` where the unit or its keys are not there any more.
    """
    try:
        unit = json.loads(content)["metadata"][KEY]["unit"]
    except (ValueError, KeyError, TypeError):
        return []
    if not isinstance(unit, str):
        return []
    keyring = settings.keyring(unit)
    return [[i.id, fingerprint(i), key_fingerprint(keyring, i.id)] for i in keyring.unit.items]


class StalePages:
    """Lets nbgrader's `GenerateFeedback` make again what differs from the grades of today.

    nbgrader by itself skips every page that is there, so after a regrade learners would read
    the old one, and nobody would be told.
    """

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """As nbgrader's; True too where a page was made from other grades, items or keys."""
        converter: Any = self
        if super().init_destination(assignment_id, student_id):  # type: ignore[misc]  # nbgrader's
            return True
        if student_id in str(converter.coursedir.student_id_exclude).split(","):
            return False
        settings = SecondSource(config=converter.config)
        folder = Path(converter._format_dest(assignment_id, student_id))  # noqa: SLF001 - nbgrader has no public name for it
        names = {"db_url": converter.coursedir.db_url, "assignment": assignment_id}
        for file in map(Path, converter.notebooks):
            page = folder / f"{file.stem}.html"
            mine = {**names, "student": student_id, "notebook": file.stem}
            if is_stale(page, mine, file, settings):
                converter.log.warning("Updating feedback older than the grades: %s", page)
                return True
        return False


def _noted(page: Path) -> str | None:
    try:
        with page.open(encoding="utf-8", errors="replace") as text:
            element = _ELEMENT.search(text.read(HEAD))
    except OSError:
        return None
    # nbconvert may write the attributes in another order.
    match = _STATE.search(element[0]) if element else None
    return match[1] if match else None
