"""One item as a reader's sheet has it: with all material, or with none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pydantic import BaseModel

from secondsource.families import Item
from secondsource.families.base import Option, OptionGroup
from secondsource.families.spans import SpansItem
from secondsource.packs.mentions import mentions
from secondsource.packs.pack import Pack
from secondsource.packs.references import find_all
from secondsource_grading.authoring.blind.labels import group_names, letters

__all__ = ["question"]


def question(number: int, item: Item, pack: Pack | None) -> str:
    """Return the item as Markdown under its number.

    With `pack` everything a learner can open beside it is written out; without, an option that
    stands for a row or a sentence is shown as *row a*, because its words are material.
    """
    lines = [
        f"## Question {number}",
        f"*{item.instruction()}*",
        item.prompt.strip(),
        *_extras(item),
    ]
    if pack:
        lines += _material(item, pack)
        if item.hint:
            lines.append(f"Hint: {item.hint.strip()}")
    return "\n\n".join([*lines, *_answers(item, shown=pack is not None)]) + "\n"


def _extras(item: Item) -> Iterator[str]:
    """Give the texts that a family adds to the prompt, such as the titles of two columns."""
    common = {*Item.model_fields, "by", "source"}
    for name in (n for n in type(item).model_fields if n not in common):
        value = getattr(item, name)
        if isinstance(value, str) and value:
            yield f"{name.replace('_', ' ')}: {value}"
        elif isinstance(value, BaseModel):
            title = str(getattr(value, "title", ""))
            if title:
                yield f"{name}: {title}"


def _material(item: Item, pack: Pack) -> Iterator[str]:
    named = [*item.material, *(m for text in item.own_texts() for m in mentions(text, pack))]
    told = [p for reference in dict.fromkeys(named) for p in find_all(pack, reference)]
    if told:
        yield "Material:\n\n" + "\n".join(f"- **{p.name}** {p.text}" for p in dict.fromkeys(told))


def _answers(item: Item, *, shown: bool) -> Iterator[str]:
    if isinstance(item, SpansItem):
        yield _marked(item)
        return
    groups = group_names(item)
    if not groups and item.all_options():
        yield _options("", item.all_options(), shown=shown)
    for repeated, several in groupby(groups.items(), lambda pair: pair[1].repeated):
        found = list(several)
        if repeated:
            yield "\n".join(
                f"- {name}: {_row(item, group, name, shown=shown)}" for name, group in found
            )
            yield _options("For each of them one of", found[0][1].options, shown=shown)
            continue
        for name, group in found:
            told = f"{name} ({group.text})" if group.text.lower() not in ("", name) else name
            most = getattr(item, "most", len(group.options)) if group.several else 1
            head = told + (f", one to {most} of" if most > 1 else "")
            yield _options(head, group.options, shown=shown)


def _row(item: Item, group: OptionGroup, name: str, *, shown: bool) -> str:
    """The text of a row, or its number where the text is material."""
    place = next((o for o in item.all_options() if o.text == group.text and o.place), None)
    if place is None:
        return group.text
    return f"({place.ref}) {group.text}" if shown else f"row {name}"


def _options(head: str, options: tuple[Option, ...], *, shown: bool) -> str:
    """Return options with a letter each; one that stands for material may be hidden."""
    named = letters(options)
    lines = [f"{head}:"] if head else []
    for option in options:
        letter = named[option.id]
        text = option.text if shown or not option.place else f"row {letter}"
        ref = f"({option.ref}) " if shown and option.ref else ""
        lines.append(f"- {letter}) {ref}{text}{_leads(option, options)}")
    return "\n".join(lines)


def _leads(option: Option, options: tuple[Option, ...]) -> str:
    """Where a place of a map leads to, which a learner sees as an arrow."""
    to = next((o for o in options if o.id == getattr(option, "to", None)), None)
    return f" [{getattr(option, 'kind')} *{to.text}*]" if to else ""  # noqa: B009


def _marked(item: SpansItem) -> str:
    """The text as it stands, with its number before each piece that can be marked."""
    texts = list(item.paragraphs)
    for n, token in reversed(list(enumerate(item.tokens))):
        text = texts[token.paragraph]
        texts[token.paragraph] = f"{text[: token.start]}[{n}] {text[token.start :]}"
    return f"Text ({item.source}):\n\n" + "\n\n".join(texts)
