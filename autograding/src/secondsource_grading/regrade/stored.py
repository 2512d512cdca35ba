"""What grading has stored of a submission, read from its autograded notebook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from secondsource.recording.responses import KEY, Response, read_metadata

__all__ = ["Stored", "read_stored"]

START = b'\n "metadata": '
"""Where the notebook's own metadata begins, as nbformat and the batch command write it. A cell's
metadata stands deeper, and no text in JSON holds a line break."""


@dataclass(frozen=True)
class Stored:
    """The answers of one notebook as grading read them, and whether its file was refused."""

    responses: Mapping[str, Response]
    refused: bool


def read_stored(file: str) -> Stored | None:
    """Return what is stored in the autograded notebook `file`; None where it can't be read."""
    try:
        with open(file, "rb") as notebook:  # noqa: PTH123 - many files
            metadata = _metadata(notebook.read())
    except (OSError, ValueError, KeyError, TypeError):
        return None
    ours = metadata.get(KEY) if isinstance(metadata, dict) else None
    if not isinstance(ours, dict):
        return None
    responses, _ = read_metadata(metadata)
    return Stored(responses, bool(ours.get("refused")))


def _metadata(content: bytes) -> Any:
    """Return a notebook's metadata without reading its cells, which are nine tenths of it."""
    at = content.rfind(START)
    if at < 0:
        return json.loads(content)["metadata"]
    found, _ = json.JSONDecoder().raw_decode(content[at + len(START) :].decode())
    return found
