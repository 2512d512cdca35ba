"""Where the templates of a learner's feedback page are."""

from __future__ import annotations

from pathlib import Path

__all__ = ["TEMPLATES"]

TEMPLATES = Path(__file__).resolve().parent / "templates"
