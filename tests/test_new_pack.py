"""`secondsource-teach new-pack`: what is planted in three texts is found, and hardly more."""

from __future__ import annotations

import io
from datetime import date

import pytest
from click.testing import CliRunner
from docx import Document
from helpers.drafts import LETTER, PAGE, PLANTED, TEXT, pdf_of
from ruamel.yaml import YAML

from secondsource_grading.cli import main
from secondsource_grading.drafting import candidates
from secondsource_grading.drafting.new_pack import make_draft
from secondsource_grading.drafting.plain_text import paragraphs_of
from secondsource_grading.drafting.texts import Text

FALSE = 2
"""False finds that one text may have."""


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    (folder / "gazette.html").write_text(PAGE, "utf-8")
    (folder / "courier.txt").write_text(TEXT, "utf-8")
    (folder / "county.pdf").write_bytes(pdf_of(LETTER))
    files = [folder / name for name in ("gazette.html", "courier.txt", "county.pdf")]
    return make_draft("bridge", files, folder)


def rules(text, rule=None, year=2026):
    """What is found in one text: rule and words, or the words of one rule."""
    found = candidates.find_all([Text("A", paragraphs_of(text), year)])
    if rule:
        return [c.where.words for c in found if c.rule == rule]
    return [(c.rule, c.where.words) for c in found]


def test_what_is_planted_is_found(draft):
    def is_found(document, rule, words):
        return any(
            c.where.document == document and c.rule == rule and words in c.where.words
            for c in draft.candidates
        )

    missed = [p for p in PLANTED if not is_found(*p)]
    assert len(missed) <= 0.2 * len(PLANTED), missed


JUDGED = {
    *("hedge", "booster", "vague-source", "mental-state", "loaded-word", "from-absence", "growing"),
    *("chain", "weekday", "arithmetic", "shared-wording", "near-duplicate", "shared-error"),
    *("other-unit", "same-number-other-unit", "cut", "bracket", "quotation"),
}
"""Rules that propose something odd; the rest list what any text has, which can't be false."""

ALSO_RIGHT = {
    "B": ["10 miles", "12,000 vehicles a week"],  # the other side of what is planted in A
    "A": ["could", "expected to", "wanted"],
}


@pytest.mark.parametrize("document", "ABC")
def test_hardly_more_than_is_planted_is_found(draft, document):
    right = [w for d, _, w in PLANTED if d == document] + ALSO_RIGHT.get(document, [])
    odd = [
        (c.rule, c.where.words)
        for c in draft.candidates
        if c.where.document == document
        and c.rule in JUDGED
        and not any(words in c.where.words for words in right)
    ]
    assert len(odd) <= FALSE, odd


def test_every_place_leads_to_its_words(draft):
    for candidate in draft.candidates:
        for place in (candidate.where, *candidate.also):
            text = (draft.folder / "texts" / f"{place.document}.txt").read_text("utf-8")
            paragraph = text.splitlines()[place.paragraph - 1]
            assert paragraph[place.start : place.end] == place.words


def test_what_is_left_out_of_a_page_is_told_with_the_reason(draft):
    about = YAML(typ="safe").load((draft.folder / "documents.yaml").read_text("utf-8"))
    left = {one["words"]: one["why"] for one in about["documents"][0]["left_out"]}
    assert left["Sport results"] == "navigation"
    assert left["I drove over it on Sunday and it felt fine to me."] == "readers’ comments"
    assert left["Ten bridges you must see"] == "links to other pages"
    assert about["documents"][0]["date"] == "2026-03-05"
    text = (draft.folder / "texts" / "A.txt").read_text("utf-8")
    assert not [words for words in left if words in text]


def test_candidates_are_read_as_they_were_written(draft):
    found = candidates.read(draft.folder / "candidates.yaml")
    assert tuple(found.candidates) == draft.candidates
    assert {c.state for c in found.candidates} == {"open"}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We left,” said Ada Brandt, the engineer.", "Ada Brandt"),
        ("“We left,” the engineer said on Monday.", "the engineer"),
        ("Ada Brandt, the engineer, said: “We left at noon.”", "Ada Brandt"),
        ("According to Piet Orlo, “nobody came to the door”.", "Piet Orlo"),
        ("The road was called “the mistake” for years.", ""),
    ],
)
def test_who_speaks_a_quotation(text, speaker):
    (found,) = [c for c in candidates.find_all([Text("A", (text,))]) if c.rule == "quotation"]
    assert found.facts["speaker"] == speaker


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        (
            "The Post, citing two drivers, said the county had told firms.",
            "the county > two drivers > The Post",
        ),
        (
            "The board must go, said Mara Fenn, whose sister had told her so.",
            "whose sister > Mara Fenn",
        ),
        (
            "According to Orlo, his sister heard from a guard that it rang.",
            "a guard > his sister > Orlo",
        ),
        ("Brandt said it fell, and Orlo said it did not.", None),
    ],
)
def test_chains(text, chain):
    found = [c for c in candidates.find_all([Text("A", (text,))]) if c.rule == "chain"]
    assert [c.facts["chain"] for c in found] == ([chain] if chain else [])


