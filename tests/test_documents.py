"""Every text file: no sentence of the articles, no machine's own places, commands that exist."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata

import pytest
from helpers.articles import FILES, needs_articles

RUN = 12
"""Words in a row that our texts may not share with an article."""

ADDRESS = re.compile(r"https?://\S+")
WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")

PLACES = {
    "a folder of somebody's machine": r"(?<![\w.~$}/])/(?:work|root|home/\w|Users/\w|mnt|private)/",
    "a package registry": r"(?:py(?:pi)\.org/simple|files\.pythonh(?:osted)|registry\.np(?:mjs))",
    "an index to install from": r"--(?:extra-)?index(?:-)url\s",
    "a machine of a house": r"\b[\w-]+\.(?:int(?:ernal)|corp|lan|local)(?::\d+)?/",
}
"""What may stand in no file; the brackets keep the patterns from finding themselves."""


def words(text: str) -> list[str]:
    """Words without case and without web addresses, which may hold a headline."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").lower()
    return WORD.findall(ADDRESS.sub(" | ", plain))


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[n : n + RUN]) for n in range(len(found) - RUN + 1)}


@pytest.fixture(scope="module")
def files(root):
    """The text of every file that belongs to the project."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no git checkout, so it is not known which files are the project's")
    found = {}
    for name in listed.stdout.splitlines():
        try:
            found[name] = (root / name).read_text("utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
    return found


@pytest.fixture(scope="module")
def articles():
    """The three originals, by file name."""
    return {f.name: f.read_text("utf-8") for f in FILES}


def read(name, text):
    """What a reader sees of a file: a notebook's cells, otherwise all of it."""
    if name.endswith(".ipynb"):
        return "\n".join("".join(c["source"]) for c in json.loads(text)["cells"])
    return text


@needs_articles
def test_no_sentence_of_an_article_is_shipped(files, articles):
    """No run of twelve words, in any text file, leaving web addresses out."""
    taken = set().union(*(runs(text) for text in articles.values()))
    shared = {
        name: " ".join(min(hits))
        for name, text in files.items()
        if (hits := runs(read(name, text)) & taken)
    }
    assert shared == {}


@needs_articles
def test_a_sentence_of_an_article_would_be_found(articles):
    """The comparison can fail: also across lines, in other case, with other quotes."""
    text = next(iter(articles.values()))
    taken = runs(text)
    middle = text.split()[100:130]
    pasted = f"Ours. {chr(10).join(middle).upper()} Ours again."
    assert runs(pasted) & taken
    assert not runs("Ours. " + " ".join(middle[:9])) & taken


@pytest.mark.parametrize("what", PLACES)
def test_no_file_names_a_place_of_one_machine(files, what):
    """Nobody else has these paths, hosts and indexes."""
    pattern = re.compile(PLACES[what])
    found = {
        name: match[0]
        for name, text in files.items()
        if (match := pattern.search(text)) is not None
    }
    assert found == {}


def test_every_make_command_in_the_documents_exists(root, files):
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        (name, command)
        for name, text in files.items()
        if name.endswith(".md")
        for command in re.findall(r"(?:`|^\s*)make ([a-z-]+)", text, re.MULTILINE)
    }
    assert {(n, c) for n, c in named if c not in targets} == set()
    assert {c for n, c in named if n == "README.md"} >= {"demo", "test"}


def test_every_command_of_ours_in_the_documents_exists(files):
    from secondsource_grading.cli import main

    named = {
        (name, command)
        for name, text in files.items()
        if name.endswith((".md", "Makefile"))
        for command in re.findall(r"secondsource-teach ([a-z][a-z-]*)", text)
    }
    assert {(n, c) for n, c in named if c not in main.commands} == set()


def test_links_between_documents_lead_somewhere(root, files):
    broken = []
    for name, text in files.items():
        if name.endswith(".md"):
            for target in re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", text):
                known = target.startswith(("http://", "https://", "mailto:"))
                if not known and not ((root / name).parent / target).exists():
                    broken.append((name, target))
    assert broken == []


def test_files_end_as_text_files_do(files):
    """UTF-8 without a mark in front, Unix line ends, one newline at the end."""
    odd = [
        name
        for name, text in files.items()
        if text and (text.startswith("\ufeff") or "\r\n" in text or not text.endswith("\n"))
    ]
    assert odd == []
