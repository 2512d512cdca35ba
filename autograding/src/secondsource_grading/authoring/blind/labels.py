"""Neutral names for what a reader can answer: letters and numbers in place of ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import ascii_lowercase
from typing import Any, TypeAlias

from secondsource.errors import ContentError
from secondsource.families import Item
from secondsource.families.base import Option, OptionGroup

__all__ = ["Letters", "blank", "decode", "encode", "group_names", "letters", "letters_of"]

Letters: TypeAlias = Mapping[str, Mapping[str, str]]
"""By the name of a group the letter of each option's id; with the name "" where there is none."""


def letters(options: Sequence[Option]) -> dict[str, str]:
    """Return a letter for each option's id, in the order a learner sees them."""
    return {o.id: ascii_lowercase[n] for n, o in enumerate(options)}


def letters_of(item: Item) -> dict[str, dict[str, str]]:
    """Return the letters of every group of the item, or of all its options if it has none."""
    found = {name: letters(group.options) for name, group in group_names(item).items()}
    return found or {"": letters(item.all_options())}


def group_names(item: Item) -> dict[str, OptionGroup]:
    """Return the item's groups of options by the name a reader uses for each.

    Rows that share their options are numbered, because their ids often tell the answer.
    """
    named: dict[str, OptionGroup] = {}
    rows = 0
    for group in item.option_groups():
        rows += group.repeated
        named[str(rows) if group.repeated else group.name] = group
    return named


def blank(item: Item) -> Any:
    """Return the form of an answer with nothing in it, as the template of answers has it."""
    return encode(item, item.blank(), letters_of(item))


def encode(item: Item, value: Any, named: Letters) -> Any:
    """Return a value with letters in place of ids: the reverse of `decode`."""
    groups = group_names(item)
    if not groups:
        return _renamed(value, lambda text: named[""].get(text, text))
    picks = item.picks(value)
    given: dict[str, Any] = {}
    for name, group in groups.items():
        picked = [named[name][i] for i in picks[group.name]]
        given[name] = sorted(picked) if group.several else next(iter(picked), None)
    return next(iter(given.values())) if len(given) == 1 else given


def decode(item: Item, answer: Any, named: Letters) -> Any:
    """Return a reader's answer as the value that a notebook would hold.

    None is a blank. Raises `ContentError` for a letter or a part that the question doesn't have.
    """
    if answer is None:
        return None
    groups = group_names(item)
    if not groups:
        return _renamed(answer, lambda text: _looked_up(named[""], text))
    if len(groups) == 1:
        answer = {next(iter(groups)): answer}
    if not isinstance(answer, Mapping):
        msg = f"expected an answer for each of {', '.join(groups)}, found {answer!r}"
        raise ContentError(msg)
    strange = sorted(answer.keys() - groups.keys())
    if strange:
        msg = f"there is no part {strange[0]!r}; there are {', '.join(groups)}"
        raise ContentError(msg)
    picks = {g.name: _picked(named[name], answer.get(name)) for name, g in groups.items()}
    return item.from_picks(picks)


def _picked(named: Mapping[str, str], given: Any) -> list[str]:
    several = given if isinstance(given, list) else [given]
    return [_looked_up(named, letter) for letter in several if letter not in (None, "")]


def _looked_up(named: Mapping[str, str], letter: Any) -> str:
    wanted = letter.strip().lower() if isinstance(letter, str) else letter
    found = next((i for i, known in named.items() if known == wanted), None)
    if found is None:
        msg = f"{letter!r} is none of {', '.join(named.values()) or 'the letters: there are none'}"
        raise ContentError(msg)
    return found


def _renamed(value: Any, rename: Callable[[str], str]) -> Any:
    """A JSON value in which every text, but for the names of fields, has another name."""
    if isinstance(value, str):
        return rename(value)
    if isinstance(value, list):
        return [_renamed(v, rename) for v in value]
    if isinstance(value, dict):
        return {k: _renamed(v, rename) for k, v in value.items()}
    return value
