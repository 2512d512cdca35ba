"""From lesson and items to notebooks: the same bytes each time, or an error and nothing written."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers import notebooks
from helpers.classroom import LAB, UNIT

from secondsource.errors import ContentError
from secondsource.files import write_if_changed
from secondsource.units import load_unit, unit_names
from secondsource_grading.authoring.build import asked, build_all, build_unit
from secondsource_grading.authoring.folding import split
from secondsource_grading.cli import main

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """The lab unit in a folder of its own: `lab(old, new)` edits its lesson."""
    shutil.copytree(LAB / "units", tmp_path / "units")
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(tmp_path / "units"))
    lesson = tmp_path / "units" / UNIT / "lesson.md"

    def edit(old, new):
        text = lesson.read_text("utf-8")
        assert old in text
        lesson.write_text(text.replace(old, new, 1), "utf-8")

    edit.lesson = lesson
    edit.target = tmp_path / "notebooks"
    return edit


def test_building_twice_gives_the_same_bytes(lab):
    assert build_unit(UNIT) == build_unit(UNIT)
    (file, changed), *_ = build_all(lab.target)
    stamp = file.stat().st_mtime_ns
    assert changed
    assert list(build_all(lab.target)) == [(file, False)]
    assert file.stat().st_mtime_ns == stamp
    assert file.read_bytes().endswith(b"}\n")


@pytest.mark.usefixtures("lab")
def test_a_built_notebook_is_valid_and_clean():
    """Valid for Jupyter and for nbgrader, no output, no machine's path, ids that differ."""
    import nbformat
    from nbgrader.nbgraderformat import MetadataValidator

    notebook = nbformat.reads(build_unit(UNIT), as_version=4)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    assert len({c.id for c in notebook.cells}) == len(notebook.cells)
    assert not [c for c in notebook.cells if c.get("outputs") or c.get("execution_count")]


@pytest.mark.usefixtures("lab")
def test_every_item_is_one_locked_cell_with_its_points():
    """What a person grades is a solution to nbgrader: only then can a grader comment on it."""
    notebook = json.loads(build_unit(UNIT))
    for item in load_unit(UNIT).items:
        cell = notebooks.cell(notebook, item.id)
        marks = cell["metadata"]["nbgrader"]
        assert marks["grade"] == item.counts
        if item.counts:
            assert marks["points"] == item.points
        assert "".join(cell["source"]) == f'ask("{item.id}")'
        assert (cell["cell_type"], marks["locked"]) == ("code", True)
        assert marks["solution"] == (item.by_hand and item.counts)
        assert not cell["metadata"]["editable"]
        assert not cell["metadata"]["deletable"]


@pytest.mark.usefixtures("lab")
def test_a_notebook_begins_with_start_and_ends_with_hand_in():
    notebook = json.loads(build_unit(UNIT))
    codes = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    assert codes[0]["metadata"]["nbgrader"]["grade_id"] == "start"
    assert "".join(codes[0]["source"]).endswith(f'start("{UNIT}")')
    assert codes[-1]["metadata"]["nbgrader"]["grade_id"] == "hand-in"


def test_a_notebook_ends_as_one_piece(lab):
    """One heading for handing in, the lesson's; what the closing cell says goes on from it."""
    lab.lesson.write_text(lab.lesson.read_text("utf-8") + "\n## What to hand in\n\nSee.\n", "utf-8")
    *_, own, closing, last = ("".join(c["source"]) for c in json.loads(build_unit(UNIT))["cells"])
    assert own.count("## What to hand in\n") == 1
    assert "#" not in closing
    assert "one file" in closing
    assert last == "hand_in()"


@pytest.mark.usefixtures("lab")
def test_a_lesson_without_an_ending_gets_one():
    closing = "".join(json.loads(build_unit(UNIT))["cells"][-2]["source"])
    assert closing.startswith("## What to hand in\n\n")


@pytest.mark.parametrize(
    "first", ['```{code-cell}\nask("lab-pick")\n```', "```{code-cell}\n1 + 1\n```"]
)
def test_start_comes_before_any_other_code(lab, first):
    """Also in a lesson that begins with code."""
    lab('```{code-cell}\nask("lab-pick")\n```\n', "")
    lab("# The closed shop", f"{first}\n\n+++\n\n# The closed shop")
    if "lab-pick" not in first:
        lab("## The notice", '```{code-cell}\nask("lab-pick")\n```\n\n+++\n\n## The notice')
    codes = [c for c in json.loads(build_unit(UNIT))["cells"] if c["cell_type"] == "code"]
    assert codes[0]["metadata"]["nbgrader"]["grade_id"] == "start"


