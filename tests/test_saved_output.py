"""What stands beside each exercise in a saved notebook: question and answer, for anybody."""

from __future__ import annotations

import pytest

from secondsource import lesson
from secondsource.families.base import escape_free
from secondsource.recording.outputs import bundle, question, read_outputs
from secondsource.recording.responses import Response
from secondsource.units import load_unit, unit_names


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
