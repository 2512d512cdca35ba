"""A target for atheris: bytes in; what a learner wrote and answered, on every page that shows it.

Run alone: `python tests/fuzz/fuzz_pages.py -max_total_time=60`; atheris's own options apply.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import atheris
from starting import fuzz

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))
os.environ["SECONDSOURCE_UNITS"] = str(TESTS / "lab" / "units")

with atheris.instrument_imports(include=["secondsource", "secondsource_grading", "mistune"]):
    from secondsource.scoring.feedback import STAGES, feedback_html
    from secondsource_grading.authoring.build import build_unit
    from secondsource_grading.grading.judge import verdict_on
    from secondsource_grading.grading.notebook import Assessment, grade_notebook
    from secondsource_grading.grading.notebook_json import notebook_text
    from secondsource_grading.grading.rebuild import Master, rebuild
    from secondsource_grading.grading.safe_code import highlight_code
    from secondsource_grading.grading.safe_html import TAGS, safe_html
    from secondsource_grading.intake.submission import Submission
    from secondsource_grading.intake.texts import AddedCell
    from secondsource_grading.keys import load_keys

import nbformat  # noqa: E402 - after what is watched
from helpers.pages import Page, could_run  # noqa: E402

UNIT = "90-lab"
NOTEBOOK = json.loads(build_unit(UNIT))
for _cell in NOTEBOOK["cells"]:
    _cell["source"] = "".join(_cell["source"])
MASTER = Master(json.dumps(NOTEBOOK))
RING = load_keys(UNIT, TESTS / "lab" / "keys")
ITEMS = [item.id for item in RING.unit.items]
WORDS = ["holiday", "stock", "rain", "baker", "answer", "reason", "open", "scope", "amount", "unit",
         "days", "<script>alert(1)</script>", "javascript:alert(1)", '" onload=alert(1) x="',
         "{{7*7}}", "{% raw %}", "&#60;", "\u2028", "]]>", "-->", "</textarea>"]  # fmt: skip


def a_text(data: atheris.FuzzedDataProvider) -> str:
    if data.ConsumeBool():
        return str(data.PickValueInList(WORDS))
    return str(data.ConsumeUnicodeNoSurrogates(data.ConsumeIntInRange(0, 60)))


def a_value(data: atheris.FuzzedDataProvider, depth: int = 0) -> Any:
    """A value as JSON can hold it."""
    match data.ConsumeIntInRange(0, 8 if depth < 4 else 5):
        case 0:
            return data.ConsumeIntInRange(-(2**62), 2**62)
        case 1:
            return data.ConsumeRegularFloat()
        case 2:
            return data.PickValueInList([None, True, False])
        case 3 | 4 | 5:
            return a_text(data)
        case 6 | 7:
            return [a_value(data, depth + 1) for _ in range(data.ConsumeIntInRange(0, 5))]
        case _:
            size = data.ConsumeIntInRange(0, 5)
            return {a_text(data): a_value(data, depth + 1) for _ in range(size)}


def check_answers(data: atheris.FuzzedDataProvider) -> None:
    """A family shows any value in every stage: well-formed, with nothing that runs."""
    for _ in range(3):
        item = str(data.PickValueInList(ITEMS))
        value = a_value(data)
        verdict = verdict_on(RING, item, value, RING.unit.item(item).points)
        assert 0 <= verdict.points <= verdict.out_of, verdict
        for stage in STAGES:
            html = feedback_html(RING, verdict, value, stage)
            assert Page(html).matched, html
            assert could_run(html) == [], html


def check_text(text: str) -> None:
    """Markdown is harmless HTML, code stays what it is."""
    page = Page(safe_html(text))
    assert page.tags <= TAGS | {"div"}, page.tags
    assert page.scripts == []
    for _tag, attributes in page.elements:
        assert set(attributes) <= {"href", "title", "rel", "class", "start"}, attributes
        address = attributes.get("href", "https:").lower()
        assert address.startswith(("http:", "https:", "mailto:")), address
    coloured = Page(highlight_code(text))
    assert coloured.scripts == []
    assert coloured.tags <= {"div", "pre", "span"}, coloured.tags


def check_written(data: atheris.FuzzedDataProvider) -> None:
    """What is written is what nbformat would write, byte for byte."""
    names = [*MASTER.sources]
    written = {data.PickValueInList(names): a_text(data) for _ in range(3)}
    kinds = ["code", "markdown"]
    added = [
        AddedCell(data.PickValueInList([None, *names]), data.PickValueInList(kinds), a_text(data))
        for _ in range(data.ConsumeIntInRange(0, 3))
    ]
    notebook = rebuild(MASTER, Submission(written=written, added=added, incidents=[a_text(data)]))
    grade_notebook(notebook, Assessment(MASTER, RING), {})
    expected = nbformat.writes(nbformat.from_dict(notebook)) + "\n"
    assert notebook_text(notebook).decode("utf-8") == expected


def one_input(raw: bytes) -> None:
    """The bytes as a text, and as a recipe for answers and cells."""
    text = raw.decode("utf-8", "replace")
    check_text(text)
    data = atheris.FuzzedDataProvider(raw)
    check_answers(data)
    check_written(data)


SEEDS = (
    b"# Words *with* [marks](javascript:x) <b> $\\frac{1}{2}$ \x00\xff",
    b"| a | b |\n|---|---|\n| 1 | ![x](http://a/b) |\n\n- [ ] task\n\n```python\nx\n```",
    b"[a]: http://b 'c'\n\n[a][] ![a][] <http://x> www.example.org ~~x~~ ^[note] [^1]\n\n[^1]: n",
)


if __name__ == "__main__":
    fuzz(one_input, SEEDS)
