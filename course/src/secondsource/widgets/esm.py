"""The page's code for a widget, put together from its files. No build step."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from secondsource.families import FAMILIES

__all__ = ["families", "script", "style"]

_PAGE = files("secondsource.widgets") / "page"
_FAMILIES = files("secondsource.families")


@cache
def families() -> tuple[str, ...]:
    """Return the names of the families that a page draws: all whose responses are recorded."""
    return tuple(name for name, family in FAMILIES.items() if family.recorded)


@cache
def script(last: str, *names: str) -> str:
    """One ES module: what keeps answers, frame, named families; `last` has the export."""
    recording = files("secondsource.recording")
    keeping = [recording / f"{n}.js" for n in ("answers", "kernel", "recorder")]
    needed = dict.fromkeys(n for name in names for n in (*FAMILIES[name].page_parts, name))
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
