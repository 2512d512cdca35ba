"""The site without a browser: two forms of a lesson, no key for a class, counting in the page."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import replace
from importlib.metadata import requires, version
from importlib.resources import files as resources
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers.node import NODE, needs_node
from packaging.requirements import Requirement

from secondsource import plots
from secondsource.errors import ContentError
from secondsource.packs import finding, originals, readouts
from secondsource.packs import pack as packs
from secondsource.packs.editions import read_edition
from secondsource.packs.pack import load_pack
from secondsource.plots import explorer, prepared
from secondsource.scoring.keys import read_keys
from secondsource.site import cells
from secondsource.site.browser import answer
from secondsource.site.explorer import explorer_data
from secondsource.site.page import read_page
from secondsource.site.write import Lesson, Settings, write_site
from secondsource.units import load_unit, read_items, unit_names
from secondsource.widgets.join import join
from secondsource.yaml_files import read_yaml
from secondsource_grading import content
from secondsource_grading.authoring.build import build_unit
from secondsource_grading.authoring.forms import in_form
from secondsource_grading.authoring.lessons import read_source
from secondsource_grading.cli import main
from secondsource_grading.site import closure, fetched, lab, parts, pins, programs, wheels
from secondsource_grading.site.build import build_site
from secondsource_grading.site.pictures import pictures

UNIT = "03-not-there"
WITHHELD = {"record": "fact", "events": "event"}
"""Tables with rows that tell how forecasts ended, and the column that tells it."""

CLASS_WORDS = re.compile(
    r"\b(teachers?|instructors?|your class|in a class|nbgrader|graded work|"
    r"hand(s|ed|ing)? (\w+ ){0,3}in)\b",
    re.IGNORECASE,
)
"""Words of a class, which a lone reader has not."""

SUBJECT = (
    "the instructor's guide names it",
    "asked each guest about dogs",
    "Two teachers go along",
    "hand in what you have set",
    "hand in a setting for each line",
)
"""Words of the invented stories, and of an exercise in which settings are handed in."""

LONG = 40
"""Letters of a text that is nobody else's by chance."""
TEXT = "One.\n\n:::{notebook}\nRun it.\n:::\n:::{page}\nHere.\n:::\n\nTwo."


@pytest.fixture(scope="module")
def lesson():
    return Lesson(
        load_unit(UNIT), json.loads(build_unit(UNIT, "page")), json.loads(build_unit(UNIT))
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory, lesson):
    """A class site of one unit, without *Check*."""
    target = tmp_path_factory.mktemp("site") / "site"
    files = write_site(target, [lesson], Settings())
    return target, files


def plain(text):
    """A file's text as it is read, on one line: whatever HTML and JavaScript write for a sign."""
    return " ".join(html.unescape(text).replace('\\"', '"').split())


