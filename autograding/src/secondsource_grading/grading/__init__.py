"""The one path from an admitted submission to grades: rebuild the notebook, judge, render."""

from __future__ import annotations
