"""Checks of a whole course: what its units have in common, and the documents about them.

What a course asks of its units stands in `course.yaml` beside them. Units without such a file,
as somebody's own two in a folder, belong to no course, and only their ids are compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from secondsource import paths
from secondsource.errors import ContentError
from secondsource.packs.pack import load_pack
from secondsource.scoring.evidence import resolve
from secondsource.scoring.keys import Keyring
from secondsource_grading import content
from secondsource_grading.authoring import neutrality, readability
from secondsource_grading.authoring.course import CourseFile, course_file, read_course_file
from secondsource_grading.authoring.course_figures import (
    check_mixture,
    check_tells,
    check_workload,
)
from secondsource_grading.authoring.coverage import coverage
from secondsource_grading.authoring.finding import Finding, guarded, make
from secondsource_grading.authoring.lessons import Lesson
from secondsource_grading.authoring.schemas import outdated_schemas
from secondsource_grading.authoring.shown_before import check_shown_before
from secondsource_grading.authoring.unit_checks import UnitFiles

__all__ = ["check_course", "check_rules"]

GUIDE_PARTS = ("**Time.**", "**Common misreadings.**", "**To talk about.**", "**In 30 min")
"""What the instructor's guide says of every unit."""


def check_course(
    units: Sequence[UnitFiles], notebooks: Path, keys: Path | None
) -> Iterator[Finding]:
    """Check the units together; most of it only where a `course.yaml` stands beside them."""
    yield guarded("item ids", _unique_ids, units)
    if not course_file().is_file():
        yield make("course", f"left out: there is no {course_file()}")
        return
    schemas = course_file().parent / "schema"
    if schemas.is_dir():  # an installed course has none: nobody edits it
        yield guarded("schemas", _schemas, schemas)
    yield guarded("stray files", _strays, units, notebooks, keys or content.keys())
    yield guarded("documents", _documents, course_file().parent)
    read = [(u.keyring, u.lesson) for u in units if u.keyring and u.lesson]
    if len(read) < len(units):
        yield make("ground rules", "left out until every unit can be read")
        return
    yield guarded("units in documents", _unit_documents, course_file().parent, read)
    yield guarded("ground rules", _rules, [keyring for keyring, _ in read])
    keyrings = [keyring for keyring, _ in read]
    yield guarded("families of the course", _mixture, keyrings)
    yield guarded("workload", _workload, read)
    yield guarded("answers given away", check_tells, keyrings)
    yield guarded("shown before", check_shown_before, read)
    yield from _coverages(read)


def _rules(finding: str, keyrings: Sequence[Keyring]) -> Finding:
    return check_rules(finding, keyrings, _course())


def _mixture(finding: str, keyrings: Sequence[Keyring]) -> Finding:
    return check_mixture(finding, keyrings, _course())


def _workload(finding: str, units: Sequence[tuple[Keyring, Lesson]]) -> Finding:
    return check_workload(finding, units, _course())


def _course() -> CourseFile:
    course = read_course_file()
    assert course is not None  # noqa: S101 - the caller has seen that the file is there
    return course


def check_rules(finding: str, keyrings: Sequence[Keyring], course: CourseFile) -> Finding:
    """Hold all items and keys against the figures of the course."""
    graded = [r for r in keyrings if any(i.counts for i in r.unit.items)]
    problems = []
    for keyring in graded:
        families = {i.family for i in keyring.unit.items if i.counts}
        if len(families) < course.families_a_unit:
            problems.append(
                f"unit {keyring.unit.name} has {len(families)} graded families of exercise; "
                f"course.yaml wants {course.families_a_unit}"
            )
    regular = {
        "longest": neutrality.longest_keys(keyrings),
        "shortest": neutrality.shortest_keys(keyrings),
        **neutrality.key_positions(keyrings),
    }
    problems += [
        f"the right option is the {what} in {tally.seen} of {tally.of} choices, by chance "
        f"{tally.expected:.0f}; move some"
        for what, tally in regular.items()
        if tally.too_often or (what not in ("longest", "shortest") and tally.too_seldom)
    ]
    count = len(neutrality.counted_items(keyrings))
    supported, judged = neutrality.supported_share(keyrings)
    problems += _totals(course, count, supported, judged)
    found = ", ".join(f"{w} {t.seen} (chance {t.expected:.0f})" for w, t in regular.items())
    looked_at = (
        f"{count} graded items; {supported} of {judged} judgements supported; right option in "
        f"{regular['longest'].of} choices: {found}"
    )
    return make(finding, looked_at, problems)


def _totals(course: CourseFile, count: int, supported: int, judged: int) -> Iterator[str]:
    low, high = course.graded_items
    if not low <= count <= high:
        yield f"{count} graded items; course.yaml wants {low} to {high}"
    low_share, high_share = course.supported_share
    if not low_share <= supported / max(1, judged) <= high_share:
        yield (
            f"{supported} of {judged} judgements are keyed supported; "
            f"course.yaml wants {low_share:.0%} to {high_share:.0%}"
        )


def _coverages(units: Sequence[tuple[Keyring, Lesson]]) -> Iterator[Finding]:
    try:
        covered = _course().covers
    except ContentError:  # "ground rules" tells it
        return
    for name in covered:
        yield guarded(f"coverage {name}", _coverage, name, units)


