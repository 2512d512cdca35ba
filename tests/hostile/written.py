"""What a learner can write or record: markup, mathematics, code, forged judgements."""

from __future__ import annotations

import json

from helpers import notebooks
from helpers.classroom import HALF, UNIT

from hostile.cases import Desk, case, refused, repaired, scored
from secondsource.recording.responses import KEY

CANARY = "window.parent.canary=window.canary=1"

MARKUP = (
    f"<script>{CANARY}</script>",
    f'<img src="x" onerror="{CANARY}">',
    f"<svg onload={CANARY}><script>{CANARY}</script><a xlink:href='javascript:{CANARY}'>x</a></svg>",  # noqa: E501
    f"<iframe srcdoc='<script>{CANARY}</script>'></iframe>",
    f"<details open ontoggle={CANARY}>x</details>",
    "<style>@import url(http://canary.invalid/s.css);body{background:url(http://canary.invalid/b)}</style>",
    f'<a href="data:text/html,<script>{CANARY}</script>">data</a>',
    '<form action="/api/shutdown" method=post><input autofocus onfocus=alert(1)></form>',
    '<meta http-equiv="refresh" content="0;url=http://canary.invalid/">',
    '<base href="http://canary.invalid/"><link rel=stylesheet href="//canary.invalid/x.css">',
    f"</section></main></body></html><script>{CANARY}</script>",
    f"<!--><img src=x onerror={CANARY}>-->",
    f"<math><mtext><table><mglyph><style><img src=x onerror={CANARY}></style></mglyph></table></mtext></math>",  # noqa: E501
    f"&lt;script&gt;{CANARY}&lt;/script&gt;",
    f"[click](javascript:{CANARY})",
    f"[click](JaVaScRiPt&#58;{CANARY})",
    f"[click](java\tscript:{CANARY})",
    f"[click](vbscript:{CANARY})",
    "[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    f'[title](http://canary.invalid/ "x\\" onmouseover=\\"{CANARY}")',
    f"[ref][r]\n\n[r]: javascript:{CANARY}",
    f"<javascript:{CANARY}>",
    "![beacon](http://canary.invalid/pixel.png)",
    "![beacon](//canary.invalid/pixel.png)",
    "![own server](/api/shutdown)",
    "![inline](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "[own server](/hub/logout) [file](../../files/page.html) [up](..%2f..%2fx)",
    "```html\n<script>alert(1)</script>\n```",
    "`<img src=x onerror=alert(1)>`",
    f"<scr<script>ipt>{CANARY}</scr</script>ipt>",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
)  # fmt: skip
"""Markup that runs or calls out, in every form that a Markdown reader has been caught with."""

MATHEMATICS = (
    rf"$\href{{javascript:{CANARY}}}{{x}}$",
    rf"\(\href{{javascript:{CANARY}}}{{x}}\) and \[\href{{javascript:{CANARY}}}{{y}}\]",
    r"$$\require{html}\style{position:fixed;top:0;left:0;width:9999px;height:9999px}{x}$$",
    r"\begin{equation}\cssId{grade}{\class{score}{x}}\end{equation}",
    r"$\def\a{\a\a}\a$",
    r"$\newcommand{\bomb}{\bomb\bomb}\bomb$",
    r"$\unicode{x202e}\mmlToken{mi}[href=javascript:alert(1)]{x}$",
    r"$\includegraphics{http://canary.invalid/m.png}$",
    "$" + "{" * 5000 + "x" + "}" * 5000 + "$",
    r"$&#92;href{javascript:alert(1)}{x}$ and $\\href{javascript:alert(1)}{x}$",
    r"`$` \href{javascript:alert(1)}{x} `$`",
)
"""TeX that makes links, styles, requests or never ends."""


def _write(name, expected, **values):
    def take(change):
        def build(desk: Desk) -> None:
            notebook = desk.whole(**values)
            desk.hand_in(change(notebook, desk) or notebook)

        case(name, expected)(build)
        return change

    return take


