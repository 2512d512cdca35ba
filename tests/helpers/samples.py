"""Invented items, keys and answers of every family, for tests of the rules that all families keep.

A family that is added later is covered by one `Sample` in `SAMPLES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any

from hypothesis import strategies as st

from secondsource.families import Item
from secondsource.families.argument import OUT, ArgumentItem
from secondsource.families.bayes import FIELDS, BayesItem, posterior
from secondsource.families.budget import BudgetItem
from secondsource.families.calibration import CalibrationItem
from secondsource.families.choice import ChoiceItem
from secondsource.families.cite import CiteItem
from secondsource.families.graph import GraphItem
from secondsource.families.matrix import MatrixItem
from secondsource.families.number import NumberItem
from secondsource.families.order import OrderItem
from secondsource.families.pairs import NONE, PairsItem
from secondsource.families.probability import ProbabilityItem
from secondsource.families.select import SelectItem
from secondsource.families.setting import SettingItem
from secondsource.families.sheet import COLUMNS, LONGEST, SheetItem
from secondsource.families.spans import SpansItem
from secondsource.families.text import TextItem
from secondsource.families.two_tier import TwoTierItem
from secondsource.scoring import KEYS, Key

NOTE = "why one might pick it"
COMMON = {"evidence": ["claim:A02"], "rationale": "because it is so"}


@dataclass(frozen=True)
class Sample:
    """How to make items, keys and answers of one family."""

    pairs: st.SearchStrategy[tuple[Item, Key[Any]]]
    answers: Callable[[Item, Key[Any]], st.SearchStrategy[Any]]
    """Answers of all kinds that fit the item."""
    better: Callable[[Item, Key[Any], Any], Iterator[Any]]
    """The answer with one part of it put right, once for each part that can be."""
    shuffled: Callable[[Item, Any, Random], tuple[Item, Any]]
    """The same item and answer with options and rows in another order."""
    misfits: tuple[Any, ...]
    """Values near to an answer that the item must refuse."""


def options(count: int, prefix: str = "o") -> list[dict[str, str]]:
    # Texts of different length, so that "the longest" means something.
    return [
        {"id": f"{prefix}{n}", "text": f"{prefix} {'x' * (n * 7 % 11)}{n}"} for n in range(count)
    ]


def notes(ids: Any) -> dict[str, str]:
    return {i: f"{NOTE}: {i}" for i in ids}


def make(family: type[Item], name: str, **fields: Any) -> Item:
    base = {"id": f"a-{name}", "family": name, "prompt": "Think.", "points": 2.5}
    return family.model_validate(base | fields)


def key_of(item: Item, **fields: Any) -> Key[Any]:
    key = KEYS[item.family].model_validate(COMMON | {"item": item.id} | fields)
    key.verify(item)
    return key


def ids_of(things: Any) -> list[str]:
    return [t.id for t in things]


def reorder(item: Item, rng: Random, *fields: str) -> Item:
    """The item with these fields' entries in another order."""
    changed = {f: tuple(rng.sample(getattr(item, f), len(getattr(item, f)))) for f in fields}
    return item.model_copy(update=changed)


# choice


@st.composite
def choice_pairs(draw):
    item = make(ChoiceItem, "choice", options=options(draw(st.integers(4, 7))))
    ids = ids_of(item.options)
    return item, key_of(item, answer=draw(st.sampled_from(ids)), feedback=notes(ids))


def choice_better(_item, key, value):
    if value != key.answer:
        yield key.answer


CHOICE = Sample(
    choice_pairs(),
    lambda item, _key: st.none() | st.sampled_from(ids_of(item.options)),
    choice_better,
    lambda item, value, rng: (reorder(item, rng, "options"), value),
    (["o0"], {"o0": True}, 0, "O0", ""),
)


# select


@st.composite
def select_pairs(draw):
    item = make(SelectItem, "select", options=options(draw(st.integers(4, 12))))
    ids = ids_of(item.options)
    count = draw(st.integers(1, len(ids) - 1))
    answer = draw(st.permutations(ids))[:count]
    return item, key_of(item, answer=answer, feedback=notes(ids))


def select_better(item, key, value):
    for option in ids_of(item.options):
        if option in key.answer and option not in value:
            yield [*value, option]
        if option not in key.answer and option in value:
            yield [v for v in value if v != option]


