"""Grades in a school system's own file: every trap that the systems set, and what is left alone."""

from __future__ import annotations

import codecs
import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers.school_systems import (
    ImportRefusedError,
    Member,
    blackboard,
    canvas,
    moodle,
    worksheet,
)
from sqlalchemy import create_engine

from secondsource_grading.cli import main
from secondsource_grading.export import ExportError, Request, write_grades
from secondsource_grading.export.scores import written
from secondsource_grading.gradebook import tables
from secondsource_grading.gradebook.reader import (
    Assignment,
    Course,
    Grade,
    Person,
    Submission,
)

UNIT = "News"
DONE, READ_ON, AGAIN = Grade(1.5, False), Grade(None, True), Grade(1.0, True)  # noqa: FBT003

PEOPLE = (
    Person("=ann", "Ann", "=Abel", "Ann@school.example", "11"),
    Person("bea", "Bea", "Bond, jr", "bea@school.example", "12"),
    Person("cid", "Cid", "Cole", "cid@school.example", "13"),
    Person("dov", "Dov", "Dahl", "", "14"),
    Person("eve", "Eve", "Ende", "eve@school.example", "15"),
)
SUBMISSIONS = (
    Submission("=ann", {"a": DONE, "b": Grade(2 / 3, False)}),  # noqa: FBT003
    Submission("bea", {"a": Grade(0.0, False), "b": Grade(0.0, False)}),  # noqa: FBT003
    Submission("cid", {"a": DONE, "b": READ_ON}),
    Submission("dov", {"a": DONE, "b": AGAIN}),
)
CELLS = {"a": 2.0, "b": 1.0}
COURSE = Course(
    Path("my-course"),
    tuple(p.id for p in PEOPLE),
    (Assignment(UNIT, None, "", CELLS, SUBMISSIONS),),
    PEOPLE,
)

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,News (12345),Other (7),Final Score
,,,,,Manual Posting,,
    Points Possible,,,,,3.00,5.00,(read only)
"Abel, Ann",901,11,=ann,"One, and Two",,4.00,80
"Bond, Bea",902,12,bea,One,,,
"Cole, Cid",903,13,cid,One,2.00,,
"Dahl, Dov",904,14,dov,One,EX,,
"Ende, Eve",905,15,EVE,One,,,
"Fry, Fay",906,16,fay,One,1.00,,
"""
MOODLE = """\
First name,Surname,ID number,Email address,Assignment: News (Real),Course total (Real)
Ann,Abel,11,ann@school.example,-,10
Bea,Bond,12,bea@school.example,-,10
Cid,Cole,13,cid@school.example,-,10
"""
WORKSHEET = """\
Identifier,Name,Email address,Grade,Maximum grade,Grade can be changed,Last modified (grade),Note
Participant 71,Ann,ann@school.example,,3.00,Yes,-,
Participant 72,Bea,bea@school.example,1.00,3.00,No,-,
"""
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Last Access"\t"Availability"\t'
    '"News [Total Pts: 3 Score] |664617"\t"Total [Total Pts: up to 8 Score] |5"\t'
    '"Oral [Total Pts: 9 Letter] |6"\r\n'
    '"Abel"\t"Ann ""A"""\t"=ann"\t"011"\t""\t"Yes"\t""\t""\t""\r\n'
    '"Bond"\t"Bea"\t"bea"\t"012"\t""\t"Yes"\t"In Progress"\t""\t""\r\n'
)


def table(raw, delimiter=",", encoding="utf-8-sig"):
    text = raw.decode(encoding).removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


class Desk:
    """A folder with the system's file; says what is there after an export."""

    def __init__(self, folder):
        self.folder = folder
        self.file = folder / "from-system.csv"
        self.out = folder / "out.csv"

    def export(self, to, content=None, course=COURSE, assignment=UNIT, **options):
        if content is not None:
            raw = content if isinstance(content, bytes) else content.encode()
            self.file.write_bytes(raw)
            options["into"] = self.file
        summary = write_grades(course, Request(assignment, to, out=self.out, **options))
        if content is not None:
            assert self.file.read_bytes() == raw
        return summary

    def rows(self, delimiter=",", encoding="utf-8-sig"):
        return table(self.out.read_bytes(), delimiter, encoding)

    def refused(self, to, content=None, *words, **options):
        with pytest.raises(ExportError) as caught:
            self.export(to, content, **options)
        for word in words:
            assert word in str(caught.value)
        left = {self.file.name, "mapping.csv"}
        assert {p.name for p in self.folder.iterdir()} <= left


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def column_of(rows, heading):
    place = rows[0].index(heading)
    return [row[place] for row in rows]


