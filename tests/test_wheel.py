"""The student's wheel: whole enough to learn with, and without anything that answers."""

from __future__ import annotations

import ast
import csv
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email.parser import BytesParser
from importlib.metadata import packages_distributions
from io import StringIO
from pathlib import Path

import pytest
from hatchling.build import build_editable
from helpers.wheels import bare, build, contents, hook
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
SENTENCE = 5
"""Words; shorter ones, such as \"11 days\", may well stand in a prompt."""

KEYS = sorted((ROOT / "autograding" / "keys").glob("*.yaml"))
PACKAGES = {
    p.parent.name: json.loads(p.read_text("utf-8"))
    for p in sorted((ROOT / "datasets").glob("*/datapackage.json"))
}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel as it is published, built without network."""
    return build("course", tmp_path_factory.mktemp("wheel"), "--wheel")


@pytest.fixture(scope="session")
def files(wheel):
    """Every file in it, by name."""
    return contents(wheel)


@pytest.fixture(scope="session")
def unpacked(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(folder)
    return folder


def texts(found: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text in nested data, with the keys that lead to it."""
    if isinstance(found, str):
        yield path, found
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from texts(value, (*path, str(key)))
    elif isinstance(found, list):
        for value in found:
            yield from texts(value, path)


def imported(name: str, content: bytes) -> set[str]:
    """The packages a module imports, wherever in it; messages may still name the grader."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(content)) if name.endswith(".py") else ():
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
    return found


def rows(table: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(StringIO(table.decode(), newline="")))


def test_it_holds_every_unit_and_every_learners_resource(files):
    without = {
        (name, r["path"]): r.get("secondsource", {}).get("withheld", ())
        for name, descriptor in PACKAGES.items()
        for r in descriptor["resources"]
    }
    for unit in (ROOT / "course" / "units").glob("*/items.yaml"):
        assert files[f"secondsource/_units/{unit.parent.name}/items.yaml"] == unit.read_bytes()
    for name, descriptor in PACKAGES.items():
        shipped = json.loads(files[f"secondsource/_packs/{name}/datapackage.json"])
        wanted = [r["name"] for r in descriptor["resources"] if r["audience"] == "learner"]
        assert [r["name"] for r in shipped["resources"]] == wanted
        for resource in shipped["resources"]:
            path = resource["path"]
            held = files[f"secondsource/_packs/{name}/{path}"]
            whole = (ROOT / "datasets" / name / path).read_bytes()
            withheld = without.get((name, path), ())
            if withheld:
                kept = [r for r in rows(whole) if r["id"] not in withheld]
                assert rows(held) == kept
                assert len(kept) == len(rows(whole)) - len(withheld)
            else:
                assert held == whole


def test_it_holds_no_table_with_answers(files):
    """Neither an instructor's file, nor its name, nor a key into it."""
    for name, descriptor in PACKAGES.items():
        here = f"secondsource/_packs/{name}/"
        kept = {r["path"] for r in descriptor["resources"] if r["audience"] == "learner"}
        assert {f[len(here) :] for f in files if f.startswith(here)} == kept | {"datapackage.json"}
        shipped = json.loads(files[f"{here}datapackage.json"])
        names = {r["name"] for r in shipped["resources"]}
        for resource in shipped["resources"]:
            assert resource["audience"] == "learner"
            for key in resource.get("schema", {}).get("foreignKeys", []):
                assert key["reference"]["resource"] in names


def test_it_holds_no_key_no_grader_and_no_lesson_text(files):
    for name, content in files.items():
        assert "keys" not in Path(name).parts
        assert "secondsource_grading" not in name
        assert "secondsource_grading" not in imported(name, content), name
        assert Path(name).name not in ("lesson.md", "teach.md")
        assert "originals" not in Path(name).parts


@pytest.mark.parametrize("keys", KEYS, ids=lambda p: p.stem)
def test_it_holds_no_rationale_and_no_feedback(files, keys):
    """Not one sentence a key says to a learner after the deadline.

    What practice items say is there on purpose, and may be said of a graded item in the same words.
    """
    held = [content for name, content in files.items() if not name.endswith("/practice.yaml")]
    everything = b"\n".join(held).decode("utf-8", "replace")
    plain = " ".join(everything.split())
    checked = 0
    for path, text in texts(YAML(typ="safe", pure=True).load(keys.read_text("utf-8"))):
        if not {"rationale", "feedback"} & set(path):
            continue
        for sentence in re.split(r"(?<=[.!?]) ", " ".join(text.split())):
            if len(sentence.split()) >= SENTENCE:
                checked += 1
                assert sentence not in plain, f"{keys.name}, {' > '.join(path)}: {sentence}"
    assert checked > 50


