"""Grades for a school's system: filled into the file it gave, or into a new one.

`write.py` does the work in order; `sheet.py` reads and writes tables as text; `matching.py` finds
who is who; `scores.py` says which cells get a number; and one module for each system knows its
headings, limits and what it does to a file.
"""

from secondsource_grading.export.errors import ExportError
from secondsource_grading.export.telling import sentences
from secondsource_grading.export.write import SYSTEMS, Request, Summary, write_grades

__all__ = ["SYSTEMS", "ExportError", "Request", "Summary", "sentences", "write_grades"]
