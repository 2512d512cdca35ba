"""A pack is data only: the kit learns from its descriptor all that it has to know of a story."""

from __future__ import annotations

import ast
import json
import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from secondsource import paths, plots
from secondsource.errors import ContentError, PackError
from secondsource.packs import finding, originals, readouts
from secondsource.packs import pack as packs
from secondsource.plots.explorer import Explorer
from secondsource.scoring import Check
from secondsource.scoring.evidence import in_words, resolve
from secondsource.units import read_items
from secondsource.views import SHOWN
from secondsource.views import tables as views
from secondsource.views.reading import reading
from secondsource_grading.authoring.build import build_unit
from secondsource_grading.authoring.coverage import coverage
from secondsource_grading.authoring.lessons import Lesson, Shown
from secondsource_grading.authoring.workload import workload
from secondsource_grading.keys import load_keys

ROOT = Path(__file__).resolve().parents[1]
DATASETS = ROOT / "datasets"

TIDES = """id,day,height,seen_by,url
T01,2026-03-01,High water at noon reached the third step.,harbour log,https://a.example/1 https://b.example/2
T02,2026-03-02,"High water <b>did not</b> reach the third step, which is rare.",harbour log,
"""


def tides() -> dict:
    fields = [
        {"name": n, "type": "string", "title": n.replace("_", " ").capitalize()}
        for n in ("id", "day", "height", "seen_by", "url")
    ]
    return {
        "name": "tides",
        "type": "table",
        "title": "Tides of the harbour",
        "path": "tides.csv",
        "audience": "learner",
        "schema": {
            "fields": fields,
            "primaryKey": "id",
            "secondsource": {
                "reference": "tide",
                "says": "{day}: {height}",
                "read": ["height"],
                "address": "url",
            },
        },
    }


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder of packs with the two shipped ones, and `change` for a descriptor."""
    for name in ("power-crisis", "harbour-strike"):
        shutil.copytree(
            DATASETS / name, tmp_path / name, ignore=shutil.ignore_patterns("originals")
        )
    monkeypatch.setattr(paths, "packs", lambda: tmp_path)
    monkeypatch.setattr(packs, "_current", [])
    return tmp_path


def change(home: Path, name: str, edit) -> None:
    file = home / name / "datapackage.json"
    descriptor = json.loads(file.read_text("utf-8"))
    edit(descriptor)
    file.write_text(json.dumps(descriptor), "utf-8")


@pytest.fixture
def pack(home):
    """A pack with a table that no line of Python has heard of."""

    def add(descriptor):
        descriptor["resources"].append(tides())
        descriptor["secondsource"]["covered"] = {"tide": 1.0}

    change(home, "harbour-strike", add)
    (home / "harbour-strike" / "tides.csv").write_text(TIDES, "utf-8")
    return packs.load_pack("harbour-strike")


def test_a_row_of_a_new_table_is_evidence(pack):
    resolve("tide:T01", pack)
    said = in_words("tide:T02", pack)
    assert said.startswith("2 March 2026: High water &lt;b&gt;did not&lt;/b&gt;")
    assert 'href="https://a.example/1"' in in_words("tide:T01", pack)
    with pytest.raises(ContentError, match="table tides has no row T09"):
        resolve("tide:T09", pack)
    with pytest.raises(ContentError, match=r"expected one of .*tide"):
        resolve("wave:T01", pack)


@pytest.mark.parametrize("name", ["tides", "tide"])
def test_a_new_table_can_be_shown_without_a_word_on_its_looks(pack, name):
    shown = views.rows(name, "T02", pack=pack)
    assert shown.title == "Tides of the harbour: 1 row"
    for heading in ("Id", "Day", "Height", "Seen by", "Url"):
        assert f">{heading}</th>" in shown.body
    assert "<b>did" not in shown.body
    assert "&lt;b&gt;did not" in shown.body
    assert views.rows(name, pack=pack).body.count("href=") == 2
    with pytest.raises(PackError, match='no row "T09"; ids go from T01 to T02'):
        views.rows(name, "T09", pack=pack)


def test_the_course_must_use_a_new_table_where_the_pack_says_so(pack):
    keyring = load_keys("11-on-your-own")
    for used in (
        Lesson(Path("lesson.md"), 1, ("T01 and T02",), (), ()),
        Lesson(Path("lesson.md"), 1, (), (), ("tide:T01", "tide:T02")),
    ):
        assert [(t.table, t.enough) for t in coverage(pack, [(keyring, used)])] == [("tides", True)]
    for unused in (
        Lesson(Path("lesson.md"), 1, (), (), ()),
        Lesson(Path("lesson.md"), 1, (), (Shown("rows", ["tide", "T01", "T02"], {}),), ()),
    ):
        assert [t.unused for t in coverage(pack, [(keyring, unused)])] == [["T01", "T02"]]


def test_what_a_lesson_shows_of_a_new_table_takes_time_to_read(pack, tmp_path):
    keyring = load_keys("11-on-your-own")
    file = tmp_path / "lesson.md"

    def minutes(body):
        file.write_text(LESSON.format("harbour-strike") + body, "utf-8")
        return workload(Lesson(file, 1, (), (), ()), keyring, pack).minutes

    words = sum(len(row["height"].replace("<b>", "").split()) for row in pack.table("tides").rows)
    more = minutes('\n```{code-cell}\nrows("tides")\n```\n') - minutes("")
    assert more * 150 == pytest.approx(words, abs=3)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"reference": "claim"}, "“claim” stands for the tables claims and tides"),
        ({"refrence": "tide"}, "resource tides, secondsource, refrence"),
        ({"says": "{hight}"}, "speaks of column hight"),
        ({"columns": [{"heading": "x", "layout": "huge"}]}, r"columns\.0\.layout"),
    ],
)
def test_a_property_that_is_not_right_is_named(home, block, expected):
    def add(descriptor):
        table = tides()
        table["schema"]["secondsource"] = block
        descriptor["resources"].append(table)

    change(home, "harbour-strike", add)
    with pytest.raises(PackError, match=expected):
        packs.load_pack("harbour-strike")


def test_one_pack_is_the_default_one(home):
    assert packs.load_pack().name == "power-crisis"
    change(home, "harbour-strike", lambda d: d["secondsource"].update(default=True))
    with pytest.raises(PackError, match="2 of the data packages harbour-strike, power-crisis"):
        finding.default_pack()


def test_a_text_is_invented_if_its_pack_says_so(home):
    assert "Original:" not in reading("K", pack="harbour-strike").body
    change(home, "harbour-strike", lambda d: d["secondsource"].update(invented=False))
    assert "Original: <a href" in reading("K", pack="harbour-strike").body


def test_a_series_without_a_break_is_drawn_without_one(home):
    def unbroken(descriptor):
        for resource in descriptor["resources"]:
            if resource["name"] == "readout_phrases":
                resource["secondsource"]["series"] = {"language": "zh"}

    assert "from then on" in plots.base_rate().caption
    change(home, "power-crisis", unbroken)
    picture = plots.base_rate()
    assert "from then on" not in picture.caption
    assert picture.numbers[-1][:3] == ("all", "36", "76")


@pytest.fixture
def in_another_lesson(home):
    """A lesson reads from another pack, whose readouts are all from one country."""
    shutil.copytree(home / "power-crisis", home / "other")
    change(home, "other", lambda d: d.update(name="other", secondsource={}))
    table = home / "other" / "readout_phrases.csv"
    lines = table.read_text("utf-8").splitlines()
    table.write_text("\n".join([lines[0], *(x for x in lines if ",Japan," in x)]) + "\n", "utf-8")
    packs.use("other")


@pytest.mark.usefixtures("in_another_lesson")
def test_whatever_a_lesson_shows_comes_from_its_own_pack():
    assert {r["country"] for r in readouts.select_readouts()} == {"Japan"}
    assert {r["country"] for r in plots._rates.sharing("year").rows} == {"Japan"}
    assert plots.base_rate("country").numbers[0][0] in ("Japan", "other countries")
    assert "4 versions of 3 calls" in views.readouts().title
    countries = next(c for c in Explorer().controls if c["id"] == "country")
    assert [value for value, _ in countries["options"]] == ["", "Japan"]
    assert originals.folder().parts[-2:] == ("other", "originals")
    with pytest.raises(PackError, match=r"other.documents\.csv"):
        originals.attach("XT", "article.txt")
    check = Check(check="count_readouts", args={"one_per_call": False}, equals=4)
    resolve(check, packs.load_pack())
    with pytest.raises(ContentError, match="gives 110, not 4"):
        resolve(check, packs.load_pack("power-crisis"))


ITEMS = "unit: 09-trial\npack: {}\nitems: []\n"
LESSON = (
    "---\nunit: 09-trial\npack: {}\nminutes: 5\n"
    "kernelspec: {{name: python3, display_name: Python 3, language: python}}\n---\n\n# A\n"
)


@pytest.fixture
def unit(tmp_path, monkeypatch):
    """Writes a unit of that pack and that lesson's pack."""

    def write(items, lesson):
        folder = tmp_path / "units" / "09-trial"
        folder.mkdir(parents=True)
        (folder / "items.yaml").write_text(ITEMS.format(items), "utf-8")
        (folder / "lesson.md").write_text(LESSON.format(lesson), "utf-8")
        return folder

    monkeypatch.setenv("SECONDSOURCE_UNITS", str(tmp_path / "units"))
    return write