def _coverage(finding: str, name: str, units: Sequence[tuple[Keyring, Lesson]]) -> Finding:
    pack = load_pack(name)
    reading = [(keyring, lesson) for keyring, lesson in units if keyring.unit.pack == name]
    for _, lesson in reading:
        for reference in lesson.covers:
            resolve(reference, pack)
    found = coverage(pack, reading)
    problems = [
        f"{len(table.unused)} of {len(table.rows)} {table.table} are dealt with by no exercise "
        f"and no note, and the pack asks for {table.needed:.0%}: {', '.join(table.unused)}"
        for table in found
        if not table.enough
    ]
    looked_at = ", ".join(
        f"{t.table} {len(t.rows) - len(t.unused)}/{len(t.rows)} "
        f"({len(t.cited & set(t.rows))} by an item)"
        for t in found
    )
    taught = sum(len(t.rows) - len(t.unused) for t in found)
    points = sum(len(t.rows) for t in found)
    looked_at += f"; {taught} of {points} points, {taught / max(1, points):.0%}"
    return make(finding, looked_at, problems)


def _unique_ids(finding: str, units: Sequence[UnitFiles]) -> Finding:
    homes: dict[str, list[str]] = defaultdict(list)
    for unit in units:
        for item in unit.unit.items if unit.unit else ():
            homes[item.id].append(unit.name)
    problems = [
        f"item id {item_id} is used in {', '.join(where)}; give one of them another id"
        for item_id, where in homes.items()
        if len(where) > 1
    ]
    return make(finding, f"{len(homes)} items in {len(units)} units", problems)


def _schemas(finding: str, folder: Path) -> Finding:
    problems = [
        f"{file} is not up to date; run `secondsource-teach schema`"
        for file in outdated_schemas(folder)
    ]
    return make(finding, f"{folder}: written anew and compared", problems)


def _strays(finding: str, units: Sequence[UnitFiles], notebooks: Path, keys: Path) -> Finding:
    """Find notebooks and keys that belong to no unit."""
    names = {u.name for u in units}
    built = {p for p in notebooks.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts}
    keyed = set(keys.glob("*.yaml"))
    expected = {notebooks / n / f"{n}.ipynb" for n in names} | {keys / f"{n}.yaml" for n in names}
    problems = [
        f"{stray} belongs to no unit in {paths.units()}; take it out"
        for stray in sorted((built | keyed) - expected)
    ]
    return make(finding, f"{len(built)} notebooks, {len(keyed)} files of keys", problems)


def _documents(finding: str, folder: Path) -> Finding:
    files, problems = sorted(folder.glob("*.md")), []
    for file in files:
        text = readability.before_references(file.read_text("utf-8"))
        problems += readability.judge(file.name, [text])[1]
        problems += neutrality.judge(file.name, [text])
    told = f"{len(files)} documents of the course: reading level, probability words"
    return make(finding, told, problems)


def _unit_documents(finding: str, folder: Path, units: Sequence[tuple[Keyring, Lesson]]) -> Finding:
    """Hold what the syllabus and the instructor's guide say of each unit against the unit."""
    syllabus, guide = folder / "syllabus.md", folder / "instructor-guide.md"
    problems = [*_syllabus(syllabus, units), *_guide(guide, units)]
    return make(finding, f"{syllabus.name} and {guide.name}: every unit as it is", problems)


def _syllabus(file: Path, units: Sequence[tuple[Keyring, Lesson]]) -> Iterator[str]:
    text = file.read_text("utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    listed = {row[0]: row for row in rows}
    total = 0.0
    for keyring, lesson in units:
        graded = [i for i in keyring.unit.items if i.counts]
        points = sum(i.points for i in graded)
        total += points
        row = listed.get(keyring.unit.name, [])
        wanted = [f"{len(graded)}", f"{points:g}"]
        if row[3:] != wanted:
            yield (
                f"{file}: found {' | '.join(row) or 'no row'} for unit {keyring.unit.name}; write "
                f"| {keyring.unit.name} | its title | {lesson.minutes} | {' | '.join(wanted)} |"
            )
        elif not row[2].isdigit() or int(row[2]) < lesson.minutes:
            yield (
                f"{file}: {row[2]} minutes for unit {keyring.unit.name}; "
                f"its lesson promises {lesson.minutes}"
            )
    prose = "\n".join(line for line in text.splitlines() if not line.startswith("| "))
    if not re.search(rf"(?<![\d.]){re.escape(f'{total:g}')}(?!\d)", prose):
        yield f"{file}: the points of all units are {total:g}; the text does not say so"


def _guide(file: Path, units: Sequence[tuple[Keyring, Lesson]]) -> Iterator[str]:
    text = file.read_text("utf-8")
    sections = {
        int(section.split(",")[0]): section
        for section in text.split("\n## If you teach this: unit ")[1:]
    }
    for keyring, _ in units:
        name, ids = keyring.unit.name, {i.id for i in keyring.unit.items}
        number = int(name.partition("-")[0])
        section = sections.get(number)
        if section is None:
            heading = f"## If you teach this: unit {number}, …"
            yield f"{file}: no section for unit {name}; write one headed {heading!r}"
            continue
        for part in GUIDE_PARTS:
            if part not in section:
                yield f"{file}: the section on unit {name} has no part {part}; write it"
        prefix = next(iter(ids)).partition("-")[0]
        for wrong in sorted(set(re.findall(rf"`({prefix}-[a-z0-9-]+)`", section)) - ids):
            yield f"{file}: the section on unit {name} names the item {wrong}, which it has not"
