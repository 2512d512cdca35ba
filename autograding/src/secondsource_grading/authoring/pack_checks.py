"""Checks of the data packages: their tables, their reading editions, and rights in texts."""

from __future__ import annotations

from collections.abc import Iterator

from secondsource.packs import pack as packs
from secondsource.packs.finding import pack_names
from secondsource_grading.authoring import readability
from secondsource_grading.authoring.finding import Finding, guarded, make
from secondsource_grading.authoring.rights import rights_problems

__all__ = ["check_packs"]


def check_packs() -> Iterator[Finding]:
    """Check every data package there is; yields three findings for each."""
    for name in pack_names():
        yield guarded(f"pack {name}", _tables, name)
        yield guarded(f"editions {name}", _editions, name)
        yield guarded(f"rights {name}", _rights, name)


def _tables(finding: str, name: str) -> Finding:
    from frictionless import Package  # noqa: PLC0415 - slow to import

    pack = packs.load_pack(name)
    pack.check()
    report = Package(str(pack.file)).validate()
    problems = [
        f"{pack.folder / task.place}: {e.message}" for task in report.tasks for e in task.errors
    ]
    problems += [f"{pack.file}: {e.message}" for e in report.errors]
    rows = sum(len(pack.table(t).rows) for t in pack.table_names())
    return make(finding, f"{len(pack.table_names())} tables, {rows} rows", problems)


def _rights(finding: str, name: str) -> Finding:
    pack = packs.load_pack(name)
    editions = sum(bool(row["edition"]) for row in pack.table("document").rows)
    return make(finding, f"{editions} reading editions", rights_problems(pack))


def _editions(finding: str, name: str) -> Finding:
    pack = packs.load_pack(name)
    grades, problems = [], []
    full = {str(r["path"]) for r in pack.descriptor["resources"] if r.get("licenses")}
    for document, row in pack.table("document").by_id.items():
        edition = pack.edition(document)
        if edition and row["edition"] not in full:  # another's words are not ours to judge
            texts = readability.edition_texts(edition)
            grade, found = readability.judge(document, texts)
            grades.append(f"{document} {grade:.1f}")
            problems += found
    return make(finding, f"grade: {', '.join(grades)}", problems)