def test_a_misspelt_pack_is_an_error_that_names_those_there_are(unit):
    folder = unit("habour-strike", "harbour-strike")
    expected = r"(?s)items\.yaml: .*pack: 'habour-strike'.*expected one of .*harbour-strike"
    with pytest.raises(ContentError, match=expected):
        read_items(folder / "items.yaml")


def test_a_lesson_and_its_items_agree_on_the_pack(unit):
    unit("harbour-strike", "power-crisis")
    with pytest.raises(ContentError, match=r"lesson\.md: front matter says pack 'power-crisis'"):
        build_unit("09-trial")


def test_a_lesson_that_agrees_is_built(unit):
    unit("harbour-strike", "harbour-strike")
    assert "hand_in()" in build_unit("09-trial")


@cache
def story() -> set[str]:
    """Names, days and places that belong to a story, and the names of its tables."""
    found: set[str] = set()
    for name in finding.pack_names():
        opened = packs.load_pack(name)
        found |= {name, *opened.table_names()}
        for table in map(opened.table, opened.table_names()):
            for row in table.rows:
                found |= {c for c in row.values() if re.fullmatch(r"\d{4}-\d\d-\d\d", c)}
                found |= {
                    row[c] for c in ("leader", "counterpart", "country", "person") if row.get(c)
                }
            found |= set(table.about.words.get("language", {}).values())
            if table.about.series:
                found.add(str(table.about.series.break_at))
    return found - set(SHOWN)


