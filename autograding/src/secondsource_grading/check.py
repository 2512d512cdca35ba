"""`secondsource-teach check`: is everything that is shipped right and up to date?"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from secondsource import packs, paths
from secondsource.errors import SecondSourceError
from secondsource.units import unit_names
from secondsource_grading import guessing
from secondsource_grading.build import build_unit
from secondsource_grading.evidence import resolve
from secondsource_grading.keys import Keyring, load_keys
from secondsource_grading.scoring import score

__all__ = ["Finding", "check_all"]


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
    for name in unit_names():
        yield _guard(f"unit {name}", _unit, name, keys)
        yield _guard(f"guessing {name}", _guessing, name, keys)
        yield _guard(f"notebook {name}", _notebook, name, notebooks)
    yield _guard("item ids", _unique_ids)
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
        finding.problems += [f"{task.place}: {e.message}" for e in task.errors]
    finding.problems += [e.message for e in report.errors]
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
