"""`secondsource-teach check`: whether all that is shipped is right and up to date."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from secondsource import paths
from secondsource.errors import SecondSourceError
from secondsource.packs import pack as packs
from secondsource.scoring import score
from secondsource.scoring.evidence import resolve
from secondsource.scoring.keys import Keyring
from secondsource.units import unit_names
from secondsource_grading import content
from secondsource_grading.authoring import guessing, neutrality, readability
from secondsource_grading.authoring.build import build_unit
from secondsource_grading.authoring.coverage import coverage
from secondsource_grading.authoring.lessons import read_lesson
from secondsource_grading.keys import load_keys

__all__ = ["Finding", "check_all"]

WHOLE = 8
"""Graded units; with fewer it is somebody's own selection, and the totals do not apply."""


@dataclass
class Finding:
    """The outcome of one check: what was looked at, what is wrong, and figures worth a line."""

    name: str
    looked_at: str = ""
    problems: list[str] = field(default_factory=list)


def check_all(notebooks: Path, keys: Path | None = None) -> Iterator[Finding]:
    """Run every check; each yields one finding, and none stops the others."""
    for name in packs.pack_names():
        yield _guard(f"pack {name}", _pack, name)
        yield _guard(f"editions {name}", _editions, name)
    for name in unit_names():
        yield _guard(f"unit {name}", _unit, name, keys)
        yield _guard(f"guessing {name}", _guessing, name, keys)
        yield _guard(f"prose {name}", _prose, name, keys)
        yield _guard(f"notebook {name}", _notebook, name, notebooks)
    yield _guard("item ids", _unique_ids)
    yield _guard("ground rules", _rules, keys)
    yield _guard("documents", _documents)
    for name in (n for n in packs.pack_names() if packs.load_pack(n).about.covered):
        yield _guard(f"coverage {name}", _coverage, name, keys)
    yield _guard("notebooks folder", _strays, notebooks)


def _guard(name: str, check: Callable[..., None], *args: Any) -> Finding:
    finding = Finding(name)
    try:
        check(finding, *args)
    except SecondSourceError as error:
        finding.problems.append(str(error))
    return finding


def _pack(finding: Finding, name: str) -> None:
    from frictionless import Package  # noqa: PLC0415 - slow to import

    pack = packs.load_pack(name)
    pack.check()
    report = Package(str(pack.file)).validate()
    for task in report.tasks:
        finding.problems += [f"{pack.folder / task.place}: {e.message}" for e in task.errors]
    finding.problems += [f"{pack.file}: {e.message}" for e in report.errors]
    rows = sum(len(pack.table(t).rows) for t in pack.table_names())
    finding.looked_at = f"{len(pack.table_names())} tables, {rows} rows"


def _unit(finding: Finding, name: str, keys: Path | None) -> None:
    ring = load_keys(name, keys)
    pack = packs.load_pack(ring.unit.pack)
    for item in ring.unit.items:
        key = ring.keys[item.id]
        for evidence in key.evidence:
            try:
                resolve(evidence, pack)
            except SecondSourceError as error:
                finding.problems.append(f"{item.id}: {error}")
        if not item.recorded or item.contested:
            continue
        full, blank = score(item, key, key.full(item)), score(item, key, None)
        if full.share != 1:
            finding.problems.append(f"{item.id}: its own key scores {full.share}, not 1")
        if blank.points != 0:
            finding.problems.append(f"{item.id}: a blank scores {blank.points}, not 0")
    finding.looked_at = _describe(ring)


def _describe(ring: Keyring) -> str:
    families: dict[str, int] = defaultdict(int)
    judgements: dict[str, int] = defaultdict(int)
    for item in ring.unit.items:
        families[item.family] += 1
        judgement = ring.keys[item.id].judgement
        if judgement:
            judgements[judgement] += 1
    points = sum(i.points for i in ring.unit.items if i.counts)
    listed = ", ".join(f"{n} {f}" for f, n in sorted(families.items()))
    judged = sum(judgements.values())
    share = f"; {judgements['supported']} of {judged} judgements supported" if judged else ""
    return f"{len(ring.unit.items)} items, {points:g} points ({listed}){share}"


