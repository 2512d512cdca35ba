"""The three original articles, which are other people's work and not shipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "articles"

ARTICLES = Path(os.environ.get("SECONDSOURCE_ARTICLES", BESIDE))
"""The folder that holds them, where whoever runs the tests has them."""

FILES = sorted(ARTICLES.glob("*.txt"))
"""Articles A, B and C in this order, or nothing."""

needs_articles = pytest.mark.skipif(
    not FILES,
    reason="the three articles are not here: they are other people's work and not shipped; "
    "name a folder that holds them in SECONDSOURCE_ARTICLES",
)