def strings(value):
    """All texts in a value of a YAML file, each on one line."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def words_of_keys(unit):
    """All prose in the keys of graded items, but for what items and practice keys say as well."""
    folder = content.lesson(unit).parent
    shown = set(strings(read_yaml(folder / "items.yaml")))
    if (folder / "practice.yaml").is_file():
        shown |= set(strings(read_yaml(folder / "practice.yaml")))
    for key in read_yaml(content.keys() / f"{unit}.yaml")["keys"]:
        told = [key.get(part, "") for part in ("rationale", "feedback", "readings", "lesson")]
        yield from (text for text in strings(told) if len(text) > LONG and text not in shown)


# --- Two forms of one lesson


def test_a_block_stands_in_its_own_form_only():
    assert in_form(TEXT, "notebook") == "One.\n\nRun it.\n\nTwo."
    assert in_form(TEXT, "page") == "One.\n\nHere.\n\nTwo."
    left_out = in_form("One.\n\n:::{page}\nHere.\n:::\n\nTwo.", "notebook")
    assert left_out == "One.\n\nTwo."


def test_a_block_of_two_names_is_for_where_both_are_true():
    text = "One.\n:::{page class}\nHand it in.\n:::\n:::{self-study}\nAlone.\n:::"
    assert in_form(text, "page") == "One.\nHand it in."
    assert in_form(text, "notebook") == "One."
    assert in_form(text, "page", reader="self-study") == "One.\nAlone."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            ":::{pages}\nHere.\n:::",
            "is no form of a lesson; write :::{notebook}, :::{page}, :::{cl",
        ),
        (":::{page alone}\nHere.\n:::", ":::{page alone} is no form of a lesson"),
        (":::{}\nHere.\n:::", ":::{} is no form of a lesson"),
        (":::{page}\nHere.", "has no end"),
        (":::{page}\n:::{notebook}\nHere.\n:::\n:::", "stands inside :::{page}"),
    ],
)
def test_a_block_that_is_not_right_is_named(text, said):
    with pytest.raises(ContentError, match=re.escape(said)) as raised:
        in_form(text, "page", "lesson.md")
    assert str(raised.value).startswith("lesson.md: ")


@pytest.mark.parametrize("unit", unit_names())
def test_a_page_speaks_of_no_notebook(unit):
    """No word of Jupyter's is left in the text for pages."""
    found = read_source(content.lesson(unit), "page")
    text = "\n".join(cell.source for cell in found.cells if cell.cell_type == "markdown")
    assert not re.search(r"notebook|kernel|run all|ctrl|:::", text, re.IGNORECASE)


@pytest.mark.parametrize("form", ["page", "notebook"])
@pytest.mark.parametrize("unit", unit_names())
def test_self_study_names_no_teacher_and_nothing_to_hand_in(unit, form):
    """A lone reader has neither. Where they are what a lesson is about, its words stand here."""
    cells = json.loads(build_unit(unit, form, "self-study"))["cells"]
    texts = [
        "".join(c["source"]) for c in cells if c["cell_type"] == "markdown" or c["id"] == "start"
    ]
    texts += [str(item.page_data()) for item in load_unit(unit).items]
    found = [line for text in texts for line in text.splitlines() if CLASS_WORDS.search(line)]
    assert [line for line in found if not any(words in line for words in SUBJECT)] == []
    assert "## What is still open" in "\n".join(texts)
    of_class = build_unit(unit, form)
    assert "## Hand in" in of_class
    assert "## What is still open" not in of_class


@pytest.mark.parametrize(
    ("form", "way"), [("page", "Download my"), ("notebook", "Assignment List")]
)
def test_a_class_is_told_how_to_hand_in_at_the_end_of_each_unit(form, way):
    for unit in unit_names():
        end = json.loads(build_unit(unit, form))["cells"][-2]["source"]
        assert way in "".join(end), unit


@needs_node
def test_no_word_of_the_exercises_speaks_of_jupyter():
    """The page has a word of its own for each that would be wrong there."""
    code, at = join(("site/page/words.js", "widgets/page/words.js"), _source)
    ours, theirs = at["site/page/words.js"], at["widgets/page/words.js"]
    told = node(f"{code}\nreturn [Object.keys({theirs}.WORDS), Object.keys({ours}.PAGE_WORDS)];")
    neutral = {"misfit", "notAnswered", "answerFirst", "cleared", "kernelSilent", "notDrawn"}
    neutral.add("writeFirst")
    assert set(told[0]) - set(told[1]) == neutral
    said = node(f"{code}\nreturn JSON.stringify({ours}.PAGE_WORDS);")
    assert not re.search(r"kernel|run all|server", said, re.IGNORECASE)


# --- What is in it


