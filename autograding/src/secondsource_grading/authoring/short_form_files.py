"""A quiz in Markdown to the files of a unit: items, keys and lesson."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from secondsource.errors import ContentError, SecondSourceError
from secondsource.families import AnyItem
from secondsource.files import replace_text
from secondsource.packs.pack import Pack, load_pack
from secondsource.scoring import KEYS
from secondsource.scoring.evidence import resolve
from secondsource.yaml_files import explain, parse_yaml, validate
from secondsource_grading.authoring.short_form import Line, Problem, QuizQuestion, parse_quiz

__all__ = ["compile_quiz"]

MADE = "# Made by `secondsource-teach quiz`: edit the quiz in Markdown, and run it again."

_HEAD = re.compile(r"---\s*\n(.*?)^---\s*\n", re.DOTALL | re.MULTILINE)


class Head(BaseModel):
    """What stands between two lines of `---` at the top of a quiz."""

    model_config = ConfigDict(extra="forbid")

    unit: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: str
    pack: str
    minutes: Annotated[int, Field(ge=1, le=50)] = 10


def compile_quiz(file: Path, target: Path) -> list[Path]:
    """Write `units/<unit>/items.yaml`, `lesson.md` and `keys/<unit>.yaml` below `target`.

    Return their paths. Raises `ContentError` with every wrong line, and writes nothing, where the
    quiz is not right, or a file of the unit is there that was not made from a quiz.
    """
    head, lines, first = _read(file)
    content, problems = parse_quiz(lines, first)
    questions = [part for part in content if isinstance(part, QuizQuestion)]
    if not questions and not problems:
        problems = [Problem(first, "no question; write one line, and below it options with ( )")]
    if not problems:
        pack = load_pack(head.pack)
        problems = [p for question in questions for p in _checked(question, pack)]
    if problems:
        raise ContentError("\n".join(f"{file}, line {p.line}: {p.what}" for p in problems))
    unit = target / "units" / head.unit
    texts = {
        unit / "items.yaml": _items(head, questions),
        target / "keys" / f"{head.unit}.yaml": _keys(head, questions),
        unit / "lesson.md": _lesson(head, content),
    }
    for made in texts:
        if made.exists() and MADE not in made.read_text("utf-8", errors="replace"):
            msg = f"{made}: was written by hand, and was not touched; give the quiz another unit"
            raise ContentError(msg)
    for made, text in texts.items():
        replace_text(made, text)
    return list(texts)


def _read(file: Path) -> tuple[Head, list[str], int]:
    """Return the head, the lines after it, and the number of the first of them."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{file}: can't be read as UTF-8 text ({error}); save the quiz as UTF-8"
        raise ContentError(msg) from error
    found = _HEAD.match(text)
    if not found:
        msg = f"{file}, line 1: expected a head between two lines of ---, with unit, title and pack"
        raise ContentError(msg)
    head = validate(Head, parse_yaml(found[1], file), file)
    return head, text[found.end() :].splitlines(), found[0].count("\n") + 1


def _checked(question: QuizQuestion, pack: Pack) -> Iterator[Problem]:
    """Yield what item, key or evidence of a question have against it."""
    for reference in question.evidence:
        try:
            resolve(reference, pack)
        except SecondSourceError as error:
            yield Problem(question.line, str(error))
    try:
        item = _ITEM.validate_python(_item(question))
        key = KEYS[question.family].model_validate(_key(question))
        key.verify(item)
    except ValidationError as error:
        for line in explain(error, {}):
            yield Problem(question.line, line.removeprefix(f"{question.family}."))
    except ContentError as error:
        yield Problem(question.line, str(error))


_ITEM: TypeAdapter[Any] = TypeAdapter(AnyItem)


def _item(question: QuizQuestion) -> dict[str, Any]:
    return {
        "id": question.id,
        "family": question.family,
        "points": 1,
        "prompt": question.prompt,
        "options": [{"id": o.id, "text": o.text} for o in question.options],
    }


def _key(question: QuizQuestion) -> dict[str, Any]:
    right = [o for o in question.options if o.right]
    return {
        "item": question.id,
        "answer": [o.id for o in right] if question.family == "select" else right[0].id,
        "evidence": list(question.evidence),
        "rationale": " ".join(o.feedback for o in right),
        "feedback": {o.id: o.feedback for o in question.options},
    }


def _items(head: Head, questions: Sequence[QuizQuestion]) -> str:
    about = {"unit": head.unit, "title": head.title, "minutes": head.minutes, "pack": head.pack}
    return _yaml(about, "items", [_item(q) for q in questions])


def _keys(head: Head, questions: Sequence[QuizQuestion]) -> str:
    return _yaml({"unit": head.unit}, "keys", [_key(q) for q in questions])


def _yaml(about: dict[str, Any], name: str, entries: Sequence[dict[str, Any]]) -> str:
    """Return YAML with one line a property; texts are quoted as in JSON, which YAML is."""
    lines = [MADE, *(f"{key}: {_json(value)}" for key, value in about.items()), f"{name}:"]
    for entry in entries:
        lines += [
            f"{'  - ' if number == 0 else '    '}{key}: {_json(value)}"
            for number, (key, value) in enumerate(entry.items())
        ]
    return "\n".join(lines) + "\n"


def _lesson(head: Head, content: Sequence[Line]) -> str:
    kernel = "{name: python3, display_name: Python 3 (ipykernel), language: python}"
    top = [
        "---",
        MADE,
        f"title: {_json(head.title)}",
        f"unit: {head.unit}",
        f"minutes: {head.minutes}",
        "jupytext: {text_representation: {extension: .md, format_name: myst}}",
        f"kernelspec: {kernel}",
        "---",
    ]
    body = [
        f'\n```{{code-cell}}\nask("{part.id}")\n```\n' if isinstance(part, QuizQuestion) else part
        for part in content
    ]
    return "\n".join([*top, *body]) + "\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
