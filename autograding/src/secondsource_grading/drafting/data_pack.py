"""A draft's accepted parts become a data package, as those of the kit are.

It has reading editions, claims, documents and a record, and nothing with an answer: a folder that
learners may have as it is. A text with a licence stands in it in full; every other one in the
author's own words, and what is not told yet is marked TODO.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from secondsource import paths
from secondsource.packs.finding import pack_names
from secondsource.packs.pack import load_pack, open_pack
from secondsource.packs.sentences import sentences
from secondsource.yaml_files import read_yaml
from secondsource_grading.drafting import candidates
from secondsource_grading.drafting.additions import KINDS, Additions, open_store
from secondsource_grading.drafting.candidates import Candidate
from secondsource_grading.drafting.source import DraftError
from secondsource_grading.drafting.told_documents import (
    Document,
    edition,
    edition_resource,
    starts,
)

__all__ = ["accepted", "make_data_pack"]

TELL = "TODO: tell this paragraph in your own words (key t in the review)."
LEFT_OUT = "This paragraph is not told here."
WHERE = "TODO: say where this text is from (key o in the review)"

SORT = f"TODO: say what sort of page this was read on: {', '.join(KINDS)}"

TABLES = ("documents", "claims", "record")


def accepted(folder: Path) -> list[Candidate]:
    """Return what the author of a draft accepted; words that were changed stand for the rule's."""
    return [
        c.model_copy(update={"says": c.changed}) if c.state == "changed" and c.changed else c
        for c in candidates.read(folder / candidates.FILE).candidates
        if c.taken
    ]


def make_data_pack(folder: Path, packs: Path, *, replace: bool = False) -> Path:
    """Write the data package of a draft folder into `packs`, and return its own folder.

    Raises `DraftError`, and writes nothing, where the folder is no draft, nothing was accepted, or
    the package is there already (unless `replace`).
    """
    content = candidates.read(folder / candidates.FILE)
    taken = accepted(folder)
    if not taken:
        msg = (
            f"{folder}: nothing is accepted yet, so there is nothing to make a unit of; go "
            f"through the candidates: secondsource-teach review {folder}"
        )
        raise DraftError(msg)
    target = packs / content.pack
    _refuse(target, content.pack, replace=replace)
    added = open_store(folder).content
    documents = [
        _read(folder, about, taken, added)
        for about in read_yaml(folder / "documents.yaml")["documents"]
    ]
    packs.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{content.pack}-", dir=packs))
    try:
        building.chmod(0o755)
        _fill(building, content.pack, documents, added)
        open_pack(building).check()
        if target.exists():
            shutil.rmtree(target)
        building.rename(target)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return target


def _refuse(target: Path, name: str, *, replace: bool) -> None:
    if name in pack_names(paths.packs()):
        msg = f"the kit has a data package {name!r} too; make the draft under another name"
        raise DraftError(msg)
    if target.exists() and not replace:
        msg = (
            f"{target}: is there already, and was not touched; --replace makes it anew from the "
            "draft, and what you wrote into it by hand is lost"
        )
        raise DraftError(msg)


def _read(
    folder: Path, about: Mapping[str, Any], taken: Sequence[Candidate], added: Additions
) -> Document:
    document = str(about["id"])
    file = folder / "texts" / f"{document}.txt"
    try:
        original = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{file}: can't be read ({error}); work where the draft was made, with its texts"
        raise DraftError(msg) from error
    rights = about["rights"] if isinstance(about["rights"], Mapping) else None
    places = [p for c in taken for p in (c.where, *c.also) if p.document == document]
    if rights:
        shown = dict(enumerate(original, start=1))
        marked = {
            (n, s)
            for n, paragraph in shown.items()
            for s, start in starts(paragraph)
            if any(p.paragraph == n and start <= p.start < start + len(s) for p in places)
        }
    else:
        shown = _told(len(original), {p.paragraph for p in places}, added.told.get(document, {}))
        told = added.told.get(document, {})
        marked = {(n, s) for n in told if n in shown for s in sentences(shown[n])}
    return Document(about, original, shown, frozenset(marked), rights)


def _told(count: int, wanted: set[int], told: Mapping[int, str]) -> dict[int, str]:
    """Return each paragraph's words; TODO where one is wanted, or nothing at all is told."""
    wanted = wanted or ({1} if not told else set())
    return {
        n: " ".join(told[n].split()) if n in told else TELL if n in wanted else LEFT_OUT
        for n in range(1, count + 1)
    }


def _fill(folder: Path, name: str, documents: Sequence[Document], added: Additions) -> None:
    schemas = _schemas()
    claims: list[dict[str, Any]] = []
    editions = []
    (folder / "editions").mkdir()
    for document in documents:
        path = f"editions/{document.id}.md"
        text, own = edition(document)
        (folder / path).write_text(text, "utf-8", newline="\n")
        claims += own
        editions.append(edition_resource(document, path, text))
    rows = {
        "documents": [_row(d, added) for d in documents],
        "claims": claims,
        "record": [_fact(n, f.model_dump()) for n, f in enumerate(added.facts, start=1)],
    }
    for table, found in rows.items():
        columns = [f["name"] for f in schemas[table]["schema"]["fields"]]
        (folder / f"{table}.csv").write_text(_csv(columns, found), "utf-8", newline="")
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "title": f"Texts for a lesson: {name}",
        "description": "Made by secondsource-teach new-unit from a draft.",
        "version": "1.0.0",
        "created": datetime.now(UTC).strftime("%Y-%m-%dT00:00:00Z"),
        "resources": [*schemas.values(), *editions],
    }
    text = json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n"
    (folder / "datapackage.json").write_text(text, "utf-8", newline="\n")


def _schemas() -> dict[str, dict[str, Any]]:
    """Return the kit's own tables, without what holds for the kit's stories only."""
    for name in pack_names(paths.packs()):
        resources = load_pack(name).descriptor["resources"]
        found = {r["name"]: copy.deepcopy(r) for r in resources if r["name"] in TABLES}
        if len(found) == len(TABLES):
            break
    for resource in found.values():
        resource.pop("secondsource", None)
        resource["audience"] = "learner"
        for field in resource["schema"]["fields"]:
            limits = field.get("constraints", {})
            loose = {"topic": ("enum",), "published": ("minimum", "maximum"), "url": ("required",)}
            for limit in loose.get(field["name"], ()):
                limits.pop(limit, None)
    return {table: found[table] for table in TABLES}


def _row(document: Document, added: Additions) -> dict[str, Any]:
    origin = added.origins.get(document.id)
    rights = document.rights or {}
    return {
        "id": document.id,
        "title": document.about["title"] or f"Text {document.id}",
        "outlet": origin.outlet if origin else rights.get("attribution", WHERE),
        "kind": "article",
        "said_by": origin.said_by if origin else "not named",
        "date": document.about["date"],
        "language": "en",
        "url": (origin.url if origin else "") or rights.get("source", ""),
        "sha256": document.about["sha256"],
        "words": document.about["words"],
        "edition": f"editions/{document.id}.md",
        "note": f"Read from the file {document.about['file']}.",
    }


def _fact(number: int, fact: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": f"R{number:03}",
        "topic": "record",
        **fact,
        "kind": fact["kind"] or SORT,
        "directness": "paraphrase",
        "confidence": "medium",
        "confidence_note": "not judged by the author yet",
    }


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
