"""Originals: attached where the hash says so, refused with both hashes where not."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from helpers.articles import FILES, needs_articles
from hypothesis import given
from hypothesis import strategies as st

from secondsource.errors import PackError
from secondsource.packs import originals
from secondsource.packs.pack import load_pack
from secondsource.views.reading import reading

BY_DOCUMENT = list(zip("ABC", FILES, strict=False))


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Where originals go in a test."""
    monkeypatch.setattr(originals, "folder", lambda _pack="": tmp_path / "kept")
    return tmp_path / "kept"


WORDS = st.text(alphabet=st.characters(exclude_categories=["Z", "C"]), min_size=1)


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    once = originals.normalise(text)
    assert originals.normalise(once) == once
    assert once.endswith("\n")


@given(WORDS, st.text(" \t\xa0", min_size=1))
def test_white_space_does_not_matter(word, space):
    plain = originals.normalise(f"{word} {word}\n{word}")
    assert originals.normalise(f"{space}{word}{space}{word}\r\n\n{space}\n{word}{space}") == plain


def test_nothing_attached_is_none(kept):
    assert originals.original("A") is None
    assert not kept.exists()


@needs_articles
@pytest.mark.parametrize(("document", "file"), BY_DOCUMENT)
def test_an_article_is_kept_and_shown(kept, document, file):
    """It has as many paragraphs as the edition; every claim's range lies in its paragraph."""
    target = originals.attach(document, file)
    paragraphs = originals.original(document)
    assert target == kept / f"{document}.txt"
    assert [p.name for p in kept.iterdir()] == [target.name]
    pack = load_pack()
    edition = pack.edition(document)
    assert len(paragraphs) == edition.paragraphs
    for claim in pack.table("claims").rows:
        if claim["document"] == document:
            text = paragraphs[int(claim["paragraph"]) - 1]
            assert int(claim["end"]) <= len(text), claim["id"]
    assert 'class="ss-orig"' in reading(document).html


@needs_articles
def test_another_text_is_refused_with_both_hashes(kept, tmp_path):
    changed = tmp_path / "A.txt"
    changed.write_text(FILES[0].read_text("utf-8") + "One more line.\n", "utf-8")
    with pytest.raises(PackError) as error:
        originals.attach("A", changed)
    found = sha256(originals.normalise(changed.read_text("utf-8")).encode()).hexdigest()
    expected = load_pack().table("documents").row("A")["sha256"]
    for part in (expected, found, str(changed), "Copies on the web differ"):
        assert part in str(error.value)
    assert not kept.exists()


@needs_articles
def test_a_refusal_keeps_what_was_attached(kept):
    originals.attach("A", FILES[0])
    with pytest.raises(PackError):
        originals.attach("A", FILES[1])
    assert originals.original("A")
    assert len(list(kept.iterdir())) == 1


@needs_articles
@pytest.mark.usefixtures("kept")
def test_a_copy_changed_later_is_not_shown():
    target = originals.attach("A", FILES[0])
    target.write_text(target.read_text("utf-8").replace("a", "e", 1), "utf-8")
    with pytest.raises(PackError, match="changed after it was attached"):
        reading("A")


@needs_articles
def test_line_ends_and_a_byte_order_mark_do_not_matter(kept, tmp_path):
    odd = tmp_path / "windows.txt"
    odd.write_bytes(b"\xef\xbb\xbf" + FILES[0].read_bytes().replace(b"\n", b"\r\n\r\n"))
    assert originals.attach("A", odd).parent == kept


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"\xff\xfe\x00", "not UTF-8"), (b"a" * 2_000_001, "too long"), (None, "can't be read")],
)
def test_an_unreadable_file_says_why(kept, tmp_path, content, expected):
    file = tmp_path / "x.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(PackError, match=expected):
        originals.attach("A", file)
    assert not kept.exists()


def test_a_document_without_a_known_original_says_which_have_one(kept, tmp_path):
    with pytest.raises(PackError, match="no original of XT to compare with; only of A, B, C"):
        originals.attach("XT", tmp_path)
    assert not kept.exists()


def test_a_failed_write_leaves_nothing(kept, tmp_path, monkeypatch):
    """Atomic: the draft goes when the copy can't be put in place."""
    text = "One line.\n"
    file = tmp_path / "text.txt"
    file.write_text(text, "utf-8")
    monkeypatch.setattr(originals, "_expected", lambda *_: sha256(text.encode()).hexdigest())

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        originals.attach("A", file)
    assert list(kept.iterdir()) == []


def test_where_copies_go(monkeypatch, tmp_path):
    """In a checkout beside the pack, out of git's sight; otherwise in the user's data folder."""
    home = load_pack().folder
    assert originals.folder() == home / "originals"
    assert "originals/" in (home.parent / ".gitignore").read_text("utf-8")
    shipped = tmp_path / "_packs" / "power-crisis"
    shutil.copytree(home, shipped, ignore=shutil.ignore_patterns("originals"))
    monkeypatch.setattr("secondsource.paths.packs", lambda: shipped.parent)
    assert tmp_path not in originals.folder().parents
    assert originals.folder().parts[-2:] == ("originals", "power-crisis")
