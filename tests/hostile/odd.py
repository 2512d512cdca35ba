"""What honest people do, and what a clock can be made to say."""

from __future__ import annotations

from helpers import notebooks
from helpers.classroom import UNIT

from hostile.cases import Desk, case, refused, repaired, scored
from secondsource.recording.responses import KEY
from secondsource_grading.intake.timestamps import Receipt, write_receipt

HOUR = 3600


def _stamped(name, expected, text, *, t=notebooks.NOON):
    def build(desk: Desk) -> None:
        notebook = desk.whole()
        for response in notebook["metadata"][KEY]["responses"].values():
            response["t"] = t
        desk.hand_in(notebook)
        desk.hand_in(text, "timestamp.txt")

    case(name, expected)(build)


_stamped("odd.stamped", scored(), "2026-05-28 21:00:00.123456 UTC")
_stamped("odd.stamped-elsewhere", scored(), "2026-05-28 23:00:00 Europe/Berlin")
_stamped("odd.stamp-without-a-zone", scored(), "2026-05-28 21:00:00")
_stamped("odd.stamp-empty", scored(), "")
_stamped("odd.stamp-nonsense", repaired("holds no time"), "yesterday evening")
_stamped("odd.stamp-without-a-year", repaired("holds no time"), "12:00")
_stamped("odd.stamp-beyond-all-years", repaired("holds no time"), "9999-12-31 23:59:59 -9999")
_stamped("odd.stamp-with-markup", repaired("holds no time"), "<script>alert(1)</script>")
_stamped("odd.stamp-of-a-megabyte", repaired("too long"), "2026-05-28 21:00:00" + " " * 2**20)
_stamped("odd.stamp-null-bytes", repaired("holds no time"), b"\0\xff\0")
_stamped("odd.stamp-in-the-future", repaired("the latter counts"), "2999-01-01 00:00:00 UTC")
_stamped("odd.stamp-with-a-byte-order-mark", scored(), b"\xef\xbb\xbf2026-05-28 21:00:00 UTC")
_stamped("odd.stamp-in-utf-16", scored(), "2026-05-28 21:00:00 UTC".encode("utf-16"))
_stamped("odd.stamp-in-seconds", scored(), "1780002000")
_stamped("odd.stamp-in-milliseconds", scored(), "1780002000000\n")
_stamped("odd.stamp-with-an-offset", scored(), "2026-05-28 23:00:00 +0200")
_stamped("odd.stamp-in-summer-time", scored(), "2026-05-28 23:00:00 CEST")
_stamped("odd.stamp-of-a-unix-date", scored(), "Thu May 28 23:00:00 CEST 2026")
_stamped("odd.stamp-with-a-day-that-is-no-month", scored(), "28/05/2026 21:00")
_stamped(
    "odd.stamp-with-two-readings", repaired("can be 06 May or 05 June"), "05/06/2026 21:00 UTC"
)
_stamped("odd.stamp-with-points", repaired("05 June 2026 is assumed"), "05.06.2026 21:00")
_stamped("odd.stamp-in-pacific-time", repaired("UTC-8 is assumed"), "2026-05-28 21:00:00 PST")
_stamped("odd.stamp-in-no-known-zone", repaired("'XQT', which is not"), "2026-05-28 21:00:00 XQT")
_stamped("odd.stamp-without-a-time-of-day", repaired("00:00 is assumed"), "2026-05-29")
_stamped("odd.stamp-of-a-year", repaired("holds no time"), "2026")
_stamped("odd.stamp-of-a-number", repaired("holds no time"), "1.000")
_stamped("hostile.stamp-of-a-letter", repaired("holds no time"), "x")
_stamped("hostile.stamp-of-a-bad-byte", repaired("holds no time"), b"\xff")
_stamped("hostile.stamp-before-all-years", repaired("no time"), "0001-01-01 00:00:00+14:00")
_stamped("hostile.stamp-with-a-path-for-a-zone", repaired("no time"), "2026-05-28 21:00 a/../../b")
_stamped("hostile.stamp-of-many-digits", repaired("holds no time"), "9" * 190)
_stamped("hostile.stamp-with-a-far-offset", repaired("no time"), "2026-05-28 21:00:00 -2359")
_stamped(
    "hostile.answers-after-handing-in",
    repaired("hours after the time of handing in"),
    "2026-05-27 00:00:00 UTC",
)
_stamped(
    "odd.answers-in-the-future", repaired("dated in the future"), "2026-05-28 21:00:00 UTC", t=4.0e9
)
_stamped(
    "odd.answers-at-the-end-of-time",
    repaired("dated in the future"),
    "2026-05-28 21:00:00 UTC",
    t=1.7e308,
)
_stamped("odd.answers-before-all-time", scored(), "2026-05-28 21:00:00 UTC", t=-1.0e300)


def _collected(name, expected, claimed, changed, **seen):
    def build(desk: Desk) -> None:
        desk.hand_in(desk.whole())
        if claimed:
            desk.hand_in(claimed, "timestamp.txt")
        write_receipt(desk.root, UNIT, name, Receipt(changed, **seen))

    case(name, expected)(build)


