"""Responses as a notebook holds them: `metadata.secondsource.responses`.

    {"schema": 1, "unit": "04-silence", "responses": {item id: {"value": ..., "t": seconds}}}

`t` is the time of the answer in seconds since 1970-01-01 UTC. The newest answer
wins. Everything read here may be damaged or hostile: what does not fit is left
out and named, never guessed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from secondsource.errors import SessionError

__all__ = [
    "KEY",
    "MIME",
    "SCHEMA",
    "Response",
    "newest",
    "read_metadata",
    "read_responses",
    "record",
]

KEY = "secondsource"
"""The name of our part of a notebook's metadata."""

MIME = "application/vnd.secondsource.response+json"
"""The type of a cell output that carries a response where the page is no notebook host."""

SCHEMA = 1

MOST = 1000
"""More responses than any unit has items; a notebook with more is damaged or hostile."""


@dataclass(frozen=True)
class Response:
    """One recorded answer: its raw value, not yet held against its item, and its time."""

    value: Any
    t: float

    def to_json(self) -> dict[str, Any]:
        """The form a notebook keeps."""
        return {"value": self.value, "t": self.t}

    @classmethod
    def from_json(cls, raw: object) -> Response | None:
        """A response, or None where `raw` has not the form of one."""
        # Nearly always a dictionary: to ask for `Mapping` takes far longer.
        if not isinstance(raw, (dict, Mapping)) or "value" not in raw:
            return None
        t = raw.get("t", 0)
        if isinstance(t, bool) or not isinstance(t, (int, float)):
            return None
        try:
            seconds = float(t)
        except OverflowError:
            return None
        if not math.isfinite(seconds):
            return None
        return cls(raw["value"], seconds)


def read_metadata(metadata: object) -> tuple[dict[str, Response], list[str]]:
    """The responses in a notebook's metadata, and what was passed over and why."""
    ours = metadata.get(KEY) if isinstance(metadata, Mapping) else None
    if ours is None:
        return {}, []
    if not isinstance(ours, Mapping):
        return {}, [f"metadata.{KEY} is no object; passed over"]
    schema = ours.get("schema", SCHEMA)
    if isinstance(schema, bool) or schema != SCHEMA:
        return {}, [f"metadata.{KEY}.schema is {_shown(schema)}, not {SCHEMA}; passed over"]
    return read_responses(ours.get("responses", {}))


def _shown(value: object) -> str:
    # What is nested may be nested too deeply to be written out.
    return "a list or object" if isinstance(value, (list, Mapping)) else repr(value)[:40]


def read_responses(raw: object) -> tuple[dict[str, Response], list[str]]:
    """The well-formed responses of a `{item id: {value, t}}` object, and what was passed over."""
    if not isinstance(raw, Mapping):
        return {}, ["responses are no object; passed over"]
    if len(raw) > MOST:
        return {}, [f"{len(raw)} responses, more than {MOST}; passed over"]
    found: dict[str, Response] = {}
    passed: list[str] = []
    for name, entry in raw.items():
        response = Response.from_json(entry)
        if response is None:
            passed.append(f"response {str(name)[:60]!r} has no value or no time; passed over")
        else:
            found[str(name)] = response
    return found, passed


def newest(sources: Iterable[Mapping[str, Response]]) -> dict[str, Response]:
    """The latest response for each item; of two with one time the earlier source wins."""
    best: dict[str, Response] = {}
    for source in sources:
        for name, response in source.items():
            if name not in best or response.t > best[name].t:
                best[name] = response
    return best


def record(
    metadata: Mapping[str, Any], unit: str, item_id: str, response: Response
) -> dict[str, Any]:
    """A notebook's metadata with one more response, written as the page's recorder writes it.

    An answer that is not newer than the one held changes nothing. Raises
    `SessionError` where the recorder would refuse too: answers of another unit
    or of another version of this package.
    """
    ours = metadata.get(KEY)
    held = dict(ours) if isinstance(ours, Mapping) else {}
    schema, theirs = held.get("schema", SCHEMA), held.get("unit") or unit
    if schema != SCHEMA or theirs != unit:
        msg = (
            f"{item_id}: the notebook records unit {theirs}, schema {schema}; "
            f"expected unit {unit}, schema {SCHEMA}"
        )
        raise SessionError(msg)
    responses = held.get("responses")
    entries = dict(responses) if isinstance(responses, Mapping) else {}
    before = Response.from_json(entries.get(item_id))
    if before is None or response.t > before.t:
        entries[item_id] = response.to_json()
    after = {**held, "schema": SCHEMA, "unit": unit, "responses": entries}
    if ours is not None and not isinstance(ours, Mapping):
        after["unread"] = ours
    return {**metadata, KEY: after}