def test_ids_stay_when_a_cell_is_put_in(lab):
    """So that a diff shows the change and nothing else."""
    before = {tuple(c["source"]): c["id"] for c in json.loads(build_unit(UNIT))["cells"]}
    lab("Now the weather.", "A new paragraph.\n\n+++\n\nNow the weather.")
    after = {tuple(c["source"]): c["id"] for c in json.loads(build_unit(UNIT))["cells"]}
    assert {s: i for s, i in after.items() if s in before} == before
    assert len(after) == len(before) + 1


def test_two_cells_of_one_text_have_two_ids(lab):
    lab("Now the weather.", "The same.\n\n+++\n\nThe same.\n\n+++\n\nNow the weather.")
    ids = [c["id"] for c in json.loads(build_unit(UNIT))["cells"]]
    assert len(set(ids)) == len(ids)


# Lessons that are not right.


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('ask("lab-grid")', 'ask("lab-grit")', ["lesson.md", "lab-grit", "lab-grid"]),
        ('ask("lab-grid")', 'ask("lab-pick")', ["lesson.md", "lab-pick", "twice", "once"]),
        ('ask("lab-grid")', "1 + 1", ["lesson.md", "lab-grid", "never asked", "take it out"]),
        ('ask("lab-grid")', 'x = ask("lab-grid")', ["lesson.md", "stand alone", "lab-grid"]),
        ('ask("lab-grid")', "ask('lab-grid')", ["lesson.md", "lab-grid"]),
        ('ask("lab-grid")', 's.ask("lab-grid")', ["lesson.md", "stand alone", "lab-grid"]),
        ('ask("lab-grid")', 'ask("lab-grid"', ["lesson.md", "lab-grid"]),
        ('ask("lab-grid")', 'ask("lab-grid")\nask("lab-pair")', ["lesson.md", "stand alone"]),
        ("weather\n", "weather = = 1\n", ["lesson.md", "not valid Python", "= = 1"]),
        ("unit: 90-lab", "unit: 91-lab", ["lesson.md", "91-lab", "90-lab"]),
        ("unit: 90-lab\n", "", ["lesson.md", "None", "90-lab"]),
        ("title: The closed shop", "title: [The closed shop", ["lesson.md"]),
    ],
)
def test_a_lesson_that_is_not_right_is_named_and_nothing_is_written(lab, old, new, words):
    built = dict(build_all(lab.target))
    (file,) = built
    text = file.read_text("utf-8")
    lab(old, new)
    with pytest.raises(ContentError) as caught:
        list(build_all(lab.target))
    for word in words:
        assert word in str(caught.value)
    assert file.read_text("utf-8") == text
    assert [f.name for f in lab.target.rglob("*") if f.is_file()] == [file.name]


def test_a_name_that_only_ends_in_ask_is_code_like_any_other(lab):
    lab("weather\n", "mask(weather)  # no ask(...)\n")
    assert "mask(weather)" in build_unit(UNIT)


def test_a_lesson_that_is_missing_or_no_text(lab):
    lab.lesson.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ContentError, match=r"lesson\.md"):
        build_unit(UNIT)
    lab.lesson.unlink()
    with pytest.raises(ContentError, match=r"lesson\.md: the unit has items but no lesson"):
        build_unit(UNIT)
    assert not lab.target.exists()


def test_the_command_says_what_is_wrong_without_a_traceback(lab):
    lab('ask("lab-grid")', "1 + 1")
    run = CliRunner().invoke(main, ["build", "--to", str(lab.target)])
    assert run.exit_code == 1
    assert "item lab-grid is never asked" in run.stderr
    assert "Traceback" not in run.output
    assert not lab.target.exists()


def test_writing_fails_whole(tmp_path, monkeypatch):
    """A disk that fills up leaves the old file as it was."""
    file = tmp_path / "a.ipynb"
    file.write_text("old", "utf-8")

    def fail(self, *_args, **_options):
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(file), "write_text", fail)
    with pytest.raises(OSError, match="No space"):
        write_if_changed(file, "new")
    assert file.read_text("utf-8") == "old"


@pytest.mark.parametrize(
    ("source", "item"),
    [
        ('ask("a-b")', "a-b"),
        (' ask("a")\n', "a"),
        ('ask("a"); import os', None),
        ('ask("a")\nask("b")', None),
        ('ask("a" + "b")', None),
        ('# ask("a")', None),
        ('ask("")', None),
        ('ask("a" )', None),
    ],
)
def test_only_a_plain_call_asks(source, item):
    assert asked(source) == item


