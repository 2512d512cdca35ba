"""Makes the small font with the Chinese and Japanese letters that handouts have as PDF.

Typst's own fonts have none of them, and a whole font of them is larger than the course. So the
letters that occur in our lessons, keys and stories are taken out of Droid Sans Fallback, which
may be passed on (Apache License 2.0). Run it when a lesson has a new letter:

    python autograding/han_font.py DroidSansFallbackFull.ttf

On Debian that file comes with the package fonts-droid-fallback.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from secondsource_grading.handouts.tree import FONTS, WITHOUT_FONT

ROOT = Path(__file__).resolve().parent.parent
READ = ("course/units", "short-course/units", "autograding/keys", "short-course/keys", "datasets")
TEXTS = {".md", ".yaml", ".csv", ".json"}
FAMILY = "Course Han"
"""A name of its own: Droid is somebody's trademark, and this is not the whole of it."""


def letters() -> Iterator[str]:
    """Give every letter of our texts that Typst's own fonts lack, some more than once."""
    for folder in READ:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in TEXTS:
                for found in WITHOUT_FONT.finditer(file.read_text("utf-8")):
                    yield from found[0]


def main(source: str) -> None:
    """Write `han.ttf` and `letters.txt`; letters that the font lacks are left out and told."""
    font = TTFont(source)
    wanted = set(letters())
    held = {letter for letter in wanted if ord(letter) in font.getBestCmap()}
    options = subset.Options(notdef_outline=True, hinting=False, recalc_timestamp=False)
    work = subset.Subsetter(options)
    work.populate(text="".join(sorted(held)))
    work.subset(font)
    for record in list(font["name"].names):
        if record.nameID in (1, 3, 4, 6, 16):
            font["name"].setName(
                re.sub(r"\s", "", FAMILY) if record.nameID == 6 else FAMILY,  # noqa: PLR2004 - no space in a PostScript name
                record.nameID,
                record.platformID,
                record.platEncID,
                record.langID,
            )
    font.save(FONTS / "han.ttf")
    (FONTS / "letters.txt").write_text("".join(sorted(held)) + "\n", "utf-8")
    print(f"{len(held)} letters; without {''.join(sorted(wanted - held)) or 'none'}")  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
