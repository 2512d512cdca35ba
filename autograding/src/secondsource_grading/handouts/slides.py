"""Slides as PPTX, which a teacher can edit, and as one HTML page: the words of `teach.md`."""

from __future__ import annotations

import io
import math
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Inches, Pt

from secondsource.markdown import plain_text, to_html
from secondsource.templating import render
from secondsource.units import Unit
from secondsource_grading.authoring.teaching import TeachingPlan
from secondsource_grading.handouts.numbering import exercises

__all__ = ["Slide", "deck", "slides", "slides_html"]

WIDE, HIGH = 13.333, 7.5
"""Inches of a slide, 16 to 9."""

SIZES = (36, 32, 28, 24, 20)
"""Sizes of type in points, of which the largest that fits is taken."""
SMALLEST = 18

ROOM, LINE, GAP = (11.5 * 72, 5.0 * 72), 1.25, 8
"""Points that a text has across and down, a line's height in sizes, points between paragraphs."""

LETTER = 0.52
"""The mean width of a letter, in sizes of type."""

INK = RGBColor(0x0B, 0x3C, 0x5D)
"""The colour of titles: a dark blue, which a weak projector still shows on white."""

QUIET = RGBColor(0x42, 0x4F, 0x5B)
"""The colour of the line below a deck's title."""

WITHOUT_EXERCISES = ("homework",)
"""Parts whose slides name their exercises in the words of `teach.md`; of any other part the last
slides list them."""

A_SLIDE = 6
"""The most exercises that a slide lists."""


@dataclass(frozen=True)
class Slide:
    """A title, a body in Markdown, and notes that only the teacher sees, in Markdown."""

    title: str
    body: str
    notes: str = ""


def slides(unit: Unit, plan: TeachingPlan) -> list[Slide]:
    """Return a unit's slides: its title, each part's, and one for each question of the talk."""
    found = [Slide(unit.title, plan.aim)]
    for word, part in plan.parts.items():
        bodies = list(part.slides)
        if word not in WITHOUT_EXERCISES:
            listed = _listed(unit, plan, word)
            bodies += [f"**{part.title}: exercises**\n\n{some}" for some in listed]
        for body in bodies:
            title, text = _titled(body, part.title)
            found.append(Slide(title, text, part.notes))
        if word == "talk":
            found += [Slide("Talk", question.text) for question in plan.questions]
    return found


def _listed(unit: Unit, plan: TeachingPlan, part: str) -> list[str]:
    """Return the exercises of a part, in any of the plans, as lists in the lesson's order.

    One that only some of the plans have in this part says for how many minutes they are. More than
    `A_SLIDE` make a second list of about the same length, so that the last row of a classroom can
    read both.
    """
    lengths: dict[str, list[str]] = defaultdict(list)
    for minutes, steps in plan.plans.items():
        for item in {i for s in steps if s.part == part for i in s.items}:
            lengths[item].append(str(minutes))
    lines = [
        f"- {e.name}{_only(found, plan)}"
        for e in exercises(unit)
        if (found := lengths.get(e.item.id))
    ]
    size = math.ceil(len(lines) / max(1, math.ceil(len(lines) / A_SLIDE)))
    return ["\n".join(lines[at : at + size]) for at in range(0, len(lines), max(1, size))]


def _only(lengths: Sequence[str], plan: TeachingPlan) -> str:
    """Return for which lessons an exercise is; nothing where it is for all of them."""
    if len(lengths) == len(plan.plans):
        return ""
    return f" *(lesson of {' or '.join(lengths)} minutes)*"


def _titled(body: str, title: str) -> tuple[str, str]:
    """Return title and text of a slide: a first line in bold type is its title."""
    first, _, rest = body.partition("\n")
    first = first.strip()
    if first.startswith("**") and first.endswith("**") and first.count("**") == 2:  # noqa: PLR2004
        return plain_text(first), rest.strip()
    return title, body.strip()


def slides_html(shown: Sequence[Slide]) -> Markup:
    """Return the slides as the body of a page that shows and prints one after the other."""
    return render(
        "secondsource_grading.handouts",
        "slides.html.j2",
        slides=[(s.title, to_html(s.body)) for s in shown],
    )


