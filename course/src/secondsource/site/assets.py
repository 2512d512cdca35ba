"""Files that all pages share, under names that change with their content.

A page names its script and its style by their content, so an old page in some cache can never be
joined with a new script.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files

from secondsource.scoring import feedback
from secondsource.views import html
from secondsource.widgets.esm import classic_script, style
from secondsource.widgets.join import join

__all__ = ["ICON", "LICENCE", "hashed", "page_script", "service_worker", "sheet"]

_PACKAGE = files("secondsource")
_MAIN = "site/page/main.js"

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">'
    '<path d="M1 1h6v4H3L1 7z" fill="#1976d2"/></svg>\n'
)

LICENCE = (
    "Lessons and exercises: CC BY 4.0. The articles are other people's work; you read them in our "
    "own words."
)
"""What stands at the foot of every page."""


def hashed(name: str, content: str | bytes) -> str:
    """Return `name` with ten figures of its content's hash before the ending."""
    raw = content.encode() if isinstance(content, str) else content
    stem, _, ending = name.rpartition(".")
    return f"{stem}-{hashlib.sha256(raw).hexdigest()[:10]}.{ending}"


@cache
def page_script() -> str:
    """Return the script of every page: the exercises as Jupyter draws them, and their host."""
    drawn = classic_script()
    code, at = join((_MAIN,), lambda path: (_PACKAGE / path).read_text("utf-8"))
    return f"{drawn}(() => {{\n{code}\n{at[_MAIN]}.main();\n}})();\n"


@cache
def sheet() -> str:
    """Return the style sheet of every page."""
    own = (_PACKAGE / "site" / "site.css").read_text("utf-8")
    return "\n".join([style(), style("reader"), html.STYLE, feedback.STYLE, own])


def service_worker(version: str, small: list[str], large: list[str]) -> str:
    """Return the script that keeps the site's files, by their paths, for when there is no network.

    `small` are the pages and what they show; `large` is what *Check* needs, kept once it was used.
    """
    text = (_PACKAGE / "site" / "sw.js").read_text("utf-8")
    values = {"VERSION": version, "SMALL": small, "LARGE": large}
    for name, value in values.items():
        text = text.replace(f'"{name}"', json.dumps(value, separators=(",", ":")))
    return text