def _guessing(finding: Finding, name: str, keys: Path | None) -> None:
    ring = load_keys(name, keys)
    by_strategy: dict[str, list[float]] = defaultdict(list)
    for item in ring.unit.items:
        for strategy, share in guessing.shares(item, ring.keys[item.id]).items():
            by_strategy[strategy].append(share)
            blind = strategy == "random" or strategy.startswith("all")
            if blind and share > guessing.LIMIT:
                finding.problems.append(
                    f"{item.id}: {strategy} answering earns {share:.2f}, more than {guessing.LIMIT}"
                )
    means = {s: statistics.fmean(v) for s, v in by_strategy.items()}
    for strategy in ("first", "last", "longest"):
        if means.get(strategy, 0) > guessing.LIMIT:
            finding.problems.append(
                f"always the {strategy} option earns {means[strategy]:.2f} of the unit's items"
            )
    common = ("random", "all", "first", "last", "longest")
    finding.looked_at = ", ".join(f"{s} {means[s]:.2f}" for s in common if s in means)


def _prose(finding: Finding, name: str, keys: Path | None) -> None:
    ring, lesson = load_keys(name, keys), read_lesson(name)
    written = {
        "lesson": list(lesson.prose),
        "items": [t for i in ring.unit.items for t in readability.item_texts(i)],
        "feedback": [t for i in ring.unit.items for t in readability.key_texts(ring, i.id)],
    }
    grades = {where: _read(finding, where, texts) for where, texts in written.items()}
    for where, texts in written.items():
        finding.problems += [f"{where}: judges: … {w} …" for w in neutrality.judging_words(texts)]
    finding.problems += [
        f"{i.id}: the option {o!r} stands for others; ask for each by itself"
        for i in ring.unit.items
        for o in neutrality.bundled_options(i)
    ]
    takes = readability.minutes(lesson, ring, packs.load_pack(ring.unit.pack))
    if takes > min(readability.LONGEST, lesson.minutes):
        finding.problems.append(
            f"takes about {takes:.0f} minutes; the lesson promises {lesson.minutes}, "
            f"and no unit may take more than {readability.LONGEST}"
        )
    listed = ", ".join(f"{where} {grade:.1f}" for where, grade in grades.items())
    finding.looked_at = f"grade: {listed}; about {takes:.0f} minutes"


def _editions(finding: Finding, name: str) -> None:
    pack = packs.load_pack(name)
    grades = []
    for document in pack.table("document").by_id:
        edition = pack.edition(document)
        if edition:
            texts = readability.edition_texts(edition)
            grades.append(f"{document} {_read(finding, document, texts):.1f}")
    finding.looked_at = f"grade: {', '.join(grades)}"


def _documents(finding: Finding) -> None:
    files = sorted(content.documents().glob("*.md"))
    for file in files:
        text = readability.before_references(file.read_text("utf-8"))
        _read(finding, file.name, [text])
        finding.problems += [
            f"{file.name}: judges: … {w} …" for w in neutrality.judging_words([text])
        ]
    finding.looked_at = f"{len(files)} documents of the course: reading level, probability words"


def _read(finding: Finding, where: str, texts: list[str]) -> float:
    """The grade of some Markdown; what is too hard or states a bare chance is a problem."""
    grade = readability.level(p for t in texts for p in readability.passages(t)).grade
    if grade > readability.HARDEST:
        finding.problems.append(
            f"{where}: reads at grade {grade:.1f}, above {readability.HARDEST:g}; "
            "shorten its sentences"
        )
    finding.problems += [
        f"{where}: a probability word without its range in brackets: … {w} …"
        for w in readability.bare_hedges(texts)
    ]
    return grade


