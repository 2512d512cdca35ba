"""What a learner wrote, on every page that shows it, in a real browser: nothing runs or calls."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.classroom import FULL, LAB, UNIT
from helpers.pages import Page
from helpers.server import serving
from hostile import CASES, Desk
from hostile.written import MARKUP, MATHEMATICS

from secondsource_grading.grading.safe_code import highlight_code
from secondsource_grading.grading.safe_html import TAGS, safe_html

pytestmark = pytest.mark.slow

SHOWN = (
    "hostile.markup-everywhere", "hostile.mathematics-everywhere", "hostile.markup-for-answers",
    "hostile.unit-with-markup", "hostile.our-schema-is-markup", "odd.stamp-with-markup",
    "hostile.name-that-is-a-formula",
)  # fmt: skip
MATHJAX = Path("/usr/share/javascript/mathjax")
"""The version nbgrader's page asks for, where the system's package has put it."""

CDN = "https://cdnjs.cloudflare.com/ajax/libs/mathjax/"


@pytest.fixture(scope="module")
def graded(prepared, tmp_path_factory):
    """A course with the writers of the corpus in it, graded, with feedback in the last stage."""
    course = prepared.copy_to(tmp_path_factory.mktemp("pages") / "course")
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text("utf-8") + '\nc.SecondSource.feedback = "full"\n')
    canary = course.root.parent / "canary"
    canary.mkdir()
    honest = course.answer("000-honest", FULL)
    text = honest.read_text("utf-8").replace("YOUR ANSWER HERE", r"Half is $\\frac{1}{2}$.")
    honest.write_text(text, "utf-8")
    for name in SHOWN:
        one = CASES[name]
        folder = course.root / "submitted" / one.student / UNIT
        one.lay_out(Desk(course.root, folder, canary, course.released.read_text("utf-8")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
        assert course.autograde()["success"]
        for name in SHOWN:
            course.set_comment(CASES[name].student, "lab-essay", "\n\n".join(MARKUP))
        assert course.feedback()["success"]
    return course


class Looked:
    """A page opened, and everything that happened on it."""

    def __init__(self, chrome, url, own, token=None):
        self.requests, self.dialogs, self.asked_mathjax, self.typeset = [], [], False, False
        headers = {"Authorization": f"token {token}"} if token else {}
        self.context = chrome.new_context(extra_http_headers=headers)
        page = self.page = self.context.new_page()
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        self.own = own
        page.route("**/*", self.answer)
        page.goto(url, wait_until="load", timeout=30_000)
        page.wait_for_timeout(400)
        if self.asked_mathjax and MATHJAX.is_dir():
            # The page asks a public site for its newest version; here is the one that is at hand,
            # without the extension that makes it careful.
            page.evaluate(
                "window.MathJax = {skipStartupTypeset: false, messageStyle: 'none', tex2jax:"
                "{inlineMath: [['$','$'],['\\\\(','\\\\)']], processEscapes: true}}"
            )
            page.add_script_tag(url=f"{CDN}2.7.9/MathJax.js?config=TeX-AMS_CHTML-full")
            page.wait_for_function("MathJax.Hub && MathJax.isReady", timeout=30_000)
            page.evaluate("new Promise(done => MathJax.Hub.Queue(() => done()))")
            self.typeset = True

    def answer(self, route):
        url = route.request.url
        if "/mathjax/" in url:
            # nbgrader's own page loads it, whoever wrote what it shows.
            self.asked_mathjax = True
            file = MATHJAX / url.partition("/mathjax/")[2].partition("/")[2].partition("?")[0]
            if file.is_file():
                route.fulfill(path=file)
            else:
                route.abort()
        elif url.startswith(self.own):
            route.continue_()
        else:
            self.requests.append(url)
            route.abort()

    def check(self, words=""):
        page = self.page
        assert self.dialogs == []
        assert [u for u in self.requests if "cdnjs" not in u] == []
        assert page.evaluate("window.canary") is None
        live = page.evaluate(
            """() => [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]
                 .filter(a => /^(javascript|vbscript|data:text)/i.test(a.value.trim()) ||
                              (/^on/i.test(a.name) && /canary|alert/.test(a.value)))
                 .map(a => e.outerHTML.slice(0, 200)))"""
        )
        assert live == []
        for link in page.query_selector_all("a[href]"):
            href = link.get_attribute("href")
            if "canary.invalid" in href:
                assert "noopener" in link.get_attribute("rel")
        pictures = page.evaluate("[...document.images].map(i => i.src)")
        assert [p for p in pictures if "canary" in p or "/api/" in p or "pixel" in p] == []
        assert words in page.content()
        # A press on everything that was written changes nothing either.
        page.evaluate(
            """() => [...document.querySelectorAll('a:not([href^=http]):not([data-link])')]
                 .filter(a => a.closest('.ss-prose, .ss-comment, .rendered_html'))
                 .forEach(a => a.click())"""
        )
        page.wait_for_timeout(100)
        assert self.dialogs == []
        assert page.evaluate("window.canary") is None
        self.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", SHOWN)
def test_nothing_runs_in_feedback(graded, chrome, name):
    file = graded.root / "feedback" / CASES[name].student / UNIT / f"{UNIT}.html"
    assert "<script" not in file.read_text("utf-8")
    Looked(chrome, file.as_uri(), file.as_uri()).check("Points by question")


@pytest.mark.browser
def test_nothing_runs_in_the_formgrader(graded, chrome, tmp_path):
    """With nbgrader's own scripts on the page, and MathJax where it is installed."""
    with serving(graded, tmp_path / "home") as server:
        listed = server.api("GET", f"submitted_notebooks/{UNIT}/{UNIT}")
        ids = {s["student"]: s["id"] for s in listed}
        for name in SHOWN:
            url = f"{server.url}formgrader/submissions/{ids[CASES[name].student]}/"
            Looked(chrome, url, server.url, server.token).check("lab-pick")
        url = f"{server.url}formgrader/submissions/{ids['000-honest']}/"
        looked = Looked(chrome, url, server.url, server.token)
        if looked.typeset:  # an honest formula is, so the others were left out on purpose
            assert looked.page.query_selector_all(".ss-static .MathJax_CHTML, .mjx-chtml")
        for path in ("manage_students", "gradebook", f"gradebook/{UNIT}/{UNIT}"):
            Looked(chrome, f"{server.url}formgrader/{path}", server.url, server.token).check()


