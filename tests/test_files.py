"""Files are replaced whole or stay as they were."""

from __future__ import annotations

import os

import pytest

from secondsource.files import replace_text, replacing


def test_a_new_file_gets_its_folder_and_the_permissions_of_any_file(tmp_path):
    target, plain = tmp_path / "a" / "b.txt", tmp_path / "plain.txt"
    replace_text(target, "one\r\ntwo é\n")
    plain.touch()
    assert target.read_bytes() == "one\r\ntwo é\n".encode()
    assert target.stat().st_mode == plain.stat().st_mode
    assert [f.name for f in target.parent.iterdir()] == ["b.txt"]


@pytest.mark.skipif(os.name == "nt", reason="permission bits are POSIX")
def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old", "utf-8")
    target.chmod(0o640)
    replace_text(target, "new")
    assert (target.read_text("utf-8"), target.stat().st_mode & 0o777) == ("new", 0o640)


def test_an_error_leaves_the_old_content_and_nothing_else(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old", "utf-8")

    def half_written():
        with replacing(target) as temporary:
            temporary.write_text("ne", "utf-8")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        half_written()
    assert target.read_text("utf-8") == "old"
    assert [f.name for f in tmp_path.iterdir()] == ["a.txt"]


def test_two_writers_at_once_do_not_share_a_temporary_file(tmp_path):
    """With a fixed temporary name the second would write into, and then miss, the first's."""
    target = tmp_path / "a.txt"
    with replacing(target) as first, replacing(target) as second:
        first.write_text("first", "utf-8")
        second.write_text("second", "utf-8")
        assert first != second
    assert target.read_text("utf-8") == "first"
