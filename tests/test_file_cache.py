"""What is read from files is kept while they stay as they are, and no longer."""

from __future__ import annotations

import os
import shutil

import pytest
from helpers.classroom import FULL, LAB, UNIT

from secondsource.errors import ContentError
from secondsource.file_cache import FileCache
from secondsource.units import load_unit
from secondsource_grading.keys import load_keys

RIGHT = "{amount: 14, unit: days, tolerance: 0.5}"


def edit(file, old, new):
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_it_reads_once_until_a_file_changes(tmp_path):
    files = [tmp_path / "a", tmp_path / "b"]
    cache, read = FileCache(), []

    def get():
        return cache.get(files, lambda: read.append(1) or len(read))

    assert (get(), get()) == (1, 1)
    files[1].write_text("x")
    assert (get(), get()) == (2, 2)
    # The same size and the same time of writing: another file all the same.
    when = files[1].stat().st_mtime_ns
    twin = tmp_path / "twin"
    twin.write_text("y")
    os.utime(twin, ns=(when, when))
    twin.replace(files[1])
    assert get() == 3
    files[1].unlink()
    assert get() == 4


def test_it_holds_a_bounded_number_and_remembers_no_error(tmp_path):
    cache = FileCache(most=2)
    for name in "abc":
        cache.get([tmp_path / name], lambda: name)  # noqa: B023 - called at once
    assert cache.get([tmp_path / "c"], lambda: "again") == "c"
    assert cache.get([tmp_path / "a"], lambda: "again") == "again"
    with pytest.raises(ZeroDivisionError):
        cache.get([tmp_path / "d"], lambda: 1 / 0)
    assert cache.get([tmp_path / "d"], lambda: "right") == "right"


def test_an_edited_item_or_key_is_read_again(tmp_path, monkeypatch):
    shutil.copytree(LAB, tmp_path / "lab")
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(tmp_path / "lab" / "units"))
    keys = tmp_path / "lab" / "keys"
    first = load_keys(UNIT, keys)
    assert load_keys(UNIT, keys) is first
    edit(keys / f"{UNIT}.yaml", RIGHT, "{amount: 16, unit: days}")
    assert load_keys(UNIT, keys)["lab-amount"][1].answer.amount == 16
    edit(tmp_path / "lab" / "units" / UNIT / "items.yaml", "title: Days", "title: Many days")
    assert load_unit(UNIT).item("lab-amount").title == "Many days"
    assert load_keys(UNIT, keys).unit.item("lab-amount").title == "Many days"
    edit(keys / f"{UNIT}.yaml", "item: lab-amount", "item: lab-sum")
    with pytest.raises(ContentError, match="lab-sum"):
        load_keys(UNIT, keys)


def test_one_program_grades_with_the_key_of_today(course, tmp_path):
    """As the formgrader's server does, whose process grades for days."""
    keys = tmp_path / "keys"
    shutil.copytree(LAB / "keys", keys)
    course.write_config(keys)
    course.answer("ann", FULL)
    assert course.autograde()["success"]
    assert course.points("ann")["lab-amount"] == 1
    edit(keys / f"{UNIT}.yaml", RIGHT, "{amount: 500, unit: days}")
    assert course.autograde()["success"]
    assert course.points("ann")["lab-amount"] == 0


def test_two_courses_in_one_program_do_not_share_keys(prepared, tmp_path, lab_units):  # noqa: ARG001 - the lab's units must be in place
    """Both say `keys`, each means its own."""
    courses = [prepared.copy_to(tmp_path / name) for name in ("one", "two")]
    for course in courses:
        shutil.copytree(LAB / "keys", course.root / "keys")
        config = course.root / "nbgrader_config.py"
        config.write_text(config.read_text("utf-8").replace(repr(str(LAB / "keys")), "'keys'"))
        course.answer("ann", FULL)
    edit(courses[1].root / "keys" / f"{UNIT}.yaml", RIGHT, "{amount: 500, unit: days}")
    for course, points in zip(courses, (1, 0), strict=True):
        assert course.autograde()["success"]
        assert course.points("ann")["lab-amount"] == points
