"""What the course makes use of: claims, omissions, silences and discrepancies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from secondsource.errors import ContentError
from secondsource.packs.pack import load_pack
from secondsource_grading.authoring.coverage import Coverage, coverage, uses
from secondsource_grading.authoring.lessons import Lesson, Shown, read_lesson
from secondsource_grading.keys import load_keys

PACK = "power-crisis"


def lesson(*shown, prose=(), covers=()):
    return Lesson(Path("lesson.md"), 1, tuple(prose), tuple(shown), tuple(covers))


def test_without_units_nothing_is_covered():
    found = coverage(load_pack(PACK), [])
    assert [t.kind for t in found] == ["claim", "omission", "silence", "discrepancy"]
    assert all(len(t.unused) == len(t.rows) and not t.enough for t in found)


@pytest.mark.parametrize(
    "shown",
    [
        Shown("reading", ["A"], {"paragraphs": [7]}),
        Shown("article", ["A"], {}),
        Shown("claims", ["A07"], {}),
        Shown("coverage_bar", [["F01"]], {"pack": "harbour-strike"}),
    ],
)
def test_what_is_only_shown_is_not_taught(shown):
    assert not list(uses(lesson(shown), load_pack(PACK)))


@pytest.mark.parametrize(
    "call",
    [
        Shown("coverage_bar", [["R001"]], {"documents": ["K"]}),
        Shown("coverage_bar", [], {"facts": ["R001"], "documents": ["K"]}),
    ],
)
def test_a_bar_of_who_tells_what_deals_with_its_facts(call):
    assert list(uses(lesson(call), load_pack("harbour-strike"))) == ["record:R001"]


def test_an_item_deals_with_its_evidence_and_with_the_claims_of_its_places():
    keyring = load_keys("01-whose-words")
    item = keyring.unit.item("who-own-voice")
    one = replace(
        keyring, unit=replace(keyring.unit, items=(item,)), keys={item.id: keyring.keys[item.id]}
    )
    pack = load_pack(PACK)
    cited = {t.kind: t.cited for t in coverage(pack, [(one, lesson())])}["claim"]
    edition = pack.edition("B")
    places = {int(o.place.rpartition("/")[2]) for o in item.places}
    assert {c for c, n in edition.anchors.items() if n in places} <= cited
    assert {"B14", "B15", "B23"} <= cited
    assert "A01" not in cited


def test_a_name_in_the_text_and_a_note_in_a_cells_head_count():
    pack = load_pack(PACK)
    named = uses(lesson(prose=["See claim A21, not A210."]), pack)
    assert list(named) == ["claim:A21"]
    assert list(uses(lesson(covers=["silence:S5"]), pack)) == ["silence:S5"]


def test_a_share_counts_a_row_once_whether_cited_or_noted():
    table = Coverage(
        "claim",
        "claims",
        0.95,
        ("A01", "A02", "A03"),
        frozenset({"A01"}),
        frozenset({"A01", "A02"}),
    )
    assert table.unused == ["A03"]
    assert table.share == pytest.approx(2 / 3)


@pytest.fixture
def trial(tmp_path, monkeypatch):
    """Writes a lesson and gives what is read of it."""

    def write(text):
        (tmp_path / "09-trial").mkdir()
        (tmp_path / "09-trial" / "lesson.md").write_text(text, "utf-8")
        return read_lesson("09-trial")

    monkeypatch.setenv("SECONDSOURCE_UNITS", str(tmp_path))
    return write


HEAD = (
    "---\nminutes: 5\nkernelspec: {name: python3, display_name: Python 3, language: python}\n---\n"
)


def test_a_lesson_is_taken_apart(trial):
    found = trial(
        f'{HEAD}\n# One\n\n+++ {{"covers": ["silence:S5"]}}\n\nTwo\n\n+++\n\n'
        '```{code-cell}\nreading("A", paragraphs=[1])\n```\n'
    )
    assert found.minutes == 5
    assert found.prose == ("# One", "Two")
    assert found.covers == ("silence:S5",)
    assert found.shown == (Shown("reading", ["A"], {"paragraphs": [1]}),)


def test_a_lesson_that_hides_what_it_shows_is_refused(trial):
    with pytest.raises(ContentError, match="must name plainly"):
        trial(f"{HEAD}\n```{{code-cell}}\nreading(which)\n```\n")


def test_a_lesson_without_minutes_is_refused(trial):
    with pytest.raises(ContentError, match="minutes"):
        trial(HEAD.replace("minutes: 5\n", ""))
