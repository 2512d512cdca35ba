"""Blind reading: what a reader sees and doesn't, and that answers come back as they were meant."""

from __future__ import annotations

import csv
import json
import re
from random import Random

import pytest
from click.testing import CliRunner

from secondsource.errors import ContentError
from secondsource.packs import pack
from secondsource.packs.finding import default_pack
from secondsource.packs.pack import load_pack
from secondsource.scoring import score
from secondsource_grading.authoring.blind import report, write
from secondsource_grading.authoring.blind.answers import Asked, read_answers, read_mapping
from secondsource_grading.authoring.blind.labels import blank, decode, encode, letters_of
from secondsource_grading.authoring.blind.questions import question
from secondsource_grading.authoring.blind.results import alpha, decisions
from secondsource_grading.authoring.families import examples
from secondsource_grading.cli import main

UNIT = "03-not-there"


@pytest.fixture(autouse=True)
def pack_of_the_session(monkeypatch):
    """The cells of a lesson choose a pack; later tests must not inherit it."""
    monkeypatch.setattr(pack, "_current", [])


@pytest.fixture
def sheets(tmp_path):
    write([UNIT], tmp_path / "readers", tmp_path / "key" / "mapping.json", 5)
    return tmp_path


@pytest.fixture
def asked(sheets):
    return read_mapping(sheets / "key" / "mapping.json")


@pytest.mark.parametrize(
    "item", [i for i in examples().unit.items if not i.by_hand], ids=lambda i: i.family
)
def test_an_answer_in_letters_comes_back_as_the_value_it_stands_for(item):
    named = letters_of(item)
    key, rng = examples().keys[item.id], Random(1)  # noqa: S311
    for raw in [*key.strategies(item).values(), *(key.guess(item, rng) for _ in range(9))]:
        value = item.parse(raw)
        again = json.loads(json.dumps(encode(item, value, named)))
        assert item.parse(decode(item, again, named)) == value
    assert item.is_blank(item.parse(decode(item, blank(item), named)))


def test_a_reader_without_material_sees_no_row_and_no_id(sheets, asked):
    free = (sheets / "readers" / "free" / "sheet.md").read_text("utf-8")
    careful = (sheets / "readers" / "careful" / f"{UNIT}.md").read_text("utf-8")
    for one in asked.values():
        for option in one.item.all_options():
            if option.place:
                assert option.text not in free
                assert option.text in careful
        assert one.item.id not in free + careful
        assert one.key.rationale not in free + careful


def test_an_item_that_holds_its_material_is_only_for_careful_readers(sheets, asked):
    free = json.loads((sheets / "readers" / "free" / "answers.json").read_text("utf-8"))
    assert {int(n) for n in free} == {n for n, one in asked.items() if one.free}
    spans = next(i for i in examples().unit.items if i.family == "spans")
    assert spans.holds_material
    assert not spans.model_copy(update={"self_contained": False}).holds_material


def test_every_example_can_be_written_on_a_sheet():
    for item in examples().unit.items:
        told = question(7, item, None)
        assert item.prompt.split()[0] in told
        assert item.hint == "" or item.hint not in told


def test_a_text_to_mark_stands_on_the_sheet_with_its_inverted_commas():
    spans = next(i for i in examples().unit.items if i.family == "spans")
    text = "He calls it a “coup storm”, and no more."
    told = question(7, spans.model_copy(update={"paragraphs": (text,)}), None)
    assert re.sub(r"\[\d+\] ", "", told).count(text) == 1