def said(source: str) -> set[str]:
    """The texts that Python works with or shows, and its dates; no docstrings."""
    tree = ast.parse(source)
    idle = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in idle:
            found.add(node.value)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "date":
            numbers = [a.value for a in node.args if isinstance(a, ast.Constant)]
            found.add("-".join(f"{n:02d}" for n in numbers if isinstance(n, int)))
    return found


def told(source: str, words: set[str]) -> set[str]:
    """What a source tells of a story: a text that is a table's name, or has another word in it."""
    texts = said(source)
    long = [w for w in words if " " in w or "-" in w or w[:1].isupper()]
    everything = "\n".join(texts)  # one search for each word; most are nowhere and need no pattern
    held = [w for w in long if w in everything]
    inside = {w for w in held for x in texts if re.search(rf"\b{re.escape(w)}\b", x)}
    return (texts & words) | inside


OTHER_MEANING = {
    ("responses.py", "record"),  # what is recorded of a response
    ("content.py", "documents"),  # the same
    ("course_checks.py", "documents"),  # the course's own: syllabus, guide
    ("write.py", "record"),  # the web page with what a learner did
    ("data_pack.py", "documents"),  # the tables of the package that a draft becomes
    ("data_pack.py", "record"),  # the same
    ("reading.py", "English"),  # the language of the lists of words
}


def test_this_looking_would_see_a_story():
    words = story()
    for source in (
        'load("silence_cases")',
        "BREAK = date(2020, 3, 23)",
        'x = f"since 2026-02-04"',
        'x = {"zh": "Chinese"}',
        'x = "in the United States"',
    ):
        assert told(source, words), source
    assert not told('"""Such as the United States."""\nshow("claims")', words)


@pytest.mark.parametrize("package", ["course", "autograding"])
def test_no_python_knows_a_story(package):
    words = story()
    files = sorted((ROOT / package / "src").rglob("*.py"))
    assert len(files) > 30
    found = {
        (f.name, word)
        for f in files
        if "_packs" not in f.parts
        for word in told(f.read_text("utf-8"), words)
    }
    assert not found - OTHER_MEANING
