"""When a submission was handed in: the learner's word, and what the collector saw."""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from dateutil import parser, tz

from secondsource_grading.intake.quoting import named
from secondsource_grading.intake.safe_files import read_plain

__all__ = ["STAMP", "STAMP_BYTES", "Receipt", "handed_in", "read_receipt", "write_receipt"]

STAMP = "timestamp.txt"

STAMP_BYTES = 200
"""A longer file is no time."""

RECEIPTS = ".secondsource/receipts"
"""Below the course's folder, where no learner's file ever comes."""


@dataclass(frozen=True)
class Receipt:
    """What the collecting program saw for itself. Times in seconds since 1970 UTC."""

    changed: float
    """The newest change of state of what lay in the exchange; its owner cannot set that back."""
    owner: str | None = None
    """The account that put it there, where that is not the name it was handed in under."""
    left_out: tuple[str, ...] = ()


def read_receipt(root: str | Path, assignment: str, student: str) -> Receipt | None:
    """What was noted when the submission was collected, or None."""
    try:
        with open(f"{root}/{RECEIPTS}/{assignment}/{student}.json", encoding="utf-8") as file:  # noqa: PTH123 - many files
            raw = json.load(file)
        return Receipt(float(raw["changed"]), raw.get("owner"), tuple(raw.get("left_out", ())))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_receipt(root: Path, assignment: str, student: str, receipt: Receipt) -> None:
    """Note what was seen, by way of a temporary name."""
    file = root / RECEIPTS / assignment / f"{student}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.new")
    temporary.write_text(json.dumps(asdict(receipt)), "utf-8")
    temporary.replace(file)


def handed_in(
    stamp: str | Path,
    receipt: Receipt | None,
    minutes: float,
    seen: tuple[bytes, float] | None = None,
) -> tuple[str | None, list[str]]:
    """The time that counts, and what contradicts it.

    `timestamp.txt` is the learner's word. Where the submission was collected by
    this kit's collector, the exchange's own clock knows better. Times less than
    `minutes` apart agree. `seen` has the file's bytes and the time of its arrival
    where they are read already.
    """
    incidents = []
    claimed = None
    try:
        content, when = seen or _read_stamp(stamp)
        claimed = _written(content)
    except ValueError as error:
        incidents.append(f"timestamp.txt {error}")
        when = None
    if receipt and receipt.owner:
        incidents.append(f"handed in by the account {named(receipt.owner)} under another's name")
    known = receipt.changed if receipt else when
    if claimed is None:
        if receipt and known is not None:
            incidents.append(f"no time of its own; collected as of {_words(known)}, which counts")
            return _stamp(known), incidents
        return None, incidents
    if known is not None:
        apart = known - claimed if receipt else claimed - known
        if apart > minutes * 60 or (receipt and -apart > minutes * 60):
            incidents.append(
                f"timestamp.txt says {_words(claimed)}, but it was put in place at "
                f"{_words(known)}; the latter counts"
            )
            claimed = known
    return _stamp(claimed), incidents


def _read_stamp(stamp: str | Path) -> tuple[bytes, float | None]:
    """The file's bytes and the time of its arrival; `ValueError` in words of a message."""
    try:
        state = os.lstat(stamp)
    except OSError:
        return b"", None
    if not stat.S_ISREG(state.st_mode) or state.st_size > STAMP_BYTES:
        msg = "is a link, no plain file or too long; passed over"
        raise ValueError(msg)
    return read_plain(stamp, STAMP_BYTES), state.st_ctime


def _written(content: bytes) -> float | None:
    """The time written, or None where there is none; `ValueError` in words of a message."""
    text = content.decode("utf-8", "replace").strip()
    if not text:
        return None
    try:
        if not re.search(r"\d{4}", text):
            raise ValueError(text)  # noqa: TRY301 - a time without a year is completed with today
        return _parse(text).timestamp()
    except Exception as error:  # dateutil lets errors of many kinds through
        msg = f"holds no time ({named(text[:40])}); passed over"
        raise ValueError(msg) from error


def _parse(text: str) -> datetime:
    try:
        when = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        when = _parse_any(text)
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _parse_any(text: str) -> datetime:
    """Every other form that nbgrader takes: a date, a time and perhaps a zone's name."""
    words = text.split(" ")
    if len(words) == 3:  # noqa: PLR2004 - date, time, zone
        zone = words[2]
        offset = int(zone) if zone.lstrip("+-").isdigit() else tz.gettz(zone)
        text = " ".join([*words[:2], "TZ"])
    else:
        offset = None
    when: datetime = parser.parse(text, tzinfos={"TZ": offset})
    return when


def _stamp(seconds: float) -> str:
    when = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return f"{when.isoformat(' ', 'microseconds')} UTC"


def _words(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
