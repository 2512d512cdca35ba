"""Take the item of a small unit from page to report, and print as JSON what came of it.

A program for the test of CONTRIBUTING's recipe for a family: it runs in a project with one more.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

HOME = Path(sys.argv[1]).resolve()
os.environ["SECONDSOURCE_UNITS"] = str(HOME / "units")

import secondsource  # noqa: E402 - the units have to be named before
from secondsource.families import Marks  # noqa: E402
from secondsource.recording.responses import Response, read_metadata, record  # noqa: E402
from secondsource.widgets.esm import page_code  # noqa: E402
from secondsource.widgets.exercise import Exercise  # noqa: E402
from secondsource_grading.grading.judge import judge  # noqa: E402
from secondsource_grading.keys import load_keys  # noqa: E402
from secondsource_grading.report.tally import misreadings  # noqa: E402

UNIT = "51-coin"
keyring = load_keys(UNIT, HOME / "keys")
item, key = keyring["co-heads"]
notebook = json.loads((HOME / "notebooks" / UNIT / f"{UNIT}.ipynb").read_text("utf-8"))


def graded(value):
    """The verdict on an answer that stands in the notebook; None is one never given."""
    held = notebook["metadata"]
    if value is not None:
        held = record(held, UNIT, item.id, Response(value, 1_780_000_000.0))
    return judge(keyring, read_metadata(held)[0])[item.id].verdict


widget = Exercise(item, UNIT)
verdicts = {value: graded(value) for value in (4, 3, None)}
marks = Marks(verdicts[3].marks.by_part)
found = misreadings(item, key, key.tally(item, [4, 3]))
told = {
    "package": secondsource.__file__,
    "page": {name: widget.item[name] for name in ("family", "tosses", "points")},
    "drawn": "length: item.tosses + 1" in page_code(),
    "question": item.question_html(),
    "states": {str(value): [v.state, v.points] for value, v in verdicts.items()},
    "feedback": item.static_html(3, marks),
    "misreadings": [[m.option, m.count, m.answered, m.note] for m in found],
}
sys.stdout.write(json.dumps(told))
