"""Rights: a pack holds reading editions and places, and a text in full only with its licence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from secondsource.packs.files import Row
from secondsource.packs.pack import Pack

__all__ = ["rights_problems"]

ORIGINALS = "originals"
"""The folder for copies that stay on this machine; git and the wheels leave it out."""

WANTED = {
    "licenses": "the licence, as [{name, path}]",
    "sources": "where the text is from, as [{title, path}]",
    "attribution": "the line that names its author",
    "changes": "what was changed, or “none”",
    "hash": "the hash of the file, as sha256:...",
}
"""What a text in full needs in `datapackage.json`."""

_NO_CHANGES = re.compile(r"(?:^|[-_ ])ND(?:[-_ ]|$)", re.IGNORECASE)


def rights_problems(pack: Pack) -> Iterator[str]:
    """Yield every text of a pack that may not be in it, and why.

    A text is a reading edition of a document, or has everything in `WANTED`; an edition that holds
    the text in full has that too. An article without either is told, because no lesson could show
    it. A file that the
    package does not list is refused too, because nobody said what may be done with it.
    """
    listed = {str(r["path"]): r for r in pack.descriptor["resources"]}
    editions = {row["edition"] for row in pack.table("document").rows if row["edition"]}
    full = {str(r["name"]) for p, r in listed.items() if "schema" not in r and p not in editions}
    for row in pack.table("document").rows:
        if not row["edition"] and f"text-{row['id'].lower()}" not in full and _is_read(row):
            yield (
                f"{pack.table('document').file}, document {row['id']}: has neither a reading "
                f"edition nor a text in full, so nobody can read it: write editions/{row['id']}.md "
                f"and name it here, or list the text, with its licence, as text-{row['id'].lower()}"
            )
    for path, resource in listed.items():
        if "schema" not in resource and (path not in editions or resource.get("licenses")):
            yield from _in_full(pack.file, pack.folder / path, resource)
    for file in sorted(pack.folder.rglob("*")):
        place = file.relative_to(pack.folder)
        hidden = any(part.startswith(".") for part in place.parts)
        if file.is_dir() or hidden or place.parts[0] in (ORIGINALS, pack.file.name):
            continue
        if place.as_posix() not in listed:
            yield (
                f"{file}: is not listed in {pack.file.name}. A copy of somebody's text belongs in "
                f"{ORIGINALS}/, which is not shipped; a text with a licence into the list"
            )


def _is_read(row: Row) -> bool:
    """Return whether a document is there to be read; one of another kind may only be cited."""
    return row["kind"] == "article" or not row["url"]


def _in_full(descriptor: Path, file: Path, resource: dict[str, Any]) -> Iterator[str]:
    where = f"{descriptor}, resource {resource['name']}"
    missing = [name for name in WANTED if not resource.get(name)]
    for name in missing:
        yield (
            f"{where}: is a text in full and has no {name}: write {WANTED[name]}, or tell it in a "
            "reading edition of your own words"
        )
    if missing:
        return
    licences = [str(one.get("name", "")) for one in resource["licenses"]]
    if any(map(_NO_CHANGES.search, licences)) and resource["changes"] != "none":
        yield f"{where}: {licences[0]} allows no changes, and changes says {resource['changes']!r}"
    found = f"sha256:{sha256(file.read_bytes()).hexdigest()}" if file.is_file() else "no file"
    if resource["hash"] != found:
        yield f"{where}: the hash is {found}, not {resource['hash']}; look at what was changed"
