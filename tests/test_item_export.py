"""Items leave for a school's system only where it pays what we pay; the file itself says so."""

import itertools
import json
import random

import pytest
from click.testing import CliRunner
from helpers.question_files import read_blackboard, read_canvas, read_moodle, words

from secondsource.errors import ContentError
from secondsource.families import FAMILIES
from secondsource.markdown import to_html
from secondsource.packs.finding import default_pack
from secondsource.packs.pack import load_pack
from secondsource.scoring import KEYS, score
from secondsource.units import unit_names
from secondsource_grading.cli import main
from secondsource_grading.item_export import export_items
from secondsource_grading.item_export.moodle_xml import moodle_xml
from secondsource_grading.item_export.qti12 import qti12
from secondsource_grading.item_export.qti21 import qti21
from secondsource_grading.item_export.rules import worst_difference
from secondsource_grading.item_export.translate import NOWHERE, translate
from secondsource_grading.keys import load_keys

READERS = {"moodle": read_moodle, "canvas": read_canvas, "blackboard": read_blackboard}


def line(text):
    return words(str(to_html(text, inline=True)))


def answers(item, key):
    """Give answers of all kinds, each as our scorer and as a system takes it."""
    if item.family == "choice":
        for option in item.options:
            yield option.id, lambda asked, o=option: asked.one(line(o.text))
    elif item.family == "select":
        for picked in itertools.product((False, True), repeat=len(item.options)):
            ticked = [o for o, p in zip(item.options, picked, strict=True) if p]
            texts = [line(o.text) for o in ticked]
            yield [o.id for o in ticked], lambda asked, t=texts: asked.several(t)
    elif item.family == "number":
        right = key.answer.amount
        near = [right + by for q in (key.answer, *key.also) for by in (-q.tolerance, q.tolerance)]
        tens = [right * p for p in (0.001, 0.01, 0.1, 10, 100, 1000)]
        traps = [t.amount for t in key.feedback.traps] + [q.amount for q in key.also]
        for amount in [right, *near, *tens, *traps, -right, 0.0, 1.0, 77.7, right + 0.6]:
            raw = {"amount": amount, "unit": key.answer.unit}
            yield raw, lambda asked, a=amount: asked.amount(a)
    elif item.family in ("matrix", "pairs"):
        yield from linked(item, key)


def linked(item, key):
    rows = item.rows if item.family == "matrix" else item.right.parts
    matches = item.columns if item.family == "matrix" else item.partners()
    rng = random.Random(14)  # noqa: S311 - any answers will do
    tries = [dict(key.answer), {}]
    tries += [{r.id: rng.choice(matches).id for r in rows if rng.random() < 0.8} for _ in range(40)]
    names = {o.id: line(o.text) for o in (*rows, *matches)}
    for links in tries:
        by_words = {names[r]: names[m] for r, m in links.items()}
        yield links, lambda asked, b=by_words: asked.matching(b)


@pytest.mark.parametrize("system", READERS)
def test_each_answer_has_our_points_in_the_file_or_the_difference_is_told(tmp_path, system):
    kinds = set()
    for unit in unit_names():
        keyring = load_keys(unit)
        file = tmp_path / unit
        done = export_items(unit, system, file, other_points=True)
        asked = READERS[system](file.read_bytes())
        assert set(asked) == set(done.items)
        assert {*done.items, *(one.item for one in done.left)} == {i.id for i in keyring.unit.items}
        for name in done.items:
            item, key = keyring[name]
            kinds.add(asked[name].kind)
            assert asked[name].points == item.points
            assert words(asked[name].html).startswith(words(str(to_html(item.prompt))))
            pairs = [
                (score(item, key, raw).share, pay(asked[name])) for raw, pay in answers(item, key)
            ]
            assert pairs or item.by_hand
            same = all(ours == pytest.approx(theirs, abs=1e-9) for ours, theirs in pairs)
            assert same is ("other points" not in done.other.get(name, "")), name
    many = {
        "moodle": {"multichoice one", "multichoice several", "numerical", "matching", "essay"},
        "canvas": {
            *("multiple_choice_question", "multiple_answers_question", "numerical_question"),
            *("matching_question", "essay_question"),
        },
        "blackboard": {
            *("choiceInteraction single", "choiceInteraction multiple", "extendedTextInteraction"),
        },
    }
    assert kinds == many[system]


