"""One invented class in two forms: with recorded answers, and as code for stock nbgrader.

Both forms hold the same students' same answers in notebooks of 26 cells, 8 of them
graded, with ipywidgets and matplotlib imported and one plot, as saved after a run.
"""

from __future__ import annotations

import base64
import io
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from secondsource.recording.responses import Response, record
from secondsource.scoring.keys import Keyring
from secondsource_grading.authoring.build import asked, build_unit
from secondsource_grading.keys import load_keys

HERE = Path(__file__).resolve().parent
UNIT = "99-bench"
SEED = 2026
KNOWS, ANSWERS = 0.55, 0.95
"""The share of questions a student knows, and the share answered at all."""

STAMP = "2026-03-01 12:00:00 UTC"

OURS = """\
import secondsource_grading

c = get_config()
c.CourseDirectory.course_id = "bench"
c.SecondSource.keys = {keys!r}
secondsource_grading.configure(c)
"""

STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "bench"
"""

Json = dict[str, Any]


@dataclass(frozen=True)
class Student:
    """An invented student and what they answered; an item without an answer is missing."""

    name: str
    answers: Mapping[str, Any]


def environment() -> dict[str, str]:
    """For the commands: the bench's unit, this interpreter's tools, compiled bytecode."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    tools = str(Path(sys.executable).parent)
    return kept | {
        "SECONDSOURCE_UNITS": str(HERE / "units"),
        "PATH": tools + os.pathsep + os.environ["PATH"],
    }


def unit_keyring() -> Keyring:
    """The bench unit and its keys."""
    os.environ["SECONDSOURCE_UNITS"] = str(HERE / "units")
    return load_keys(UNIT, HERE / "keys")


def students(count: int) -> Iterator[Student]:
    """The first `count` students; the same ones in every class."""
    keyring = unit_keyring()
    for number in range(count):
        rng = Random(SEED * 1_000_003 + number)  # noqa: S311 - not for secrets
        answers = {}
        for item in keyring.unit.items:
            luck = rng.random()
            key = keyring.keys[item.id]
            if luck < KNOWS:
                answers[item.id] = key.full(item)
            elif luck < ANSWERS:
                answers[item.id] = key.guess(item, rng)
        yield Student(f"student-{number:06}", answers)


def write_source(course: Path, *, stock: bool) -> None:
    """The instructor's configuration and source notebook."""
    text = STOCK if stock else OURS.format(keys=str(HERE / "keys"))
    course.mkdir(parents=True)
    (course / "nbgrader_config.py").write_text(text, "utf-8")
    unit_keyring()
    notebook = json.loads(build_unit(UNIT))
    file = course / "source" / UNIT / f"{UNIT}.ipynb"
    _write(file, _as_code(notebook) if stock else notebook)


def hand_in(course: Path, count: int, *, stock: bool) -> None:
    """Submissions of `count` students in the notebook that was released in `course`."""
    released = json.loads((course / "release" / UNIT / f"{UNIT}.ipynb").read_text("utf-8"))
    _run_before(released, _plot())
    for student in students(count):
        notebook = json.loads(json.dumps(released))
        if stock:
            _fill_in(notebook, student)
        else:
            for number, (item_id, value) in enumerate(student.answers.items()):
                response = Response(value, 1_772_000_000.0 + number)
                notebook["metadata"] = record(notebook["metadata"], UNIT, item_id, response)
        folder = course / "submitted" / student.name / UNIT
        _write(folder / f"{UNIT}.ipynb", notebook)
        (folder / "timestamp.txt").write_text(STAMP, "utf-8")


def _write(file: Path, notebook: Json) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)
    file.write_text(text + "\n", "utf-8")


def _run_before(notebook: Json, picture: str) -> None:
    """Outputs as a run in JupyterLab leaves them."""
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] != "code":
            continue
        cell["execution_count"] = number
        source = "".join(cell["source"])
        if "plt.show" in source:
            data = {"image/png": picture, "text/plain": "<Figure size 600x300 with 1 Axes>"}
            cell["outputs"] = [{"data": data, "metadata": {}, "output_type": "display_data"}]
        elif asked(source) or "widgets." in source:
            view = {"model_id": f"{number:032x}", "version_major": 2, "version_minor": 0}
            data = {"application/vnd.jupyter.widget-view+json": view, "text/plain": "VBox(...)"}
            cell["outputs"] = [{"data": data, "metadata": {}, "output_type": "display_data"}]