SELECT = Sample(
    select_pairs(),
    lambda item, _key: st.lists(st.sampled_from(ids_of(item.options)), unique=True),
    select_better,
    lambda item, value, rng: (reorder(item, rng, "options"), rng.sample(value, len(value))),
    ("o0", ["o99"], [None], [["o0"]], {"o0": True}, [0], ["o0"] * 13),
)


# matrix


@st.composite
def matrix_pairs(draw):
    item = make(
        MatrixItem,
        "matrix",
        rows=options(draw(st.integers(2, 16)), "r"),
        columns=options(draw(st.integers(2, 6)), "c"),
    )
    rows, columns = ids_of(item.rows), ids_of(item.columns)
    answer = {r: draw(st.sampled_from(columns)) for r in rows}
    feedback = {"rows": notes(rows), "columns": notes(columns)}
    return item, key_of(item, answer=answer, feedback=feedback)


def matrix_better(_item, key, value):
    for row, column in key.answer.items():
        if value.get(row) != column:
            yield {**value, row: column}


def matrix_shuffled(item, value, rng):
    rows = list(value.items())
    return reorder(item, rng, "rows", "columns"), dict(rng.sample(rows, len(rows)))


MATRIX = Sample(
    matrix_pairs(),
    lambda item, _key: st.dictionaries(
        st.sampled_from(ids_of(item.rows)), st.sampled_from(ids_of(item.columns))
    ),
    matrix_better,
    matrix_shuffled,
    ([["r0", "c0"]], {"r99": "c0"}, {"r0": "c99"}, {"r0": ["c0"]}, {"r0": 0}, "r0"),
)


# two-tier


@st.composite
def two_tier_pairs(draw):
    item = make(
        TwoTierItem,
        "two-tier",
        options=options(draw(st.integers(2, 6)), "a"),
        reason_prompt="Why?",
        reasons=options(draw(st.integers(2, 6)), "w"),
    )
    answers, reasons = ids_of(item.options), ids_of(item.reasons)
    answer = {"answer": draw(st.sampled_from(answers)), "reason": draw(st.sampled_from(reasons))}
    return item, key_of(
        item, answer=answer, feedback={"answer": notes(answers), "reason": notes(reasons)}
    )


def two_tier_better(item, key, value):
    full = key.full(item)
    for tier in ("answer", "reason"):
        if value.get(tier) != full[tier]:
            yield {**value, tier: full[tier]}


TWO_TIER = Sample(
    two_tier_pairs(),
    lambda item, _key: st.fixed_dictionaries(
        {},
        optional={
            "answer": st.none() | st.sampled_from(ids_of(item.options)),
            "reason": st.none() | st.sampled_from(ids_of(item.reasons)),
        },
    ),
    two_tier_better,
    lambda item, value, rng: (reorder(item, rng, "options", "reasons"), value),
    (["a0", "w0"], {"answer": "w0"}, {"answer": "a0", "cause": "w0"}, {"answer": ["a0"]}, "a0"),
)


# number


@st.composite
def number_pairs(draw):
    item = make(
        NumberItem,
        "number",
        label="How much",
        units=options(draw(st.integers(1, 8)), "u"),
    )
    units = ids_of(item.units)
    amount = draw(st.integers(-5000, 5000)) / 10
    answer = {
        "amount": amount,
        "unit": draw(st.sampled_from(units)),
        "tolerance": draw(st.sampled_from([0, 0.01, 0.5])),
    }
    feedback = dict.fromkeys(("right", "unit", "magnitude", "wrong"), NOTE)
    return item, key_of(item, answer=answer, feedback=feedback)


def number_answers(item, key):
    right = key.answer.amount
    near = [right, right * 10, right / 10, right * 1000, right + 0.3, -right, right + 1]
    amounts = (
        st.none()
        | st.sampled_from(near)
        | st.integers(-(10**15), 10**15)
        | st.floats(-1e15, 1e15, allow_nan=False)
    )
    units = st.none() | st.sampled_from(ids_of(item.units))
    return st.fixed_dictionaries({"amount": amounts, "unit": units})


def number_better(item, key, value):
    full = key.full(item)
    for part in ("amount", "unit"):
        if value[part] != full[part]:
            yield {**value, part: full[part]}


