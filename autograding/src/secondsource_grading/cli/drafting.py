"""Commands for who makes a lesson from texts of their own: new-pack."""

from __future__ import annotations

import shlex
from collections import Counter
from pathlib import Path

import click

from secondsource_grading.cli.printing import console

__all__ = ["new_pack"]


@click.command("new-pack")
@click.option(
    "--to",
    "parent",
    default=Path(),
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder in which the draft's folder is made; this one if none is named.",
)
@click.argument("name")
@click.argument("texts", nargs=-1, required=True, type=click.Path(path_type=Path))
def new_pack(name: str, texts: tuple[Path, ...], parent: Path) -> None:
    r"""Make a draft NAME from TEXTS: what is worth asking about, each with its rule and place.

    A text is a file with an article: plain text, HTML, a saved page, PDF or DOCX. Nothing is sent
    anywhere, and the texts stay on this machine.

    \b
    secondsource-teach new-pack bridge gazette.html courier.txt council.pdf
    """
    from rich.table import Table  # noqa: PLC0415 - slow to import

    from secondsource_grading.drafting.new_pack import make_draft  # noqa: PLC0415 - slow

    draft = make_draft(name, texts, parent)
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
