"""Items and keys that are not right: a typed error that names file, item and remedy."""

from __future__ import annotations

import re
import shutil

import pytest
from helpers.classroom import LAB, UNIT
from helpers.samples import COMMON, NOTE

from secondsource.errors import ContentError
from secondsource.packs import pack as packs
from secondsource.scoring import KEYS, Check
from secondsource.scoring import evidence as evidences
from secondsource.scoring.keys import read_keys
from secondsource.units import load_unit, read_items
from secondsource_grading.keys import load_keys


@pytest.fixture
def broken(tmp_path):
    """Items and keys of the lab unit to damage: `broken("items", old, new)`, then read."""
    unit = tmp_path / UNIT
    shutil.copytree(LAB / "units" / UNIT, unit)
    shutil.copytree(LAB / "keys", tmp_path / "keys")
    files = {"items": unit / "items.yaml", "keys": tmp_path / "keys" / f"{UNIT}.yaml"}

    def edit(which, old, new, count=1):
        text = files[which].read_text("utf-8")
        assert old in text
        files[which].write_text(text.replace(old, new, count), "utf-8")
        return files

    edit.files = files
    return edit


def items_error(files):
    with pytest.raises(ContentError) as caught:
        read_items(files["items"])
    return str(caught.value)


def keys_error(files):
    unit = read_items(files["items"])
    with pytest.raises(ContentError) as caught:
        read_keys(files["keys"], unit)
    return str(caught.value)


def test_the_lab_unit_is_right(broken):
    """The errors below come from the damage, not from the unit."""
    keyring = read_keys(broken.files["keys"], read_items(broken.files["items"]))
    assert set(keyring.keys) == {i.id for i in keyring.unit.items}


# Items.


def test_two_items_with_one_id(broken):
    message = items_error(broken("items", "id: lab-grid", "id: lab-pick"))
    assert "items.yaml" in message
    assert "lab-pick" in message
    assert "give a new one" in message


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("family: number", "family: numbers", ["lab-amount", "numbers", "two-tier"]),
        ("points: 2\n", "points: 0\n", ["lab-pick", "points", "greater than 0"]),
        ("points: 2\n", "points: .nan\n", ["lab-pick", "points"]),
        ("points: 2\n", "points: 2.3\n", ["lab-pick", "whole or half"]),
        ("{id: strike,", "{id: holiday,", ["lab-pick", "holiday", "twice"]),
        ("{id: strike,", "{id: Strike!,", ["lab-pick", "options.1.id", "Strike!"]),
        ("id: lab-pick", "id: Lab Pick", ["Lab Pick", "pattern"]),
        ("    prompt: Tick", "    promt: Tick", ["lab-pick", "promt", "prompt"]),
        ("unit: 90-lab", "unit: 91-lab", ["91-lab", "90-lab"]),
        ("items:", "item:", ["list under `items:`"]),
        ("  - id: lab-pick", "  - [a, b]\n  - id: lab-pick", ["number 1"]),
        ("words: [10, 80]", "words: [10]", ["lab-essay", "words"]),
        ("reason, text: Why", "question, text: Why", ["lab-essay", "question", "twice"]),
        ("points: 4", "points: 5", ["lab-essay", "adds up to 4"]),
        ("unit: 90-lab", "unit: 90-lab\nunits: 3", ["units", "not known here", "3"]),
        ("unit: 90-lab", "unit: [90, lab]", ["unit: ", "[90, 'lab']"]),
        ("unit: 90-lab", "unit: [90-lab", ["not valid YAML", "line"]),
        ("unit: 90-lab", "unit: 90-lab\nunit: 90-lab", ["not valid YAML", "unit"]),
    ],
)
def test_items_that_are_not_right(broken, old, new, words):
    message = items_error(broken("items", old, new))
    assert "items.yaml" in message
    for word in words:
        assert word in message


@pytest.mark.parametrize("which", ["items", "keys"])
@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"- a\n- b\n", b"\x00"])
def test_files_that_hold_something_else(broken, which, data):
    broken.files[which].write_bytes(data)
    message = items_error(broken.files) if which == "items" else keys_error(broken.files)
    assert broken.files[which].name in message


