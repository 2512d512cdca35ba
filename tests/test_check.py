"""The check's rules, each on small made-up units: what is right passes, what is wrong is told once.

That the shipped content keeps to them is `tests/content/test_content.py`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from click.testing import CliRunner
from helpers.samples import key_of, notes, options
from helpers.samples import make as item_of

from secondsource import paths
from secondsource.errors import ContentError
from secondsource.families.select import SelectItem
from secondsource_grading.authoring import course, guessing, neutrality
from secondsource_grading.authoring.build import build_all
from secondsource_grading.authoring.check import check_all, check_units
from secondsource_grading.authoring.course_checks import check_course, check_rules
from secondsource_grading.authoring.families import EXAMPLES, examples
from secondsource_grading.authoring.finding import Finding, guarded, make
from secondsource_grading.authoring.pack_checks import check_packs
from secondsource_grading.authoring.schemas import outdated_schemas, write_schemas
from secondsource_grading.authoring.unit_checks import read_unit
from secondsource_grading.cli import main

NAME = "50-small"

HEAD = """\
---
title: A small unit
unit: 50-small
minutes: 30
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
---

# A small unit

"""

ASKED = 'ask("{}")\n```\n\n```{{code-cell}}\nask("{}")'
SWAPPED = (ASKED.format("ex-choice", "ex-graph"), ASKED.format("ex-graph", "ex-choice"))
"""Two cells of the small unit's lesson, and the same in the other order."""


def forget():
    from secondsource.units import load_unit
    from secondsource_grading.authoring.lessons import read_lesson
    from secondsource_grading.keys import load_keys

    for f in (load_unit, read_lesson, load_keys):
        if hasattr(f, "cache_clear"):
            f.cache_clear()


@cache
def packs_checked():
    """What is found in the kit's data packages: no test here touches them, and it takes seconds."""
    return tuple(check_packs())


class Small:
    """A unit with one item of each family, in a folder of its own, to be damaged."""

    def __init__(self, root):
        self.root, self.notebooks, self.keys = root, root / "notebooks", root / "keys"
        self.folders = (self.notebooks, self.keys)
        self.files = {
            "items": root / "units" / NAME / "items.yaml",
            "lesson": root / "units" / NAME / "lesson.md",
            "keys": root / "keys" / f"{NAME}.yaml",
        }
        for which in ("items", "keys"):
            text = (EXAMPLES / f"{which}.yaml").read_text("utf-8")
            self.files[which].parent.mkdir(parents=True, exist_ok=True)
            self.files[which].write_text(text.replace("unit: examples", f"unit: {NAME}"), "utf-8")
        ids = [i.id for i in examples().unit.items]
        cells = "\n\n".join(f'```{{code-cell}}\nask("{i}")\n```' for i in ids)
        self.files["lesson"].write_text(HEAD + cells + "\n", "utf-8")

    def edit(self, which, old, new):
        text = self.files[which].read_text("utf-8")
        assert old in text
        self.files[which].write_text(text.replace(old, new, 1), "utf-8")

    def build(self):
        forget()
        list(build_all(self.notebooks))

    def problems(self):
        """Everything the check of this unit says, with the finding it says it in."""
        forget()
        found = check_units([NAME], self.notebooks, self.keys)
        return [(f.name.removesuffix(f" {NAME}"), p) for f in found for p in f.problems]


@pytest.fixture
def small(tmp_path, monkeypatch):
    unit = Small(tmp_path)
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(tmp_path / "units"))
    monkeypatch.setattr("secondsource_grading.authoring.check.check_packs", packs_checked)
    return unit


def test_a_small_unit_of_every_family_is_right(small):
    """The problems below come from the damage, not from the unit."""
    small.build()
    assert small.problems() == []