# Canvas


def test_canvas_gets_its_own_file_with_one_column_filled(desk):
    """0 only for 0; blank for who did not hand in and for a text that nobody has read."""
    summary = desk.export("canvas", CANVAS)
    before, after = table(CANVAS.encode()), desk.rows()
    filled = before[0].index("News (12345)")
    assert column_of(after, "News (12345)")[3:] == ["2.17", "0", "", "EX", "", "1.00"]
    for row in (*before, *after):
        del row[filled]
    assert after == before
    done = summary.columns["News (12345)"]
    assert (done.graded, done.not_handed_in, done.not_graded_yet) == (
        ["=ann", "bea"], ["eve"], ["cid"],
    )  # fmt: skip
    assert done.kept == {"dov": "EX"}
    assert summary.not_in_gradebook == ["fay (line 9)"]
    assert any("cid (2.00)" in note for note in done.notes)


@pytest.mark.parametrize("how", ["id", "login"])
def test_canvas_knows_people_by_id_or_login(desk, how):
    desk.export("canvas", CANVAS, match=how)
    assert column_of(desk.rows(), "News (12345)")[3:5] == ["2.17", "0"]


def test_canvas_without_points_possible(desk):
    text = "".join(CANVAS.splitlines(keepends=True)[i] for i in (0, 3, 4))
    desk.export("canvas", text)
    assert column_of(desk.rows(), "News (12345)") == ["News (12345)", "2.17", "0"]


def test_canvas_with_semicolons_still_gets_a_point_for_decimals(desk):
    rows = [[c.replace(".00", ",00") for c in row] for row in table(CANVAS.encode())]
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    desk.export("canvas", codecs.BOM_UTF8 + out.getvalue().encode())
    raw = desk.out.read_bytes()
    assert raw.startswith(codecs.BOM_UTF8)
    assert raw.count(b"\r\n") == raw.count(b"\n") == len(rows)
    assert column_of(desk.rows(";"), "News (12345)")[3] == "2.17"


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (CANVAS, {"column": "Final Score"}, ["line 1", "Final Score", "(read only)"]),
        (CANVAS, {"column": "Section"}, ["Section", "who a person is"]),
        (CANVAS, {"column": "Nowhere"}, ["'Nowhere'", "News (12345)", "--column"]),
        (CANVAS, {"match": "email"}, ["email", "id, login", "--match"]),
        (CANVAS.replace("News (12345)", "Old"), {}, ["no column is called 'News'", "--column"]),
        (CANVAS.replace("Other (7)", "News (7)"), {}, ["2 columns", "News (12345)", "News (7)"]),
        (CANVAS.replace(",bea,", ",=ann,"), {}, ["line 5", "'=ann'", "line 4"]),
        (CANVAS.replace("Section", "Group"), {}, ["line 1", "no file from Canvas"]),
        (MOODLE, {}, ["no file from Canvas", "First name"]),
        (CANVAS.replace("902,12,bea", "902,12,bea,,,,,,x"), {}, ["line 5", "too many"]),
        (CANVAS.replace(",12,", ',"12,'), {}, ["line 5", "download"]),
        ("", {}, ["empty"]),
        (b"PK\x03\x04", {}, ["workbook"]),
        (CANVAS.replace("Fay", "F\xe9").encode("cp1252"), {}, ["line 9", "0xE9", "UTF-8"]),
    ],
)  # fmt: skip
def test_what_can_not_be_filled_in_is_refused_whole(desk, content, options, words):
    desk.refused("canvas", content, *words, **options)


