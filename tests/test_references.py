"""References such as `R040` and `A ¶26.2`: what they lead to, in packs and in items."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from secondsource.errors import ContentError, PackError
from secondsource.markdown import escaped, plain_text, to_html
from secondsource.packs import references
from secondsource.packs.finding import pack_names
from secondsource.packs.pack import load_pack
from secondsource.packs.sentences import sentences
from secondsource.units import read_items


@pytest.fixture
def pack():
    return load_pack("power-crisis")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("One", 1),
        ("One. Two! Three? Four", 4),
        ('He said: "Stop." Then he left.', 2),
        ("The U.S. President spoke. He left.", 2),
        ("Mr. Putin and Gen. Zhang met on 5 Feb. 2026. They spoke.", 2),
        ("It grew by 2.5 percent. In 2026 it fell.", 2),
        ("Why would he? (He did not.) So be it.", 3),
        ("It began… and it went on. Then it ended.", 2),
        ("In 2025. 2026 was worse.", 2),
    ],
)
def test_sentences_are_counted(text, count):
    assert len(sentences(text)) == count


@given(st.text())
def test_sentences_lose_nothing_but_space(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize("name", pack_names())
def test_every_paragraph_of_every_edition_has_sentences(name):
    pack = load_pack(name)
    for document in pack.table("document").by_id:
        edition = pack.edition(document)
        for number in edition.blocks if edition else ():
            found = edition.sentences(number)
            assert " ".join(found) == edition.text(number)
            assert "{#" not in edition.text(number)


def test_what_a_reference_leads_to(pack):
    row = references.find(pack, "R040")
    assert (row.id, row.place) == ("r040", "record:R040")
    assert row.text == pack.table("record").row("R040")["fact"]
    sentence = references.find(pack, "A ¶26.2")
    assert (sentence.id, sentence.place) == ("a-26-2", "paragraph:A/26/2")
    assert sentence.text == pack.edition("A").sentences(26)[1]
    assert [p.id for p in references.find_all(pack, "B ¶3-5")] == ["b-3", "b-4", "b-5"]
    for found in (row, sentence, references.find(pack, "A ¶26")):
        assert references.shown(found.place) == found.name


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("R999", ["datapackage.json", "R999"]),
        ("A ¶99", ["A.md", "99", "1 to 31"]),
        ("A ¶26.44", ["4 sentences", "A ¶26.44"]),
        ("Z ¶1", ["documents.csv", "Z"]),
        ("B ¶5-3", ["goes backwards"]),
        ("D01", ["discrepancies", "only instructors"]),
        ("record:R040", ["no reference", "A ¶26.2"]),
    ],
)
def test_a_reference_that_leads_nowhere(pack, reference, words):
    with pytest.raises(PackError) as caught:
        references.find_all(pack, reference)
    for word in words:
        assert word in str(caught.value)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
def test_words_of_the_material_are_shown_as_they_stand(text):
    """A fact with an asterisk or a bracket in it is no Markdown."""
    shown = " ".join(text.split())
    assert plain_text(f"x {escaped(shown)} x") == f"x {shown} x".replace("  ", " ")
    assert "<em>" not in to_html(f"x {escaped(shown)} x", inline=True)


CITE = {
    "id": "a-cite",
    "family": "cite",
    "points": 2,
    "prompt": "Which row decides it?",
    "options": [{"id": "yes", "text": "yes"}, {"id": "no", "text": "no"}],
    "places": ["R040", "A ¶26.2", "A ¶26", {"id": "own", "text": "words of our own"}],
    "material": ["A ¶26", "B ¶3-5"],
}


def unit(tmp_path, **changes):
    folder = tmp_path / "70-cite"
    folder.mkdir()
    file = folder / "items.yaml"
    with file.open("w", encoding="utf-8") as out:
        YAML().dump({"unit": "70-cite", "pack": "power-crisis", "items": [CITE | changes]}, out)
    return file


def test_bare_references_become_options(tmp_path, pack):
    item = read_items(unit(tmp_path)).items[0]
    assert [o.id for o in item.places] == ["r040", "a-26-2", "a-26", "own"]
    assert [o.ref for o in item.places] == ["R040", "A ¶26.2", "A ¶26", ""]
    assert plain_text(item.places[0].text) == pack.table("record").row("R040")["fact"]
    assert item.places[1].text in item.quoted_texts()
    assert "words of our own" in item.own_texts()
    assert item.page_data()["places"][1]["ref"] == "A ¶26.2"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"places": ["R040", "R998", "R041", "R042"]}, ["a-cite", "places.1", "R998"]),
        ({"options": ["R040", "anything"]}, ["a-cite", "options.1", "'anything'", "A ¶26.2"]),
        ({"material": ["A ¶26", "A ¶77"]}, ["a-cite", "material", "77"]),
        ({"places": ["R040", "R040", "R041"]}, ["a-cite", "r040", "twice"]),
    ],
)
def test_a_wrong_reference_names_file_item_and_place(tmp_path, changes, words):
    with pytest.raises(ContentError) as caught:
        read_items(unit(tmp_path, **changes))
    for word in ("items.yaml", *words):
        assert word in str(caught.value)
