"""What a lesson shows of its pack: readings and tables, each row with its source.

Which columns a table shows, and under which headings, is written in the pack's descriptor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup, escape

from secondsource.packs.about import ColumnView
from secondsource.packs.files import Row
from secondsource.packs.pack import Pack, Table, load_pack
from secondsource.packs.readouts import ReadoutFilter, choose
from secondsource.views.html import Column, Shown, block, link, linked, site, table

__all__ = ["cases", "cells", "claims", "events", "facts", "readouts", "readouts_table", "rows"]

LONG = 40
"""Letters; in a table that says nothing of its layout, a column with longer cells is wide."""


def rows(name: str, *ids: str, pack: str | Pack | None = None) -> Shown:
    """Rows of any table of the pack, by name, reference word or call; all without ids.

    The descriptor says which columns are shown; where it says nothing, all are. `pack` is the
    lesson's if none is given; the caption names one that is given, because its rows may have the
    same numbers as the lesson's. `PackError` where there is no such table or row.
    """
    opened = load_pack(pack)
    found = opened.table(name)
    chosen: Sequence[Row] = [found.row(i) for i in ids] or found.rows
    if not ids and found.about.sort:
        chosen = sorted(chosen, key=lambda row: row[found.about.sort])
    caption = found.about.caption or found.title
    caption += f" ({opened.title})" if isinstance(pack, str) else ""
    return _view(opened, found, chosen, f"{caption}: {_many(len(chosen), 'row')}")


def facts(*ids: str, pack: str | Pack | None = None) -> Shown:
    """Rows of the public record with who said it, where, and how sure it is; all without ids."""
    return rows("facts", *ids, pack=pack)


def claims(*ids: str, pack: str | Pack | None = None) -> Shown:
    """Claims of the articles in our own words, each with its paragraph; all without ids."""
    return rows("claims", *ids, pack=pack)


def cases(*ids: str, pack: str | Pack | None = None) -> Shown:
    """Cases of the past read as evidence, without their outcome; all without ids."""
    return rows("cases", *ids, pack=pack)


def events(*ids: str, pack: str | Pack | None = None) -> Shown:
    """What happened when, in order, with how sure each date is; all without ids."""
    return rows("events", *ids, pack=pack)


def readouts(*, pack: str | Pack | None = None, **filters: Any) -> Shown:
    """Published versions of call readouts, oldest first, and whether each has the phrase.

    Filters are `country`, `language`, `call_type`, `formula` (yes, no or unknown: has the phrase),
    `since`, `until`, `counterpart`, `leader` and `query_kind`. All versions that fit are shown, so
    one call may fill several rows.
    """
    wanted = ReadoutFilter(**filters)
    home = load_pack(pack).table("readout")
    said = [_chosen(home, column, value) for column, value in wanted.columns().items()]
    said += [f"from {wanted.since} on"] if wanted.since else []
    said += [f"up to {wanted.until}"] if wanted.until else []
    found = choose(wanted, one_per_call=False, pack=pack)
    return readouts_table(found, ", ".join(said), pack=pack)


def _chosen(home: Table, column: str, value: str) -> str:
    """Return a choice in words; a plain yes or no after the name of its column."""
    word = home.about.word(column, value)
    return f"{home.titles[column].lower()}: {word}" if word in ("yes", "no") else word


def readouts_table(
    found: Sequence[Row], chosen: str = "", *, pack: str | Pack | None = None
) -> Shown:
    """The table of some readout rows; `chosen` says by which filters."""
    opened = load_pack(pack)
    home = opened.table("readout")
    calls = len({row["call"] for row in found})
    filters = f" ({chosen})" if chosen else ""
    counted = f"{_many(len(found), 'version')} of {_many(calls, 'call')}"
    return _view(opened, home, found, f"{home.about.caption}{filters}: {counted}")


def _view(pack: Pack, home: Table, found: Sequence[Row], title: str) -> Shown:
    views = home.about.columns or tuple(_plain_columns(home))
    columns = [Column(v.heading, v.layout) for v in views]
    body = table(title, columns, ([_cell(pack, home, v, row) for v in views] for row in found))
    lines = [title, *(" | ".join(v for v in row.values() if v) for row in found)]
    return Shown(title, block(body), "\n".join(lines))


def cells(pack: Pack, home: Table, row: Row) -> list[tuple[str, Markup]]:
    """Return a row as its table shows it: for each column the heading and the cell as HTML."""
    views = home.about.columns or tuple(_plain_columns(home))
    return [(v.heading, _cell(pack, home, v, row)) for v in views]


def _plain_columns(home: Table) -> Iterator[ColumnView]:
    """Every column as it is, for a table whose descriptor gives none."""
    for column, title in home.titles.items():
        if column == home.about.address:
            yield ColumnView(heading=title, addresses=column, layout="source")
            continue
        longest = max((len(row[column]) for row in home.rows), default=0)
        layout = "main" if column in home.about.read else "wide" if longest > LONG else ""
        yield ColumnView(heading=title, parts=(f"{{{column}}}",), layout=layout)


def _cell(pack: Pack, home: Table, view: ColumnView, row: Row) -> Markup:
    parts = [home.about.fill_known(p, row) for p in view.parts]
    text = escape(view.join.join(dict.fromkeys(filter(None, parts)) if view.join else parts))
    if text and view.language:
        text = Markup('<span lang="{}">{}</span>').format(row[view.language], text)
    return text + _links(pack, home, view, row) or escape(view.blank)


def _links(pack: Pack, home: Table, view: ColumnView, row: Row) -> Markup:
    """The addresses or references of a cell, each on a line of its own."""
    if view.references:
        found = [_reference(pack, ref) for ref in row[view.references].split()]
        return Markup("<br>").join(found)
    if not view.addresses:
        return Markup()
    given = row[view.addresses].replace(home.about.separator, "\n")
    if any(row[column] == value for column, value in view.unlinked.items()):
        return site(_site(given))
    return linked(given, row.get("id", ""))


def _site(address: str) -> str:
    """The name of a site that is shown and not linked."""
    return address.partition("://")[2].partition("/")[0] or address


def _reference(pack: Pack, reference: str) -> Markup:
    """`record:R021` as its id, with a link to the source where the row has one."""
    word, _, row_id = reference.partition(":")
    home = pack.table(word) if pack.has(word) else None
    row = home.by_id.get(row_id) if home else None
    addresses = home.about.addresses(row) if home and row else []
    known = Markup(" ") + link(addresses[0], row_id) if addresses else Markup()
    return escape(row_id or reference) + known


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
