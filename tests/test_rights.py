"""A text in full only with licence, source, attribution, changes and hash."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from secondsource.packs.finding import pack_names
from secondsource.packs.pack import open_pack
from secondsource_grading.authoring.rights import rights_problems
from secondsource_grading.cli import main

WORDS = b"Somebody else's words, every one of them.\n"
FULL = {
    "name": "text-k",
    "type": "text",
    "path": "texts/K.txt",
    "audience": "learner",
    "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
    "sources": [{"title": "Harbour News", "path": "https://example.org/k"}],
    "attribution": "Harbour News, 3 March 2026",
    "changes": "none",
    "hash": f"sha256:{sha256(WORDS).hexdigest()}",
}


@pytest.fixture
def copy(root, tmp_path):
    """A pack with a text in full; `problems(**changes)` says what is wrong with it."""
    folder = tmp_path / "harbour-strike"
    shutil.copytree(root / "datasets/harbour-strike", folder)
    (folder / "texts").mkdir()
    (folder / "texts/K.txt").write_bytes(WORDS)
    file = folder / "datapackage.json"
    original = json.loads(file.read_text("utf-8"))

    def problems(resource):
        descriptor = original | {"resources": [*original["resources"], *resource]}
        file.write_text(json.dumps(descriptor), "utf-8")
        return list(rights_problems(open_pack(folder)))

    return problems


def test_the_packs_of_the_course_hold_editions_only(root):
    for name in pack_names(root / "datasets"):
        assert list(rights_problems(open_pack(root / "datasets" / name))) == []


def test_a_text_in_full_with_everything_is_right(copy):
    assert copy([FULL]) == []


@pytest.mark.parametrize("missing", ["licenses", "sources", "attribution", "changes", "hash"])
def test_what_is_missing_is_named(copy, missing):
    (problem,) = copy([{k: v for k, v in FULL.items() if k != missing}])
    assert f"resource text-k: is a text in full and has no {missing}" in problem


def test_a_text_that_nobody_lists_is_refused(copy):
    (problem,) = copy([])
    assert "texts/K.txt: is not listed" in problem


def test_another_text_than_the_licensed_one_is_found(copy):
    (problem,) = copy([FULL | {"hash": "sha256:0"}])
    assert "not sha256:0" in problem


def test_a_licence_without_changes_allows_none(copy):
    bound = {"licenses": [{"name": "CC-BY-ND-4.0"}], "changes": "navigation left out"}
    (problem,) = copy([FULL | bound])
    assert "CC-BY-ND-4.0 allows no changes" in problem


RIGHTS = """\
a.txt:
  licence: CC-BY-4.0
  source: https://example.org/a
  attribution: Harbour News
  changes: none
"""


def draft(folder, rights):
    (folder / "a.txt").write_text("The pier was closed on Monday.\n", "utf-8")
    (folder / "b.txt").write_text("The pier is open again, it is said.\n", "utf-8")
    (folder / "rights.yaml").write_text(rights, "utf-8")
    command = ["new-pack", "--to", folder, "--licence", folder / "rights.yaml", "pier"]
    return CliRunner().invoke(
        main, [*map(str, command), str(folder / "a.txt"), str(folder / "b.txt")]
    )


def test_a_draft_keeps_texts_without_a_licence_on_this_machine(tmp_path):
    assert draft(tmp_path, RIGHTS).exit_code == 0
    file = tmp_path / "pier/documents.yaml"
    first, second = YAML(typ="safe").load(file.read_text("utf-8"))["documents"]
    assert first["rights"]["hash"] == f"sha256:{first['sha256']}"
    assert first["rights"]["licence"] == "CC-BY-4.0"
    assert "stays on this machine" in second["rights"]
    ignored = (tmp_path / "pier/.gitignore").read_text("utf-8")
    assert "texts/B.txt" in ignored
    assert "texts/A.txt" not in ignored


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  attribution: Harbour News\n", "", "a.txt.attribution: is required"),
        ("a.txt", "c.txt", "c.txt is none of the texts"),
        ("CC-BY-4.0", "CC-BY-ND-4.0\n  x: 1", "a.txt.x: is not known here"),
        ("https://", "", "a.txt.source"),
    ],
)
def test_rights_that_are_not_whole_are_refused(tmp_path, old, new, said):
    done = draft(tmp_path, RIGHTS.replace(old, new))
    assert done.exit_code == 1
    assert said in done.output
    assert not (tmp_path / "pier").exists()
