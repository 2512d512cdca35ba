"""A target for atheris: bytes in; a notebook read, rebuilt, scored and written out.

Run alone: `python tests/fuzz/fuzz_responses.py -max_total_time=60`; atheris's own options apply.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import atheris
from starting import fuzz

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))
os.environ["SECONDSOURCE_UNITS"] = str(TESTS / "lab" / "units")

with atheris.instrument_imports(include=["secondsource", "secondsource_grading"]):
    from secondsource.recording.responses import KEY, read_metadata, read_responses
    from secondsource_grading.authoring.build import build_unit
    from secondsource_grading.grading.notebook import Assessment, grade_notebook
    from secondsource_grading.grading.rebuild import Master, rebuild
    from secondsource_grading.grading.safe_html import safe_html
    from secondsource_grading.intake.submission import read_submission
    from secondsource_grading.keys import load_keys

UNIT = "90-lab"
MASTER = Master(build_unit(UNIT))
NOTEBOOK = MASTER.copy()
for _cell in NOTEBOOK["cells"]:
    _cell["source"] = "".join(_cell["source"])
MASTER = Master(json.dumps(NOTEBOOK))
RING = load_keys(UNIT, TESTS / "lab" / "keys")
MOST = 12.5
FILE = Path(tempfile.mkdtemp()) / f"{UNIT}.ipynb"


def check(text: bytes) -> None:
    """What must hold for any bytes at all."""
    FILE.write_bytes(text)
    submission = read_submission(FILE, unit=UNIT, known=MASTER.sources)
    notebook = rebuild(MASTER, submission)
    graded = grade_notebook(notebook, Assessment(MASTER, RING), submission.responses)
    total = sum(g.auto_score or 0 for g in graded.grades)
    assert 0 <= total <= MOST, total
    json.dumps(notebook, ensure_ascii=False, allow_nan=False).encode("utf-8")
    for line in submission.incidents:
        assert line.isprintable(), line
    assert len(submission.incidents) < 100


def one_input(data: bytes) -> None:
    """The bytes as a file, as the responses of a good file, and as a text in it."""
    check(data)
    text = data.decode("utf-8", "surrogateescape")
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raw = text
    read_responses(raw)
    read_metadata({KEY: raw})
    for responses in (raw, {"lab-pick": {"value": raw, "t": 1.0}, "lab-grid": raw}):
        notebook = MASTER.copy()
        notebook["metadata"][KEY]["responses"] = responses
        notebook["cells"][-3]["source"] = text
        try:
            whole = json.dumps(notebook).encode()
        except (ValueError, RecursionError):
            continue
        check(whole)
    safe_html(text.encode("utf-8", "replace").decode())


SEEDS = (
    b'{"lab-pick": {"value": ["holiday", "stock"], "t": 1.5}}',
    b'{"lab-amount": {"value": {"amount": 14, "unit": "days"}, "t": 2}}',
    b'{"lab-grid": {"value": {"rain": "baker"}, "t": 1e999}}',
    b'{"lab-pair": {"value": {"answer": null}, "t": NaN}}',
    b'["holiday", -0.0, 1e308, "\\ud800", {"a": [[[]]]}]',
    b'{"cells": [{"outputs": [{"data": {"application/vnd.secondsource.responses+json": {}}}]}]}',
    b"# Words *with* [marks](javascript:x) <b> $\\frac{1}{2}$ \x00\xff",
)


if __name__ == "__main__":
    fuzz(one_input, SEEDS)