_collected("odd.collected-in-time", scored(), "2026-05-28 21:00:00 UTC", notebooks.NOON + 2300)
_collected(
    "hostile.backdated",
    repaired("the latter counts"),
    "2026-05-28 21:00:00 UTC",
    notebooks.NOON + 90 * 24 * HOUR,
)
_collected("hostile.stamp-taken-away", repaired("no time of its own"), None, notebooks.NOON + HOUR)
_collected(
    "hostile.under-anothers-name",
    repaired("account 'mallory'"),
    "2026-05-28 21:00:00 UTC",
    notebooks.NOON + 2300,
    owner="mallory",
)


@case("hostile.forged-receipt", repaired("a written answer is blank, and beside"))
def _receipt(desk: Desk) -> None:
    """A learner's own copy of what the collector notes is not read."""
    desk.hand_in(desk.whole())
    write_receipt(desk.folder, UNIT, "hostile.forged-receipt", Receipt(0.0, "nobody"))
    (desk.folder / ".secondsource").rename(desk.folder / "receipts")
    for file in (desk.folder / "receipts").rglob("*.json"):
        file.rename(file.with_suffix(".txt"))


@case("odd.renamed-by-a-browser", repaired("handed in as"))
def _renamed(desk: Desk) -> None:
    desk.hand_in(desk.whole(), f"{UNIT} (1).ipynb")


@case("odd.renamed-twice", refused("there is no"))
def _two(desk: Desk) -> None:
    desk.hand_in(desk.whole(), f"{UNIT} (1).ipynb")
    desk.hand_in(desk.whole(), f"{UNIT} (2).ipynb")


@case("odd.another-units-notebook-renamed", refused("there is no"))
def _stranger(desk: Desk) -> None:
    notebook = desk.whole()
    notebook["metadata"][KEY]["unit"] = "91-other"
    desk.hand_in(notebook, "91-other.ipynb")


@case("odd.no-notebook-at-all", refused("there is no"))
def _none(desk: Desk) -> None:
    desk.hand_in("My answers are in the mail.", "letter.txt")


@case("odd.empty-folder", refused("there is no"))
def _empty(desk: Desk) -> None:
    desk.folder.mkdir()


@case("odd.another-units-notebook", repaired("belongs to unit", 0))
def _unit(desk: Desk) -> None:
    notebook = desk.whole()
    notebook["metadata"][KEY]["unit"] = "91-other"
    desk.hand_in(notebook)


@case("odd.another-students-file", scored())
def _copied(desk: Desk) -> None:
    """Nothing in a file says whose it is; alike files are for the instructor's similarity report."""  # noqa: E501
    desk.hand_in((desk.root / "submitted" / "000-honest" / UNIT / f"{UNIT}.ipynb").read_bytes())


@case("odd.untouched", repaired("no answers were found", 0))
def _untouched(desk: Desk) -> None:
    desk.hand_in(desk.released())


@case("odd.answers-of-an-older-edition", repaired("does not ask: 'lab-choice'", 6.5))
def _older(desk: Desk) -> None:
    """Its question had another name last year; nobody knows which of today's it answers."""
    notebook = desk.whole()
    responses = notebook["metadata"][KEY]["responses"]
    responses["lab-choice"] = responses.pop("lab-pick")
    desk.hand_in(notebook)


def _named(name, file):
    """The whole notebook under the name that somebody's browser or system gave it."""

    @case(name, repaired("handed in as"))
    def _build(desk: Desk) -> None:
        desk.hand_in(desk.whole(), file)


_named("odd.saved-as-a-text", f"{UNIT}.ipynb.txt")
_named("odd.saved-as-json", f"{UNIT}.ipynb.json")
_named("odd.saved-in-capitals", f"{UNIT.upper()}.IPYNB")
_named("odd.saved-with-another-hyphen", "90\u2011lab.ipynb")


@case("odd.lines-of-windows-in-every-cell", scored())
def _lines(desk: Desk) -> None:
    notebook = desk.whole()
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    desk.hand_in(notebook)


@case("odd.a-line-end-behind-every-cell", scored())
def _ends(desk: Desk) -> None:
    notebook = desk.whole()
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]) + "\n"
    desk.hand_in(notebook)


@case("odd.cells-of-one-id", scored())
def _ids(desk: Desk) -> None:
    notebook = desk.whole()
    for cell in notebook["cells"]:
        cell["id"] = "same"
    desk.hand_in(notebook)


@case("odd.format-4-6", scored())
def _minor(desk: Desk) -> None:
    desk.hand_in({**desk.whole(), "nbformat_minor": 6})


@case("odd.another-kernel", scored())
def _kernel(desk: Desk) -> None:
    notebook = desk.whole()
    notebook["metadata"]["kernelspec"] = {"name": "../x;touch ran", "language": "julia"}
    notebook["metadata"]["language_info"] = {"name": "julia", "pygments_lexer": "html"}
    desk.hand_in(notebook)


@case("hostile.points-of-ones-own", scored(6.5))
def _points(desk: Desk) -> None:
    notebook = desk.whole(**{"lab-pick": ["feud"]})
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] |= {"points": 1000, "locked": False}
    desk.hand_in(notebook)


@case("odd.system-files-of-a-mac", scored())
def _mac(desk: Desk) -> None:
    desk.hand_in(desk.whole())
    for name in (f"._{UNIT}.ipynb", f"__MACOSX/._{UNIT}.ipynb"):
        desk.hand_in(b"\0\5\x16\7", name)
