"""Items of every family: what they take, what they refuse, and how they show it."""

from __future__ import annotations

import inspect
import json
from typing import get_args

import pytest
from helpers.examples import examples
from helpers.pages import Page, could_run
from helpers.samples import SAMPLES
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from secondsource.errors import ResponseError
from secondsource.families import FAMILIES, AnyItem, Item, Mark, Marks, Option
from secondsource.families.base import NOT_PROSE
from secondsource.families.bayes import posterior
from secondsource.families.choice import ChoiceItem
from secondsource.families.pairs import PairsItem
from secondsource.families.parsing import several_of

NAMES = sorted(SAMPLES)

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
    assert set(FAMILIES) == set(SAMPLES)


def test_the_register_of_families_is_right(root):
    """Each family is registered under its own name, whole, and with code that draws it."""
    union = TypeAdapter(AnyItem).json_schema()["discriminator"]["mapping"]
    assert set(union) == set(FAMILIES)
    folder = root / "course" / "src" / "secondsource" / "families"
    for name, family in FAMILIES.items():
        assert get_args(family.model_fields["family"].annotation) == (name,)
        assert not inspect.isabstract(family)
        assert (folder / f"{name.replace('-', '_')}.js").is_file(), name


@pytest.mark.parametrize("family", NAMES)
@given(data=st.data())
@examples(25)
def test_options_picked_are_told_from_the_answer_and_back(family, data):
    """Counts of picks and rules on options rest on it, and on a mark for every pick."""
    item, key = data.draw(SAMPLES[family].pairs)
    value = item.parse(data.draw(SAMPLES[family].answers(item, key)))
    groups, picks = item.option_groups(), item.picks(value)
    assert set(picks) == {g.name for g in groups}
    parts = {p.id for p in item.parts()}
    for group in groups:
        ids = [o.id for o in group.options]
        assert set(picks[group.name]) <= set(ids)
        assert group.several or len(picks[group.name]) <= 1
        assert {group.part.format(i) for i in ids} <= parts
        assert set(group.options) <= set(item.all_options())
    if groups:
        assert item.from_picks(picks) == value


def test_a_family_with_options_has_to_say_what_is_picked():
    """Forgotten, it would pass every rule on options without being looked at."""

    class Forgetful(ChoiceItem):
        picks = Item.picks
        from_picks = Item.from_picks

    item, _ = _example("choice")
    forgetful = Forgetful.model_validate(item.model_dump())
    with pytest.raises(NotImplementedError, match="Forgetful has options"):
        forgetful.picks("o1")
    with pytest.raises(NotImplementedError, match="Forgetful has options"):
        forgetful.from_picks({"answer": ["o1"]})


@pytest.mark.parametrize("family", NAMES)
def test_the_page_gets_plain_json(family):
    """No text of a kind of its own, which a front end or a hash could take for something else."""
    item, _ = _example(family)
    data = item.page_data()
    assert json.loads(json.dumps(data)) == data
    assert _types(data) <= {dict, list, str, int, float, bool, type(None)}
    assert data["family"] == family


def _types(data):
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return {type(data)}.union(*map(_types, inner))


@pytest.mark.parametrize("family", NAMES)
@given(data=st.data())
@examples(10)
def test_an_answer_is_put_in_one_line(family, data):
    item, key = data.draw(SAMPLES[family].pairs)
    value = item.parse(data.draw(SAMPLES[family].answers(item, key)))
    assert "\n" not in item.wording(value)


@pytest.mark.parametrize("family", NAMES)
def test_every_text_of_an_item_is_held_to_the_rules_on_prose(family):
    """Our own words or somebody else's: none is left out, whatever the field is called."""
    item, _ = _example(family)
    poisoned = type(item).model_validate(_poisoned(json.loads(item.model_dump_json())))
    read = [t for t in (*poisoned.own_texts(), *poisoned.quoted_texts()) if SCRIPT in t]
    assert len(read) == json.dumps(json.loads(poisoned.model_dump_json())).count(SCRIPT)


def test_markdown_is_markdown_in_feedback_as_on_the_page():
    """What the page shows in italics stands in feedback without its asterisks."""
    bayes, _ = _example("bayes")
    bayes = bayes.model_copy(update={"statement": "It *is* so", "evidence": "We **saw** it"})
    html = bayes.static_html(bayes.blank(), Marks())
    assert "It <em>is</em> so" in html
    assert "We <strong>saw</strong> it" in html
    text, _ = _example("text")
    lines = tuple(c.model_copy(update={"text": "Names *who* says it"}) for c in text.rubric)
    text = text.model_copy(update={"rubric": lines})
    marks = Marks({c.id: Mark("plain", "note") for c in lines})
    assert "Names <em>who</em> says it" in text.static_html("Some words", marks)


