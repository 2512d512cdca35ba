"""Candidates: what the rules propose, as data that an author decides on, one by one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from secondsource.files import replace_text
from secondsource.yaml_files import read_yaml, validate
from secondsource_grading.drafting.arithmetic import arithmetic
from secondsource_grading.drafting.between import between
from secondsource_grading.drafting.dates import dates
from secondsource_grading.drafting.numbers import numbers
from secondsource_grading.drafting.speech import handed_on, quotations
from secondsource_grading.drafting.texts import Found, Text
from secondsource_grading.drafting.wording import absences, growing, listed_words

__all__ = ["FILE", "Candidate", "CandidateFile", "Where", "find_all", "read", "write"]

FILE = "candidates.yaml"

State = Literal["open", "accepted", "changed", "rejected"]

RULES = (quotations, handed_on, listed_words, dates, numbers, arithmetic, absences, growing)
"""What is looked for in each text by itself, in English."""

HEAD = """\
# What the rules propose, each with its rule and place. `state` is open, accepted, changed or
# rejected; only what is accepted or changed reaches a lesson. `secondsource-teach review` goes
# through them; this file can be edited by hand as well.
"""


class Where(BaseModel):
    """A range of characters of a paragraph (paragraphs from 1, characters from 0)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: str
    paragraph: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    words: str


class Candidate(BaseModel):
    """One proposal: by which rule, where, and what the author made of it.

    `changed` is the author's wording where `state` is `changed`; `note` is the author's own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    rule: str
    where: Where
    says: str
    also: tuple[Where, ...] = ()
    facts: dict[str, str | float] = {}
    state: State = "open"
    changed: str = ""
    note: str = ""

    @property
    def taken(self) -> bool:
        """Whether the author wants it, as it is or in other words."""
        return self.state in ("accepted", "changed")


class CandidateFile(BaseModel):
    """The content of `candidates.yaml`."""

    model_config = ConfigDict(extra="forbid")

    pack: str
    candidates: list[Candidate]


def find_all(texts: Sequence[Text], others: Sequence[Text] = ()) -> list[Candidate]:
    """Return what the rules find in the texts and between them, in the order of the places.

    `others` are texts in another language than the lists: only shared wording is looked for.
    """
    found = [f for text in texts for rule in RULES for f in rule(text)]
    found += [*between(texts, others), *_shared_errors(found)]
    found.sort(key=lambda f: (f.place.document, f.place.paragraph, f.place.start, f.rule))
    count: Counter[str] = Counter()
    made = []
    for one in found:
        count[one.place.document] += 1
        made.append(_candidate(one, f"{one.place.document}-{count[one.place.document]:03}"))
    return made


def read(file: Path) -> CandidateFile:
    """Return the candidates of a draft; `ContentError` names the entry that is not right."""
    return validate(CandidateFile, read_yaml(file), file, entries="candidates", named_by="id")


def write(file: Path, content: CandidateFile) -> None:
    """Write candidates as YAML, whole or not at all; texts are quoted as in JSON, which YAML is."""
    lines = [
        f"{HEAD}pack: {_json(content.pack)}",
        "candidates:" if content.candidates else "candidates: []",
    ]
    for candidate in content.candidates:
        entry = candidate.model_dump(exclude_defaults=True) | {"state": candidate.state}
        lines += [
            f"{'- ' if n == 0 else '  '}{k}: {_json(v)}" for n, (k, v) in enumerate(entry.items())
        ]
    replace_text(file, "\n".join(lines) + "\n")


def _shared_errors(found: Sequence[Found]) -> Iterator[Found]:
    """Yield what two texts get wrong in the same way: a sign that one had it from the other."""
    wrong = [f for f in found if f.facts.get("wrong") == "yes"]
    for number, first in enumerate(wrong):
        for second in wrong[number + 1 :]:
            same = first.rule == second.rule and first.facts == second.facts
            if same and first.place.document != second.place.document:
                says = (
                    f"{first.place.document} and {second.place.document} make the same mistake: "
                    f"{first.says}"
                )
                yield Found("shared-error", first.place, says, (second.place,))


def _candidate(found: Found, name: str) -> Candidate:
    return Candidate(
        id=name,
        rule=found.rule,
        where=Where(**asdict(found.place)),
        says=found.says,
        also=tuple(Where(**asdict(p)) for p in found.also),
        facts=dict(found.facts),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