def everywhere(notebook, texts):
    """Put texts wherever a learner can write: essay, new cells, outputs, names, titles, metadata."""  # noqa: E501
    notebooks.cell(notebook, "lab-essay")["source"] = "\n\n".join(texts)
    for text in texts:
        for kind in ("markdown", "code", "raw"):
            notebook["cells"].append(notebooks.plain_cell(text, kind, title=text, tags=[text]))
    data = {
        "text/html": "".join(texts),
        "application/javascript": texts[0],
        "image/svg+xml": texts[2],
    }
    for cell in notebook["cells"]:
        cell["metadata"]["name"] = texts[0]
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": data}]
    notebook["metadata"]["title"] = texts[0]
    notebook["metadata"]["authors"] = [{"name": texts[0]}]
    notebook["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": {texts[0]: {}}}
    }
    responses = notebook["metadata"][KEY]["responses"]
    for number, text in enumerate(texts):
        responses[text] = {"value": text, "t": "never" if number % 2 else 1.0}


@_write("hostile.markup-everywhere", repaired("put back"))
def _markup(notebook, _desk):
    everywhere(notebook, MARKUP)
    notebooks.cell(notebook, "lab-pick")["source"] = MARKUP[0]


@_write("hostile.mathematics-everywhere", repaired("no time"))
def _mathematics(notebook, _desk):
    everywhere(notebook, MATHEMATICS)


@_write("hostile.markup-for-answers", repaired("lab-pick", 0))
def _answers(notebook, _desk):
    responses = notebook["metadata"][KEY]["responses"]
    responses["lab-pick"]["value"] = [MARKUP[1]]
    responses["lab-grid"]["value"] = {
        MARKUP[1]: MARKUP[1],
        "rain": r"$\href{javascript:alert(1)}{x}$",
    }
    responses["lab-pair"]["value"] = {"answer": "<img src=x onerror=alert(1)>", "reason": MARKUP[0]}
    responses["lab-amount"]["value"] = {
        "amount": "<b onclick=alert(1)>",
        "unit": "$\\href{javascript:a}{x}$",
    }


@_write("hostile.unit-with-markup", repaired("belongs to unit", 0))
def _unit(notebook, _desk):
    notebook["metadata"][KEY]["unit"] = "<img src=x onerror=alert(1)>\x1b[2J"


@_write("hostile.names-that-act", repaired(r"\x1b"))
def _names(notebook, _desk):
    bundle = {"item": "\x1b]0;x\x07\u202e", "unit": UNIT, "value": 1, "t": 1.0}
    data = {"application/vnd.secondsource.response+json": bundle}
    cell = notebooks.cell(notebook, "lab-pick")
    cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": data}]


@_write("hostile.code-that-reads", repaired("put back"))
def _code(notebook, desk):
    code = desk.bait("code-that-reads") + (
        f"import sqlite3, urllib.request\nopen({str(desk.keys)!r}).read()\n"
        "import secondsource_grading.keys\n"
        f"sqlite3.connect({str(desk.root / 'gradebook.db')!r}).executescript('drop table grade')\n"
        "urllib.request.urlopen('http://canary.invalid/')\nget_ipython().system('touch ran')"
    )
    notebook["cells"].insert(0, notebooks.plain_cell(code, "code"))
    for name in ("start", "lab-pick", "hand-in"):
        notebooks.cell(notebook, name)["source"] = code
    notebook["metadata"]["kernelspec"] = {"name": "evil", "display_name": code, "language": "bash"}


@_write("hostile.forged-verdicts", scored(3.6667), **HALF)
def _forged(notebook, _desk):
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("points"):
            marks |= {"points": 1000, "locked": False, "checksum": "0" * 32}
        cell["metadata"][KEY] = {"points": 1000, "state": "scored", "title": "Won", "added": False}
        cell["metadata"]["tags"] = ["skip-execution", "hide_input", "raises-exception"]
        if cell["cell_type"] == "code":
            data = {"text/plain": "1000"}
            cell["outputs"] = [
                {
                    "output_type": "execute_result",
                    "data": data,
                    "metadata": {},
                    "execution_count": 1,
                }
            ]
    for response in notebook["metadata"][KEY]["responses"].values():
        response |= {"points": 1000, "verdict": "right", "state": "scored", "score": 1}
    notebook["metadata"][KEY] |= {"incidents": [], "refused": None, "graded": True, "points": 1000}


