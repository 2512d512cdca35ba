"""The gate in nbgrader's other steps: collecting, archives, locks, exports."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import sqlite3
import stat
import tarfile
import threading
import time
import zipfile
from pathlib import Path

import pytest
from helpers import notebooks
from helpers.batches import grade
from helpers.classroom import FULL, HALF, UNIT

from secondsource.recording.responses import KEY
from secondsource_grading.intake.admission import Limits, Rules, admit
from secondsource_grading.intake.archives import unpack
from secondsource_grading.intake.quoting import named, shorten
from secondsource_grading.intake.safe_files import copy_plain, write_plain
from secondsource_grading.intake.timestamps import Receipt, read_receipt, write_receipt
from secondsource_grading.plugin.csv_export import safe_cell

SECRET = "never-shown-to-a-learner"  # noqa: S105 - a word to look for
SMALL = Limits(archive_mb=5)


# Archives.


def zipped(file: Path, *members, mode=0o644):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFREG | mode) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return file


def link_in_zip(file: Path, target: str):
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo("notes.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
        archive.writestr("90-lab.ipynb", "{}")
    return file


def tarred(file: Path, *members):
    with tarfile.open(file, "w:gz") as archive:
        for name, kind, content in members:
            info = tarfile.TarInfo(name)
            info.type, info.mode = kind, 0o6777
            if kind == tarfile.REGTYPE:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
            else:
                info.linkname, info.devmajor, info.devminor = content.decode(), 1, 5
                archive.addfile(info)
    return file


def bomb_in_zip(file: Path):
    return zipped(file, ("90-lab.ipynb", b"\0" * (40 * 2**20)))


def lying_zip(file: Path):
    """Its header says ten bytes."""
    data = bytearray(zipped(file, ("90-lab.ipynb", b"\0" * (40 * 2**20))).read_bytes())
    size = (40 * 2**20).to_bytes(4, "little")
    file.write_bytes(bytes(data).replace(size, (10).to_bytes(4, "little")))
    return file


def bomb_in_gzip(file: Path):
    file.write_bytes(gzip.compress(b"\0" * (40 * 2**20)))
    return file


def bomb_in_tar(file: Path):
    return tarred(file, ("90-lab.ipynb", tarfile.REGTYPE, b"\0" * (40 * 2**20)))


def bomb_in_a_tar_header(file: Path):
    with tarfile.open(file, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("90-lab.ipynb")
        info.pax_headers = {"comment": "x" * (30 * 2**20)}
        archive.addfile(info)
    return file


def many_in_zip(file: Path):
    return zipped(file, *((f"{n}.txt", b"") for n in range(6000)))


def folders_in_tar(file: Path):
    """A folder takes a header only, and as many headers as fit were read before anything else."""
    header = tarfile.TarInfo("d")
    header.type = tarfile.DIRTYPE
    file.write_bytes(gzip.compress(header.tobuf() * 20_001, 1))
    return file


def nested_bomb(file: Path):
    inner = file.with_name("inner.zip")
    bomb_in_zip(inner)
    zipped(file, ("ann.zip", inner.read_bytes()), ("bob/90-lab.ipynb", b"{}"))
    inner.unlink()
    return file


def everything_below(folder: Path):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()}


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (bomb_in_zip, "more than 5 MB"),
        (lying_zip, "unpack"),
        (bomb_in_gzip, "holds no file"),
        (bomb_in_tar, "more than 5 MB"),
        (bomb_in_a_tar_header, "unpack"),
        (many_in_zip, "more than 5000 files"),
        (lambda f: (f.write_bytes(b"PK\x03\x04 broken"), f)[1], "damaged at its beginning"),
        (lambda f: (f.write_bytes(b"\x1f\x8b broken"), f)[1], "cannot be unpacked"),
        (lambda f: (f.write_bytes(b""), f)[1], "no zip, tar or tar.gz"),
        (lambda f: (f.write_bytes(b"7z\xbc\xaf\x27\x1c"), f)[1], "unpacked by hand"),
        (folders_in_tar, "files and folders"),
        (
            lambda f: (f.write_bytes(b"PK\x05\x06" + b"\0" * 8 + b"\xff" * 4 + b"\0" * 6), f)[1],
            "too long",
        ),
    ],
)
def test_an_archive_beyond_its_bounds_is_refused_whole(tmp_path, make, words):
    """In short time, with the reason, and nothing of it is left."""
    archive = make(tmp_path / "ann.zip")
    target = tmp_path / "out"
    target.mkdir()
    began = time.process_time()  # a busy machine is no fault of the code
    (said,) = unpack(archive, target, SMALL)
    assert time.process_time() - began < 10
    assert said.startswith("refused 'ann.zip'")
    assert words in said
    assert everything_below(target) == set()


@pytest.mark.parametrize(
    "name",
    [
        "../out-of-it.txt",
        "/etc/cron.d/x",
        "a/../../x",
        "..\\x",
        "C:\\x",
        "C:/x",
        "x\nname.txt",
        "\x1b[2J.txt",
        "a/\u202e.txt",
        "",
    ],
)
def test_a_member_that_leads_elsewhere_is_left_out(tmp_path, name):
    """The others are unpacked."""
    target = tmp_path / "deep" / "out"
    target.mkdir(parents=True)
    said = unpack(
        zipped(tmp_path / "ann.zip", (name, b"x"), ("90-lab.ipynb", b"{}")), target, SMALL
    )
    assert everything_below(tmp_path) == {"ann.zip", "deep/out/ann/90-lab.ipynb"}
    assert any("its name leads elsewhere" in line for line in said), said
    assert all(line.isprintable() for line in said)


def test_a_zip_that_parts_folders_with_backslashes_is_unpacked(tmp_path):
    """As some programs on Windows write it; a name that leads elsewhere does so with them too."""
    archive = zipped(tmp_path / "class.zip", ("ann\\90-lab.ipynb", b"{}"), ("ann\\..\\..\\x", b"x"))
    said = unpack(archive, tmp_path / "out", SMALL)
    assert everything_below(tmp_path) == {"class.zip", "out/class/ann/90-lab.ipynb"}
    assert "its name leads elsewhere" in " ".join(said)


def test_a_locked_archive_is_told(tmp_path):
    archive = zipped(tmp_path / "ann.zip", ("90-lab.ipynb", b"{}"))
    content = bytearray(archive.read_bytes())
    for at in (6, content.index(b"PK\x01\x02") + 8):
        content[at] |= 1
    archive.write_bytes(content)
    assert "locked with a password" in " ".join(unpack(archive, tmp_path / "out", SMALL))


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../x", "."])
def test_a_link_in_an_archive_is_left_out(tmp_path, target):
    out = tmp_path / "out"
    out.mkdir()
    assert "a link" in unpack(link_in_zip(tmp_path / "ann.zip", target), out, SMALL)[0]
    assert everything_below(out) == {"ann/90-lab.ipynb"}


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_what_is_no_plain_file_in_an_archive_is_left_out(tmp_path, kind):
    out = tmp_path / "out"
    out.mkdir()
    members = [("notes.txt", kind, b"/etc/passwd"), ("90-lab.ipynb", tarfile.REGTYPE, b"{}")]
    assert "no plain file" in unpack(tarred(tmp_path / "ann.tar.gz", *members), out, SMALL)[0]
    assert everything_below(out) == {"ann/90-lab.ipynb"}


def test_special_rights_in_an_archive_are_not_kept(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    unpack(zipped(tmp_path / "a.zip", ("x.txt", b"x"), mode=0o6777), out, SMALL)
    unpack(tarred(tmp_path / "b.tar.gz", ("x.txt", tarfile.REGTYPE, b"x")), out, SMALL)
    for file in out.rglob("*.txt"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o644


def test_a_member_twice_is_taken_once(tmp_path):
    """The second could be meant to replace what was looked at."""
    out = tmp_path / "out"
    out.mkdir()
    with pytest.warns(UserWarning, match="Duplicate"):
        archive = zipped(tmp_path / "a.zip", ("x.txt", b"first"), ("x.txt", b"second"))
    assert "second file of that name" in unpack(archive, out, SMALL)[0]
    assert (out / "a" / "x.txt").read_text() == "first"


def test_one_students_bomb_in_an_archive_of_the_class_stops_nobody(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    said = unpack(nested_bomb(tmp_path / "class.zip"), out, SMALL)
    assert any("refused 'ann.zip'" in line for line in said)
    assert "class/bob/90-lab.ipynb" in everything_below(out)


def size_below(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def test_archives_within_archives_share_one_budget(tmp_path):
    """A small upload of bombs within bombs takes no more room than one archive may."""
    one = zipped(tmp_path / "one.zip", ("90-lab.ipynb", b"\0" * 900_000)).read_bytes()
    some = zipped(tmp_path / "some.zip", *((f"{n}.zip", one) for n in range(50))).read_bytes()
    outer = zipped(tmp_path / "outer.zip", *((f"s{n}.zip", some) for n in range(20)))
    out = tmp_path / "out"
    said = unpack(outer, out, SMALL)
    assert size_below(out) <= 5 * 2**20
    assert any("more than 5 MB" in line for line in said), said


def test_many_bombs_are_not_all_unpacked(tmp_path, monkeypatch):
    """What is unpacked to be thrown away is bounded too."""
    from secondsource_grading.intake import archives

    done = []
    read = zipfile.ZipExtFile.read

    def counted(self, *args):
        block = read(self, *args)
        done.append(len(block))
        return block

    inner = bomb_in_zip(tmp_path / "inner.zip").read_bytes()
    # The sizes in its headers are lies, so that the bytes themselves must be counted.
    inner = inner.replace((40 * 2**20).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    outer = zipped(tmp_path / "outer.zip", *((f"{n}.zip", inner) for n in range(100)))
    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    unpack(outer, tmp_path / "out", SMALL)
    assert sum(done) <= (archives.WORK + 1) * 5 * 2**20


def test_a_broken_archive_deletes_no_neighbour(tmp_path):
    """Neither a folder of its class's archive nor what another archive of its name left."""
    out = tmp_path / "out"
    broken = b"PK\x03\x04 broken"
    unpack(
        zipped(tmp_path / "class.zip", ("ann/90-lab.ipynb", b"{}"), ("ann.zip", broken)), out, SMALL
    )
    assert "class/ann/90-lab.ipynb" in everything_below(out)
    unpack(tarred(tmp_path / "hw.tar.gz", ("bob/90-lab.ipynb", tarfile.REGTYPE, b"{}")), out, SMALL)
    (tmp_path / "hw.zip").write_bytes(broken)
    assert "refused 'hw.zip'" in unpack(tmp_path / "hw.zip", out, SMALL)[0]
    assert "hw/bob/90-lab.ipynb" in everything_below(out)


