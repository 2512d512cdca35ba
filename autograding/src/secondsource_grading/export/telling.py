"""An export's result in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from secondsource_grading.export.write import Summary

__all__ = ["sentences"]


def sentences(summary: Summary) -> Iterator[str]:
    """Yield what was written, line by line, then what was left blank and whom to look for."""
    yield f"the grades are in {summary.file}"
    for heading, done in summary.columns.items():
        yield (
            f"{heading}: {len(done.graded)} with points, {len(done.not_handed_in)} blank because "
            f"nothing was handed in, {len(done.not_graded_yet)} blank because a person has still "
            "to grade"
        )
        if done.not_graded_yet:
            yield f"  to grade first: {_some(done.not_graded_yet)}"
        for student, text in done.kept.items():
            yield f"  {student}: left as it was ({text or 'blank'}), as the system says so"
        yield from (f"  {note}" for note in done.notes)
    if summary.not_in_file:
        yield f"in the gradebook, not in the file: {_some(summary.not_in_file)}"
    if summary.not_in_gradebook:
        yield f"in the file, not in the gradebook: {_some(summary.not_in_gradebook)}"
    yield from summary.notes


def _some(names: Sequence[str], most: int = 50) -> str:
    rest = len(names) - most
    shown = ", ".join(name if name.isprintable() else ascii(name) for name in names[:most])
    return shown + (f" and {rest} more (--json has all)" if rest > 0 else "")
