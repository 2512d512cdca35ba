"""Handouts: what a teacher prints and projects, made from lesson, items, keys and `teach.md`."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from html import unescape

import pytest
import typst
from click.testing import CliRunner
from fontTools.ttLib import TTFont
from helpers.classroom import LAB
from lxml import html as parser
from pptx import Presentation
from pypdf import PdfReader
from ruamel.yaml import YAML

from secondsource import paths
from secondsource.families import FAMILIES
from secondsource.packs.pack import load_pack
from secondsource.packs.references import find_all
from secondsource.scoring import Check
from secondsource.scoring.evidence import says_something
from secondsource.units import load_unit, unit_names
from secondsource.views import reading
from secondsource_grading import content
from secondsource_grading.authoring.teaching import read_plan
from secondsource_grading.cli import main
from secondsource_grading.handouts.answers import answer_sheet
from secondsource_grading.handouts.layout import CLOSED
from secondsource_grading.handouts.plan import lesson_plan
from secondsource_grading.handouts.sheet import learner_sheet
from secondsource_grading.handouts.slides import SMALLEST, slides, slides_html
from secondsource_grading.handouts.tree import FONTS, HELD, printed, tidy
from secondsource_grading.handouts.write import make_all
from secondsource_grading.keys import load_keys

UNIT = "10-rival-explanations"
"""It has arguments, chances and pictures; the other families are in the sheets of all units."""

LAB_UNIT = "90-lab"

SENTENCE = 6
"""Words; a sentence of a key that is as long stands nowhere else by chance."""

FILES = {f"{k}.{e}" for k in ("plan", "sheet", "answers", "background") for e in ("html", "pdf")}
FILES |= {"slides.html", "slides.pptx"}

TEACH = """\
---
unit: 90-lab
aim: Say what a closed shop can show, in a lesson for tests.
plans:
  45:
    - hook 5
    - solved 5
    - pairs 10 lab-pick
    - alone 15 lab-grid
    - talk 5
    - exit 4
    - homework 1
on_paper:
  "Now the weather.": "Now the weather, on paper."
---

## Hook

A shop is closed. Ask why.

> **A closed shop**
>
> 1. What do you *see*?
> 2. What do you guess?

## Solved case

Solve it.

## In pairs

Talk.

## Alone

Write.

## Talk

Listen.

### Why is it closed?

Expect a holiday.

## Exit ticket

One line.

## Homework

None.
"""


@pytest.fixture(scope="module")
def sheets():
    """The learner's sheet of every unit of the course, as a tree; made where no key can be read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(content, "keys", lambda: content.documents() / "nowhere")
        patch.setattr(reading, "original", lambda *_, **__: ["WORDS OF THE ORIGINAL"] * 99)
        found = {}
        for name in unit_names():
            unit = load_unit(name)
            found[name] = tidy(learner_sheet(unit, read_plan(unit)))
        return found


@pytest.fixture(scope="module")
def papers(sheets):
    """The other documents of every unit, as trees, by unit and kind."""
    found = {name: {"sheet": tree} for name, tree in sheets.items()}
    for name, kinds in found.items():
        unit = load_unit(name)
        plan = read_plan(unit)
        kinds["plan"] = tidy(lesson_plan(unit, plan))
        kinds["answers"] = tidy(answer_sheet(unit, plan))
        kinds["slides"] = tidy(slides_html(slides(unit, plan)))
    return found


@pytest.fixture(scope="module")
def made():
    """All documents of one unit by file name."""
    return make_all(UNIT)


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """A copy of the lab unit with a teaching plan, and a function that runs the command on it."""
    shutil.copytree(LAB / "units", tmp_path / "units")
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(tmp_path / "units"))
    monkeypatch.chdir(tmp_path)
    plan = tmp_path / "units" / LAB_UNIT / "teach.md"
    plan.write_text(TEACH, "utf-8")

    def run(*options):
        return CliRunner().invoke(main, ["handouts", LAB_UNIT, *options, "--keys", LAB / "keys"])

    return plan, run


def words(tree):
    return " ".join(tree.text_content().split())