@pytest.mark.slow
def test_a_class_site_has_no_key_of_a_graded_item(built):
    """Every text of a graded key is looked for in every part of what a class gets."""
    target, files = built
    whole = {str(file): (target / file).read_text("utf-8") for file in files}
    for unit in map(load_unit, unit_names()):
        packed = parts.unit_files(unit, study=False) | parts.pack_files(unit.pack, study=False)
        whole |= {place: raw.decode() for place, raw in packed.items()}
    assert not any("_keys" in place for place in whole)
    code = closure.ours(study=False)
    assert not any(place.startswith("secondsource_grading") for place in code)
    flat = {place: plain(text) for place, text in whole.items()}
    for file in (content.packs()).glob("*/datapackage.json"):
        for resource in json.loads(file.read_text("utf-8"))["resources"]:
            if resource["audience"] != "learner":
                ending = f"{file.parent.name}/{resource['path']}"
                assert not any(place.endswith(ending) for place in whole), ending
    for table in map(load_pack("power-crisis").table, WITHHELD):
        for row_id in table.about.withheld:
            told = plain(table.by_id[row_id][WITHHELD[table.name]])
            assert told
            assert [place for place, said in flat.items() if told in said] == [], row_id
    hits = [
        (unit, text, place)
        for unit in unit_names()
        for text in words_of_keys(unit)
        for place, said in flat.items()
        if text in said
    ]
    assert hits == []


def test_self_study_has_the_keys():
    """The test above would find them if they were there."""
    raw = b"".join(parts.unit_files(load_unit(UNIT), study=True).values()).decode()
    flat = " ".join(raw.split())
    assert all(any(word in flat for word in text.split()) for text in words_of_keys(UNIT))
    assert "secondsource_grading/keys.py" in closure.ours(study=True)


def test_a_page_without_check_says_so_where_the_lesson_speaks_of_it(built, lesson):
    """Whoever is told to press a button looks for it."""
    page = (built[0] / UNIT / "index.html").read_text("utf-8")
    assert "This site was built without <em>Check</em>. Where the lesson" in page
    assert page.count("<em>Check</em>") == page.count("<em>Check</em> (not on this site)") + 1 > 1
    assert "not on this site" not in "".join(read_page(lesson.unit, lesson.page).body)


@pytest.mark.slow
def test_practice_and_study_say_what_can_be_checked(lesson):
    page = read_page(lesson.unit, lesson.page)
    practice = [i.id for i in lesson.unit.items if i.practice]
    assert page.data(study=False, checks=True)["checked"] == practice
    assert page.data(study=False, checks=False)["checked"] == []
    assert len(page.data(study=True, checks=True)["checked"]) == len(lesson.unit.items)
    first = load_unit("00-start-here")
    tests = {i.id for i in first.items if i.test}
    able = read_page(first, json.loads(build_unit(first.name, "page")))
    assert not tests & set(able.data(study=True, checks=True)["checked"])


def test_every_link_inside_the_site_leads_somewhere(built):
    target, files = built
    dead = []
    for file in (f for f in files if f.suffix == ".html"):
        text = (target / file).read_text("utf-8")
        ids = set(re.findall(r'id="([^"]+)"', text)) | {"keep"}
        for link in re.findall(r'(?:href|src|srcset)="([^"]+)"', text):
            if link.startswith(("http://", "https://")):
                continue
            path, _, fragment = link.partition("#")
            there = (target / file).parent / path
            if (path and not there.resolve().is_file()) or (not path and fragment not in ids):
                dead.append((str(file), link))
    assert dead == []


def test_a_wrong_address_is_told_in_words_that_need_no_other_file(built):
    """Hosts show 404.html at any depth, where no relative link leads anywhere."""
    text = (built[0] / "404.html").read_text("utf-8")
    assert "Nothing is at this address" in text
    assert not re.search("(href|src)=", text)


def test_pages_keep_to_their_policy(built):
    """No inline script, no inline style, nothing from elsewhere: `default-src 'self'` holds."""
    target, files = built
    for file in (f for f in files if f.suffix == ".html"):
        text = (target / file).read_text("utf-8")
        assert 'Content-Security-Policy" content="default-src \'self\'"' in text
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]* src=)", text)
        assert not re.search(r'(?:src|srcset)="(?:https?:|data:|//)', text)


