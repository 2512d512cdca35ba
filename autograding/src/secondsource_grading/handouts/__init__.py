"""What a teacher prints and projects for one unit: plan, slides, sheet, answers, background.

All of it is made from the same lesson, items and keys as the notebook, and from `teach.md`, which
holds a teacher's own words. The learner's sheet is made without the keys.
"""

from __future__ import annotations

from secondsource_grading.handouts.write import Written, write_handouts

__all__ = ["Written", "write_handouts"]