def test_an_option_may_stand_for_a_row():
    """The page then knows which row to show beside it; without one nothing is added."""
    row = Option(id="r57", text="row", place="record:R057")
    assert row.page_data() == {"id": "r57", "html": "row", "place": "record:R057"}
    assert Option(id="r57", text="row").page_data() == {"id": "r57", "html": "row"}
    with pytest.raises(ValueError, match="place"):
        Option(id="r57", text="row", place="row 57")


def test_a_message_about_a_long_list_stays_short():
    ids = [f"r{n}" for n in range(500)]
    with pytest.raises(ResponseError) as caught:
        several_of(["r1", "r999"], ids, "row")
    assert "unknown row 'r999'" in str(caught.value)
    assert "and 488 more" in str(caught.value)
    assert several_of(["r1", "r1"], ids, "row") == ["r1", "r1"]
    assert several_of(None, ids, "row") == []


@pytest.mark.parametrize("family", NAMES)
@given(data=st.data())
@examples(40)
def test_parsing_is_canonical(family, data):
    """What was parsed parses to itself, also after a trip through JSON."""
    item, key = data.draw(SAMPLES[family].pairs)
    value = item.parse(data.draw(SAMPLES[family].answers(item, key)))
    assert item.parse(value) == value
    assert item.parse(json.loads(json.dumps(value))) == value


@pytest.mark.parametrize("family", NAMES)
@given(data=st.data())
@examples(40)
def test_progress_counts_from_nothing_to_all(family, data):
    """Progress is between none and all; a blank has none, the key's answer all."""
    item, key = data.draw(SAMPLES[family].pairs)
    given_, of = item.progress(item.parse(data.draw(SAMPLES[family].answers(item, key))))
    assert 0 <= given_ <= of
    assert item.progress(item.blank()) == (0, of)
    assert item.is_blank(item.blank())
    assert item.progress(item.parse(key.full(item))) == (of, of)


@pytest.mark.parametrize("family", NAMES)
@given(data=st.data())
@examples(15)
def test_near_misses_are_refused(family, data):
    """A value that almost fits is refused with a short message, never mended."""
    item, _ = data.draw(SAMPLES[family].pairs)
    for raw in SAMPLES[family].misfits:
        with pytest.raises(ResponseError) as caught:
            item.parse(raw)
        assert 10 < len(str(caught.value)) < 400
        str(caught.value).encode("utf-8")


@pytest.mark.parametrize("family", NAMES)
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


@pytest.mark.parametrize("family", NAMES)
@given(raw=JSON)
@examples(60)
def test_any_json_is_taken_or_refused(family, raw):
    """No JSON value raises anything but a refusal."""
    item, _ = _example(family)
    try:
        value = item.parse(raw)
    except ResponseError as error:
        str(error).encode("utf-8")
    else:
        assert item.parse(value) == value


@pytest.mark.parametrize("family", NAMES)
@given(data=st.data())
@examples(25)
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


@pytest.mark.parametrize("family", NAMES)
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
    if isinstance(node, str) and name not in {*NOT_PROSE, "by", "title"}:
        return f"{node} {SCRIPT}<img src=x onerror=alert(1)>"
    return node


@pytest.mark.parametrize("family", NAMES)
@given(data=st.data())
@examples(15)
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


@pytest.mark.parametrize("family", NAMES)
@given(data=st.data())
@examples(5)
def test_points_shown(family: str, data: st.DataObject) -> None:
    """Points are shown for what has a place in the gradebook, and for nothing else."""
    item, _ = data.draw(SAMPLES[family].pairs)
    assert item.shown_points == (None if family == "calibration" else item.points)
    for free in ({"graded": False}, {"contested": True}):
        unpaid = item.model_copy(update=free)
        assert unpaid.shown_points is None
        assert all(c["points"] is None for c in unpaid.page_data().get("rubric", ()))


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


def test_the_line_of_pairs_names_both_sides_by_their_titles() -> None:
    parts = [{"id": x, "text": x} for x in "abc"]
    left, right = ({"title": t, "parts": parts} for t in ("A *list* of {ships}", "The rows"))
    item = PairsItem.model_validate(
        {"id": "some-pairs", "family": "pairs", "title": "Pairs", "points": 1, "prompt": "Link."}
        | {"left": left, "right": right}
    )
    told = "Link each part under “The rows” to its partner under “A list of {ships}”, or to none."
    assert item.instruction() == item.page_data()["task"] == told
    on_paper = item.instruction(on_paper=True)
    assert "“The rows”" in on_paper
    assert "“A list of {ships}”" in on_paper


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_no_task_says_on_which_side_something_stands(family: str) -> None:
    """On a narrow page what stood side by side stands one below another."""
    words = set(FAMILIES[family].task.lower().replace(",", " ").split())
    assert not words & {"left", "right", "above", "below"}
