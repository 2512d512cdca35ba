"""Page and grader read an answer the same way: whether it fits, how much is answered, what is said.

The page's code runs in node, Python's beside it, on generated answers of every family and on
values near to them. Where they differ a learner would read *saved* below an answer that is
refused in grading, or *does not fit* below one that counts.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import pytest
from helpers.examples import examples
from helpers.node import needs_node, page
from helpers.samples import SAMPLES
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from secondsource.errors import ResponseError
from secondsource.families import AnyItem
from secondsource.families.number import LARGEST
from secondsource.recording.responses import MOST, read_metadata
from secondsource.widgets.esm import families

pytestmark = needs_node

PROTOTYPE = ("__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "length")
"""Names that every object, list or text of JavaScript has by itself."""

NUMBERS = (
    *(0, -0.0, 1, 2.0, 1.5, -1, 100, 100.5, True, False),
    *(LARGEST, -LARGEST, LARGEST + 1, int(LARGEST) + 1, 10**16, 2**53 + 1, 10**400, 5e-324),
    *(math.nan, math.inf, -math.inf),
)
TEXTS = ("", "0", "1", "o0", "O0", "o0 ", "ο0", "e\u0301", "\U0001f600", "\ud800", *PROTOTYPE)
ITEM: TypeAdapter[Any] = TypeAdapter(AnyItem)
ODD = (None, *NUMBERS, *TEXTS, [], {}, [None], [[]], {"": None}, ["o0", "o0"])


@pytest.fixture(scope="module")
def asked():
    with page() as running:
        yield running


@st.composite
def near(draw: st.DrawFn, value: Any) -> Any:
    """`value` with one thing in it changed, added, doubled, wrapped or taken away."""
    odd = st.sampled_from(ODD)
    if isinstance(value, dict) and value and draw(st.booleans()):
        name = draw(st.sampled_from(sorted(value)))
        return {**value, name: draw(near(value[name]))}
    if isinstance(value, list) and value and draw(st.booleans()):
        at = draw(st.integers(0, len(value) - 1))
        return [*value[:at], draw(near(value[at])), *value[at + 1 :]]
    changes = [odd, st.just([value]), st.just({"0": value})]
    if isinstance(value, dict):
        names = st.sampled_from((*TEXTS, "order", "amount", "answer", "prior"))
        changes.append(st.tuples(names, odd).map(lambda p: {**value, p[0]: p[1]}))
        changes += [st.just({k: v for k, v in value.items() if k != gone}) for gone in value]
        changes += [st.just({**value, name: None}) for name in value]
    if isinstance(value, list):
        changes += [st.just([*value, *value]), odd.map(lambda o: [*value, o])]
        changes += [st.just([*value, value[0]]), st.just(value[1:])] if value else []
    if isinstance(value, str):
        changes += [st.just(v) for v in (value.upper(), f"{value} ", f"{value}\u200b")]
    if isinstance(value, (int, float)) and abs(value) <= LARGEST * 10:
        changes += [st.just(str(value)), st.just(value + 1e-9), st.just(-value)]
    return draw(st.one_of(changes))


def said(item: Any, value: Any) -> dict[str, Any]:
    """What Python makes of a value, in the form in which the page is asked."""
    try:
        parsed = item.parse(value)
    except ResponseError:
        return {"fits": False, "given": 0, "of": 0, "kind": "misfit", "standing": "missing"}
    done, of = item.progress(parsed)
    standing = "missing" if done == 0 else "partly" if done < of else "done"
    kind = "blank" if item.is_blank(parsed) else "saved"
    return {"fits": True, "given": done, "of": of, "kind": kind, "standing": standing}


@cache
def shown(text: str) -> dict[str, Any]:
    """An item as the page gets it, by its JSON."""
    item = ITEM.validate_json(text)
    shown: dict[str, Any] = item.page_data()
    return shown


def agree(asked: Any, item: Any, value: Any) -> None:
    found = asked.ask(item=shown(item.model_dump_json()), value=value)
    text = found.pop("text")
    expected = said(item, value)
    assert found == expected, (item.family, value)
    if expected["standing"] == "partly":
        part = f"{expected['given']} of {expected['of']} {item.counted} answered. "
        assert text.startswith(part), text


@pytest.mark.parametrize("family", families())
def test_answers_and_near_misses(family: str, asked: Any) -> None:
    sample = SAMPLES[family]

    @examples(40, suppress_health_check=list(HealthCheck), database=None)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        item, key = data.draw(sample.pairs)
        value = data.draw(sample.answers(item, key))
        agree(asked, item, value)
        for _ in range(4):
            value = data.draw(near(value))
            agree(asked, item, value)

    holds()


@pytest.mark.parametrize("family", families())
def test_odd_values(family: str, asked: Any) -> None:
    """Every odd value alone, in a list, and under names that the family or JavaScript has."""
    sample = SAMPLES[family]

    @examples(1, database=None)
    @given(sample.pairs)
    def holds(pair: Any) -> None:
        item, key = pair
        full = key.full(item)
        names = (*PROTOTYPE, *(full if isinstance(full, dict) else ()))
        for odd in (*ODD, *sample.misfits, full):
            for value in (odd, [odd], *({name: odd} for name in names)):
                agree(asked, item, value)
            if isinstance(full, dict):
                for name in names:
                    agree(asked, item, {**full, name: odd})
            if isinstance(full, list):
                agree(asked, item, [*full, odd])

    holds()


def test_ids_that_every_object_has(asked: Any) -> None:
    """An author may call an option `constructor`."""
    named = [{"id": n, "text": n} for n in ("constructor", "length", "a", "b", "c")]
    for family, fields, values in (
        ("choice", {"options": named}, ["constructor", "length", "toString"]),
        ("select", {"options": named}, [["constructor", "length"], ["toString"]]),
        ("matrix", {"rows": named, "columns": named}, [{"constructor": "length"}, {"at": "a"}]),
        ("order", {"events": named}, [{"order": ["constructor"], "aside": ["length"]}]),
        ("graph", {"nodes": named, "relation": "on"}, [[["constructor", "length"]], [["a", "at"]]]),
    ):  # fmt: skip
        base = {"id": "a", "family": family, "prompt": "?", "points": 1}
        for value in values:
            agree(asked, ITEM.validate_python(base | fields), value)


ENTRY = st.sampled_from(
    (
        {"value": 1, "t": 1},
        {"value": None, "t": 1.5},
        {"value": 1},
        {"t": 1},
        {},
        None,
        [],
        "text",
        *({"value": 1, "t": t} for t in (None, "1", True, math.nan, math.inf, 10**400, -5, 1e300)),
    )
)


OURS = st.fixed_dictionaries(
    {},
    optional={
        "schema": st.sampled_from((1, 1.0, 2, "1", True, None)),
        "unit": st.sampled_from(("u", 5)),
        "responses": st.dictionaries(st.sampled_from(("a", "b", *PROTOTYPE)), ENTRY)
        | st.sampled_from(([], "x", None, 1)),
    },
) | st.sampled_from(([], "text", None, 5, True))


def many(count: int) -> dict[str, Any]:
    return {"schema": 1, "responses": {f"i{n}": {"value": 1, "t": 1} for n in range(count)}}


def test_what_a_notebook_holds(asked: Any) -> None:
    """Both find the same answers, with the same times, in a notebook's metadata."""

    @examples(100, database=None)
    @given(OURS)
    @example(many(MOST))
    @example(many(MOST + 1))
    def holds(ours: Any) -> None:
        held = {"secondsource": ours}
        expected = {name: r.t for name, r in read_metadata(held)[0].items()}
        assert asked.ask(metadata=held) == expected

    holds()
