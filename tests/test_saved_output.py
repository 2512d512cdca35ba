"""What stands beside each exercise in a saved notebook: question and answer, for anybody."""

from __future__ import annotations

import pytest
from markupsafe import Markup
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output

from secondsource import lesson
from secondsource.families.base import escape_free
from secondsource.families.sheet import COLUMNS
from secondsource.recording.outputs import bundle, question, read_outputs
from secondsource.recording.responses import Response
from secondsource.units import load_unit, unit_names
from secondsource.views.html import block, page


@pytest.fixture
def item():
    """An item of the course, read when a test asks for it and not while tests are collected."""
    return load_unit("00-start-here").items[0]


@pytest.mark.parametrize("unit", unit_names())
def test_the_question_is_there_with_everything_to_pick(unit):
    for item in load_unit(unit).items:
        shown = question(item, None)
        for group in item.option_groups():
            for option in group.options:
                assert escape_free(option.text) in shown["text/plain"], item.id
        assert f'data-item="{item.id}"' in shown["text/html"]
        assert "No answer yet." in shown["text/plain"], item.id
        assert "Run &gt; Run All Cells" in shown["text/html"], item.id


def test_what_is_to_be_filled_in_is_there():
    """Units of a number, columns of a sheet, boxes of a graph: without them nobody can answer."""
    wanted = {
        "number": lambda item: [u.text for u in item.units],
        "sheet": lambda _: COLUMNS.values(),
        "graph": lambda item: [node.text for node in item.nodes],
    }
    for item in load_unit("00-start-here").items:
        if item.family in wanted:
            shown = question(item, None)
            for text in wanted[item.family](item):
                assert escape_free(text) in shown["text/plain"]
                assert escape_free(text) in shown["text/html"]


def test_the_answer_is_there_but_no_record_of_it():
    """An old copy in an output must never win over the notebook's own record."""
    item = next(i for i in load_unit("00-start-here").items if i.family == "choice")
    response = Response(item.options[1].id, 5.0)
    shown = question(item, response)
    assert f"◉ {item.options[1].text}" in shown["text/html"]
    assert f"(x) {item.options[1].text}" in shown["text/plain"]
    book = {"cells": [{"outputs": [{"data": shown}]}]}
    assert read_outputs(book, "00-start-here") == {}
    kept = {"cells": [{"outputs": [{"data": bundle(item, "00-start-here", response)}]}]}
    assert read_outputs(kept, "00-start-here") == {item.id: response}


def test_an_answer_that_does_not_fit_leaves_the_question(item):
    shown = question(item, Response({"strange": 1}, 5.0))
    assert "No answer yet." in shown["text/plain"]


def test_a_print_shows_the_question_once_and_no_object(item, monkeypatch):
    """IPython adds the name of what it displays as text, which a print or an export would show."""
    from IPython.testing.globalipapp import get_ipython

    shell = get_ipython()
    shown = []
    monkeypatch.setattr(shell.display_pub, "publish", lambda data, **_: shown.append(data))
    lesson.start("00-start-here")
    lesson.ask(item.id)
    lesson.hand_in()
    drawn = [data for data in shown if "application/vnd.jupyter.widget-view+json" in data]
    assert len(drawn) == 2
    assert not [data["text/plain"] for data in drawn if "text/plain" in data]
    told = " ".join(data.get("text/plain", "") for data in shown)
    assert "object at 0x" not in told
    assert item.prompt.split()[1] in told


def test_a_print_has_what_was_shown_unfolded_and_not_the_call_for_it(item, chrome):
    """JupyterLab's *Print* turns the saved notebook into HTML, where no code of ours runs."""
    folded = page(block(Markup("<details><summary>Again</summary><p>The text.</p></details>")))
    shown = {f'ask("{item.id}")': question(item, None), 'reading("A")': {"text/html": folded}}
    cells = [
        new_code_cell(source, outputs=[new_output("display_data", data)])
        for source, data in shown.items()
    ]
    own = new_code_cell("1 + 1", outputs=[new_output("display_data", {"text/plain": "2"})])
    printed, _ = HTMLExporter().from_notebook_node(new_notebook(cells=[*cells, own]))
    context = chrome.new_context(offline=True)
    try:
        paper = context.new_page()
        paper.set_content(printed, wait_until="domcontentloaded")
        visible = "all => all.map(e => e.checkVisibility())"
        code, text = paper.locator(".jp-InputArea"), paper.get_by_text("The text.")
        assert code.evaluate_all(visible) == [True, True, True]
        assert text.evaluate_all(visible) == [False]
        paper.emulate_media(media="print")
        assert code.evaluate_all(visible) == [False, False, True]
        assert text.evaluate_all(visible) == [True]
    finally:
        context.close()
