"""`home()`: how far a learner is in every unit, and the page that shows it."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from helpers.samples import options
from ruamel.yaml import YAML

from secondsource import paths
from secondsource.home import home, home_html, standings
from secondsource.units import load_unit
from secondsource.widgets.hand_in import links

BASE = {"family": "choice", "points": 1, "prompt": "Which?", "options": options(4)}


def unit(root, name, *items):
    file = root / "units" / name / "items.yaml"
    file.parent.mkdir(parents=True)
    with file.open("w", encoding="utf-8") as out:
        YAML().dump({"unit": name, "title": name.upper(), "minutes": 20, "items": items}, out)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Two units with a form of a test each, and a folder of the learner's notebooks."""
    unit(tmp_path, "01-a", {"id": "one", **BASE}, {"id": "test-a", "test": True, **BASE})
    unit(tmp_path, "02-b", {"id": "test-b", "test": True, **BASE})
    monkeypatch.setattr(paths, "units", lambda: tmp_path / "units")
    monkeypatch.delenv("SECONDSOURCE_STUDY", raising=False)
    return tmp_path / "study"


def notebook(folder, name, responses, tries=None):
    ours = {"schema": 1, "unit": name, "responses": responses, "tries": tries or {}}
    file = folder / name / f"{name}.ipynb"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"cells": [], "metadata": {"secondsource": ours}}), "utf-8")


def answer(value):
    return {"value": value, "t": 5}


def test_how_far_each_unit_is(course):
    tries = {"one": {"count": 2, "first": {"share": 0}, "best": {"share": 1}}}
    notebook(course, "01-a", {"one": answer("o1"), "test-a": answer("nonsense")}, tries)
    first, second = standings(course)
    assert (first.done, first.of, first.notebook) == (1, 2, "01-a/01-a.ipynb")
    assert (first.checked, first.first, first.best) == (1, 0, 1)
    assert (second.done, second.of, second.notebook) == (0, 1, "")


def test_the_page_leads_on(course):
    notebook(course, "01-a", {"one": answer("o1")})
    notebook(course, "02-b", {})
    html = str(home_html(standings(course), ".."))
    assert '<a href="../01-a/01-a.ipynb">Continue: 01-A</a>' in html
    assert '<a href="../02-b/02-b.ipynb">02-B</a>' in html
    assert "<td>2</td>" in html  # lessons speak of "unit 2"
    assert "1 of 3 exercises are answered" in html


def test_the_forms_of_the_test_stand_beside_each_other(course):
    """With points where a form is whole and a key is within reach; never by item."""
    notebook(course, "01-a", {"test-a": answer("o1")})
    notebook(course, "02-b", {})
    html = " ".join(str(home_html(standings(course, lambda *_: 1.0))).split())
    assert (
        '<th scope="row">A</th><td style="text-align: left">01-A</td><td>1 of 1</td> '
        "<td>1.0 of 1</td>" in html
    )
    assert (
        '<th scope="row">B</th><td style="text-align: left">02-B</td><td>0 of 1</td> '
        "<td>after the last answer</td>" in html
    )
    without = str(home_html(standings(course)))
    assert "with your feedback" in without


@pytest.mark.parametrize("tries", [[], {"one": 3}, {"one": {"first": {"share": 7}, "best": None}}])
def test_damaged_tries_are_none(course, tries):
    notebook(course, "01-a", {"one": answer("o1")}, tries)
    assert standings(course)[0].checked == 0


def test_it_is_shown_from_a_units_folder_too(course, monkeypatch, capsys):
    notebook(course, "01-a", {"one": answer("o1")})
    monkeypatch.chdir(course / "01-a")
    home()
    assert "01-A: 1 of 2 answered" in capsys.readouterr().out


def test_the_end_of_a_unit_leads_on_where_it_can(course):
    """To the next unit and to the start page, if they are beside it; else nothing is promised."""
    first, second = load_unit("01-a"), load_unit("02-b")
    assert links(first, course / "01-a") == ""
    notebook(course, "01-a", {})
    (course / "home.ipynb").write_text("{}")
    assert "Next unit: 02-B · <a" in links(first, course / "01-a")
    notebook(course, "02-b", {})
    assert 'Next unit: <a href="../02-b/02-b.ipynb">02-B</a>' in links(first, course / "01-a")
    assert "Next" not in links(second, course / "02-b")
    assert 'href="../home.ipynb"' in links(second, course / "02-b")


def test_it_is_counted_anew_when_its_page_is_seen_again(course, monkeypatch):
    """In the same output, so that the page never stands empty; and only where something changed."""
    shown, updates, widgets = [], [], []
    handle = SimpleNamespace(update=lambda data, **_: updates.append(data["text/plain"]))
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: shell)
    monkeypatch.setattr("IPython.display.display", lambda data, **_: shown.append(data) or handle)
    monkeypatch.setattr("secondsource.widgets.base.put", widgets.append)
    notebook(course, "01-a", {})
    home(course)
    assert "Looking" in shown[0]["text/plain"]
    assert updates == ["01-A: 0 of 2 answered\n02-B: 0 of 1 answered"]
    (widget,) = widgets
    widget._handle_custom_msg({"kind": "count"}, [])
    assert len(updates) == 1
    notebook(course, "01-a", {"one": answer("o1")})
    widget._handle_custom_msg({"kind": "count"}, [])
    assert updates[1:] == ["01-A: 1 of 2 answered\n02-B: 0 of 1 answered"]
