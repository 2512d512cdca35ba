"""The families of exercise as an author needs them: their fields, and a small example of each.

The fields are taken from the models that read the files, so they cannot be out of date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from secondsource.families import Item
from secondsource.scoring.keys import Keyring, read_keys
from secondsource.units import UnitFile, read_items

__all__ = ["EXAMPLES", "Family", "examples", "families", "markdown_table"]

EXAMPLES = Path(__file__).parent / "examples"
"""The folder with the example items and their keys, written as a unit is."""

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Family:
    """One family of exercise.

    `task` is what the page tells a learner to do. `fields` are what `items.yaml` has for it besides
    the fields of every item, each with its form in words. `item` and `key` are the example as it
    stands in the files.
    """

    name: str
    task: str
    fields: Mapping[str, str]
    item: str
    key: str


def examples() -> Keyring:
    """Return the example items with their keys, read as any unit's are."""
    return read_keys(EXAMPLES / "keys.yaml", read_items(EXAMPLES / "items.yaml"))


def families() -> list[Family]:
    """Return every family there is, in alphabetical order."""
    schema = UnitFile.model_json_schema()
    models = {
        definition["properties"]["family"].get("const"): definition
        for definition in schema["$defs"].values()
        if "family" in definition.get("properties", {})
    }
    items, keys = _entries("items.yaml", "id"), _entries("keys.yaml", "item")
    found = []
    for item in sorted(examples().unit.items, key=lambda i: i.family):
        own = _own_fields(models[item.family], schema)
        found.append(Family(item.family, item.instruction(), own, items[item.id], keys[item.id]))
    return found


def markdown_table() -> str:
    """Return the families as a Markdown table, a line each."""
    lines = ["| family | what a learner does | its own fields |", "| --- | --- | --- |"]
    for family in families():
        fields = "; ".join(f"`{name}`: {form}" for name, form in family.fields.items())
        lines.append(f"| `{family.name}` | {family.task} | {fields} |")
    return "\n".join(lines) + "\n"


def _own_fields(model: Schema, whole: Schema) -> dict[str, str]:
    required = model.get("required", ())
    return {
        name: _form(field, whole) + ("" if name in required else " (may be left out)")
        for name, field in model["properties"].items()
        if name not in Item.model_fields
    }


def _form(field: Schema, whole: Schema) -> str:
    """Return in words what a field takes: `4 or more of {id, text}`.

    A question mark stands behind what may be left out.
    """
    if "$ref" in field:
        model = whole["$defs"][field["$ref"].rpartition("/")[2]]
        if "anyOf" in model:
            model = model["anyOf"][0]  # the other form is a bare reference
        required = model.get("required", ())
        fields = (
            name if name in required else f"{name}?"
            for name in model["properties"]
            if name != "ref"
        )
        return "{" + ", ".join(fields) + "}"
    if "enum" in field:
        return " or ".join(f"`{value}`" for value in field["enum"])
    if field.get("type") != "array":
        return {
            "string": "text",
            "number": "a number",
            "integer": "a number",
            "boolean": "true or false",
        }.get(field.get("type", ""), "see the example")
    if "prefixItems" in field:
        kinds = ", ".join("number" for _ in field["prefixItems"])
        return f"[{kinds}]"
    entry = _form(field["items"], whole)
    least = field.get("minItems")
    return f"{least} or more of {entry}" if least else f"list of {entry}"


def _entries(file: str, field: str) -> dict[str, str]:
    """Return the text of each entry of an example file by the entry's id."""
    text = (EXAMPLES / file).read_text("utf-8")
    found = re.split(rf"\n+(?=  - {field}: )", text)[1:]
    return {re.match(rf"  - {field}: (\S+)", e)[1]: e.rstrip() for e in found}  # type: ignore[index]
