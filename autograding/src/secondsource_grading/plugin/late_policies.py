"""What comes off for handing in late: the policies a course can choose, without nbgrader.

The classes have the names of nbgrader's, because traitlets finds settings by them.
"""

from __future__ import annotations

from typing import Any

from traitlets import Dict, Enum, Float, TraitError, validate
from traitlets.config import LoggingConfigurable

from secondsource.errors import SecondSourceError
from secondsource_grading.gradebook.late_penalty import Penalty

__all__ = ["PLUG_IN", "LatePenalty", "configured_penalty"]

PLUG_IN = "secondsource_grading.plugin.late_penalty.LatePenalty"
"""The same policies as a plug-in of nbgrader's."""

DAY = 24 * 3600


class AssignLatePenalties(LoggingConfigurable):  # type: ignore[misc]  # traitlets has no types
    """The step of nbgrader's that has a plug-in: settings may be given below its name."""


class BasePlugin(LoggingConfigurable):  # type: ignore[misc]
    """All of nbgrader's plug-ins."""


class LateSubmissionPlugin(BasePlugin):
    """nbgrader's own plug-in for late penalties: what is set for it counts for ours too."""


class LatePenalty(LateSubmissionPlugin):
    """Set in `nbgrader_config.py` as `c.LatePenalty.…`. Shares are of the points earned, in 0..1.

    Like nbgrader's own it takes off what an assignment with a due
    date earned; an extension granted in the gradebook moves the due date.
    """

    penalty_method = Enum(
        ("none", "zero", "linear", "stepped"),
        default_value="none",
        help="none; zero: everything off; linear: `per_day` for each day, by the second; "
        "stepped: the share of the last of `steps` that was passed.",
    ).tag(config=True)
    per_day = Float(0.1, help="linear: the share off for 24 hours.").tag(config=True)
    steps = Dict(
        default_value={0: 0.1, 24: 0.2, 48: 0.5},
        help="stepped: hours late, and the share off from then on.",
    ).tag(config=True)
    grace_minutes = Float(0, help="Minutes late that cost nothing; then all of it counts.").tag(
        config=True
    )
    at_most = Float(1, help="The largest share that comes off, whatever the method.").tag(
        config=True
    )

    @validate("per_day", "at_most")  # type: ignore[untyped-decorator]
    def _share(self, proposal: Any) -> float:
        if not 0 <= proposal["value"] <= 1:
            msg = f"LatePenalty.{proposal['trait'].name} is {proposal['value']}; expected 0 to 1"
            raise TraitError(msg)
        return float(proposal["value"])

    @validate("steps")  # type: ignore[untyped-decorator]
    def _stairs(self, proposal: Any) -> dict[float, float]:
        try:
            steps = {float(hours): float(share) for hours, share in proposal["value"].items()}
        except (TypeError, ValueError):
            steps = {-1: -1}
        if not all(hours >= 0 and 0 <= share <= 1 for hours, share in steps.items()):
            msg = (
                f"LatePenalty.steps is {proposal['value']!r}; "
                "expected hours and shares in 0..1, as in {0: 0.1, 24: 0.2}"
            )
            raise TraitError(msg)
        return dict(sorted(steps.items()))

    def late_submission_penalty(
        self, _student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Points off for `score` points earned, rounded to four decimals; None for none."""
        if total_seconds_late <= self.grace_minutes * 60:
            return None
        if self.penalty_method == "linear":
            share = self.per_day * total_seconds_late / DAY
        elif self.penalty_method == "stepped":
            passed = [s for hours, s in self.steps.items() if total_seconds_late > hours * 3600]
            share = passed[-1] if passed else 0
        elif self.penalty_method == "zero":
            return float(min(score, self.at_most * score))
        else:
            return None
        # The last binary digits of a sum depend on the order of the gradebook's rows.
        earned = round(score, 4)
        return float(round(min(share, self.at_most, 1) * earned, 4))


def configured_penalty(config: Any) -> Penalty:
    """Return the late penalty that a course's configuration names, ours or another plug-in.

    Raises `SecondSourceError` where a setting of it is none that can be.
    """
    try:
        return _penalty(config)
    except TraitError as error:
        msg = f"nbgrader_config.py: {error}. Nothing was graded"
        raise SecondSourceError(msg) from error


def _penalty(config: Any) -> Penalty:
    if config.AssignLatePenalties.get("plugin_class", PLUG_IN) == PLUG_IN:
        return Penalty(LatePenalty(parent=AssignLatePenalties(config=config)))
    from nbgrader.preprocessors import AssignLatePenalties as Original  # noqa: PLC0415 - slow

    step = Original(config=config)
    step.init_plugin()
    return Penalty(step.plugin_inst)