NUMBER = Sample(
    number_pairs(),
    number_answers,
    number_better,
    lambda item, value, rng: (reorder(item, rng, "units"), value),
    (
        14,
        "14 u0",
        {"amount": "14", "unit": "u0"},
        {"amount": 1e16, "unit": "u0"},
        {"amount": 1, "unit": "u99"},
        {"amount": 1, "unit": "u0", "more": 1},
        {"amount": True, "unit": "u0"},
    ),
)


# spans


@st.composite
def spans_pairs(draw):
    words = [f"word{n:02}" for n in range(draw(st.integers(12, 40)))]
    text = " ".join(words)
    item = make(SpansItem, "spans", by="word", source="invented", paragraphs=[text])
    starts = draw(st.lists(st.integers(0, len(words) - 1), min_size=1, max_size=3, unique=True))
    phrases = [words[s] for s in starts]
    markings = [phrases]
    if draw(st.booleans()):
        markings.append([*phrases, draw(st.sampled_from(words))])
    expected = {p for m in markings for p in m}
    markings = [sorted(set(m)) for m in markings]
    return item, key_of(item, answer=markings, feedback={"phrases": notes(expected), "extra": NOTE})


def spans_better(item, key, value):
    # With several accepted markings, better is what is better by every one of them.
    markings = key._markings(item)
    for token in range(len(item.tokens)):
        if token not in value and all(token in m for m in markings):
            yield [*value, token]
        if token in value and not any(token in m for m in markings):
            yield [v for v in value if v != token]


SPANS = Sample(
    spans_pairs(),
    lambda item, _key: st.lists(st.integers(0, len(item.tokens) - 1), unique=True),
    spans_better,
    lambda item, value, rng: (item, rng.sample(value, len(value))),
    ([-1], [10**9], [1.5], ["0"], {"0": 1}, [True], list(range(5000))),
)


# graph


@st.composite
def graph_pairs(draw):
    item = make(
        GraphItem, "graph", relation="relies on", nodes=options(draw(st.integers(4, 7)), "n")
    )
    nodes = ids_of(item.nodes)
    # Each node relies on at most one later node: no arrow then follows from two others
    # without being implied, and the answer is always sparse.
    arrows = [f"{a}>{draw(st.sampled_from(nodes[i + 1 :]))}" for i, a in enumerate(nodes[:-1])]
    answer = draw(st.permutations(arrows))[: draw(st.integers(2, len(arrows)))]
    return item, key_of(item, answer=answer, feedback={"edges": notes(answer), "extra": NOTE})


def graph_better(item, key, value):
    expected, implied = key._expected(), key._implied()
    drawn = [tuple(v) for v in value]
    for edge in item.edges():
        if edge in expected and edge not in drawn:
            yield [list(e) for e in [*drawn, edge]]
        if edge in drawn and edge not in expected | implied:
            yield [list(e) for e in drawn if e != edge]


GRAPH = Sample(
    graph_pairs(),
    lambda item, _key: st.lists(
        st.sampled_from(item.edges()).map(list), unique_by=tuple, max_size=len(item.edges())
    ),
    graph_better,
    lambda item, value, rng: (reorder(item, rng, "nodes"), rng.sample(value, len(value))),
    (
        ["n0>n1"],
        [["n0", "n0"]],
        [["n0"]],
        [["n0", "n99"]],
        [["n0", "n1", "n2"]],
        [[["n0"], "n1"]],
        {"n0": "n1"},
        [["n0", "n1"]] * 200,
    ),
)


# order


@st.composite
def order_pairs(draw):
    item = make(OrderItem, "order", events=options(draw(st.integers(5, 10)), "e"))
    ids = draw(st.permutations(ids_of(item.events)))
    aside = ids[: draw(st.integers(0, 2))]
    rest = ids[len(aside) :]
    groups = [[e] for e in rest]
    if len(groups) > 3 and draw(st.booleans()):
        groups[0:2] = [groups[0] + groups[1]]
    answer = {"order": groups, "aside": aside}
    return item, key_of(item, answer=answer, feedback=notes(ids_of(item.events)))


@st.composite
def order_answers(draw, item, _key=None):
    ids = draw(st.permutations(ids_of(item.events)))
    a = draw(st.integers(0, len(ids)))
    b = draw(st.integers(a, len(ids)))
    return {"order": list(ids[:a]), "aside": list(ids[a:b])}