def test_what_is_not_said_has_no_speaker():
    text = "The mayor has not said why. Drivers were told to wait. It was reported on Monday."
    assert rules(text, "attribution") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It met on Friday, 6 March 2026.", ("date", "2026-03-06")),
        ("It met on March 6, 2026 (a Friday).", ("date", "2026-03-06")),
        ("It met on Saturday the 6th of March.", ("weekday", "2026-03-06")),
        ("It met on 30 February 2026.", ("weekday", "no such day")),
        ("It met on 03/04/2026.", ("date", "two days are possible")),
    ],
)
def test_a_weekday_is_held_against_its_date(text, found):
    (one,) = candidates.find_all([Text("A", (text,), 2026)])
    assert one.rule == found[0]
    assert found[1] in one.says
    assert date.fromisoformat("2026-03-06").strftime("%A") == "Friday"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Of 200 doors 50 were open, or 30 percent.", "25.0 percent; the text says 30 percent"),
        ("They sold 12 boats, 8 boats and 5 boats, 25 boats in total.", "is 25; as the text says"),
        ("It fell from 80 to 60 beds, by 20 percent.", "-25.0 percent; the text says 20 percent"),
        ("It makes 50 chairs a day. In 2 weeks that is 700 chairs.", "is 700; as the text says"),
        ("It held 90 litres and then 60 litres, a drop of 40 percent.", "-33.3 percent; the text"),
        ("The fee doubled from 20 to 60 euros.", "3.00 times as much; the text says “doubled”"),
    ],
)
def test_sums_are_done(text, said):
    (found,) = [c for c in candidates.find_all([Text("A", (text,))]) if c.rule == "arithmetic"]
    assert said in found.says


def test_words_that_are_not_meant():
    text = (
        "In May 2026 he could not swim. “We thought so,” she said. The sources of the river are "
        "cold. Some people live there."
    )
    assert not {r for r, _ in rules(text)} & {"hedge", "mental-state", "vague-source"}


def test_a_mistake_that_two_texts_share_and_a_copy():
    told = "The council met on Tuesday, 4 March 2026, in the old hall by the river, to vote."
    texts = [Text(d, (told, tail)) for d, tail in (("A", "All left early."), ("B", "Nobody did."))]
    found = {c.rule for c in candidates.find_all(texts)}
    assert {"shared-error", "near-duplicate", "shared-wording"} <= found


def docx():
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Harbour News"
    document.add_paragraph("The pier was closed on Monday, and it may stay closed.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


LATIN = "The café at the pier was closed, and it may stay closed for a while.".encode("cp1252")
HEBREW = "הגשר נסגר ביום שלישי בלילה. העירייה לא הסבירה מדוע."
MENU = b"<html><body><nav><a href='/'>Home</a> <a href='/b'>Sport</a></nav></body></html>"
BAD = {
    "empty": ("a.txt", b"", "is empty"),
    "blank": ("a.txt", b" \n\n ", "no text"),
    "navigation": ("a.html", MENU, "no article was found"),
    "scan": ("a.pdf", pdf_of(""), "as a scanner makes it"),
    "password": ("a.pdf", pdf_of(LETTER, password=True), "has a password"),
    "damaged": ("a.pdf", b"%PDF-1.4\nnothing", "can't be read as a PDF"),
    "mixed": ("a.txt", "The café\n".encode() + LATIN, "line 1 is UTF-8 and line 2 is not"),
    "long": ("a.txt", b"All is well here. " * 120_000, "too long for an article"),
    "picture": ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text"),
    "archive": ("a.docx", b"PK\x03\x04nothing", "can't be opened as DOCX"),
}  # fmt: skip


def run(*arguments):
    return CliRunner().invoke(main, ["new-pack", *map(str, arguments)])


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_is_not_fit_is_refused_and_nothing_is_made(case, tmp_path):
    name, data, said = BAD[case]
    (tmp_path / name).write_bytes(data)
    good = tmp_path / "good.txt"
    good.write_text(TEXT, "utf-8")
    done = run("--to", tmp_path, "fresh", good, tmp_path / name)
    assert done.exit_code == 1
    assert f"{tmp_path / name}: " in done.output
    assert said in done.output
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([name, "good.txt"])


def test_one_text_twice_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "b.txt").write_bytes(TEXT.replace("\n", "\r\n").encode("utf-8-sig"))
    done = run("--to", tmp_path, "fresh", tmp_path / "a.txt", tmp_path / "b.txt")
    assert done.exit_code == 1
    assert "b.txt: is the same text as" in done.output
    assert not (tmp_path / "fresh").exists()


def test_what_can_be_read_with_a_remark(tmp_path):
    """Another encoding, DOCX, right to left, and texts that have nothing in common."""
    (tmp_path / "a.txt").write_bytes(LATIN)
    (tmp_path / "b.docx").write_bytes(docx())
    (tmp_path / "c.txt").write_text(HEBREW, "utf-8")
    done = run("--to", tmp_path, "fresh", *(tmp_path / n for n in ("a.txt", "b.docx", "c.txt")))
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "c.txt runs from right to left" in said
    assert "c.txt is not English" in said
    assert "c.txt have nothing in common" in said
    text = tmp_path / "fresh" / "texts"
    assert "café" in (text / "A.txt").read_text("utf-8")
    assert (text / "B.txt").read_text("utf-8").startswith("The pier was closed")
    assert (text / "C.txt").read_text("utf-8").strip() == HEBREW


def test_a_folder_that_is_there_is_not_touched(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "fresh").mkdir()
    done = run("--to", tmp_path, "fresh", tmp_path / "a.txt")
    assert done.exit_code == 1
    assert "is there already" in done.output
    assert list((tmp_path / "fresh").iterdir()) == []
