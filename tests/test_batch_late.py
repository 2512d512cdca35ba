"""Late penalties: what comes off by each policy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from traitlets import TraitError
from traitlets.config import Config

from secondsource.errors import SecondSourceError
from secondsource_grading.gradebook.database import GradebookError
from secondsource_grading.gradebook.late_penalty import Penalty
from secondsource_grading.plugin.late_penalty import LatePenalty
from secondsource_grading.plugin.late_policies import configured_penalty

HOUR = 3600


@pytest.mark.parametrize(
    ("settings", "hours", "off"),
    [
        ({}, 5, None),
        ({"penalty_method": "zero"}, 1, 8),
        ({"penalty_method": "zero", "at_most": 0.25}, 1, 2),
        ({"penalty_method": "linear"}, 24, 0.8),
        ({"penalty_method": "linear", "per_day": 0.25}, 6, 0.5),
        ({"penalty_method": "linear", "per_day": 0.5}, 72, 8),
        ({"penalty_method": "linear", "per_day": 0.5, "at_most": 0.6}, 72, 4.8),
        ({"penalty_method": "stepped"}, 1, 0.8),
        ({"penalty_method": "stepped"}, 25, 1.6),
        ({"penalty_method": "stepped", "steps": {48: 0.5, 2: 0.25}}, 1, 0),
        ({"penalty_method": "stepped", "steps": {48: 0.5, 2: 0.25}}, 3, 2),
        ({"penalty_method": "linear", "grace_minutes": 61}, 1, None),
        ({"penalty_method": "stepped", "grace_minutes": 15}, 1, 0.8),
    ],
)
def test_what_comes_off(settings, hours, off):
    assert LatePenalty(**settings).late_submission_penalty("amy", 8.0, hours * HOUR) == off


@given(
    method=st.sampled_from(["linear", "stepped", "zero"]),
    score=st.floats(0, 1000),
    earlier=st.floats(1, 1e7),
    later=st.floats(1, 1e7),
    at_most=st.floats(0, 1),
)
def test_never_more_than_allowed_and_never_less_for_later(method, score, earlier, later, at_most):
    plug_in = LatePenalty(penalty_method=method, at_most=at_most)
    first, second = (
        plug_in.late_submission_penalty("amy", score, seconds)
        for seconds in sorted((earlier, later))
    )
    assert 0 <= first <= second <= at_most * score + 1e-3


@pytest.mark.parametrize(
    "settings",
    [
        {"per_day": 1.5},
        {"at_most": -0.1},
        {"steps": {0: 2}},
        {"steps": {"soon": 0.1}},
        {"penalty_method": "some"},
    ],
)
def test_settings_that_make_no_sense_are_refused(settings):
    with pytest.raises(TraitError):
        LatePenalty(**settings)


def test_a_course_with_such_a_setting_is_told_in_a_sentence():
    """Percent where a share is meant; it ended both commands with a traceback."""
    config = Config()
    config.LatePenalty.per_day = 10
    with pytest.raises(SecondSourceError, match=r"LatePenalty.per_day is 10.0; expected 0 to 1"):
        configured_penalty(config)


@pytest.mark.parametrize("fails", [SystemExit(0), float("nan"), "two"])
def test_a_plug_in_that_ends_the_program_or_gives_no_number_is_named(fails):
    """Otherwise the command would end with status 0, and nobody would be graded."""

    class Odd:
        def late_submission_penalty(self, *_: object) -> object:
            if isinstance(fails, BaseException):
                raise fails
            return fails

    with pytest.raises(GradebookError, match="Odd failed for amy"):
        Penalty(Odd())("amy", 8.5, 60.0)
