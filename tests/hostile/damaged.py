"""Files that something broke: a disk, an editor, a merge, a half-finished upload."""

from __future__ import annotations

import gzip
import json

from helpers import notebooks
from helpers.classroom import UNIT

from hostile.cases import Desk, case, refused, repaired, scored
from secondsource.recording.responses import KEY, MIME

PICK = '["holiday", "stock", "repair"]'
AMOUNT = '{"amount": 14, "unit": "days"}'


def _text(name, expected, make):
    case(name, expected)(lambda desk: desk.hand_in(make(desk)))


_text("damaged.empty", refused("not JSON"), lambda _: b"")
_text("damaged.blank-lines", refused("not JSON"), lambda _: "  \n\n")
_text("damaged.truncated", refused("not JSON (line 1"), lambda d: json.dumps(d.whole())[:2000])
_text("damaged.login-page", refused("not JSON"), lambda _: "<!DOCTYPE html><title>Log in</title>")
_text("damaged.utf-16", scored(), lambda d: json.dumps(d.whole()).encode("utf-16"))
_text(
    "damaged.utf-16-big-endian",
    scored(),
    lambda d: b"\xfe\xff" + json.dumps(d.whole()).encode("utf-16-be"),
)
_text(
    "damaged.utf-16-without-a-mark",
    refused("not JSON"),
    lambda d: json.dumps(d.whole()).encode("utf-16-le"),
)
_text(
    "damaged.utf-16-cut-in-the-middle",
    refused("not UTF-16"),
    lambda d: json.dumps(d.whole()).encode("utf-16")[:3001],
)
_text(
    "damaged.latin-1", refused("UTF-8"), lambda d: d.replaced("shop", "caf\xe9").encode("latin-1")
)
_text(
    "damaged.bad-utf-8",
    refused("UTF-8"),
    lambda d: json.dumps(d.whole()).encode().replace(b"shop", b"\xc3\x28"),
)
_text("damaged.null-bytes", refused("not JSON"), lambda _: b"\0" * 4096)
_text("damaged.packed", refused("UTF-8"), lambda d: gzip.compress(json.dumps(d.whole()).encode()))
_text(
    "damaged.merge-conflict",
    refused("not JSON"),
    lambda d: "<<<<<<< HEAD\n" + json.dumps(d.whole()),
)
_text("damaged.twice-in-one-file", refused("Extra data"), lambda d: json.dumps(d.whole()) * 2)
_text("damaged.list", refused("no notebook"), lambda _: "[1, 2, 3]")
_text("damaged.number", refused("no notebook"), lambda _: "17")
_text("damaged.null", refused("no notebook"), lambda _: "null")
_text("damaged.deep-file", refused("nested too deeply"), lambda _: '{"cells":' + "[" * 100_000)
_text(
    "damaged.integer-of-5000-digits",
    repaired("infinity", 7.5),
    lambda d: d.replaced("14", "9" * 5000),
)

_text(
    "damaged.byte-order-mark", scored(), lambda d: b"\xef\xbb\xbf" + json.dumps(d.whole()).encode()
)
_text(
    "damaged.windows-lines",
    scored(),
    lambda d: json.dumps(d.whole(), indent=1).replace("\n", "\r\n").encode(),
)
_text(
    "damaged.null-in-a-text", scored(), lambda d: d.replaced("YOUR ANSWER HERE", "YOUR ANSWER HERE")
)