@pytest.mark.parametrize("name", ["...zip", "..zip", ".zip", "...tar.gz", "....zip"])
def test_an_archive_of_a_strange_name_stays_in_its_folder(tmp_path, name):
    """Without its ending `...zip` is the folder above."""
    content = zipped(tmp_path / "inner", ("bob/90-lab.ipynb", b"{}")).read_bytes()
    (tmp_path / "inner").unlink()
    zipped(tmp_path / "class.zip", (f"mal/{name}", content))
    unpack(tmp_path / "class.zip", tmp_path / "out", SMALL)
    found = everything_below(tmp_path) - {"class.zip"}
    assert found
    assert all(path.startswith("out/class/mal/") for path in found), found


def test_two_archives_of_one_name_replace_nothing(tmp_path):
    out = tmp_path / "out"
    unpack(zipped(tmp_path / "hw.zip", ("a.txt", b"first"), ("b.txt", b"b")), out, SMALL)
    said = unpack(tarred(tmp_path / "hw.tar.gz", ("a.txt", tarfile.REGTYPE, b"second")), out, SMALL)
    assert "second file of that name" in said[0]
    assert (out / "hw" / "a.txt").read_text() == "first"
    assert everything_below(out) == {"hw/a.txt", "hw/b.txt"}


def test_zip_collect_takes_the_class_and_leaves_the_bad_ones(course):
    """`nbgrader zip_collect` as an instructor calls it, with one bomb, one link and one climber."""
    from nbgrader.apps.zipcollectapp import ZipCollectApp
    from nbgrader.coursedir import CourseDirectory

    place = course.root / "downloaded" / UNIT / "archive"
    place.mkdir(parents=True)
    text = __import__("json").dumps(notebooks.answered(notebooks.read(course.released), FULL))
    zipped(place / "ann.zip", (f"ann_{UNIT}.ipynb", text), ("timestamp.txt", "1999-01-01 00:00:00"))
    bomb_in_zip(place / "bob.zip")
    link_in_zip(place / "eve.zip", str(course.root / "gradebook.db"))
    zipped(
        place / "mal.zip",
        (f"../../../../submitted/ann/{UNIT}/{UNIT}.ipynb", "{}"),
        (f"<b>_{UNIT}.ipynb", "{}"),
    )
    (place / f"zoe_{UNIT}.ipynb").write_text(text)
    (place / f"sym_{UNIT}.ipynb").symlink_to(course.root / "gradebook.db")
    config = course.root / "nbgrader_config.py"
    config.write_text(
        config.read_text("utf-8")
        + "\nc.FileNameCollectorPlugin.named_regexp = "
        + "r'.*/(?P<student_id>[^/_]+)_(?P<file_id>90-lab)'\n"
        + "c.FileNameCollectorPlugin.valid_ext = ['.ipynb', '.txt']\n"
        + "c.SecondSource.largest_archive = 5.0\n"
    )
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    loaded = Config(PyFileConfigLoader("nbgrader_config.py", str(course.root)).load_config())
    loaded.CourseDirectory.root = str(course.root)
    loaded.CourseDirectory.assignment_id = UNIT
    ZipCollectApp(config=loaded, coursedir=CourseDirectory(config=loaded)).start()
    assert sorted(p.name for p in (course.root / "submitted").iterdir()) == ["ann", "zoe"]
    assert everything_below(course.root / "submitted" / "ann") == {f"{UNIT}/{UNIT}.ipynb"}
    assert course.autograde()["success"]
    assert sum(p or 0 for p in course.points("ann").values()) == 8.5


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("(?P<student_id>[", "it is no regular expression"),
        ("(?P<who>.*)_(?P<file_id>.*)", "it has no group (?P<student_id>"),
    ],
)
def test_an_expression_that_tells_no_student_is_told(course, expression, words, capfd):
    place = course.root / "downloaded" / UNIT / "archive"
    place.mkdir(parents=True)
    (place / f"zoe_{UNIT}.ipynb").write_text(course.released.read_text())
    with pytest.raises(SystemExit, match="1"):
        zip_collect(course, f"c.FileNameCollectorPlugin.named_regexp = {expression!r}")
    assert words in capfd.readouterr().err
    assert not (course.root / "submitted").exists()