def order_better(_item, key, value):
    rank = {e: n for n, group in enumerate(key.answer.order) for e in group}
    order, aside = value["order"], value["aside"]
    for at in range(len(order) - 1):
        a, b = order[at], order[at + 1]
        if a in rank and b in rank and rank[a] > rank[b]:
            yield {"order": [*order[:at], b, a, *order[at + 2 :]], "aside": aside}
    for event in key.answer.aside:
        if event not in aside:
            yield {"order": [e for e in order if e != event], "aside": [*aside, event]}
    for event in aside:
        if event in rank:
            # Where it belongs among those already placed rightly: only then is it surely better.
            placed = [rank[e] for e in order if e in rank]
            if placed == sorted(placed) and not any(e in key.answer.aside for e in order):
                at = sum(rank[e] <= rank[event] for e in order)
                yield {
                    "order": [*order[:at], event, *order[at:]],
                    "aside": [e for e in aside if e != event],
                }


ORDER = Sample(
    order_pairs(),
    order_answers,
    order_better,
    lambda item, value, rng: (
        reorder(item, rng, "events"),
        {**value, "aside": rng.sample(value["aside"], len(value["aside"]))},
    ),
    (
        ["e0", "e1"],
        {"order": ["e0", "e0"]},
        {"order": ["e0"], "aside": ["e0"]},
        {"order": ["e99"]},
        {"order": [["e0"]]},
        {"order": "e0"},
        {"order": None},
        {"order": [], "later": []},
    ),
)


# probability


@st.composite
def probability_pairs(draw):
    item = make(ProbabilityItem, "probability", proposition="It came true")
    feedback = dict.fromkeys(("high", "even", "low"), NOTE)
    return item, key_of(item, answer=draw(st.booleans()), feedback=feedback)


def probability_better(item, key, value):
    if value is not None:
        yield (value + key.full(item)) / 2


PROBABILITY = Sample(
    probability_pairs(),
    lambda _item, _key: st.none() | st.integers(0, 100) | st.floats(0, 100),
    probability_better,
    lambda item, value, _rng: (item, value),
    (-1, 101, "50", [50], 1e308, True, {"chance": 50}),
)


# bayes


@st.composite
def bayes_pairs(draw):
    changed = draw(st.integers(1, 100))
    item = make(
        BayesItem,
        "bayes",
        statement="It is so",
        evidence="We saw this",
        what_if={"text": "Suppose it were common.", "if_false": changed},
    )
    feedback = dict.fromkeys(("direction", "coherence", "reaction"), NOTE)
    answer = draw(st.sampled_from(["raises", "lowers", "leaves"]))
    return item, key_of(item, answer=answer, feedback=feedback)


def bayes_better(item, _key, value):
    """The chance after, or after the change, put where Bayes' rule puts it."""
    prior, if_true, if_false = (value[n] for n in ("prior", "if_true", "if_false"))
    if None in (prior, if_true, if_false):
        return
    follows = posterior(prior, if_true, if_false)
    changed = posterior(prior, if_true, item.what_if.if_false)
    if follows is not None:
        # Both at once: half of the reaction is judged against the chance after.
        yield {**value, "after": follows, "what_if": changed if changed is not None else 0}
    if changed is not None:
        yield {**value, "what_if": changed}


BAYES = Sample(
    bayes_pairs(),
    lambda _item, _key: st.fixed_dictionaries(
        dict.fromkeys(FIELDS, st.none() | st.integers(0, 100) | st.floats(0, 100))
    ),
    bayes_better,
    lambda item, value, rng: (item, dict(rng.sample(list(value.items()), len(value)))),
    ([1, 2, 3, 4, 5], {"prior": -1}, {"prior": "1"}, {"prior": True}, {"belief": 1}, 50),
)


# text


@st.composite
def text_pairs(draw):
    count = draw(st.integers(2, 6))
    rubric = [{"id": f"k{n}", "text": f"point {n}", "points": 1} for n in range(count)]
    item = make(TextItem, "text", points=count, words=(20, 90), rubric=rubric)
    return item, key_of(item, answer="A model answer.", feedback=notes(ids_of(item.rubric)))


