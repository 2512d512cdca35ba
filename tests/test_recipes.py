"""CONTRIBUTING's recipes, followed word for word in a folder of their own."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from helpers.recipes import add, recipe, run, write

from secondsource.scoring import KEYS
from secondsource_grading.authoring.families import examples, families, markdown_table

COIN_UNIT = {
    "mine/units/51-coin/items.yaml": """\
unit: 51-coin
pack: harbour-strike
items:
  - id: co-heads
    family: coin
    title: Heads
    points: 1
    prompt: A coin is tossed six times and comes up tails twice. How often does it show heads?
    tosses: 6
""",
    "mine/keys/51-coin.yaml": """\
unit: 51-coin
keys:
  - item: co-heads
    answer: 4
    evidence: [{check: total, args: [6, -2], equals: 4}]
    rationale: Six tosses less two tails.
    feedback:
      right: Six tosses less two tails are four heads.
      wrong: Every toss that was not tails.
""",
    "mine/units/51-coin/lesson.md": """\
---
title: Heads or tails
unit: 51-coin
minutes: 1
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3 (ipykernel), language: python}
---

# Heads or tails

```{code-cell}
ask("co-heads")
```
""",
}

LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "browser", "build", "dist")

LIFE = Path(__file__).parent / "helpers" / "coin_life.py"


TIDES = """
from secondsource import rows
from secondsource.packs.pack import load_pack
from secondsource.scoring.evidence import in_words
print(rows("tides", pack="harbour-strike"), in_words("tide:T01", load_pack("harbour-strike")))
"""


@pytest.fixture(scope="module")
def text(root):
    return (root / "CONTRIBUTING.md").read_text("utf-8")


@pytest.fixture
def private_unit(text):
    return recipe(text, "Write a unit of your own, outside the course")


@pytest.mark.slow
def test_a_private_unit_of_two_items_is_built_and_passes_the_check(private_unit, tmp_path):
    assert len(private_unit.files) == 3
    write(tmp_path, private_unit.files)
    printed = run(tmp_path, private_unit.commands)
    assert "2 items, 2 points (1 choice, 1 number)" in printed
    assert "left out: there is no" in printed
    assert (tmp_path / "my-course/notebooks/50-harbour/50-harbour.ipynb").is_file()


def test_the_draft_of_the_recipe_has_what_the_recipe_tells(text, tmp_path):
    found = recipe(text, "Draft from texts of your own")
    write(tmp_path, found.files)
    run(tmp_path, found.commands)
    candidates = (tmp_path / "bridge/candidates.yaml").read_text("utf-8")
    rules = set(re.findall(r'^  rule: "(.*)"', candidates, re.MULTILINE))
    assert {"shared-error", "arithmetic", "bracket", "from-absence"} <= rules


@pytest.mark.slow
def test_a_quiz_in_markdown_becomes_a_unit_that_passes_the_check(text, tmp_path):
    found = recipe(text, "Write a few questions without YAML")
    write(tmp_path, found.files)
    printed = run(tmp_path, found.commands)
    assert "2 items, 2 points (1 choice, 1 select)" in printed
    assert (tmp_path / "my-course/notebooks/52-harbour/52-harbour.ipynb").is_file()


@pytest.mark.slow
def test_the_check_of_a_private_unit_can_fail(private_unit, tmp_path):
    """The test above would pass on anything if the check did not look at the files."""
    name = "my-course/keys/50-harbour.yaml"
    wrong = private_unit.files[name].replace("claim:K02", "claim:K99")
    write(tmp_path, {**private_unit.files, name: wrong})
    with pytest.raises(AssertionError, match="has no row K99"):
        run(tmp_path, private_unit.commands)


@pytest.mark.slow
def test_the_recipe_for_an_item_checks_it(text, root):
    commands = recipe(text, "Write an item").commands
    printed = run(root, [c for c in commands if " build " not in c])
    assert "unit 01-whose-words" in printed


@pytest.fixture(scope="module")
def bare(root, tmp_path_factory):
    """A project of one's own, and how to run commands in it."""
    folder = tmp_path_factory.mktemp("project")
    for part in ("autograding", "course", "datasets", "tests"):
        shutil.copytree(root / part, folder / part, ignore=LEFT_OUT)
    for part in ("CONTRIBUTING.md", "pyproject.toml"):
        shutil.copy(root / part, folder / part)
    sources = os.pathsep.join(str(folder / p / "src") for p in ("course", "autograding"))

    def follow(*commands):
        return run(folder, commands, PYTHONPATH=sources)

    return folder, follow