def texts(data):
    """Every text among the values of nested data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, (dict, list)):
        for value in data.values() if isinstance(data, dict) else data:
            yield from texts(value)


def plain(text):
    """Markdown's words on one line."""
    return " ".join(re.sub(r"[*`]", "", text).split())


def key_sentences(unit):
    """Every long sentence of a unit's keys that only a key says."""
    asked = plain((paths.units() / unit / "items.yaml").read_text("utf-8"))
    files = (content.keys() / f"{unit}.yaml", paths.units() / unit / "practice.yaml")
    for file in (f for f in files if f.is_file()):
        for key in YAML(typ="safe").load(file.read_text("utf-8"))["keys"]:
            for text in texts([key.get(n) for n in ("rationale", "feedback", "samples")]):
                for sentence in re.split(r"(?<=[.!?]) ", plain(text)):
                    if len(sentence.split()) >= SENTENCE and sentence not in asked:
                        yield sentence


def test_every_family_has_a_form_to_be_filled_in_with_a_pen(sheets):
    """Nothing is picked, nothing says that there is no answer, and no family is forgotten."""
    families = {item.family for name in sheets for item in load_unit(name).items}
    assert families == set(FAMILIES)
    for name, tree in sheets.items():
        for exercise in tree.find_class("exercise"):
            given = re.search(
                r"[◉☑✓✗]|no answer|No answer|not linked|no (?:number|setting)", words(exercise)
            )
            assert not given, f"{name}: {words(exercise)}"


def test_a_table_to_explore_is_on_paper_with_every_count_and_room_for_a_setting(sheets):
    item = load_unit("00-start-here").item("st-setting")
    (exercise,) = [
        e for e in sheets["00-start-here"].find_class("exercise") if item.title in words(e)
    ]
    for cell in item.cells:
        assert f"{cell.k} of {cell.n}" in words(exercise)
    assert len(exercise.find_class("ss-gap")) == len(item.asks) * (len(item.filters) + 1)


def test_what_a_lesson_shows_again_is_on_paper_once(sheets):
    """The explorer stands beside each question about it; on paper it is one long table."""
    unit = "05-how-often-silent"
    assert content.lesson(unit).read_text("utf-8").count("calls_explorer()") > 1
    assert words(sheets[unit]).count("Here are the counts of all calls.") == 1


def test_a_sheet_is_made_without_any_key(sheets, made):
    """No sentence of a key is in a sheet; nor in the file that becomes its PDF, nor in slides."""
    assert len(sheets) == 12
    checked = 0
    deck = zipfile.ZipFile(io.BytesIO(made["slides.pptx"]))
    told = " ".join(deck.read(n).decode("utf-8") for n in deck.namelist() if n.endswith(".xml"))
    for name, tree in sheets.items():
        held = words(tree) + printed(tree).xml.decode("utf-8")
        held += told + made["slides.html"].decode("utf-8") if name == UNIT else ""
        for sentence in key_sentences(name):
            checked += 1
            assert sentence not in held, f"{name}: {sentence}"
    assert checked > 1000


def test_the_answers_hold_each_rationale_and_the_reason_for_each_option(made):
    answers = " ".join(parser.fromstring(made["answers.html"]).text_content().split())
    keys = YAML(typ="safe").load((content.keys() / f"{UNIT}.yaml").read_text("utf-8"))["keys"]
    for key in (k for k in keys if "rationale" in k):
        assert plain(key["rationale"])[:60] in answers, key["item"]
    (cite,) = [k for k in keys if k["item"] == "riv-quiet-months"]
    for note in cite["feedback"]["options"].values():
        assert plain(note)[:40] in answers


def test_whatever_a_sheet_names_is_on_its_text_pages(sheets):
    """On paper nothing opens in place, so each paragraph and row is printed, once."""
    for name, tree in sheets.items():
        unit = load_unit(name)
        pack = load_pack(unit.pack)
        pages = tree.find_class("pages")[-1]
        shown = [" ".join(e.text_content().split()) for e in pages.find_class("ss-no")]
        assert len(set(shown)) == len(shown), name
        rows = {" ".join(e.text_content().split()) for e in pages.iter("th", "td")}
        for item in unit.items:
            for reference in item.material:
                for passage in find_all(pack, reference):
                    found = passage.name.partition(".")[0]
                    assert found in shown or found in rows, f"{name}, {item.id}: {reference}"