@pytest.mark.parametrize("name", ["start", "hand-in"])
def test_an_item_may_not_take_the_name_of_a_cell_of_the_notebook(broken, name):
    """`start` and `hand-in` are locked cells of every unit; nbgrader wants names once."""
    message = items_error(broken("items", "id: lab-pick", f"id: {name}"))
    assert name in message


@pytest.mark.usefixtures("lab_units")
def test_an_unknown_unit_names_the_known_ones():
    with pytest.raises(ContentError, match=r'no unit "07-none".*90-lab'):
        load_unit("07-none")


# Keys.


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("item: lab-pair", "item: lab-pear", ["lab-pear", "unknown item", "lab-pick"]),
        ('    evidence: ["claim:A02", "silence:S1"]\n', "", ["lab-pick", "evidence", "required"]),
        ('["claim:A02", "silence:S1"]', "[]", ["lab-pick", "evidence", "at least 1"]),
        ("    rationale: Kept-secret-pick", "    reason: x", ["lab-pick", "rationale", "reason"]),
        ("answer: [holiday, stock, repair]", "answer: [moon]", ["lab-pick", "moon", "holiday"]),
        ("answer: [holiday, stock, repair]", "answer: []", ["lab-pick", "answer"]),
        ("      feud: Kept", "      fued: Kept", ["lab-pick", "feud"]),
        ("      feud: Kept-secret-feud, the quarrel in other words.\n", "", ["lab-pick", "feud"]),
        ("snow: nobody}", "snow: someone}", ["lab-grid", "someone", "baker"]),
        (", snow: nobody}", "}", ["lab-grid", "snow"]),
        ("        wind: Kept-secret-wind, the fisher by name.\n", "", ["lab-grid", "wind"]),
        (
            "answer: open, reason: scope",
            "answer: shut, reason: scope",
            ["lab-pair", "shut", "open"],
        ),
        ("unit: days, tolerance", "unit: dayz, tolerance", ["lab-amount", "dayz", "weeks"]),
        ("amount: 14,", "amount: fourteen,", ["lab-amount", "amount", "fourteen"]),
        ("amount: 14,", "amount: .inf,", ["lab-amount", "amount"]),
        ("amount: 14,", "amount: .nan,", ["lab-amount", "amount"]),
        ("tolerance: 0.5", "tolerance: -1", ["lab-amount", "tolerance"]),
        ("tolerance: 0.5", "tolerance: .inf", ["lab-amount", "tolerance"]),
        ("amount: 15, unit: days", "amount: 14, unit: days", ["lab-amount", "trap", "tolerance"]),
        ("judgement: not-supported", "judgement: wrong", ["lab-pair", "judgement", "wrong"]),
        ("unit: 90-lab", "unit: 91-lab", ["91-lab", "90-lab"]),
        ("  - item: lab-pick", "  - key: lab-pick", ["key number 1, item: is required"]),
        ("keys:", "answers:", ["list under `keys:`"]),
        ("unit: 90-lab", "unit: 90-lab\nnote: by me", ["note", "not known here", "by me"]),
        ("      - {reading: Kept-secret-owner", "      # {", ["lab-open", "readings"]),
    ],
)
def test_keys_that_are_not_right(broken, old, new, words):
    message = keys_error(broken("keys", old, new))
    assert f"{UNIT}.yaml" in message
    for word in words:
        assert word in message


def test_two_keys_for_one_item(broken):
    text = broken.files["keys"].read_text("utf-8")
    one = text[text.index("  - item: lab-pair") : text.index("  - item: lab-amount")]
    message = keys_error(broken("keys", one, one + one))
    assert f"{UNIT}.yaml" in message
    assert "lab-pair has two keys; keep one" in message


def test_items_without_keys_are_all_named(broken):
    files = broken.files
    text = files["keys"].read_text("utf-8")
    files["keys"].write_text(text[: text.index("  - item: lab-pair")], "utf-8")
    message = keys_error(files)
    assert "lab-pair, lab-amount" in message
    assert "every item needs one" in message


