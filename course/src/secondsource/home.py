"""`home()`: all units with how far the learner is, what practice brought, and where to go on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from secondsource.errors import ResponseError
from secondsource.families import Item
from secondsource.recording import notebook_file
from secondsource.recording.notebook_file import NotebookFile
from secondsource.self_study import share
from secondsource.units import Unit, load_unit, unit_names

__all__ = ["Standing", "home", "home_html", "standings"]

Score = Callable[[str, str, Any], float | None]
"""Takes a unit, an item and a value; returns the share of the points, None where nothing knows."""


@dataclass(frozen=True)
class Test:
    """A test form of a unit: how much is answered, and the points where they can be known."""

    answered: int
    of: int
    points: float | None
    out_of: float


@dataclass(frozen=True)
class Standing:
    """How far a learner is in one unit."""

    unit: Unit
    notebook: str
    """Where the notebook is, from the folder that was looked in; "" where there is none."""
    done: int = 0
    begun: int = 0
    of: int = 0
    checked: int = 0
    """Items that were tried with *Check*."""
    first: float = 0.0
    """What the first tries earned, as the mean of their shares in 0..1."""
    best: float = 0.0
    """What the best tries earned."""
    test: Test | None = field(default=None)

    @property
    def number(self) -> str:
        """The unit's number, by which lessons name it; "" where its name has none."""
        digits = self.unit.name.partition("-")[0]
        return str(int(digits)) if digits.isdecimal() else ""


def home(folder: Path | str | None = None) -> None:
    """Show all units with how far you are. `folder` holds one folder a unit; else the nearest.

    On a page of Jupyter's it is counted anew whenever you come back to it, while the kernel runs.
    """
    from IPython.core.getipython import get_ipython  # noqa: PLC0415 - a light `import secondsource`
    from IPython.display import display  # noqa: PLC0415

    root = (Path(folder) if folder is not None else _nearest(Path.cwd())).absolute()
    if not hasattr(get_ipython(), "kernel"):
        display(_shown(root, live=False), raw=True)
        return
    from secondsource.widgets.base import put  # noqa: PLC0415
    from secondsource.widgets.home import Home  # noqa: PLC0415

    # The first look takes seconds on a slow machine, and Jupyter has taken the old table away.
    looking = "Looking how far you are in each unit…"
    handle = display(
        {"text/html": f"<p>{looking}</p>", "text/plain": looking}, raw=True, display_id=True
    )
    before: dict[str, str] = {}

    def count() -> None:
        now = _shown(root, live=True)
        if handle and now != before:
            handle.update(now, raw=True)
            before.update(now)

    count()
    put(Home(count))


def _shown(root: Path, *, live: bool) -> dict[str, str]:
    """Return the page over the units in `root`, and the same in plain words."""
    found = standings(root)
    html = str(home_html(found, os.path.relpath(root), live=live))
    return {"text/html": html, "text/plain": _text(found)}


def standings(root: Path, score: Score | None = None) -> list[Standing]:
    """Return how far each unit is whose notebooks are in the folders of `root`."""
    return [_standing(load_unit(name), root, score or share) for name in unit_names()]


def home_html(found: list[Standing], up: str = ".", *, live: bool = False) -> Any:
    """Return the page over all units as HTML; `up` leads from the page to the units' folders.

    A `live` one is counted anew by the kernel that shows it.
    """
    from secondsource.templating import render  # noqa: PLC0415

    begun = [s for s in found if s.notebook and s.done + s.begun > 0 and s.done < s.of]
    fresh = [s for s in found if s.notebook and not s.done + s.begun]
    going = next(iter(begun or fresh), None)
    forms = [(letter, s) for letter, s in zip("ABCDEFGH", _tested(found), strict=False)]
    lead = "" if up == "." else f"{Path(up).as_posix()}/"
    return render(
        "secondsource.views",
        "home.html.j2",
        units=[(s, lead + quote(s.notebook) if s.notebook else "") for s in found],
        going=(going, lead + quote(going.notebook)) if going else None,
        again=bool(begun),
        live=live,
        forms=forms,
        done=sum(s.done for s in found),
        of=sum(s.of for s in found),
    )


def _tested(found: list[Standing]) -> Iterator[Standing]:
    return (s for s in found if s.test is not None)


def _nearest(here: Path) -> Path:
    """The folder that has the units' folders in it: this one, or the one above."""
    names = unit_names()
    for root in (here, here.parent):
        if any((root / name).is_dir() for name in names):
            return root
    return here


def _standing(unit: Unit, root: Path, score: Score) -> Standing:
    files = notebook_file.find(unit.name, root / unit.name)
    if not files:
        return Standing(unit, "", of=len(unit.items), test=_test(unit, {}, score))
    file = max(files, key=_newest)
    values = {item.id: value for item in unit.items for value in _values(item, file)}
    progress = [item.progress(values[item.id]) for item in unit.items if item.id in values]
    tries = [file.tries[i.id] for i in unit.items if i.id in file.tries]
    return Standing(
        unit,
        file.path.relative_to(root).as_posix(),
        done=sum(given >= of for given, of in progress),
        begun=sum(0 < given < of for given, of in progress),
        of=len(unit.items),
        checked=len(tries),
        first=sum(first for first, _ in tries) / len(tries) if tries else 0.0,
        best=sum(best for _, best in tries) / len(tries) if tries else 0.0,
        test=_test(unit, values, score),
    )


def _newest(file: NotebookFile) -> float:
    return max((response.t for response in file.responses.values()), default=-1.0)


def _values(item: Item, file: NotebookFile) -> Iterator[Any]:
    response = file.responses.get(item.id)
    try:
        value = item.parse(response.value if response else None)
    except ResponseError:
        return
    if not item.is_blank(value):
        yield value


def _test(unit: Unit, values: Mapping[str, Any], score: Score) -> Test | None:
    items = [item for item in unit.items if item.test]
    if not items:
        return None
    answered = [item for item in items if item.id in values]
    shares = [score(unit.name, i.id, values[i.id]) for i in answered]
    known = bool(shares) and None not in shares
    earned = sum((s or 0) * i.points for s, i in zip(shares, answered, strict=True))
    return Test(len(answered), len(items), earned if known else None, sum(i.points for i in items))


def _text(found: list[Standing]) -> str:
    lines = [f"{s.unit.title}: {s.done} of {s.of} answered" for s in found]
    return "\n".join(lines)
