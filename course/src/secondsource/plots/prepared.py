"""Pictures that were drawn before, for a Python that can't draw: that of a browser's notebook.

Where the web pages are built, the lessons' own pictures are put beside this package. matplotlib
needs more than a browser's Python can be given without asking another site.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from secondsource.packs.pack import Pack, load_pack
from secondsource.views.html import Shown, block

__all__ = ["FILE", "key", "prepared"]

FILE = "_prepared.json"
"""The pictures, as HTML and text by their key."""

_NOT_DRAWN = (
    "This picture can't be drawn here, because the browser's Python has no matplotlib. The "
    "lesson's own pictures are shown; for others, open the notebook in Jupyter."
)


def key(name: str, args: tuple[Any, ...], named: dict[str, Any]) -> str:
    """Return the key of the picture that `plots.<name>(*args, **named)` draws in this lesson."""
    pack = named.get("pack")
    own = load_pack(pack if isinstance(pack, Pack | str) else None).name
    rest = {k: v for k, v in sorted(named.items()) if k != "pack" and v is not None}
    said = json.dumps([name, own, args, rest], default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def prepared(name: str, *args: Any, **named: Any) -> Shown:
    """Return what was drawn for this call before, or words that say why there is no picture."""
    held = _pictures().get(key(name, args, named))
    if held is None:
        return Shown("no picture", block(Markup("<p>{}</p>").format(_NOT_DRAWN)), _NOT_DRAWN)
    return Shown("picture", Markup(held["body"]), held["text"])  # noqa: S704 - drawn by `Picture`


@cache
def _pictures() -> dict[str, dict[str, str]]:
    file = Path(__file__).with_name(FILE)
    found: dict[str, dict[str, str]] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return found
