"""Written answers in groups of alike ones: read once, one comment and score for a group."""

from __future__ import annotations

from secondsource_grading.texts.give import Given, give
from secondsource_grading.texts.listing import Listed, list_texts

__all__ = ["Given", "Listed", "give", "list_texts"]
