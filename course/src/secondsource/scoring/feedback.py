"""What a learner is told about a response, as escaped HTML, in the stage the instructor chose."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal, get_args

from markupsafe import Markup

from secondsource.errors import ResponseError
from secondsource.families import Item, Mark, Marks
from secondsource.markdown import to_html
from secondsource.packs.pack import Pack, load_pack
from secondsource.scoring import ContestedKey, Key, Verdict
from secondsource.scoring.base import out_of, worth
from secondsource.scoring.evidence import says_something, told
from secondsource.scoring.keys import Keyring
from secondsource.templating import render

__all__ = ["STAGES", "STYLE", "Stage", "feedback_html"]

Stage = Literal["score", "parts", "full"]
STAGES: tuple[Stage, ...] = get_args(Stage)

STYLE = """
.ss-static{border-left:4px solid #5a6b7b;padding:.2em 1em;margin:.5em 0;line-height:1.5}
.ss-static ul{list-style:none;padding-left:0}
.ss-static li{margin:.35em 0}
.ss-static table{border-collapse:collapse;margin:.5em 0}
.ss-static th,.ss-static td{border:1px solid #8a97a3;padding:.35em .6em}
.ss-static th,.ss-static td{text-align:left;vertical-align:top}
.ss-static .ss-note{margin:.15em 0 .15em 1.6em}
.ss-static .ss-note p{margin:.2em 0}
.ss-right{color:var(--ss-right,#0b6e4f)}
.ss-wrong{color:var(--ss-wrong,#a4262c)}
.ss-missed{color:var(--ss-missed,#7a4b00)}
.ss-verdict{font-weight:600}
.ss-counted{margin-top:-.3em}
""".strip()
"""Style of static answers and feedback: dark on light as nbgrader's own pages are, where a page
that has a dark theme does not set the colours of the verdicts itself."""


def feedback_html(
    keyring: Keyring, verdict: Verdict, raw: Any, stage: Stage, *, below_the_question: bool = False
) -> str:
    """Return the learner's own answer with the verdict, as HTML.

    `score` shows points only; `parts` also which of the learner's own picks are
    right; `full` the key, the feedback on every part, the rationale and the evidence.
    `raw` is the value as the notebook held it; one that does not fit is shown as no answer.
    What stands `below_the_question` on a page does not repeat the prompt.
    """
    item, key = keyring[verdict.item]
    try:
        value = item.parse(raw)
    except ResponseError:
        value = item.blank()
    # Full feedback on a blank still shows the key: it is what a learner can learn from.
    marks = None if stage == "score" else staged(verdict, stage)
    answer = item.static_html(value, marks, below_the_question=below_the_question)
    earned = out_of(verdict.points, verdict.out_of) if item.counts else ""
    if verdict.state == "by hand":
        earned = f"Up to {worth(verdict.out_of)}" if item.counts else ""
    # How a score came about would tell in the first stage which part was right.
    told = stage != "score" or verdict.state != "scored"
    lost = told and item.counts and verdict.state == "scored" and verdict.share < 1
    rule = key.counted(item) if lost else ""
    head = f"{earned}." if earned else ""
    # Its parts were escaped when it was put together.
    explained = Markup(_explained(keyring, verdict.item) if stage == "full" else "")  # noqa: S704
    html = render(
        "secondsource.scoring",
        "feedback.html.j2",
        head=" ".join(filter(None, (head, verdict.reason if told else ""))),
        rule=rule,
        answer=answer,
        explained=explained,
    )
    return str(html)


@lru_cache(maxsize=1024)
def _explained(keyring: Keyring, item_id: str) -> Markup:
    """What is the same for all learners, made once."""
    item, key = keyring[item_id]
    spread = readings(key) if isinstance(key, ContestedKey) else Markup()
    return spread + explanation(item, key, load_pack(keyring.unit.pack))


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


def readings(key: ContestedKey) -> Markup:
    """Return the ways careful readers take a contested item."""
    found = [(to_html(r.reading, inline=True), to_html(r.why)) for r in key.readings]
    return render("secondsource.scoring", "readings.html.j2", readings=found)


def explanation(item: Item, key: Key[Any], pack: Pack) -> Markup:
    """Return examples, rationale, evidence with its sources, and why the item matters."""
    return render(
        "secondsource.scoring",
        "explanation.html.j2",
        examples=key.examples(item),
        rationale=to_html(key.rationale),
        evidence=[told(e, pack) for e in key.evidence if says_something(e)],
        why=to_html(item.why, inline=True) if item.why else "",
    )