@pytest.mark.parametrize(
    ("damage", "finding", "words"),
    [
        (("keys", "claim:K18", "claim:K99"), "unit", ["ex-probability", "no row K99"]),
        (("keys", "equals: 84000", "equals: 1"), "unit", ["ex-number", "gives 84000, not 1"]),
        (("keys", "answer: pilots", "answer: pilot"), "files of", ["ex-choice", "'pilot'"]),
        (("keys", "unit: 50-small", "unit: 51"), "files of", ["keys/50-small.yaml", "51"]),
        (("items", "id: ex-choice", "id: ex choice"), "files of", ["items.yaml", "ex choice"]),
        (("items", "pack: harbour-strike", "pack: harbor"), "files of", ["harbor"]),
        (("lesson", "minutes: 30", "minutes: long"), "files of", ["lesson.md", "'long'"]),
        (("lesson", "minutes: 30", "minutes: 1"), "prose", ["lesson.md promises 1", "ask less"]),
        (("lesson", "# A small unit", "It will likely rain."), "prose", ["lesson", "likely"]),
        (("items", "The ship pilots.", "All of the above."), "prose", ["All of the above", "each"]),
        (("keys", "names the ship pilots", "lies, as a liar does"), "prose", ["feedback", "liar"]),
        (("lesson", 'ask("ex-text")', "1 + 1"), "notebook", ["ex-text is never asked"]),
        (("lesson", *SWAPPED), "notebook", ["items.yaml lists ex-choice", "asks ex-graph"]),
        (("items", "In what order did", "Put these in order; when did"), "prose", ["ex-order"]),
    ],
)
def test_one_fault_is_told_once_with_its_place(small, damage, finding, words):
    small.build()
    small.edit(*damage)
    told = small.problems()
    stale = [p for f, p in told if f == "notebook" and "not up to date" in p]
    rest = [(f, p) for f, p in told if p not in stale]
    assert [f for f, _ in rest] == [finding], told
    for word in words:
        assert word in rest[0][1]


def test_a_fault_of_a_key_is_told_once_by_the_whole_check_too(small):
    small.build()
    small.edit("keys", "answer: pilots", "answer: pilot")
    forget()
    told = [p for f in check_all(small.notebooks, small.keys) for p in f.problems]
    assert len([p for p in told if "'pilot'" in p]) == 1
    assert len(told) == 1


def test_a_text_that_is_too_hard_says_its_grade_and_the_most(small):
    hard = "Notwithstanding institutional considerations, deliberations continued interminably."
    small.edit("lesson", "# A small unit", " ".join([hard] * 9))
    small.build()
    ((finding, problem),) = small.problems()
    assert finding == "prose"
    assert re.match(r"lesson: reads at grade \d\d\.\d, above 9; shorten", problem)


def test_a_part_of_which_nothing_is_said_is_found(small, monkeypatch):
    """No key can leave a note out, so the rule stands against a scorer that forgets one."""
    from secondsource.families import Mark
    from secondsource.scoring.choice import ChoiceKey

    small.build()
    silent = {"crews": Mark("wrong"), "pilots": Mark("missed", "Said.")}
    monkeypatch.setattr(ChoiceKey, "marks", lambda *_: silent)
    assert small.problems() == [
        ("feedback", "ex-choice: part crews can be wrong and has no feedback; write it")
    ]


def choices(right):
    """Items and keys of choices whose right option stands in the places given; o4 is longest."""
    items, keys = [], []
    for number, place in enumerate(right):
        options = "".join(
            f"      - {{id: o{n}, text: Option {n}{' it is' * (n == 4)}.}}\n" for n in range(6)
        )
        notes = "".join(f"      o{n}: A note on it.\n" for n in range(6))
        items.append(
            f"  - id: c-{number}\n    family: choice\n    points: 1\n    prompt: Which?\n"
            f"    options:\n{options}"
        )
        keys.append(
            f"  - item: c-{number}\n    answer: o{place}\n    evidence: ['claim:K02']\n"
            f"    rationale: It is so.\n    feedback:\n{notes}"
        )
    return "".join(items), "".join(keys)


@pytest.fixture
def chosen(small):
    """Fills the unit with choices."""

    def fill(*right):
        items, keys = choices(right)
        small.files["items"].write_text(
            f"unit: {NAME}\npack: harbour-strike\nitems:\n{items}", "utf-8"
        )
        small.files["keys"].write_text(f"unit: {NAME}\nkeys:\n{keys}", "utf-8")
        cells = "\n\n".join(f'```{{code-cell}}\nask("c-{n}")\n```' for n in range(len(right)))
        small.files["lesson"].write_text(HEAD + cells + "\n", "utf-8")
        small.build()
        return small

    return fill


