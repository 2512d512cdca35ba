"""One item as web pages: as a learner meets it, and with its key and what answers to it score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from markupsafe import Markup

from secondsource import paths
from secondsource.errors import ContentError
from secondsource.scoring import score
from secondsource.scoring.base import out_of
from secondsource.scoring.feedback import feedback_html
from secondsource.scoring.keys import PRACTICE, Keyring
from secondsource.site.write import Lesson, Settings, write_site
from secondsource.templating import render
from secondsource.units import load_unit, unit_names
from secondsource_grading import content
from secondsource_grading.authoring import guessing
from secondsource_grading.keys import load_keys

__all__ = ["ItemFiles", "find_item", "write_pages"]

GUESSES = 3
"""Answers at random that are shown with their scores."""


@dataclass(frozen=True)
class ItemFiles:
    """An item's id, its unit, and the files that its pages are made from."""

    item: str
    unit: str
    keys: Path | None

    @property
    def watched(self) -> tuple[Path, ...]:
        """The files that, once changed, make the pages out of date."""
        folder = paths.units() / self.unit
        key = (self.keys or content.keys()) / f"{self.unit}.yaml"
        return (folder / "items.yaml", folder / PRACTICE, key)


def find_item(item: str, keys: Path | None = None) -> ItemFiles:
    """Return where the item of that id is; `ContentError` where no unit that can be read has it."""
    known: list[str] = []
    problems: list[str] = []
    for unit in unit_names():
        try:
            ids = [i.id for i in load_unit(unit).items]
        except ContentError as error:
            problems.append(str(error))
            continue
        if item in ids:
            return ItemFiles(item, unit, keys)
        known += ids
    listed = ", ".join(known) or "none"
    problems.append(f"no unit in {paths.units()} has an item {item!r}; there are {listed}")
    raise ContentError("\n".join(problems))


def write_pages(files: ItemFiles, folder: Path) -> None:
    """Write the learner's page of an item, and `instructor.html`, into `folder`.

    Raises `ContentError` where item or key is not right; then nothing is written.
    """
    keyring = load_keys(files.unit, files.keys)
    item, _ = keyring[files.item]
    alone = replace(keyring.unit, items=(item,), minutes=0)
    notebook = _notebook(files.item)
    told = _instructor(keyring, files.item)
    settings = Settings(name=f"try-{files.item}", title=item.title or files.item)
    write_site(folder, [Lesson(alone, notebook, notebook)], settings)
    style = next((folder / "assets").glob("page-*.css")).name
    page = render("secondsource_grading.site", "instructor.html.j2", item=item, style=style, **told)
    (folder / "instructor.html").write_text(f"{page}\n", "utf-8")


def _notebook(item: str) -> dict[str, Any]:
    """Return the notebook of a unit that asks one item and nothing else."""
    cells = [("start", "start()"), (item, f'ask("{item}")')]
    return {
        "cells": [
            {"cell_type": "code", "id": name, "metadata": {}, "outputs": [], "source": source}
            for name, source in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _instructor(keyring: Keyring, item_id: str) -> dict[str, Any]:
    """Return what an instructor's page shows: the key as feedback has it, and scores."""
    item, key = keyring[item_id]
    full = None if item.by_hand or item.contested else key.full(item)
    verdict = score(item, key, full)
    shown = feedback_html(keyring, verdict, full, "full")
    return {
        "key": Markup(shown),  # noqa: S704 - its parts were escaped when it was put together
        "scores": list(_scores(keyring, item_id)),
        "by_hand": item.by_hand,
    }


def _scores(keyring: Keyring, item_id: str) -> Iterator[tuple[str, str]]:
    """Give kinds of answers, each with its points or the share that it earns on average."""
    item, key = keyring[item_id]
    if item.by_hand or item.contested:
        return
    for name, raw in (("the key", key.full(item)), ("no answer", None)):
        verdict = score(item, key, raw)
        yield name, out_of(verdict.points, verdict.out_of)
    rng = Random(item.id)  # noqa: S311 - a simulation
    for number in range(1, GUESSES + 1):
        verdict = score(item, key, key.guess(item, rng))
        yield f"guess {number}", out_of(verdict.points, verdict.out_of)
    for name, share in guessing.shares(item, key).items():
        limit = f", more than {guessing.LIMIT}" * (
            guessing.is_mechanical(name) and share > guessing.LIMIT
        )
        yield f"strategy: {name}", f"{share:.2f} of the points on average{limit}"
