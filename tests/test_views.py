"""What lessons show: complete, escaped, scriptless, and readable without HTML."""

from __future__ import annotations

import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from secondsource.errors import PackError
from secondsource.packs import pack as packs
from secondsource.plots.explorer import calls_explorer
from secondsource.views import tables as views
from secondsource.views.compare import compare
from secondsource.views.coverage import coverage_bar
from secondsource.views.html import STYLE, Column, link, linked, page, table
from secondsource.views.reading import article, reading

DATASETS = Path(__file__).resolve().parents[1] / "datasets"
VOID = {"br", "img", "meta", "hr", "input", "wbr"}


class Page(HTMLParser):
    """Collects tags, attributes and text, and insists that tags nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if "style" not in self._open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


VIEWS = {
    "reading": lambda: reading("A"),
    "some paragraphs": lambda: reading("A", paragraphs=[14, 16]),
    "article": lambda: article("A"),
    "seen": lambda: reading("A", paragraphs=[6], seen="unit 1"),
    "side by side": lambda: compare("A", [9, 10], "B", [6]),
    "coverage": lambda: coverage_bar(["R042", "R045"], ["A", "B"]),
    "facts": lambda: views.facts("R001", "R113"),
    "all facts": views.facts,
    "claims": lambda: views.claims("A21", "B17"),
    "cases": lambda: views.cases("H01"),
    "events": views.events,
    "readouts": lambda: views.readouts(country="Japan"),
    "all readouts": views.readouts,
}


TEXTS = ("reading", "some paragraphs", "article", "seen", "side by side")


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_safe_and_self_contained(name):
    """No script, no handler, no outside resource; links leave no opener; both forms are there."""
    shown = VIEWS[name]()
    found = Page(shown.html)
    tags = {tag for tag, _ in found.tags}
    assert not tags & {"script", "link", "iframe", "object", "img", "form"}
    for tag, attrs in found.tags:
        assert not [a for a in attrs if a.startswith("on")], (tag, attrs)
    for attrs in found.all("a"):
        assert attrs["href"].startswith(("http://", "https://"))
        assert "noopener" in attrs["rel"]
    assert "url(" not in shown.html
    assert "@import" not in shown.html
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/html"] == shown._repr_html_() == shown.html
    assert "<" not in bundle["text/plain"].replace("<http", "")
    assert repr(shown).startswith("<")
    assert len(repr(shown)) < 200


@pytest.mark.parametrize("name", [n for n in VIEWS if n not in TEXTS])
def test_tables_say_what_their_cells_are(name):
    """A caption, scoped headers, a scrolling group with a name, no raw long address."""
    found = Page(VIEWS[name]().html)
    assert len(found.all("caption")) == len(found.all("table")) == 1
    assert {a.get("scope") for a in found.all("th")} == {"col", "row"}
    group = next(a for _, a in found.tags if a.get("role") == "group")
    assert group["tabindex"] == "0"
    assert group["aria-label"]
    assert "http" not in found.text
    assert max(len(word) for word in found.text.split()) < 60


def test_a_reading_shows_every_paragraph_and_claim():
    shown = reading("A")
    found = Page(shown.html)
    assert "our own words" in found.text
    claims = [c for c in packs.load_pack().table("claims").rows if c["document"] == "A"]
    marks = [a["title"] for a in found.all("sup")]
    assert len(marks) == len(claims)
    for claim in claims:
        assert f"Claim {claim['id']}: {claim['claim']}" in marks
        assert f"[{claim['id']}]" in shown.text
    for number in range(1, 32):
        assert f"¶{number} " in shown.text
    assert found.all("details") == [{"open": None}]
    for private in ("\ue000", "\ue001", "{#"):
        assert private not in shown.html + shown.text


def test_some_paragraphs_are_shown_in_the_order_asked():
    found = Page(reading("A", paragraphs=[16, 14]).html)
    assert "¶16" in found.text
    assert found.text.index("¶16") < found.text.index("¶14")
    assert "¶15" not in found.text
    assert found.all("details") == []


def test_what_is_not_there_is_named():
    with pytest.raises(PackError, match=r"no paragraph 99.*1 to 31"):
        reading("A", paragraphs=[99])
    with pytest.raises(PackError, match='"XT" has no reading edition; A, B, C have one'):
        reading("XT")
    with pytest.raises(PackError, match='no row "R999"'):
        views.facts("R999")
    with pytest.raises(ValueError, match='no readout has country "Atlantis"'):
        views.readouts(country="Atlantis")
    with pytest.raises(ValueError, match="is no date"):
        views.readouts(since="last year")


def test_readouts_show_versions_and_count_calls():
    shown = views.readouts(country="Japan")
    assert "4 versions of 3 calls" in shown.title
    assert "2018-05-04" in shown.text


def test_hostile_data_stays_text(tmp_path, monkeypatch):
    """A cell with a script, an attribute breaker and a bad address is shown, never run."""
    folder = tmp_path / "power-crisis"
    shutil.copytree(DATASETS / "power-crisis", folder, ignore=shutil.ignore_patterns("originals"))
    record = folder / "record.csv"
    evil = '<script>alert(1)</script> "" onload=x \''
    lines = record.read_text("utf-8").splitlines()
    lines[1] = f'R001,announcement,"{evil}",<b>who</b>,x,javascript:alert(1),,blog,original,,low,'
    record.write_text("\n".join(lines) + "\n", "utf-8")
    edition = folder / "editions" / "A.md"
    text = edition.read_text("utf-8").replace("¶2 ", f"¶2 {evil} [x](javascript:z) <img src=x> ", 1)
    edition.write_text(text, "utf-8")
    monkeypatch.setattr("secondsource.paths.packs", lambda: tmp_path)
    for shown in (views.facts("R001"), reading("A", paragraphs=[2])):
        found = Page(shown.html)
        assert not {"script", "b", "img"} & {tag for tag, _ in found.tags}
        assert all(not a["href"].startswith("javascript") for a in found.all("a"))
    assert "<script>alert(1)</script>" in Page(views.facts("R001").html).text


def test_links_are_short_and_told_apart():
    assert Page(link("https://www.example.org/a?b=1&c=2")).text == "example.org"
    named = Page(link("https://example.org/", "R001")).all("a")[0]
    assert named["aria-label"] == "R001, source at example.org"
    assert len(Page(link(f"https://{'long.' * 20}org/x")).text) == 28
    assert link("ftp://x.org") == "ftp://x.org"
    assert ">tw.<wbr>news.<wbr>my-<wbr>site.<wbr>com</a>" in link("https://tw.news.my-site.com/x")
    two = Page(linked("https://a.org/x_(y) (says so) ; (see https://b.org/z). End <b>"))
    assert [a["href"] for a in two.all("a")] == ["https://a.org/x_(y)", "https://b.org/z"]
    assert two.text == "a.org (says so) ; (see b.org). End <b>"


def test_what_nobody_said_reads_as_a_sentence_part():
    shown = Page(views.facts("R052", "R092").html).text
    assert "nobody; our own search of stored pages, 2026" in shown
    assert "nobody named; News Mail.ru" in shown
    assert "none;" not in shown


@pytest.mark.parametrize("edition", "KLMS")
def test_the_label_of_an_invented_text_fits_a_part_of_it_too(edition):
    part = reading(edition, paragraphs=[1], pack="harbour-strike")
    assert "there is no other original." in Page(part.html).text
    assert "(paragraph 1)" in Page(part.html).text
    assert "whole" not in Page(part.html).text.split("¶")[0]


def test_a_table_without_wide_columns_keeps_its_form():
    html = page(table("Few", [Column("A"), Column("B")], [("1", "2")]))
    assert 'ss-cell-label" ' not in html
    assert Page(html).text.split() == ["Few", "A", "B", "1", "2"]


def test_of_nine_rows_and_more_all_but_six_are_folded():
    """Every row is in the page, so that without styles all are seen; a button tells how many."""
    few, many = views.facts("R001", "R002"), views.cases()
    rows = len(packs.load_pack().table("cases").rows)
    assert Page(few.body).all("details") == []
    for count, folds in ((8, 0), (9, 1)):
        lines = table("Some", [Column("A")], [(str(n),) for n in range(count)])
        assert len(Page(lines).all("details")) == folds
    assert Page(many.body).all("details") == [{"class": "ss-more"}]
    assert f"Show all {rows} rows" in Page(many.body).text
    assert len(Page(many.body).all("tr")) == rows + 1


@pytest.mark.parametrize("name", VIEWS)
def test_the_style_stands_apart_from_the_body(name):
    """A notebook's output carries both; a page with many bodies needs the style once."""
    shown = VIEWS[name]()
    assert "<style" not in shown.body
    assert shown.html == f"<style>{STYLE}</style>{shown.body}"


