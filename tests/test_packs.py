"""Data packages: what is shipped is whole, and what is broken says where and how."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from secondsource.errors import PackError
from secondsource.packs.finding import pack_names
from secondsource.packs.pack import Pack, load_pack, open_pack

DATASETS = Path(__file__).resolve().parents[1] / "datasets"


@pytest.fixture
def copy(tmp_path):
    """The pack in a folder of its own, to break."""
    folder = tmp_path / "power-crisis"
    shutil.copytree(DATASETS / "power-crisis", folder, ignore=shutil.ignore_patterns("originals"))
    return folder


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8", newline="")


def line_of(file: Path, row_id: str) -> str:
    return next(x for x in file.read_text("utf-8").splitlines() if x.startswith(f"{row_id},"))


@pytest.mark.parametrize("name", pack_names())
def test_shipped_packs_are_whole(name):
    """Every table reads, every claim is anchored once, where its table says."""
    pack = load_pack(name)
    pack.check()
    assert pack.name == name == pack.folder.name


@pytest.mark.parametrize("name", pack_names())
def test_shipped_packs_are_valid_for_frictionless_alone(name, monkeypatch):
    """A stranger's `frictionless validate datapackage.json` finds nothing, with nothing trusted."""
    from frictionless import Package

    monkeypatch.chdir(DATASETS / name)
    report = Package("datapackage.json").validate()
    assert report.valid, report.to_summary()


def test_schemas_in_packages_are_up_to_date():
    """The schemas in `schema/` are the truth; packages repeat them."""
    run = subprocess.run(
        [sys.executable, DATASETS / "inline_schemas.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


def test_every_file_of_a_pack_is_listed():
    """No table or edition lies about that the package does not name."""
    for package in DATASETS.glob("*/datapackage.json"):
        listed = {r["path"] for r in json.loads(package.read_text("utf-8"))["resources"]}
        home = package.parent
        found = {str(p.relative_to(home).as_posix()) for p in home.rglob("*") if p.is_file()}
        here = {p for p in found if not p.startswith("originals/")}
        assert here == listed | {"datapackage.json"}


def test_all_of_the_first_pack_is_there():
    pack = load_pack()
    assert len(pack.table("claims").rows) == 89
    assert {c["document"] for c in pack.table("claims").rows} == {"A", "B", "C"}
    assert len(pack.table("readout_phrases").rows) == 110
    assert len(pack.table("silences").rows) == 10
    assert pack.table("record").row("R001")["published"] == "2026-01-24"


def test_tables_are_read_once_and_only_when_asked(copy):
    pack = Pack(copy)
    (copy / "events.csv").unlink()
    first = pack.table("record")
    assert pack.table("record") is first


def test_removal_dates_are_in_the_rows_they_cite():
    """A date of the removals table stands in the public record's row, in words."""
    from datetime import date

    record = load_pack().table("record")
    for row in load_pack().table("removals").rows:
        for which in ("first", "step"):
            when = date.fromisoformat(row[f"{which}_date"])
            fact = record.row(row[f"{which}_source"].removeprefix("record:"))["fact"]
            assert f"{when.day} {when:%B}" in fact, (row["id"], which)


@pytest.mark.parametrize(
    ("break_it", "expected"),
    [
        (
            lambda d: (d / "record.csv").unlink(),
            ["record.csv", "not readable"],
        ),
        (
            lambda d: edit(d / "record.csv", ",said_by,", ",spoken_by,"),
            ["record.csv", "header", "said_by is missing", "spoken_by"],
        ),
        (
            lambda d: edit(d / "record.csv", "\nR002,announcement,", "\nR002,"),
            ["record.csv", "row 2", "11 cells", "expected 12"],
        ),
        (
            lambda d: (d / "record.csv").write_bytes(b"id,topic\n\xff\xfe,x\n"),
            ["record.csv", "UTF-8"],
        ),
        (
            lambda d: (d / "datapackage.json").write_text("{", "utf-8"),
            ["datapackage.json", "not readable"],
        ),
        (
            lambda d: edit(d / "datapackage.json", '"path": "record.csv"', '"way": "record.csv"'),
            ["datapackage.json", "expected a name"],
        ),
    ],
    ids=[
        "missing file",
        "missing column",
        "ragged row",
        "not UTF-8",
        "not JSON",
        "no path",
    ],
)
def test_a_broken_table_says_where_and_what(copy, break_it, expected):
    break_it(copy)
    with pytest.raises(PackError) as error:
        open_pack(copy).table("record")
    for part in expected:
        assert part in str(error.value)


@pytest.fixture
def as_shipped(copy, monkeypatch):
    """The pack to break stands where packs are read from."""
    monkeypatch.setattr("secondsource.paths.packs", lambda: copy.parent)
    return copy


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("\nR002,", "\nR001,", ["record.csv", '"3"', "primary key", "position 2"]),
        ("\nR002,announcement,", "\nR002,,", ["record.csv", '"3"', '"topic"', "required"]),
    ],
    ids=["duplicate id", "blank cell"],
)
def test_what_the_standard_says_of_cells_is_checked_with_it(as_shipped, old, new, expected):
    """Unique ids and filled cells are Frictionless's to check, when the course is checked."""
    from secondsource_grading.authoring.check import check_all

    edit(as_shipped / "record.csv", old, new)
    finding = next(f for f in check_all(as_shipped) if f.name == "pack power-crisis")
    assert any(all(part in p for part in expected) for p in finding.problems), finding.problems


