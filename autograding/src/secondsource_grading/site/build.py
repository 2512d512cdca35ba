"""The whole site of the course: pages from the lessons, with *Check* and notebooks if possible."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from secondsource.site.write import Lesson, Settings, write_site
from secondsource.units import load_unit, unit_names
from secondsource_grading.authoring.build import build_unit
from secondsource_grading.authoring.forms import Reader
from secondsource_grading.site.checker import checker
from secondsource_grading.site.fetched import UnavailableError
from secondsource_grading.site.lab import LabError, lab

__all__ = ["Built", "build_site"]

UNASKED = "it was not asked for"


class Built(NamedTuple):
    """What was built: the site's files, and why it has no *Check* and no notebooks, or ""."""

    files: list[Path]
    no_check: str
    no_lab: str


def build_site(  # noqa: PLR0913 - one parameter an option
    target: Path,
    units: Sequence[str] = (),
    *,
    study: bool = False,
    check: bool = True,
    notebooks: bool = False,
    name: str = "second-source",
    cache: Path | None = None,
) -> Built:
    """Build the site of `units`, all where none is named, into `target`.

    A site of a class has the keys of practice items; in self-study (`study`) it has all, and no
    word of a teacher or of handing in. With
    `notebooks` the units can be opened as such too, where *Check* is there. Raises `ContentError`
    for an unknown unit, and where `target` is a folder of something else.
    """
    chosen = [load_unit(unit) for unit in units or unit_names()]
    reader: Reader = "self-study" if study else "class"
    lessons = [
        Lesson(
            unit,
            json.loads(build_unit(unit.name, "page", reader)),
            json.loads(build_unit(unit.name, reader=reader)),
        )
        for unit in chosen
    ]
    settings = Settings(study=study, name=name)
    no_check, no_lab = UNASKED, UNASKED
    if check:
        try:
            writes = checker(chosen, study=study, cache=cache)
            settings, no_check = replace(settings, check=writes), ""
        except UnavailableError as error:
            no_check = str(error)
    if notebooks and no_check:
        no_lab = "it uses the Python of Check"
    elif notebooks:
        try:
            settings, no_lab = replace(settings, lab=lab(name=name, study=study, cache=cache)), ""
        except LabError as error:
            no_lab = str(error)
    # What makes the notebooks' Python ready runs in another folder.
    return _written(target.absolute(), lessons, settings, no_check, no_lab)


def _written(
    target: Path, lessons: Sequence[Lesson], settings: Settings, no_check: str, no_lab: str
) -> Built:
    """Write the site, without what can't be made after all."""
    if settings.lab and not settings.check:
        settings, no_lab = replace(settings, lab=None), "it uses the Python of Check"
    try:
        return Built(write_site(target, lessons, settings), no_check, no_lab)
    except LabError as error:
        return _written(target, lessons, replace(settings, lab=None), no_check, str(error))
    except UnavailableError as error:
        return _written(target, lessons, replace(settings, check=None), str(error), no_lab)
