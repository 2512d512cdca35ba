"""Three invented texts become a unit that is released and graded, as the tutorial has it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers import notebooks
from helpers.classroom import environment
from helpers.drafts import LETTER, PAGE, TEXT, pdf_of
from helpers.recipes import FENCED, recipe

from secondsource.packs.pack import load_pack
from secondsource.units import load_unit
from secondsource_grading.cli import main
from secondsource_grading.drafting import candidates
from secondsource_grading.keys import load_keys
from secondsource_grading.report import read_course

UNIT = "50-bridge"


def teach(*words, keys=None, ok=True):
    done = CliRunner().invoke(main, list(map(str, words)), input=keys)
    assert (done.exit_code == 0) == ok, done.output
    return done.output


class Teacher:
    """A teacher's folder, and the tutorial's commands typed in it one after the other."""

    def __init__(self, folder, text, patch):
        self.home = self.here = folder
        self.commands = list(recipe(text, "In commands").commands)
        self.patch = patch
        self.printed = {}

    def until(self, words, keys=None):
        while self.commands:
            command = self.commands.pop(0)
            self.printed[command] = self._type(command, keys)
            if command.startswith(words):
                return self.printed[command]
        raise AssertionError(words)

    def _type(self, command, keys):
        words = shlex.split(command)
        if words[0] == "cd":
            self.here = (self.here / words[1]).resolve()
            return ""
        if words[0] == "secondsource-teach":
            # In this process: the start of each would take a second. Each finds its own units.
            self.patch.delenv("SECONDSOURCE_UNITS", raising=False)
            self.patch.chdir(self.here)
            return teach(*words[1:], keys=keys)
        env = {k: v for k, v in environment(self.home / "home").items() if "UNITS" not in k}
        env["PATH"] = f"{Path(sys.executable).parent}:{env['PATH']}"
        done = subprocess.run(
            words, cwd=self.here, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def teacher(root, tmp_path_factory):
    """The teacher, after the unit was made of what was accepted: everything but one hedge."""
    text = (root / "course" / "next-weeks-news.md").read_text("utf-8")
    folder = tmp_path_factory.mktemp("week")
    (folder / "gazette.html").write_text(PAGE, "utf-8")
    (folder / "courier.txt").write_text(TEXT, "utf-8")
    (folder / "county.pdf").write_bytes(pdf_of(LETTER))
    rights = next(body for _, _, kind, body in FENCED.findall(text) if kind == "yaml")
    (folder / "rights.yaml").write_text(rights, "utf-8")
    (folder / "class.csv").write_text(
        "id,first_name,last_name,email\nann,A,B,\nbob,B,B,\n", "utf-8"
    )
    patch = pytest.MonkeyPatch()
    # Set first, so that what the commands set is taken back with it.
    for name in ("SECONDSOURCE_UNITS", "SECONDSOURCE_PACKS"):
        patch.setenv(name, "")
        patch.delenv(name)
    patch.setenv("HOME", str(folder / "home"))
    teacher = Teacher(folder, text, patch)
    teacher.until("secondsource-teach new-pack")
    drafted = candidates.read(folder / "bridge" / candidates.FILE).candidates
    keys = "".join("r" if c.where.words == "could" else "a" for c in drafted)
    teacher.until("secondsource-teach review", keys)
    yield teacher
    patch.undo()


@pytest.mark.slow
def test_a_unit_of_three_texts_is_released_and_graded(teacher):
    teacher.until("secondsource-teach new-unit")
    open_items = teacher.home / "my-course"
    refused = teach("build", "--units", open_items / "units", "--to", open_items / "nb", ok=False)
    assert re.search(r"items.yaml, line \d+, item bridge-does-the-silence-show-it: TODO", refused)
    assert not (open_items / "nb").exists()
    told = teach("check", "--units", open_items / "units", UNIT, ok=False)
    assert "keys/50-bridge.yaml, line" in told

    teacher.until("secondsource-teach check")
    keys = (open_items / "keys" / f"{UNIT}.yaml").read_text("utf-8")
    assert '"could"' not in keys, "a rejected hedge reached a key"

    teacher.until("nbgrader generate_assignment")
    course = teacher.home / "news-2026"
    released = course / "release" / UNIT
    assert not [f for f in released.rglob("*") if "key" in f.name]
    learner_opens(teacher, released)

    teacher.patch.setenv("SECONDSOURCE_UNITS", str(open_items / "units"))
    keyring = load_keys(UNIT)
    families = {item.family for item in keyring.unit.items if item.counts}
    assert families == {"choice", "cite", "graph", "matrix", "number", "spans"}
    keys_follow(keyring)
    full = {i.id: keyring.keys[i.id].full(i) for i in keyring.unit.items if i.counts}
    for who, given in {"ann": full, "bob": {}}.items():
        master = notebooks.read(released / f"{UNIT}.ipynb")
        file = course / "downloaded" / UNIT / "archive" / f"{who}_{UNIT}.ipynb"
        notebooks.write(file, notebooks.answered(master, given))
    teacher.until("secondsource-teach report")
    assert teacher.commands == []
    (assignment,) = read_course(course).assignments
    scores = {s.student: s.score for s in assignment.submissions}
    assert scores == {"ann": sum(i.points for i in keyring.unit.items if i.counts), "bob": 0}


def keys_follow(keyring):
    """What is planted in the texts is what the keys say."""
    keys = keyring.keys
    assert keys["bridge-which-day-was-it"].answer == "wednesday"
    assert keys["bridge-do-the-sum-b-2-2"].answer.amount == 45
    assert keys["bridge-who-says-it"].answer["r1"] == "ada-brandt"
    assert set(keys["bridge-who-has-it-from-whom"].answer) == {
        "two-drivers>the-county", "the-harbour-union>two-drivers", "text-b>the-harbour-union",
    }  # fmt: skip
    assert keys["bridge-where-it-grows"].answer == "b"
    assert keys["bridge-mark-shared-words"].answer == (
        ("The beam [on the north side] was worse than we thought",),
    )
    assert keys["bridge-the-same-in-another-unit"].answer.matches(9.9)


def learner_opens(teacher, released):
    """A learner has the released folder only, and no setting that names a folder."""
    teacher.patch.delenv("SECONDSOURCE_UNITS", raising=False)
    teacher.patch.chdir(released)
    assert load_unit(UNIT).pack == "bridge"
    assert "detour by way of Stone Mill" in load_pack("bridge").edition("C").text(3)


@pytest.mark.slow
def test_a_todo_written_after_the_build_is_not_released(teacher, tmp_path):
    course = tmp_path / "my-course"
    shutil.copytree(teacher.home / "my-course", course)
    lesson = course / "units" / UNIT / "lesson.md"
    lesson.write_text(lesson.read_text("utf-8") + "\nTODO: a last word\n", "utf-8")
    teacher.patch.chdir(course)
    words = ["new-course", tmp_path / "news", UNIT, "--units", course / "units", "--yes"]
    assert "lesson.md, line" in teach(*words, "--no-exchange", ok=False)
    assert not (tmp_path / "news").exists()
    news = teacher.home / "news-2026"
    shutil.copytree(news, tmp_path / "copy")
    config = tmp_path / "copy" / "nbgrader_config.py"
    config.write_text(
        config.read_text("utf-8").replace(str(teacher.home / "my-course"), str(course)), "utf-8"
    )
    teacher.here = tmp_path / "copy"
    with pytest.raises(AssertionError, match="TODO: a last word"):
        teacher._type(f"nbgrader generate_assignment {UNIT} --force", None)


@pytest.mark.slow  # it looks at what the whole tutorial above left
def test_a_unit_or_a_package_that_is_there_is_not_written_over(teacher):
    teacher.patch.chdir(teacher.home)
    before = sorted(os.walk("my-course"))
    assert "was not touched" in teach("new-unit", UNIT, "--pack", "bridge", ok=False)
    assert "was not touched" in teach("new-unit", "51-more", "--pack", "bridge", ok=False)
    assert "no name for a unit" in teach("new-unit", "../x", "--pack", "bridge", ok=False)
    assert "no data package" in teach("new-unit", "52-x", "--pack", "brigde", ok=False)
    assert sorted(os.walk("my-course")) == before