def test_everything_wrong_in_a_file_is_told_at_once(broken):
    broken("items", "points: 2\n", "points: 0\n")
    message = items_error(broken("items", "{id: rain, text", "{id: rain, txt"))
    assert "item lab-pick, points: Input should be greater than 0 (found 0)" in message
    assert "item lab-grid, rows.0.txt: is not known here; write `text`" in message


def test_every_wrong_key_is_told_at_once(broken):
    broken("keys", "answer: [holiday, stock, repair]", "answer: [moon]")
    broken("keys", "amount: 14,", "amount: fourteen,")
    message = keys_error(broken("keys", "item: lab-pair", "item: lab-pear"))
    for word in ("moon", "fourteen", "unknown item lab-pear", "no key for item lab-pair"):
        assert message.count(word) == 1


def test_a_contested_item_has_readings_and_no_answer(broken):
    files = broken("items", "    contested: true\n", "")
    assert "lab-open" in keys_error(files)


@pytest.mark.usefixtures("lab_units")
def test_missing_keys_name_the_file_to_write(tmp_path):
    with pytest.raises(ContentError, match=rf"{UNIT}\.yaml: no keys for unit {UNIT}; write them"):
        load_keys(UNIT, tmp_path)


# Evidence.

PACK = packs.load_pack()


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("claim:A999", "no row A999"),
        ("clam:A02", "expected one of"),
        ("claim", "expected one of"),
        ("claim:", "expected one of"),
        ("", "expected one of"),
        (Check(check="wekday", args=["2026-01-24"], equals="Saturday"), "unknown; there are"),
        (
            Check(check="weekday", args=["2026-01-24"], equals="Sunday"),
            "gives Saturday, not Sunday",
        ),
        (Check(check="weekday", args=["24 January"], equals="Saturday"), "24 January"),
        (Check(check="weekday", args=[], equals="Saturday"), "weekday"),
        (Check(check="ratio", args=[1, 0], equals=1), "ratio"),
        (Check(check="product", args=["a", "b"], equals=1), "product"),
        (Check(check="count_readouts", args={"tongue": "zh"}, equals=1), "tongue"),
    ],
    ids=str,
)
def test_evidence_that_does_not_resolve(reference, words):
    with pytest.raises(ContentError, match=re.escape(words)):
        evidences.resolve(reference, PACK)


@pytest.mark.parametrize(
    "reference",
    [
        "claim:A02",
        "record:R021",
        "silence:S1",
        Check(check="days_between", args=["2026-01-24", "2026-02-04"], equals=11),
        Check(check="ratio", args=[33, 44], equals=0.75),
    ],
    ids=str,
)
def test_evidence_that_resolves_is_put_in_words(reference):
    evidences.resolve(reference, PACK)
    words = evidences.in_words(reference, PACK)
    assert len(words) > 20
    assert "<script" not in words


def test_a_number_counts_as_equal_only_within_half_a_percent():
    right = Check(check="ratio", args=[1, 3], equals=0.333)
    evidences.resolve(right, PACK)
    with pytest.raises(ContentError):
        evidences.resolve(right.model_copy(update={"equals": 0.34}), PACK)


@pytest.mark.parametrize("family", sorted(set(KEYS) - {"sheet"}))
def test_a_key_of_any_family_needs_evidence_and_a_rationale(family):
    """Whatever else is wrong with it, these are named. A sheet is the learner's own."""
    from pydantic import ValidationError

    with pytest.raises(ValidationError) as caught:
        KEYS[family].model_validate({"item": "a", "evidence": []})
    named = {e["loc"][0] for e in caught.value.errors()}
    assert {"evidence", "rationale", "feedback"} <= named
    with pytest.raises(ValidationError):
        KEYS[family].model_validate(COMMON | {"item": "a", "rationale": "no", "note": NOTE})


@pytest.mark.parametrize("folder", ["autograding/keys", "short-course/keys"])
def test_an_explanation_speaks_to_whoever_reads_it(root, folder):
    """A learner reads it after *Check*, and is not told what "the learner" does."""
    files = sorted((root / folder).glob("*.yaml"))
    assert files
    assert [f.name for f in files if "learner" in f.read_text("utf-8").casefold()] == []
