"""Score of `bayes`: whether the numbers hang together, never how large a belief is."""

from __future__ import annotations

import math
from random import Random
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from secondsource.families import Mark
from secondsource.families.bayes import FIELDS, BayesItem, BayesValue, posterior
from secondsource.scoring.base import Key, Note

__all__ = ["BayesKey"]

TOLERANCE = 5.0
"""Percentage points within which a chance follows from the others."""

DIRECTION, COHERENCE, REACTION = 0.3, 0.4, 0.3
"""What each judgement is worth."""

NAMES = {
    "direction": "which way the evidence points",
    "coherence": "the chance after the evidence",
    "reaction": "the chance if it were otherwise",
}
"""What each judgement is about, as it is named to a learner."""

HAIR = 1e-9
"""Percentage points below which a difference is the computer's, not the learner's."""

ALIKE = 1e-12
"""The share by which two likelihoods may differ and still be alike. It is a share, because the
chance after depends on their ratio: 0 and a millionth of a per cent are not alike."""

ASTRAY = 0.3
"""The part of coherence and reaction that counts when the evidence is read the wrong way round."""


class BayesNotes(BaseModel):
    """Feedback for each judgement."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    direction: Note
    coherence: Note
    reaction: Note


class BayesKey(Key[BayesItem]):
    """Which way the evidence points: it raises, lowers or leaves the chance."""

    among: ClassVar[str] = "One set of numbers that fits together; there are many."

    answer: Literal["raises", "lowers", "leaves"]
    feedback: BayesNotes

    def verify(self, item: BayesItem) -> None:
        """Any direction fits any item."""

    def full(self, item: BayesItem) -> BayesValue:
        """Return one coherent set of numbers; there are many."""
        likely = {"raises": (60.0, 20.0), "lowers": (20.0, 60.0), "leaves": (40.0, 40.0)}
        if_true, if_false = likely[self.answer]
        value = {"prior": 30.0, "if_true": if_true, "if_false": if_false}
        after = posterior(30.0, if_true, if_false)
        changed = posterior(30.0, if_true, item.what_if.if_false)
        return {**value, "after": round(after or 0, 1), "what_if": round(changed or 0, 1)}

    def share(self, item: BayesItem, value: BayesValue) -> tuple[float, str]:
        """Return 0.3 direction + 0.4 coherence + 0.3 reaction; see `_judge`."""
        judged = self._judge(item, value)
        rest = COHERENCE * judged["coherence"] + REACTION * judged["reaction"]
        share = DIRECTION * judged["direction"] + rest * (1 if judged["direction"] else ASTRAY)
        named = ", ".join(
            f"{NAMES[n]} is {'right' if v == 1 else 'right in part' if v else 'not right'}"
            for n, v in judged.items()
        )
        return min(1.0, share), f"{named[:1].upper()}{named[1:]}."

    def marks(self, item: BayesItem, value: BayesValue) -> dict[str, Mark]:
        """Return a mark for each judgement."""
        judged = self._judge(item, value)
        return {
            name: Mark("right" if got == 1 else "wrong", getattr(self.feedback, name))
            for name, got in judged.items()
        }

    def strategies(self, item: BayesItem) -> dict[str, BayesValue]:  # noqa: ARG002
        """Return the same number everywhere."""
        return {f"all {n:g}": dict.fromkeys(FIELDS, n) for n in (0.0, 10.0, 50.0, 100.0)}

    def guess(self, item: BayesItem, rng: Random) -> BayesValue:  # noqa: ARG002
        """Return any five numbers."""
        return {n: float(rng.randint(0, 100)) for n in FIELDS}

    def _judge(self, item: BayesItem, value: BayesValue) -> dict[str, float]:
        """Each judgement as 0, 0.5 or 1.

        Direction: the learner's likelihoods and the move from before to after both go the
        key's way; where the rule moves less than a point, staying counts as moving.
        Coherence: the chance after lies within five points of Bayes' rule on the
        learner's own numbers. Reaction: so does the chance after the change; half if it only
        moves the right way.
        """
        prior, if_true, if_false = value["prior"], value["if_true"], value["if_false"]
        after, changed = value["after"], value["what_if"]
        judged = {"direction": 0.0, "coherence": 0.0, "reaction": 0.0}
        if prior is None or if_true is None or if_false is None:
            return judged
        follows = posterior(prior, if_true, if_false)
        if after is not None:
            wanted = {"raises": 1, "lowers": -1, "leaves": 0}[self.answer]
            said = _points(if_true, if_false)
            moved = _sign(after - prior)
            # A belief near certainty hardly moves; whole percents may not show it.
            still = follows is not None and abs(follows - prior) < 1 and moved == 0
            judged["direction"] = float(said == wanted and (moved == wanted or still))
            judged["coherence"] = float(follows is not None and abs(after - follows) <= TOLERANCE)
        expected = posterior(prior, if_true, item.what_if.if_false)
        if changed is not None and expected is not None:
            if abs(changed - expected) <= TOLERANCE:
                judged["reaction"] = 1.0
            elif after is not None and follows is not None:
                same = _sign(changed - after) == _sign(expected - follows) != 0
                judged["reaction"] = 0.5 if same else 0.0
        return judged


def _points(if_true: float, if_false: float) -> int:
    """Which way evidence of these likelihoods points: 1 up, -1 down, 0 where they are alike."""
    if math.isclose(if_true, if_false, rel_tol=ALIKE):
        return 0
    return 1 if if_true > if_false else -1


def _sign(difference: float) -> int:
    return (difference > HAIR) - (difference < -HAIR)
