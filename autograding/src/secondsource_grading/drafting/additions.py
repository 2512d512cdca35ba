"""What an author adds to a draft: paragraphs told in own words, where texts are from, facts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from secondsource.files import replace_text
from secondsource.yaml_files import read_yaml, validate
from secondsource_grading.drafting.source import DraftError

__all__ = ["FILE", "KINDS", "Additions", "Fact", "Origin", "Store", "open_store"]

FILE = "additions.yaml"

HEAD = """\
# What you added in the review: `told` are paragraphs in your own words, by document and number,
# `origins` say where a text is from, `facts` become rows of the record. It can be edited by hand.
"""

Day = Annotated[str, Field(pattern=r"^(?:\d{4}-\d{2}-\d{2})?$")]
Address = Annotated[str, Field(pattern=r"^(?:https?://\S+)?$")]
Words = Annotated[str, Field(min_length=2)]
Kind = Literal[
    "primary-readout",
    "primary-post",
    "primary-notice",
    "wire",
    "newspaper",
    "analysis",
    "blog",
    "encyclopedia",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What sort of page a fact was read on, as the record's column *kind* names it."""


class Origin(BaseModel):
    """Where a text is from: who published it, the address, and who speaks in it."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    outlet: Words
    url: Address = ""
    said_by: Words = "not named"


class Fact(BaseModel):
    """A row of the record, in the author's words, with its source."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    fact: Words
    said_by: Words
    reported_by: Words
    url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    kind: Kind | Literal[""] = ""
    """What sort of page it was read on; "" in a file by hand is still to be said."""
    published: Day = ""


class Additions(BaseModel):
    """The content of `additions.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    told: Mapping[str, Mapping[int, Words]] = {}
    origins: Mapping[str, Origin] = {}
    facts: tuple[Fact, ...] = ()


class Store:
    """The additions of a draft folder, written to disk with each that is made."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE
        self._saved = _fingerprint(self.file)
        data = read_yaml(self.file) if self.file.is_file() else {}
        self.content = validate(Additions, data, self.file)

    def tell(self, document: str, paragraph: int, words: str) -> None:
        """Keep a paragraph in the author's own words; `DraftError` where there is none such."""
        text = self.file.parent / "texts" / f"{document}.txt"
        there = len(text.read_text("utf-8").splitlines()) if text.is_file() else 0
        if not 1 <= paragraph <= there:
            msg = f"{document} ¶{paragraph}: not kept; text {document} has {there} paragraphs"
            raise DraftError(msg)
        told = {d: dict(p) for d, p in self.content.told.items()}
        told.setdefault(document, {})[paragraph] = words
        self._put({"told": told})

    def place(self, document: str, **values: str) -> None:
        """Keep where a text is from; `DraftError` says which value can't be."""
        origin = _made(Origin, values)
        self._put({"origins": {**self.content.origins, document: origin}})

    def add_fact(self, **values: str) -> str:
        """Keep a fact and return the id of its row; `DraftError` says which value can't be."""
        self._put({"facts": (*self.content.facts, _made(Fact, values))})
        return f"R{len(self.content.facts):03}"

    def _put(self, values: Mapping[str, Any]) -> None:
        if _fingerprint(self.file) != self._saved:
            msg = f"{self.file}: was changed while it was reviewed here; start the review again"
            raise DraftError(msg)
        content = self.content.model_copy(update=dict(values))
        replace_text(self.file, _yaml(content))
        self.content = content
        self._saved = _fingerprint(self.file)


def open_store(folder: Path) -> Store:
    """Return the additions of a draft; `ContentError` where the file is not right."""
    return Store(folder)


def _made(model: Any, values: Mapping[str, str]) -> Any:
    try:
        return model(**values)
    except ValueError as error:
        fields = ", ".join(re.findall(r"^(\w+)$", str(error), re.MULTILINE))
        msg = f"not kept, because of {fields}: an address starts with https://, a day is 2026-12-08"
        raise DraftError(msg) from error


def _yaml(content: Additions) -> str:
    data = content.model_dump(mode="json", exclude_defaults=True)
    lines = [HEAD.rstrip()]
    for name in ("told", "origins"):
        if data.get(name):
            lines.append(f"{name}:")
            for document, values in data[name].items():
                lines.append(f"  {document}:")
                lines += [f"    {key}: {_json(value)}" for key, value in values.items()]
    if data.get("facts"):
        lines.append("facts:")
        lines += [f"  - {_json(fact)}" for fact in data["facts"]]
    return "\n".join(lines) + "\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _fingerprint(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
