"""Written times: what can mean one thing is read so, the rest says what was assumed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from secondsource_grading.intake.written_times import in_words, read_time

NINE = "2026-05-28 21:00:00 UTC"
"""A Thursday."""

ONE_MEANING = {
    "2026-05-28T21:00:00Z": NINE,
    "20260528T210000Z": NINE,
    "2026-05-28 9:00 PM": NINE,
    "2026-05-29 12:00 AM UTC": "2026-05-29 00:00:00 UTC",
    "2026-05-28 24:00:00": "2026-05-29 00:00:00 UTC",
    "2026-05-31 24:00": "2026-06-01 00:00:00 UTC",
    "2026-06-30 23:59:60 UTC": "2026-07-01 00:00:00 UTC",
    "Thu, 28 May 2026 21:00:00 GMT": NINE,
    "Thu May 28 2026 23:00:00 GMT+0200 (Central European Summer Time)": NINE,
    "2026-05-28 23:00:00 UTC+2": NINE,
    "2026-05-28 23:00 GMT+02:00": NINE,
    "2026-05-28 18:00:00 UTC-3": NINE,
    "2026-05-28 13:00:00 PST -0800": NINE,
    "2026-05-28 11:00 PM +0200": NINE,
    "2026\u201105\u201128T16:00:00\u221205:00": NINE,
    "28/05/2026 23:00 +0200": NINE,
    "5/28/2026 23:00 Europe/Berlin": NINE,
    "Fri 05/06/2026 21:00": "2026-06-05 21:00:00 UTC",
    "Wed 05/06/2026 21:00": "2026-05-06 21:00:00 UTC",
    "1780002000.5": NINE,
    "1780002000000": NINE,
    "1780002000000000": NINE,
    "1780002000000000000": NINE,
    '"2026-05-28 21:00:00 UTC"': NINE,
    "2026-05-28\u00a021:00:00\u00a0UTC": NINE,
    "5/28/2026, 9:00:00\u202fPM": NINE,
    "2026-05-28 23:00:00 Etc/GMT-2": NINE,
    "2026-10-25 03:30:00 Europe/Berlin": "2026-10-25 02:30:00 UTC",
}

ASSUMED = {
    "Mon, 28 May 2026 21:00:00 GMT": (NINE, "28 May 2026 is a Thursday"),
    "2026-10-25 02:30:00 Europe/Berlin": ("2026-10-25 00:30:00 UTC", "show that twice"),
    "2026-03-29 02:30:00 Europe/Berlin": ("2026-03-29 01:30:00 UTC", "show that never"),
    "2026-05-28 23:55:00 IST": ("2026-05-28 18:25:00 UTC", "UTC+5.5 is assumed"),
    "2026-05-28 23:00:00 EST+0200": (NINE, "the number counts"),
    "05/06/2026 21:00": ("2026-05-06 21:00:00 UTC", "can be 06 May or 05 June"),
}

NO_TIME = (
    "2026-06-31 10:00:00 UTC", "28-05-26 21:00", "2026-05-28 21:00:00 +25:00", "-1", "0", "1.78e9",
    "2026-05-28 21:00:00 America/Nowhere", "2026-05-28 21:00:00 Europe", "46170.875",
    "2026-05-28 21:00:00 UTC\n2026-06-28 21:00:00 UTC", "2026-05-28 25:00", "2026-05-28 24:30",
    "2026-05-28 21:00:00 BRST+3", "2026-05-28 23:60:00", "9" * 19,
    "2026-05-28 2128 20:\0" + "6" * 31, "3/12/2027 10:020" + "\0" * 11 + "0" * 44 + "T00604078",
    "2026-05-28 10:00 AM PM", "2026-05-28 10:00 p.m. a.m.", "2026-05-28 21:00 +05:75",
)  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), ONE_MEANING.items())
def test_what_can_mean_one_thing_is_read_so(text, meant):
    seconds, assumed = read_time(text.encode())
    assert assumed == []
    assert in_words(seconds) == meant


@pytest.mark.parametrize(("text", "expected"), ASSUMED.items())
def test_what_was_assumed_is_said(text, expected):
    meant, words = expected
    seconds, assumed = read_time(text.encode())
    assert in_words(seconds) == meant
    assert words in " ".join(assumed)


@pytest.mark.parametrize("text", NO_TIME)
def test_what_is_no_time_is_none(text):
    with pytest.raises(ValueError, match="holds no time"):
        read_time(text.encode())


def test_every_minute_is_read_as_itself():
    """Whole, with microseconds and in ISO's form: 24 is the end of a day as an hour only."""
    day = datetime(2026, 5, 28, tzinfo=UTC)
    for moment in (day + timedelta(minutes=m) for m in range(24 * 60)):
        for form in ("%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%d %H:%M:%S.%f UTC", "%Y-%m-%dT%H:%M:%SZ"):
            assert read_time(f"{moment:{form}}".encode()) == (moment.timestamp(), [])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_told_apart(encoding):
    seconds, assumed = read_time(NINE.encode(encoding))
    assert (seconds, assumed) == (datetime(2026, 5, 28, 21, tzinfo=UTC).timestamp(), [])
