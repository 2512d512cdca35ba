"""What commands print in words: files written, and how far they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console", "progress_bar", "tell_file"]


@cache
def console() -> Console:
    """Return the terminal, or what takes its place, for all that is printed in words."""
    from rich.console import Console  # noqa: PLC0415 - slow to import, and JSON needs none of it

    # In a name `:b:` is no picture, and `[b]` no bold letters.
    return Console(emoji=False, markup=False)


def tell_file(file: Path, *, changed: bool) -> None:
    """Print that a file was written, or is as it was before."""
    console().print(f"{'wrote    ' if changed else 'unchanged'} {file}", soft_wrap=True)


@contextmanager
def progress_bar(what: str, *, shown: bool) -> Iterator[Callable[[int, int], None]]:
    """Show how many are done of how many; the value is called with both numbers."""
    if not shown:
        yield lambda _done, _everything: None
        return
    from rich.progress import (  # noqa: PLC0415 - slow to import
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    description = TextColumn("{task.description}", markup=False)
    columns = (description, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console()) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, everything: bar.update(task, completed=done, total=everything)
