"""A written time as the moment it means, and what had to be assumed to read it.

What can mean one thing only is understood: a byte order mark, seconds (or a thousandth, a
millionth, a milliardth of one) since 1970, an offset, the short name of a zone that only one
part of the world uses. What can mean two things, or contradicts itself, is read in one way,
and the assumption is returned in words.
"""

from __future__ import annotations

import re
import warnings
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from secondsource_grading.intake.quoting import named

__all__ = ["in_words", "read_time"]

_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "KST": 9, "HKT": 8, "AEDT": 11, "AEST": 10,
    "NZST": 12, "NZDT": 13, "PDT": -7, "MDT": -6, "EDT": -4, "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip
"""Hours ahead of UTC of zones whose short name means one thing."""

_ASSUMED = {
    "PST": -8, "MST": -7, "CST": -6, "CDT": -5, "EST": -5, "AST": -4, "NST": -3.5, "BST": 1,
    "IST": 5.5, "SST": -11, "SGT": 8, "WIB": 7, "ADT": -3,
}  # fmt: skip
"""The same where several countries use the name; the most common reading is assumed."""

_SECONDS = range(946_684_800, 4_102_444_800)
"""Numbers that are read as seconds since 1970: the years 2000 to 2099."""

_NUMBER = re.compile(r"\d{9,19}(?:\.\d{1,9})?", re.ASCII)

_OFFSET = re.compile(
    r"""(?:\s*\b(?P<name>(?![AP]M\b)[A-Z]{1,5}))?\s*
    (?:(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)
    |(?<=[A-Z])(?P<short_sign>[+-])(?P<short>\d{1,2}))
    (?:\s*\([\w ]*\))?$""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
"""An offset at the end, behind the name of a zone or before one in brackets: `GMT+0200 (CEST)`."""

_REGION = re.compile(r"\s([A-Za-z_]+(?:/[A-Za-z0-9_+-]+)+)$")

_ONE_OR_OTHER = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{4}", re.ASCII)
"""A date that begins with its day or its month, nobody knows which."""

_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


_NBGRADERS = re.compile(rb"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{6})?) UTC")
"""The form in which nbgrader writes a time."""

_ALL_HYPHENS = re.compile(r"(\d{4}-\d\d-\d\d)[-_ ](\d\d)[-.](\d\d)[-.](\d\d)", re.ASCII)
"""As learning platforms put a time into the name of a file."""

_FARTHEST = timedelta(hours=14)
"""Of a zone from UTC."""

_BOTH_HALVES = re.compile(r"\ba\.?m\b.*\bp\.?m\b|\bp\.?m\b.*\ba\.?m\b", re.IGNORECASE)
"""A time that says to be before noon and after it."""

_MIDNIGHT = re.compile(r"(?<![\d:+-])24:00(:00(?:\.0*)?)?(?![\d:])", re.ASCII)
_LEAP_SECOND = re.compile(r"(\d\d:\d\d):60(?!\d)", re.ASCII)

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)


def read_time(content: bytes, arrived: float | None = None) -> tuple[float | None, list[str]]:
    """Return the time that `content` states in seconds since 1970, and what was assumed.

    None means that nothing is written there. `arrived` is the moment, in the same seconds,
    at which the text was there already: of two readings one later than that is impossible.
    Raises `ValueError`, with the end of a sentence as its message, for what is no time.
    """
    if usual := _NBGRADERS.fullmatch(content):
        with suppress(ValueError):  # what is no date of the calendar is looked at as any text
            return datetime.fromisoformat(f"{usual[1].decode()}+00:00").timestamp(), []
    text = _decoded(content).replace("\ufeff", "").strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1].strip()
    if not text:
        return None, []
    try:
        if (seconds := _since_1970(text)) is not None:
            return seconds, []
        return _read(text, arrived)
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError, KeyError) as error:
        msg = f"holds no time ({named(text[:40])}); passed over"
        raise ValueError(msg) from error


def in_words(seconds: float) -> str:
    """Return a moment as a message shows it, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(content) > 1 and not any(content[first::2]):
            return content.decode(encoding, "replace")
    return content.decode("utf-8", "replace")


def _since_1970(text: str) -> float | None:
    if not _NUMBER.fullmatch(text):
        return None
    for unit in (1, 10**3, 10**6, 10**9):
        seconds = float(text) / unit
        if int(seconds) in _SECONDS:
            return seconds
    return None


_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))
"""Signs that word processors and spreadsheets put in place of a hyphen or minus."""


def _read(text: str, arrived: float | None) -> tuple[float, list[str]]:
    text = text.translate(_DASHES)
    if not re.search(r"\d{4}", text) or _BOTH_HALVES.search(text):
        # dateutil would complete it with the year of today, or take the half named last.
        raise ValueError(text)
    plain, later = _without_odd_seconds(_ALL_HYPHENS.sub(r"\1 \2:\3:\4", text))
    moment, zone, assumed = _without_zone(plain)
    names: list[str] = []
    readings = [r + later for r in _readings(moment, names)]
    when, other = readings[0], readings[-1]
    assumed += _zone_assumed(names)
    zoned = [r if r.tzinfo else r.replace(tzinfo=zone or UTC) for r in readings]
    instants = [r.timestamp() for r in zoned]
    chosen = 0
    if other != when:
        possible = [i for i, at in enumerate(instants) if arrived is None or at <= arrived]
        chosen = possible[0] if possible else 0
        either, taken = f"{when:%d %B} or {other:%d %B}", f"{readings[chosen]:%d %B %Y}"
        assumed.append(f"says {named(text[:40])}, which can be {either}; {taken} is assumed")
    if not re.search(r"\d[:T]\d|\d\s*[ap]\.?m", moment, re.IGNORECASE):
        assumed.append(f"says {named(text[:40])} without a time of day; 00:00 is assumed")
    seconds = instants[chosen]
    datetime.fromtimestamp(seconds, UTC)
    return seconds, [*assumed, *_contradictions(zoned[chosen] - later, moment)]


