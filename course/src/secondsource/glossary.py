"""The words of the trade that the course explains: `glossary.yaml` beside the units."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from secondsource import paths
from secondsource.file_cache import FileCache
from secondsource.markdown import to_html
from secondsource.yaml_files import read_yaml, validate

__all__ = ["Term", "glossary", "read_glossary"]

FILE = "glossary.yaml"

Word = Annotated[str, Field(min_length=2, max_length=60)]


class Term(BaseModel):
    """One word with its meaning in Markdown; `also` are other forms, such as the plural."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    term: Word
    meaning: Annotated[str, Field(min_length=1, max_length=400)]
    also: tuple[Word, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every form of the word."""
        return (self.term, *self.also)

    def html(self) -> Markup:
        """Return the meaning as HTML."""
        return to_html(self.meaning)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    terms: tuple[Term, ...]


_kept: FileCache[tuple[Term, ...]] = FileCache()


def glossary() -> tuple[Term, ...]:
    """Return the terms of the glossary beside the units, none where there is no such file."""
    file = paths.units() / FILE
    return _kept.get([file], lambda: read_glossary(file)) if file.is_file() else ()


def read_glossary(file: Path) -> tuple[Term, ...]:
    """Read a glossary; `ContentError` names the term and the field that is not right."""
    return validate(_File, read_yaml(file), file, entries="terms", named_by="term").terms