def test_what_systems_leave_behind_makes_no_student(course):
    """Beside a file on a Mac, in its archives, and on a server for files."""
    place = course.root / "downloaded" / UNIT / "archive"
    place.mkdir(parents=True)
    for name in (f"zoe_{UNIT}.ipynb", f"._zoe_{UNIT}.ipynb"):
        (place / name).write_text(course.released.read_text())
    zipped(place / "more.zip", (f"__MACOSX/._ann_{UNIT}.ipynb", b"\0\5\x16\7"))
    zip_collect(course)
    for name in ("__MACOSX", "@eaDir"):
        (course.root / "submitted" / name / UNIT).mkdir(parents=True)
    names = {"zoe", "__MACOSX", "@eaDir"}
    assert {p.name for p in (course.root / "submitted").iterdir()} == names
    assert grade(course).submissions == 1
    assert course.autograde()["success"]
    with course.gradebook() as gradebook:
        assert [s.id for s in gradebook.students] == ["zoe"]


def zip_collect(course, extra=""):
    """`nbgrader zip_collect` for files named `student_time_90-lab.ipynb`."""
    from nbgrader.apps.zipcollectapp import ZipCollectApp
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    config = course.root / "nbgrader_config.py"
    expression = r".*/(?P<student_id>[^/_]+)_(?:(?P<timestamp>[^_]*)_)?(?P<file_id>90-lab)"
    setting = f"\nc.FileNameCollectorPlugin.named_regexp = {expression!r}\n{extra}\n"
    config.write_text(config.read_text("utf-8") + setting)
    loaded = Config(PyFileConfigLoader("nbgrader_config.py", str(course.root)).load_config())
    loaded.CourseDirectory.root = str(course.root)
    loaded.CourseDirectory.assignment_id = UNIT
    ZipCollectApp(config=loaded, coursedir=CourseDirectory(config=loaded)).start()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("yesterday", None),
        ("9999-99-99", None),
        ("0001-01-01 00:00:00+14:00", None),
        ("2026-05-28-21-00-00", "2026-05-28 21:00:00"),
        ("1780002000", "2026-05-28 21:00:00"),
    ],
)
def test_no_time_in_a_file_name_stops_the_class(course, said, written):
    place = course.root / "downloaded" / UNIT / "archive"
    place.mkdir(parents=True)
    for name in (f"mal_{said}_{UNIT}.ipynb", f"zoe_2026-05-28 21:00:00_{UNIT}.ipynb"):
        (place / name).write_text(course.released.read_text())
    zip_collect(course)
    submitted = course.root / "submitted"
    assert sorted(p.name for p in submitted.iterdir()) == ["mal", "zoe"]
    stamp = submitted / "mal" / UNIT / "timestamp.txt"
    assert (stamp.read_text()[:19] if stamp.exists() else None) == written


