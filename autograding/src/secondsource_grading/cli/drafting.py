"""Commands for who makes a lesson from texts of their own: new-pack and review."""

from __future__ import annotations

import shlex
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from secondsource_grading.cli.printing import console

if TYPE_CHECKING:
    from rich.text import Text

    from secondsource_grading.drafting.candidates import Where
    from secondsource_grading.drafting.review import Review

__all__ = ["new_pack", "new_unit", "review"]

KEYS = "a accept · c change · r reject · R reject all open ones of this rule here · s later · q end"


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


@click.command()
@click.option("--rule", default=None, help="Show candidates of this rule only, such as hedge.")
@click.argument("folder", metavar="NAME", type=click.Path(path_type=Path))
def review(folder: Path, rule: str | None) -> None:
    """Go through the candidates of the draft NAME: accept, change or reject, one keystroke each.

    Every decision is saved at once, so it can be ended at any moment. Rejected ones are kept.
    """
    from secondsource_grading.drafting.review import open_review  # noqa: PLC0415 - slow

    found = open_review(folder)
    known = sorted({c.rule for c in found.content.candidates})
    if rule and rule not in known:
        msg = f"{found.file}: no candidate is of the rule {rule!r}; there are {', '.join(known)}"
        raise click.ClickException(msg)
    try:
        for number in found.open_ones(rule):
            _show(found, number)
            if not _decide(found, number):
                break
    except (EOFError, KeyboardInterrupt):
        click.echo()
    counts = ", ".join(f"{n} {state}" for state, n in found.counts().items())
    click.echo(f"{found.file}: {counts}")


def _decide(found: Review, number: int) -> bool:
    """Ask for one key and do what it says; return whether to go on."""
    candidate = found.content.candidates[number]
    while True:
        key = click.getchar()
        if key == "a":
            found.decide(number, "accepted")
        elif key == "r":
            found.decide(number, "rejected")
        elif key == "R":
            gone = found.reject_rule(candidate.rule, candidate.where.document)
            click.echo(f"{gone} rejected")
        elif key == "c":
            words = click.prompt("In your words", default=candidate.says)
            found.decide(number, "changed", " ".join(words.split()))
        elif key not in ("s", "q"):
            click.echo(f"keys: {KEYS}")
            continue
        return key != "q"


def _show(found: Review, number: int) -> None:
    """Print a candidate: its rule, why, and the paragraphs of its places side by side."""
    from rich.table import Table  # noqa: PLC0415 - slow to import

    candidate = found.content.candidates[number]
    places = (candidate.where, *candidate.also)[:3]
    table = Table(*(f"{p.document} ¶{p.paragraph}" for p in places), expand=True)
    table.add_row(*(_marked(found.folder, p) for p in places))
    left = sum(1 for _ in found.open_ones())
    click.echo(f"\n{candidate.id}  {candidate.rule}  ({left} open)")
    console().print(table)
    click.echo(candidate.says)
    click.echo(KEYS)


def _marked(folder: Path, where: Where) -> Text:
    """Return the paragraph of a place with the place's words marked."""
    from rich.text import Text  # noqa: PLC0415 - slow to import

    from secondsource_grading.drafting.review import paragraph  # noqa: PLC0415

    text = Text(paragraph(folder, where))
    whole = text.plain != where.words
    text.stylize("bold reverse", where.start if whole else 0, where.end if whole else None)
    return text
