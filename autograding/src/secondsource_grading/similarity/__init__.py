"""Which submissions are more alike in their wrong answers than chance explains."""

from __future__ import annotations

from secondsource_grading.similarity.pairs import Alike, Pair, alike
from secondsource_grading.similarity.wrong import wrong_answers

__all__ = ["Alike", "Pair", "alike", "wrong_answers"]