def test_a_second_file_without_a_time_stops_nobody(course):
    """nbgrader would give up the class where it has no time to choose by."""
    place = course.root / "downloaded" / UNIT / "archive"
    (place / "again").mkdir(parents=True)
    for folder in (place, place / "again"):
        (folder / f"mal_{UNIT}.ipynb").write_text(course.released.read_text())
    (place / f"zoe_{UNIT}.ipynb").write_text(course.released.read_text())
    zip_collect(course)
    assert sorted(p.name for p in (course.root / "submitted").iterdir()) == ["mal", "zoe"]


@pytest.mark.parametrize("time", ["", "2026-05-28-21-00-00_", "2030-05-28-21-00-00_"])
def test_a_name_within_a_learners_archive_takes_nobodys_place(course, time, capfd):
    """Whatever time it claims, and wherever the alphabet puts it."""
    place = course.root / "downloaded" / UNIT / "archive"
    place.mkdir(parents=True)
    blank = notebooks.read(course.released)
    mine = "2026-05-28-20-00-00_" if time else ""
    notebooks.write(place / f"zed_{mine}{UNIT}.ipynb", notebooks.answered(blank, FULL))
    forged = (f"zed_{time}{UNIT}.ipynb", json.dumps(blank))
    own = (f"mal_{UNIT}.ipynb", json.dumps(notebooks.answered(blank, FULL)))
    zipped(place / "Aaa_hw.zip", forged, own)
    zip_collect(course)
    assert sorted(p.name for p in (course.root / "submitted").iterdir()) == ["mal", "zed"]
    for student in ("mal", "zed"):
        assert notebooks.read(course.submission(student))["metadata"][KEY]["responses"], student
    said = capfd.readouterr().err
    assert f"'Aaa_hw/zed_{time}{UNIT}.ipynb': left out: it is out of an archive" in said


