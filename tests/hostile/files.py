"""Entries of a folder that are no plain files, or too many, or too large; names that act."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from helpers.classroom import UNIT

from hostile.cases import Desk, case, refused, repaired, scored, turned_away


def _beside(name, expected):
    def take(put):
        def build(desk: Desk) -> None:
            desk.hand_in(desk.whole())
            put(desk)

        case(name, expected)(build)
        return put

    return take


@case("hostile.link-to-another-students-file", refused("link"))
def _link(desk: Desk) -> None:
    desk.folder.mkdir()
    (desk.folder / f"{UNIT}.ipynb").symlink_to(
        desk.root / "submitted" / "000-honest" / UNIT / f"{UNIT}.ipynb"
    )


@case("hostile.link-to-nothing", refused("link"))
def _dangling(desk: Desk) -> None:
    desk.folder.mkdir()
    (desk.folder / f"{UNIT}.ipynb").symlink_to("nowhere")


@case("hostile.link-to-itself", refused("link"))
def _loop(desk: Desk) -> None:
    desk.folder.mkdir()
    (desk.folder / f"{UNIT}.ipynb").symlink_to(f"{UNIT}.ipynb")


@_beside("hostile.link-to-the-keys", repaired("'notes.txt': a link"))
def _keys(desk: Desk) -> None:
    (desk.folder / "notes.txt").symlink_to(desk.keys)


@_beside("hostile.link-to-the-course", repaired("'all': a link"))
def _course(desk: Desk) -> None:
    (desk.folder / "all").symlink_to(desk.root)


@_beside("hostile.link-upwards", repaired("'up': a link"))
def _up(desk: Desk) -> None:
    (desk.folder / "up").symlink_to("../../..")


@_beside("hostile.link-for-a-timestamp", repaired("timestamp.txt is a link"))
def _stamp(desk: Desk) -> None:
    (desk.folder / "timestamp.txt").symlink_to(desk.keys)


@case("hostile.link-for-a-submission", turned_away("link"))
def _submission(desk: Desk) -> None:
    desk.folder.symlink_to(desk.root / "submitted" / "000-honest" / UNIT)


@case("hostile.link-for-a-student", turned_away("link"))
def _student(desk: Desk) -> None:
    desk.folder.parent.rmdir()
    desk.folder.parent.symlink_to(desk.root / "submitted" / "000-honest")


@case("hostile.file-for-a-submission", turned_away("no folder"))
def _file(desk: Desk) -> None:
    desk.folder.write_text("{}")


@_beside("hostile.pipe", repaired("device, pipe"))
def _pipe(desk: Desk) -> None:
    os.mkfifo(desk.folder / "notes.txt")


@case("hostile.pipe-for-a-notebook", refused("no regular file"))
def _pipe_notebook(desk: Desk) -> None:
    desk.folder.mkdir()
    os.mkfifo(desk.folder / f"{UNIT}.ipynb")


@_beside("hostile.pipe-for-a-timestamp", repaired("timestamp.txt is a link, no plain file"))
def _pipe_stamp(desk: Desk) -> None:
    os.mkfifo(desk.folder / "timestamp.txt")


@_beside("hostile.socket", repaired("device, pipe"))
def _socket(desk: Desk) -> None:
    before = Path.cwd()
    os.chdir(desk.folder)  # a socket's path must be short
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind("notes.txt")
    finally:
        os.chdir(before)


@_beside("hostile.device", repaired("device, pipe"))
def _device(desk: Desk) -> None:
    try:
        os.mknod(desk.folder / "notes.txt", 0o20666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root makes devices")


@case("odd.folder-for-a-notebook", refused("no regular file"))
def _folder(desk: Desk) -> None:
    (desk.folder / f"{UNIT}.ipynb").mkdir(parents=True)


@case("odd.folder-with-a-file-for-a-notebook", refused("no regular file"))
def _full_folder(desk: Desk) -> None:
    folder = desk.folder / f"{UNIT}.ipynb"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("x")


@_beside("odd.folder-for-the-time", repaired("timestamp.txt is a link, no plain file"))
def _folder_for_time(desk: Desk) -> None:
    (desk.folder / "timestamp.txt").mkdir()
    (desk.folder / "timestamp.txt" / "notes.txt").write_text("x")


@_beside("hostile.set-uid", repaired("a written answer is blank, and beside"))
def _setuid(desk: Desk) -> None:
    (desk.folder / "tool.txt").write_text("x")
    (desk.folder / "tool.txt").chmod(0o6777)


@_beside("hostile.many-files", repaired("more than 200 other files"))
def _many(desk: Desk) -> None:
    for number in range(1500):
        (desk.folder / f"{number:05}.txt").touch()


@_beside("hostile.large-file", repaired("60 MB, more than 10"))
def _large(desk: Desk) -> None:
    with (desk.folder / "film.txt").open("wb") as file:
        file.truncate(60 * 2**20)


@_beside("hostile.large-together", repaired("more than 50 MB"))
def _together(desk: Desk) -> None:
    for number in range(8):
        with (desk.folder / f"{number}.txt").open("wb") as file:
            file.truncate(9 * 2**20)


@_beside("hostile.deep-folders", repaired("folders within folders"))
def _deep(desk: Desk) -> None:
    deep = desk.folder.joinpath(*["d"] * 300)
    deep.mkdir(parents=True)
    (deep / "end.txt").touch()


@_beside("hostile.names-that-act-on-a-terminal", repaired(r"\x1b]0;"))
def _terminal(desk: Desk) -> None:
    (desk.folder / "\x1b]0;owned\x07\u202egnp.exe").touch()


@_beside("hostile.names-that-are-no-text", repaired("no kind of file"))
def _bytes(desk: Desk) -> None:
    os.close(os.open(os.fsencode(desk.folder) + b"/\xff\xfe.exe", os.O_CREAT))


@case(
    "hostile.name-with-markup", turned_away("no name for a student"), "<img src=x onerror=alert(1)>"
)
@case("hostile.name-with-a-line-end", turned_away("no name for a student"), "two\nlines")
@case("hostile.name-with-a-control", turned_away("no name for a student"), "\x1b[2Jcleared")
@case(
    "hostile.name-with-mathematics",
    turned_away("no name for a student"),
    r"$\href{javascript_1}{x}$",
)
@case("hostile.name-that-turns-around", turned_away("no name for a student"), "ann\u202eeva")
@case("hostile.name-that-is-a-pattern", turned_away("no name for a student"), "zzz-hones?")
@case("hostile.name-that-fits-all", turned_away("no name for a student"), "*")
@case("hostile.name-too-long-for-postgresql", turned_away("at most 128"), "long" * 50)
@case("hostile.name-of-too-many-bytes", turned_away("240 bytes"), "李" * 82)
@case("hostile.name-that-is-no-text", turned_away("no name for a student"), "ann\udcff")
@case("hostile.name-with-a-zero-width-joiner", turned_away("no name"), "ann\u200deva")
@case("odd.name-of-the-greatest-length", scored(), "l" * 128)
@case("hostile.name-that-fits-another-student", scored(), "zzz-hones[t]")
@case("hostile.name-that-fits-no-student", scored(), "zzz-hones[!t]")
@case("hostile.name-that-fits-itself-and-others", scored(), "[0-9][0-9][0-9]-honest")
@case("odd.name-with-a-number-in-brackets", scored(), "Ann Lee [12345]")
@case("odd.name-with-one-bracket", scored(), "ann]lee[")
@case("odd.name-with-an-apostrophe", scored(), "Sinéad O'Brien")
@case("odd.name-in-braces", scored(), "{student_id}")
@case("odd.name-with-round-brackets", scored(), "lee (2)")
@case("odd.name-with-a-plus", scored(), "ann+lee@example.org")
@case("odd.name-with-a-percent-sign", scored(), "100%s %d %(x)s")
@case("odd.name-with-a-hash", scored(), "ann#1 & bob; lee")
@case("odd.name-like-an-option", scored(), "--force")
@case("odd.name-like-a-home", scored(), "~root")
@case("odd.name-with-a-blank-at-its-end", scored(), "ann ")
@case("odd.name-in-two-pieces-of-unicode", scored(), "Zoe\u0301")
@case("hostile.name-that-is-a-formula", scored(), "=1+cmd|' 'A0")
@case("hostile.name-with-a-comma", scored(), "@ann, b")
@case("odd.name-with-a-space", scored(), "ann lee")
@case("odd.name-of-all-the-world", scored(), "Žofie-李-أحمد")
def _named(desk: Desk) -> None:
    desk.hand_in(desk.whole())