def test_another_courses_file_is_refused(desk):
    other = "\n".join([*CANVAS.splitlines()[:3], "Zoe,1,2,zoe,One,,,", ""])
    desk.refused("canvas", other, "none of its 1 people", "'zoe'", "another course")


@pytest.mark.parametrize("name", ["News (2026)", "My Final Score, rounded"])
def test_canvas_would_misread_the_heading_of_a_new_column(desk, name):
    desk.refused("canvas", None, name, "--column", column=name)


def test_a_new_file_for_canvas(desk):
    people = (*PEOPLE, Person("2026.11.042", "Flo", "Fox"))
    course = Course(Path(), (), COURSE.assignments, people)
    summary = desk.export("canvas", None, course)
    head, points, ann, bea, *_rest = desk.rows()
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "News"]
    assert points == ["    Points Possible", "", "", "", "", "3"]
    assert ann == ["'=Abel, Ann", "", "11", "=ann", "", "2.17"]
    assert bea[-1] == "0"
    assert summary.not_in_file == ["2026.11.042"]
    assert any("takes '2026.11.042' for a number" in note for note in summary.notes)


def test_points_that_differ_are_told_and_not_rescaled(desk):
    summary = desk.export("canvas", CANVAS.replace(",3.00,5.00", ",30.00,5.00"))
    assert any("30.00" in note for note in summary.columns["News (12345)"].notes)
    assert column_of(desk.rows(), "News (12345)")[3] == "2.17"


def test_a_column_an_item(desk):
    desk.export("canvas", CANVAS, items=True)
    head, *rows = desk.rows()
    assert head[-2:] == ["News a", "News b"]
    assert rows[2][-2:] == ["1.5", "0.67"]
    assert rows[4][-2:] == ["1.5", ""]


# Moodle


def test_moodle_by_email(desk):
    summary = desk.export("moodle", MOODLE, match="email")
    assert column_of(desk.rows(), "Assignment: News (Real)")[1:] == ["2.16667", "0", ""]
    assert summary.not_in_file == ["dov", "eve"]


def test_a_file_from_canvas_is_none_of_moodles(desk):
    desk.refused("moodle", CANVAS, "line 1", "no file from Moodle", match="id")


def test_moodle_computes_its_totals(desk):
    words = ["Course total (Real)", "itself"]
    desk.refused("moodle", MOODLE, *words, match="email", column="Course total (Real)")


@pytest.mark.parametrize("shown", ["Percentage", "Letter", "Feedback"])
def test_moodle_takes_points_only_where_points_are(desk, shown):
    percent = MOODLE.replace("News (Real)", f"News ({shown})")
    desk.refused("moodle", percent, "display type Real", match="email")


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_worksheet_is_filled_in_with_commas(desk, delimiter):
    """What Moodle says can't be changed stays."""
    raw = WORKSHEET.replace(",", delimiter).encode("utf-16" if delimiter == ";" else "utf-8")
    summary = desk.export("moodle", raw, match="email")
    rows = desk.rows(encoding="utf-8")
    assert rows[0] == table(WORKSHEET.encode())[0]
    assert column_of(rows, "Grade") == ["Grade", "2.16667", "1.00"]
    assert summary.columns["Grade"].kept == {"bea": "1.00"}


def test_a_worksheet_takes_no_more_than_its_maximum(desk):
    low = WORKSHEET.replace("3.00,Yes", "2.00,Yes")
    desk.refused("moodle", low, "line 2", "2.16667", "2.00", match="email")


def test_moodle_stops_above_100(desk):
    much = Submission("bea", {"a": Grade(101.0, False)})  # noqa: FBT003
    assignment = Assignment(UNIT, None, "", {"a": 120.0}, (much,))
    summary = desk.export("moodle", None, Course(Path(), (), (assignment,), PEOPLE))
    assert any("more than 100" in n and "bea" in n for n in summary.columns[UNIT].notes)


def test_a_unit_may_have_a_word_of_moodles_in_its_name(desk):
    name = "Feedback: the total picture"
    assignment = Assignment(name, None, "", CELLS, SUBMISSIONS)
    course = Course(Path(), (), (assignment,), PEOPLE)
    desk.export("moodle", MOODLE.replace("News", name), course, name, match="email")
    assert desk.rows()[1][4] == "2.16667"