def test_lessons_import_what_they_use(lab):
    lab("weather\n", 'reading("A")\nplots\n')
    setup = "".join(notebooks.cell(json.loads(build_unit(UNIT)), "start")["source"])
    assert "from secondsource import ask, hand_in, plots, reading, start\n" in setup


@pytest.mark.usefixtures("lab")
def test_without_the_package_the_first_cell_says_what_to_install():
    """A Python without any package runs it; the last line of the error is for the learner."""
    setup = "".join(notebooks.cell(json.loads(build_unit(UNIT)), "start")["source"])
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", setup], capture_output=True, text=True, check=False
    )
    told = run.stderr.splitlines()[-1]
    assert "No module named 'secondsource'. This unit needs the package" in told
    assert "%pip install" in told
    assert "Restart Kernel and Run All Cells" in told


@pytest.mark.usefixtures("lab")
def test_a_cell_that_ran_too_early_is_explained():
    """Right below the first cell, which defines the names that the others need."""
    cells = json.loads(build_unit(UNIT))["cells"]
    place = next(n for n, c in enumerate(cells) if c["id"] == "start")
    assert "NameError" in "".join(cells[place + 1]["source"])


@pytest.mark.parametrize("unit", unit_names())
def test_whatever_a_lesson_imports_is_there(unit):
    """A module that moved must not break a cell that a learner runs."""
    import ast

    import nbformat

    notebook = nbformat.reads(build_unit(unit), as_version=4)
    code = [c.source for c in notebook.cells if c.cell_type == "code"]
    imports = [
        node
        for source in code
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert imports
    for node in imports:
        exec(ast.unparse(node), {})  # noqa: S102 - a lesson's own import


def test_a_heading_more_is_folded_and_ends_at_the_next_heading(lab):
    """The folded heading and the one that ends the part stand in cells of their own."""
    more = "## More: a long way round\n\nNot needed.\n\n### A part of it\n\nStill folded."
    lab("+++\n", f"{more}\n\n## Back again\n\nOpen.\n\n+++\n")
    cells = json.loads(build_unit(UNIT))["cells"]
    texts = ["".join(c["source"]) for c in cells]
    at = texts.index("## More: a long way round")
    assert cells[at]["metadata"] == {"jp-MarkdownHeadingCollapsed": True}
    assert texts[at + 1] == "Not needed.\n\n### A part of it\n\nStill folded."
    assert texts[at + 2].startswith("## Back again")
    assert not [c for c in cells[at + 1 :] if "jp-MarkdownHeadingCollapsed" in c["metadata"]]


def test_no_heading_in_a_block_of_code_is_taken_for_one():
    text = "## More: a\n\n```\n## not a heading\n```\n\n## End"
    assert list(split(text)) == ["## More: a", "```\n## not a heading\n```", "## End"]


def test_a_graded_item_cannot_be_folded_away(lab):
    graded = next(i.id for i in load_unit(UNIT).items if i.counts and not i.by_hand)
    cell = f'```{{code-cell}}\nask("{graded}")'
    lab(cell, f"## More: hidden\n\n{cell}")
    with pytest.raises(ContentError, match=f"item {graded} is graded, but stands in the folded"):
        build_unit(UNIT)


def test_a_lesson_may_write_its_own_last_part(lab):
    """`## Hand in` with `hand_in()` gives one heading and one such cell, as without them."""
    before = json.loads(build_unit(UNIT))["cells"]
    with lab.lesson.open("a", encoding="utf-8") as file:
        file.write("\n+++\n\n## Hand in\n\nSee below.\n\n```{code-cell}\nhand_in()\n```\n")
    cells = json.loads(build_unit(UNIT))["cells"]
    assert [c["source"] for c in cells].count(["hand_in()"]) == 1
    assert not [c for c in cells if "## What to hand in" in "".join(c["source"])]
    assert len(cells) == len(before) + 1


@pytest.mark.parametrize("file", sorted(NOTEBOOKS.glob("*/*.ipynb")), ids=lambda f: f.stem)
def test_no_unit_asks_to_write_into_a_cell(file):
    """Who double-clicks a text cell and types gives commands to Jupyter, and ruins the notebook."""
    cells = json.loads(file.read_text("utf-8"))["cells"]
    written = [c for c in cells if c["metadata"].get("nbgrader", {}).get("solution")]
    assert {c["cell_type"] for c in written} <= {"code"}
    words = " ".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown").lower()
    for told in ("double-click", "click twice", "your answer here", "run the cell below"):
        assert told not in words