def test_dark_colours_are_those_of_jupyters_dark_theme(root):
    """A style sheet can't name a wish of the browser and a mark of Jupyter's page in one rule."""
    course = root / "course/src/secondsource"

    def dark(file, begins):
        style = (course / file).read_text("utf-8").partition(begins)[2].partition("}")[0]
        return dict(re.findall(r"(--ss-[\w-]+): *([^;]+);", style))

    ours = dark("site/site.css", ":root, .ss-exercise {")
    assert ours == dark("widgets/page/exercise.css", ".vscode-dark) .ss-exercise {")
    assert len(ours) > 1


@pytest.mark.slow
def test_the_same_bytes_each_time(built, lesson, tmp_path):
    target, files = built
    assert write_site(tmp_path / "again", [lesson], Settings()) == files
    for file in files:
        assert (tmp_path / "again" / file).read_bytes() == (target / file).read_bytes(), file


def test_a_folder_of_something_else_stays(tmp_path, lesson):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(ContentError, match="no folder with a site in it"):
        write_site(tmp_path / "mine", [lesson], Settings())
    assert [f.name for f in tmp_path.rglob("*")] == ["mine", "thesis.txt"]


@pytest.mark.slow
def test_a_site_that_fails_leaves_the_old_one(lesson, tmp_path):
    """Nothing half written: a cell that fails ends the build, and the site that was there stays."""
    write_site(tmp_path / "site", [lesson], Settings())
    before = {f: f.read_bytes() for f in (tmp_path / "site").rglob("*") if f.is_file()}
    broken = json.loads(json.dumps(lesson.page))
    cell = next(c for c in broken["cells"] if "date(" in "".join(c["source"]))
    cell["source"] = "1 / 0"
    with pytest.raises(ZeroDivisionError):
        write_site(tmp_path / "site", [Lesson(lesson.unit, broken, lesson.notebook)], Settings())
    assert {f: f.read_bytes() for f in tmp_path.rglob("*") if f.is_file()} == before


def test_an_attached_original_is_never_on_a_page(lesson, monkeypatch, tmp_path):
    """The articles are other people's work, and a site is given to others."""
    (tmp_path / "A.txt").write_text("x", "utf-8")
    monkeypatch.setattr(originals, "folder", lambda _pack=None: tmp_path)
    with originals.put_away():
        assert originals.original("A", pack="power-crisis") is None
    read_page(
        lesson.unit, lesson.page
    )  # the copy above is not the article: looking at it would raise


def test_the_command_says_why_there_is_no_check(tmp_path, monkeypatch):
    def refuse(_cache=None):
        msg = "npm is missing, which fetches the browser's Python; install npm"
        raise fetched.UnavailableError(msg)

    monkeypatch.setattr("secondsource_grading.site.checker.fetched.fetch", refuse)
    run = CliRunner().invoke(main, ["site", str(tmp_path / "site"), "00-start-here"])
    assert run.exit_code == 0, run.output
    assert "class site, with no key of a graded item" in run.output
    assert "without Check: npm is missing" in run.output
    front = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "This site was built without <em>Check</em>" in front
    assert "about one week in February 2026" in front


def test_a_folder_without_a_unit_is_refused_with_the_one_that_is_meant(tmp_path):
    above = tmp_path / "mine"
    shown = ["site", str(tmp_path / "site"), "--without-check", "--units", str(above)]
    above.mkdir()
    done = CliRunner().invoke(main, shown)
    assert done.exit_code == 2
    assert "has no unit, a folder with an items.yaml; name the folder that has" in done.output
    (above / "units" / "50-own").mkdir(parents=True)
    (above / "units" / "50-own" / "items.yaml").write_text("")
    done = CliRunner().invoke(main, shown)
    assert done.exit_code == 2
    assert f"name {above / 'units'}" in done.output
    assert not (tmp_path / "site").exists()