# Collecting from the exchange.


@pytest.fixture
def exchange(course):
    """Submissions in the exchange, as learners' own programs put them there."""
    inbound = course.root / "exchange" / "lab" / "inbound"
    inbound.mkdir(parents=True)
    (course.root / "secret.txt").write_text(SECRET)

    def put(student, values, stamp="2026-05-28 21:00:00.000000 UTC", said=None):
        folder = inbound / f"{student}+{UNIT}+{stamp}+abcd"
        notebook = notebooks.answered(notebooks.read(course.released), values)
        notebooks.write(folder / f"{UNIT}.ipynb", notebook)
        (folder / "timestamp.txt").write_text(said or stamp)
        return folder

    def collect():
        return course.api().collect(UNIT)

    course.put, course.collect = put, collect
    return course


def test_collecting_follows_no_link_and_waits_for_no_pipe(exchange):
    """What lies in the exchange is the learner's; it is read with the instructor's rights."""
    course = exchange
    folder = course.put("ann", FULL)
    (folder / "notes.txt").symlink_to(course.root / "secret.txt")
    (folder / "all").symlink_to(course.root)
    os.mkfifo(folder / "pipe.txt")
    (folder / "data.txt").write_text("mine")
    (folder / "data.txt").chmod(0o6777)
    eve = course.put("eve", FULL)
    (eve / f"{UNIT}.ipynb").unlink()
    (eve / f"{UNIT}.ipynb").symlink_to(course.root / "secret.txt")
    course.put("zoe", HALF)
    result = course.collect()
    assert result["success"], result
    kept = everything_below(course.root / "submitted")
    assert kept == {
        f"ann/{UNIT}/{UNIT}.ipynb", f"ann/{UNIT}/timestamp.txt", f"ann/{UNIT}/data.txt",
        f"eve/{UNIT}/timestamp.txt", f"zoe/{UNIT}/{UNIT}.ipynb", f"zoe/{UNIT}/timestamp.txt",
    }  # fmt: skip
    for file in (course.root / "submitted").rglob("*.txt"):
        assert SECRET not in file.read_text()
        assert not file.stat().st_mode & 0o7000
    assert course.autograde()["success"]
    said = course.autograded("ann")["metadata"]["secondsource"]["incidents"]
    assert any("'notes.txt': a link" in line for line in said)
    assert "there is no" in course.autograded("eve")["metadata"]["secondsource"]["refused"]


