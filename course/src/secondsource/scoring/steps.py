"""*Check* in steps: first whether it is right so far and where to look again, then everything.

What is said first gives no right answer away: it points at the learner's own picks that are not
right, and says that something is missing, never what.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, NamedTuple

from secondsource.families import Item
from secondsource.families.html import fill_in
from secondsource.scoring.base import Verdict, score
from secondsource.scoring.feedback import STYLE, feedback_html
from secondsource.scoring.keys import Keyring

__all__ = ["Checked", "Step", "check", "first_word"]

Step = Literal["first", "full"]

POINTED_AT = 3
"""Parts that a pointer names; more are counted."""


class Checked(NamedTuple):
    """What a learner is shown, the share of the points in 0..1, and whether all was explained."""

    html: str
    share: float
    explained: bool


def check(keyring: Keyring, item_id: str, value: Any, step: Step) -> Checked:
    """Return what *Check* shows of a raw value.

    A right answer is explained at once, and so is one that is neither right nor wrong: where
    careful readers differ, where a person reads, or where a forecast is scored by what came true.
    """
    item, key = keyring[item_id]
    verdict = score(item, key, value)
    if verdict.state == "by hand":
        verdict = replace(
            verdict,
            reason="No program gives points for your own words. Compare them with what follows.",
        )
    if step == "first" and key.judged and verdict.state == "scored" and verdict.share < 1:
        return Checked(first_word(item, verdict), verdict.share, explained=False)
    told = feedback_html(keyring, verdict, value, "full", below_the_question=True)
    return Checked(f"<style>{STYLE}</style>{told}", verdict.share, explained=True)


def first_word(item: Item, verdict: Verdict) -> str:
    """Return *not yet* with how far it is, and which of the learner's parts to look at again."""
    texts = {part.id: part.text for part in item.parts()}
    marks = verdict.marks.by_part
    wrong = [
        texts[p].rstrip(".") for p, mark in marks.items() if mark.sign == "wrong" and texts.get(p)
    ]
    missed = any(mark.sign == "missed" for mark in marks.values())
    begun = "Right so far, but not all." if not wrong and verdict.share > 0 else "Not yet."
    told = "Something is still missing." if missed and not wrong else ""
    html = fill_in(
        "secondsource.scoring",
        "first_word",
        head=f"{begun} {verdict.reason}",
        parts=wrong[:POINTED_AT],
        more=len(wrong) - POINTED_AT if len(wrong) > POINTED_AT else 0,
        missed=told,
    )
    return str(html)
