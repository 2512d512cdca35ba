"""What an author may do with a text: read it, or ship it in full with licence and attribution."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    ValidationError,
    model_validator,
)

from secondsource.yaml_files import explain, read_yaml
from secondsource_grading.drafting.source import DraftError

__all__ = ["Rights", "read_rights"]

_NO_CHANGES = re.compile(r"(?:^|[-_ ])ND(?:[-_ ]|$)", re.IGNORECASE)

Words = Annotated[str, Field(min_length=2)]


class Rights(BaseModel):
    """Under which licence a text may be shipped, where it is from, and what was changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    licence: Words
    source: Annotated[str, Field(pattern=r"^https?://\S+$")]
    attribution: Words
    changes: Words

    @model_validator(mode="after")
    def _unchanged(self) -> Rights:
        if _NO_CHANGES.search(self.licence) and self.changes != "none":
            msg = f"{self.licence} allows no changes, and changes says {self.changes!r}"
            raise ValueError(msg)
        return self


class _RightsFile(RootModel[dict[str, Rights]]):
    """The rights of some texts, by the names of their files."""


def read_rights(file: Path | None, texts: Sequence[Path]) -> Mapping[str, Rights]:
    """Return the rights that a YAML file gives, by the names of the texts' files.

    Without a file no text has any. Raises `DraftError` where a name is none of `texts`, or
    something is missing.
    """
    if file is None:
        return {}
    data = read_yaml(file)
    try:
        found = _RightsFile.model_validate(data).root
    except ValidationError as error:
        lines = "; ".join(explain(error, data))
        msg = (
            f"{file}: is not right: {lines}. For each text's file name it wants licence, source, "
            "attribution and changes"
        )
        raise DraftError(msg) from error
    strange = sorted(set(found) - {t.name for t in texts})
    if strange:
        msg = f"{file}: {strange[0]} is none of the texts; write the name of its file"
        raise DraftError(msg)
    return found