def _without_odd_seconds(text: str) -> tuple[str, timedelta]:
    """Return a text without the end of a day (24:00) and leap seconds, and what to add for it."""
    if _MIDNIGHT.search(text):
        return _MIDNIGHT.sub("00:00", text), timedelta(days=1)
    if _LEAP_SECOND.search(text):
        return _LEAP_SECOND.sub(r"\1:59", text), timedelta(seconds=1)
    return text, timedelta()


def _readings(moment: str, names: list[str]) -> list[datetime]:
    """Return what a date and time can mean, the likelier first: one reading or two.

    Of two the day of the week decides, where the text names it.
    """
    numbers = _ONE_OR_OTHER.search(moment)
    # Nobody puts points between month and day; with other marks it is read as nbgrader does.
    orders = (True, False) if numbers and numbers[1] == "." else (False, True)
    readings = list(dict.fromkeys(_parsed(moment, names, day_first=d) for d in orders))
    if not numbers:
        # The year or the month's name stands first: there is one order only.
        return readings[:1]
    on_that_day = [r for r in readings if _day_named(moment) == r.weekday()]
    return on_that_day or readings


def _day_named(moment: str) -> int | None:
    """Return the day of the week that a text names, Monday as 0, or None."""
    found = _DAY.search(moment)
    return [d[:3] for d in _DAYS].index(found[1].capitalize()) if found else None


def _contradictions(when: datetime, moment: str) -> list[str]:
    """Return where a time names another day of the week, or an hour that clocks show twice."""
    said = []
    day = _day_named(moment)
    if day is not None and day != when.weekday():
        said.append(
            f"names {_DAYS[day]}, but {when:%d %B %Y} is a {_DAYS[when.weekday()]}; "
            "the date is assumed"
        )
    first, second = (when.replace(fold=fold).utcoffset() for fold in (0, 1))
    if first != second:
        how = "twice" if (first or timedelta()) > (second or timedelta()) else "never"
        said.append(
            f"says {when:%H:%M} on a night when the clocks of {when.tzinfo} show that {how}; "
            f"{in_words(when.timestamp())} is assumed"
        )
    return said


def _without_zone(text: str) -> tuple[str, tzinfo | None, list[str]]:
    """Return the text without an offset or a region at its end, that zone, and what was assumed.

    `UTC+2` is two hours ahead of UTC, as everybody writes it but for POSIX.
    """
    if region := _REGION.search(text):
        return text[: region.start()], ZoneInfo(region[1]), []
    found = _OFFSET.search(text)
    if found and ":" in text[: found.start()]:
        name = (found["name"] or "").upper()
        short = found["short"]
        if short and name not in {"UTC", "GMT"}:
            raise ValueError(text)
        offset = timedelta(hours=int(short or found["hours"]), minutes=int(found["minutes"] or 0))
        if offset > _FARTHEST or int(found["minutes"] or 0) > 59:  # noqa: PLR2004 - of an hour
            raise ValueError(text)
        offset = -offset if "-" in (found["sign"], found["short_sign"]) else offset
        known = _HOURS.get(name, _ASSUMED.get(name))
        assumed = []
        if known and timedelta(hours=known) != offset:
            shown = found[0].strip()
            assumed.append(f"says {named(shown)}, but {name} is UTC{known:+g}; the number counts")
        return text[: found.start()], timezone(offset), assumed
    return text, None, []


def _parsed(text: str, names: list[str], *, day_first: bool) -> datetime:
    """Return the date and time of a text; `names` gets the short names of zones met."""

    def zone(name: str | None, offset: int | None) -> tzinfo | None:
        if offset is not None:
            if abs(timedelta(seconds=offset)) > _FARTHEST:
                raise ValueError(offset)
            return timezone(timedelta(seconds=offset))
        if not name:
            return None  # it is asked for texts without a zone too
        short = name.upper()
        names.append(short)
        return timezone(timedelta(hours=_HOURS.get(short, _ASSUMED.get(short, 0))))

    try:
        return datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        pass
    # Slow to import, and nbgrader's own form needs none of it.
    from dateutil import parser  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        defaults = (datetime(2000, 1, 1), datetime(2004, 2, 2))  # noqa: DTZ001 - the zone is read
        one: datetime
        try:
            one, two = (
                parser.parse(text, default=d, dayfirst=day_first, tzinfos=zone) for d in defaults
            )
        except Exception as error:  # dateutil lets errors of any kind through
            raise ValueError(text) from error
    if one != two:
        # A part of the date was missing and taken from the default.
        raise ValueError(text)
    return one


def _zone_assumed(names: list[str]) -> list[str]:
    said = []
    for name in dict.fromkeys(names):
        if name in _ASSUMED:
            hours = _ASSUMED[name]
            said.append(
                f"names the zone {name}, which several countries use; UTC{hours:+g} is assumed"
            )
        elif name not in _HOURS:
            said.append(f"names the zone {named(name)}, which is not known; UTC is assumed")
    return said
