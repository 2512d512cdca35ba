"""The *Check* button of self-study: full feedback on one response, nothing recorded.

Reached only through the entry point `secondsource.check`, so that the
learner's package never imports this one.
"""

from __future__ import annotations

from typing import Any

from secondsource_grading.feedback import STYLE, feedback_html
from secondsource_grading.keys import load_keys
from secondsource_grading.scoring import score

__all__ = ["check"]


def check(unit: str, item_id: str, value: Any) -> tuple[str, float]:
    """HTML feedback on `value` and its share; `ContentError` for an unknown unit or item."""
    ring = load_keys(unit)
    verdict = score(*ring[item_id], value)
    html = f"<style>{STYLE}</style>" + feedback_html(ring, verdict, value, "full")
    return html, verdict.share
