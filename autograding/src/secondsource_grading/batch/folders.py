# ruff: noqa: PTH101, PTH104, PTH116, PTH208 - paths as text: `Path`s took a thirtieth of all time
"""The folder of an autograded submission, put in its place whole."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress

from secondsource_grading.grading.job import Context

__all__ = ["clear_away", "replace", "set_permissions", "temporary"]


def temporary(final: str, context: Context, what: str) -> str:
    """Return the name of a temporary folder beside `final`: `building` or `old`."""
    above, name = os.path.split(final)
    return f"{above}/.{name}.{context.run}.{what}"


_TEMPORARY = re.compile(r"\.(?P<final>.+)\.[0-9a-f]{8}\.(?P<what>building|old)", re.DOTALL)


def clear_away(final: str) -> None:
    """Undo or remove the temporary folders of a run that was killed."""
    above, own = os.path.split(final)
    try:
        names = os.listdir(above)
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in names:
        match = _TEMPORARY.fullmatch(name)
        if match is None or match["final"] != own:
            continue
        if match["what"] == "old" and not os.path.lexists(final):
            os.rename(f"{above}/{name}", final)
        else:
            shutil.rmtree(f"{above}/{name}", ignore_errors=True)


def set_permissions(building: str, files: Iterable[str], context: Context) -> None:
    """Set the permissions that nbgrader sets."""
    for file in files:
        os.chmod(f"{building}/{file}", context.permissions)
    if context.groupshared:
        for at, _, _ in os.walk(building):
            os.chmod(at, (os.stat(at).st_mode | 0o2770) & 0o2777)  # noqa: S103 - the group's


def replace(building: str, final: str, context: Context) -> None:
    """Rename the new folder to its final name; a reader never sees half of one."""
    with suppress(OSError):
        os.rename(building, final)
        return
    old = temporary(final, context, "old")
    os.rename(final, old)
    os.rename(building, final)
    shutil.rmtree(old, ignore_errors=True)
