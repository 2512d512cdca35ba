"""The page's code, joined from its ES modules when it is first asked for."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from secondsource.widgets.join import join

__all__ = ["classic_script", "families", "loader", "page_code", "style"]

_PACKAGE = files("secondsource")
_DRAWERS = {
    "exercise": ("widgets/page/exercise.js", "drawExercise"),
    "hand_in": ("widgets/page/hand_in.js", "drawHandIn"),
    "progress": ("widgets/page/progress.js", "drawProgress"),
    "explorer": ("plots/explorer.js", "drawExplorer"),
    "reader": ("widgets/page/reader.js", "drawReader"),
    "home": ("widgets/page/home.js", "drawHome"),
}
_HOSTS = "recording/hosts.js"
_LOADER = "widgets/page/loader.js"
_RECORDER = "recording/recorder.js"
_STYLES = ("exercise", "reader")
_WORDS = "widgets/page/words.js"


@cache
def families() -> tuple[str, ...]:
    """The families that a page can draw."""
    names = (f.name for f in (_PACKAGE / "families").iterdir())
    return tuple(sorted(n[:-3].replace("_", "-") for n in names if n.endswith(".js")))


@cache
def page_code() -> str:
    """Return an ES module that draws every widget of every family: all code of a page.

    It exports `drawers`, functions by the widget's name, and `style`, the style sheet of all.
    """
    drawn = _families()
    code, at = join((*(p for p, _ in _DRAWERS.values()), _HOSTS, *drawn.values()), _source)
    parts = _parts(drawn, at, f"{at[_HOSTS]}.answersOf")
    named = ", ".join(
        f"{name}: (place) => {at[path]}.{function}(place, parts)"
        for name, (path, function) in _DRAWERS.items()
    )
    sheet = "\n".join(style(name) for name in _STYLES)
    return (
        f"{code}\nconst parts = {parts};\nexport const drawers = {{ {named} }};\n"
        f"export const style = {json.dumps(sheet)};\n"
    )


@cache
def loader(drawer: str) -> str:
    """Return the small ES module that anywidget runs: it draws with `page_code`."""
    code, at = join((_LOADER,), _source)
    draw = f"{at[_LOADER]}.render(place, {json.dumps(drawer)})"
    return f"{code}\nexport default {{ render: (place) => {draw} }};\n"


@cache
def classic_script() -> str:
    """Return a plain script for a page that hosts exercises itself, with all families.

    It needs no module loader, so that a page opened from a file can use it. It sets
    `globalThis.SecondSource`, with drawers and families, and holds nothing for a kernel.
    """
    drawn = _families()
    drawers = {n: p for name, (p, n) in _DRAWERS.items() if name != "home"}
    code, at = join((*drawers.values(), _RECORDER, _WORDS, *drawn.values()), _source)
    answers = (
        f"(model) => {at[_RECORDER]}.answersIn(model, () => "
        "{ throw new Error('the model has no notebook: set widget_manager.context'); })"
    )
    listed = "".join(
        f"  {name}: (place) => {at[path]}.{name}(place, parts),\n" for name, path in drawers.items()
    )
    return (
        f'"use strict";\n(() => {{\n{code}\nconst parts = {_parts(drawn, at, answers)};\n'
        f"globalThis.SecondSource = Object.freeze({{\n{listed}"
        "  answersOf: parts.answersOf,\n  families: parts.families,\n"
        f"  WORDS: {at[_WORDS]}.WORDS,\n}});\n}})();\n"
    )


@cache
def style(name: str = "exercise") -> str:
    """Return a style sheet: of all exercises, or "reader"."""
    return (_PACKAGE / "widgets" / "page" / f"{name}.css").read_text("utf-8")


def _families() -> dict[str, str]:
    return {name: f"families/{name.replace('-', '_')}.js" for name in families()}


def _parts(drawn: dict[str, str], at: dict[str, str], answers: str) -> str:
    listed = "".join(f"{json.dumps(name)}: {at[path]}.family, " for name, path in drawn.items())
    return f"{{ answersOf: {answers}, families: {{ __proto__: null, {listed}}} }}"


def _source(path: str) -> str:
    return (_PACKAGE / path).read_text("utf-8")