TEXT = Sample(
    text_pairs(),
    lambda _item, _key: st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    lambda _item, _key, _value: iter(()),
    lambda item, value, rng: (reorder(item, rng, "rubric"), value),
    (["words"], 7, {"text": "words"}, "x" * 60_000, "\ud800"),
)


# cite


@st.composite
def cite_pairs(draw):
    item = make(
        CiteItem,
        "cite",
        options=options(draw(st.integers(2, 7)), "a"),
        places=options(draw(st.integers(4, 9)), "p"),
        most=draw(st.integers(1, 3)),
    )
    answers, places = ids_of(item.options), ids_of(item.places)
    some = st.lists(st.sampled_from(places), min_size=1, max_size=item.most, unique=True)
    return item, key_of(
        item,
        answer=draw(st.sampled_from(answers)),
        places=draw(st.lists(some, min_size=1, max_size=2)),
        feedback={"options": notes(answers), "places": notes(places)},
    )


def cite_answers(item, _key):
    places = st.lists(st.sampled_from(ids_of(item.places)), max_size=item.most, unique=True)
    answer = st.none() | st.sampled_from(ids_of(item.options))
    return st.fixed_dictionaries({}, optional={"answer": answer, "places": places})


def cite_better(_item, key, value):
    if value["answer"] != key.answer:
        yield {**value, "answer": key.answer}
    for accepted in key.places:
        for wrong in set(value["places"]) - set(accepted):
            rest = [p for p in value["places"] if p != wrong]
            missed = [p for p in accepted if p not in rest]
            if len(key.places) == 1:
                yield {**value, "places": rest}
                yield {**value, "places": [*rest, *missed[:1]]}
        yield {**value, "places": list(accepted)}


CITE = Sample(
    cite_pairs(),
    cite_answers,
    cite_better,
    lambda item, value, rng: (reorder(item, rng, "options", "places"), value),
    (
        ["a0", ["p0"]],
        {"answer": "p0"},
        {"answer": "a0", "places": ["p99"]},
        {"answer": "a0", "places": "p0"},
        {"answer": "a0", "places": ["p0", "p1", "p2", "p3"]},
        {"answer": "a0", "rows": ["p0"]},
        {"answer": ["a0"]},
        "a0",
    ),
)


# pairs


@st.composite
def pairs_pairs(draw):
    item = make(
        PairsItem,
        "pairs",
        left={"title": "One", "parts": options(draw(st.integers(3, 7)), "l")},
        right={"title": "Other", "parts": options(draw(st.integers(3, 7)), "r")},
    )
    right, left = ids_of(item.right.parts), ids_of(item.partners())
    answer = {r: draw(st.sampled_from(left)) for r in right}
    return item, key_of(item, answer=answer, feedback={"parts": notes(right), "none": NOTE})


def pairs_shuffled(item, value, rng):
    sides = {
        name: side.model_copy(update={"parts": tuple(rng.sample(side.parts, len(side.parts)))})
        for name, side in (("left", item.left), ("right", item.right))
    }
    links = list(value.items())
    return item.model_copy(update=sides), dict(rng.sample(links, len(links)))


PAIRS = Sample(
    pairs_pairs(),
    lambda item, _key: st.dictionaries(
        st.sampled_from(ids_of(item.right.parts)), st.sampled_from(ids_of(item.partners()))
    ),
    matrix_better,
    pairs_shuffled,
    ([["r0", "l0"]], {"r99": NONE}, {"r0": "l99"}, {"r0": ["l0"]}, {"l0": "r0"}, {"r0": 0}, "r0"),
)


# argument


@st.composite
def argument_pairs(draw):
    item = make(
        ArgumentItem,
        "argument",
        statements=options(draw(st.integers(4, 8)), "s"),
        bridge={
            "prompt": "Which unsaid sentence does the step need?",
            "step": "step1",
            "options": options(draw(st.integers(2, 6)), "b"),
        },
        falls={"prompt": "Which falls?", "options": options(draw(st.integers(2, 6)), "f")},
    )
    statements, places = ids_of(item.statements), ids_of(item.places)
    roles = {s: draw(st.sampled_from([*places, OUT])) for s in statements}
    roles[statements[0]] = draw(st.sampled_from(places))
    bridges, falls = ids_of(item.bridge.options), ids_of(item.falls.options)
    return item, key_of(
        item,
        roles=roles,
        bridge=draw(st.sampled_from(bridges)),
        falls=draw(st.sampled_from(falls)),
        feedback={"statements": notes(statements), "bridge": notes(bridges), "falls": notes(falls)},
    )


