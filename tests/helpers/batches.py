"""Classes for the batch door: one with everything in it, and plain ones of any size."""

from __future__ import annotations

import shutil
from pathlib import Path

from helpers import notebooks
from helpers.classroom import FULL, HALF, LAB, UNIT, Classroom
from secondsource_grading.batch import Options, Run, grade_assignment

DUE = "2026-03-01 12:00:00 UTC"

LATE = """
c.LatePenalty.penalty_method = "linear"
c.LatePenalty.per_day = 0.125
c.LatePenalty.at_most = 0.5
"""

OWN = "own-questions"
"""A second notebook in the same assignment: an ordinary one of nbgrader's."""


def grade(course: Classroom, **options) -> Run:
    """Through the batch door, in this process unless told otherwise."""
    return grade_assignment(course.root, course.assignment, Options(**options))


def db_url(course: Classroom) -> str:
    return f"sqlite:///{course.root / 'gradebook.db'}"


def plain_class(prepared: Classroom, folder: Path, count: int) -> Classroom:
    """`count` students, three of four with answers, none of them odd."""
    course = prepared.copy_to(folder)
    for number in range(count):
        values = (FULL, HALF, {}, {"lab-pick": ["holiday"][: number % 2]})[number % 4]
        course.answer(f"s{number:04}", values, t=notebooks.NOON + number)
    return course


def task_cell() -> dict:
    cell = notebooks.manual_cell("own-task", 3)
    marks = {"grade": False, "solution": False, "task": True, "locked": True}
    cell["metadata"]["nbgrader"] |= marks
    return cell


def own_notebook() -> dict:
    cells = [
        notebooks.plain_cell("# Of the instructor's own"),
        notebooks.manual_cell("own-text", 4),
        task_cell(),
        notebooks.code_test_cell("assert True", "own-test", 2),
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"own-{number}"
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def release_wide(prepared: Classroom, folder: Path) -> Classroom:
    """Two notebooks, files of the instructor's, a due date and a late penalty."""
    course = Classroom(folder)
    course.root.mkdir(parents=True)
    shutil.copytree(prepared.root / "source", folder / "source")
    course.write_config(LAB / "keys", LATE)
    source = course.root / "source" / UNIT
    notebooks.write(source / f"{OWN}.ipynb", own_notebook())
    (source / "data").mkdir()
    (source / "data" / "table.csv").write_text("a,b\n1,2\n", "utf-8")
    (source / "README.txt").write_text("The instructor's.\n", "utf-8")
    assert course.generate()["success"]
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(UNIT, duedate=DUE)
    return course


def hand_in_wide(course: Classroom) -> None:
    """One student of every kind that the two doors could treat differently."""
    released = notebooks.read(course.released)
    own = notebooks.read(course.released.with_name(f"{OWN}.ipynb"))

    def own_too(student: str, text: str | None = None) -> None:
        mine = notebooks.read(course.released.with_name(f"{OWN}.ipynb")) if text else own
        if text:
            notebooks.cell(mine, "own-text")["source"] = text
            notebooks.cell(mine, "own-task")["source"] += f"\n\n{text}"
        notebooks.write(course.submission(student).with_name(f"{OWN}.ipynb"), mine)

    def stamp(student: str, text: str) -> None:
        course.submission(student).with_name("timestamp.txt").write_text(text, "utf-8")

    for student, values in {"amy": FULL, "bob": HALF, "cem": {}}.items():
        course.answer(student, values)
        own_too(student)
    for day, student in enumerate(("dan-late", "eve-later", "fay-too-late"), start=2):
        course.answer(student, FULL if day % 2 else HALF)
        own_too(student, f"Written on day {day}.")
        stamp(student, f"2026-03-{day * day:02} 12:00:00 UTC")
    course.answer("gil-early", FULL)
    own_too("gil-early")
    stamp("gil-early", "2026-02-27 09:00:00.5 CET")
    course.submit("hal-broken", '{"cells": [')
    own_too("hal-broken", "An answer of its own.")
    course.answer("ian-one-missing", HALF)
    notebooks.write(course.submission("jon-other-missing").with_name(f"{OWN}.ipynb"), own)
    course.submit("kay-both-broken", b"\xff\xfe\x00PK")
    course.submission("kay-both-broken").with_name(f"{OWN}.ipynb").write_text("[]")
    written = notebooks.answered(released, FULL)
    notebooks.cell(written, "lab-essay")["source"] = "I *think*\nthat <b>so</b> it is.\r\n\u2028x"
    course.submit("lea-essay", written)
    own_too("lea-essay", "Not only\x0bone\x85line.")
    course.answer("max-files", FULL)
    own_too("max-files")
    beside = course.submission("max-files").parent
    (beside / "README.txt").write_text("The learner's.\n", "utf-8")
    (beside / "notes.txt").write_text("Kept.\n", "utf-8")
    (beside / "run.sh").write_text("#!/bin/sh\n", "utf-8")
    (beside / "data").mkdir()
    (beside / "data" / "mine.csv").write_text("c\n3\n", "utf-8")
    course.submit("ned-added", with_added(notebooks.answered(released, HALF)))
    own_too("ned-added")
    for student in ("o'neil; DROP TABLE", "pia åß 学生", "q%41{x}", "r.s+t@u", "-dash", "Zoé 🙂"):
        course.answer(student, HALF)
        own_too(student)


def with_added(notebook: dict) -> dict:
    notebook["cells"].insert(3, notebooks.plain_cell("print('added')", "code"))
    notebook["cells"].insert(5, notebooks.plain_cell("Added ](javascript:x) <script>"))
    notebook["cells"].append(notebook["cells"][2])
    return notebook


def work_by_hand(course: Classroom) -> None:
    """What an instructor does in the formgrader and with nbgrader's commands."""
    course.set_grade("bob", "lab-pick", manual_score=1.75, extra_credit=0.5)
    course.set_grade("lea-essay", "lab-essay", manual_score=3)
    course.set_grade("dan-late", "lab-essay", manual_score=2, extra_credit=0.25)
    course.set_comment("lea-essay", "lab-essay", "Well argued <b>here</b>.")
    course.set_comment("bob", "lab-essay", "Write something.")
    with course.gradebook() as gradebook:
        gradebook.grant_extension(UNIT, "eve-later", days=10)
        task = gradebook.find_grade("own-task", OWN, UNIT, "lea-essay")
        task.manual_score, task.needs_manual_grade = 2.5, False
        gradebook.update_or_create_student("amy", first_name="Amy", email="amy@example.org")
        gradebook.db.commit()


def change_some(course: Classroom) -> None:
    """New and other files of some students, one of whom grows later, one earlier."""
    course.answer("amy", HALF, t=notebooks.NOON + 60)
    course.answer("hal-broken", FULL)
    notebooks.write(
        course.submission("ian-one-missing").with_name(f"{OWN}.ipynb"),
        notebooks.read(course.released.with_name(f"{OWN}.ipynb")),
    )
    course.submission("bob").with_name(f"{OWN}.ipynb").unlink()
    course.answer("bob", FULL)
    course.submission("dan-late").with_name("timestamp.txt").write_text("2026-03-08 12:00:00 UTC")
    course.submission("lea-essay").write_text("{", "utf-8")
    course.answer("new-one", FULL)
