"""Files an author writes in YAML: read, held against their model, and explained where wrong."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from secondsource.errors import ContentError

__all__ = ["explain", "parse_yaml", "read_utf8", "read_yaml", "validate"]

SHOWN = 60
"""Characters of a found value that a message repeats."""

ModelT = TypeVar("ModelT", bound=BaseModel)

_Loc = tuple[int | str, ...]
"""Where in a file an error is: names of fields and numbers of entries, from the outside in."""

_REMEDIES = {
    "extra_forbidden": "is not known here; take it out, or mend its name",
    "missing": "is required; write it",
}
"""What to say instead of pydantic's own words, by the kind of error."""

_NO_VALUE = ("missing", "value_error", "union_tag_not_found")
"""Errors of which the value found would be all that stands around it, or is in the message."""


def read_yaml(file: Path) -> Any:
    """Return the content of a YAML file; `ContentError` with file and line where it is none."""
    return parse_yaml(read_utf8(file), file)


def read_utf8(file: Path) -> str:
    """Return the text of a file; `ContentError` where it is not UTF-8."""
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        msg = f"{file}: not UTF-8 text (byte {error.start}); save it as UTF-8"
        raise ContentError(msg) from error


def parse_yaml(text: str, file: Path) -> Any:
    """Return what YAML text from `file` holds; `ContentError` with file and line where it is none.

    The lines are counted from the beginning of the text. JSON is YAML as well, and is read as JSON,
    because that takes a hundredth of the time: the web pages get their files in this form.
    """
    if text.startswith("{"):
        with suppress(ValueError):
            return json.loads(text, object_pairs_hook=_once)
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415 - slow, and JSON needs none of it

    try:
        return pickle.loads(_packed(text))  # noqa: S301 - what `_packed` made here
    except YAMLError as error:
        msg = f"{file}: not valid YAML: {error}"
        raise ContentError(msg) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the pairs as a dictionary; `ValueError` for a key that stands twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


@lru_cache(maxsize=64)
def _packed(text: str) -> bytes:
    """Return what the text holds, packed, so that everybody gets a copy of their own to change.

    A long file takes a second to read: a text that was read before is not read again.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415

    # Written in Python, and no faster reader in C that this machine may have by chance: that
    # one knows YAML 1.1 only, and refuses [claim:K02] without quotation marks.
    return pickle.dumps(YAML(typ="safe", pure=True).load(text))


def validate(  # noqa: PLR0913 - the last three say how a file is told about
    model: type[ModelT],
    data: Any,
    file: Path,
    *,
    entries: str = "",
    named_by: str = "",
    context: Mapping[str, Any] | None = None,
) -> ModelT:
    """Return `data` as a `model`, or raise one `ContentError` that tells everything wrong with it.

    `entries` is the model's list of entries, such as `items`, and `named_by` the field that an
    entry is called by in messages. `context` is what the model's validators are told.
    """
    if not isinstance(data, Mapping) or (entries and not isinstance(data.get(entries), list)):
        fields = ", ".join(f"`{n}:`" for n in model.model_fields if n != entries)
        wanted = f"{fields} and a list under `{entries}:`" if entries else fields
        msg = f"{file}: expected {wanted}; found {_short(data)}"
        raise ContentError(msg)
    try:
        return model.model_validate(data, context=dict(context or {}))
    except ValidationError as error:
        lines = explain(error, data, entries=entries, named_by=named_by)
        msg = "\n".join([f"{file}: is not right:", *(f"  {line}" for line in lines)])
        raise ContentError(msg) from error


def explain(
    error: ValidationError, data: Any, *, entries: str = "", named_by: str = ""
) -> list[str]:
    """Return one line for each fault pydantic found: the place, what is wrong, the value found.

    A misspelt field is one fault, although pydantic tells of two: a field too many, and the
    field that it was meant to be, which is missing.
    """
    errors = error.errors(include_url=False)
    meant = _meant(errors)
    renamed = {(*loc[:-1], field) for loc, field in meant.items()}
    return [
        f"{_place(e['loc'], data, entries, named_by)}: {_problem(e, meant.get(e['loc'], ''))}"
        for e in errors
        if e["type"] != "missing" or e["loc"] not in renamed
    ]


def _meant(errors: Sequence[Mapping[str, Any]]) -> dict[_Loc, str]:
    """Return the missing field that each unknown field probably is, by the latter's place."""
    missing: dict[_Loc, list[str]] = {}
    for error in errors:
        if error["type"] == "missing":
            missing.setdefault(error["loc"][:-1], []).append(str(error["loc"][-1]))
    found: dict[_Loc, str] = {}
    for error in errors:
        fields = missing.get(error["loc"][:-1], [])
        if error["type"] == "extra_forbidden" and fields:
            from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

            for field in get_close_matches(str(error["loc"][-1]), fields, n=1):
                fields.remove(field)
                found[error["loc"]] = field
    return found


def _problem(error: Mapping[str, Any], meant: str = "") -> str:
    if meant:
        return f"is not known here; write `{meant}` (found {_short(error['input'])})"
    said = _REMEDIES.get(error["type"]) or error["msg"].removeprefix("Value error, ")
    return said if error["type"] in _NO_VALUE else f"{said} (found {_short(error['input'])})"


def _place(loc: Sequence[int | str], data: Any, entries: str, named_by: str) -> str:
    """Return where a fault is, an entry by its own name: `item lab-pick, options.1.id`."""
    if len(loc) < 2 or loc[0] != entries:  # noqa: PLR2004 - the list and a place in it
        return ".".join(map(str, loc)) or "the whole file"
    number, rest = int(loc[1]), list(loc[2:])
    entry = data[entries][number]
    if isinstance(entry, Mapping) and rest and rest[0] == entry.get("family"):
        rest = rest[1:]  # pydantic names the family whose model it tried
    name = entry.get(named_by) if isinstance(entry, Mapping) else None
    label = f"{entries.removesuffix('s')} {name if isinstance(name, str) else _nth(number)}"
    return ", ".join([label, *([".".join(map(str, rest))] if rest else [])])


def _nth(index: int) -> str:
    return f"number {index + 1}"


def _short(value: Any) -> str:
    return repr(value)[:SHOWN]