# Blackboard


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_blackboard_gets_its_own_file(desk, encoding):
    """UTF-16 with a mark or without, tabs, quotes in a name, ids with a 0 in front."""
    raw = BLACKBOARD.encode(encoding)
    desk.export("blackboard", raw)
    expected = BLACKBOARD.replace('"Yes"\t""', '"Yes"\t"2.17"', 1).replace("In Progress", "0")
    assert desk.out.read_bytes() == expected.encode(encoding)


@pytest.mark.parametrize(
    ("column", "word"),
    [("Total", "computes it"), ("Oral", "'Letter'"), ("Availability", "Total Pts")],
)
def test_blackboard_takes_no_grades_there(desk, column, word):
    heading = next(h for h in table(BLACKBOARD.encode(), "\t")[0] if h.startswith(column))
    desk.refused("blackboard", BLACKBOARD, heading, word, column=heading)


def test_blackboard_needs_the_columns_number(desk):
    desk.refused("blackboard", BLACKBOARD.replace(" |664617", ""), "number after `|`")


def test_blackboard_makes_no_columns_for_items(desk):
    desk.refused("blackboard", BLACKBOARD, "News a", "--items", items=True)


def test_a_new_file_for_blackboard_is_quoted_and_says_what_it_lacks(desk):
    summary = desk.export("blackboard", None)
    assert desk.out.read_text("utf-8").splitlines()[1] == '"\'=Abel","Ann","=ann","11","2.17"'
    assert any("--into" in note for note in summary.notes)


# Any table, and matching


def test_a_table_with_decimal_commas_gets_decimal_commas(desk):
    desk.export("csv", "student_id;News;Old\n=ann;;7,5\nbea;;3\n")
    assert desk.out.read_text("utf-8") == "student_id;News;Old\n=ann;2,16667;7,5\nbea;0;3\n"


def test_a_new_table_leaves_ids_alone(desk):
    desk.export("csv", None)
    assert desk.rows()[1] == ["=ann", "11", "Ann@school.example", "'=Abel", "Ann", "2.16667"]
    assert column_of(desk.rows(), UNIT)[1:] == ["2.16667", "0", "", "2.5", ""]


def test_a_mapping_file_says_who_is_who(desk):
    mapping = desk.folder / "mapping.csv"
    mapping.write_text("student,Name\n=ann,Ann\n")
    desk.export("moodle", WORKSHEET, match=str(mapping))
    assert column_of(desk.rows(), "Grade") == ["Grade", "2.16667", "1.00"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("student,login\nzoe,z\n", ["line 2", "'zoe'"]),
        ("student,login\nbea,b\nbea,c\n", ["line 3", "twice"]),
        ("student,login\nbea,b\ncid,B\n", ["'bea' and 'cid'", "'B'"]),
        ("who,login\nbea,b\n", ["line 1", "`student`"]),
    ],
)
def test_a_mapping_file_with_a_fault(desk, text, words):
    mapping = desk.folder / "mapping.csv"
    mapping.write_text(text)
    desk.refused("canvas", CANVAS, *words, match=str(mapping))


def test_a_mapping_file_that_is_not_there(desk):
    desk.refused("canvas", CANVAS, "nowhere.csv", match="nowhere.csv")


def test_the_file_that_was_read_is_never_written(desk, tmp_path):
    desk.file.write_text(CANVAS)
    (tmp_path / "link.csv").symlink_to(desk.file)
    with pytest.raises(ExportError, match="stays as it is"):
        write_grades(COURSE, Request(UNIT, "canvas", desk.file, tmp_path / "link.csv"))
    assert desk.file.read_text() == CANVAS


def test_an_unknown_assignment(desk):
    desk.refused("canvas", CANVAS, "'Old'", "News", assignment="Old")


def test_two_hundred_thousand_people(desk):
    rows = "".join(f"n{number},\n" for number in range(200_000))
    summary = desk.export("csv", f"student_id,News\n{rows}bea,\n")
    assert len(summary.not_in_gradebook) == 200_000
    assert desk.out.read_bytes().endswith(b"n199999,\nbea,0\n")


