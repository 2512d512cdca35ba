"""What of a unit goes to the browser's Python: its items, keys, and the data they cite."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from secondsource import paths
from secondsource.packs.finding import pack_folder
from secondsource.scoring.keys import PRACTICE
from secondsource.units import Unit, with_words
from secondsource.yaml_files import parse_yaml
from secondsource_grading import content

__all__ = ["pack_files", "unit_files", "zipped"]

LEARNER = "learner"
ABOUT = "secondsource"
"""What a descriptor says of a table for this course."""
_HEAD = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
"""The head of a reading edition."""
_DATE = (1980, 1, 1, 0, 0, 0)


def unit_files(unit: Unit, *, study: bool) -> dict[str, bytes]:
    """Return a unit's files by their place in `site-packages`.

    Keys of graded items are among them only in self-study. References to the story stand as the
    words that they lead to.
    """
    folder = paths.units() / unit.name
    place_of_items = f"secondsource/_units/{unit.name}/items.yaml"
    found = {place_of_items: folder / "items.yaml"}
    if (folder / PRACTICE).is_file():
        found[f"secondsource/_units/{unit.name}/{PRACTICE}"] = folder / PRACTICE
    if study:
        key = f"{unit.name}.yaml"
        found[f"secondsource_grading/_keys/{key}"] = content.keys() / key
    files = {place: _as_json(file.read_text("utf-8"), file) for place, file in found.items()}
    items = folder / "items.yaml"
    data = with_words(json.loads(files[place_of_items]), items)
    return files | {place_of_items: _json(data)}


def pack_files(name: str, *, study: bool) -> dict[str, bytes]:
    """Return a data package's files by their place: a learner's part, or all in self-study.

    Keys cite tables that only an instructor has, so self-study needs these too.
    """
    folder = pack_folder(name)
    descriptor: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    withheld: dict[str, list[str]] = {}
    if not study:
        descriptor = _learners(descriptor)
        for resource in descriptor["resources"]:
            withheld[resource["path"]] = resource.get(ABOUT, {}).pop("withheld", [])
    place = f"secondsource/_packs/{name}"
    text = json.dumps(descriptor, ensure_ascii=False, separators=(",", ":"))
    files = {f"{place}/datapackage.json": text.encode()}
    for resource in descriptor["resources"]:
        path = resource["path"]
        raw = (folder / path).read_bytes()
        files[f"{place}/{path}"] = raw if study else _without(raw, withheld.get(path, ()))
        if path.endswith(".md"):
            files[f"{place}/{path}"] = _quick_head(raw.decode("utf-8"), folder / path)
    return files


def _as_json(text: str, file: Path) -> bytes:
    """Return YAML text as JSON, which the browser's Python reads a hundred times faster.

    A date becomes its ISO text, which all that takes a date takes as well. `TypeError` for a value
    that JSON does not know.
    """
    return _json(_plain(parse_yaml(text, file)))


def _json(plain: Any) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            msg = f"keys of {value!r} are no texts, so JSON would change them; quote them"
            raise TypeError(msg)
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _quick_head(text: str, file: Path) -> bytes:
    """Return a reading edition with its head, which is YAML, as JSON."""
    head = _HEAD.match(text)
    if head is None:
        return text.encode()
    return b"---\n" + _as_json(head[1], file) + b"\n---\n" + text[head.end() :].encode()


def _without(table: bytes, ids: Collection[str]) -> bytes:
    """Return a table, a CSV file, without the rows of these ids: they tell how forecasts ended."""
    if not ids:
        return table
    head, *rows = csv.reader(io.StringIO(table.decode("utf-8"), newline=""))
    column = head.index("id")
    kept = io.StringIO(newline="")
    csv.writer(kept, lineterminator="\n").writerows(
        [head, *(row for row in rows if row[column] not in ids)]
    )
    return kept.getvalue().encode()


def _learners(descriptor: dict[str, Any]) -> dict[str, Any]:
    """A descriptor without the instructor's resources, and without keys into them."""
    kept = [r for r in descriptor["resources"] if r.get("audience") == LEARNER]
    names = {"", *(r["name"] for r in kept)}
    for resource in kept:
        keys = resource.get("schema", {}).get("foreignKeys")
        if keys:
            mine = [k for k in keys if k["reference"]["resource"] in names]
            resource["schema"]["foreignKeys"] = mine
    return {**descriptor, "resources": kept}


def zipped(files: Mapping[str, bytes | Path]) -> bytes:
    """Return files by their place as a ZIP archive, the same bytes each time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for place in sorted(files):
            held = files[place]
            raw = held.read_bytes() if isinstance(held, Path) else held
            archive.writestr(zipfile.ZipInfo(place, _DATE), raw, zipfile.ZIP_DEFLATED, 9)
    return stream.getvalue()
