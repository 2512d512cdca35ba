"""The conda environment: what both packages need, in versions the lock and they allow."""

from __future__ import annotations

import re
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from ruamel.yaml import YAML

OURS = {"secondsource", "secondsource-grading"}


@pytest.fixture(scope="module")
def environment(root):
    return YAML(typ="safe").load((root / "environment.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def conda(environment):
    """Each package's range, by its name on the Python index, whether conda or pip gets it."""
    found = {}
    for line in environment["dependencies"]:
        lines = [line] if isinstance(line, str) else line["pip"]
        for one in (text for text in lines if not text.startswith("-e ")):
            name, _, versions = one.partition(" ")
            found[canonicalize_name(name)] = SpecifierSet(versions)
    return found


@pytest.fixture(scope="module")
def locked(root):
    """The versions of each package in the lock; several where Python's version decides."""
    found = {}
    for line in (root / "requirements.lock").read_text("utf-8").splitlines():
        match = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", line)
        if match:
            found.setdefault(canonicalize_name(match[1]), []).append(Version(match[2]))
    return found


def project(root, folder):
    return tomllib.loads((root / folder / "pyproject.toml").read_text("utf-8"))["project"]


def requirements(root):
    lines = [r for f in ("course", "autograding") for r in project(root, f)["dependencies"]]
    return [r for r in map(Requirement, lines) if r.name not in OURS]


def bounds(specifiers):
    """Versions at the edges of a range, just inside it."""
    for specifier in specifiers:
        if specifier.operator in (">=", "=="):
            yield Version(specifier.version)
        elif specifier.operator == "<":
            parts = [int(p) for p in specifier.version.split(".")]
            parts[-1] -= 1
            yield Version(".".join(map(str, [*parts, 999])))


def test_it_has_all_that_both_packages_need(root, conda):
    """pip, which installs the two packages themselves, finds nothing left to fetch."""
    needed = {canonicalize_name(r.name) for r in requirements(root)}
    assert needed | {"python", "pip"} == set(conda)


def test_it_allows_the_locked_versions(conda, locked):
    for name, versions in conda.items():
        if name not in ("python", "pip"):
            for version in locked[name]:
                assert version in versions, f"{name}: {version} is locked, conda gets {versions}"


def test_it_allows_only_what_the_packages_allow(root, conda):
    for requirement in requirements(root):
        versions = conda[canonicalize_name(requirement.name)]
        for version in bounds(versions):
            assert version in requirement.specifier, f"{requirement.name}: {version}"


def test_every_range_is_bounded_on_both_sides(conda):
    """So that a new major version does not break a class in the middle of a term."""
    for name, versions in conda.items():
        if name != "pip":
            operators = {s.operator for s in versions}
            assert operators in ({">=", "<"}, {"=="}), name


def test_python_is_the_same_everywhere(root, conda):
    for folder in (".", "course", "autograding"):
        assert SpecifierSet(project(root, folder)["requires-python"]) == conda["python"]
    assert Version(".".join(map(str, sys.version_info[:3]))) in conda["python"]


def test_it_installs_both_packages_from_the_checkout(root, environment):
    (pip,) = [d["pip"] for d in environment["dependencies"] if isinstance(d, dict)]
    ours = [line for line in pip if line.startswith("-e ")]
    assert ours == ["-e ./course", "-e ./autograding"]
    assert {project(root, line.split("/")[1])["name"] for line in ours} == OURS
    assert environment["channels"] == ["conda-forge", "nodefaults"]


def test_what_is_locked_is_what_the_packages_allow(root, locked):
    for requirement in requirements(root):
        for version in locked[canonicalize_name(requirement.name)]:
            assert version in requirement.specifier, requirement


def test_the_lock_is_whole_and_names_no_place(root):
    """Hashes for every package, and no address: whoever installs uses their own index."""
    text = (root / "requirements.lock").read_text("utf-8")
    for block in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
        assert "--hash=sha256:" in block, block[:60]
    assert "://" not in text
    assert "index-url" not in text