def test_a_site_of_a_teachers_own_units_says_nothing_of_the_kits(tmp_path, monkeypatch, root):
    monkeypatch.setenv("SECONDSOURCE_UNITS", "")  # which the command sets
    site = tmp_path / "site"
    own = ["--units", str(root / "short-course" / "units"), "--without-check", "--self-study"]
    run = CliRunner().invoke(main, ["site", str(site), *own])
    assert run.exit_code == 0, run.output
    assert "self-study site, without Check, so with no key" in run.output
    front = (site / "index.html").read_text("utf-8")
    assert "holds the answers" not in front
    assert "Your answers stay in this browser" in front
    assert "2026" not in front
    assert 'value="1912"' not in front
    assert "China" not in front
    assert "April 1912" in front
    pages = [file for file in site.glob("*/index.html") if file.parent.name != "teachers"]
    texts = [file.read_text("utf-8") for file in pages]
    assert len(texts) == 4  # three units and the record
    assert [found for text in texts for found in CLASS_WORDS.findall(text)] == []
    assert "hand in" not in (site / "teachers" / "index.html").read_text("utf-8")


def test_a_folder_that_is_named_from_here_is_found_from_everywhere(tmp_path, monkeypatch):
    """`make site` names `site`, and JupyterLite's part is made ready from another folder."""
    roots, offline = [], "no network"

    def writes(root):
        roots.append(root)
        raise fetched.UnavailableError(offline)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("secondsource_grading.site.build.checker", lambda *_, **__: writes)
    built = build_site(Path("site"), ["00-start-here"])
    assert built.no_check == offline
    assert [root.is_absolute() for root in roots] == [True]
    assert (tmp_path / "site" / "index.html").is_file()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import time; time.sleep(60)", "Python: it took more than 0 minutes; try again when"),
        ("raise ValueError('of 3')", "Python: ValueError: of 3"),
        ("raise SystemExit(2)", "Python: no word"),
    ],
)
def test_a_program_that_fails_is_told_in_words(monkeypatch, code, said):
    """A busy machine ended `make site` in a traceback, where a site without notebooks was due."""
    monkeypatch.setattr(programs, "PATIENCE", 0.5 if "sleep" in code else 60)
    with pytest.raises(fetched.UnavailableError, match=said):
        programs.run([sys.executable, "-c", code], "Python")


def test_the_command_says_why_there_are_no_notebooks(tmp_path, monkeypatch):
    monkeypatch.setattr("secondsource_grading.site.build.checker", lambda *_, **__: None)
    monkeypatch.setattr(lab, "version", lambda _: "0.7.0")
    run = CliRunner().invoke(main, ["site", str(tmp_path / "site"), "00-start-here"])
    assert run.exit_code == 0, run.output
    assert "without notebooks in the browser: jupyterlite-core is 0.7.0" in run.output
    assert f"jupyterlite-pyodide-kernel=={pins.LITE}" in run.output
    assert not (tmp_path / "site" / "lab").exists()


def test_pictures_of_a_lesson_are_there_without_matplotlib(monkeypatch, tmp_path):
    """Those that its cells draw are shown as drawn before; another one is told in words."""
    unit = load_unit("00-start-here")
    drawn = Lesson(unit, {}, json.loads(build_unit(unit.name)))
    (tmp_path / prepared.FILE).write_bytes(pictures([drawn]))
    monkeypatch.setattr(prepared, "__file__", str(tmp_path / "prepared.py"))
    monkeypatch.setattr(plots, "find_spec", lambda _: None)
    prepared._pictures.cache_clear()
    packs.use(unit.pack)  # as the lesson's first cell does
    try:
        arrows = [("Nora", "The porter")]
        monkeypatch.delattr(plots, "provenance", raising=False)  # one that was drawn is kept
        shown = plots.provenance(arrows, relation="takes the news from")
        assert "data:image/svg+xml;base64," in shown.html
        assert "Nora" in shown.text
        assert "has no matplotlib" in plots.provenance([("Ana", "Ben")]).text
    finally:
        prepared._pictures.cache_clear()