@_write("hostile.forged-cells", repaired("more than once", 3.6667), **HALF)
def _cells(notebook, _desk):
    """Every `ask` cell a second time as a solution, so that a person would have to pay it."""
    for name in ("lab-pick", "lab-grid"):
        twin = json.loads(json.dumps(notebooks.cell(notebook, name)))
        twin["metadata"]["nbgrader"] |= {"solution": True, "locked": False, "grade": True}
        twin["source"] = "Please pay."
        notebook["cells"].append(twin)


case("hostile.forged-cells-points", scored(3.6667))(lambda desk: desk.hand_in(desk.whole(**HALF)))


@_write("hostile.one-cell-for-another", repaired("missing cells"))
def _swapped(notebook, _desk):
    notebooks.cell(notebook, "lab-essay")["metadata"]["nbgrader"]["grade_id"] = "lab-pick"


@_write("hostile.nbgrader-schema-1", scored())
def _one(notebook, _desk):
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 1


@_write("hostile.nbgrader-schema-99", scored())
def _ninety_nine(notebook, _desk):
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 99


@_write("hostile.our-schema-99", repaired("schema is 99", 0))
def _schema(notebook, _desk):
    notebook["metadata"][KEY]["schema"] = 99


@_write("hostile.our-schema-is-markup", repaired("schema is", 0))
def _schema_markup(notebook, _desk):
    notebook["metadata"][KEY]["schema"] = "\x1b[2J<script>"


@_write("hostile.unit-too-deep-to-be-written", repaired("belongs to unit", 0))
def _deep_unit(notebook, _desk):
    return json.dumps(notebook).replace(f'"unit": "{UNIT}"', '"unit": ' + "[" * 900 + "]" * 900)


@_write("hostile.schema-too-deep-to-be-written", repaired("schema is a list", 0))
def _deep_schema(notebook, _desk):
    return json.dumps(notebook).replace('"schema": 1', '"schema": ' + "[" * 900 + "]" * 900)


@_write("hostile.ten-thousand-responses", repaired("10004 responses"))
def _responses(notebook, _desk):
    responses = notebook["metadata"][KEY]["responses"]
    responses |= {f"item-{n}": {"value": n, "t": n} for n in range(10_000)}


@_write("hostile.ten-thousand-outputs", repaired("recovered"))
def _outputs(notebook, _desk):
    data = [
        {
            "application/vnd.secondsource.response+json": {
                "item": f"i{n}",
                "unit": UNIT,
                "value": n,
                "t": n,
            }
        }
        for n in range(10_000)
    ]
    cell = notebooks.cell(notebook, "lab-pick")
    cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": d} for d in data]


@_write("hostile.ten-thousand-cells", repaired("only the first 5000"))
def _many(notebook, _desk):
    notebook["cells"] += [notebooks.plain_cell("") for _ in range(10_000)]


@_write("hostile.thousand-notes", scored())
def _notes(notebook, _desk):
    notebook["cells"] += [notebooks.plain_cell(f"note {n}") for n in range(400)]


@_write("hostile.copied-ten-thousand-times", repaired("more than once"))
def _copies(notebook, _desk):
    notebook["cells"] += [notebooks.cell(notebook, "lab-pick")] * 4000


@_write("hostile.giant-text", repaired("only the first 200000"))
def _giant(notebook, _desk):
    notebooks.cell(notebook, "lab-essay")["source"] = "word " * 1_000_000


@_write("hostile.value-of-empty-lists", repaired("larger than any answer", 6.5))
def _lists(notebook, _desk):
    notebook["metadata"][KEY]["responses"]["lab-pick"]["value"] = [[] for _ in range(300_000)]


