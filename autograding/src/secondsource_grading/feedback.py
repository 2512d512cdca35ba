"""What a learner is told about a response, as escaped HTML, in the stage the instructor chose."""

from __future__ import annotations

from html import escape
from typing import Any, Literal, get_args

from secondsource.errors import ResponseError
from secondsource.families import Item, Mark, Marks
from secondsource.markup import to_html
from secondsource_grading.scoring import Check, Evidence, Key, Verdict

__all__ = ["STAGES", "STYLE", "Stage", "feedback_html"]

Stage = Literal["score", "parts", "full"]
STAGES: tuple[Stage, ...] = get_args(Stage)

STYLE = """
.ss-static{border-left:4px solid #5a6b7b;padding:.2em 1em;margin:.5em 0;line-height:1.5}
.ss-static ul{list-style:none;padding-left:0}
.ss-static li{margin:.35em 0}
.ss-static table{border-collapse:collapse;margin:.5em 0}
.ss-static th,.ss-static td{border:1px solid #8a97a3;padding:.35em .6em;text-align:left;vertical-align:top}
.ss-static .ss-note{margin:.15em 0 .15em 1.6em}
.ss-static .ss-note p{margin:.2em 0}
.ss-right{color:#0b6e4f}.ss-wrong{color:#a4262c}.ss-missed{color:#7a4b00}
.ss-verdict{font-weight:600}
""".strip()
"""Style of static answers and feedback: dark on light, as nbgrader's own pages are."""


def feedback_html(item: Item, key: Key[Any], verdict: Verdict, raw: Any, stage: Stage) -> str:
    """The learner's own answer with the verdict.

    `score` shows points only; `parts` also which of the learner's own picks are
    right; `full` the key, the feedback on every part, the rationale and the evidence.
    """
    try:
        value = item.parse(raw)
    except ResponseError:
        value = item.blank()
    # Full feedback on a blank still shows the key: it is what a learner can learn from.
    body = item.static_html(value, None if stage == "score" else staged(verdict, stage))
    head = (
        f'<p class="ss-verdict">{verdict.points:g} of {verdict.out_of:g} points: '
        f"{escape(verdict.reason)}</p>"
    )
    return head + body + (explanation(key) if stage == "full" else "")


def staged(verdict: Verdict, stage: Stage) -> Marks:
    """The marks a stage may show: `parts` leaves out notes and what was missed."""
    if stage == "full":
        return verdict.marks
    return Marks(
        {
            part: Mark(mark.sign)
            for part, mark in verdict.marks.by_part.items()
            if mark.sign in ("right", "wrong")
        }
    )


def explanation(key: Key[Any]) -> str:
    """Rationale and evidence."""
    evidence = ", ".join(escape(_name(e)) for e in key.evidence)
    return (
        f'<div class="ss-static"><strong>Why</strong> {to_html(key.rationale)}'
        f"<p><strong>Evidence</strong> {evidence}</p></div>"
    )


def _name(evidence: Evidence) -> str:
    if isinstance(evidence, Check):
        args = evidence.args
        listed = (
            ", ".join(f"{k} {v}" for k, v in args.items())
            if isinstance(args, dict)
            else ", ".join(str(a) for a in args)
        )
        return f"computed: {evidence.check.replace('_', ' ')} ({listed}) = {evidence.equals}"
    return evidence