def argument_answers(item, _key):
    roles = st.dictionaries(
        st.sampled_from(ids_of(item.statements)), st.sampled_from(ids_of(item.roles()))
    )
    return st.fixed_dictionaries(
        {},
        optional={
            "roles": roles,
            "bridge": st.none() | st.sampled_from(ids_of(item.bridge.options)),
            "falls": st.none() | st.sampled_from(ids_of(item.falls.options)),
        },
    )


def argument_better(_item, key, value):
    for statement, place in key.roles.items():
        if value["roles"].get(statement) != place:
            yield {**value, "roles": {**value["roles"], statement: place}}
    for name in ("bridge", "falls"):
        if value[name] != getattr(key, name):
            yield {**value, name: getattr(key, name)}


def argument_shuffled(item, value, rng):
    bridge = item.bridge.model_copy(update={"options": item.bridge.options[::-1]})
    return reorder(item, rng, "statements").model_copy(update={"bridge": bridge}), value


ARGUMENT = Sample(
    argument_pairs(),
    argument_answers,
    argument_better,
    argument_shuffled,
    (
        {"roles": {"s99": "last"}},
        {"roles": {"s0": "nowhere"}},
        {"roles": {"s0": ["last"]}},
        {"roles": [["s0", "last"]]},
        {"s0": "last"},
        {"bridge": "f0"},
        {"falls": ["f0"]},
        "b0",
    ),
)


# sheet


@st.composite
def sheet_pairs(draw):
    least = draw(st.integers(1, 3))
    count = draw(st.integers(2, 6))
    item = make(
        SheetItem,
        "sheet",
        points=count,
        least=least,
        most=draw(st.integers(least, 4)),
        rubric=[{"text": f"point {n}", "points": 1} for n in range(count)],
    )
    row = {column: f"words on {column}" for column in COLUMNS}
    return item, key_of(item, answer=[row] * least, feedback=notes(ids_of(item.rubric)))


def sheet_answers(item, _key):
    words = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    rows = st.fixed_dictionaries({}, optional=dict.fromkeys(COLUMNS, words))
    return st.lists(rows, max_size=item.most)


SHEET = Sample(
    sheet_pairs(),
    sheet_answers,
    lambda _item, _key, _value: iter(()),
    lambda item, value, rng: (reorder(item, rng, "rubric"), value),
    (
        [{"claim": 1}],
        [{"claim": ["words"]}],
        [{"words": "words"}],
        [None],
        ["words"],
        {"claim": "words"},
        [{"claim": "x" * (LONGEST + 1)}],
        [{"claim": "\ud800"}],
        [{}] * 5,
        "words",
    ),
)


# budget


@st.composite
def budget_pairs(draw):
    ways = draw(st.permutations(["up", "down", "none", *draw(st.lists(WAYS, max_size=4))]))
    sources = [{**o, "shows": {**o, "text": "Seen."}} for o in options(len(ways) + 2, "s")]
    ways += ["up", "down"]
    telling = len(ways) - ways.count("none")
    budget = draw(st.integers(2, min(telling, 6)))
    item = make(BudgetItem, "budget", proposition="So", budget=budget, sources=sources)
    ids = ids_of(item.sources)
    return item, key_of(item, answer=dict(zip(ids, ways, strict=True)), feedback=notes(ids))


WAYS = st.sampled_from(["up", "down", "none"])
CHANCES = st.integers(0, 100) | st.floats(0, 100)


@st.composite
def budget_answers(draw, item):
    looks = draw(st.permutations(ids_of(item.sources)))[: draw(st.integers(0, item.budget))]
    path = [{"look": name, "chance": draw(CHANCES)} for name in looks]
    if path and draw(st.booleans()):
        path[-1]["chance"] = None
    return {"start": draw(CHANCES), "looks": path}


def budget_better(item, key, value):
    """One move put right, the others in the direction they had."""
    ways = [(name, (a > b) - (a < b)) for name, b, a in item.steps(value) if a is not None]
    for number, (name, way) in enumerate(ways):
        right = {"up": 1, "none": 0, "down": -1}[key.answer[name]]
        if way != right:
            path = [*ways[:number], (name, right), *ways[number + 1 :]]
            chances = [50 + 5 * sum(w for _, w in path[: n + 1]) for n in range(len(path))]
            looks = [{"look": p[0], "chance": c} for p, c in zip(path, chances, strict=True)]
            yield {"start": 50, "looks": looks}


