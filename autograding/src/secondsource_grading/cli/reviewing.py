"""The command review: an author decides on candidates, and adds what the texts do not have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from secondsource.errors import ContentError
from secondsource_grading.cli.printing import console

if TYPE_CHECKING:
    from rich.text import Text

    from secondsource_grading.drafting.additions import Store
    from secondsource_grading.drafting.candidates import Where
    from secondsource_grading.drafting.review import Review

__all__ = ["review"]

DECIDE = "a accept · c change · r reject · R reject all open ones of this rule here · s later"
END = ("q", "", "\x04")
"""The key that ends, and what comes where no key can come any more."""

ADD = "f add a fact · o say where a text is from · t tell a paragraph in your words · q end"


@click.command()
@click.option("--rule", default=None, help="Show candidates of this rule only, such as hedge.")
@click.argument("folder", metavar="NAME", type=click.Path(path_type=Path))
def review(folder: Path, rule: str | None) -> None:
    """Go through the candidates of the draft NAME: accept, change or reject, one keystroke each.

    Facts for the record, where each text is from, and paragraphs in your own words are added here
    too. Everything is saved at once, so it can be ended at any moment. Rejected ones are kept.
    """
    from secondsource_grading.drafting.additions import open_store  # noqa: PLC0415
    from secondsource_grading.drafting.review import open_review  # noqa: PLC0415 - slow

    found, added = open_review(folder), open_store(folder)
    known = sorted({c.rule for c in found.content.candidates})
    if rule and rule not in known:
        msg = f"{found.file}: no candidate is of the rule {rule!r}; there are {', '.join(known)}"
        raise click.ClickException(msg)
    try:
        go_on = True
        for number in found.open_ones(rule):
            _show(found, number)
            go_on = _decide(found, added, number)
            if not go_on:
                break
        while go_on:
            click.echo(f"All are decided. {ADD}")
            go_on = _add(added, click.getchar(), None)
    except (EOFError, KeyboardInterrupt, click.Abort):
        click.echo()
    counts = ", ".join(f"{n} {state}" for state, n in found.counts().items())
    click.echo(f"{found.file}: {counts}")


def _decide(found: Review, added: Store, number: int) -> bool:
    """Ask for keys until one decides, and do what each says; return whether to go on."""
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
        elif key != "s":
            if not _add(added, key, candidate.where):
                return False
            continue
        return True


def _add(added: Store, key: str, where: Where | None) -> bool:
    """Do what a key says that adds something, and return whether to go on.

    What can't be kept is told, and asked for once more by the same key.
    """
    try:
        if key == "f":
            told = {n: click.prompt(q, default=d) for n, q, d in FACT}
            told["kind"] = click.prompt("What sort of page it is", type=click.Choice(_kinds()))
            click.echo(f"kept as {added.add_fact(**told)}")
        elif key == "o":
            document = click.prompt("Which text", default=where.document if where else "A")
            told = {n: click.prompt(q, default=d) for n, q, d in ORIGIN}
            added.place(document, **told)
        elif key == "t":
            at = f"{where.document} {where.paragraph}" if where else None
            _tell(added, click.prompt("Which paragraph, such as A 2", default=at))
        elif key not in END:
            click.echo(f"keys: {DECIDE} · {ADD}")
    except ContentError as error:
        click.echo(str(error))
    return key not in END


FACT = (
    ("fact", "The fact, in your own words", None),
    ("said_by", "Who said it first", None),
    ("reported_by", "Where you read it", None),
    ("url", "Its address", None),
    ("published", "The day of that page, if it has one", ""),
)
ORIGIN = (
    ("outlet", "Who published it", None),
    ("url", "Its address, if it has one", ""),
    ("said_by", "Who speaks in it", "not named"),
)
"""What is asked, by the field: the question, and what Enter takes."""


def _kinds() -> tuple[str, ...]:
    from secondsource_grading.drafting.additions import KINDS  # noqa: PLC0415 - slow to import

    return KINDS


def _tell(added: Store, place: str) -> None:
    document, _, number = place.replace("¶", " ").partition(" ")
    if not number.strip().isdigit():
        click.echo(f"{place}: is no paragraph; write the text's letter and a number, such as A 2")
        return
    words = click.prompt(f"{document} ¶{number.strip()} in your own words")
    added.tell(document, int(number), " ".join(words.split()))


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
    click.echo(f"{DECIDE}\n{ADD}")


def _marked(folder: Path, where: Where) -> Text:
    """Return the paragraph of a place with the place's words marked."""
    from rich.text import Text  # noqa: PLC0415 - slow to import

    from secondsource_grading.drafting.review import paragraph  # noqa: PLC0415

    text = Text(paragraph(folder, where))
    whole = text.plain != where.words
    text.stylize("bold reverse", where.start if whole else 0, where.end if whole else None)
    return text