def test_the_next_lesson_does_not_read_from_the_pack_of_the_last():
    """A site has units of several stories, and all are made in one process."""
    unit = load_unit("11-on-your-own")
    assert unit.pack != finding.default_pack()
    read_page(unit, json.loads(build_unit(unit.name, "page")))
    pictures([Lesson(unit, {}, json.loads(build_unit(unit.name)))])
    asked = {
        "kind": "run",
        "unit": unit.name,
        "sources": ["from secondsource.packs import load_pack\nload_pack().name"],
    }
    assert unit.pack in answer(json.dumps(asked))
    assert packs.load_pack().name == finding.default_pack()


def test_an_unknown_unit_writes_nothing(tmp_path):
    run = CliRunner().invoke(main, ["site", str(tmp_path / "site"), "99-nowhere"])
    assert run.exit_code == 1
    assert 'there is no unit "99-nowhere"' in run.output
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_of_the_self_study_site_checks_every_item(tmp_path):
    """Of the instructor's package it has what *Check* needs, found as *Check* finds it anywhere."""
    unit = load_unit(UNIT)
    wheel = lab.keys_wheel([Lesson(unit, {}, {})])
    with zipfile.ZipFile(BytesIO(wheel.raw)) as archive:
        archive.extractall(tmp_path)
    code = """
import secondsource_grading.check as found
from importlib.metadata import distribution
from secondsource.units import load_unit
point, = distribution("secondsource-grading").entry_points.select(group="secondsource.check")
assert point.load() is found.check
shown = [i.id for i in load_unit("03-not-there").items if found.check("03-not-there", i.id, None)]
print(found.__file__, *shown)
"""
    done = subprocess.run(  # it has to do without the installed package of that name
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    file, *shown = done.stdout.split() or [done.stderr]
    assert file == str(tmp_path / "secondsource_grading" / "check.py")
    assert shown == [item.id for item in unit.items]


def test_what_is_fetched_fits_what_is_installed():
    assert version("pydantic_core") == pins.CORE
    assert version("pydantic") == pins.PYDANTIC


def test_what_the_wheels_ask_for_allows_what_the_browser_has(root):
    """Nobody who installs the wheels is kept from a site by a range that leaves its versions out.

    A browser gets the installed packages, whatever Pyodide lists, but for those in `pins`.
    """
    course, desk = (
        tomllib.loads((root / name / "pyproject.toml").read_text("utf-8"))["project"]
        for name in ("course", "autograding")
    )
    asked = [Requirement(line) for line in course["dependencies"] + desk["dependencies"]]
    asked += [Requirement(r) for name in wheels.needed(lab.ROOTS) for r in requires(name) or ()]
    pinned = {"pydantic": pins.PYDANTIC, "pydantic-core": pins.CORE}
    there = {name: pinned.get(name) or version(name) for name in wheels.needed(lab.ROOTS)}
    ours = [r for r in asked if r.marker is None or r.marker.evaluate({"extra": ""})]
    refused = [str(r) for r in ours if r.name in there and there[r.name] not in r.specifier]
    assert refused == []
    lite = dict.fromkeys(("jupyterlite-core", "jupyterlite-pyodide-kernel"), pins.LITE)
    extra = [f"{name}=={number}" for name, number in (lite | {"pydantic": pins.PYDANTIC}).items()]
    assert desk["optional-dependencies"]["lab"] == extra
    lock = (root / "requirements.lock").read_text("utf-8")
    listed = {"pydantic": pins.PYDANTIC, "pydantic-core": pins.CORE, **lite}
    assert [n for n, number in listed.items() if f"\n{n}=={number} " not in lock] == []


def test_another_pydantic_is_told_with_the_command_that_mends_it(tmp_path, monkeypatch):
    """Who installs the wheels gets the newest pydantic, and has no list of versions."""
    monkeypatch.setattr(fetched, "version", lambda _: "9.9.9")
    with pytest.raises(fetched.UnavailableError, match=f"pip install pydantic=={pins.PYDANTIC}"):
        fetched.fetch(tmp_path)


def test_another_file_than_the_pinned_one_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(fetched, "_npm", lambda folder: (folder / "x.tgz").write_bytes(b"other"))
    with pytest.raises(fetched.UnavailableError, match="not the pinned file"):
        fetched.fetch(tmp_path)
    assert [f for f in tmp_path.rglob("*") if f.is_file()] == []


def test_a_class_gets_the_learners_part_of_a_pack():
    """Read back, the archive is a data package that holds all a practice key cites."""
    raw = parts.zipped(parts.pack_files("power-crisis", study=False))
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        place = "secondsource/_packs/power-crisis/"
        descriptor = json.loads(archive.read(f"{place}datapackage.json"))
        assert {r["audience"] for r in descriptor["resources"]} == {"learner"}
        assert {f"{place}{r['path']}" for r in descriptor["resources"]} < set(archive.namelist())


def test_units_go_to_the_browser_as_json_that_says_the_same(tmp_path):
    """All units, keys and an edition are read from it as from the course's own files."""
    units = {name: load_unit(name) for name in unit_names()}
    for name, unit in units.items():
        for place, raw in parts.unit_files(unit, study=True).items():
            file = tmp_path / name / Path(place).name
            file.parent.mkdir(exist_ok=True)
            assert raw.startswith(b"{"), place
            file.write_bytes(raw)
        assert read_items(tmp_path / name / "items.yaml") == unit
        ours = content.keys() / f"{name}.yaml"
        assert told(ours, unit) == told(tmp_path / name / ours.name, unit), name
        practice = content.lesson(name).with_name("practice.yaml")
        if practice.is_file():
            found = tmp_path / name / practice.name
            assert told(practice, unit, practice=True) == told(found, unit, practice=True), name
    files = parts.pack_files("power-crisis", study=False)
    (tmp_path / "A.md").write_bytes(files["secondsource/_packs/power-crisis/editions/A.md"])
    ours, theirs = read_edition(tmp_path / "A.md", "A"), load_pack("power-crisis").edition("A")
    assert replace(ours, file=theirs.file) == theirs


def told(file, unit, *, practice=False):
    """All that a file of keys says."""
    keys = read_keys(file, unit, practice=practice).keys
    return {name: key.model_dump(mode="json") for name, key in keys.items()}


def test_a_key_that_json_would_change_is_named(tmp_path):
    with pytest.raises(TypeError, match=r"keys of \{1: 'a'\} are no texts"):
        parts._as_json("answer: {1: a}", tmp_path / "x.yaml")


def test_an_item_stays_the_same_with_the_words_of_its_references(tmp_path, monkeypatch):
    """The browser's Python then need not read the story before it says its first word."""
    unit = load_unit(UNIT)
    file = tmp_path / UNIT / "items.yaml"
    file.parent.mkdir()
    place = f"secondsource/_units/{UNIT}/items.yaml"
    file.write_bytes(parts.unit_files(unit, study=False)[place])
    looked = []
    monkeypatch.setattr("secondsource.units.references.find", lambda *asked: looked.append(asked))
    monkeypatch.setattr("secondsource.units._checked", True)
    assert read_items(file) == unit
    assert looked == []


# --- Cells


def test_cells_share_names_and_show_the_last_value():
    assert cells.told(["x = 2", "print('so')\nx + 1"]) == {"text": "so\n3"}
    assert cells.told(["x = 2"]) == {"text": ""}
    packs.use("power-crisis")
    shown = cells.told(['coverage_bar(facts=["R041"], documents=["A"], told={"R041": ["A"]})'])
    assert "ss-coverage" in shown["html"]


def test_a_mistake_in_a_cell_is_told_by_its_line():
    assert cells.told(["1 +"])["error"].startswith('  File "<cell>", line 1')
    assert cells.told(["a = 1\na / 0"]) == {
        "error": "Line 2: a / 0\nZeroDivisionError: division by zero"
    }
    assert cells.told(["raise SystemExit"])["error"] == "Line 1: raise SystemExit\nSystemExit"


# --- The page's own counting and merging


def _source(path):
    return (resources("secondsource") / path).read_text("utf-8")


def node(body):
    """What a function with this body returns, run in Node.js."""
    text = f"process.stdout.write(JSON.stringify((() => {{\n{body}\n}})()));"
    done = subprocess.run(
        [NODE, "-"], input=text, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_node
def test_the_explorer_counts_as_python_does():
    """The same sentence, to the letter, for every country and kind of call and for odd years."""
    data = explorer_data(load_pack("power-crisis"))
    lists = {c["id"]: [value for value, _ in c["options"]] for c in data["controls"]}
    years = [("2013", "2026"), ("2020", "2020"), ("2024", "2021"), ("2017", "2019")]
    choices = [
        {"first": first, "last": last, "country": c, "language": lg, "call_type": k}
        for (first, last), c, lg, k in product(
            years, lists["country"][::6], lists["language"], lists["call_type"]
        )
    ]
    code, at = join(("site/page/calls.js",), _source)
    calls = at["site/page/calls.js"]
    asked = json.dumps([data["rows"], choices])
    said = node(
        f"{code}\nconst [rows, all] = {asked};\nreturn all.map((c) => {calls}.sentence(rows, c));"
    )
    expected = []
    for chosen in choices:
        wanted = explorer._filters(chosen)
        calls = readouts.choose(wanted, pack="power-crisis")
        expected.append(explorer._sentence(wanted, readouts.share_of(calls)))
    assert len(set(said)) > 10
    assert said == expected


MERGED = """
const record = (responses, tries) => ({ schema: 1, unit: "u", responses, tries });
const old = record({ a: { value: 1, t: 5 }, b: { value: 1, t: 5 } }, { a: { count: 3 } });
const odd = JSON.parse('{"__proto__": {"value": 3, "t": 1}}');
const fresh = { a: { value: 2, t: 4 }, b: { value: 2, t: 6 }, ...odd };
const now = record(fresh, { a: { count: 1 }, b: { count: 1 } });
const both = M.merged(old, now);
const damaged = M.merged(now, record("x", null));
return [
  Object.entries(both.responses).map(([id, e]) => [id, e.value]).sort(),
  both.tries.a.count, both.tries.b.count, Object.keys(damaged.responses).length,
  M.merged(undefined, now) === now, ({}).value === undefined,
];
"""


@needs_node
def test_merging_two_records_loses_no_answer():
    code, at = join(("site/page/merging.js",), _source)
    found = node(f"{code}\nconst M = {at['site/page/merging.js']};\n{MERGED}")
    assert found == [[["__proto__", 3], ["a", 1], ["b", 2]], 3, 1, 3, True, True]


READ = """
const read = (value) => {
  const { problem, record } = M.readRecord(value, "u");
  return problem ?? Object.keys(record.responses);
};
const all = Array.from({ length: 1001 }, (_, n) => [`i${n}`, { value: 1, t: 1 }]);
const many = Object.fromEntries(all);
const some = { a: { value: 1, t: 2 }, b: 7, c: { t: 1 }, d: { value: 1, t: "x" } };
return [
  read({ schema: 1, unit: "u", responses: some }),
  read(null), read([1]), read({ schema: 2, unit: "u" }), read({ schema: 1 }),
  read({ schema: 1, unit: "other" }), read({ schema: 1, unit: "u", responses: many }),
];
"""


@needs_node
def test_a_file_is_read_or_refused_with_a_word():
    code, at = join(("site/page/merging.js",), _source)
    fit, *refused = node(f"{code}\nconst M = {at['site/page/merging.js']};\n{READ}")
    assert fit == ["a"]
    assert all(isinstance(said, str) for said in refused)
    assert "of the unit other" in refused[4]
    assert "more than 1000" in refused[5]
