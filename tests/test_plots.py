"""Figures and plots: the counts of the public record, a sound interval, a picture with words."""

from __future__ import annotations

import re
import struct
import subprocess
import sys

import pytest
from helpers.examples import one_quick
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from secondsource import plots
from secondsource.packs.readouts import (
    count_readouts,
    percent,
    select_readouts,
    share_of,
    share_readouts,
    wilson,
)
from secondsource.plots import explorer

COUNTS = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))

TABLE = [
    ({}, 36, 76, 37, 58),
    ({"call_type": "phone"}, 35, 72, 37, 60),
    ({"query_kind": "neutral"}, 33, 70, 36, 59),
    ({"call_type": "phone", "until": "2020-03-22"}, 24, 28, 69, 94),
    ({"call_type": "phone", "since": "2020-03-23"}, 11, 44, 15, 39),
    ({"call_type": "phone", "since": "2025-01-01", "until": "2025-12-31"}, 6, 11, 28, 79),
    ({"call_type": "phone", "since": "2025-09-01"}, 0, 5, 0, 43),
    ({"call_type": "phone", "country": "United States"}, 15, 20, 53, 89),
    ({"call_type": "phone", "country": "Russia"}, 4, 11, 15, 65),
    ({"call_type": "video"}, 1, 4, 5, 70),
    ({"language": "en"}, 4, 22, 7, 39),
]
"""Filters, calls with the formula, calls, and the interval in percent, as first counted by hand."""


@pytest.mark.parametrize(("filters", "k", "n", "low", "high"), TABLE)
def test_counts_agree_with_those_first_published(filters, k, n, low, high):
    found = share_of(select_readouts(**filters))
    assert (found.k, found.n) == (k, n)
    assert count_readouts(**filters, formula="yes") == k
    assert count_readouts(**filters) == n
    assert share_readouts(**filters) == k / n
    assert (percent(found.low), percent(found.high)) == (low, high)


def test_one_version_a_call_counts():
    rows = select_readouts()
    assert len({r["call"] for r in rows}) == len(rows)
    assert {(r["language"], r["opening_shown"]) for r in rows} == {("zh", "yes")}
    assert count_readouts(one_per_call=False) == 110
    assert count_readouts(one_per_call=False, formula="unknown") == 3
    assert len({r["call"] for r in select_readouts(one_per_call=False)}) == 99


def test_a_filter_that_names_nothing_is_an_error():
    """A misspelt country must not look like a count of nought."""
    with pytest.raises(ValueError, match='no readout has country "Untied States"'):
        count_readouts(country="Untied States")
    with pytest.raises(ValueError, match=r'"23\.3\.2020" is no date'):
        count_readouts(since="23.3.2020")
    with pytest.raises(ValueError, match="a share of nothing"):
        share_readouts(until="2000-01-01")


@given(COUNTS)
def test_wilson_holds_the_share_within_bounds(kn):
    k, n = kn
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    assert low < high