ON_THE_SCREEN = re.compile(
    r"\bexplorer|Run All|Shift and Enter|\b[Cc]lick|\b[Dd]rag(?:s|ged|ging)?\b|\bbuttons?\b|"
    r"\bcells?\b|\b[Pp]ress \W?[A-Z]|\bask\(|\b[Nn]otebooks?\b|\b[Ss]croll|\bwidgets?\b|"
    r"Saved in|[Tt]he table just above|\bfolded\b|\bOpen (?:it|both|row|[A-Z] ¶)"
)
"""What a sheet of paper doesn't have."""


def test_paper_says_nothing_of_the_notebook_and_nothing_of_an_original(papers):
    for name, kinds in papers.items():
        for kind in ("sheet", "answers"):
            text = words(kinds[kind])
            found = ON_THE_SCREEN.search(text)
            assert not found, f"{name}, {kind}: {text[found.start() - 60 : found.end() + 60]}"
            assert "WORDS OF THE ORIGINAL" not in text


def test_no_page_shows_the_signs_of_markdown(papers):
    """Every field of an item, a key and a plan is Markdown wherever it is printed."""
    for name, kinds in papers.items():
        for kind, tree in kinds.items():
            text = words(tree)
            found = re.search(r"\*\*|\*\w|\w[.?!]?\*|`|\]\(", text)
            assert not found, f"{name}, {kind}: {text[found.start() - 60 : found.end() + 60]}"


def test_evidence_is_told_in_words(papers):
    answers = words(papers["00-start-here"]["answers"])
    assert "From 2 May 2026 to 9 May 2026: 7 days." in answers
    for name, kinds in papers.items():
        found = re.search(
            r"(?:between|weekday|ratio|product|total|readouts) \([^)]*\) = ",
            words(kinds["answers"]),
        )
        assert not found, f"{name}: {found}"


def test_a_forecast_has_its_outcome_and_a_sensible_number_and_no_certain_one(papers):
    """The best number beforehand was 90 %, whatever came of it."""
    answers = words(papers[UNIT]["answers"])
    assert "It did not come true. A sensible number beforehand: 85 to 95 %." in answers
    assert not re.search(r"\b(?:0|100) % \(", answers)


def test_answers_name_the_places_of_a_map_by_the_letters_that_paper_has(papers):
    item = next(i for i in load_unit(UNIT).items if i.family == "argument")
    for kind in ("sheet", "answers"):
        (exercise,) = [
            e
            for e in papers[UNIT][kind].find_class("exercise")
            if item.title in words(e.find("h3"))
        ]
        assert f"B {plain(item.places[1].text)}" in words(exercise)


def test_a_test_has_pages_of_its_own(sheets):
    for name in ("00-start-here", "11-on-your-own"):
        numbers = {i.id for i in load_unit(name).items if i.test}
        (pages,) = [p for p in sheets[name].find_class("pages") if "Test " in words(p)]
        assert len(pages.find_class("exercise")) == len(numbers)


def test_a_pdf_needs_no_font_of_the_system(made):
    """Two fonts are in Typst's wheel, one is ours; letters that they lack are told in words."""
    own = typst.Fonts(include_system_fonts=False).families()
    assert {"Libertinus Serif", "DejaVu Sans Mono"} <= set(own)
    for name in (n for n in FILES if n.endswith(".pdf")):
        assert made[name].startswith(b"%PDF-"), name
    for text in ("咖", "😀", "नमस्ते", "𠮷野"):
        xml = printed(tidy(f"<p>It is {text} in another script.</p>")).xml.decode("utf-8")
        assert "It is [see the HTML page] in another script." in xml
    assert b"HTML page" not in printed(tidy("<p>Ä Ω Ж ¶ “q” − 5 °C</p>")).xml


