"""The pictures of overlap, provenance, time and doubt say in words what they show."""

import pytest

from secondsource import plots
from secondsource.families.bayes import posterior

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


def test_names_in_an_arrow_are_shown_as_text():
    html = plots.provenance([("<b>Ben</b>", "Ana")]).html
    assert "<b>Ben" not in html
    assert "&lt;b&gt;Ben" in html


def test_who_rely_on_each_other_can_be_drawn():
    assert "Ana relies on Ben" in plots.provenance([("Ben", "Ana"), ("Ana", "Ben")]).alt


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