@pytest.mark.slow  # draws a picture for each of some seventy choices
def test_the_explorer_answers_every_control():
    """Words, picture and rows follow each list; every choice it offers can be made."""
    explorer = calls_explorer()

    def choose(**chosen):
        explorer.chosen = {**explorer.chosen, **chosen}
        return explorer.words

    assert all(control["label"] and control["options"] for control in explorer.controls)
    assert "36 of 76 calls" in explorer.words
    assert "35 of 72 calls" in choose(call_type="phone")
    assert "49\u00a0%" in explorer.words
    assert "6 of 11 calls" in choose(first="2025", last="2025")
    assert "2025: 6 of 11" in explorer.picture
    assert "11 versions of 11 calls" in explorer.rows
    assert "6 of 11 calls" in repr(explorer)
    assert "No call fits" in choose(country="Guyana")
    assert explorer.picture == explorer.rows == ""
    assert "first year is after the last" in choose(country="", first="2025", last="2014")
    for control in explorer.controls:
        for value, _ in control["options"]:
            choose(**{"first": "2013", "last": "2026", control["id"]: value})
    for shown in (explorer.words, explorer.picture, explorer.rows):
        Page(shown)


def test_the_explorer_is_silent_while_nbgrader_executes(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert calls_explorer() is None


def test_an_article_is_whole_with_its_headline_first():
    """All paragraphs, open; the edition's own heading, or the title where it has none there."""
    a, b = Page(article("A").html), Page(article("B").html)
    assert a.all("details") == []
    assert [t["data-ss-ref"] for t in a.all("div") if "data-ss-ref" in t] == [
        f"A ¶{n}" for n in range(1, 32)
    ]
    assert "ss-headline" not in [t.get("class") for t in a.all("h3")]
    assert "ss-headline" in [t.get("class") for t in b.all("h3")]
    assert "21 paragraphs" in b.text
    # Exercises speak of article A: what it is called stands there with a heading and without one.
    assert "Article A, " in a.text
    assert "Article B: " in b.text


def test_a_text_seen_before_is_folded_and_says_where():
    found = Page(reading("A", [6, 7], seen="unit 1").html)
    assert found.all("details") == [{}]
    assert "paragraphs 6 and 7: you have read this in unit 1" in found.text
    waiting = Page(reading("A", [6], after="om-expect").html)
    assert waiting.all("details") == [{"data-ss-after": "om-expect"}]


def test_two_texts_stand_side_by_side():
    shown = compare("A", [9, 10], "B", [6])
    found = Page(shown.html)
    named = [t["data-ss-ref"] for t in found.all("div") if "data-ss-ref" in t]
    assert named == ["A ¶9", "A ¶10", "B ¶6"]
    assert "¶9 " in shown.text
    paired = Page(compare("A", [9, 10], "B", [6], partners=[(9, None), (10, 6)]).html)
    assert paired.text.count("No such paragraph on this side.") == 1


@pytest.mark.parametrize("partners", [[(9, 6)], [(9, 6), (10, 6)], [(9, 6), (11, None)], []])
def test_partners_name_each_paragraph_once(partners):
    with pytest.raises(PackError, match="name each of them once"):
        compare("A", [9, 10], "B", [6], partners=partners)


def test_a_coverage_bar_says_the_same_in_picture_table_and_text():
    told = {"R042": ["A"], "R045": {"A": "contradicted", "B": "not-applicable"}}
    shown = coverage_bar(["R042", "R045"], ["A", "B"], told=told)
    found = Page(shown.html)
    (drawn,) = found.all("svg")
    assert drawn["aria-label"] == "A: 1 of 2 told, 1 told otherwise; B: 0 of 1 told"
    cells = [" ".join(w.split()) for w in found.words]
    assert [w for w in cells if w in ("told", "left out", "told otherwise", "not its subject")] == [
        "told",
        "left out",
        "told otherwise",
        "not its subject",
    ]
    assert "R042: " in shown.text
    assert "| A told, B left out" in shown.text


def test_a_coverage_bar_can_ask_the_instructors_table():
    shown = coverage_bar(["R042", "F02"], ["A", "B", "XT"])
    assert "A told, B left out, XT not its subject" in shown.text


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"told": {"R042": ["A"]}}, "R045 must be both"),
        ({"told": {"R042": ["C"], "R045": []}}, "told by C, which is not in"),
        ({"told": {"R042": {"A": "maybe"}, "R045": []}}, "'maybe' is none of present"),
        ({}, "says nothing of R999"),
    ],
)
def test_a_coverage_bar_says_what_does_not_fit(how, message):
    facts = ["R042", "R045"] if how else ["R999"]
    with pytest.raises(PackError, match=message):
        coverage_bar(facts, ["A", "B"], **how)
