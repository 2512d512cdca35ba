"""The batch command: the same grades as `nbgrader autograde`, from many processes at once.

Workers read, score and render; one writer owns the gradebook and commits a group of
submissions at a time. Their states are noted in the same transaction, so a run that
was killed at any moment goes on after its last commit.
"""

from __future__ import annotations

from secondsource_grading.batch.run import Options, Run, grade_assignment

__all__ = ["Options", "Run", "grade_assignment"]
