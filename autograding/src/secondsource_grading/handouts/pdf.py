"""PDF by Typst, with the fonts that come in its wheel and a small one of ours, nothing else.

The document reaches the template as data, so no text of a lesson can be read as Typst's markup.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from secondsource.errors import ContentError
from secondsource_grading.handouts.tree import FONTS, Printed

__all__ = ["pdf"]

TEMPLATE = "print.typ"


def pdf(document: Printed, *, title: str, running: str) -> bytes:
    """Return the document as PDF; `running` is the line at the head of each page.

    `ContentError` with Typst's own words where it can't be made.
    """
    template = files("secondsource_grading.handouts") / "templates" / TEMPLATE
    with TemporaryDirectory(prefix="secondsource-") as name:
        folder = Path(name)
        main = folder / TEMPLATE
        main.write_bytes(template.read_bytes())
        (folder / "body.xml").write_bytes(document.xml)
        info = json.dumps({"title": title, "running": running})
        (folder / "info.json").write_text(info, "utf-8")
        for picture, data in document.files.items():
            (folder / picture).write_bytes(data)
        try:
            compiler = typst.Compiler(
                str(main), root=str(folder), font_paths=[str(FONTS)], ignore_system_fonts=True
            )
            made = compiler.compile(format="pdf")
        except typst.TypstError as error:
            msg = f"{title}: Typst could not make the PDF: {error}"
            raise ContentError(msg) from error
    assert isinstance(made, bytes)  # noqa: S101 - one PDF, whatever the number of pages
    return made