@pytest.mark.parametrize(
    ("points", "places", "text"),
    [
        (0.0, 2, "0"), (-0.0, 2, "0"), (None, 2, ""), (10.0, 2, "10"), (0.1 + 0.2, 5, "0.3"),
        (1.005, 2, "1.01"), (0.004, 2, "0"), (100.0, 0, "100"), (1e-7, 5, "0"),
        (2 / 3, 5, "0.66667"),
    ],
)  # fmt: skip
def test_numbers(points, places, text):
    assert written(points, places) == text


def test_a_0_that_waits_for_a_person_is_blank_and_points_are_told(desk):
    waits = Submission("bea", {"a": Grade(0.0, True)}, refused="no notebook")  # noqa: FBT003
    looked = Submission("cid", {"a": AGAIN})
    assignment = Assignment(UNIT, None, "", {"a": 2.0}, (waits, looked))
    summary = desk.export("csv", None, Course(Path(), (), (assignment,), PEOPLE))
    assert column_of(desk.rows(), UNIT)[1:] == ["", "", "1", "", ""]
    notes = " ".join(summary.columns[UNIT].notes)
    assert "second look at: cid" in notes
    assert "bea: the submission was refused: no notebook" in notes


# The command


@pytest.fixture
def graded(tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    engine = create_engine(f"sqlite:///{folder / 'gradebook.db'}")
    tables._NBGRADER.create_all(engine)
    with engine.begin() as db:
        db.execute(tables.ASSIGNMENT.insert(), [{"id": "1", "name": UNIT}])
        db.execute(tables.NOTEBOOK.insert(), [{"id": "n", "name": UNIT, "assignment_id": "1"}])
        cell = {"id": "c", "name": "a", "notebook_id": "n", "type": "GradeCell"}
        db.execute(tables.CELL.insert(), [cell])
        db.execute(tables.GRADE_CELL.insert(), [{"id": "c", "max_score": 3.0}])
        db.execute(
            tables.STUDENT.insert(),
            [{"id": "bea", "email": "b@x.example"}, {"id": "eve", "email": None}],
        )
        db.execute(
            tables.SUBMISSION.insert(), [{"id": "s", "assignment_id": "1", "student_id": "bea"}]
        )
        notebook = {"id": "sn", "assignment_id": "s", "notebook_id": "n"}
        db.execute(tables.SUBMITTED_NOTEBOOK.insert(), [notebook])
        grade = {"id": "g", "cell_id": "c", "notebook_id": "sn", "auto_score": 2.5}
        db.execute(tables.GRADE.insert(), [grade | {"needs_manual_grade": False}])
    engine.dispose()
    return folder


def test_the_command_reads_a_gradebook_and_writes_beside_the_file(graded, tmp_path):
    file = tmp_path / "canvas.csv"
    file.write_text(CANVAS)
    arguments = ["export", str(graded), UNIT, "--to", "canvas", "--into", str(file)]
    result = CliRunner().invoke(main, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    out = tmp_path / "canvas-filled.csv"
    said = json.loads(result.stdout)
    assert said["file"] == str(out)
    assert said["columns"]["News (12345)"]["graded"] == ["bea"]
    assert column_of(table(out.read_bytes()), "News (12345)")[4] == "2.5"
    told = CliRunner().invoke(main, arguments).output
    assert "1 with points, 1 blank because nothing was handed in" in told
    assert "in the file, not in the gradebook: =ann (line 4)" in told


def test_the_command_ends_with_a_message(graded, tmp_path):
    arguments = ["export", str(graded), UNIT, "--to", "canvas", "--into", str(tmp_path / "no.csv")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "no.csv" in result.output
    assert {p.name for p in tmp_path.iterdir()} == {"course"}


def test_a_gradebook_of_another_version_is_named(graded):
    import sqlite3

    db = sqlite3.connect(graded / "gradebook.db")
    with db:
        db.execute("ALTER TABLE student DROP COLUMN lms_user_id")
    db.close()
    result = CliRunner().invoke(main, ["export", str(graded), UNIT, "--to", "csv"])
    assert result.exit_code == 1
    assert "gradebook.db" in result.output
    assert "lms_user_id" in result.output


# What the systems read: by their documented rules, written without the exporter's code.

MEMBERS = [
    Member("901", "11", "=ann", "ann@school.example"),
    Member("902", "12", "bea", "bea@school.example"),
    Member("903", "13", "cid", "cid@school.example"),
    Member("904", "14", "dov", "dov@school.example"),
    Member("905", "15", "eve", "eve@school.example"),
    Member("906", "16", "fay", "fay@school.example"),
]
IN_GRADEBOOK = {"=ann": 13 / 6, "bea": 0.0}
"""Who has all their points; cid waits for a person, dov is kept or waits, eve did not hand in."""


def test_canvas_reads_what_was_written(desk):
    """The column filled in and no other; then a new file, whose title is a new assignment."""
    before = canvas(CANVAS.encode(), MEMBERS)
    desk.export("canvas", CANVAS)
    after = canvas(desk.out.read_bytes(), MEMBERS)
    read = {who: grades.pop("12345", None) for who, grades in after.items()}
    assert {w: float(read[w]) for w in IN_GRADEBOOK} == pytest.approx(IN_GRADEBOOK, abs=0.005)
    assert (read["cid"], read["dov"], read["eve"], read["fay"]) == (None, "EX", None, "1.00")
    assert after == {
        who: {name: grade for name, grade in grades.items() if name != "12345"}
        for who, grades in before.items()
    }
    desk.export("canvas")
    new = canvas(desk.out.read_bytes(), MEMBERS)
    assert float(new["=ann"][UNIT]) == pytest.approx(13 / 6, abs=0.005)
    assert float(new["bea"][UNIT]) == 0
    assert "eve" not in new or UNIT not in new["eve"]


def test_moodle_reads_what_was_written(desk):
    """By e-mail in its own file, by username in a new one, and a worksheet."""
    desk.export("moodle", MOODLE, match="email")
    raw = desk.out.read_bytes()
    read = moodle(raw, MEMBERS, "Email address", "Assignment: News (Real)")
    assert read == pytest.approx(IN_GRADEBOOK, abs=1e-5)
    desk.export("moodle")
    assert moodle(desk.out.read_bytes(), MEMBERS, "username", UNIT).items() >= {("bea", 0.0)}
    desk.export("moodle", WORKSHEET.replace(",", ";"), match="email")
    numbered = [Member("71", login="=ann"), Member("72", login="bea")]
    read = worksheet(desk.out.read_bytes(), numbered)
    assert read == pytest.approx({"=ann": 13 / 6, "bea": 1.0}, abs=1e-5)


def test_blackboard_reads_what_was_written(desk):
    desk.export("blackboard", BLACKBOARD.encode("utf-16"))
    read = blackboard(desk.out.read_bytes())
    assert {who: float(g["664617"]) for who, g in read.items()} == pytest.approx(
        IN_GRADEBOOK, abs=0.005
    )
    desk.export("blackboard", None)
    new = blackboard(desk.out.read_bytes())
    assert new["bea"] == {"News [Total Pts: 3 Score]": "0"}


@pytest.mark.parametrize(
    ("reads", "raw"),
    [
        (lambda raw: canvas(raw, MEMBERS), CANVAS.replace("Section", "Group").encode()),
        (lambda raw: canvas(raw, MEMBERS), CANVAS.replace(",906,16,fay", ",,,20.6.1").encode()),
        (
            lambda raw: moodle(raw, MEMBERS, "Email address", "Assignment: News (Real)"),
            MOODLE.replace("bea@", "bee@").encode(),
        ),
        (
            lambda raw: moodle(raw, MEMBERS, "Email address", "Assignment: News (Real)"),
            MOODLE.replace(",-,10", ",101,10").encode(),
        ),
        (lambda raw: worksheet(raw, MEMBERS), WORKSHEET.replace(",", ";").encode()),
        (blackboard, BLACKBOARD.replace("Username", "Login").encode("utf-16")),
    ],
)
def test_the_readers_refuse_what_the_systems_refuse(reads, raw):
    """Otherwise the tests above would pass on anything."""
    with pytest.raises(ImportRefusedError):
        reads(raw)
