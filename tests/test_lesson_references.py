"""References in lessons and items: found alike by check and page, and a broken one is an error."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

import pytest
from helpers.classroom import LAB, UNIT
from helpers.node import needs_node, page

from secondsource import glossary, lesson
from secondsource.errors import ContentError
from secondsource.packs.mentions import broken, mentions
from secondsource.packs.pack import load_pack
from secondsource.units import load_unit
from secondsource.views.material import material
from secondsource_grading.authoring import references
from secondsource_grading.authoring.build import build_unit
from secondsource_grading.authoring.lessons import Shown

PACK = "power-crisis"

TEXTS = [
    "See A ¶6, R040 and B ¶3-5.",
    "A ¶6, ¶7 and ¶8; then B ¶2 and ¶3.2.",
    "¶7 without a document, and then A ¶7.",
    "(A21) *R042* **P065**, H01: yes.",
    "A4 paper, R2, XR040, R0401, www.example.org/R040, A-R040, U2",
    "C ¶15. C ¶1–3.",
    "A ¶6.1 ends. A ¶6. It ends too.",
]


@pytest.mark.parametrize("text", TEXTS)
@needs_node
def test_page_and_check_find_the_same_references(text):
    pack = load_pack(PACK)
    with page() as opened:
        found = opened.ask(material=material(pack), text=text)
    assert [n.replace("–", "-") for n in found] == list(mentions(text, pack))


@pytest.mark.parametrize(
    ("text", "reference", "why"),
    [
        ("Read A ¶99.", "A ¶99", "paragraphs 1 to 31"),
        ("Read A ¶6 and ¶77.", "A ¶77", "paragraphs 1 to 31"),
        ("Read A ¶6.40.", "A ¶6.40", "sentences"),
        ("Read Q ¶1.", "Q ¶1", "Q"),
        ("Read B ¶5-3.", "B ¶5-3", "backwards"),
        ("Read R999.", "R999", "no table has a row R999"),
        ("Read A99.", "A99", "no table has a row A99"),
    ],
)
def test_what_leads_nowhere_is_named(text, reference, why):
    ((found, said),) = broken(text, load_pack(PACK))
    assert found == reference
    assert why in said


def test_code_addresses_and_other_words_are_no_references():
    text = "`R999` and [a page](https://x.example/R999)\n\n```\nA ¶99\n```\n\nG20, F16, COVID19, S5"
    assert list(broken(text, load_pack(PACK))) == []


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """The lab unit in a folder of its own, to be edited."""
    shutil.copytree(LAB / "units", tmp_path / "units")
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(tmp_path / "units"))
    return tmp_path / "units" / UNIT


def test_a_lesson_with_a_broken_reference_is_not_built(lab):
    file = lab / "lesson.md"
    file.write_text(file.read_text("utf-8").replace("Now the weather.", "Now see R999."), "utf-8")
    with pytest.raises(ContentError, match=r"unit 90-lab has references.*\n.*Now see R999.*R999:"):
        build_unit(UNIT)


def test_an_item_with_a_broken_reference_is_not_built(lab):
    file = lab / "items.yaml"
    text = file.read_text("utf-8")
    assert "  prompt: " in text
    file.write_text(text.replace("  prompt: ", "  prompt: Look at A ¶99. ", 1), "utf-8")
    with pytest.raises(ContentError, match=r"item lab-\S+, prompt: A ¶99: "):
        build_unit(UNIT)


def test_a_coverage_bar_for_learners_says_who_tells_what():
    pack = load_pack(PACK)
    asks = Shown("coverage_bar", [["R042"]], {"documents": ["A"]})
    theirs = Shown("coverage_bar", [["F02"]], {"documents": ["A"], "told": {"F02": ["A"]}})
    good = Shown("coverage_bar", [["R042"]], {"documents": ["A"], "told": {"R042": ["A"]}})
    assert ["without told" in p for p in references.in_calls([asks], pack)] == [True]
    assert ["only instructors" in p for p in references.in_calls([theirs], pack)] == [True]
    assert list(references.in_calls([good], pack)) == []


def test_a_text_waits_for_an_exercise_of_the_same_unit():
    pack, items = load_pack(PACK), load_unit("03-not-there").items
    right = Shown("reading", ["A"], {"after": items[0].id})
    wrong = Shown("reading", ["A"], {"after": "om-none"})
    assert list(references.in_calls([right], pack, items)) == []
    (said,) = references.in_calls([wrong], pack, items)
    assert "after='om-none' is no item of this unit" in said


def test_the_material_for_the_page_is_what_learners_have():
    """Every reading edition, every row with an id, nothing of an instructor's table; safe HTML."""
    pack = load_pack(PACK)
    found = material(pack, glossary.glossary())
    assert [t["id"] for t in found["texts"]] == ["A", "B", "C"]
    assert len(found["texts"][0]["paragraphs"]) == pack.edition("A").paragraphs
    names = {t["id"] for t in found["tables"]}
    assert {"record", "claims", "readout_phrases"} <= names
    assert all(pack.audience(n) == "learner" for n in names)
    rows = dict(next(t for t in found["tables"] if t["id"] == "record")["rows"])
    kept = set(pack.table("record").about.withheld)  # outcomes of forecasts
    assert kept & set(pack.table("record").by_id)
    assert list(rows) == [i for i in pack.table("record").by_id if i not in kept]
    assert rows["R040"][0][0] == "Fact"
    assert "<script" not in str(found)


def test_the_glossary_has_no_word_twice_and_says_what_is_wrong(tmp_path):
    names = [n.lower() for t in glossary.glossary() for n in t.names]
    assert names
    assert len(names) == len(set(names))
    file = tmp_path / "glossary.yaml"
    file.write_text("terms:\n  - {term: hedge}\n", "utf-8")
    with pytest.raises(ContentError, match="term hedge, meaning: is required"):
        glossary.read_glossary(file)


def test_only_a_page_gets_the_reader(monkeypatch):
    """`start` shows it where a kernel runs for a page, and not while nbgrader runs the cells."""
    monkeypatch.setattr(lesson, "_shell", lambda: SimpleNamespace(kernel=1))
    assert lesson._has_page()
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert not lesson._has_page()
    monkeypatch.delenv("NBGRADER_EXECUTION")
    monkeypatch.setattr(lesson, "_shell", lambda: None)
    assert not lesson._has_page()