def test_nothing_in_the_exchange_stops_the_collecting(exchange):
    """Names that are none, links, files, folders that cannot be read: the others are collected."""
    course = exchange
    inbound = course.put("ann", FULL).parent
    (inbound / f"mal+{UNIT}+yesterday+x").mkdir()
    (inbound / f"<b>+{UNIT}+2026-05-28 21:00:00 UTC+x").mkdir()
    (inbound / f"bob+{UNIT}+2026-05-28 21:00:00 UTC+x").symlink_to("nowhere")
    (inbound / f"eve+{UNIT}+2026-05-28 21:00:00 UTC+x").symlink_to(course.root)
    (inbound / f"gus+{UNIT}+2026-05-28 21:00:00 UTC+x").write_text("no folder")
    (inbound / f"{UNIT}+{UNIT}+").mkdir()
    deep = course.put("hal", HALF).joinpath(*["d"] * 300)
    deep.mkdir(parents=True)
    result = course.collect()
    assert result["success"], result
    assert sorted(p.name for p in (course.root / "submitted").iterdir()) == ["ann", "hal"]
    assert "not collected" in result["log"]


def test_a_backdated_submission_has_the_time_at_which_it_came(exchange):
    """Folder name and timestamp.txt are the learner's word; the exchange's clock is not."""
    course = exchange
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(UNIT, duedate="2026-06-01 00:00:00 UTC")
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    folder = course.put("mal", FULL)
    for path in [*folder.iterdir(), folder]:
        os.utime(path, (1.7e9, 1.7e9))
    assert course.collect()["success"]
    assert course.autograde()["success"]
    said = course.autograded("mal")["metadata"]["secondsource"]["incidents"]
    assert any("the latter counts" in line for line in said), said
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission(UNIT, "mal")
        assert abs(submission.timestamp.timestamp() - time.time()) < 90_000
        assert submission.late_submission_penalty == 8.5


def test_an_honest_submission_keeps_its_time(exchange):
    course = exchange
    now = time.strftime("%Y-%m-%d %H:%M:%S.000000 UTC", time.gmtime())
    course.put("ann", FULL, stamp=now)
    assert course.collect()["success"]
    assert course.autograde()["success"]
    assert course.autograded("ann")["metadata"]["secondsource"]["incidents"] == []
    assert (course.root / "autograded" / "ann" / UNIT / "timestamp.txt").read_text() == now


def test_a_receipt_is_kept_where_no_learners_file_comes(tmp_path):
    write_receipt(tmp_path, "one", "ann", Receipt(5.0, "bob", ("left out 'x'",)))
    assert read_receipt(tmp_path, "one", "ann") == Receipt(5.0, "bob", ("left out 'x'",))
    assert read_receipt(tmp_path, "one", "eve") is None
    (tmp_path / ".secondsource" / "receipts" / "one" / "ann.json").write_text("[]")
    assert read_receipt(tmp_path, "one", "ann") is None


# Small things.