def test_the_words_that_a_unit_is_about_are_on_paper(papers):
    """`python autograding/han_font.py` puts a new letter of a lesson into our font."""
    held = ""
    for name, kinds in papers.items():
        for kind in ("sheet", "answers", "plan"):
            xml = printed(kinds[kind]).xml.decode("utf-8")
            assert "see the HTML page" not in xml, (name, kind)
            held += unescape(xml)
    assert {"应", "约", "求", "め"} <= set(held) & HELD
    held_by_font = TTFont(FONTS / "han.ttf").getBestCmap()
    assert {chr(n) for n in held_by_font if n > 0x2E80} == HELD


def test_the_table_of_a_plan_keeps_the_italics_of_a_title(papers):
    """Without them a sentence such as *fits is not settles* can't be read."""
    cells = [c for p in papers.values() for c in p["plan"].iter("td") if c.find("em") is not None]
    assert cells


def test_slides_can_be_edited_and_read(made):
    """Titles are titles, lists are lists, the smallest type is not too small, notes are there."""
    shown = slides(load_unit(UNIT), read_plan(load_unit(UNIT)))
    deck = Presentation(io.BytesIO(made["slides.pptx"]))
    assert [s.shapes.title.text for s in deck.slides] == [s.title for s in shown]
    for slide in list(deck.slides)[1:]:
        body = slide.placeholders[1].text_frame
        sizes = {r.font.size.pt for p in body.paragraphs for r in p.runs}
        assert body.text.strip()
        assert min(sizes) > SMALLEST, slide.shapes.title.text
    assert any(s.has_notes_slide and s.notes_slide.notes_text_frame.text for s in deck.slides)


def test_a_slide_lists_no_more_exercises_than_a_class_can_read():
    """Unit 10 has nine to do alone: at one slide's length they were too small for the last row."""
    unit = load_unit("10-rival-explanations")
    shown = [s for s in slides(unit, read_plan(unit)) if s.title == "Alone: exercises"]
    listed = [line for s in shown for line in s.body.splitlines()]
    assert [len(s.body.splitlines()) for s in shown] == [5, 4]
    assert len(set(listed)) == 9


def test_slides_list_the_exercises_of_every_part_and_say_for_which_lesson_one_is():
    """Lists put the exercises of all plans together, and those of a solved case were on none."""
    unit = load_unit("10-rival-explanations")
    shown = {s.title: s.body for s in slides(unit, read_plan(unit)) if "exercises" in s.title}
    assert {"Solved case: exercises", "Talk: exercises"} < shown.keys()
    assert "Exercise 3, Which one would lead you to expect it?\n" in shown["In pairs: exercises"]
    assert "tell two of them apart *(lesson of 60 or 90 minutes)*" in shown["In pairs: exercises"]


def test_the_name_of_a_site_stays_in_its_column():
    """Typst parts a word at a soft break only, so that a long name ran over the table's edge."""
    table = "<table><tr><td>{}</td></tr></table>"
    for name in ("chineseheadlinenews.com", "chineseheadlinenews.<wbr>com"):
        xml = printed(tidy(table.format(name))).xml.decode("utf-8")
        cell = unescape(xml).partition("<td>")[2].partition("<")[0]
        assert max(map(len, cell.split("\u200b"))) <= 5
        assert cell.replace("\u200b", "") == "chineseheadlinenews.com"
    assert "misunderstandings" in printed(tidy(table.format("misunderstandings"))).xml.decode()