def test_the_key_earns_everything_in_json_and_csv_and_a_blank_nothing(sheets, asked):
    full = {
        n: encode(o.item, o.item.parse(o.key.full(o.item)), o.letters) for n, o in asked.items()
    }
    (sheets / "all.json").write_text(json.dumps(full), "utf-8")
    with (sheets / "all.csv").open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(["question", "part", "answer"])
        for number, answer in full.items():
            parts = answer if isinstance(answer, dict) else {"": answer}
            for part, given in parts.items():
                lines.writerow(
                    [number, part, " ".join(given) if isinstance(given, list) else given]
                )
    for name in ("all.json", "all.csv"):
        values = read_answers(sheets / name, asked).values
        assert all(score(o.item, o.key, values[n]).share == 1 for n, o in asked.items())
    empty = read_answers(sheets / "readers" / "careful" / "answers.json", asked).values
    assert all(score(o.item, o.key, empty[n]).share == 0 for n, o in asked.items())
    told = report([sheets / "all.json", sheets / "all.csv"], sheets / "key" / "mapping.json")
    assert "| 1.000 | 1.000 |" in told
    assert "cite: 1.00" in told


def test_letters_stand_for_what_they_stood_for_when_the_sheet_was_written(asked):
    one = next(o for o in asked.values() if o.item.family == "cite")
    turned = one.item.model_copy(update={"options": one.item.options[::-1]})
    value = one.item.parse(one.key.full(one.item))
    again = decode(turned, encode(one.item, value, one.letters), one.letters)
    assert score(turned, one.key, again).share == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", ["expected an object"]),
        ("{", ["not JSON"]),
        ('{"99": null}', ["no question 99", "1 to"]),
        ('{"1": {"nowhere": "a"}}', ["question 1", "the form"]),
    ],
)
def test_answers_that_do_not_fit_are_named_with_their_place(sheets, asked, text, words):
    file = sheets / "bad.json"
    file.write_text(text, "utf-8")
    with pytest.raises(ContentError) as error:
        read_answers(file, asked)
    for word in [str(file), *words]:
        assert word in str(error.value)


def test_a_table_with_other_columns_says_which_it_needs(sheets, asked):
    file = sheets / "bad.csv"
    file.write_text("item,answer\n1,a\n", "utf-8")
    with pytest.raises(ContentError, match="question,part,answer"):
        read_answers(file, asked)


def test_agreement_is_krippendorffs():
    """Two raters, ten nominal units, three differ: alpha worked out by hand."""
    one, two = "aabbbbbbbb", "abbbbbbbab"
    # values a: 2+2, b: 8+8; observed disagreement 2/10; expected 2*4*16/(20*19)
    rows = [[x, y] for x, y in zip(one, two, strict=True)]
    assert alpha(rows) == pytest.approx(1 - (2 / 10) / (2 * 4 * 16 / (20 * 19)))
    assert alpha([["a", "a"], ["a", "a"]]) is None


@pytest.mark.parametrize("family", ["spans", "graph"])
def test_what_no_reader_marked_is_agreement_too(family):
    item = next(i for i in examples().unit.items if i.family == family)
    asked = Asked("90", item, examples().keys[item.id], free=True, letters={})
    rows = decisions(asked, [_first(item, 2), _first(item, 3)])
    assert len(rows) == len(item.parts())
    assert sum(a != b for a, b in rows) == 1


def _first(item, count):
    """The value of the first few marks or arrows."""
    return item.edges()[:count] if item.family == "graph" else list(range(count))


def test_the_command_wants_units_and_says_so():
    result = CliRunner().invoke(main, ["blind"])
    assert result.exit_code != 0
    assert "--all" in result.output


def test_what_a_code_cell_prints_and_gives_stands_on_the_careful_sheet(tmp_path):
    unit = "11-on-your-own"
    write([unit], tmp_path / "readers", tmp_path / "mapping.json", 5)
    sheet = (tmp_path / "readers" / "careful" / f"{unit}.md").read_text("utf-8")
    notices = load_pack("harbour-strike").table("announcements").rows
    assert all(f"{n['date']} {n['phrase']}" in sheet for n in notices)
    early = [n for n in notices if n["date"] <= "2022-04-30"]
    assert f"({len(early)}, {sum(n['phrase'] == 'yes' for n in early)})" in sheet
    assert load_pack().name == default_pack()  # the sheet of another unit reads its own rows