@pytest.mark.browser
def test_nothing_runs_in_the_report(graded, chrome, tmp_path, monkeypatch):
    from secondsource_grading.report import write_report

    monkeypatch.setenv("SECONDSOURCE_UNITS", str(LAB / "units"))
    target = tmp_path / "report.html"
    write_report(graded.root, target, keys=LAB / "keys", db_url=None)
    Looked(chrome, target.as_uri(), target.as_uri()).check()


@pytest.mark.browser
@pytest.mark.parametrize(
    "text",
    [
        "<script>window.canary = 1</script>",
        "<img src=x onerror='window.canary=1'>",
        "<img src='http://canary.invalid/pixel.png'>",
        "<script>alert(1)</script>",
        "<a href='javascript:alert(1)'>x</a>",
    ],
)
def test_this_looking_would_see_it(chrome, tmp_path, text):
    """A page that does run something, or call out, is found out."""
    file = tmp_path / "page.html"
    file.write_text(f"<!DOCTYPE html><meta charset=utf-8><p>{text}</p>")
    with pytest.raises(AssertionError):
        Looked(chrome, file.as_uri(), file.as_uri()).check()


@pytest.mark.parametrize("text", [*MARKUP, *MATHEMATICS, "\n\n".join(MARKUP)])
def test_markdown_becomes_harmless(text):
    """Raw HTML is text, pictures are named, links lead to other sites only."""
    page = Page(safe_html(text))
    assert page.tags <= TAGS | {"div"}
    for _tag, attributes in page.elements:
        assert set(attributes) <= {"href", "title", "rel", "class", "start"}
        assert re.match(r"https?://[^/]|mailto:|$", attributes.get("href", ""))


