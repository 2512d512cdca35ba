"""Work in a second place, or half of it: what people's tools, platforms and second tries leave."""

from __future__ import annotations

import json

from helpers import notebooks
from helpers.classroom import FULL, UNIT

from hostile.cases import FULL_POINTS, Desk, case, repaired, scored
from secondsource.recording.responses import KEY

COPY = f"{UNIT} (1).ipynb"
TEXT = "I would ask how many guests came in the years before, because one year shows little."


def _spoilt(name, expected):
    """A notebook with every answer and a written text, in which something was spoilt."""

    def decorate(spoil):
        def build(desk: Desk) -> None:
            notebook = desk.whole()
            notebooks.cell(notebook, "lab-essay")["source"] = TEXT
            spoil(notebook)
            desk.hand_in(notebook)

        return case(name, expected)(build)

    return decorate


@_spoilt("damaged.record-gone-and-a-text", repaired("none of the recorded answers", 0))
def _gone(notebook):
    notebook["metadata"] = {}


@_spoilt("damaged.record-of-a-later-version-and-a-text", repaired("schema is 99", 0))
def _later(notebook):
    notebook["metadata"][KEY]["schema"] = 99


@_spoilt("damaged.record-of-another-unit-and-a-text", repaired("belongs to unit", 0))
def _other(notebook):
    notebook["metadata"][KEY]["unit"] = "91-other"


@_spoilt("damaged.record-that-is-a-list-and-a-text", repaired("responses are no object", 0))
def _list(notebook):
    notebook["metadata"][KEY]["responses"] = list(FULL)


@_spoilt("damaged.answer-without-a-time", repaired("has no value or no time", FULL_POINTS - 2))
def _no_time(notebook):
    notebook["metadata"][KEY]["responses"]["lab-pick"] = {"value": FULL["lab-pick"], "t": None}


@_spoilt("damaged.answer-without-a-value", repaired("has no value or no time", FULL_POINTS - 2))
def _no_value(notebook):
    notebook["metadata"][KEY]["responses"]["lab-pick"] = "holiday"


@_spoilt("odd.picture-in-a-text", repaired("attached pictures"))
def _picture(notebook):
    cell = notebooks.cell(notebook, "lab-essay")
    cell |= {"source": "![a](attachment:a.png)", "attachments": {"a.png": {"image/png": "aGk="}}}


@_spoilt("odd.text-in-a-raw-cell", scored())
def _raw(notebook):
    notebook["cells"].append({"cell_type": "raw", "metadata": {}, "source": TEXT, "id": "raw"})


@_spoilt("hostile.cells-that-are-slow-together", repaired("added cells are left out"))
def _slow(notebook):
    text = {"cell_type": "markdown", "metadata": {}, "source": "![" * 2900}
    notebook["cells"] += [{**text, "id": f"slow-{n}"} for n in range(200)]


def _in_place(name, expected, text):
    """A file that nobody can read, and beside it the whole work."""

    def build(desk: Desk) -> None:
        desk.hand_in(text)
        desk.hand_in(desk.whole(), COPY)

    case(name, expected)(build)


_in_place("damaged.broken-beside-a-whole-one", repaired("not JSON"), '{"cells": [')
_in_place("damaged.empty-beside-a-whole-one", repaired("not JSON"), "")
_in_place("damaged.binary-beside-a-whole-one", repaired("not UTF-8"), b"\x80\x81" * 99)
_in_place("damaged.page-beside-a-whole-one", repaired("not JSON"), "<html>Log in</html>")


@case("odd.text-only-in-the-copy", repaired("a person has to compare them"))
def _text_elsewhere(desk: Desk) -> None:
    notebook = desk.whole()
    desk.hand_in(notebook)
    copy = json.loads(json.dumps(notebook))
    notebooks.cell(copy, "lab-essay")["source"] = TEXT
    desk.hand_in(copy, COPY)


@case("odd.the-same-twice", scored())
def _same(desk: Desk) -> None:
    desk.hand_in(desk.whole())
    desk.hand_in(desk.whole(), COPY)


@case("odd.answers-behind-many-notebooks", repaired("were not looked into", 0))
def _many(desk: Desk) -> None:
    desk.hand_in(desk.released())
    empty = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    for number in range(25):
        desk.hand_in(empty, f"a{number:02}.ipynb")
    desk.hand_in(desk.whole(), "z.ipynb")


@case("hostile.decoys-before-the-copy", repaired("holds no answers"))
def _decoys(desk: Desk) -> None:
    """Those named like the right one are opened first."""
    desk.hand_in(desk.released())
    for number in range(19):
        desk.hand_in({"cells": [], "metadata": {}}, f"0{number:02}.ipynb")
    desk.hand_in(desk.whole(), COPY)