@_write("hostile.value-of-lists-in-lists", repaired("larger than any answer", 6.5))
def _lists_within(notebook, _desk):
    value = [[["x"] * 10] * 10] * 1000
    notebook["metadata"][KEY]["responses"]["lab-pick"]["value"] = value


@_write("hostile.value-of-many-names", repaired("larger than any answer", 6.5))
def _many_names(notebook, _desk):
    value = {f"n{n}": n for n in range(50_000)}
    notebook["metadata"][KEY]["responses"]["lab-pick"]["value"] = value


@_write("hostile.value-of-one-long-text", repaired("larger than any answer", 6.5))
def _long_text(notebook, _desk):
    notebook["metadata"][KEY]["responses"]["lab-pick"]["value"] = "x" * 3_000_000


@_write("hostile.value-with-a-long-name", repaired("larger than any answer", 6.5))
def _long_name(notebook, _desk):
    notebook["metadata"][KEY]["responses"]["lab-pick"]["value"] = {"x" * 3_000_000: 1}


@_write("hostile.large-values-in-other-names", repaired("larger than any answer"))
def _others(notebook, _desk):
    """Values that nobody asked for take no room from those that were asked for."""
    responses = notebook["metadata"][KEY]["responses"]
    others = {f"a-{n:03}": {"value": ["x"] * 1900, "t": 9e9} for n in range(200)}
    notebook["metadata"][KEY]["responses"] = {**others, **responses}
    for other in others.values():
        other["t"] = 1.0


@_write("hostile.large-value-in-an-output", repaired("larger than any answer", 6.5))
def _large_output(notebook, _desk):
    bundle = {"item": "lab-pick", "unit": UNIT, "value": [[]] * 100_000, "t": notebooks.NOON + 5}
    data = {"application/vnd.secondsource.response+json": bundle}
    cell = notebooks.cell(notebook, "lab-pick")
    cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": data}]


@_write("hostile.names-twice-in-every-object", repaired("twice"))
def _twice_each(notebook, _desk):
    text = json.dumps(notebook)
    return text[:-1] + ', "x": [' + ",".join(['{"a":1,"a":1}'] * 200_000) + "]}"


@_write("hostile.thousand-added-cells-of-size", repaired("added cells are left out"))
def _added(notebook, _desk):
    notebook["cells"] += [notebooks.plain_cell("word " * 2000) for _ in range(1000)]


@_write("hostile.many-short-added-cells", repaired("added cells are left out"))
def _short(notebook, _desk):
    notebook["cells"] += [notebooks.plain_cell(f"n{n}", "code") for n in range(3000)]


@_write("hostile.text-of-line-ends", scored())
def _line_ends(notebook, _desk):
    notebooks.cell(notebook, "lab-essay")["source"] = "a" + "\n" * 49_000 + "b"


@_write("hostile.code-of-line-ends", scored())
def _code_ends(notebook, _desk):
    notebook["cells"].append(notebooks.plain_cell("x" + "\n" * 100_000 + "x", "code"))
    notebook["cells"].append(notebooks.plain_cell("x" + " \n" * 2400 + "x", "code"))


@_write("hostile.markdown-that-never-ends", scored())
def _bomb(notebook, _desk):
    pieces = ("[" * 30_000, "> " * 10_000, "*a_" * 10_000, "`" * 20_000 + "a", "[a](" * 8_000, "<" * 30_000, "- " * 10_000, "|" * 20_000 + "\n" + "|-" * 10_000)  # fmt: skip  # noqa: E501
    for piece in pieces:
        notebook["cells"].append(notebooks.plain_cell(piece))


@case("hostile.fifty-megabytes-on-one-line", refused("50 MB"))
def _line(desk: Desk) -> None:
    file = desk.hand_in(json.dumps(desk.whole())[:-1] + ', "x": "')
    with file.open("ab") as out:
        for _ in range(50):
            out.write(b"x" * 2**20)
        out.write(b'"}')
