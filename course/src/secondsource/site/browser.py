"""What the page's worker calls in the browser's Python: *Check*, and a lesson's cells."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from secondsource.packs import pack as packs
from secondsource.scoring import steps
from secondsource.scoring.feedback import STYLE
from secondsource.scoring.keys import Keyring, practice_keys
from secondsource.site import cells
from secondsource.templating import keep_compiled
from secondsource.units import load_unit, take_references_as_checked

__all__ = ["answer", "begin"]

Keys = Callable[[str], Keyring]


def begin() -> None:
    """Take what was made and checked when the site was built: it halves the first answer, twice."""
    take_references_as_checked()
    keep_compiled(Path(__file__).with_name("_compiled"))


def answer(message: str, keys: Keys | None = None) -> str:
    """Return the reply to a message of the page, both as JSON.

    `{"kind": "check", "unit", "item", "value", "step"}` is answered by `{"html", "share",
    "explained"}`; `{"kind": "run", "unit", "sources"}` by what the last cell shows. `keys` gives
    the keys of a unit; without it those of practice items are there. Raises `ContentError` for an
    unknown unit or item.
    """
    asked = json.loads(message)
    unit = load_unit(asked["unit"])
    if asked["kind"] == "run":
        with packs.using(unit.pack):
            return json.dumps(cells.told(asked["sources"]))
    keyring = keys(unit.name) if keys else practice_keys(unit)
    step: steps.Step = "full" if asked["step"] == "full" else "first"
    found = steps.check(keyring, asked["item"], asked["value"], step)
    # The page has the style already, and lets no view bring one.
    html = found.html.removeprefix(f"<style>{STYLE}</style>")
    return json.dumps({"html": html, "share": found.share, "explained": found.explained})
