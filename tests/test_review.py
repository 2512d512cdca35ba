"""`secondsource-teach review`: one key a candidate, and what was decided is on disk at once."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from secondsource_grading.cli import main
from secondsource_grading.drafting import candidates
from secondsource_grading.drafting.new_pack import make_draft

TEXT = "It may rain. “We wait,” said Ada Brandt. The mayor is obviously furious. It may snow.\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    return make_draft("storm", [tmp_path / "a.txt"], tmp_path).folder


def states(folder):
    return [c.state for c in candidates.read(folder / "candidates.yaml").candidates]


def review(folder, keys, *options):
    return CliRunner().invoke(main, ["review", str(folder), *options], input=keys)


def test_each_key_decides_on_one_candidate(folder):
    assert len(states(folder)) == 5
    done = review(folder, "arcIn other words\nsq")
    assert done.exit_code == 0, done.output
    assert states(folder) == ["accepted", "rejected", "changed", "open", "open"]
    changed = candidates.read(folder / "candidates.yaml").candidates[2]
    assert changed.changed == "In other words"
    assert "1 accepted, 1 changed, 1 rejected, 2 open" in done.output
    review(folder, "aa")
    assert states(folder) == ["accepted", "rejected", "changed", "accepted", "accepted"]


def test_an_unknown_key_decides_nothing_and_tells_the_keys(folder):
    done = review(folder, "xq")
    assert "keys: a accept" in done.output
    assert set(states(folder)) == {"open"}


def test_a_rule_can_be_shown_alone_and_rejected_at_once(folder):
    done = review(folder, "R", "--rule", "hedge")
    assert done.exit_code == 0
    found = candidates.read(folder / "candidates.yaml").candidates
    assert {c.state for c in found if c.rule == "hedge"} == {"rejected"}
    assert {c.state for c in found if c.rule != "hedge"} == {"open"}
    assert "no candidate is of the rule" in review(folder, "", "--rule", "hegde").output


def test_what_was_decided_is_there_when_it_is_killed(folder, monkeypatch):
    keys = iter("aa")

    def getchar(*_args, **_kw):
        try:
            return next(keys)
        except StopIteration:
            assert states(folder)[:3] == ["accepted", "accepted", "open"]
            raise SystemExit(137) from None

    monkeypatch.setattr(click, "getchar", getchar)
    assert review(folder, "").exit_code == 137
    assert states(folder)[:3] == ["accepted", "accepted", "open"]


def test_an_edit_by_hand_is_not_written_over(folder, monkeypatch):
    file = folder / "candidates.yaml"

    def getchar(*_args, **_kw):
        file.write_text(file.read_text("utf-8") + "# mine\n", "utf-8")
        return "a"

    monkeypatch.setattr(click, "getchar", getchar)
    done = review(folder, "")
    assert done.exit_code == 1
    assert "was changed while it was reviewed" in done.output
    assert file.read_text("utf-8").endswith("# mine\n")
    assert set(states(folder)) == {"open"}


def test_an_edit_that_is_no_candidate_names_it(folder):
    file = folder / "candidates.yaml"
    file.write_text(file.read_text("utf-8").replace('state: "open"', 'state: "oepn"', 1), "utf-8")
    done = review(folder, "a")
    assert done.exit_code == 1
    assert "candidate A-001, state" in done.output


def test_a_folder_that_is_no_draft(tmp_path):
    done = review(tmp_path, "a")
    assert done.exit_code == 1
    assert "name a folder that new-pack made" in done.output