BUDGET = Sample(
    budget_pairs(),
    lambda item, _key: budget_answers(item),
    budget_better,
    lambda item, value, rng: (reorder(item, rng, "sources"), value),
    (
        {"start": 101},
        {"looks": [{"look": "s0", "chance": 5}]},
        {"start": 5, "looks": [{"look": "s99", "chance": 5}]},
        {"start": 5, "looks": [{"look": "s0"}, {"look": "s1", "chance": 5}]},
        {"start": 5, "looks": [{"look": "s0", "chance": 5}] * 2},
        {"start": 5, "looks": "s0"},
        [5],
        5,
    ),
)


# calibration


@st.composite
def calibration_pairs(draw):
    true = draw(st.lists(st.booleans(), min_size=4, max_size=9))
    statements = [{**o, "true": t} for o, t in zip(options(len(true), "s"), true, strict=True)]
    item = make(CalibrationItem, "calibration", graded=False, statements=statements)
    return item, key_of(item, feedback=notes(ids_of(item.statements)))


def calibration_better(item, key, value):
    for name, certain in key.full(item).items():
        if value.get(name) != certain:
            yield {**value, name: certain}


CALIBRATION = Sample(
    calibration_pairs(),
    lambda item, _key: st.dictionaries(
        st.sampled_from(ids_of(item.statements)), st.integers(0, 100) | st.floats(0, 100)
    ),
    calibration_better,
    lambda item, value, rng: (
        reorder(item, rng, "statements"),
        dict(rng.sample(list(value.items()), len(value))),
    ),
    ({"s99": 5}, {"s0": 101}, {"s0": "50"}, {"s0": True}, [50], 50),
)


# setting


@st.composite
def setting_pairs(draw):
    filters = [
        {"id": f"f{n}", "text": f"list {n}", "options": options(draw(st.integers(2, 4)), f"f{n}o")}
        for n in range(draw(st.integers(1, 3)))
    ]
    kinds = product(*([o["id"] for o in f["options"]] for f in filters))
    cells = []
    for kind in kinds:
        n = draw(st.integers(1, 20))
        cells.append({"of": kind, "n": n, "k": draw(st.integers(0, n))})
    asks = options(draw(st.integers(1, 3)), "a")
    item = make(SettingItem, "setting", sign="of it", filters=filters, cells=cells, asks=asks)
    everything = list(item.settings())
    answer = {}
    for ask in ids_of(item.asks):
        k, n = item.counts_of(draw(st.sampled_from(everything)))
        answer[ask] = {"low": k / n, "high": k / n, "least": n}
    return item, key_of(item, answer=answer, feedback=notes(answer))


def setting_answers(item, _key):
    return st.dictionaries(
        st.sampled_from(ids_of(item.asks)), st.sampled_from(list(item.settings()))
    )


def setting_better(item, key, value):
    for name, setting in key.full(item).items():
        if not key.answer[name].met(*item.counts_of(value.get(name, setting))) or name not in value:
            yield {**value, name: setting}


SETTING = Sample(
    setting_pairs(),
    setting_answers,
    setting_better,
    lambda item, value, rng: (
        reorder(item, rng, "asks", "cells"),
        dict(rng.sample(list(value.items()), len(value))),
    ),
    ({"a99": {}}, {"a0": "all"}, {"a0": {"f99": None}}, {"a0": {"f0": "none"}}, ["a0"], "a0"),
)


SAMPLES: dict[str, Sample] = {
    "argument": ARGUMENT,
    "cite": CITE,
    "pairs": PAIRS,
    "sheet": SHEET,
    "bayes": BAYES,
    "budget": BUDGET,
    "calibration": CALIBRATION,
    "choice": CHOICE,
    "graph": GRAPH,
    "matrix": MATRIX,
    "number": NUMBER,
    "order": ORDER,
    "probability": PROBABILITY,
    "select": SELECT,
    "setting": SETTING,
    "spans": SPANS,
    "text": TEXT,
    "two-tier": TWO_TIER,
}