def test_what_is_there_is_never_written_over_unasked(lab, tmp_path):
    """Made again it is the same, byte for byte; an edited file is kept, with all others."""
    plan, run = lab
    first = json.loads(run("out", "--json").output)
    folder = tmp_path / "out" / LAB_UNIT
    assert set(first["written"]) == FILES == {f.name for f in folder.iterdir()}
    assert "on paper" in (folder / "sheet.html").read_text("utf-8")
    assert set(json.loads(run("out", "--json").output)["unchanged"]) == FILES
    before = {f.name: f.read_bytes() for f in folder.iterdir()}
    plan.write_text(TEACH.replace("Solve it.", "Solve it aloud."), "utf-8")
    refused = run("out")
    assert refused.exit_code == 1
    for said in ("plan.html, plan.pdf", "nothing was written", "--replace"):
        assert said in refused.output
    assert {f.name: f.read_bytes() for f in folder.iterdir()} == before
    assert "plan.html" in json.loads(run("out", "--json", "--replace").output)["written"]
    asked = ["handouts", "--all", "out", "--keys", LAB / "keys"]
    (every,) = json.loads(CliRunner().invoke(main, [*asked, "--json"]).output)
    assert set(every["unchanged"]) == FILES
    assert CliRunner().invoke(main, [*asked, "and", "more"]).exit_code == 2
    assert CliRunner().invoke(main, ["handouts"]).exit_code == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    - hook 5\n", "    - hook 6\n", "adds up to 46"),
        ("hook 5", "hock 5", "'hock 5' is no step"),
        ("lab-grid", "lab-grit", "exercise lab-grit, which unit 90-lab does not have"),
        ("## Alone", "## Aloin", "“## Aloin” is no part of a plan"),
        ("Expect a holiday.\n\n## Exit ticket\n\nOne line.", "## Exit ticket", "## Exit ticket”"),
        ("Now the weather.", "Now the wind.", "on_paper replaces “Now the wind.”"),
        ("unit: 90-lab", "unit: 91-lab", "expected '90-lab'"),
        ("aim: Say", "aim: [Say", "not valid YAML"),
        ("---\nunit", "unit", "expected a head between two lines"),
        ("weather, on paper", "w\udcffther", "not UTF-8 text"),
    ],
)
def test_a_plan_that_is_not_right_is_told_with_its_file(lab, tmp_path, old, new, said):
    plan, run = lab
    assert old in TEACH
    plan.write_bytes(TEACH.replace(old, new, 1).encode("utf-8", "surrogateescape"))
    done = run("out")
    assert done.exit_code == 1
    assert str(plan) in done.output
    assert said in done.output
    assert not (tmp_path / "out").exists()


def test_without_a_plan_or_keys_it_says_what_to_write(lab, tmp_path):
    plan, run = lab
    (tmp_path / "none").mkdir()
    done = CliRunner().invoke(main, ["handouts", LAB_UNIT, "out", "--keys", str(tmp_path / "none")])
    assert done.exit_code == 1
    assert "no keys for unit 90-lab" in done.output
    plan.unlink()
    done = run("out")
    assert done.exit_code == 1
    assert f"{plan}: unit {LAB_UNIT} has no teaching plan; write one" in done.output
    assert not (tmp_path / "out").exists()


def test_a_row_to_be_put_in_order_says_its_number_and_a_record_whose_it_is(papers):
    """A prompt spoke of R010 and no event had a number; two records of one sheet both had R014."""
    sheet = papers["08-check-it"]["sheet"].text_content()
    order = sheet.partition("What came when")[2]
    assert order.index("A ¶9.1") < order.index("A ¶13.4") < order.index("B ¶7.5")
    silence = papers["04-silence"]["sheet"].text_content()
    assert "Public record (First reports of the loss of the Titanic, April 1912): 3 rows" in silence
    assert "Public record: 27 rows" in silence


def test_a_column_is_as_wide_as_its_longest_word_and_addresses_part_at_dots():
    """An address stuck out of its column, or broke between any two letters."""
    cell = '<td><a href="https://larepublicadecolombia.com">larepublicadecolombia.com</a></td>'
    body = f"<table><tr><td>R025</td><td>{'It could reach land. ' * 20}</td>{cell}</tr></table>"
    tree = parser.fromstring(printed(tidy(body)).xml)
    assert tree.find_class("ss-scroll")[0].find("table").get("columns").endswith("pt")
    assert tree.xpath("//a/text()") == ["larepublicadecolombia.\u200bcom"]


