"""A draft folder from texts: what was read, what was left out, and what the rules propose.

It is made beside its place under another name and renamed at the end, so that a folder which is
there is a whole one.
"""

from __future__ import annotations

import json
import re
import shutil
import string
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

from secondsource.packs.originals import normalise
from secondsource_grading.drafting import candidates
from secondsource_grading.drafting.between import have_something_in_common
from secondsource_grading.drafting.candidates import Candidate, CandidateFile
from secondsource_grading.drafting.reading import is_english, read_source
from secondsource_grading.drafting.rights import Rights, read_rights
from secondsource_grading.drafting.source import DraftError, Source
from secondsource_grading.drafting.texts import Text

__all__ = ["DOCUMENTS", "Draft", "make_draft"]

DOCUMENTS = "documents.yaml"
TEXTS = "texts"
NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

_IGNORE = "# These texts are other people's: they stay on this machine."
NO_LICENCE = "none was given: the text stays on this machine, and a lesson tells it in other words"


@dataclass(frozen=True)
class Draft:
    """A draft that was made: its folder, the documents as read, the candidates, and remarks."""

    folder: Path
    sources: dict[str, Source]
    candidates: tuple[Candidate, ...]
    notes: tuple[str, ...]
    rights: Mapping[str, Rights]


def make_draft(
    name: str, files: Sequence[Path], parent: Path, licences: Path | None = None
) -> Draft:
    """Read `files` and make the draft folder `name` in `parent`.

    `licences` is a YAML file with the rights of those texts that may be shipped in full. Raises
    `DraftError`, and makes nothing, where the name or a file is not fit, two files hold one text,
    or the folder is there already.
    """
    folder = parent / name
    _refuse(name, folder, files)
    rights = read_rights(licences, files)
    sources = dict(zip(string.ascii_uppercase, map(read_source, files), strict=False))
    named = dict(zip(sources, files, strict=True))
    _refuse_twice(sources, named)
    texts = _texts(sources)
    english = [t for t in texts if is_english(t.paragraphs)]
    found = candidates.find_all(english, [t for t in texts if t not in english])
    by_document = {d: rights[f.name] for d, f in named.items() if f.name in rights}
    notes = tuple(_notes(sources, named, texts))
    draft = Draft(folder, sources, tuple(found), notes, by_document)
    _write(draft, name, named)
    return draft


def _refuse(name: str, folder: Path, files: Sequence[Path]) -> None:
    if not NAME.fullmatch(name):
        msg = f"{name!r} is no name for a pack; write small letters, digits and hyphens"
        raise DraftError(msg)
    if folder.exists() or folder.is_symlink():
        msg = f"{folder}: is there already, and was not touched; give another name"
        raise DraftError(msg)
    if not folder.parent.is_dir():
        msg = f"{folder.parent}: there is no such folder; make it first"
        raise DraftError(msg)
    if len(files) > len(string.ascii_uppercase):
        msg = f"{len(files)} texts are too many for one lesson; name at most 26"
        raise DraftError(msg)


def _refuse_twice(sources: dict[str, Source], named: dict[str, Path]) -> None:
    for one, other in combinations(sources, 2):
        if _hash(sources[one]) == _hash(sources[other]):
            msg = (
                f"{named[other]}: is the same text as {named[one]}, so there is nothing to "
                "compare; leave one of the two out"
            )
            raise DraftError(msg)


def _texts(sources: dict[str, Source]) -> list[Text]:
    """Return the texts with the year of each; one that has none gets that of the others."""
    years = {document: _year(source) for document, source in sources.items()}
    known = {year for year in years.values() if year}
    usual = known.pop() if len(known) == 1 else None
    return [Text(d, s.paragraphs, years[d] or usual) for d, s in sources.items()]


def _year(source: Source) -> int | None:
    year = int(source.date[:4]) if source.date[:4].isdigit() else None
    if year is None:
        written = re.search(r"\b(?:19|20)\d\d\b", " ".join(source.paragraphs))
        year = int(written[0]) if written else None
    return year


def _notes(sources: dict[str, Source], named: dict[str, Path], texts: Sequence[Text]) -> list[str]:
    notes = [f"{named[d]} {note}" for d, source in sources.items() for note in source.notes]
    notes += [
        f"{named[a.document]} and {named[b.document]} have nothing in common, no name and few "
        "words: they can be asked about one by one, and not compared"
        for a, b in combinations(texts, 2)
        if not have_something_in_common(a, b)
    ]
    return notes


def _write(draft: Draft, name: str, named: dict[str, Path]) -> None:
    building = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=draft.folder.parent))
    try:
        building.chmod(0o755)
        (building / TEXTS).mkdir()
        for document, source in draft.sources.items():
            text = building / TEXTS / f"{document}.txt"
            text.write_text(_whole(source), "utf-8", newline="\n")
        private = [f"{TEXTS}/{d}.txt" for d in draft.sources if d not in draft.rights]
        (building / ".gitignore").write_text("\n".join([_IGNORE, *private, ""]), "utf-8")
        listed = [
            _about(d, s, named[d]) | _rights(draft.rights.get(d), s)
            for d, s in draft.sources.items()
        ]
        (building / DOCUMENTS).write_text(_yaml(name, listed), "utf-8")
        content = CandidateFile(pack=name, candidates=list(draft.candidates))
        candidates.write(building / candidates.FILE, content)
        building.rename(draft.folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _about(document: str, source: Source, file: Path) -> dict[str, Any]:
    return {
        "id": document,
        "file": file.name,
        "kind": source.kind,
        "encoding": source.encoding,
        "title": source.title,
        "date": source.date,
        "paragraphs": len(source.paragraphs),
        "words": sum(len(p.split()) for p in source.paragraphs),
        "sha256": _hash(source),
        "notes": list(source.notes),
        "left_out": [{"words": one.words, "why": one.why} for one in source.left_out],
    }


def _rights(rights: Rights | None, source: Source) -> dict[str, Any]:
    if rights is None:
        return {"rights": NO_LICENCE}
    return {"rights": {**rights.model_dump(), "hash": f"sha256:{_hash(source)}"}}


def _yaml(name: str, documents: Sequence[dict[str, Any]]) -> str:
    """Return documents as YAML with one line a property; texts are quoted as in JSON."""
    lines = [
        "# What was read. `left_out` is what was not taken for the article, and why: look it over.",
        f"pack: {name}",
        "documents:",
    ]
    for about in documents:
        for number, (key, value) in enumerate(about.items()):
            lead = "- " if number == 0 else "  "
            if key == "left_out" and value:
                lines.append(f"{lead}{key}:")
                lines += [f"  - {json.dumps(one, ensure_ascii=False)}" for one in value]
            else:
                lines.append(f"{lead}{key}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _whole(source: Source) -> str:
    return normalise("\n".join(source.paragraphs))


def _hash(source: Source) -> str:
    return sha256(_whole(source).encode()).hexdigest()
