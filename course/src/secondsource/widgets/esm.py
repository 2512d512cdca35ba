"""The page's code for a widget, joined from its ES modules when it is first asked for."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Literal

from secondsource.widgets.join import join

__all__ = ["Form", "families", "script", "style"]

Form = Literal["module", "classic"]
"""`module`: an ES module for anywidget. `classic`: a script for a page that hosts exercises itself.

A classic script needs no module loader, so that a page opened from a file can use it.
It sets `globalThis.SecondSource`, with both drawers, and holds nothing for a kernel.
"""

_PACKAGE = files("secondsource")
_DRAWERS = {
    "exercise": ("widgets/page/exercise.js", "drawExercise"),
    "hand_in": ("widgets/page/hand_in.js", "drawHandIn"),
    "progress": ("widgets/page/progress.js", "drawProgress"),
    "explorer": ("plots/explorer.js", "drawExplorer"),
    "reader": ("widgets/page/reader.js", "drawReader"),
}
_HOSTS = "recording/hosts.js"
_RECORDER = "recording/recorder.js"
_WORDS = "widgets/page/words.js"


@cache
def families() -> tuple[str, ...]:
    """The families that a page can draw."""
    names = (f.name for f in (_PACKAGE / "families").iterdir())
    return tuple(sorted(n[:-3].replace("_", "-") for n in names if n.endswith(".js")))


@cache
def script(drawer: str, *named: str, form: Form = "module") -> str:
    """Return the code that draws `drawer`, one of the names in `_DRAWERS`.

    It can draw the `named` families and no others.
    """
    shared = {name: f"families/{name.replace('-', '_')}.js" for name in named}
    if form == "classic":
        return _classic(shared)
    path, name = _DRAWERS[drawer]
    needed = () if drawer in ("explorer", "reader") else (_HOSTS, *shared.values())
    code, at = join((path, *needed), _source)
    parts = f", {_parts(shared, at, f'{at[_HOSTS]}.answersOf')}" if needed else ""
    return f"{code}\nexport default {{ render: (place) => {at[path]}.{name}(place{parts}) }};\n"


def _classic(shared: dict[str, str]) -> str:
    drawers = {n: p for p, n in (_DRAWERS[d] for d in ("exercise", "hand_in"))}
    code, at = join((*drawers.values(), _RECORDER, _WORDS, *shared.values()), _source)
    answers = (
        f"(model) => {at[_RECORDER]}.answersIn(model, () => "
        "{ throw new Error('the model has no notebook: set widget_manager.context'); })"
    )
    listed = "".join(
        f"  {name}: (place) => {at[path]}.{name}(place, parts),\n" for name, path in drawers.items()
    )
    return (
        f'"use strict";\n(() => {{\n{code}\nconst parts = {_parts(shared, at, answers)};\n'
        f"globalThis.SecondSource = Object.freeze({{\n{listed}"
        f"  answersOf: parts.answersOf,\n  WORDS: {at[_WORDS]}.WORDS,\n}});\n}})();\n"
    )


def _parts(shared: dict[str, str], at: dict[str, str], answers: str) -> str:
    drawn = "".join(f"{json.dumps(name)}: {at[path]}.family, " for name, path in shared.items())
    return f"{{ answersOf: {answers}, families: {{ __proto__: null, {drawn}}} }}"


def _source(path: str) -> str:
    return (_PACKAGE / path).read_text("utf-8")


@cache
def style(name: str = "exercise") -> str:
    """Return a style sheet: of all exercises, or "reader"."""
    return (_PACKAGE / "widgets" / "page" / f"{name}.css").read_text("utf-8")
