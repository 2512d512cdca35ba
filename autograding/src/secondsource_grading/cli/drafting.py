"""Commands for who makes a lesson from texts of their own: new-pack and new-unit."""

from __future__ import annotations

import shlex
from collections import Counter
from pathlib import Path

import click

from secondsource_grading.cli.printing import console

__all__ = ["new_pack", "new_unit"]


@click.command("new-pack")
@click.option(
    "--to",
    "parent",
    default=Path(),
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder in which the draft's folder is made; this one if none is named.",
)
@click.option(
    "--licence",
    default=None,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="YAML file: for a text's file name its licence, source, attribution and changes.",
)
@click.argument("name")
@click.argument("texts", nargs=-1, required=True, type=click.Path(path_type=Path))
def new_pack(name: str, texts: tuple[Path, ...], parent: Path, licence: Path | None) -> None:
    r"""Make a draft NAME from TEXTS: what is worth asking about, each with its rule and place.

    A text is a file with an article: plain text, HTML, a saved page, PDF or DOCX. Nothing is sent
    anywhere, and the texts stay on this machine.

    \b
    secondsource-teach new-pack bridge gazette.html courier.txt council.pdf
    """
    from rich.table import Table  # noqa: PLC0415 - slow to import

    from secondsource_grading.drafting.new_pack import make_draft  # noqa: PLC0415 - slow

    draft = make_draft(name, texts, parent, licence)
    counts = Counter((c.rule, c.where.document) for c in draft.candidates)
    table = Table("rule", *draft.sources, title=f"{draft.folder}: candidates")
    for rule in sorted({c.rule for c in draft.candidates}):
        table.add_row(rule, *(str(counts[rule, d] or "") for d in draft.sources))
    console().print(table)
    for (document, source), file in zip(draft.sources.items(), texts, strict=True):
        words = sum(len(p.split()) for p in source.paragraphs)
        left = f", {len(source.left_out)} blocks left out" if source.left_out else ""
        click.echo(
            f"{document} is {file}: {len(source.paragraphs)} paragraphs, {words} words{left}"
        )
    for note in draft.notes:
        click.echo(f"note: {note}")
    click.echo("Next: look over what was left out, and why, in")
    click.echo(f"  {shlex.quote(str(draft.folder / 'documents.yaml'))}")
    click.echo("and decide on the candidates, one keystroke each:")
    click.echo(f"  secondsource-teach review {shlex.quote(str(draft.folder))}")


@click.command("new-unit")
@click.option(
    "--pack",
    required=True,
    help="The folder that new-pack made, or the name of a data package.",
)
@click.option(
    "--to",
    "target",
    default=Path("my-course"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with units/, keys/ and packs/ of your own.",
)
@click.option("--computed", is_flag=True, help="Only items whose key follows: nothing to write.")
@click.option("--replace", is_flag=True, help="Make unit and data package anew; edits are lost.")
@click.argument("name")
def new_unit(name: str, pack: str, target: Path, *, computed: bool, replace: bool) -> None:
    r"""Make the unit NAME of what was accepted: a lesson, items and their keys.

    A key is computed where it follows: from a calendar, a sum, a list of words, or the wording
    itself. Where it does not, there is an item to write out, with known misreadings as wrong
    options and TODO where you decide. A unit with a TODO is neither built nor released.

    \b
    secondsource-teach new-unit 50-bridge --pack bridge
    """
    from rich.table import Table  # noqa: PLC0415 - slow to import

    from secondsource_grading.drafting.new_unit import make_unit  # noqa: PLC0415 - slow

    made = make_unit(name, pack, target, computed=computed, replace=replace)
    table = Table("item", "family", "points", "", title=f"{target}: unit {name}")
    for one in made.items:
        open_ = any(f"item {one.item['id']}:" in line for line in made.todo)
        points, state = str(one.item["points"]), "to write" if open_ else "computed"
        table.add_row(str(one.item["id"]), one.family, points, state)
    console().print(table)
    for file in made.files:
        click.echo(f"wrote {file}")
    for reason in made.fell:
        click.echo(f"left out: {reason}")
    if made.todo:
        click.echo(f"{len(made.todo)} places to write, each marked TODO, such as {made.todo[0]}")
    units = shlex.quote(str(target / "units"))
    click.echo("Next: look over the keys, and see what the check says:")
    click.echo(f"  secondsource-teach check --units {units} {name}")