_text(
    "damaged.nan",
    repaired("NaN", 7.5),
    lambda d: d.replaced(AMOUNT, '{"amount": NaN, "unit": "days"}'),
)
_text(
    "damaged.infinity",
    repaired("infinity", 7.5),
    lambda d: d.replaced(AMOUNT, '{"amount": -Infinity, "unit": "days"}'),
)
_text(
    "damaged.1e999",
    repaired("infinity", 7.5),
    lambda d: d.replaced(AMOUNT, '{"amount": 1e999, "unit": "days"}'),
)
_text(
    "damaged.1e308",
    repaired("expected a number", 7.5),
    lambda d: d.replaced(AMOUNT, '{"amount": 1e308, "unit": "days"}'),
)
_text(
    "damaged.minus-zero",
    scored(7.5),
    lambda d: d.replaced(AMOUNT, '{"amount": -0.0, "unit": "days"}'),
)
_text(
    "damaged.huge-integer",
    repaired("very large", 7.5),
    lambda d: d.replaced(AMOUNT, '{"amount": 1' + "0" * 4000 + ', "unit": "days"}'),
)
_text(
    "damaged.more-digits-than-python-reads",
    repaired("infinity", 7.5),
    lambda d: d.replaced(AMOUNT, '{"amount": -1' + "0" * 6000 + ', "unit": "days"}'),
)
_text(
    "damaged.minor-of-6000-digits",
    scored(),
    lambda d: d.replaced('"nbformat_minor": 5', f'"nbformat_minor": {"9" * 6000}'),
)
_text(
    "damaged.count-of-6000-digits",
    scored(),
    lambda d: d.replaced('"execution_count": null', f'"execution_count": {"9" * 6000}'),
)
_text(
    "damaged.time-is-nan",
    repaired("no time", 6.5),
    lambda d: d.replaced(
        f'{{"value": {PICK}, "t": {notebooks.NOON}}}', f'{{"value": {PICK}, "t": NaN}}'
    ),
)
_text(
    "damaged.time-is-huge-integer",
    repaired("no time", 6.5),
    lambda d: d.replaced(
        f'{{"value": {PICK}, "t": {notebooks.NOON}}}', f'{{"value": {PICK}, "t": 1{"0" * 4000}}}'
    ),
)
_text(
    "damaged.deep-answer",
    repaired("nested", 6.5),
    lambda d: d.replaced(PICK, "[" * 800 + "]" * 800),
)
_text(
    "damaged.deep-objects",
    repaired("nested", 6.5),
    lambda d: d.replaced(PICK, '{"a":' * 300 + "1" + "}" * 300),
)
_text(
    "damaged.lone-surrogate",
    repaired("Unicode", 6.5),
    lambda d: d.replaced(PICK, '["holi\\ud800day"]'),
)
_text(
    "damaged.lone-surrogate-in-a-name",
    repaired("Unicode", 6.5),
    lambda d: d.replaced('"lab-pick": {"value"', '"\\udfff\\u0000": {"value"'),
)
_text(
    "damaged.same-key-twice",
    repaired("twice", 6.5),
    lambda d: d.replaced(
        '"lab-pick": {"value"', '"lab-pick": {"value": [], "t": 1.0, "value"'
    ).replace(PICK, "[]"),
)
_text(
    "damaged.answers-twice",
    repaired("twice", 0),
    lambda d: json.dumps(d.whole())[:-1] + ', "metadata": {}}',
)
_text(
    "damaged.hundred-thousand-picks",
    repaired("larger than any answer", 6.5),
    lambda d: d.whole(**{"lab-pick": ["holiday"] * 100_000}),
)
_text(
    "damaged.truth-for-a-number",
    repaired("expected a number", 7.5),
    lambda d: d.whole(**{"lab-amount": {"amount": True, "unit": "days"}}),
)


@case("damaged.hundred-megabytes", refused("100 MB"))
def hundred_megabytes(desk: Desk) -> None:
    with desk.hand_in("").open("r+b") as file:
        file.truncate(100 * 2**20)


def _notebook(name, expected):
    def take(change):
        def build(desk: Desk) -> None:
            notebook = desk.whole()
            desk.hand_in(change(notebook) or notebook)

        case(name, expected)(build)
        return change

    return take


@_notebook("damaged.null-in-an-essay", scored())
def _null(notebook):
    notebooks.cell(notebook, "lab-essay")["source"] = "a\0b\x1b[31m\x08 c"


@_notebook("damaged.no-cells", repaired("missing cells"))
def _no_cells(notebook):
    notebook["cells"] = []


@_notebook("damaged.cells-are-null", repaired("no list of cells"))
def _null_cells(notebook):
    notebook["cells"] = None


@_notebook("damaged.cells-of-every-kind", repaired("missing cells"))
def _junk(notebook):
    notebook["cells"] = [None, 3, "x", [], {}, {"cell_type": 1, "metadata": [], "source": {}}]


@_notebook("damaged.metadata-gone", repaired("no answers were found", 0))
def _no_metadata(notebook):
    notebook["metadata"] = {}


@_notebook("damaged.answers-are-a-list", repaired("no object", 0))
def _list(notebook):
    notebook["metadata"][KEY]["responses"] = ["holiday"]


@_notebook("damaged.our-part-is-a-text", repaired("no object", 0))
def _ours(notebook):
    notebook["metadata"][KEY] = "90-lab"


@_notebook("damaged.duplicated-cells", repaired("more than once"))
def _twice(notebook):
    notebook["cells"] += notebook["cells"]


@_notebook("damaged.deleted-cells", repaired("missing cells"))
def _deleted(notebook):
    notebook["cells"] = [c for c in notebook["cells"] if "lab-grid" not in json.dumps(c)]


@_notebook("damaged.shuffled-cells", scored())
def _shuffled(notebook):
    notebook["cells"].reverse()


@_notebook("damaged.retyped-cells", repaired("put back"))
def _retyped(notebook):
    notebooks.cell(notebook, "lab-pick").update(cell_type="raw", source="I tick holiday.")


@_notebook("damaged.old-format", repaired("format 3"))
def _old(notebook):
    cells = [
        {**c, "input": c.pop("source")} if c["cell_type"] == "code" else c
        for c in notebook["cells"]
    ]
    return {"nbformat": 3, "metadata": notebook["metadata"], "worksheets": [{"cells": cells}]}


@_notebook("damaged.format-4-0", scored())
def _four(notebook):
    notebook["nbformat_minor"] = 0
    for cell in notebook["cells"]:
        del cell["id"]


@_notebook("damaged.format-99", scored())
def _ninety_nine(notebook):
    notebook["nbformat"] = notebook["nbformat_minor"] = 99


@_notebook("damaged.answers-only-in-outputs", repaired("recovered", 2))
def _outputs(notebook):
    notebook["metadata"] = {}
    bundle = {
        MIME: {"item": "lab-pick", "unit": UNIT, "value": json.loads(PICK), "t": notebooks.NOON}
    }
    notebooks.cell(notebook, "lab-pick")["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": bundle}
    ]
