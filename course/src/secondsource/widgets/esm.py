"""The page's code for a widget, put together from its files. No build step."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

__all__ = ["families", "script", "style"]

_PAGE = files("secondsource.widgets") / "page"
_FAMILIES = files("secondsource.families")
_NEEDS = {"bayes": ("percent", "svg"), "graph": ("svg",), "probability": ("percent",)}
"""The files a family's own file builds on."""


@cache
def families() -> tuple[str, ...]:
    """The families that a page can draw."""
    names = (f.name for f in _FAMILIES.iterdir())
    return tuple(sorted(n[:-3].replace("_", "-") for n in names if n.endswith(".js")))


@cache
def script(last: str, *names: str) -> str:
    """One ES module: what keeps answers, frame, named families; `last` has the export."""
    recording = files("secondsource.recording")
    keeping = [recording / f"{n}.js" for n in ("answers", "kernel", "recorder")]
    needed = dict.fromkeys(n for name in names for n in (*_NEEDS.get(name, ()), name))
    parts = [*keeping, *(_place(n) for n in ("frame", *needed, last))]
    return "\n".join(part.read_text("utf-8") for part in parts)


def _place(name: str) -> Traversable:
    """The file of a family, or of a part that families share."""
    own = _FAMILIES / f"{name.replace('-', '_')}.js"
    return own if own.is_file() else _PAGE / f"{name}.js"


@cache
def style() -> str:
    """The style sheet of all widgets."""
    return (_PAGE / "exercise.css").read_text("utf-8")
