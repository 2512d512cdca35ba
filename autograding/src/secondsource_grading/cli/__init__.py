"""`secondsource-teach`: the instructor's commands.

A command imports what it works with only when it runs, because `--help` has to come at once.
"""

from __future__ import annotations

import atexit
import errno
import io
import os
import sys
from pathlib import Path

import click

from secondsource.errors import SecondSourceError
from secondsource_grading.cli.authoring import blind, build, check, families, quiz, schema
from secondsource_grading.cli.courses import doctor, new_course
from secondsource_grading.cli.drafting import new_pack, new_unit
from secondsource_grading.cli.feedback import feedback
from secondsource_grading.cli.grading import export, grade, report, texts
from secondsource_grading.cli.items import export_items
from secondsource_grading.cli.regrading import regrade
from secondsource_grading.cli.reviewing import review
from secondsource_grading.cli.similar import similar
from secondsource_grading.cli.site import site
from secondsource_grading.cli.teaching import handouts
from secondsource_grading.cli.trying import demo, study, try_item
from secondsource_grading.garbage import few_collections, keep_loaded

__all__ = ["main"]

COMMANDS = (
    *(new_course, doctor),
    *(build, check, families, schema, quiz, blind),
    *(new_pack, review, new_unit),
    *(demo, study, try_item, handouts, site),
    *(grade, texts, similar, regrade, feedback, report, export, export_items),
)


# When it ends Python looks for cycles once more, in all that was ever imported.
atexit.register(keep_loaded)


class Group(click.Group):
    """A group of commands that shows an error as a message, not as a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error of ours, or of the disk, ends it with status 1."""
        for stream in (sys.stdout, sys.stderr):
            # A name that the terminal has no letters for is no error.
            if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
                stream.reconfigure(errors="backslashreplace")
        try:
            with few_collections():
                result = super().invoke(ctx)
            if sys.stdout is not None:  # it is where the output was closed (`>&-`)
                sys.stdout.flush()
        except SecondSourceError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                # Who read the output has gone; click ends quietly.
                raise
            _give_up_output(error)
            where = error.filename or "writing or printing the result"
            msg = f"{where}: {error.strerror or error}; what is done so far is kept"
            raise click.ClickException(msg) from error
        return result


def _give_up_output(error: OSError) -> None:
    """Let Python not try once more, at its end, to print to where nothing can be printed."""
    if error.filename is None and error.errno in (errno.ENOSPC, errno.EIO, errno.EBADF):
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - open until the end


@click.group(cls=Group)
def main() -> None:
    """Build, check, demonstrate and grade Second Source."""


for command in COMMANDS:
    main.add_command(command)
