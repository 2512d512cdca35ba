"""How tests are shared out among processes."""

from __future__ import annotations

import pytest
from helpers.sharing import scope


@pytest.mark.parametrize(
    ("nodeid", "together"),
    [
        ("tests/browser/test_course.py::test_unit[03-not-there-lab]", "lab"),
        ("tests/browser/test_answering.py::test_answer[notebook-orc-note]", "notebook"),
        ("tests/browser/test_place.py::test_top[lab]", "lab"),
        ("tests/browser/test_faults.py::test_kind[orc-note]", "tests/browser/test_faults.py"),
        ("tests/test_gate.py::test_a_file[lab]", "tests/test_gate.py"),
    ],
)
def test_browser_tests_of_an_app_stay_together(nodeid, together):
    assert scope(nodeid) == together
