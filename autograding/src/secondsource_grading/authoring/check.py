"""`secondsource-teach check`: whether all that is shipped is right and up to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from secondsource.units import unit_names
from secondsource_grading.authoring.course_checks import check_course
from secondsource_grading.authoring.finding import Finding
from secondsource_grading.authoring.pack_checks import check_packs
from secondsource_grading.authoring.unit_checks import check_unit, read_unit

__all__ = ["Finding", "check_all", "check_units"]


def check_all(notebooks: Path, keys: Path | None = None) -> Iterator[Finding]:
    """Run every check of data packages, units and the course; none stops the others.

    `notebooks` is the folder of the built notebooks; `keys`, if given, replaces the packaged
    keys. A fault of one file is told once, by the first check that needs the file.
    """
    yield from check_packs()
    units = [read_unit(name, keys) for name in unit_names()]
    for unit in units:
        yield from check_unit(unit, notebooks)
    yield from check_course(units, notebooks, keys)


def check_units(
    names: Sequence[str], notebooks: Path, keys: Path | None = None
) -> Iterator[Finding]:
    """Run the checks of single units only; an unknown name is a problem that lists the known."""
    for name in names:
        yield from check_unit(read_unit(name, keys), notebooks)
