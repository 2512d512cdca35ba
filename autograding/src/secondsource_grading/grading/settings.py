"""What an instructor may set as `c.SecondSource.…` in `nbgrader_config.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from traitlets import Bool, CaselessStrEnum, Float, Int, List, TraitError, Unicode
from traitlets.config import Configurable

from secondsource.errors import SecondSourceError
from secondsource.scoring.feedback import STAGES
from secondsource.scoring.keys import Keyring
from secondsource_grading.intake.admission import KEPT, Limits
from secondsource_grading.keys import load_keys

__all__ = ["SecondSource", "SettingError"]

_LIMITS = Limits()


class SettingError(SecondSourceError):
    """A setting has a value it cannot have."""


class SecondSource(Configurable):  # type: ignore[misc]  # traitlets has no types
    """The kit's settings: keys, feedback, what is admitted, and running code."""

    def __init__(self, **kw: Any) -> None:
        """Take the settings; raises `SettingError` for a value that one cannot have."""
        try:
            super().__init__(**kw)
        except TraitError as error:
            msg = f"nbgrader_config.py sets c.SecondSource to what it cannot be: {error}"
            raise SettingError(msg) from error

    keys = Unicode("", help="Folder of keys that replaces the packaged ones.").tag(config=True)
    feedback = CaselessStrEnum(
        STAGES,
        default_value="parts",
        help="score: points only. parts: also which picks are right. full: key and explanations.",
    ).tag(config=True)

    largest_notebook = Float(_LIMITS.notebook_mb, help="MB of one notebook that are read.").tag(
        config=True
    )
    largest_file = Float(_LIMITS.file_mb, help="MB of one other file that are kept.").tag(
        config=True
    )
    largest_submission = Float(_LIMITS.total_mb, help="MB of all other files together.").tag(
        config=True
    )
    most_files = Int(_LIMITS.files, help="Other files kept of one submission.").tag(config=True)
    deepest_folder = Int(_LIMITS.depth, help="Folders within folders that are kept.").tag(
        config=True
    )
    largest_archive = Float(
        _LIMITS.archive_mb, help="MB that one archive may unpack to (nbgrader zip_collect)."
    ).tag(config=True)
    keep_files = List(
        Unicode(),
        default_value=list(KEPT),
        help="Names of a learner's other files that are kept beside the autograded notebook. "
        "Whatever could be run there, a page or a program, is better left out.",
    ).tag(config=True)
    clock_minutes = Float(
        _LIMITS.clock_minutes,
        help="Minutes by which two times of one submission may differ and still agree.",
    ).tag(config=True)

    run_student_code = Bool(
        default_value=False,
        help="Run notebooks to which the instructor added ordinary code tests, in bubblewrap.",
    ).tag(config=True)
    run_unconfined = Bool(
        default_value=False,
        help="Run them even where bubblewrap is missing: with all rights of the grader's account.",
    ).tag(config=True)
    code_seconds = Float(120, help="Seconds that running one notebook may take in all.").tag(
        config=True
    )
    code_memory = Int(1024, help="MB of memory that running one notebook may take.").tag(
        config=True
    )
    code_processes = Int(64, help="Processes that running one notebook may start.").tag(config=True)
    code_output = Int(1000, help="KB of output kept of one notebook that is run.").tag(config=True)

    def keyring(self, unit: str, course: Path = Path()) -> Keyring:
        """Return the unit's items and keys; `ContentError` where they are missing or wrong.

        A relative folder of keys lies below `course`, which for nbgrader's own commands
        is the working folder.
        """
        return load_keys(unit, course / self.keys if self.keys else None)

    def limits(self) -> Limits:
        """Return what admission lets in."""
        return Limits(
            notebook_mb=self.largest_notebook,
            file_mb=self.largest_file,
            total_mb=self.largest_submission,
            files=self.most_files,
            depth=self.deepest_folder,
            archive_mb=self.largest_archive,
            kept=tuple(self.keep_files),
            clock_minutes=self.clock_minutes,
        )