def test_bounds_can_be_set(course):
    """`c.SecondSource.most_files` and its like."""
    config = course.root / "nbgrader_config.py"
    config.write_text(
        config.read_text()
        + "\nc.SecondSource.most_files = 1\nc.SecondSource.keep_files = ['*.py']\n"
        + "c.SecondSource.largest_notebook = 0.001\n"
    )
    course.answer("ann", FULL)
    for name in ("a.py", "b.py", "c.txt"):
        (course.submission("ann").parent / name).write_text("x")
    assert course.autograde()["success"]
    said = " ".join(course.autograded("ann")["metadata"]["secondsource"]["incidents"])
    assert "more than 1 other files" in said
    assert "at most 0.001 MB" in said
    assert (course.root / "autograded" / "ann" / UNIT / "a.py").is_file()


def test_files_the_instructor_gives_out_are_the_instructors(course):
    """A learner's copy of one is passed over without a word."""
    (course.root / "source" / UNIT / "helper.py").write_text("GIVEN = 1")
    course.answer("ann", FULL)
    (course.submission("ann").parent / "helper.py").write_text("GIVEN = 99")
    assert course.autograde()["success"]
    assert course.autograded("ann")["metadata"]["secondsource"]["incidents"] == []
    assert (course.root / "autograded" / "ann" / UNIT / "helper.py").read_text() == "GIVEN = 1"


def test_a_file_that_becomes_a_link_between_looking_and_copying_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("x")
    admitted = admit(tmp_path / "in", Rules())
    (tmp_path / "in" / "a.txt").unlink()
    (tmp_path / "in" / "a.txt").symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match=r".+"):
        admitted.copy_to(tmp_path / "out")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="no plain file"):
        copy_plain(tmp_path / "pipe", tmp_path / "copy")
    with pytest.raises(OSError, match=r".+"):
        write_plain(tmp_path / "in" / "a.txt", b"overwritten")
    assert (tmp_path / "secret").read_text() == SECRET


def test_messages_are_short_and_harmless():
    assert named("a" * 5000 + "\x1b[2J").isprintable()
    assert len(named("\u202e" * 500)) < 700
    assert shorten([str(n) for n in range(50)], 3) == ["0", "1", "2", "and 47 more of this kind"]
    assert shorten(["same"] * 50) == ["same"]


@pytest.mark.slow
@pytest.mark.parametrize("door", ["nbgrader", "batch"])
def test_a_lock_held_for_ten_seconds_stops_nobody(course, door):
    """Another program writes to the gradebook meanwhile; grading waits for it."""
    from secondsource_grading.batch import Options, grade_assignment

    for student in ("ann", "bob"):
        course.answer(student, FULL)
    other = sqlite3.connect(
        course.root / "gradebook.db", isolation_level=None, check_same_thread=False
    )
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    timer = threading.Timer(10, lambda: other.execute("COMMIT"))
    timer.start()
    if door == "nbgrader":
        result = course.autograde()
        assert result["success"], result
    else:
        assert grade_assignment(course.root, UNIT, Options(processes=1)).failed == {}
    assert time.monotonic() - began > 9
    timer.join()
    other.close()
    for student in ("ann", "bob"):
        assert sum(p or 0 for p in course.points(student).values()) == 8.5


def test_a_formula_in_a_name_is_text_in_an_export(course):
    """`nbgrader export`: a comma shifts no column, a formula is none."""
    from nbgrader.apps.exportapp import ExportApp
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    for student in ("=1+cmd|' 'A0", "@sum, x", "-2+3"):
        course.answer(student, FULL)
    assert course.autograde()["success"]
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student(
            "plain", first_name='=HYPERLINK("http://x")', last_name="O'Neil, A\n=1"
        )
    loaded = Config(PyFileConfigLoader("nbgrader_config.py", str(course.root)).load_config())
    loaded.CourseDirectory.root = str(course.root)
    loaded.ExportPlugin.to = str(course.root / "grades.csv")
    ExportApp(config=loaded, coursedir=CourseDirectory(config=loaded)).start()
    with (course.root / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"'=1+cmd|' 'A0", "'@sum, x", "'-2+3", "plain"}
    assert rows["plain"]["first_name"] == '\'=HYPERLINK("http://x")'
    assert rows["plain"]["last_name"] == "O'Neil, A\n=1"
    assert float(rows["'-2+3"]["score"]) == 8.5
    assert [safe_cell(v) for v in ("=1", " =1", "\t=1", -1.5, None, "a=1")] == [
        "'=1",
        "' =1",
        "'\t=1",
        -1.5,
        "",
        "a=1",
    ]
