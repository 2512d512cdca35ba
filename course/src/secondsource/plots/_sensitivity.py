"""How far the same evidence moves a chance under several assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from secondsource.families.bayes import posterior
from secondsource.packs.about import Assumptions
from secondsource.packs.pack import Pack, load_pack
from secondsource.plots._picture import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PHONE,
    Picture,
    bare,
    blank_figure,
    picture,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["sensitivity"]

Line = tuple[str, float, float]
"""A label, and the chance of the evidence if the statement is true and if it is false, percent."""

SHOWN = (10, 30, 50, 70, 90)
"""Chances before, in percent, that the table gives."""

_STYLES = ("-", "--", "-.", ":")

_CAPTION = (
    "All curves meet in two corners, because evidence moves nobody who starts at 0 or at 100 "
    "percent. In between, what you assume about the other case decides how far it moves you."
)


def sensitivity(lines: Sequence[Line] | None = None, *, pack: str | Pack | None = None) -> Picture:
    """The chance after, for every chance before, under several assumptions.

    Each line is a label and two likelihoods in percent: of the evidence if the statement is
    true, and if it is false. Without lines they are the pack's; `ValueError` where it has none.
    """
    given = None if lines is not None else _assumptions(pack)
    shown: Sequence[Line] = given.lines if given else lines or ()
    figure, narrow = blank_figure(5.4, 4.2), blank_figure(PHONE, 3.6)
    for one in (figure, narrow):
        _draw(one.add_subplot(), shown, given.legend if given else None)
    said = "; ".join(f"{label}: from 30 to {_after(30, t, f):.0f} percent" for label, t, f in shown)
    return picture(
        figure,
        f"Curves from the chance before to the chance after. {said}.",
        f"{_CAPTION} {given.note}" if given else _CAPTION,
        ("Assumption", "If true", "If false", *(f"before {b}" for b in SHOWN)),
        _numbers(shown),
        narrow=narrow,
    )


def _numbers(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    return [
        (label, f"{t:g}", f"{f:g}", *(f"{_after(b, t, f):.0f}" for b in SHOWN))
        for label, t, f in lines
    ]


def _draw(axes: Axes, lines: Sequence[Line], legend: str | None) -> None:
    befores = list(range(101))
    axes.plot(befores, befores, color=GREY, linewidth=1, linestyle=":")
    axes.text(62, 57, "no change", color=GREY, fontsize=9, rotation=34)
    for number, (label, if_true, if_false) in enumerate(lines):
        axes.plot(
            befores,
            [_after(b, if_true, if_false) for b in befores],
            color=(BLUE, ORANGE)[number % 2],
            linestyle=_STYLES[number % len(_STYLES)],
            linewidth=2,
            label=label,
        )
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    key = axes.legend(
        title=legend,
        fontsize=9,
        title_fontsize=9,
        frameon=False,
        alignment="left",
        labelcolor=INK,
    )
    key.get_title().set_color(INK)
    bare(
        axes,
        "The same evidence, other assumptions",
        "chance before, percent",
        "chance after, percent",
    )


def _after(before: float, if_true: float, if_false: float) -> float:
    return posterior(before, if_true, if_false) or 0


def _assumptions(pack: str | Pack | None) -> Assumptions:
    table = load_pack(pack).table("readout")
    if table.about.assumptions is None:
        msg = f"{table.file}: the package gives no `assumptions` to draw; give lines of your own"
        raise ValueError(msg)
    return table.about.assumptions
