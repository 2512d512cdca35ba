"""A draft becomes a data package of a teacher's own, found beside those of the kit."""

from __future__ import annotations

import json
import os
import shutil

import click
import pytest
from click.testing import CliRunner

from secondsource import reading
from secondsource.errors import PackError
from secondsource.packs.finding import pack_names
from secondsource.packs.pack import load_pack, open_pack
from secondsource_grading.authoring.pack_checks import check_packs
from secondsource_grading.authoring.rights import rights_problems
from secondsource_grading.authoring.unfinished import unfinished
from secondsource_grading.cli import main
from secondsource_grading.drafting.additions import KINDS, open_store
from secondsource_grading.drafting.data_pack import make_data_pack
from secondsource_grading.drafting.new_pack import make_draft
from secondsource_grading.drafting.source import DraftError

TEXT = """Ferry to stop at noon

The ferry may stop at noon, said Ada Brandt, the engineer. Nobody else was asked about it at all.

The fare is 4 euros for a car, and it has been so since the bridge was closed in March.
"""
FACT = "The ferry sailed.\nThe line\nThe Gazette\nhttps://example.org/f\n2026-03-05\nwire\n"


@pytest.fixture
def draft(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    return make_draft("ferry", [tmp_path / "a.txt"], tmp_path).folder


def review(folder, keys):
    done = CliRunner().invoke(main, ["review", str(folder)], input=keys)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_text_without_a_licence_is_told_in_own_words_or_marked(draft, tmp_path, monkeypatch):
    monkeypatch.setenv("SECONDSOURCE_PACKS", str(tmp_path / "packs"))
    with pytest.raises(DraftError, match="nothing is accepted yet"):
        make_data_pack(draft, tmp_path / "packs")
    assert not (tmp_path / "packs").exists()
    review(draft, "aR" + "oA\nEllin Courier\n\n\nq")
    folder = make_data_pack(draft, tmp_path / "packs")
    edition = open_pack(folder).edition("A")
    assert edition.text(2).startswith("TODO: tell this paragraph")
    assert any("editions/A.md, line" in line for line in unfinished("50-ferry", "ferry"))
    words = " ".join(f.read_text("utf-8") for f in folder.rglob("*") if f.is_file())
    assert "Nobody else was asked" not in words, "a text without a licence is in the package"

    review(draft, "tA 2\nAda Brandt says that the ferry may stop.\nq")
    with pytest.raises(DraftError, match="was not touched"):
        make_data_pack(draft, tmp_path / "packs")
    pack = open_pack(make_data_pack(draft, tmp_path / "packs", replace=True))
    assert pack.edition("A").text(2) == "Ada Brandt says that the ferry may stop."
    assert pack.table("document").row("A")["outlet"] == "Ellin Courier"
    assert list(pack.table("claim").by_id) == ["A01"]
    assert list(unfinished("50-ferry", "ferry")) == []


def test_own_packs_stand_beside_those_of_the_kit(draft, tmp_path, monkeypatch):
    review(draft, "a" * 4 + "f" + FACT + "tA 2\nAda Brandt says that it may stop.\nq")
    kit = pack_names()
    make_data_pack(draft, tmp_path / "mine" / "packs")
    assert pack_names() == kit
    (tmp_path / "mine" / "units").mkdir()
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(tmp_path / "mine" / "units"))
    assert pack_names() == sorted([*kit, "ferry"])
    row = load_pack("ferry").table("record").row("R001")
    assert (row["fact"], row["kind"]) == ("The ferry sailed.", "wire")
    assert "it may stop" in reading("A", paragraphs=[2], pack="ferry").text
    shown = {f.name: f for f in check_packs() if "ferry" in f.name}
    assert shown["pack ferry"].problems == ()
    assert shown["rights ferry"].problems == ()

    # In a file that was written by hand the sort of page may be missing; nobody guesses it.
    file = open_store(draft).file
    file.write_text(file.read_text("utf-8").replace(', "kind": "wire"', ""), "utf-8")
    make_data_pack(draft, tmp_path / "mine" / "packs", replace=True)
    (todo,) = [line for line in unfinished("50-ferry", "ferry") if "sort of page" in line]
    assert "record.csv, line 2" in todo

    shutil.copytree(tmp_path / "mine/packs/ferry", tmp_path / "mine/packs" / kit[0])
    with pytest.raises(PackError, match="rename your own"):
        load_pack(kit[0])
    with pytest.raises(PackError, match=r"known packages: .*ferry"):
        load_pack("fery")


def test_what_was_added_is_there_when_the_review_is_killed(draft, monkeypatch):
    keys = iter("aof")

    def getchar(*_args, **_kw):
        return next(keys)

    answers = iter(["A", "Courier", "", "not named", "A fact.", "Somebody", os.kill])

    def prompt(*_args, **_kw):
        told = next(answers)
        if told is os.kill:
            raise SystemExit(137)
        return told

    monkeypatch.setattr(click, "getchar", getchar)
    monkeypatch.setattr(click, "prompt", prompt)
    assert CliRunner().invoke(main, ["review", str(draft)]).exit_code == 137
    kept = open_store(draft).content
    assert kept.origins["A"].outlet == "Courier"
    assert kept.facts == ()
    assert not list(draft.glob(".*.new"))


def test_what_can_not_be_kept_is_told_and_the_review_goes_on(draft):
    wrong = FACT.replace("https://", "")
    said = review(draft, f"f{wrong}tA 9\nWords.\nf{FACT}q")
    assert "A ¶9: not kept; text A has 3 paragraphs" in said
    assert "not kept, because of url" in said
    assert "kept as R001" in said
    assert len(open_store(draft).content.facts) == 1


def test_an_edit_of_the_additions_by_hand_is_not_written_over(draft):
    store = open_store(draft)
    store.tell("A", 2, "In other words.")
    store.file.write_text("told: {A: {2: Mine.}}\n", "utf-8")
    with pytest.raises(DraftError, match="was changed while"):
        store.tell("A", 3, "More words.")
    assert open_store(draft).content.told == {"A": {2: "Mine."}}


def test_an_article_with_neither_edition_nor_text_is_refused(root, tmp_path):
    folder = tmp_path / "april-1912"
    shutil.copytree(root / "datasets" / "april-1912", folder)
    table = folder / "documents.csv"
    table.write_text(table.read_text("utf-8").replace("editions/TA.md", ""), "utf-8")
    (folder / "editions" / "TA.md").unlink()
    file = folder / "datapackage.json"
    found = json.loads(file.read_text("utf-8"))
    found["resources"] = [r for r in found["resources"] if r["name"] != "edition-ta"]
    file.write_text(json.dumps(found), "utf-8")
    (problem,) = rights_problems(open_pack(folder))
    assert "document TA: has neither a reading edition nor a text in full" in problem


def test_the_sorts_of_pages_are_those_that_the_record_takes(root):
    """All but our own search of stored pages, which nobody has read a fact on."""
    record = json.loads((root / "datasets/schema/record.json").read_text("utf-8"))
    (kind,) = [field for field in record["fields"] if field["name"] == "kind"]
    assert set(kind["constraints"]["enum"]) == {*KINDS, "search"}
