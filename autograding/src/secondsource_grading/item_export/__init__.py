"""A unit's items for the question bank of a school's system, with their keys."""

from __future__ import annotations

from secondsource_grading.item_export.write import Exported, Left, export_items

__all__ = ["Exported", "Left", "export_items"]
