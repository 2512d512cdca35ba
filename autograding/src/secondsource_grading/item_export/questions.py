"""What a question of a school's system is, before it is written in a system's own format.

Only five kinds are common to them: one of several, several of many, an amount, a match for each
row, and a text that a person reads. What an item of ours asks beyond these has no place there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = [
    "Amount",
    "Body",
    "Case",
    "Choice",
    "Matching",
    "OneOf",
    "Question",
    "Row",
    "Several",
    "Written",
]


@dataclass(frozen=True)
class Choice:
    """An option: its id, its text as HTML, whether it is right, and the key's note on it."""

    id: str
    html: str
    right: bool
    note: str


@dataclass(frozen=True)
class OneOf:
    """One option is right. An answer is its id."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Several:
    """Some options are right, and not all. An answer is the collection of the ids ticked."""

    choices: tuple[Choice, ...]

    @property
    def right(self) -> int:
        """How many options are right."""
        return sum(c.right for c in self.choices)

    @property
    def wrong(self) -> int:
        """How many options are wrong."""
        return len(self.choices) - self.right


@dataclass(frozen=True)
class Case:
    """Amounts within `tolerance` of `amount` earn `share`, 0..1."""

    amount: float
    tolerance: float
    share: float
    note: str

    def matches(self, amount: float) -> bool:
        """Whether an amount lies in it; both ends do, and a hair for rounding."""
        return abs(amount - self.amount) <= self.tolerance + 1e-9 * max(1.0, abs(self.amount))


@dataclass(frozen=True)
class Amount:
    """A number in a given unit. The first case that an answer lies in says what it earns."""

    unit_id: str
    unit: str
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Row:
    """A row of a matching question: its id, its text as HTML, and the id of its match."""

    id: str
    html: str
    match: str


@dataclass(frozen=True)
class Matching:
    """Each row has its match. `matches` has the plain text of each by its id.

    An answer is the id of a match by the id of a row; rows may be missing.
    """

    rows: tuple[Row, ...]
    matches: Mapping[str, str]


@dataclass(frozen=True)
class Written:
    """A text that a person reads; `guide` is the rubric with its points, as HTML."""

    guide: str


Body = OneOf | Several | Amount | Matching | Written


@dataclass(frozen=True)
class Question:
    """An item as a school's system can ask it. `html` is all that a learner reads before it."""

    id: str
    title: str
    html: str
    points: float
    reason: str
    """Why the key is as it is, as HTML; for after the answer."""
    body: Body
