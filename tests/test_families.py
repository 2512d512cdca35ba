"""Items of every family: what they take, what they refuse, and how they show it."""

from __future__ import annotations

import json

import pytest
from helpers.pages import Page, could_run
from helpers.samples import SAMPLES
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from secondsource.errors import ResponseError
from secondsource.families import AnyItem, Marks
from secondsource.families.bayes import posterior
from secondsource.families.text import TextItem

FAMILIES = sorted(SAMPLES)

HOSTILE = [
    True,
    False,
    float("nan"),
    float("inf"),
    -float("inf"),
    1e308,
    10**400,
    -1,
    "",
    "\ud800",
    "\x00",
    "x" * 1_000_000,
    [None] * 1_000_000,
    {str(n): n for n in range(100_000)},
    [[[[[[]]]]]],
    {"value": {"value": {}}},
    {"answer": float("nan"), "amount": float("nan"), "prior": float("inf")},
    {"order": [{}], "answer": {}, "amount": []},
    [float("nan")],
    [10**400],
    {"": ""},
    "<script>alert(1)</script>",
]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_every_family_has_a_sample():
    """A new family is held to the rules of all families: give it a sample in helpers/samples.py."""
    union = TypeAdapter(AnyItem).json_schema()["discriminator"]["mapping"]
    assert set(union) == set(SAMPLES)


@pytest.mark.parametrize("family", FAMILIES)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_parsing_is_canonical(family, data):
    """What was parsed parses to itself, also after a trip through JSON."""
    item, key = data.draw(SAMPLES[family].pairs)
    value = item.parse(data.draw(SAMPLES[family].answers(item, key)))
    assert item.parse(value) == value
    assert item.parse(json.loads(json.dumps(value))) == value


@pytest.mark.parametrize("family", FAMILIES)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_progress_counts_from_nothing_to_all(family, data):
    """Progress is between none and all; a blank has none, the key's answer all."""
    item, key = data.draw(SAMPLES[family].pairs)
    given_, of = item.progress(item.parse(data.draw(SAMPLES[family].answers(item, key))))
    assert 0 <= given_ <= of
    assert item.progress(item.blank()) == (0, of)
    assert item.is_blank(item.blank())
    assert item.progress(item.parse(key.full(item))) == (of, of)


@pytest.mark.parametrize("family", FAMILIES)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_near_misses_are_refused(family, data):
    """A value that almost fits is refused with a short message, never mended."""
    item, _ = data.draw(SAMPLES[family].pairs)
    for raw in SAMPLES[family].misfits:
        with pytest.raises(ResponseError) as caught:
            item.parse(raw)
        assert 10 < len(str(caught.value)) < 400
        str(caught.value).encode("utf-8")


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("raw", HOSTILE, ids=lambda raw: repr(raw)[:24])
def test_hostile_values_never_break_an_item(family, raw):
    """Whatever JSON can hold, an item takes it as a fitting answer or refuses it, shortly."""
    item, _ = _example(family)
    try:
        value = item.parse(raw)
    except ResponseError as error:
        assert len(str(error)) < 400  # noqa: PT017 - it may as well be taken
        str(error).encode("utf-8")
    else:
        assert item.parse(value) == value
        given_, of = item.progress(value)
        assert 0 <= given_ <= of


@pytest.mark.parametrize("family", FAMILIES)
@given(raw=JSON)
@settings(max_examples=60, deadline=None)
def test_any_json_is_taken_or_refused(family, raw):
    """No JSON value raises anything but a refusal."""
    item, _ = _example(family)
    try:
        value = item.parse(raw)
    except ResponseError as error:
        str(error).encode("utf-8")
    else:
        assert item.parse(value) == value


@pytest.mark.parametrize("family", FAMILIES)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_static_html_is_whole_and_runs_nothing(family, data):
    """An answer as HTML has matching tags, no script, no handler, and its prompt."""
    item, key = data.draw(SAMPLES[family].pairs)
    value = item.parse(data.draw(SAMPLES[family].answers(item, key)))
    for marks in (None, Marks(key.marks(item, value))):
        page = Page(item.static_html(value, marks))
        assert page.matched
        assert page.open == []
        assert not page.tags & {"script", "iframe", "object", "svg", "style", "img", "form"}
        assert not [n for _, names in page.elements for n in names if n.startswith("on")]
        assert item.prompt in page.text


@pytest.mark.parametrize("family", FAMILIES)
def test_markup_in_an_items_texts_is_shown_as_text(family):
    """Raw HTML by an author, or by whoever wrote what the author pasted."""
    item, _ = _example(family)
    poisoned = type(item).model_validate(_poisoned(json.loads(item.model_dump_json())))
    page = poisoned.static_html(poisoned.blank(), Marks())
    assert could_run(page) == []
    assert "<img" not in page
    assert SCRIPT in Page(page).text


SCRIPT = "<script>alert(1)</script>"


def _poisoned(node, name=""):
    """The item's data with markup that runs in each text a reader sees."""
    if isinstance(node, dict):
        return {k: _poisoned(v, k) for k, v in node.items()}
    if isinstance(node, list):
        return [_poisoned(v, name) for v in node]
    if isinstance(node, str) and name not in ("id", "family", "by", "title"):
        return f"{node} {SCRIPT}<img src=x onerror=alert(1)>"
    return node


@pytest.mark.parametrize("family", FAMILIES)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_marks_are_for_parts_or_name_themselves(family, data):
    """Every mark has its place on the page: a part of the item, or a label of its own."""
    item, key = data.draw(SAMPLES[family].pairs)
    value = item.parse(data.draw(SAMPLES[family].answers(item, key)))
    parts = {p.id for p in item.parts()}
    for part, mark in key.marks(item, value).items():
        assert part in parts or mark.label


_EXAMPLES = {}


def _example(family):
    """One fixed item and key of a family."""
    if family not in _EXAMPLES:
        from hypothesis import HealthCheck, Phase

        found = []

        @given(pair=SAMPLES[family].pairs)
        @settings(
            max_examples=1,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def catch(pair):
            found.append(pair)

        catch()
        _EXAMPLES[family] = found[0]
    return _EXAMPLES[family]


@pytest.mark.parametrize("family", FAMILIES)
@given(data=st.data())
@settings(max_examples=5)
def test_points_shown(family: str, data: st.DataObject) -> None:
    """Points are shown for what has a place in the gradebook, and for nothing else."""
    item, _ = data.draw(SAMPLES[family].pairs)
    assert item.shown_points == item.points
    for free in ({"graded": False}, {"contested": True}):
        unpaid = item.model_copy(update=free)
        assert unpaid.shown_points is None
        if isinstance(unpaid, TextItem):
            assert "Points" not in unpaid.rubric_markdown()
            assert all(c.text in unpaid.rubric_markdown() for c in unpaid.rubric)


PERCENT = st.floats(0, 100)


@given(PERCENT, PERCENT, PERCENT)
@example(47, 0.01567291352364553, 0)
def test_what_follows_by_bayes_rule_is_a_percentage(
    prior: float, if_true: float, if_false: float
) -> None:
    after = posterior(prior, if_true, if_false)
    assert after is None or 0 <= after <= 100


def test_what_follows_by_bayes_rule_is_whole_where_it_should_be() -> None:
    """An answer just within the tolerance counts: nothing is lost in the rounding."""
    assert [posterior(50, n, 100 - n) for n in range(1, 100)] == list(range(1, 100))
