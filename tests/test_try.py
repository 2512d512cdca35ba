"""`secondsource-teach try`: one item as learner and as instructor, anew with each save."""

from __future__ import annotations

import json
import shutil
import threading
import urllib.error
import urllib.request

import pytest
from click.testing import CliRunner
from helpers.classroom import LAB, UNIT

from secondsource.errors import ContentError
from secondsource_grading.cli import main
from secondsource_grading.site.live import serving
from secondsource_grading.site.one_item import find_item

ITEM = "lab-pick"


@pytest.fixture
def shown(tmp_path, monkeypatch):
    """A copy of the lab's unit, and how to get a page of its item."""
    shutil.copytree(LAB, tmp_path / "lab")
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(tmp_path / "lab" / "units"))
    with serving(find_item(ITEM)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()

        def get(path, host="127.0.0.1"):
            address = f"http://127.0.0.1:{server.server_address[1]}{path}"
            asked = urllib.request.Request(address, headers={"Host": host})
            with urllib.request.urlopen(asked) as answer:
                return answer.read().decode()

        yield tmp_path / "lab", get
        server.shutdown()
        thread.join()


def test_an_item_is_shown_anew_when_its_key_is_saved(shown):
    lab, get = shown
    assert ITEM in get("/")
    assert json.loads(get("/state"))["shown"] == 1
    assert f'data-item="{ITEM}"' in get(f"/1/{UNIT}/index.html")
    before = get("/1/instructor.html")
    assert "strategy: " in before
    assert "the key" in before

    file = lab / "keys" / f"{UNIT}.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("Kept-secret", "Said-aloud"), "utf-8")
    assert json.loads(get("/state")) == {"version": 2, "shown": 2, "problem": ""}
    assert "Said-aloud" in get("/2/instructor.html")
    assert "Kept-secret" in before

    file.write_text("keys: [", "utf-8")
    state = json.loads(get("/state"))
    assert (state["version"], state["shown"]) == (3, 2)
    assert str(file) in state["problem"]
    assert "Said-aloud" in get("/2/instructor.html")


def test_only_this_machine_and_only_by_its_own_name(shown):
    _, get = shown
    with pytest.raises(urllib.error.HTTPError, match="403"):
        get("/state", host="evil.example")


def test_an_unknown_item_lists_what_there_is(monkeypatch):
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
    with pytest.raises(ContentError, match=ITEM):
        find_item("lab-pik")
    assert CliRunner().invoke(main, ["try", "lab-pik"]).exit_code == 1