def test_without_the_flag_only_what_pays_the_same_leaves_and_every_reason_is_told(tmp_path):
    file = tmp_path / "out.xml"
    done = export_items("03-not-there", "moodle", file)
    assert "om-days-known" in done.items
    assert "om-scan-two" not in done.items
    reasons = {one.item: one.reason for one in done.left}
    assert "2 of 7 rows right earns 29% there and 5% here" in reasons["om-scan-two"]
    assert "careful readers differ" in reasons["om-short-text"]
    assert "no system joins two answers" in reasons["om-weighs"]
    asked = read_moodle(file.read_bytes())
    text = words(asked["om-days-known"].html)
    # The paragraph and the rows that open beside the item in a notebook stand in its question.
    for part in ("A ¶20", "R045", "R082", "accepted with gratitude", "unit is given: days"):
        assert part in text
    assert "points" in asked["om-expect"].guide


def test_for_each_family_it_is_decided_whether_it_can_leave():
    ours = {"choice", "select", "number", "matrix", "pairs", "text"}
    assert set(FAMILIES) == ours | set(NOWHERE)


HOSTILE = 'Ä <script>alert("1")</script> & ]]> 中文 😀 *bold* \\*no\\* a<b "q" ‘q’'


def hostile():
    """An item whose every text is hostile and whose prompt is long, with its key."""
    texts = {name: f"{HOSTILE} {name}" for name in ("one", "two", "three", "four")}
    item = FAMILIES["select"].model_validate(
        {
            "id": "hostile",
            "family": "select",
            "title": '<b> & "Ä"',
            "points": 1.5,
            "prompt": f"{HOSTILE}\n\n" + "Ein langer Satz über Wörter. " * 2000,
            "options": [{"id": n, "text": t} for n, t in texts.items()],
        }
    )
    key = KEYS["select"].model_validate(
        {
            "item": "hostile",
            "evidence": ["x"],
            "rationale": HOSTILE,
            "answer": ["one", "three"],
            "feedback": dict.fromkeys(texts, HOSTILE),
        }
    )
    return item, key


@pytest.mark.parametrize("system", READERS)
def test_hostile_and_long_texts_arrive_letter_for_letter(system):
    item, key = hostile()
    question = translate(item, key, load_pack(default_pack()))
    write = {"moodle": moodle_xml, "canvas": qti12, "blackboard": qti21}[system]
    data = write("00-x", 'Tom & "<Jerry>"', [question])
    (asked,) = READERS[system](data).values()
    assert "script" not in asked.html.replace("&lt;script&gt;", "").replace("&lt;/script&gt;", "")
    shown = 'Ä <script>alert("1")</script> & ]]> 中文 😀 bold *no* a<b "q" ‘q’'
    assert words(asked.html).startswith(shown)
    assert words(asked.html).count("über Wörter.") == 2000
    assert set(asked.options) == {f"{shown} {n}" for n in ("one", "two", "three", "four")}
    assert asked.several([f"{shown} one", f"{shown} three"]) == 1


def test_what_a_system_cannot_divide_or_tell_apart_stays():
    """Eleven equal parts are none of Moodle's grades; equal words of two matches are one match."""
    from secondsource_grading.item_export.rules import refused

    item, key = hostile()
    options = [{"id": f"o{n}", "text": f"option {n}"} for n in range(12)]
    item = type(item).model_validate(item.model_dump() | {"options": options})
    feedback = {o["id"]: "a note" for o in options}
    key = type(key).model_validate(
        key.model_dump() | {"answer": ["o0"], "feedback": feedback, "evidence": ["x"]}
    )
    body = translate(item, key, load_pack(default_pack())).body
    assert "11" in refused("moodle", body)
    assert worst_difference("canvas", item, key, body).theirs == 0


def test_the_command_tells_what_stays_and_writes_nothing_where_nothing_can_leave(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(main, ["export-items", "08-check-it", "--to", "canvas", "--json"])
    told = json.loads(run.output)
    assert told["file"] == "08-check-it-canvas.zip"
    assert (tmp_path / told["file"]).is_file()
    assert {one["family"] for one in told["left"]} >= {"cite", "order", "matrix"}
    said = CliRunner().invoke(main, ["export-items", "08-check-it", "--to", "blackboard"]).output
    assert "stay in the notebook" in said
    wrong = CliRunner().invoke(main, ["export-items", "99-none", "--to", "moodle"])
    assert wrong.exit_code == 1
    assert "99-none" in wrong.output
    assert not (tmp_path / "99-none-moodle.xml").exists()


def test_a_unit_of_which_nothing_can_leave_is_an_error(tmp_path, monkeypatch):
    from secondsource_grading.item_export import write

    monkeypatch.setattr(write, "refused", lambda *_: "not today")
    with pytest.raises(ContentError, match="nothing was written"):
        export_items("04-silence", "canvas", tmp_path / "x.zip")
    assert not list(tmp_path.iterdir())