def test_pictures_are_named_and_ordinary_writing_is_kept():
    html = safe_html(
        "*One* **two** [three](https://example.org/)\n\n- four\n\n![five](http://x.invalid/y.png)"
    )
    for piece in (
        "<em>One</em>",
        "<strong>two</strong>",
        'href="https://example.org/"',
        "<li>four</li>",
        "[picture: five, http://x.invalid/y.png]",
    ):
        assert piece in html


@pytest.mark.parametrize(
    ("text", "typeset"),
    [
        (r"$\frac{1}{2} \times \sqrt{x} \leq \alpha$", True),
        ("costs $5 and $6", True),
        (r"$\href{javascript:a}{x}$", False),
        (r"$&#92;href{javascript:a}{x}$", False),
        (r"$\\href{javascript:a}{x}$", False),
        (r"\(\style{}{x}\)", False),
        (r"$\def\a{\a}$", False),
    ],
)
def test_only_ordinary_formulas_are_typeset(text, typeset):
    assert ("mathjax_ignore" not in safe_html(text)) == typeset


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "> ",
        "*a_",
        "`",
        "[a](",
        "<",
        "- ",
        "|",
        "![",
        "a**b",
        "  - x\n",
        "&amp;",
        "\\",
        "~~~\n",
        "[x]: y\n",
        "#",
        "1. ",
        "a\n",
    ],
)
def test_no_text_takes_long(piece):
    """Whatever is repeated up to the bound."""
    import time

    began = time.perf_counter()
    safe_html(piece * (200_000 // len(piece)))
    safe_html(piece * 900)
    assert time.perf_counter() - began < 4


@pytest.mark.parametrize(
    ("code", "coloured"),
    [
        ("print('x')", True),
        ("x" + "\n" * 300 + "x", False),
        ("x = 1\n" * 1000, False),
        ("<script>alert(1)</script>", True),
    ],
)
def test_code_is_coloured_where_that_is_quick_and_never_runs(code, coloured):
    page = Page(html := highlight_code(code))
    assert page.tags <= {"div", "pre", "span"}
    assert ("<span" in html) == coloured


def test_the_pages_of_nbgrader_colour_code_with_ours(course):
    """A filter that is not taken would leave the slow one in place without a word."""
    from nbconvert.exporters import HTMLExporter
    from nbformat.v4 import new_code_cell, new_notebook

    exporter = HTMLExporter(config=course.api().config)
    html, _ = exporter.from_notebook_node(new_notebook(cells=[new_code_cell("x" * 6000)]))
    assert f"<pre>{'x' * 6000}</pre>" in html


def test_a_filter_of_ones_own_takes_none_of_ours_away(course):
    """Without ours a learner's `<script>` would run in the formgrader."""
    from nbconvert.exporters import HTMLExporter
    from nbformat.v4 import new_markdown_cell, new_notebook

    config = course.api().config
    config.HTMLExporter.filters = {"mine": "nbconvert.filters.indent"}
    exporter = HTMLExporter(config=config)
    html, _ = exporter.from_notebook_node(
        new_notebook(cells=[new_markdown_cell("<script>alert(1)</script>")])
    )
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html


def test_all_cells_of_a_page_share_one_bound(course):
    """Each is within its own bound; a thousand of them would take minutes together."""
    from nbconvert.exporters import HTMLExporter
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    text, code = "![" * 2900, "@ " * 2400
    slow = [*map(new_markdown_cell, [text] * 30), *map(new_code_cell, [code] * 30)]
    usual = [new_markdown_cell("*mine*"), new_code_cell("import this")]
    exporter = HTMLExporter(config=course.api().config)
    html, _ = exporter.from_notebook_node(new_notebook(cells=[*usual, *slow]))
    assert "<em>mine</em>" in html
    assert '<span class="kn">import</span>' in html
    assert html.count(f'<pre class="tex2jax_ignore mathjax_ignore">{text}') == 20
    assert html.count(f"<pre>{code}</pre>") == 20
    again, _ = exporter.from_notebook_node(new_notebook(cells=usual))
    assert "<em>mine</em>" in again
