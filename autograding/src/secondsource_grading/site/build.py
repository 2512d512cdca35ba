"""The whole site of the course: pages from the lessons, and *Check* where it can be built."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from secondsource.site.write import Lesson, Settings, write_site
from secondsource.units import load_unit, unit_names
from secondsource_grading.authoring.build import build_unit
from secondsource_grading.site.checker import checker
from secondsource_grading.site.fetched import UnavailableError

__all__ = ["build_site"]


def build_site(  # noqa: PLR0913 - one parameter an option
    target: Path,
    units: Sequence[str] = (),
    *,
    study: bool = False,
    check: bool = True,
    name: str = "second-source",
    cache: Path | None = None,
) -> tuple[list[Path], str]:
    """Build the site of `units`, all where none is named, into `target`.

    Returns its files, and why it has no *Check*, or "". A site of a class has the keys of practice
    items; in self-study (`study`) it has all. Raises `ContentError` for an unknown unit, and where
    `target` is a folder of something else.
    """
    chosen = [load_unit(unit) for unit in units or unit_names()]
    lessons = [
        Lesson(unit, json.loads(build_unit(unit.name, "page")), json.loads(build_unit(unit.name)))
        for unit in chosen
    ]
    writes, why = None, "" if check else "it was not asked for"
    if check:
        try:
            writes = checker(chosen, study=study, cache=cache)
        except UnavailableError as error:
            why = str(error)
    try:
        return write_site(target, lessons, Settings(study=study, name=name, check=writes)), why
    except UnavailableError as error:
        settings = Settings(study=study, name=name)
        return write_site(target, lessons, settings), str(error)
