"""What the course makes use of: claims, omissions, silences and discrepancies."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondsource.errors import ContentError
from secondsource.packs.pack import load_pack
from secondsource_grading.authoring.coverage import Coverage, coverage, uses
from secondsource_grading.authoring.lessons import Lesson, Shown, read_lesson

PACK = "power-crisis"


def lesson(*shown, prose=(), covers=()):
    return Lesson(Path("lesson.md"), 1, tuple(prose), tuple(shown), tuple(covers))


def test_without_units_nothing_is_covered():
    found = coverage(load_pack(PACK), [])
    assert [t.kind for t in found] == ["claim", "omission", "silence", "discrepancy"]
    assert all(len(t.unused) == len(t.rows) and not t.enough for t in found)


def test_a_reading_uses_the_claims_of_its_paragraphs():
    pack = load_pack(PACK)
    part = set(uses(lesson(Shown("reading", ["A"], {"paragraphs": [7]})), pack))
    assert part == {"claim:A07", "claim:A08", "claim:A09"}
    assert part < set(uses(lesson(Shown("reading", ["A"], {})), pack))


def test_a_reading_from_another_pack_uses_nothing():
    shown = Shown("reading", ["A"], {"pack": "harbour-strike"})
    assert not list(uses(lesson(shown), load_pack(PACK)))


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (Shown("article", ["K"], {}), {"claim:K01", "claim:K04"}),
        (Shown("compare", ["K", [2], "L", [4]], {}), {"claim:K01", "claim:L03"}),
        (Shown("coverage_bar", [["R001"]], {"documents": ["K"]}), {"record:R001"}),
        (Shown("coverage_bar", [], {"facts": ["R001"], "documents": ["K"]}), {"record:R001"}),
    ],
)
def test_calls_that_show_texts_and_facts_count(call, expected):
    assert expected <= set(uses(lesson(call), load_pack("harbour-strike")))


def test_a_name_in_the_text_and_a_note_in_a_cells_head_count():
    pack = load_pack(PACK)
    named = uses(lesson(prose=["See claim A21, not A210."]), pack)
    assert list(named) == ["claim:A21"]
    assert list(uses(lesson(covers=["silence:S5"]), pack)) == ["silence:S5"]


def test_a_share_counts_cited_and_shown_rows_once():
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
