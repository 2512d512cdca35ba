"""Readers' answers, read back from JSON or CSV and turned into values that a scorer takes."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from secondsource.errors import ContentError, ResponseError
from secondsource.families import Item
from secondsource.scoring import Key
from secondsource_grading.authoring.blind.labels import Letters, blank, decode
from secondsource_grading.keys import load_keys

__all__ = ["Asked", "Reading", "read_answers", "read_mapping"]

HEADER = ["question", "part", "answer"]


@dataclass(frozen=True)
class Asked:
    """The item that a number stands for, with its key."""

    unit: str
    item: Item
    key: Key[Any]
    free: bool
    """Whether readers without material were asked it too."""
    letters: Letters
    """Which letter stood for which option on the sheet."""


@dataclass(frozen=True)
class Reading:
    """One reader's answers: by the question's number the value that the item's `parse` gives."""

    name: str
    values: Mapping[int, Any]


def read_mapping(file: Path) -> dict[int, Asked]:
    """Return what each number stands for, with the items and keys as they are now.

    Raises `ContentError` where the file is missing or names an item that there no longer is.
    """
    data = _json(file, "write the sheets first, or say with --mapping where it is")
    asked: dict[int, Asked] = {}
    try:
        for number, named in data["questions"].items():
            keyring = load_keys(named["unit"])
            item = keyring.unit.item(named["item"])
            key, letters = keyring.keys[item.id], named["letters"]
            asked[int(number)] = Asked(named["unit"], item, key, named["free"], letters)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"{file}: not a mapping that `blind` wrote ({error!r}); write the sheets anew"
        raise ContentError(msg) from error
    return asked


def read_answers(file: Path, asked: Mapping[int, Asked]) -> Reading:
    """Return one reader's answers; a question that the file doesn't have was not asked.

    Raises `ContentError` with file, question and remedy where an answer doesn't fit.
    """
    is_table = file.suffix.lower() == ".csv"
    data = _table(file, asked) if is_table else _json(file, "name a reader's answers")
    if not isinstance(data, dict):
        msg = f"{file}: expected an object with an entry for each question, as in answers.json"
        raise ContentError(msg)
    values = {}
    for number, answer in data.items():
        if not str(number).isdigit() or int(number) not in asked:
            msg = f"{file}: there is no question {number}; there are 1 to {max(asked)}"
            raise ContentError(msg)
        item, letters = asked[int(number)].item, asked[int(number)].letters
        try:
            values[int(number)] = item.parse(decode(item, answer, letters))
        except (ContentError, ResponseError) as error:
            form = json.dumps(blank(item))
            msg = f"{file}: question {number}: {error}; an answer has the form {form}"
            raise ContentError(msg) from error
    return Reading(file.stem, values)


def _text(file: Path, remedy: str) -> str:
    try:
        return file.read_text("utf-8-sig")
    except FileNotFoundError as error:
        msg = f"{file}: there is no such file; {remedy}"
        raise ContentError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{file}: not UTF-8 ({error}); save it as UTF-8"
        raise ContentError(msg) from error


def _json(file: Path, remedy: str) -> Any:
    try:
        return json.loads(_text(file, remedy))
    except json.JSONDecodeError as error:
        msg = f"{file}: not JSON: {error}; mend that line"
        raise ContentError(msg) from error


def _table(file: Path, asked: Mapping[int, Asked]) -> dict[str, Any]:
    """Answers from a table with the columns question, part and answer.

    `part` is empty where the form of an answer has none. A list is written with spaces, an arrow
    as `a>b`.
    """
    lines = csv.DictReader(StringIO(_text(file, "name a reader's answers"), newline=""))
    if lines.fieldnames != HEADER:
        msg = f"{file}: expected the columns {','.join(HEADER)}, found {lines.fieldnames}"
        raise ContentError(msg)
    found: dict[str, Any] = {}
    for line in lines:
        number, part, text = (str(line[c] or "").strip() for c in HEADER)
        known = asked.get(int(number)) if number.isdigit() else None
        form = blank(known.item) if known else None
        if isinstance(form, dict):
            found.setdefault(number, {})[part] = _cell(text, form.get(part))
        else:
            found[number] = _cell(text, form)
    return found


def _cell(text: str, form: Any) -> Any:
    if isinstance(form, list):
        return [_one(word) for word in text.replace(",", " ").replace(";", " ").split()]
    return next(_several(text), None)


def _several(text: str) -> Iterator[Any]:
    if text:
        yield _one(text)


def _one(word: str) -> Any:
    """A number, an arrow or a letter."""
    if ">" in word:
        return [end.strip() for end in word.split(">")]
    try:
        number = float(word)
    except ValueError:
        return word
    return int(number) if number.is_integer() else number