def test_always_the_first_option_says_limit_items_and_cure(chosen):
    ((finding, problem),) = chosen(0, 0, 2, 1, 3).problems()
    assert finding == "guessing"
    assert problem == (
        "the strategy 'first' earns 0.40 of the unit's graded items, more than 0.35; "
        "move the right option to another place in some of c-0, c-1"
    )


def test_a_rule_that_earns_little_or_could_play_few_items_is_let_pass(chosen):
    assert chosen(0, 1, 2, 3).problems() == []
    assert chosen(0, 1).problems() == []


def test_an_unknown_unit_names_the_known(small):
    small.build()
    (finding,) = check_units(["51-none"], small.notebooks, small.keys)
    assert "50-small" in finding.problems[0]


# The course.


COURSE = """\
graded_items: [3, 20]
supported_share: [0.0, 0.5]
families_a_unit: 4
"""

SYLLABUS = "| 50-small | A small unit | 30 | 16 | 28 |\n\n28 points in all.\n"

GUIDE = """\
# Guide

## If you teach this: unit 50, a small one

**Time.** Short. See `ex-choice`.

**Common misreadings.** None.

**To talk about.** All.

**In 30 minutes.** As it is.
"""


@pytest.fixture
def small_course(small):
    """The unit as the only one of a course, with all that a course has."""
    for name, text in (
        ("course.yaml", COURSE), ("syllabus.md", SYLLABUS), ("instructor-guide.md", GUIDE)
    ):  # fmt: skip
        (small.root / name).write_text(text, "utf-8")
    list(write_schemas(small.root / "schema"))
    small.build()
    return small


def told(small):
    forget()
    found = check_course([read_unit(NAME, small.keys)], small.notebooks, small.keys)
    return [(f.name, p) for f in found for p in f.problems]


def test_a_small_course_is_right(small_course):
    assert told(small_course) == []


def test_units_without_a_course_are_held_against_no_totals(small):
    small.build()
    names = [f.name for f in check_all(small.notebooks, small.keys)]
    assert "course" in names
    assert not {"ground rules", "documents", "stray files", "schemas"} & set(names)


@pytest.mark.parametrize(
    ("damage", "finding", "words"),
    [
        (("course.yaml", "[3, 20]", "[17, 30]"), "ground rules", ["16 graded items", "17 to 30"]),
        (("course.yaml", "[0.0, 0.5]", "[0.2, 0.5]"), "ground rules", ["0 of 1", "20% to 50%"]),
        (("course.yaml", "unit: 4", "unit: 20"), "ground rules", ["16 graded families", "20"]),
        (("course.yaml", "[3, 20]", "[20, 3]"), "ground rules", ["course.yaml", "smaller"]),
        (("course.yaml", "families", "family"), "ground rules", ["family_a_unit", "not known"]),
        (("syllabus.md", "| 16 |", "| 10 |"), "units in documents", ["| 30 | 16 | 28 |"]),
        (("syllabus.md", "| 30 |", "| 20 |"), "units in documents", ["20 minutes", "promises 30"]),
        (("syllabus.md", "28 points", "19 points"), "units in documents", ["are 28"]),
        (("syllabus.md", "50-small", "51-small"), "units in documents", ["no row", "50-small"]),
        (("instructor-guide.md", "unit 50", "unit 5"), "units in documents", ["no section"]),
        (("instructor-guide.md", "**Time.**", ""), "units in documents", ["**Time.**"]),
        (("instructor-guide.md", "ex-choice", "ex-gone"), "units in documents", ["ex-gone"]),
        (("instructor-guide.md", "Short.", "It is probably so."), "documents", ["probably"]),
    ],
)
def test_a_course_that_is_not_right(small_course, damage, finding, words):
    file, old, new = damage
    path = small_course.root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    (problem,) = [p for name, p in told(small_course) if name == finding]
    for word in words:
        assert word in problem


def test_files_that_belong_to_no_unit_are_found(small_course):
    (small_course.keys / "49-gone.yaml").touch()
    stray = small_course.notebooks / "49-gone" / "49-gone.ipynb"
    stray.parent.mkdir()
    stray.touch()
    problems = [p for name, p in told(small_course) if name == "stray files"]
    assert len(problems) == 2
    assert all("49-gone" in p and "take it out" in p for p in problems)


