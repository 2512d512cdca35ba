"""The text of a new unit's lesson: what it is for, the texts, the questions, and the end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from secondsource.packs.pack import Pack

__all__ = ["lesson_text"]

HEAD = """\
---
title: {title}
unit: {unit}
pack: {pack}
minutes: {minutes}
jupytext: {{text_representation: {{extension: .md, format_name: myst}}}}
kernelspec: {{name: python3, display_name: Python 3 (ipykernel), language: python}}
---

# {heading}

Here are {count} on one story. You read them side by side, find out who says what and how firmly, \
and check what can be checked. Plan about {minutes} minutes.

:::{{notebook}}
**First choose *Run > Run All Cells* in the menu at the top (on a phone: ▸▸).** The texts and \
exercises then appear, and you can read on from here.
:::

## Before you read

Think of the last time that two people told you about the same evening. They may have agreed on \
most of it, and one of them left out what the other began with. You knew more about the evening \
when you had heard both, and you also knew more about the two.

It is the same with texts. So read all of them once, from the first line to the last, before you \
answer anything. Ask three things of each sentence that matters: who says it, how does this \
person know, and how firmly is it said?
"""

READ = """\

## The texts

"""

RECORD = """\

## What else is known

These are facts from other sources, each with the place where it can be looked up.

"""

QUESTIONS = """\

## The questions

A place such as {example} opens when you click on it, so you need not scroll back.

"""

END = """\

## What you can do now

You have held the texts against each other and against what can be worked out. When you meet this \
story again, you know which sentences carry it, and which ones only repeat it.

## Your own story

Choose an article on another matter, and write down one claim of it, with whoever says it.

```{{code-cell}}
ask("{own}")
```

## Hand in

Read your answers once more before you hand in.
"""


def lesson_text(about: Mapping[str, Any], pack: Pack, items: Sequence[str], own: str) -> str:
    """Return a lesson in MyST Markdown that shows the texts and asks `items`, then `own`."""
    documents = [d for d in pack.table("document").by_id if pack.edition(d)]
    count = f"{len(documents)} texts" if len(documents) > 1 else "one text"
    top = HEAD.format(
        title=json.dumps(about["title"]), unit=about["unit"], pack=about["pack"],
        minutes=about["minutes"], heading=about["title"], count=count,
    )  # fmt: skip
    example = f"{documents[0]} ¶1"
    parts = [top, READ, *_cells(f'article("{d}")' for d in documents)]
    facts = list(pack.table("facts").by_id) if pack.has("facts") else []
    if facts:
        listed = ", ".join(f'"{f}"' for f in facts[:12])
        parts += [RECORD, *_cells([f"facts({listed})"])]
    parts += [QUESTIONS.format(example=example), *_cells(f'ask("{i}")' for i in items)]
    return "".join([*parts, END.format(own=own)])


def _cells(calls: Iterator[str] | Sequence[str]) -> Iterator[str]:
    yield from (f"```{{code-cell}}\n{call}\n```\n\n" for call in calls)
