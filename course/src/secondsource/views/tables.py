"""What a lesson shows of its pack: readings and tables, each row with its source."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import urlsplit

from secondsource.packs.pack import Pack, Row, load_pack
from secondsource.packs.readouts import select_readouts
from secondsource.views.html import Column, Shown, link, linked, page, table
from secondsource.views.reading import reading

__all__ = ["cases", "claims", "events", "facts", "reading", "readouts", "readouts_table"]

LONG = 15
"""Rows; a longer table can be folded."""

LANGUAGES = {
    "zh": "Chinese",
    "en": "English",
    "ja": "Japanese",
    "ko": "Korean",
    "fil": "Filipino",
    "hu": "Hungarian",
    "id": "Indonesian",
}
FORMULA = {"yes": "yes", "no": "no", "unknown": "can't be told"}

_SEARCH = re.compile(r"(?:our )?search\b")

Cells = Callable[[Row], Sequence[str]]
"""What turns a row into the HTML of its cells."""

_REFERENCES = {
    "record": "record",
    "readout": "readout_phrases",
    "initiator": "initiator_checks",
    "case": "silence_cases",
    "document": "documents",
}


def facts(*ids: str, pack: str | None = None) -> Shown:
    """Rows of the public record with who said it, where, and how sure it is; all without ids."""
    rows = _chosen(load_pack(pack), "record", ids)
    columns = (
        Column("Id"),
        Column("Fact", "wide"),
        Column("Said by, reported by", "wide"),
        Column("Published", "tight"),
        Column("Confidence"),
        Column("Source", "source"),
    )
    return _view("Public record", columns, rows, _fact)


def claims(*ids: str, pack: str | None = None) -> Shown:
    """Claims of the articles in our own words, each with its paragraph; all without ids."""
    rows = _chosen(load_pack(pack), "claims", ids)
    columns = (
        Column("Id"),
        Column("Claim, as its source makes it", "wide"),
        Column("Where", "tight"),
    )
    return _view(
        "Claims, as reported by their source, unverified",
        columns,
        rows,
        lambda r: (r["id"], escape(r["claim"]), escape(f"{r['document']} ¶{r['paragraph']}")),
    )


def cases(*ids: str, pack: str | None = None) -> Shown:
    """Historical cases of silence read as evidence, without their outcome; all without ids."""
    rows = _chosen(load_pack(pack), "silence_cases", ids)
    columns = (
        Column("Id"),
        Column("Case", "wide"),
        Column("What was silent", "wide"),
        Column("What people took it to show", "wide"),
        Column("Sources", "source"),
    )
    return _view("Silences of the past", columns, rows, _case)


def events(*, pack: str | None = None) -> Shown:
    """What happened when, in order, with how sure each date is."""
    opened = load_pack(pack)
    columns = (
        Column("Id"),
        Column("Date", "tight"),
        Column("Time of day"),
        Column("Event", "wide"),
        Column("Certainty"),
        Column("Sources", "tight"),
    )
    rows = sorted(opened.table("events").rows, key=lambda r: r["date"])
    return _view("Events", columns, rows, lambda r: _event(opened, r))


def readouts(  # noqa: PLR0913 - each is a filter a lesson may set
    *,
    country: str | None = None,
    language: str | None = None,
    since: str | None = None,
    until: str | None = None,
    call_type: str | None = None,
    formula: str | None = None,
    pack: str | None = None,
) -> Shown:
    """Published versions of call readouts, oldest first, and whether each has the formula.

    All versions that fit the filters are shown, so one call may fill several rows.
    """
    filters = {
        "country": country,
        "language": language,
        "call_type": call_type,
        "formula": formula,
        "since": since,
        "until": until,
    }
    rows = select_readouts(
        **filters,
        one_per_call=False,
        pack=load_pack(pack).name,
    )
    return readouts_table(rows, ", ".join(f"{k} {v}" for k, v in filters.items() if v))


def readouts_table(rows: Sequence[Row], chosen: str = "") -> Shown:
    """The table of some readout rows; `chosen` says by which filters."""
    calls = len({row["call"] for row in rows})
    columns = (
        Column("Date", "tight"),
        Column("Spoke with", "wide"),
        Column("Formula"),
        Column("Exact words"),
        Column("Language"),
        Column("Call"),
        Column("Published by"),
        Column("Row"),
    )
    filters = f" ({chosen})" if chosen else ""
    caption = f"Readouts{filters}: {_many(len(rows), 'version')} of {_many(calls, 'call')}"
    return _view(caption, columns, rows, _readout, counted=False)


def _fact(row: Row) -> tuple[str, ...]:
    confidence = row["confidence"] + (
        f": {row['confidence_note']}" if row["confidence_note"] else ""
    )
    said = _said(row)
    quote = f" Exact words: “{row['quote']}”" if row["quote"] else ""
    return (
        escape(row["id"]),
        escape(row["fact"] + quote),
        escape(said),
        escape(row["published"] or "not known"),
        escape(confidence),
        linked(row["url"].replace(" ; ", "\n"), row["id"]) or "none",
    )


def _said(row: Row) -> str:
    """Who said it and who reported that; of what nobody said, how we know."""
    said, reported = row["said_by"], row["reported_by"]
    if said == "none":
        said = "nobody" if _SEARCH.match(reported) else "nobody named"
        reported = _SEARCH.sub("our own search", reported)
    return "; ".join(dict.fromkeys(name for name in (said, reported) if name))


def _case(row: Row) -> tuple[str, ...]:
    case = f"{row['case']} ({row['country']}, {row['period']})"
    return (
        escape(row["id"]),
        escape(case),
        escape(row["silence"]),
        escape(row["inference_drawn"]),
        linked(row["sources"].replace(" ; ", "\n"), row["id"]),
    )


def _event(pack: Pack, row: Row) -> tuple[str, ...]:
    references = "<br>".join(_reference(pack, ref) for ref in row["sources"].split())
    return (
        escape(row["id"]),
        escape(row["date"]),
        escape(row["time_of_day"] or "not known"),
        escape(row["event"]),
        escape(row["certainty"]),
        references,
    )


def _readout(row: Row) -> tuple[str, ...]:
    name = f"{row['counterpart']} ({row['country']})"
    # Mirrors are sites of no standing, some of them taken over: named, but not to be clicked.
    host = urlsplit(row["url"]).hostname or ""
    mirror = "mirror" in row["outlet"] or host.replace(".", "").isdigit()
    place = escape(host) if mirror else link(row["url"], row["id"])
    outlet = f"{escape(row['outlet'])}: {place}"
    return (
        escape(row["date"]),
        escape(name),
        escape(FORMULA.get(row["formula"], row["formula"])),
        f'<span lang="{escape(row["language"], quote=True)}">{escape(row["exact_formula"])}</span>'
        if row["exact_formula"]
        else "none",
        escape(LANGUAGES.get(row["language"], row["language"])),
        escape(row["call_type"]),
        outlet,
        escape(row["id"]),
    )


def _reference(pack: Pack, reference: str) -> str:
    """`record:R021` as its id, with a link to the source where the row has one."""
    kind, _, row_id = reference.partition(":")
    name = _REFERENCES.get(kind)
    row = pack.table(name).by_id.get(row_id) if name in pack.table_names() else None
    address = row.get("url", "").split(" ")[0] if row else ""
    known = f" {link(address, row_id)}" if address else ""
    return escape(row_id or reference) + known


def _chosen(pack: Pack, name: str, ids: Sequence[str]) -> Sequence[Row]:
    rows = pack.table(name)
    return [rows.row(i) for i in ids] if ids else rows.rows


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _view(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    cells: Cells,
    *,
    counted: bool = True,
) -> Shown:
    title = f"{caption}: {_many(len(rows), 'row')}" if counted else caption
    long = len(rows) > LONG
    html = table(title, columns, [cells(row) for row in rows], unseen=long)
    if long:
        html = f"<details open><summary>{escape(title)}</summary>{html}</details>"
    lines = [title, *(" | ".join(v for v in row.values() if v) for row in rows)]
    return Shown(title, page(html), "\n".join(lines))
