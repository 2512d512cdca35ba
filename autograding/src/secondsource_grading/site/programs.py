"""Programs of others that make parts of a site: run, and what goes wrong told in words."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from secondsource_grading.site.fetched import UnavailableError

__all__ = ["run"]

PATIENCE = 900
"""Seconds for one program. On a busy machine one that takes half a minute took over five."""


def run(command: Sequence[str], what: str, folder: Path | None = None) -> None:
    """Run `command` in `folder`, or here. Raises `UnavailableError`, which begins with `what`."""
    try:
        done = subprocess.run(  # noqa: S603 - our own commands
            command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        minutes = round(PATIENCE / 60)
        msg = (
            f"{what}: it took more than {minutes} minutes; try again when the machine is less busy"
        )
        raise UnavailableError(msg) from error
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        said = [line.strip() for line in lines if "Error" in line] or lines or ["no word"]
        msg = f"{what}: {said[-1][-600:]}"
        raise UnavailableError(msg)