def test_a_source_has_its_address_and_lines_to_write_on_stay_together():
    """On paper *source* led nowhere, and one line stood alone at the foot of a page."""
    link = '<p>So it was. <a href="https://www.example.org/a/b">source</a></p>'
    lines = "<p>Why?</p>" + '<p class="ss-rule"></p>' * 12
    tree = parser.fromstring(printed(tidy(f"<div>{link}</div><div>{lines}</div>")).xml)
    assert "example.\u200borg/\u200ba/\u200bb" in tree.text_content()
    kept = [p.get("keep") == "yes" for p in tree.find_class("ss-rule")]
    assert kept == [True] * 4 + [False] * 3 + [True] * 4 + [False]


def test_the_sum_of_one_number_is_no_evidence_to_a_reader():
    """*Counted: 1* stood below each claim sheet, whose key has no row to name."""
    one = Check(check="total", args=[1], equals=1)
    assert not says_something(one)
    assert says_something(Check(check="total", args=[20, 25], equals=45))
    assert says_something("record:R025")


def test_a_phone_gets_a_chart_s_own_form_and_paper_the_wide_one(sheets):
    """A chart as wide as a desk's had to be moved sideways, with half of its years out of sight."""
    for name, tree in sheets.items():
        charts = [f for f in tree.iter("figure") if f.find(".//img") is not None]
        forms = [[i.get("class") for i in f.iter("img")] for f in charts]
        assert all(f in ([None], ["ss-wide", "ss-narrow"]) for f in forms), name
        assert len(printed(tree).files) == len(charts) + len([*tree.iter("svg")]), name
    assert sheets[UNIT].find_class("ss-narrow")


def test_a_table_s_cells_are_named_where_it_becomes_a_list_and_not_on_paper(papers):
    """The cards of a plan had a bare dash on a phone, and a record's columns lay out of sight."""
    plan, sheet = papers[UNIT]["plan"], papers[UNIT]["sheet"]
    for tree, label in ((plan, "Exercises: "), (sheet, "Said by, reported by: ")):
        named = [s.text for s in tree.find_class("ss-cell-label")]
        assert label in named
        assert label.encode() not in printed(tree).xml


def test_a_marked_phrase_of_several_words_has_one_sign(papers):
    """Each word had brackets and a sign of its own: *[rule] (✓ right) [out] (✓ right)*."""
    answers = words(papers["01-whose-words"]["answers"])
    assert "[shouldn't rule out the possibility] (✓ right)" in answers


def test_an_example_of_a_setting_is_the_one_that_its_note_tells_of():
    """The answer showed sun in spring, 8 of 20, and the note below it spoke of Saturdays."""
    for name in unit_names():
        items = {i.id: i for i in load_unit(name).items if i.family == "setting"}
        for item_id, item in items.items():
            _, key = load_keys(name)[item_id]
            for ask, setting in key.full(item).items():
                k, n = item.counts_of(setting)
                assert f"{k} of {n}" in key.feedback[ask], f"{item_id}, {ask}"


def test_counts_and_rows_of_evidence_are_told_as_a_person_does(papers):
    answers = words(papers["05-how-often-silent"]["answers"])
    assert "Counted: 8 readouts (Chinese, phone, request phrase: no, in 2020)." in answers
    assert "Call with To Lam, 26 January 2026; phrase in its English readout: no" in answers
    assert not re.search(r"of \d{4}-\d\d-\d\d", answers)


def test_a_prompt_stays_with_its_first_option_on_paper():
    """The frame round prompt and options let the prompt end a page alone."""
    pages = PdfReader(io.BytesIO(make_all("03-not-there")["answers.pdf"])).pages
    told = [page.extract_text() for page in pages]
    prompt, option = "2. One gap out of four", "The bus is back"
    assert [prompt in t for t in told] == [prompt in t and option in t for t in told]


def test_only_a_short_list_moves_to_the_next_page_with_its_closing_sentence(papers):
    """Half a page was empty before eight lines of evidence that stayed in one piece."""
    for name, kinds in papers.items():
        root = parser.fromstring(printed(kinds["answers"]).xml)
        for closing in root.find_class("ss-why"):
            before = closing.getprevious()
            kept = before is not None and before.get("keep") == "yes"
            assert not kept or len(words(before)) < CLOSED, name
