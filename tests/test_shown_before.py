"""What a learner may not meet before it is asked: outcomes of forecasts, and sums to be found."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest
from helpers.wheels import ROOT, hook

from secondsource.errors import PackError
from secondsource.packs.pack import load_pack
from secondsource.packs.references import find
from secondsource_grading.authoring.lessons import Shown, read_lesson
from secondsource_grading.authoring.shown_before import check_shown_before
from secondsource_grading.keys import load_keys

FORECASTS = "10-rival-explanations"
OUTCOME = "R088"


@pytest.fixture
def unit():
    return load_keys(FORECASTS), read_lesson(FORECASTS)


@pytest.fixture
def record():
    return load_pack("power-crisis").table("record")


def problems(keyring, lesson):
    return check_shown_before("shown before", [(keyring, lesson)]).problems


def test_the_course_shows_no_outcome(unit):
    assert problems(*unit) == ()


@pytest.mark.parametrize(
    ("name", "args", "row"),
    [("facts", ["R081", OUTCOME], OUTCOME), ("events", [], "E25"), ("rows", ["events"], "E29")],
)
def test_a_lesson_that_shows_an_outcome_is_told(unit, name, args, row):
    keyring, lesson = unit
    told = problems(keyring, replace(lesson, shown=(*lesson.shown, Shown(name, args, {}))))
    assert any(f"{name}() shows {row}" in p for p in told)


def test_an_outcome_that_would_ship_is_told(unit, record, monkeypatch):
    kept = tuple(i for i in record.about.withheld if i != OUTCOME)
    bare = replace(record, about=record.about.model_copy(update={"withheld": kept}))
    monkeypatch.setitem(load_pack("power-crisis")._tables, "record", bare)
    (problem,) = problems(*unit)
    assert f"record:{OUTCOME} tells how the forecast riv-f-session ended" in problem


def test_a_reference_to_an_outcome_leads_nowhere():
    with pytest.raises(PackError, match="withheld from learners"):
        find(load_pack("power-crisis"), OUTCOME)


@pytest.mark.parametrize(
    "where", ["prose", "caption"], ids=["in a lesson", "in the caption of a table"]
)
def test_a_quantity_that_is_asked_for_is_told_where_it_stands(unit, record, monkeypatch, where):
    asked = load_keys("03-not-there"), read_lesson("03-not-there")
    amount = asked[0].keys["om-days-known"].answer.amount
    keyring, lesson = unit
    text = f"It was known {amount:g} days before."
    if where == "prose":
        lesson = replace(lesson, prose=(*lesson.prose, text))
    else:
        about = record.about.model_copy(update={"caption": text})
        monkeypatch.setitem(
            load_pack("power-crisis")._tables, "record", replace(record, about=about)
        )
    (problem,) = check_shown_before("shown before", [asked, (keyring, lesson)]).problems
    assert "om-days-known asks for" in problem


def test_the_student_wheel_lacks_the_rows_that_are_withheld(tmp_path):
    (tmp_path / "drafts").mkdir()
    found = hook("course")["data"](ROOT / "datasets", tmp_path / "drafts")
    pack = load_pack("power-crisis")
    for name in ("record", "events", "removals"):
        table = pack.table(name)
        with found[f"_packs/power-crisis/{table.file.name}"].open(encoding="utf-8") as stream:
            ids = [row["id"] for row in csv.DictReader(stream)]
        assert table.about.withheld
        assert ids == [i for i in table.by_id if i not in table.about.withheld]
    descriptor = found["_packs/power-crisis/datapackage.json"].read_text("utf-8")
    assert OUTCOME not in descriptor
    assert "withheld" not in descriptor


def test_a_row_that_is_withheld_and_missing_stops_the_build(tmp_path):
    table = tmp_path / "record.csv"
    table.write_text("id,fact\nR001,one\n", "utf-8")
    with pytest.raises(ValueError, match="R002, but there is no such row"):
        hook("course")["without"](table, ["R002"], tmp_path / "draft.csv")
