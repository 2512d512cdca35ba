"""Neutral names for what a reader can answer: letters and numbers in place of ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from secondsource.errors import ContentError
from secondsource.families import Item
from secondsource.families.base import Option, OptionGroup

__all__ = ["blank", "decode", "encode", "group_names", "letters"]


def letters(options: Sequence[Option]) -> dict[str, str]:
    """Return a letter for each option's id, in the order a learner sees them."""
    return {o.id: ascii_lowercase[n] for n, o in enumerate(options)}


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
    return encode(item, item.blank())


def encode(item: Item, value: Any) -> Any:
    """Return a value with letters in place of ids: the reverse of `decode`."""
    groups = group_names(item)
    if not groups:
        names = letters(item.all_options())
        return _renamed(value, lambda text: names.get(text, text))
    picks = item.picks(value)
    given: dict[str, Any] = {}
    for name, group in groups.items():
        picked = [letters(group.options)[i] for i in picks[group.name]]
        given[name] = picked if group.several else next(iter(picked), None)
    return next(iter(given.values())) if len(given) == 1 else given


def decode(item: Item, answer: Any) -> Any:
    """Return a reader's answer as the value that a notebook would hold.

    None is a blank. Raises `ContentError` for a letter or a part that the question doesn't have.
    """
    if answer is None:
        return None
    groups = group_names(item)
    if not groups:
        ids = {letter: i for i, letter in letters(item.all_options()).items()}
        return _renamed(answer, lambda text: _looked_up(ids, text))
    if len(groups) == 1:
        answer = {next(iter(groups)): answer}
    if not isinstance(answer, Mapping):
        msg = f"expected an answer for each of {', '.join(groups)}, found {answer!r}"
        raise ContentError(msg)
    strange = sorted(answer.keys() - groups.keys())
    if strange:
        msg = f"there is no part {strange[0]!r}; there are {', '.join(groups)}"
        raise ContentError(msg)
    picks = {g.name: _picked(g, answer.get(name)) for name, g in groups.items()}
    return item.from_picks(picks)


def _picked(group: OptionGroup, given: Any) -> list[str]:
    ids = {letter: i for i, letter in letters(group.options).items()}
    several = given if isinstance(given, list) else [given]
    return [_looked_up(ids, letter) for letter in several if letter not in (None, "")]


def _looked_up(ids: Mapping[str, str], letter: Any) -> str:
    wanted = letter.strip().lower() if isinstance(letter, str) else letter
    if wanted not in ids:
        msg = f"{letter!r} is none of the letters {', '.join(ids) or '(there are none)'}"
        raise ContentError(msg)
    return ids[wanted]


def _renamed(value: Any, rename: Callable[[str], str]) -> Any:
    """A JSON value in which every text, but for the names of fields, has another name."""
    if isinstance(value, str):
        return rename(value)
    if isinstance(value, list):
        return [_renamed(v, rename) for v in value]
    if isinstance(value, dict):
        return {k: _renamed(v, rename) for k, v in value.items()}
    return value
