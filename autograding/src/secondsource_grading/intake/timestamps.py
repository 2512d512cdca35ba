"""When a submission was handed in: the learner's word, and what the collector saw."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from secondsource_grading.intake.quoting import named
from secondsource_grading.intake.safe_files import read_plain
from secondsource_grading.intake.written_times import in_words, read_time

__all__ = [
    "STAMP",
    "STAMP_BYTES",
    "Receipt",
    "Stamp",
    "handed_in",
    "read_receipt",
    "read_stamp",
    "write_receipt",
]

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
    collected: str = ""
    """The name of the folder in the exchange."""


@dataclass(frozen=True)
class Stamp:
    """A learner's `timestamp.txt`: its bytes, and when it got its place, in seconds since 1970."""

    content: bytes
    arrived: float | None


def read_receipt(root: str | Path, assignment: str, student: str) -> Receipt | None:
    """Return what was noted when the submission was collected, or None."""
    try:
        with open(f"{root}/{RECEIPTS}/{assignment}/{student}.json", encoding="utf-8") as file:  # noqa: PTH123 - many files
            raw = json.load(file)
        changed, owner = float(raw["changed"]), raw.get("owner")
        in_words(changed)  # that the calendar has it
        left_out = tuple(map(str, raw.get("left_out", ())))
        return Receipt(changed, owner and str(owner), left_out, str(raw.get("collected", "")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
        # Damaged, it is none.
        return None


def write_receipt(root: Path, assignment: str, student: str, receipt: Receipt) -> None:
    """Note what was seen, by way of a temporary name."""
    file = root / RECEIPTS / assignment / f"{student}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.new")
    temporary.write_text(json.dumps(asdict(receipt)), "utf-8")
    temporary.replace(file)


def handed_in(
    stamp: Stamp | None, receipt: Receipt | None, minutes: float
) -> tuple[str | None, list[str]]:
    """Return the time that counts, as nbgrader writes it, and what contradicts it.

    `timestamp.txt` is the learner's word. Where the submission was collected by this
    kit's collector, the exchange's own clock knows better:

    | timestamp.txt | collected           | what counts |
    | ------------- | ------------------- | ----------- |
    | no time       | no                  | nothing; nobody knows |
    | no time       | at c                | c, and it is said |
    | time t        | no, file came at a  | t, or a where t is later than a |
    | time t        | at c                | t where it agrees with c, else c |

    Times that are less than `minutes` apart agree.
    """
    incidents: list[str] = []
    claimed: float | None = None
    arrived = stamp.arrived if stamp else None
    if stamp is not None:
        latest = receipt.changed if receipt else arrived
        try:
            claimed, assumed = read_time(stamp.content, latest)
            incidents += [f"{STAMP} {a}" for a in assumed]
        except ValueError as error:
            incidents.append(f"{STAMP} {error}")
    if receipt and receipt.owner:
        incidents.append(f"handed in by the account {named(receipt.owner)} under another's name")
    seen = receipt.changed if receipt else arrived
    if claimed is None:
        if receipt is None:
            return None, incidents
        when = in_words(receipt.changed)
        incidents.append(f"no time of its own; collected as of {when}, which counts")
        return _stamp(receipt.changed), incidents
    if seen is None or _agree(claimed, seen, minutes * 60, either_way=receipt is not None):
        return _stamp(claimed), incidents
    incidents.append(
        f"{STAMP} says {in_words(claimed)}, but it was put in place at "
        f"{in_words(seen)}; the latter counts"
    )
    return _stamp(seen), incidents


def read_stamp(file: str | Path) -> tuple[Stamp | None, list[str]]:
    """Return a submission's `timestamp.txt`, None where there is none, and what is wrong with it.

    Links are not followed, and no pipe is waited for.
    """
    try:
        state = os.lstat(file)
    except OSError:
        return None, []
    if not stat.S_ISREG(state.st_mode) or state.st_size > STAMP_BYTES:
        return None, [f"{STAMP} is a link, no plain file or too long; passed over"]
    try:
        return Stamp(read_plain(file, STAMP_BYTES), state.st_ctime), []
    except OSError as error:
        return None, [f"{STAMP} cannot be read: {error.strerror or error}; passed over"]


def _agree(claimed: float, seen: float, seconds: float, *, either_way: bool) -> bool:
    """Return whether a claimed time fits the one that was seen.

    A file copied by hand may have got its place long after it was handed in; a
    collected one was in the exchange when it was.
    """
    return claimed - seen <= seconds and (not either_way or seen - claimed <= seconds)


def _stamp(seconds: float) -> str:
    when = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return f"{when.isoformat(' ', 'microseconds')} UTC"
