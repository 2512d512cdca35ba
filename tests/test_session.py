"""What a lesson's calls do outside a browser: errors, memory, outputs, nbgrader."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from secondsource import lesson as session
from secondsource.errors import ContentError, SessionError
from secondsource.recording.outputs import MIME_ALL, all_bundle, bundle, read_outputs
from secondsource.recording.responses import MIME, Response
from secondsource.units import load_unit

UNITS = Path(__file__).parent / "browser" / "units"
UNIT = "90-orchard"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No unit begun, no nbgrader, a folder of the test's own."""
    monkeypatch.setenv("SECONDSOURCE_UNITS", str(UNITS))
    for name in ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING", "SECONDSOURCE_STUDY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(session, "_sessions", {})
    monkeypatch.setattr(session, "_current", [])
    monkeypatch.chdir(tmp_path)


def notebook(responses: dict[str, Any], *, unit: str | None = UNIT, outputs: Any = ()) -> str:
    ours = {
        "secondsource": {"schema": 1, **({"unit": unit} if unit else {}), "responses": responses}
    }
    cell = {
        "cell_type": "code",
        "outputs": [{"output_type": "display_data", "data": d} for d in outputs],
    }
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": ours, "cells": [cell]})


class TestStartAndAsk:
    def test_unknown_unit(self) -> None:
        with pytest.raises(
            ContentError, match=r'no unit "92-nowhere"; known units: 90-orchard, 91-harbour'
        ):
            session.start("92-nowhere")

    def test_ask_before_start(self) -> None:
        with pytest.raises(SessionError, match="run the first cell"):
            session.ask("orc-select")

    def test_unknown_item(self) -> None:
        session.start(UNIT)
        with pytest.raises(
            ContentError, match=r'no item "orc-selct"; it has orc-select, orc-matrix'
        ):
            session.ask("orc-selct")

    def test_item_of_a_unit_begun_before(self) -> None:
        """Two notebooks on one kernel: the first can show its exercises after the second began."""
        session.start(UNIT)
        session.start("91-harbour")
        assert session._item("orc-select")[0].unit.name == UNIT
        assert session._item("orc-number")[0].unit.name == "91-harbour"  # in both: the current one

    def test_errors_are_one_line_under_a_cell(self) -> None:
        assert SessionError("why")._render_traceback_() == ["SessionError: why"]

    def test_memory_survives_start(self) -> None:
        session.start(UNIT)
        session.current()._known["orc-select"] = (Response(["watch"], 1.0), "")
        session.start(UNIT)
        assert session.current().value("orc-select") == ["watch"]
        assert session.current().value("orc-matrix") == {}

    def test_shown_again_with_its_answer(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A cell run again shows a new widget that starts from what the kernel knows."""
        session.start(UNIT)
        assert session.ask("orc-select") is None
        first = session.current()._shown[-1][0]
        first.set_state({"response": {"value": ["watch"], "t": 5.0}, "origin": "a.ipynb"})
        session.ask("orc-select")
        second = session.current()._shown[-1][0]
        assert second.response == {"value": ["watch"], "t": 5.0}
        assert second.origin == "a.ipynb"
        assert session.current().responses == {"orc-select": Response(["watch"], 5.0)}
        capsys.readouterr()


class TestNbgrader:
    @pytest.fixture
    def validating(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NBGRADER_VALIDATING", "1")
        monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
        session.start(UNIT)

    def test_executed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stock autograde, which gives full marks for silence, gets an error with the remedy."""
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
        session.start(UNIT)
        with pytest.raises(SessionError, match=r"secondsource_grading\.configure\(c\)"):
            session.ask("orc-select")

    @pytest.mark.usefixtures("validating")
    @pytest.mark.parametrize(
        ("value", "problem"),
        [
            (None, "orc-matrix: not answered"),
            ({"fell": "told"}, "orc-matrix: 1 of 3 rows answered"),
            (["poison"], "orc-matrix: the stored answer does not fit this exercise, answer again"),
        ],
    )
    def test_incomplete(self, value: Any, problem: str) -> None:
        Path("90-orchard.ipynb").write_text(notebook({"orc-matrix": {"value": value, "t": 1}}))
        with pytest.raises(SessionError, match=problem):
            session.ask("orc-matrix")

    @pytest.mark.usefixtures("validating")
    def test_complete(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Silence passes: any output would change nbgrader's verdict."""
        Path("any name.ipynb").write_text(notebook({"orc-select": {"value": ["dog"], "t": 1}}))
        Path("other.ipynb").write_text(notebook({}, unit="91-harbour"))
        Path("broken.ipynb").write_text("{")
        session.ask("orc-select")
        assert capsys.readouterr() == ("", "")

    @pytest.mark.usefixtures("validating")
    def test_answer_in_outputs_only(self) -> None:
        item = load_unit(UNIT).item("orc-select")
        outputs = [bundle(item, UNIT, Response(["dog"], 3.0))]
        Path("90-orchard.ipynb").write_text(notebook({}, unit=None, outputs=outputs))
        session.ask("orc-select")

    @pytest.mark.usefixtures("validating")
    def test_no_file(self) -> None:
        with pytest.raises(
            SessionError, match="no saved notebook of unit 90-orchard in this folder"
        ):
            session.ask("orc-select")

    @pytest.mark.usefixtures("validating")
    def test_copy_without_answers(self) -> None:
        """With two notebooks of the unit in the folder, the one that is not complete is named."""
        Path("90-orchard.ipynb").write_text(notebook({"orc-select": {"value": ["dog"], "t": 1}}))
        Path("90-orchard-Copy1.ipynb").write_text(notebook({}))
        with pytest.raises(
            SessionError, match=r"orc-select: not answered \(90-orchard-Copy1.ipynb\)"
        ):
            session.ask("orc-select")

    @pytest.mark.slow
    def test_real_validate(self, tmp_path: Path) -> None:
        """nbgrader's own validate names the exercise that is missing, and only that."""
        cells = [
            _cell(
                f'from secondsource import start, ask, hand_in\nstart("{UNIT}")',
                "start",
                points=None,
            ),
            _cell('ask("orc-select")', "orc-select", points=2),
            _cell('ask("orc-matrix")', "orc-matrix", points=3),
            _cell("hand_in()", "hand-in", points=None),
        ]
        ours = {"schema": 1, "unit": UNIT, "responses": {"orc-select": {"value": ["dog"], "t": 1}}}
        book = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "cells": cells,
            "metadata": {"secondsource": ours, "kernelspec": KERNEL},
        }
        file = tmp_path / "90-orchard.ipynb"
        file.write_text(json.dumps(book))
        ran = subprocess.run(
            [sys.executable, "-m", "nbgrader", "validate", str(file)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "VALIDATION FAILED ON 1 CELL(S)!" in ran.stdout, ran.stdout + ran.stderr
        assert "orc-matrix: not answered" in ran.stdout
        assert "orc-select" not in ran.stdout
        responses = ours["responses"]
        assert isinstance(responses, dict)
        responses["orc-matrix"] = {
            "value": {"fell": "told", "thief": "told", "price": "told"},
            "t": 2,
        }
        file.write_text(json.dumps(book))
        ran = subprocess.run(
            [sys.executable, "-m", "nbgrader", "validate", str(file)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Success! Your notebook passes all the tests." in ran.stdout, ran.stdout + ran.stderr


KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def _cell(source: str, name: str, points: float | None) -> dict[str, Any]:
    graded = {
        "grade": points is not None,
        "locked": True,
        "solution": False,
        "task": False,
        "schema_version": 3,
        "grade_id": name,
    }
    return {
        "cell_type": "code",
        "id": name,
        "execution_count": None,
        "metadata": {"nbgrader": {**graded, **({"points": points} if points is not None else {})}},
        "outputs": [],
        "source": source,
    }


class TestOutputs:
    def test_there_and_back(self) -> None:
        """What the kernel puts into outputs is found again, the newest first, of this unit only."""
        item = load_unit(UNIT).item("orc-select")
        old, new = Response(["dog"], 3.0), Response(["watch"], 4.0)
        matrix = Response({"fell": "told"}, 1.0)
        data = [
            bundle(item, UNIT, old),
            all_bundle(UNIT, {"orc-select": new, "orc-matrix": matrix}),
            bundle(item, "91-harbour", Response(["gull"], 9.0)),
        ]
        book = json.loads(notebook({}, outputs=data))
        assert read_outputs(book, UNIT) == {"orc-select": new, "orc-matrix": matrix}

    @pytest.mark.parametrize(
        "book",
        [
            None,
            [],
            {"cells": 5},
            {"cells": [1]},
            {"cells": [{"outputs": [{"data": {MIME: 1, MIME_ALL: []}}]}]},
        ],
    )
    def test_damaged(self, book: Any) -> None:
        assert read_outputs(book, UNIT) == {}

    def test_kernel_keeps(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the page says so, answers go into the exercise's output and the last cell's."""
        from secondsource import hand_in

        updates: list[dict[str, Any]] = []

        class Handle:
            def update(self, data: dict[str, Any], *, raw: bool) -> None:
                assert raw
                updates.append(data)

        monkeypatch.setattr(
            "IPython.display.display", lambda *_a, **k: Handle() if k.get("display_id") else None
        )
        session.start(UNIT)
        session.ask("orc-select")
        hand_in()
        exercise = session.current()._shown[-1][0]
        exercise.set_state({"host": "kernel"})
        exercise.set_state({"response": {"value": ["dog"], "t": 5.0}})
        one, every = updates[-2:]
        assert one[MIME] == {"item": "orc-select", "unit": UNIT, "value": ["dog"], "t": 5.0}
        assert "☑" in one["text/html"]
        assert every[MIME_ALL]["responses"] == {"orc-select": {"value": ["dog"], "t": 5.0}}

    def test_vs_code_reads_its_file(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """A new kernel in VS Code, which names the open file, begins with the answers in it."""
        file = tmp_path / "x.ipynb"
        item = load_unit(UNIT).item("orc-select")
        file.write_text(
            notebook({}, unit=None, outputs=[bundle(item, UNIT, Response(["dog"], 3.0))])
        )

        class Shell:
            user_ns = {"__vsc_ipynb_file__": str(file)}  # noqa: RUF012

        monkeypatch.setattr(session, "_shell", Shell)
        session.start(UNIT)
        assert session.current().value("orc-select") == ["dog"]
        assert not session.current().page_keeps


class TestCheck:
    def test_only_in_self_study(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from secondsource import self_study as study

        assert study.checker(UNIT, "orc-select") is None
        monkeypatch.setenv("SECONDSOURCE_STUDY", "1")
        monkeypatch.setattr(study, "entry_points", lambda **_: ())
        assert study.checker(UNIT, "orc-select") is None

    def test_reply(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The scoring side's HTML goes to the page; its failure goes there as words."""
        from secondsource.widgets.exercise import Exercise

        def check(value: Any, step: str) -> tuple[str, float, bool]:
            if value is None:
                raise SessionError(value)
            return f"<p>{value} {step}</p>", 0.5, step == "full"

        exercise = Exercise(load_unit(UNIT).item("orc-select"), UNIT, check=check)
        sent: list[Any] = []
        monkeypatch.setattr(exercise, "tell", sent.append)
        exercise._message(None, {"kind": "check", "value": ["dog"], "t": 5}, None)
        exercise._message(None, {"kind": "check", "value": ["dog"], "step": "full"}, None)
        exercise._message(None, {"kind": "check", "value": None}, None)
        exercise._message(None, "noise", None)
        always = {"kind": "checked", "share": 0.5}
        assert sent == [
            {**always, "html": "<p>['dog'] first</p>", "explained": False, "t": 5},
            {**always, "html": "<p>['dog'] full</p>", "explained": True, "t": None},
            {"kind": "checked", "problem": "The check failed: None", "t": None},
        ]


def test_import_is_light() -> None:
    """Importing and starting loads neither matplotlib nor pandas nor a widget."""
    code = (
        "import sys; from secondsource import start, ask, hand_in; start('90-orchard');"
        "heavy = ('matplotlib', 'pandas', 'numpy', 'anywidget', 'IPython');"
        "print([m for m in heavy if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
