"""CONTRIBUTING's recipes, followed word for word in a folder of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from secondsource.scoring import KEYS
from secondsource_grading.authoring.families import examples, families, markdown_table

FENCED = re.compile(r"(?:`([^`\n]+)`:\n\n)?^(`{3,})(\w+)\n(.*?)^\2$", re.DOTALL | re.MULTILINE)
"""A fenced block, and the name of the file above it where it is one."""


@pytest.fixture(scope="module")
def text(root):
    return (root / "CONTRIBUTING.md").read_text("utf-8")


def recipe(text, heading):
    """The files and the commands of one recipe."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    blocks = FENCED.findall(section)
    files = {name: body for name, _, _, body in blocks if name}
    return files, [
        line for _, _, kind, body in blocks if kind == "sh" for line in body.splitlines()
    ]


def follow(folder, files, commands):
    """Write the files and run the commands below `folder`; what the last command printed."""
    for name, body in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body, "utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {k: v for k, v in os.environ.items() if k != "SECONDSOURCE_UNITS"}
    for command in commands:
        done = subprocess.run(  # noqa: S602 - as a reader types it
            command,
            shell=True,
            cwd=folder,
            env={**environment, "PATH": path, "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_a_private_unit_of_two_items_is_built_and_passes_the_check(text, tmp_path):
    files, commands = recipe(text, "Write a unit of your own, outside the course")
    assert len(files) == 3
    printed = follow(tmp_path, files, commands)
    assert "2 items, 2 points (1 choice, 1 number)" in printed
    assert "left out: there is no" in printed
    assert (tmp_path / "my-course/notebooks/50-harbour/50-harbour.ipynb").is_file()


def test_the_check_of_a_private_unit_can_fail(text, tmp_path):
    """The test above would pass on anything if the check did not look at the files."""
    files, commands = recipe(text, "Write a unit of your own, outside the course")
    name = "my-course/keys/50-harbour.yaml"
    files[name] = files[name].replace("claim:K02", "claim:K99")
    with pytest.raises(AssertionError, match="has no row K99"):
        follow(tmp_path, files, commands)


def test_the_recipe_for_an_item_checks_it(text, root):
    _, commands = recipe(text, "Write an item")
    printed = follow(root, {}, [c for c in commands if " build " not in c])
    assert "unit 01-whose-words" in printed


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
