"""How the time of reading and showing grows with what a learner sends: at most as its size.

Run alone: `python tests/fuzz/growth.py`. Each kind of text, code, file and value is taken
at a size that matters and at twice that size, the quickest of five runs counts, and a
kind whose time more than triples, and is long enough to matter, ends the script with
status 1. No test asserts these times; what can be counted is asserted in the tests.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))
os.environ["SECONDSOURCE_UNITS"] = str(TESTS / "lab" / "units")

import click  # noqa: E402
from helpers import notebooks  # noqa: E402 - the path must be set before

from secondsource.recording.responses import KEY, MIME  # noqa: E402
from secondsource_grading.authoring.build import build_unit  # noqa: E402
from secondsource_grading.grading.notebook import Assessment, grade_notebook  # noqa: E402
from secondsource_grading.grading.rebuild import Master, rebuild  # noqa: E402
from secondsource_grading.grading.safe_code import highlight_code  # noqa: E402
from secondsource_grading.grading.safe_html import safe_html  # noqa: E402
from secondsource_grading.intake.submission import read_submission  # noqa: E402
from secondsource_grading.keys import load_keys  # noqa: E402

MOST = 3.0
"""Times as long for twice as much; two would be exact, and the machine does other work."""

MATTERS = 0.2
"""Seconds; what is quicker at the larger size is not looked at."""

UNIT = "90-lab"
FOLDER = Path(tempfile.mkdtemp())
RELEASED = json.loads(build_unit(UNIT))
MASTER = Master.read(notebooks.write(FOLDER / "released.ipynb", RELEASED))
ASSESSMENT = Assessment(MASTER, load_keys(UNIT, TESTS / "lab" / "keys"))

Make = Callable[[int], str]

PIECES = (
    "\n", " ", "\t", "\r", "\v", "\u2028", "\xa0", "\0", "-\n", "- ", "#", "\\", "\\\n", "&",
    "&amp", "(", "[", "[a](", "![", "<", "<a ", "</", "<!--", "*", "*a_", "_", "`", "~", "|", "|a",
    "$", "{", ":", "=", "'", '"', "'''", "f'{", "@", "www.", "http://a", "a@b.c ", "> ", "1. a\n",
    "a\n", "a\n=\n", "    a\n", " \n", "\t\n", "%%", "!", "?", "a.", "+", "#\n", "1", "1_", "def ",
    "from a ", "import ", "class a(", "import\\\n", " a \n", "\\a", "$a", "[^a]", "* * ",
    "~~~\n", "```\n",
)  # fmt: skip


def repeated(piece: str) -> Make:
    """A text of one piece again and again, with a letter on each side."""
    return lambda size: "a" + piece * (size // len(piece)) + "b"


def take(text: str) -> None:
    """A submission's whole way, without files of an assignment."""
    file = FOLDER / f"{UNIT}.ipynb"
    file.write_text(text, "utf-8", "replace")
    submission = read_submission(file, unit=UNIT, known=MASTER.sources)
    grade_notebook(rebuild(MASTER, submission), ASSESSMENT, submission.responses)


def with_value(make: Callable[[int], object]) -> Make:
    """A notebook with one value of a size."""

    def text(size: int) -> str:
        notebook = MASTER.copy()
        notebook["metadata"][KEY]["responses"] = {"lab-pick": {"value": make(size), "t": 1.0}}
        return json.dumps(notebook)

    return text


def with_cells(make: Callable[[int], list[object]]) -> Make:
    def text(size: int) -> str:
        notebook = MASTER.copy()
        notebook["cells"] += make(size)
        return json.dumps(notebook)

    return text


def with_more(text: str) -> str:
    """The released notebook with more JSON at its end."""
    return f"{MASTER.text[:-1]}{text}}}"


def _outputs(size: int) -> list[object]:
    bundle = {"unit": UNIT, "value": 1, "t": 1.0}
    data = [{"data": {MIME: {**bundle, "item": f"i{n}"}}} for n in range(size // 100)]
    return [{"cell_type": "code", "source": "", "metadata": {}, "outputs": data}]


FILES: dict[str, Make] = {
    "value of empty lists": with_value(lambda n: [[]] * (n // 4)),
    "value of objects": with_value(lambda n: [{"a": 1}] * (n // 10)),
    "value of names": with_value(lambda n: {str(i): i for i in range(n // 12)}),
    "value of lists in lists": with_value(lambda n: [[[1] * 10] * 10] * (n // 350)),
    "value of one text": with_value(lambda n: "x" * n),
    "value of numbers": with_value(lambda n: list(range(n // 7))),
    "names twice": lambda n: with_more(',"x":[' + '{"a":1,"a":1},' * (n // 14) + "1]"),
    "names twice in one": lambda n: with_more("".join(f',"{i % 99}":1' for i in range(n // 6))),
    "long numbers": lambda n: with_more(',"x":[' + ("9" * 4000 + ",") * (n // 4000) + "1]"),
    "cells": with_cells(lambda n: [{"cell_type": "code", "source": "x"}] * (n // 60)),
    "cells with lines": with_cells(lambda n: [{"cell_type": "code", "source": ["x\n"] * (n // 6)}]),
    "copied cells": with_cells(lambda n: MASTER.copy()["cells"] * (n // 8000)),
    "outputs": with_cells(_outputs),
}  # fmt: skip


def quickest(what: Callable[[str], object], text: str) -> float:
    """Seconds of the quickest of some runs."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        what(text)
        times.append(time.perf_counter() - began)
        if times[-1] > 3:
            break
    return min(times)


def main() -> int:
    """Measure all kinds and print those that grow too fast; 1 where there is one."""
    kinds = [(f"text of {p!r}", safe_html, repeated(p), n) for p in PIECES for n in (2500, 24_000)]
    kinds += [
        (f"code of {p!r}", highlight_code, repeated(p), n) for p in PIECES for n in (2400, 50_000)
    ]
    kinds += [(name, take, make, 3_000_000) for name, make in FILES.items()]
    too_fast = 0
    for name, what, make, size in kinds:
        one, two = quickest(what, make(size)), quickest(what, make(2 * size))
        grows = two / one > MOST and two > MATTERS
        too_fast += grows
        if grows or two > MATTERS:
            mark = "grows too fast" if grows else ""
            click.echo(f"{name} of {size}: {one:.3f} s, twice as much {two:.3f} s {mark}")
    click.echo(f"{len(kinds)} kinds, {too_fast} grow too fast")
    return 1 if too_fast else 0


if __name__ == "__main__":
    sys.exit(main())
