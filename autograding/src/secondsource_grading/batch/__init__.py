"""The batch door: the same grades as `nbgrader autograde`, from many files at once.

Workers read, score and render; one writer owns the gradebook and commits a group of
submissions at a time. What is done is noted in the same transaction, so a run that
was killed at any moment goes on where its last commit was.
"""

from __future__ import annotations

from secondsource_grading.batch.run import Options, Run, grade_assignment

__all__ = ["Options", "Run", "grade_assignment"]