def deck(shown: Sequence[Slide], title: str) -> bytes:
    """Return the slides as a PPTX file with real titles, text and speaker's notes."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(WIDE), Inches(HIGH)
    _widen(made)
    made.core_properties.title = title
    made.core_properties.author = "Second Source"
    for number, one in enumerate(shown):
        slide = made.slides.add_slide(made.slide_layouts[0 if number == 0 else 1])
        _title(slide.shapes.title, one.title, first=number == 0)
        _write(slide.placeholders[1].text_frame, one.body, first=number == 0)
        if one.notes:
            slide.notes_slide.notes_text_frame.text = "\n\n".join(
                plain_text(block) for block in one.notes.split("\n\n")
            )
    stream = io.BytesIO()
    made.save(stream)
    return _same_each_time(stream.getvalue())


def _widen(made: Any) -> None:
    """Give the layouts, which the library has for 4 to 3, the places of a wide slide."""
    places = {
        0: {0: (0.9, 2.3, 11.5, 1.6), 1: (0.9, 4.0, 11.5, 1.8)},
        1: {0: (0.9, 0.45, 11.5, 1.2), 1: (0.9, 1.8, 11.5, 5.1)},
    }
    for layout, holders in places.items():
        for holder in made.slide_layouts[layout].placeholders:
            index = holder.placeholder_format.idx
            if index in holders:
                left, top, width, height = map(Inches, holders[index])
                holder.left, holder.top, holder.width, holder.height = left, top, width, height


def _title(shape: Any, text: str, *, first: bool) -> None:
    """Write a slide's title, at the left where every line of the body begins."""
    shape.text = text
    shape.text_frame.auto_size = MSO_AUTO_SIZE.NONE
    shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    paragraph = shape.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    font = paragraph.runs[0].font
    font.size, font.bold, font.color.rgb = Pt(48 if first else 36), True, INK


def _write(frame: Any, markdown: str, *, first: bool) -> None:
    """Write Markdown into a text frame: a paragraph a block, lists as bullets or numbers."""
    blocks = list(_blocks(markdown))
    lengths = [len(inline.content) for _, inline in blocks]
    size = next((points for points in SIZES if _height(lengths, points) <= ROOM[1]), SMALLEST)
    size = min(size, 28) if first else size
    # Some programs shrink a text that would fit, so that a list of nine could not be read.
    frame.auto_size = MSO_AUTO_SIZE.NONE
    for number, (bullet, inline) in enumerate(blocks):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after, paragraph.alignment = Pt(8), PP_ALIGN.LEFT
        if not first:
            _bullet(paragraph, bullet)
        for text, bold, italic in _runs(inline):
            run = paragraph.add_run()
            run.text = text
            run.font.size = Pt(size)
            run.font.bold, run.font.italic = bold or None, italic or None
            if first:
                run.font.color.rgb = QUIET


def _height(lengths: Sequence[int], size: int) -> float:
    """Return how many points paragraphs of so many letters take down the slide, about."""
    across = ROOM[0] / (LETTER * size)
    return sum(math.ceil((n + 4) / across) * LINE * size + GAP for n in lengths)


def _blocks(markdown: str) -> Iterator[tuple[str, Token]]:
    """Give each paragraph or list item with its sign: nothing, a bullet, or its number."""
    lists: list[list[Any]] = []
    for token in MarkdownIt("commonmark", {"html": False}).parse(markdown):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append([token.type.startswith("ordered"), 0])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            lists[-1][1] += 1
        elif token.type == "inline":
            ordered, number = lists[-1] if lists else (False, 0)
            yield (f"{number}." if ordered else "•") if lists else "", token


def _bullet(paragraph: Any, sign: str) -> None:
    """Let the paragraph have the sign that it needs, and hang its lines below the text."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the library has no call for bullets
    indent = Inches(0.6) if sign else 0
    properties.set("marL", str(int(indent)))
    properties.set("indent", str(-int(indent)))
    space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    if not sign:
        properties.append(properties.makeelement(f"{space}buNone", {}))
    elif sign == "•":
        properties.append(properties.makeelement(f"{space}buChar", {"char": "•"}))
    else:
        properties.append(properties.makeelement(f"{space}buAutoNum", {"type": "arabicPeriod"}))


def _runs(inline: Token) -> Iterator[tuple[str, bool, bool]]:
    """Give each piece of text with whether it is bold, and whether it is slanted."""
    bold = italic = False
    for token in inline.children or ():
        if token.type in ("strong_open", "strong_close"):
            bold = token.type == "strong_open"
        elif token.type in ("em_open", "em_close"):
            italic = token.type == "em_open"
        else:
            yield (" " if "break" in token.type else token.content), bold, italic


def _same_each_time(packed: bytes) -> bytes:
    """Return the file without the time of its making, so that the same words are the same file."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename), old.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()
