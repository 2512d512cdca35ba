"""Shared wording: the counting holds on small texts, and the pack's table can be recomputed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from helpers.articles import FILES, needs_articles
from hypothesis import given
from hypothesis import strategies as st

from secondsource.packs.originals import normalise
from secondsource.packs.pack import load_pack

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "datasets"))
from count_overlaps import (
    LENGTHS,
    Overlap,
    main,
    overlap,
    overlaps,
    run_lengths,
    shared_runs,
    words_of,
    write,
)

WORDS = st.lists(st.sampled_from("abcd"), max_size=30)


@pytest.fixture(scope="module")
def texts():
    """The normalised originals, by document."""
    return {d: normalise(f.read_text("utf-8")) for d, f in zip("ABC", FILES, strict=True)}


def test_what_a_word_is():
    assert words_of("It’s 25 million; Reuters-style\nIT'S") == [
        "it's",
        "25",
        "million",
        "reuters",
        "style",
        "it's",
    ]


def test_a_passage_goes_as_far_as_it_can():
    first, second = words_of("x a b c d y a b z"), words_of("a b c d q a b")
    assert shared_runs(first, second, 2) == {("a", "b"), ("b", "c"), ("c", "d")}
    assert run_lengths(first, second, 2) == [4, 2]
    assert overlap(("p", "x a b c d y a b z"), ("q", "a b c d q a b"), 2) == Overlap(
        "p", "q", 2, shared=3, first_runs=7, second_runs=5, passages=2, longest=4
    )


def test_a_run_has_at_least_one_word():
    with pytest.raises(ValueError, match="length is 0"):
        shared_runs(["a"], ["a"], 0)


@given(WORDS, WORDS, st.integers(1, 6))
def test_sharing_is_mutual_and_shrinks_with_length(first, second, length):
    here = shared_runs(first, second, length)
    assert here == shared_runs(second, first, length)
    assert len(here) <= len(first)
    for run in shared_runs(first, second, length + 1):
        assert {run[:-1], run[1:]} <= here


@given(WORDS, WORDS, st.integers(1, 6))
def test_passages_and_runs_agree(first, second, length):
    """There is a passage if there is a run; its longest is a run that cannot grow."""
    passages = run_lengths(first, second, length)
    assert bool(passages) == bool(shared_runs(first, second, length))
    if passages:
        assert shared_runs(first, second, passages[0])
        assert not shared_runs(first, second, passages[0] + 1)


@given(WORDS)
def test_a_text_shares_all_with_itself(words):
    assert run_lengths(words, words, 1) == ([len(words)] if words else [])


def test_the_table_has_every_pair_at_every_length():
    rows = load_pack().table("overlaps").rows
    assert [(r["first"], r["second"], int(r["length"])) for r in rows] == [
        (*pair, n) for pair in ("AB", "AC", "BC") for n in LENGTHS
    ]


def test_the_script_writes_nothing_without_originals(capsys, tmp_path, monkeypatch):
    from secondsource.packs import originals

    monkeypatch.setattr(originals, "folder", lambda _pack=None: tmp_path)
    before = load_pack().table("overlaps").file.read_bytes()
    assert main(["power-crisis"]) == 1
    assert "expected two or more" in capsys.readouterr().out
    assert load_pack().table("overlaps").file.read_bytes() == before


@needs_articles
def test_the_table_is_what_the_articles_give(texts, tmp_path):
    """The shipped counts come from the originals and from nothing else, byte for byte."""
    write(tmp_path / "overlaps.csv", overlaps(texts))
    fresh = (tmp_path / "overlaps.csv").read_bytes()
    assert load_pack().table("overlaps").file.read_bytes() == fresh


LEI = {6, 7, 8, 9, 10, 11, 13, 14, 17, 18, 19, 20}
"""Paragraphs of B that give Lei's words; the rest are the article's own."""


@needs_articles
def test_what_unit_4_says_about_the_shared_passages(texts):
    """Of six words and more: eleven, all where B gives Lei's words, in one order of paragraphs."""
    a, b = (texts[d].splitlines() for d in "AB")
    places = [
        (n, m)
        for n, first in enumerate(a, start=1)
        for m, second in enumerate(b, start=1)
        for _ in run_lengths(words_of(first), words_of(second), 6)
    ]
    assert len(places) == len(run_lengths(words_of(texts["A"]), words_of(texts["B"]), 6)) == 11
    assert {m for _, m in places} <= LEI
    assert [m for _, m in places] == sorted(m for _, m in places)
