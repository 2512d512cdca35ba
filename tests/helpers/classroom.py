"""A course folder driven through nbgrader's own programming interface."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Grade, Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from helpers import notebooks

CONFIG = """\
import secondsource_grading

c = get_config()
c.CourseDirectory.course_id = "lab"
c.Exchange.root = {exchange!r}
c.SecondSource.keys = {keys!r}
secondsource_grading.configure(c)
"""

LAB = Path(__file__).resolve().parents[1] / "lab"
UNIT = "90-lab"

FULL = {
    "lab-pick": ["holiday", "stock", "repair"],
    "lab-grid": {"rain": "baker", "wind": "fisher", "snow": "nobody"},
    "lab-pair": {"answer": "open", "reason": "scope"},
    "lab-amount": {"amount": 14, "unit": "days"},
}
"""Answers that earn all 8.5 points of the lab unit."""

HALF = {
    "lab-pick": ["holiday", "stock", "feud"],
    "lab-grid": {"rain": "baker", "wind": "fisher", "snow": "baker"},
    "lab-pair": {"answer": "open", "reason": "chair"},
    "lab-amount": {"amount": 14, "unit": "weeks"},
}
"""Answers that earn 2/3, 1.5, 1 and 0.5 points."""


@dataclass
class Classroom:
    """One course: its folder, and nbgrader's steps in it."""

    root: Path
    assignment: str = UNIT

    def write_config(self, keys: Path | None, extra: str = "") -> None:
        text = CONFIG.format(exchange=str(self.root / "exchange"), keys=str(keys or ""))
        (self.root / "nbgrader_config.py").write_text(text + extra, "utf-8")

    def api(self) -> NbGraderAPI:
        """Read the configuration file as nbgrader's commands do."""
        config = Config(PyFileConfigLoader("nbgrader_config.py", str(self.root)).load_config())
        config.CourseDirectory.root = str(self.root)
        return NbGraderAPI(config=config)

    def copy_to(self, folder: Path) -> Classroom:
        shutil.copytree(self.root, folder)
        twin = Classroom(folder, self.assignment)
        config = folder / "nbgrader_config.py"
        config.write_text(config.read_text("utf-8").replace(str(self.root), str(folder)), "utf-8")
        return twin

    @property
    def released(self) -> Path:
        return self.root / "release" / self.assignment / f"{self.assignment}.ipynb"

    def submission(self, student: str) -> Path:
        return self.root / "submitted" / student / self.assignment / f"{self.assignment}.ipynb"

    def submit(self, student: str, what: Any) -> Path:
        """Hand in bytes or text as they are, or JSON, or answers in the released notebook."""
        file = self.submission(student)
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(what, bytes):
            file.write_bytes(what)
        elif isinstance(what, str):
            file.write_text(what, "utf-8")
        else:
            notebooks.write(file, what)
        return file

    def answer(self, student: str, values: dict[str, Any], **kw: Any) -> Path:
        return self.submit(student, notebooks.answered(notebooks.read(self.released), values, **kw))

    def generate(self) -> dict[str, Any]:
        return self.api().generate_assignment(self.assignment)

    def autograde(self, student: str = "*", *, force: bool = True) -> dict[str, Any]:
        return self.api().autograde(self.assignment, student, force=force)

    def feedback(self, student: str | None = None) -> dict[str, Any]:
        return self.api().generate_feedback(self.assignment, student)

    def autograded(self, student: str) -> dict[str, Any]:
        file = self.root / "autograded" / student / self.assignment / f"{self.assignment}.ipynb"
        return notebooks.read(file)

    def page(self, student: str) -> str:
        """A learner's feedback page."""
        file = self.root / "feedback" / student / self.assignment / f"{self.assignment}.html"
        return file.read_text("utf-8")

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.root / 'gradebook.db'}", "lab")

    def grades(self, student: str) -> dict[str, dict[str, Any]]:
        """Every grade of a submission as nbgrader tells it."""
        with self.gradebook() as gradebook:
            notebook = gradebook.find_submission_notebook(self.assignment, self.assignment, student)
            return {g.name: g.to_dict() for g in notebook.grades}

    def points(self, student: str) -> dict[str, float]:
        return {name: grade["auto_score"] for name, grade in self.grades(student).items()}

    def set_grade(self, student: str, name: str, **columns: Any) -> None:
        """Grade by hand, as the formgrader does."""
        with self.gradebook() as gradebook:
            grade: Grade = gradebook.find_grade(name, self.assignment, self.assignment, student)
            for column, value in columns.items():
                setattr(grade, column, value)
            grade.needs_manual_grade = False
            gradebook.db.commit()

    def set_comment(self, student: str, name: str, text: str) -> None:
        with self.gradebook() as gradebook:
            comment = gradebook.find_comment(name, self.assignment, self.assignment, student)
            comment.manual_comment = text
            gradebook.db.commit()

    def comment(self, student: str, name: str) -> str | None:
        with self.gradebook() as gradebook:
            return gradebook.find_comment(
                name, self.assignment, self.assignment, student
            ).manual_comment


def environment(home: Path) -> dict[str, str]:
    """The environment of a command: the lab's units, and nothing of this user's Jupyter set-up."""
    names = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    folders = {f"JUPYTER_{name}": str(home / name.lower()) for name in names}
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NBGRADER", "JUPYTER"))}
    return {
        **kept,
        **folders,
        "HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "SECONDSOURCE_UNITS": str(LAB / "units"),
    }