def test_its_keys_are_those_of_practice_items(files):
    """One of any other item would be an answer given away."""
    read = YAML(typ="safe", pure=True).load
    for name, content in files.items():
        if name.endswith("/practice.yaml"):
            items = read(files[name.replace("practice.yaml", "items.yaml")])["items"]
            practice = {i["id"] for i in items if i.get("practice") is True}
            assert {k["item"] for k in read(content)["keys"]} == practice


def test_it_works_alone(wheel, tmp_path):
    """Installed somewhere, with no checkout near: units, readings, facts and counts are there."""
    code = """
import sys
import secondsource
from secondsource import paths, units
from secondsource.packs import readouts as figures
from secondsource.packs import originals
from secondsource.packs import pack as packs
from secondsource.views import tables as views
from secondsource.views.reading import reading
assert secondsource.__file__.startswith(sys.prefix)
assert str(paths.packs()).startswith(sys.prefix)
assert [units.load_unit(n).items for n in units.unit_names()]
pack = packs.load_pack()
pack.check()
print(len(units.unit_names()), len(reading("A").text) > 5000, views.facts("R001").title)
print(figures.count_readouts(formula="yes"), figures.count_readouts())
print(originals.folder().parent.parent.name)
try:
    pack.table("silences")
except secondsource.errors.PackError as error:
    print(error)
"""
    run = subprocess.run(
        [bare(tmp_path, wheel), "-I", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    units = len(list((ROOT / "course" / "units").glob("*/items.yaml")))
    lines = run.stdout.splitlines()
    assert lines[:3] == [f"{units} True Public record: 1 row", "36 76", "secondsource"]
    assert "not part of the student's package" in lines[3]


def test_the_shipped_package_is_valid_for_frictionless(unpacked, monkeypatch):
    from frictionless import Package

    for name in PACKAGES:
        monkeypatch.chdir(unpacked / "secondsource" / "_packs" / name)
        report = Package("datapackage.json").validate()
        assert report.valid, report.to_summary()


def test_a_source_distribution_builds_the_same_wheel(files, tmp_path):
    """Without `--wheel` the wheel is built from the source distribution, away from the checkout."""
    again = contents(build("course", tmp_path))
    assert set(again) == set(files)
    changed = {n for n in files if again[n] != files[n]}
    assert {n for n in changed if not n.endswith("/RECORD")} == set()


def test_an_editable_install_reads_the_checkout(tmp_path, monkeypatch):
    """It holds a path and no copy, so that an edit shows at once."""
    monkeypatch.chdir(ROOT / "course")
    name = build_editable(str(tmp_path))
    with zipfile.ZipFile(tmp_path / name) as opened:
        names = opened.namelist()
    assert not [n for n in names if "_packs" in n or "_units" in n]
    assert [n for n in names if n.endswith(".pth")]


def test_a_resource_without_an_audience_stops_the_build(tmp_path):
    """Nothing ships by default: what does not say whom it is for is an error."""
    package = tmp_path / "datapackage.json"
    package.write_text('{"name": "x", "resources": [{"name": "t", "path": "t.csv"}]}', "utf-8")
    with pytest.raises(ValueError, match="resource t: audience is None; expected learner or"):
        hook("course")["learners"](package)


def test_it_names_what_it_needs(files):
    """Every library the package imports is in its metadata, and nothing of the grader's is."""
    metadata = next(c for n, c in files.items() if n.endswith("METADATA"))
    needs = BytesParser().parsebytes(metadata).get_all("Requires-Dist")
    named = {canonicalize_name(Requirement(n).name) for n in needs}
    used = set().union(*(imported(n, c) for n, c in files.items()))
    assert "networkx" in used
    provided = packages_distributions()
    for package in used - set(sys.stdlib_module_names) - {"", "secondsource", "_typeshed"}:
        assert {canonicalize_name(d) for d in provided[package]} & named, package
    assert not named & {"nbgrader", "secondsource-grading"}
