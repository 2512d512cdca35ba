"""The whole loop on an invented class: build, release, answer, collect, grade, give feedback.

Every step is what an instructor and a class would do, with nbgrader's own
commands; only the learners are invented.
"""

from __future__ import annotations

from secondsource_grading.demo.folder import DemoError, DemoFolder
from secondsource_grading.demo.run import run_demo

__all__ = ["DemoError", "DemoFolder", "run_demo"]
