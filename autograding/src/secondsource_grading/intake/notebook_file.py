"""A submitted file as JSON, or the reason why it is none, in words for a learner."""

from __future__ import annotations

import json
import marshal
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from secondsource.recording.responses import KEY
from secondsource_grading.intake.admission import MB, Limits
from secondsource_grading.intake.quoting import named
from secondsource_grading.intake.safe_files import read_plain

__all__ = ["Refused", "is_there", "load_notebook", "unit_of"]

MOST_TWICE = 20

MOST_DIGITS = 300
"""Of a whole number that is read as one."""

SHALLOW = 2000
"""Brackets; with fewer no text is nested too deeply."""

TOO_DEEP = "it is nested too deeply to be a notebook"


class Refused(Exception):  # noqa: N818 - an outcome, not a fault of ours
    """The file cannot be read as a notebook; the message says why, for a learner."""


def load_notebook(
    file: str | Path, limits: Limits, content: bytes | None = None
) -> tuple[Mapping[str, Any], list[str]]:
    """Return the notebook and what is odd about its file; `Refused` where it is none.

    `content` has the file's bytes where they were read already.
    """
    return _load(Path(file), limits) if content is None else _understand(content)


def is_there(file: Path) -> bool:
    """Return whether anything is at that place, a broken link too.

    `Refused` where nobody can tell, as in a folder that this account may not look into.
    """
    try:
        file.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise _unopened(error) from error
    return True


def _unopened(error: OSError) -> Refused:
    return Refused(f"it cannot be opened: {error.strerror or 'it has changed meanwhile'}")


def unit_of(notebook: Mapping[str, Any]) -> str | None:
    """Return the unit a notebook says it belongs to; None where it names none."""
    metadata = notebook.get("metadata")
    ours = metadata.get(KEY) if isinstance(metadata, dict) else None
    unit = ours.get("unit") if isinstance(ours, dict) else None
    return unit if isinstance(unit, str) else None


def _load(file: Path, limits: Limits) -> tuple[Mapping[str, Any], list[str]]:
    try:
        if file.is_symlink() or not file.is_file():
            msg = "it is a link or no regular file; hand in the notebook file itself"
            raise Refused(msg)
        size = file.stat().st_size
        if size > limits.notebook_mb * MB:
            msg = f"it has {size / MB:.0f} MB; at most {limits.notebook_mb:g} MB are read"
            raise Refused(msg)
        content = read_plain(file, limits.notebook_mb * MB)
    except OSError as error:
        raise _unopened(error) from error
    return _understand(content)


def _understand(content: bytes) -> tuple[Mapping[str, Any], list[str]]:
    twice: set[str] = set()
    notebook = _parse(content, twice)
    if not isinstance(notebook, dict):
        msg = "it is JSON but no notebook"
        raise Refused(msg)
    if content.count(b"[") + content.count(b"{") > SHALLOW:
        _bar_depth(notebook)
    if not twice:
        return notebook, []
    names = ", ".join(sorted(named(n) for n in twice)[:5])
    return notebook, [f"an object has a name twice ({names}); the last one counts"]


def _bar_depth(notebook: Any) -> None:
    """Refuse what is nested beyond `marshal`'s 2,000 levels; the JSON reader's limit varies."""
    try:
        marshal.dumps(notebook)
    except ValueError as error:
        raise Refused(TOO_DEEP) from error


def _whole(digits: str) -> float:
    """Return a whole number; one of more digits than any answer has is infinite."""
    return int(digits) if len(digits) <= MOST_DIGITS else float("inf")


def _parse(content: bytes, twice: set[str]) -> Any:
    """Return the JSON; `twice` gets names that one object has more than once.

    Of many such objects only the first are looked into.
    """
    looked_into = 0

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal looked_into
        made = dict(pairs)
        if len(made) < len(pairs) and looked_into < MOST_TWICE:
            looked_into += 1
            twice.update(n for n, times in Counter(n for n, _ in pairs).items() if times > 1)
        return made

    encoding = "utf-16" if content.startswith((BOM_UTF16_BE, BOM_UTF16_LE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
        try:
            return json.loads(text, object_pairs_hook=once)
        except (json.JSONDecodeError, RecursionError):
            raise
        except ValueError:  # a number of thousands of digits, which Python reads as none
            return json.loads(text, object_pairs_hook=once, parse_int=_whole)
    except UnicodeDecodeError as error:
        name = "UTF-16" if encoding == "utf-16" else "UTF-8"
        msg = f"it is not {name} text (byte {error.start}); save it in Jupyter and hand it in again"
    except json.JSONDecodeError as error:
        msg = (
            f"it is not JSON (line {error.lineno}, column {error.colno}: {error.msg}); "
            "save it in Jupyter and hand it in again"
        )
    except RecursionError:
        msg = TOO_DEEP
    except ValueError as error:
        msg = f"it cannot be read: {str(error)[:120]}"
    raise Refused(msg)