@pytest.fixture(scope="module")
def project(bare, text):
    """The same with the family that the recipe makes, and the command that tests its laws.

    The table of families is put in its place as the recipe says.
    """
    folder, follow = bare
    made = recipe(text, "Add a family of exercise")
    write(folder, made.files)
    add(folder, made.additions)
    schema, table, laws = made.commands
    follow(schema)
    page = folder / "CONTRIBUTING.md"
    page.write_text(text.replace(markdown_table(), follow(table)), "utf-8")
    return folder, follow, laws


@pytest.mark.slow
def test_a_family_made_by_the_recipe_keeps_the_laws(project):
    """The laws run in the project that was made: those of items, scores, and page beside Python."""
    folder, follow, laws = project
    printed = follow(laws)
    assert re.search(r"(?m)^(=* ?)?[3-9]\d passed", printed), printed
    assert '"const": "coin"' in (folder / "course/schema/items.schema.json").read_text("utf-8")
    assert "| `coin` | Say how often" in (folder / "CONTRIBUTING.md").read_text("utf-8")
    follow("ruff check --no-cache .", "ruff format --no-cache --check .")


@pytest.mark.slow
def test_a_family_made_by_the_recipe_works_from_page_to_report(project):
    """A unit with an item of it is built and checked, answered, scored, and counted."""
    folder, follow, _ = project
    write(folder, COIN_UNIT)
    where = "--units mine/units"
    follow(f"secondsource-teach build {where} --to mine/notebooks")
    checked = follow(
        f"secondsource-teach check {where} --keys mine/keys --notebooks mine/notebooks"
    )
    assert "1 items, 1 points (1 coin)" in checked
    told = json.loads(follow(f"{sys.executable} {LIFE} mine"))
    assert Path(told["package"]).is_relative_to(folder)
    assert told["page"] == {"family": "coin", "tosses": 6, "points": 1}
    assert told["drawn"]
    assert "Heads in 6 tosses" in told["question"]
    assert told["states"] == {"4": ["scored", 1], "3": ["scored", 0], "None": ["blank", 0]}
    assert "<strong>3</strong>" in told["feedback"]
    assert "Every toss that was not tails" in told["feedback"]
    assert told["misreadings"] == [["Heads in 6 tosses", 1, 2, "Every toss that was not tails."]]


@pytest.mark.slow
def test_a_table_added_by_the_recipe_is_data_enough(bare, text):
    """It is cited and shown, and no Python has heard of it."""
    folder, follow = bare
    made = recipe(text, "Add a table to a pack")
    write(folder, made.files)
    add(folder, made.additions)
    assert re.search(r"tides\b.*VALID", follow(*made.commands))
    printed = follow(f"{sys.executable} -c '{TIDES}'")
    assert "Tides (A strike of ship pilots in an invented country): 2 rows" in printed
    assert "1 March 2026: High water at noon" in printed


@pytest.mark.slow
def test_a_line_that_the_recipe_does_not_find_is_named(project):
    folder, _, _ = project
    with pytest.raises(AssertionError, match=r"pyproject\.toml: not there once: nowhere"):
        add(folder, "--- pyproject.toml\n+new\n nowhere\n")


def test_the_table_of_families_is_up_to_date(text):
    """Write it anew with `secondsource-teach families --table`."""
    assert markdown_table() in text


def test_every_family_has_an_example_that_is_read_like_any_unit():
    assert {i.family for i in examples().unit.items} == set(KEYS)
    for family in families():
        assert f"family: {family.name}" in family.item
        assert "rationale:" in family.key
        assert all(form != "see the example" for form in family.fields.values())


def test_every_command_named_in_a_recipe_exists(text):
    from secondsource_grading.cli import main

    named = set(re.findall(r"secondsource-teach ([a-z-]+)", text))
    assert named <= set(main.commands)
    assert named
