"""The text of a new course's `nbgrader_config.py`."""

from __future__ import annotations

from secondsource_grading.desk.plan import CoursePlan

__all__ = ["config_text"]

CONFIG = '''\
"""nbgrader's settings for this course. `secondsource-teach doctor` says if one is wrong."""

from pathlib import Path

import secondsource_grading

c = get_config()  # noqa: F821 - nbgrader provides it
secondsource_grading.configure(c)  # answers are scored, and a student's code is never run

c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.course_id = {name!r}

# What a student sees of the key: "score", "parts" (also which picks are right), or "full",
# which shows every answer. Change it to "full" only after the deadline.
c.SecondSource.feedback = {feedback!r}
'''

PATHLIB = "from pathlib import Path\n"

EXCHANGE = """
# Where nbgrader hands notebooks out and takes them back. Students need to reach it, too.
c.Exchange.root = {exchange!r}
"""

NO_EXCHANGE = r"""
# Without nbgrader's exchange: give out what is in release/. Put what comes back into
# downloaded/<assignment>/archive/, for `nbgrader zip_collect`. This finds the student by what
# stands before the last "_" of a file's name, as in s123_03-not-there.ipynb.
c.FileNameCollectorPlugin.named_regexp = r"(.*[/\\])?(?P<student_id>[^/\\]+)_(?P<file_id>[^_/\\]+)$"
"""

KEYS = """
# The keys of your own, in place of those that came with the package.
c.SecondSource.keys = {keys!r}
"""

UNITS = """
# Units of your own, with keys and data packages beside their folder. Learners get what they need
# of it together with the released notebook.
os.environ["SECONDSOURCE_UNITS"] = {units!r}
"""

DB = """
# The gradebook, on a server. Its password, if it has one, belongs in ~/.pgpass.
c.CourseDirectory.db_url = {db!r}
"""


def config_text(plan: CoursePlan) -> str:
    """Return the configuration of a course, as Python."""
    text = CONFIG.format(name=plan.name, feedback=plan.feedback)
    if plan.own_units is not None:
        units = str(plan.own_units.absolute())
        text = text.replace(PATHLIB, f"import os\n{PATHLIB}", 1) + UNITS.format(units=units)
    if plan.exchange is not None:
        text += EXCHANGE.format(exchange=str(plan.exchange.absolute()))
    else:
        text += NO_EXCHANGE
    if plan.keys is not None:
        text += KEYS.format(keys=str(plan.keys.absolute()))
    if plan.db:
        text += DB.format(db=plan.db)
    return text
