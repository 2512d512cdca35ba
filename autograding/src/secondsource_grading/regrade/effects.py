"""What a regrade would do: to each item, to each student, and to whom nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Change", "ItemEffect", "Preview", "StudentEffect"]


@dataclass(frozen=True)
class Change:
    """One student's points on one item; `kept` of `after` are extra credit so that nobody loses."""

    notebook: str
    item: str
    before: float
    after: float
    kept: float = 0.0


@dataclass
class ItemEffect:
    """What a regrade would do to one item."""

    notebook: str
    item: str
    title: str
    why: str
    """What was changed, in words; "" where nothing is known."""
    worth_before: float
    worth_after: float
    up: int = 0
    """Students who gain points on it."""
    down: int = 0
    kept: int = 0
    """Students who would lose points on it and keep them."""
    gained: float = 0.0
    lost: float = 0.0
    by_hand: int = 0
    """Students whose points on it a person gave; they stay."""


@dataclass(frozen=True)
class StudentEffect:
    """What a regrade would do to one student's points in the assignment, lateness counted."""

    student: str
    before: float
    after: float
    changes: tuple[Change, ...]


@dataclass
class Preview:
    """What a regrade would do; nothing has been written."""

    assignment: str
    never_lower: bool
    graded: int = 0
    """Submissions that were looked at."""
    items: list[ItemEffect] = field(default_factory=list)
    """The items that were changed, or on which somebody's points change."""
    students: list[StudentEffect] = field(default_factory=list)
    """Everybody whose points on an item change, in the order of their names."""
    left: dict[str, str] = field(default_factory=dict)
    """Who is left as they are, and why."""
    asks: dict[str, str] = field(default_factory=dict)
    """Items whose options, rows or text were changed since the release, and how, by id."""
    takes: dict[str, int] = field(default_factory=dict)
    """Of those the ones that have points which grading anew would take away: how many students."""
    notes: list[str] = field(default_factory=list)
    """What a teacher should know besides."""
    answered: list[str] = field(default_factory=list)
    """Everybody whose submission is to be graded anew."""

    @property
    def up(self) -> int:
        """Return how many students' points in the assignment rise."""
        return sum(s.after > s.before for s in self.students)

    @property
    def down(self) -> int:
        """Return how many students' points in the assignment fall."""
        return sum(s.after < s.before for s in self.students)