@pytest.mark.parametrize(
    ("paragraph", "start", "end", "expected"),
    [
        ("99", "0", "5", ["column paragraph", "found 99", "1 to 31"]),
        ("0", "0", "5", ["column paragraph", "found 0"]),
        ("2", "80", "80", ["column end", "found 80", "start 80"]),
        ("2", "80", "3", ["column end", "found 3"]),
        ("2", "-1", "3", ["column start", "'-1'", "whole number"]),
        ("two", "0", "3", ["column paragraph", "'two'"]),
    ],
)
def test_a_claim_outside_its_document_is_named(copy, paragraph, start, end, expected):
    claims = copy / "claims.csv"
    line = line_of(claims, "A01")
    rest = line.split(",", 5)[5]
    edit(claims, line, f"A01,A,{paragraph},{start},{end},{rest}")
    with pytest.raises(PackError) as error:
        open_pack(copy).table("claims")
    for part in ["claims.csv", "row 1 (A01)", *expected]:
        assert part in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{#A03}", "", "claim A03 is anchored in paragraph nowhere"),
        ("{#A03}", "{#A99}", "A03"),
        ("{#A03}", "{#A02}", "claim A02 is anchored a second time"),
        ("¶5 ", "¶4 ", "found ¶4"),
        ("¶31 ", "¶32 ", "found ¶32"),
        ("paragraphs: 31", "paragraphs: many", "paragraphs is 'many'"),
        ("document: A", "document: B", "document is 'B'"),
        ("paragraphs: 31", "paragraphs: 32", "¶32 is missing"),
        ("¶6 The", "¶6 ]{#A03} The", "{#A03} closes no bracket"),
    ],
)
def test_a_broken_edition_says_where(copy, old, new, expected):
    edit(copy / "editions" / "A.md", old, new)
    with pytest.raises(PackError) as error:
        open_pack(copy).check()
    assert "A.md" in str(error.value)
    assert expected in str(error.value)


def test_unknown_tables_rows_and_packs_are_named():
    with pytest.raises(PackError, match=r"no table \"keys\".*not part of the student's package"):
        load_pack().table("keys")
    with pytest.raises(PackError, match=r"no row \"R999\"; ids go from R001"):
        load_pack().table("record").row("R999")
    with pytest.raises(PackError, match=r'no data package "elsewhere".*power-crisis'):
        load_pack("elsewhere")