def _plot() -> str:
    import matplotlib as mpl  # noqa: PLC0415 - slow to import

    mpl.use("agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    figure, axes = plt.subplots(figsize=(6, 3))
    axes.bar(np.arange(14), 40 * np.exp(-np.arange(14) / 5), label="readers")
    axes.legend()
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=100)
    plt.close(figure)
    return base64.b64encode(file.getvalue()).decode("ascii")


# The same questions as code: a cell for the answer, and a test that pays points.


def _as_code(notebook: Json) -> Json:
    """Eight pairs of answer and test, a cell of imports, a plot and eight cells of prose."""
    keyring = unit_keyring()
    texts = [c for c in notebook["cells"] if c["cell_type"] == "markdown"]
    codes = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    imports = next(c for c in codes if "import matplotlib" in c)
    plot = next(c for c in codes if "plt.show" in c)
    cells = [*texts[:4], _code("imports", imports)]
    for number, item in enumerate(keyring.unit.items):
        name = f"answer_{number}"
        cells.append(_solution(f"{item.id}-answer", f"{name} = None"))
        cells.append(_test(item.id, _points(keyring, item.id, name), item.points))
    cells += [*texts[4:8], _code("plot", plot)]
    return notebook | {"cells": cells, "metadata": {"kernelspec": _KERNEL}}


_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def _points(keyring: Keyring, item_id: str, name: str) -> str:
    """Python whose value is the points of the answer in variable `name`."""
    item, key = keyring[item_id]
    full = key.full(item)
    if item.family == "choice":
        share = f"{name} == {full!r}"
    elif item.family == "matrix":
        chance = 1 / len(item.columns)  # type: ignore[attr-defined]
        hits = f"sum(({name} or {{}}).get(r) == c for r, c in {full!r}.items())"
        share = f"max(0, ({hits} / {len(full)} - {chance!r}) / (1 - {chance!r}))"
    elif item.family == "two-tier":
        got = f"({name} or {{}}).get"
        share = (
            f"0 if {got}('answer') != {full['answer']!r}"
            f" else 1 if {got}('reason') == {full['reason']!r} else 0.4"
        )
    else:
        right = (full["amount"], full["unit"], key.answer.tolerance)
        share = f"amount_share({name}, *{right!r})"
        return f"{_AMOUNT}\nround({item.points!r} * {share}, 4)"
    return f"round({item.points!r} * ({share}), 4)"


_AMOUNT = """\
def amount_share(answer, amount, unit, tolerance):
    if not answer or answer["amount"] is None:
        return 0
    near = abs(answer["amount"] - amount) <= tolerance
    if near and answer["unit"] == unit:
        return 1
    tens = [answer["amount"] * 10.0**n for n in (-3, -2, -1, 1, 2, 3)]
    tenfold = answer["unit"] == unit and answer["amount"]
    return 0.5 if near or (tenfold and any(abs(t - amount) <= tolerance for t in tens)) else 0
"""


def _fill_in(notebook: Json, student: Student) -> None:
    ids = [item.id for item in unit_keyring().unit.items]
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name.endswith("-answer"):
            number = ids.index(name.removesuffix("-answer"))
            cell["source"] = f"answer_{number} = {student.answers.get(ids[number])!r}"


def _code(name: str, source: str, **nbgrader: Any) -> Json:
    marks = {"nbgrader": nbgrader | {"grade_id": name, "schema_version": 3}} if nbgrader else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": marks,
        "outputs": [],
        "source": source,
    }


def _solution(name: str, source: str) -> Json:
    return _code(name, source, grade=False, locked=False, solution=True, task=False)


def _test(name: str, source: str, points: float) -> Json:
    return _code(name, source, grade=True, locked=True, solution=False, task=False, points=points)
