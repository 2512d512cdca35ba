"""What grading has stored of a submission, read from its autograded notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from secondsource.recording.responses import KEY, Response, read_metadata
from secondsource_grading.grading.notebook_json import metadata_of

__all__ = ["Stored", "read_stored"]


@dataclass(frozen=True)
class Stored:
    """The answers of one notebook as grading read them, and whether its file was refused."""

    responses: Mapping[str, Response]
    refused: bool


def read_stored(file: str) -> Stored | None:
    """Return what is stored in the autograded notebook `file`; None where it can't be read."""
    try:
        with open(file, "rb") as notebook:  # noqa: PTH123 - many files
            metadata = metadata_of(notebook.read())
    except (OSError, ValueError, KeyError, TypeError):
        return None
    ours = metadata.get(KEY) if isinstance(metadata, dict) else None
    if not isinstance(ours, dict):
        return None
    responses, _ = read_metadata(metadata)
    return Stored(responses, bool(ours.get("refused")))