@given(COUNTS)
def test_wilson_is_symmetric(kn):
    k, n = kn
    low, high = wilson(k, n)
    assert wilson(n - k, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(COUNTS)
def test_wilson_rises_with_k_and_narrows_with_n(kn):
    k, n = kn
    low, high = wilson(k, n)
    if k < n:
        more = wilson(k + 1, n)
        assert more[0] >= low
        assert more[1] >= high
    wide = wilson(10 * k, 10 * n)
    assert wide[1] - wide[0] < high - low


@given(COUNTS)
def test_wilson_ends_solve_the_score_equation(kn):
    """At an end p the share is just z standard errors away: (k/n - p)^2 = z^2 p(1-p)/n."""
    k, n = kn
    for p in wilson(k, n):
        assert (k / n - p) ** 2 == pytest.approx(1.959963984540054**2 * p * (1 - p) / n, abs=1e-9)


@given(COUNTS)
def test_wilson_is_scipys(kn):
    """The learner's package does without scipy; what it computes is the same."""
    k, n = kn
    expected = binomtest(k, n).proportion_ci(method="wilson")
    assert wilson(k, n) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_wilson_edges():
    assert wilson(0, 0) == (0.0, 1.0)
    for k, n in ((-1, 3), (4, 3)):
        with pytest.raises(ValueError, match="expected 0 <= k <= n"):
            wilson(k, n)


PICTURES = {
    "year": plots.base_rate,
    "language": lambda: plots.base_rate(by="language"),
    "country": lambda: plots.base_rate(by="country", language="zh", since="2020-03-23"),
    "call type": lambda: plots.base_rate(by="call_type"),
    "one country": lambda: plots.base_rate(country="Russia", call_type="phone"),
    "nothing": lambda: plots.base_rate(until="2000-01-01"),
    "lags": lambda: plots.durations("removals"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_comes_with_words_and_numbers(name):
    """One figure, twice as many dots as shown, its text alternative, its numbers as a table."""
    picture = PICTURES[name]()
    bundle = picture._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    html = bundle["text/html"]
    assert html.count("<img") == 1
    assert f'alt="{picture.alt}"' in html
    assert "<figcaption>" in html
    assert "<script" not in html
    width, _ = struct.unpack(">II", picture.png[16:24])
    assert width == 2 * picture.width
    assert int(re.search(r'<img[^>]* width="(\d+)"', html)[1]) == picture.width
    for row in picture.numbers:
        assert " | ".join(row) in bundle["text/plain"]
    assert picture.alt in bundle["text/plain"]
    assert "nan" not in bundle["text/plain"]


def test_years_run_down_on_a_phone_and_none_is_cut_off():
    """Made smaller they could not be read, and moved sideways the last ones were out of sight."""
    drawn = plots.base_rate(call_type="phone")
    axes = drawn.narrow.axes[0]
    shown = [tick.get_text() for tick in axes.get_yticklabels()]
    assert shown == [str(year) for year in range(2013, 2027)]
    assert axes.get_ylim() == (2027, 2013)
    drawn.narrow.draw_without_rendering()
    edges = drawn.narrow.bbox
    places = [text.get_window_extent() for text in (*axes.texts, axes.title, axes.xaxis.label)]
    assert max(place.x1 for place in places) < edges.x1


def test_the_base_rate_says_how_it_counts():
    picture = plots.base_rate(call_type="phone")
    assert "2025: 6 of 11" in picture.alt
    assert "One Chinese version a call is counted" in picture.caption
    assert "24 of 28, 86 % (69 to 94 %) before 23 March 2020" in picture.caption
    assert "11 of 44, 25 % (15 to 39 %) from then on" in picture.caption
    assert "chosen after seeing the data" in picture.caption
    assert "The line through it is a 95 % interval (Wilson)" in picture.caption
    assert "The grey dashes are the shares of whole stretches of time" in picture.caption
    assert "Where a call has two versions in one language, the first one" in picture.caption
    assert "a line through it for its 95 % interval" in picture.alt
    assert picture.numbers[-1] == ("all", "35", "72", "49 %", "37 %", "60 %")
    languages = {row[0]: row[1:3] for row in plots.base_rate(by="language").numbers}
    assert languages["Chinese"] == ("36", "76")
    assert languages["English"] == ("4", "22")
    assert "all" not in languages
    with pytest.raises(ValueError, match='by is "mood"'):
        plots.base_rate(by="mood")


def test_of_two_versions_in_one_language_the_first_counts():
    both = [
        row
        for row in select_readouts(one_per_call=False, language="ja")
        if row["opening_shown"] == "yes"
    ]
    (twice,) = {r["call"] for r in both if [b["call"] for b in both].count(r["call"]) > 1}
    ids = [r["id"] for r in both if r["call"] == twice]
    assert [r["id"] for r in select_readouts(language="ja") if r["call"] == twice] == [min(ids)]


def test_the_lags_are_the_days_between_their_dates():
    picture = plots.durations("removals")
    days = {(row[0], row[4]): row[5] for row in picture.numbers}
    assert days["Zhang Youxia and Liu Zhenli", "2026-02-04"] == "11"
    assert days["Zhang Youxia and Liu Zhenli", "2026-02-26"] == "33"
    assert days["Miao Hua", "2025-04-30"] == "153"
    assert days["Li Shangfu", "2024-09-13"] == "325"
    assert "not a sample" in picture.caption


def test_a_picture_can_be_saved(tmp_path):
    picture = plots.durations("removals")
    picture.save(tmp_path / "lags.png")
    assert (tmp_path / "lags.png").read_bytes().startswith(b"\x89PNG")
    picture.save(tmp_path / "lags.svg")
    assert (tmp_path / "lags.svg").read_text("utf-8") == picture.svg()


@pytest.mark.parametrize("name", one_quick(PICTURES))
def test_a_picture_as_svg_is_the_same_each_time_and_keeps_its_words(name):
    """Drawn twice it is the same text; words are words; on a dark page no ink stays dark."""
    from xml.etree import ElementTree as ET

    picture = PICTURES[name]()
    light, dark = picture.svg(), picture.svg("dark")
    assert light == PICTURES[name]().svg()
    root = ET.fromstring(light)  # noqa: S314 - drawn a line above
    assert root.attrib["aria-label"] == picture.alt
    words = " ".join(text.text for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "percent" in words or "share" in words or "days" in words
    assert "formula" not in words + picture.text
    for ink in ("#1a1a1a", "#000000", "#ffffff"):
        assert ink not in dark
    assert "#1a1a1a" in light


def test_matplotlib_and_pandas_wait_until_they_are_needed():
    """Importing what a lesson uses loads no plotting or data-frame library."""
    code = (
        "import sys; from secondsource import plots; from secondsource.packs import readouts; "
        "from secondsource.plots import explorer; from secondsource.views import tables as views; "
        "from secondsource.views.reading import reading; reading('A'); views.facts('R001'); "
        "readouts.count_readouts(); "
        "print([m for m in ('matplotlib', 'pandas', 'numpy') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_print_of_the_explorer_shows_its_picture_and_no_object():
    """Paper has no lists to choose from: the sentence and the picture of the start stand there."""
    shown, _ = explorer.calls_explorer(pack="power-crisis")._repr_mimebundle_()
    assert "36 of 76 calls have the phrase" in shown["text/plain"]
    assert "object" not in shown["text/plain"]
    assert shown["text/plain"] in shown["text/html"]
    assert "data:image/png" in shown["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in shown


@pytest.mark.parametrize(("country", "told"), [(None, True), ("Germany", False)])
def test_the_year_of_the_break_is_said_to_be_on_both_sides_only_where_it_is(country, told):
    """Germany has no phone call of 2020 whose opening can be seen."""
    caption = plots.base_rate(language="zh", call_type="phone", country=country).caption
    assert ("2020 has calls on both sides" in caption) is told
    assert "That day was chosen after seeing the data" in caption