def test_an_id_used_in_two_units_is_told(small_course):
    twin = replace(read_unit(NAME, small_course.keys), name="51-twin")
    found = check_course([read_unit(NAME, small_course.keys), twin], *small_course.folders)
    (ids,) = (f for f in found if f.name == "item ids")
    assert "item id ex-choice is used in 50-small, 51-twin; give one of them another id" in (
        ids.problems
    )


def test_a_schema_that_is_out_of_date_is_told_and_written_anew(small_course):
    file = small_course.root / "schema" / "items.schema.json"
    file.write_text("{}", "utf-8")
    assert told(small_course) == [
        ("schemas", f"{file} is not up to date; run `secondsource-teach schema`")
    ]
    assert [f for f, changed in write_schemas(file.parent) if changed] == [file]
    assert outdated_schemas(file.parent) == []


def test_regular_right_options_are_found_in_a_course():
    """Twelve choices whose right option is always the second."""
    from secondsource.families.choice import ChoiceItem
    from secondsource.scoring.choice import ChoiceKey
    from secondsource.scoring.keys import Keyring
    from secondsource.units import Unit

    options = [{"id": f"o{n}", "text": f"Option {n}."} for n in range(4)]
    items = tuple(
        ChoiceItem(id=f"c-{n}", family="choice", points=1, prompt="?", options=options)
        for n in range(12)
    )
    notes = dict.fromkeys(("o0", "o1", "o2", "o3"), "A note.")
    keys = {
        i.id: ChoiceKey(
            item=i.id, answer="o1", evidence=("claim:K02",), rationale="So.", feedback=notes
        )
        for i in items
    }
    figures = course.CourseFile(graded_items=(1, 20), supported_share=(0, 1), families_a_unit=1)
    found = check_rules("rules", [Keyring(Unit("u", items, "harbour-strike"), keys)], figures)
    assert "the right option is the middle in 12 of 12 choices, by chance 6; move some" in (
        found.problems
    )


# Findings and the command.


def test_an_error_of_ours_is_a_problem_and_stops_nothing():
    def fail(_name):
        msg = "it is broken"
        raise ContentError(msg)

    assert guarded("one", fail) == Finding("one", "stopped by an error", ("it is broken",))
    assert make("two", "all", ["a", "b", "a"]).problems == ("a", "b")


def test_the_command_names_the_problem_and_ends_with_1(small):
    small.build()
    small.edit("keys", "claim:K18", "claim:K99")
    arguments = ["--notebooks", str(small.notebooks), "--keys", str(small.keys)]
    forget()
    for units in ([NAME], []):
        run = CliRunner().invoke(main, ["check", *arguments, *units])
        assert run.exit_code == 1
        assert run.stderr.count("claim:K99") == 1
        assert "Traceback" not in run.output


def test_the_command_takes_units_from_a_folder(small, monkeypatch):
    monkeypatch.setenv("SECONDSOURCE_UNITS", "elsewhere")
    folder = str(small.root / "units")
    run = CliRunner().invoke(main, ["build", "--units", folder, "--to", str(small.notebooks)])
    assert run.exit_code == 0, run.output
    assert paths.units() == small.root / "units"
    arguments = ["--units", folder, "--keys", str(small.keys), "--notebooks", str(small.notebooks)]
    run = CliRunner().invoke(main, ["check", *arguments, NAME])
    assert run.exit_code == 0, run.output


def test_ticking_every_second_option_is_a_strategy():
    """Four ticks of eight that stand in turn are found by whoever alternates."""
    ticked = [f"o{n}" for n in range(0, 8, 2)]
    item = item_of(SelectItem, "select", options=options(8))
    key = key_of(item, answer=ticked, feedback=notes([o.id for o in item.options]))
    found = guessing.shares(item, key)
    assert found["every second from the first"] == 1
    assert found["every second from the second"] == 0
    assert all(guessing.is_mechanical(n) for n in found if n.startswith("every second"))


def test_the_limits_named_in_messages_are_the_limits():
    assert (guessing.LIMIT, guessing.UNIT_LIMIT) == (0.25, 0.35)
    assert neutrality.CLEARLY == 2
