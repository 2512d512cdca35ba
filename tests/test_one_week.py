"""The instructor's guide followed word for word: one week of a class of thirty, in one sitting."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers import notebooks
from helpers.classroom import LAB, UNIT, environment
from helpers.recipes import recipe

from secondsource_grading.cli import main
from secondsource_grading.demo.answering import answers
from secondsource_grading.demo.learners import invent_class
from secondsource_grading.report import read_course

IN_THE_GUIDE = "03-not-there"
"""The unit of the guide; the lab's unit stands in for it here, because it is small."""

RIGHT = "answer: [holiday, stock, repair]"
WRONG = "answer: [holiday, stock, feud]"

COMMENT = "Well *seen*."


class Week:
    """A teacher's folder, and the guide's commands typed in it one after the other."""

    def __init__(self, folder, commands, monkeypatch):
        self.home = folder
        self.here = folder
        self.commands = [command.replace(IN_THE_GUIDE, UNIT) for command in commands]
        self.patch = monkeypatch

    @property
    def course(self):
        return self.home / "media-2026"

    def until(self, words):
        """Type the commands up to the one that begins so; what that one printed."""
        while self.commands:
            command = self.commands.pop(0)
            printed = self.type(command)
            if command.startswith(words):
                return printed
        raise AssertionError(words)

    def type(self, command):
        words = shlex.split(command)
        if words[0] == "cd":
            self.here = self.here / words[1]
        elif words[0] == "secondsource-teach":
            # In this process: the start of each would take a second.
            self.patch.chdir(self.here)
            done = CliRunner().invoke(main, words[1:])
            assert done.exit_code == 0, f"{command}\n{done.output}"
            return done.output
        else:
            env = environment(self.home / "home")
            env["PATH"] = f"{Path(sys.executable).parent}:{env['PATH']}"
            done = subprocess.run(  # noqa: S602 - as a teacher types it
                command,
                shell=True,
                cwd=self.here,
                env=env,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return ""


@pytest.fixture
def week(root, tmp_path, monkeypatch, lab_units, lab_notebook):  # noqa: ARG001 - the lab's units
    """The folder of a teacher who has a class list, and the guide open."""
    guide = (root / "course" / "instructor-guide.md").read_text("utf-8")
    notebooks.write(tmp_path / "notebooks" / UNIT / f"{UNIT}.ipynb", lab_notebook)
    with (tmp_path / "class.csv").open("w", encoding="utf-8") as roster:
        roster.write("id,first_name,last_name,email\n")
        roster.writelines(f"{n.id},A{n.number},B,{n.id}@school.example\n" for n in learners())
    return Week(tmp_path, recipe(guide, "One week with a class, in commands").commands, monkeypatch)


def learners():
    return invent_class(30, 1)


def hand_in(week, keyring):
    """What each learner's browser downloaded, under the names that the guide says."""
    released = notebooks.read(week.course / "release" / UNIT / f"{UNIT}.ipynb")
    archive = week.course / "downloaded" / UNIT / "archive"
    for learner in learners():
        given = notebooks.answered(released, answers(keyring, learner, 1))
        notebooks.write(archive / f"{learner.id}_{UNIT}.ipynb", given)


def put_right(week, old, new):
    file = week.home / "my-keys" / f"{UNIT}.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def totals(week):
    (assignment,) = read_course(week.course).assignments
    return {s.student: s.score for s in assignment.submissions}


def clock(monkeypatch, moment):
    """Let it be this moment, so that the guide's dates mean the same on every day."""
    monkeypatch.setattr(
        "secondsource_grading.plugin.feedback_stage.now", lambda: datetime.fromisoformat(moment)
    )


@pytest.mark.slow
def test_one_week_as_the_guide_has_it(week, lab_keyring, monkeypatch):
    """With a wrong key on the way, a comment, points by hand, and somebody with an extension."""
    from nbgrader.api import Gradebook

    week.until("python -c")
    shutil.copy(LAB / "keys" / f"{UNIT}.yaml", week.home / "my-keys")
    put_right(week, RIGHT, WRONG)
    assert "nothing to mend" in week.until("secondsource-teach doctor")
    hand_in(week, lab_keyring)
    week.until("secondsource-teach grade")
    before = totals(week)
    assert len(before) == 30
    week.until("secondsource-teach report")
    clock(monkeypatch, "2026-12-08 20:00")
    week.until("secondsource-teach feedback")
    pages = sorted((week.course / "feedback").glob(f"*/{UNIT}/*.html"))
    assert len(pages) == 30
    assert not any("Kept-secret" in page.read_text("utf-8") for page in pages)
    address = f"sqlite:///{week.course / 'gradebook.db'}"
    with Gradebook(address) as gradebook:
        gradebook.find_comment("lab-essay", UNIT, UNIT, "learner-01").manual_comment = COMMENT
        by_hand = gradebook.find_grade("lab-grid", UNIT, UNIT, "learner-01")
        by_hand.manual_score, by_hand.needs_manual_grade = 2.5, False
        gradebook.grant_extension(UNIT, "learner-02", weeks=1)
        gradebook.db.commit()
    before = totals(week)

    put_right(week, WRONG, RIGHT)
    shown = week.until("secondsource-teach regrade")
    assert "lab-pick" in shown
    assert totals(week) == before
    week.until("secondsource-teach regrade")
    after = totals(week)
    assert all(after[student] >= points for student, points in before.items())
    raised = {student for student, points in after.items() if points > before[student]}
    assert raised
    assert raised <= {log.parent.parent.name for log in (week.course / "regraded").rglob("*.txt")}
    with Gradebook(address) as gradebook:
        assert gradebook.find_comment("lab-essay", UNIT, UNIT, "learner-01").comment == COMMENT
        assert gradebook.find_grade("lab-grid", UNIT, UNIT, "learner-01").score == 2.5

    clock(monkeypatch, "2026-12-10 08:00")
    into = "Email address,Assignment: x\n" + "".join(
        f"{n.id}@school.example,\n" for n in learners()
    )
    (week.course / "from-moodle.csv").write_text(into.replace("Assignment: x", UNIT), "utf-8")
    week.until("secondsource-teach export")
    assert week.commands == []
    texts = {page.parent.parent.name: page.read_text("utf-8") for page in pages}
    assert "Kept-secret" not in texts["learner-02"]
    assert all("Kept-secret" in text for who, text in texts.items() if who != "learner-02")
    for who, text in texts.items():
        total = re.search(r'ss-total"><strong>([\d.]+)</strong>', text)
        assert float(total[1]) == pytest.approx(after[who], abs=0.006)
    with (week.course / "grades.csv").open(encoding="utf-8-sig", newline="") as written:
        rows = {row["Email address"].partition("@")[0]: row for row in csv.DictReader(written)}
    for who, row in rows.items():
        assert row[UNIT] == "" or float(row[UNIT]) == pytest.approx(after[who], abs=0.006)
