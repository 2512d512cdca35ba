"""The pictures of overlap, provenance, time and doubt say in words what they show."""

import re

import pytest
from helpers.examples import one_quick

from secondsource import plots
from secondsource.families.bayes import posterior
from secondsource.packs.pack import load_pack
from secondsource.packs.readouts import percent, share_readouts
from secondsource.plots import _provenance

PICTURES = {
    "overlap": plots.overlap,
    "provenance": lambda: plots.provenance([("Ben", "Ana"), ("Ana", "Note")]),
    "sensitivity": plots.sensitivity,
    "calibration": plots.calibration,
    "own calibration": lambda: plots.calibration([(70, True), (70, False), (10, False)]),
    "timeline": lambda: plots.timeline(since="2026-02-01", until="2026-02-05"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_has_a_text_alternative_and_its_numbers(name):
    picture = PICTURES[name]()
    assert picture.png.startswith(b"\x89PNG")
    assert len(picture.alt) > 30
    assert picture.numbers
    assert all(len(row) == len(picture.columns) for row in picture.numbers)
    assert f'alt="{picture.alt[:20]}' in picture.html


@pytest.mark.parametrize("name", one_quick(PICTURES))
def test_a_picture_can_be_drawn_for_a_dark_page(name):
    """Every word has its own ink, and none of it is the ink of a light page."""
    dark = PICTURES[name]().svg("dark")
    words = re.findall(r"<text [^>]*>", dark)
    assert words
    assert all("fill: #" in word for word in words)
    assert not re.search("#(?:1a1a1a|000000|ffffff)", dark)
    assert dark == PICTURES[name]().svg("dark")


def test_names_in_an_arrow_are_shown_as_text():
    html = plots.provenance([("<b>Ben</b>", "Ana")]).html
    assert "<b>Ben" not in html
    assert "&lt;b&gt;Ben" in html


def test_who_rely_on_each_other_can_be_drawn():
    assert "Ana relies on Ben" in plots.provenance([("Ben", "Ana"), ("Ana", "Ben")]).alt


@pytest.mark.parametrize("name", ["Ana", "A newspaper with a very long name of the far north"])
@pytest.mark.parametrize("form", ["figure", "narrow"])
def test_arrows_end_at_the_border_of_their_boxes(name, form):
    """Both ends of an arrow can be seen, however wide the boxes are; no label is wider."""
    drawn = plots.provenance([("Ben", name), (name, "Note"), ("Ben", "Note")])
    figure = getattr(drawn, form)
    figure.draw_without_rendering()
    texts = figure.axes[0].texts
    boxes = [t.get_bbox_patch().get_window_extent() for t in texts if t.get_text()]
    arrows = [t.arrow_patch for t in texts if not t.get_text()]
    assert (len(boxes), len(arrows)) == (3, 3)
    assert max(len(line) for t in texts for line in t.get_text().split("\n")) < 20
    for arrow in arrows:
        curve = arrow.get_transform().transform(arrow.get_path().vertices)
        assert not [box for box in boxes for x, y in curve if box.contains(x, y)]


def test_a_chain_stands_upright_on_a_phone():
    """Made smaller, its words could not be read; and what is narrow already stays as it is."""
    chain = plots.provenance([("Your friend", "Her sister"), ("Her sister", "The coach")])
    assert chain.figure.get_figwidth() > _provenance.PHONE > chain.narrow.get_figwidth()
    assert chain.narrow.get_figheight() > chain.figure.get_figheight()
    assert ">Her sister</text>" in chain.svg(narrow=True)
    many = [(f"Somebody with a long name {n}", "Ana") for n in range(9)]
    assert plots.provenance(many).narrow is None
    assert plots.provenance([("A", "B")]).narrow is None


def test_the_first_assumptions_are_shares_of_all_calls():
    """Not of the calls that the other side asked for: the legend and the caption say so."""
    until, since = {"until": "2020-03-22"}, {"since": "2020-03-23"}
    chosen = (until, {**since, "country": "United States"}, since)
    missing = [percent(1 - share_readouts(**c, call_type="phone")) for c in chosen]
    lines = load_pack().table("readout").about.assumptions.lines
    assert [line[2] for line in lines] == missing
    assert [line[0].split(",")[0] for line in lines] == [f"{m} %" for m in missing]
    assert "whoever asked" in plots.sensitivity().caption
    assert "phrase" not in plots.sensitivity([("x", 90, 30)]).caption


def test_nothing_to_draw_is_said():
    with pytest.raises(ValueError, match="at least one pair"):
        plots.provenance([])
    with pytest.raises(ValueError, match="no event"):
        plots.timeline(since="2031-01-01")


def test_the_curves_follow_bayes_rule():
    numbers = plots.sensitivity([("x", 90, 30)]).numbers
    assert numbers[0][4] == f"{posterior(30, 90, 30):.0f}" == "56"


def test_own_forecasts_are_counted_by_tenths():
    numbers = plots.calibration([(70, True), (70, False), (10, False)]).numbers
    assert [(n[1], n[2]) for n in numbers] == [("10 %", "0 of 1"), ("70 %", "1 of 2")]