def _rules(finding: Finding, keys: Path | None) -> None:
    rings = [load_keys(name, keys) for name in unit_names()]
    graded = [r for r in rings if any(i.counts for i in r.unit.items)]
    for ring in graded:
        families = {i.family for i in ring.unit.items if i.counts}
        if len(families) < neutrality.FAMILIES:
            finding.problems.append(
                f"unit {ring.unit.name} has {len(families)} graded families of exercise; "
                f"it needs {neutrality.FAMILIES}"
            )
    regular = {"longest": neutrality.longest_keys(rings), **neutrality.key_positions(rings)}
    for what, tally in regular.items():
        if tally.too_often or (what != "longest" and tally.too_seldom):
            finding.problems.append(
                f"the right option is the {what} in {tally.seen} of {tally.of} choices, by chance "
                f"{tally.expected:.0f}; move some"
            )
    count = len(neutrality.counted_items(rings))
    supported, judged = neutrality.supported_share(rings)
    if len(graded) >= WHOLE:
        _total(finding, count, supported, judged)
    found = ", ".join(f"{w} {t.seen} (chance {t.expected:.0f})" for w, t in regular.items())
    finding.looked_at = (
        f"{count} graded items; {supported} of {judged} judgements supported; right option in "
        f"{regular['longest'].of} choices: {found}"
    )


def _total(finding: Finding, count: int, supported: int, judged: int) -> None:
    low, high = neutrality.GRADED
    if not low <= count <= high:
        finding.problems.append(f"{count} graded items; the course has {low} to {high}")
    low_share, high_share = neutrality.SUPPORTED
    if not low_share <= supported / max(1, judged) <= high_share:
        finding.problems.append(
            f"{supported} of {judged} judgements are keyed supported; "
            f"expected {low_share:.0%} to {high_share:.0%}"
        )


def _coverage(finding: Finding, name: str, keys: Path | None) -> None:
    pack = packs.load_pack(name)
    units = [(load_keys(u, keys), read_lesson(u)) for u in unit_names()]
    units = [(ring, lesson) for ring, lesson in units if ring.unit.pack == name]
    for _, lesson in units:
        for reference in lesson.covers:
            resolve(reference, pack)
    if len(units) < WHOLE - 1:
        finding.looked_at = "left out: only some units are here"
        return
    found = coverage(pack, units)
    for table in found:
        if not table.enough:
            finding.problems.append(
                f"{len(table.unused)} of {len(table.rows)} {table.table} are used by no exercise "
                f"and no reading note: {', '.join(table.unused)}"
            )
    finding.looked_at = ", ".join(
        f"{t.table} {len(t.rows) - len(t.unused)}/{len(t.rows)} "
        f"({len(t.cited & set(t.rows))} by a key)"
        for t in found
    )


def _notebook(finding: Finding, name: str, notebooks: Path) -> None:
    file = notebooks / name / f"{name}.ipynb"
    if not file.is_file() or file.read_text("utf-8") != build_unit(name):
        finding.problems.append(f"{file} is not up to date; run `secondsource-teach build`")
    finding.looked_at = "rebuilt and compared"


def _unique_ids(finding: Finding) -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for name in unit_names():
        for item in load_keys(name).unit.items:
            homes[item.id].append(name)
    for item_id, where in homes.items():
        if len(where) > 1:
            finding.problems.append(f"item id {item_id} is used in {', '.join(where)}")
    finding.looked_at = f"{len(homes)} items in {len(unit_names())} units"


def _strays(finding: Finding, notebooks: Path) -> None:
    expected = {notebooks / n / f"{n}.ipynb" for n in unit_names()}
    found = set(notebooks.rglob("*.ipynb")) - {
        p for p in notebooks.rglob("*.ipynb") if ".ipynb_checkpoints" in p.parts
    }
    for stray in sorted(found - expected):
        finding.problems.append(f"{stray} comes from no unit in {paths.units()}; take it out")
    finding.looked_at = f"{len(found)} notebooks"
