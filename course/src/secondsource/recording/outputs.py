"""Responses in cell outputs: written where the page is no notebook host, read back anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from secondsource.errors import ResponseError
from secondsource.families import Item
from secondsource.recording.responses import MIME, SCHEMA, Response, newest, read_responses

__all__ = ["MIME_ALL", "all_bundle", "bundle", "carried", "question", "read_outputs", "waiting"]

MIME_ALL = "application/vnd.secondsource.responses+json"
"""The type of the output in which `hand_in()` repeats all responses of a unit."""


def bundle(item: Item, unit: str, response: Response) -> dict[str, Any]:
    """One response as an output that shows it and carries it."""
    try:
        value = item.parse(response.value)
    except ResponseError:
        value = item.blank()
    return {MIME: {"item": item.id, "unit": unit, **response.to_json()}, **_static(item, value)}


def question(item: Item, response: Response | None) -> dict[str, Any]:
    """The exercise as anything can show it, with the answer in it but carrying no response.

    It stands beside the widget in the saved output. So a print, an export, a terminal, a preview,
    a notebook that is not trusted and one opened without a kernel show question and answer.
    """
    try:
        value = item.parse(response.value) if response else item.blank()
    except ResponseError:
        value = item.blank()
    return _static(item, value)


def _static(item: Item, value: Any) -> dict[str, Any]:
    html = f'{STYLE}<div class="ss-waiting">{item.question_html(value)}{_again(CLICK)}</div>'
    return {"text/html": html, "text/plain": item.question_text(value)}


def _again(text: str) -> str:
    """What to do, and what else to do where that does not help."""
    return (
        f'<p class="ss-again">{escape(text)}</p><details class="ss-again"><summary>Still this '
        f"message after a run?</summary>{escape(STILL)}</details>"
    )


AGAIN = "To answer here, choose Run > Run All Cells. Your answers are kept in the notebook."

CLICK = (
    "To answer here, click on this question and choose Run > Run All Cells: the page comes back to "
    "where you clicked. Your answers are kept in the notebook."
)
"""A run leads to the end of the page; before the first one, only a click can say where one is."""

STILL = (
    "Reload the page. If that does not help, either secondsource is not installed where Jupyter "
    "itself runs, or this server or browser forbids pages to load code of widgets (a content "
    "security policy without blob:); tell whoever runs the server."
)

STYLE = (
    "<style>"
    ".jp-OutputArea:has(.ss-waiting) .jupyter-widgets:not(:has(*)){display:none}"
    ".ss-waiting .ss-options{list-style:none;padding-left:.5em}"
    ".ss-waiting :is(th,td){text-align:left!important}"
    ".ss-waiting .ss-gap{display:inline-block;border-bottom:1px solid;width:6em;height:1.1em}"
    ".ss-waiting .ss-rule{border-bottom:1px solid;height:1.6em;margin:0}"
    ".ss-waiting .ss-tall{display:block;min-width:14em;height:2em}"
    ".ss-waiting .ss-boxes{display:flex;flex-wrap:wrap;gap:1.5em 3em;list-style:none;padding:1em}"
    ".ss-waiting .ss-boxes li{border:1px solid;padding:.3em .7em}"
    "@media print{.ss-again{display:none}"
    ".jp-CodeCell:has(.ss-waiting) .jp-Cell-inputWrapper{display:none}"
    ".jp-CodeCell:has(.ss-waiting) .jp-OutputPrompt{visibility:hidden}"
    ".jp-OutputArea-child:has(.ss-waiting){break-inside:auto}"
    ".ss-waiting :is(li,tr){break-inside:avoid}.ss-waiting :is(p:has(+ul,+table,+p),"
    ".ss-question>p,.ss-prompt,li:first-child){break-after:avoid}"
    ".ss-waiting li:last-child{break-before:avoid}}"
    "</style>"
)
"""Hides what Jupyter says of a widget whose kernel is gone; the question stands in its place.

On paper the call that asks the question is left out, as File > Print prints this saved output.
"""


def waiting(what: str) -> dict[str, Any]:
    """What stands in a cell while the page has no living widget; the widget's style hides it.

    So it is seen in a notebook opened again and not yet run, where the page has
    no front end for the exercises, and in a file turned into HTML.
    """
    text = f"{what} comes back when the notebook runs. {AGAIN}"
    return {
        "text/html": f'{STYLE}<div class="ss-waiting">{_again(text)}</div>',
        "text/plain": f"{text} Still this message after a run? {STILL}",
    }


def all_bundle(unit: str, responses: Mapping[str, Response]) -> dict[str, Any]:
    """All responses of a unit once more, in one output."""
    return {
        MIME_ALL: {
            "schema": SCHEMA,
            "unit": unit,
            "responses": {name: r.to_json() for name, r in responses.items()},
        },
        "text/plain": f"{unit}: {len(responses)} responses",
    }


def read_outputs(notebook: object, unit: str) -> dict[str, Response]:
    """The newest response to each item of `unit` that the notebook's outputs carry."""
    return newest(carried(notebook, unit))


def carried(notebook: object, unit: str) -> Iterator[dict[str, Response]]:
    """What each output of the notebook carries for `unit`, whatever else is in it."""
    for data in _data(notebook):
        one, many = data.get(MIME), data.get(MIME_ALL)
        if one is None and many is None:
            continue
        if isinstance(one, Mapping) and one.get("unit") == unit:
            response = Response.from_json(one)
            if response and isinstance(one.get("item"), str):
                yield {one["item"]: response}
        if isinstance(many, Mapping) and many.get("unit") == unit and many.get("schema") == SCHEMA:
            yield read_responses(many.get("responses"))[0]


def _data(notebook: object) -> Iterator[Mapping[str, Any]]:
    # A notebook is made of dictionaries: to ask for `Mapping` takes far longer.
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    for cell in cells if isinstance(cells, list) else ():
        outputs = cell.get("outputs") if isinstance(cell, dict) else None
        for output in outputs if isinstance(outputs, list) else ():
            data = output.get("data") if isinstance(output, dict) else None
            if isinstance(data, dict):
                yield data
