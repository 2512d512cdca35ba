"""Write every table's schema from `schema/` into the pack's `datapackage.json`.

    python datasets/inline_schemas.py [--check]

A data package must stand alone, and the Frictionless standard refuses paths that leave its
folder, so the schemas are edited in `schema/` and repeated inside each package. With
`--check` nothing is written, and a package that is out of date ends the run with 1.
"""

# ruff: noqa: INP001, T201 - a script, run by its path, that speaks to its user

from __future__ import annotations

import json
import sys
from pathlib import Path

from secondsource.files import replace_text

HERE = Path(__file__).resolve().parent


def current(package: Path) -> str:
    """The text `package` should have: as it is, with the schemas of today."""
    descriptor = json.loads(package.read_text("utf-8"))
    for resource in descriptor["resources"]:
        if resource["type"] == "table":
            schema = HERE / "schema" / f"{resource['name']}.json"
            resource["schema"] = json.loads(schema.read_text("utf-8"))
    return json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Update or check every package; the exit code."""
    stale = [
        p for p in sorted(HERE.glob("*/datapackage.json")) if p.read_text("utf-8") != current(p)
    ]
    for package in stale:
        if "--check" in arguments:
            print(f"{package}: a schema has changed; run python datasets/inline_schemas.py")
        else:
            replace_text(package, current(package))
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
