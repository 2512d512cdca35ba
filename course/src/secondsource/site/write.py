"""The whole site, written into a folder: put together beside it, then moved into its place."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from markupsafe import Markup

from secondsource.errors import ContentError
from secondsource.markdown import to_html
from secondsource.packs.pack import load_pack
from secondsource.paths import own_units
from secondsource.site import assets
from secondsource.site.page import Page, as_script, read_page
from secondsource.templating import render
from secondsource.units import Unit

__all__ = ["Check", "Lab", "Lesson", "Settings", "write_site"]

SHORT = ("00-start-here", "01-whose-words", "04-silence", "06-one-source", "08-check-it")
"""The short course of the syllabus."""

MARK = ".second-source-site"
"""The file by which a folder is known to hold a site, so that another one can take its place."""


@dataclass(frozen=True)
class Lesson:
    """What a unit's page is made from: the built notebook in two forms."""

    unit: Unit
    page: dict[str, Any]
    """In the form for pages."""
    notebook: dict[str, Any]
    """The one that a learner downloads, with the answers put in."""


@dataclass(frozen=True)
class Check:
    """The files that *Check* and code cells need, with their sizes in bytes."""

    worker: str
    """The worker's script, as a path from the site's root."""
    python: str
    """The folder of the interpreter and its libraries, with a slash at the end."""
    own: str
    """The folder of our own code, with a slash at the end."""
    shared: dict[str, int]
    units: dict[str, dict[str, int]]
    """For each unit the files that only it needs."""
    core: str
    """Which of the shared files is the wheel with compiled code."""


@dataclass(frozen=True)
class Lab:
    """Where the units can be opened as notebooks."""

    page: str
    """The page that opens a notebook, as a path from the site's root."""
    storage: str
    """The browser's database in which it keeps the notebooks."""
    digest: str
    """Of all its files."""


@dataclass(frozen=True)
class Settings:
    """How a site is built."""

    study: bool = False
    """Whether it is for reading alone, with the keys."""
    name: str = "second-source"
    """The name under which browsers keep the answers: another one for each site at one address."""
    title: str = "Second Source"
    check: Callable[[Path], Check] | None = field(default=None)
    """Writes what *Check* needs into the folder of the site; None for a site without it."""
    lab: Callable[[Path, Check, Sequence[Lesson]], Lab] | None = field(default=None)
    """Writes the notebooks' program, which uses the Python of *Check*; None for a site without."""


def write_site(target: Path, lessons: Sequence[Lesson], settings: Settings) -> list[Path]:
    """Write the site of `lessons` into the folder `target`; its files, relative to `target`.

    A site that is there is replaced as a whole, once the new one is complete. Raises
    `ContentError` where `target` holds anything else.
    """
    if target.exists() and not (target / MARK).is_file() and any(_content(target)):
        msg = (
            f"{target}: is no folder with a site in it, and not empty; name a new folder, or one "
            "that this command has written"
        )
        raise ContentError(msg)
    draft = target.with_name(f".{target.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        _Writer(draft, lessons, settings).write()
        old = target.with_name(f".{target.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            target.rename(old)
        draft.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return sorted(p.relative_to(target) for p in target.rglob("*") if p.is_file())


def _content(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else [folder]


class _Writer:
    """Writes one site into an empty folder."""

    def __init__(self, root: Path, lessons: Sequence[Lesson], settings: Settings) -> None:
        self.root = root
        self.lessons = lessons
        self.settings = settings
        self.check: Check | None = None
        self.lab: Lab | None = None
        self.has_keys = False  # of all items, which only *Check* needs
        self.small: list[str] = []
        self.assets: dict[str, str] = {}

    def write(self) -> None:
        self.check = self.settings.check(self.root) if self.settings.check else None
        self.has_keys = self.settings.study and self.check is not None
        large = [p.relative_to(self.root).as_posix() for p in self.root.rglob("*") if p.is_file()]
        if self.settings.lab and self.check:
            self.lab = self.settings.lab(self.root, self.check, self.lessons)
        able = self.check is not None
        pages = [(one, read_page(one.unit, one.page, checks=able)) for one in self.lessons]
        scripts = {lesson.unit.name: self._script(lesson, page) for lesson, page in pages}
        self._assets(scripts)
        for lesson, page in pages:
            self._unit(lesson, page, Path(scripts[lesson.unit.name]).name)
        self._front()
        above = [f"../{name}" for name in scripts.values()]
        self._frame("record", "Your work", "record/", _fill("record"), scripts=above)
        self._frame("teachers", "For teachers", "teachers/", self._teachers())
        self._put("404.html", f"{_fill('missing', site=self.settings.title)}\n")
        version = hashlib.sha256((self.lab.digest if self.lab else "").encode())
        for name in sorted(self.small):
            version.update(name.encode() + (self.root / name).read_bytes())
        digest = version.hexdigest()[:12]
        worker = assets.service_worker(digest, sorted(self.small), sorted(large))
        (self.root / "sw.js").write_text(worker, "utf-8")
        (self.root / MARK).write_text(f"{digest}\n", "utf-8")
        # GitHub Pages leaves out what begins with a line, unless this file is there.
        (self.root / ".nojekyll").write_text("", "utf-8")

    def _put(self, name: str, text: str, *, hashed: bool = False) -> str:
        """Write a small file; return its name, which is that of its content where `hashed`."""
        name = assets.hashed(name, text) if hashed else name
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="")
        if name not in self.small:
            self.small.append(name)
        return name

    def _assets(self, scripts: dict[str, str]) -> None:
        check = self.check
        site = {
            "name": self.settings.name,
            "study": self.settings.study,
            "title": self.settings.title,
            "units": [
                {
                    "name": u.name,
                    "title": u.title,
                    "minutes": u.minutes,
                    "of": len(u.items),
                    "script": scripts[u.name],
                }
                for u in (lesson.unit for lesson in self.lessons)
            ],
            "check": vars(check) if check else None,
            "lab": vars(self.lab) if self.lab else None,
        }
        code = as_script("SecondSourceSite", site) + assets.page_script()
        self.assets = {
            "script": self._put("assets/page.js", code, hashed=True),
            "style": self._put("assets/page.css", assets.sheet(), hashed=True),
            "icon": self._put("assets/icon.svg", assets.ICON, hashed=True),
        }

    def _script(self, lesson: Lesson, page: Page) -> str:
        """Write the script with a unit's exercises, and what it names; return its path."""
        name = lesson.unit.name
        book = json.dumps(lesson.notebook, ensure_ascii=False, sort_keys=True)
        material = as_script("SecondSourceMaterial", page.material())
        data = {
            **page.data(study=self.settings.study, checks=self.check is not None),
            "edition": hashlib.sha256(book.encode()).hexdigest()[:12],
            "material": self._put(f"assets/{lesson.unit.pack}.js", material, hashed=True),
            "notebook": self._put(
                f"{name}/notebook.js",
                as_script("SecondSourceNotebooks", lesson.notebook, name),
                hashed=True,
            ),
            "following": self._following(lesson.unit),
        }
        script = as_script("SecondSourceUnits", data, name)
        return self._put(f"{name}/exercises.js", script, hashed=True)

    def _unit(self, lesson: Lesson, page: Page, script: str) -> None:
        """Write a unit's page, which loads the script of that name."""
        name = lesson.unit.name
        for file, drawn in page.pictures.items():
            self._put(f"{name}/{file}", drawn)
        body = Markup("\n".join(page.body))  # noqa: S704 - made by markdown and templates
        self._frame("unit", lesson.unit.title, f"{name}/", body, scripts=[script], unit=name)

    def _following(self, unit: Unit) -> dict[str, str]:
        names = [lesson.unit.name for lesson in self.lessons]
        later = self.lessons[names.index(unit.name) + 1 :]
        if not later:
            return {}
        after = later[0].unit
        return {"name": after.name, "title": after.title, "href": f"../{after.name}/index.html"}

    def _frame(  # noqa: PLR0913 - what differs from page to page
        self,
        kind: str,
        title: str,
        folder: str,
        body: Markup,
        *,
        scripts: Sequence[str] = (),
        unit: str = "",
    ) -> None:
        site = self.settings.title
        whole = render(
            "secondsource.site",
            "frame.html.j2",
            kind=kind,
            title=title if title == site else f"{title} · {site}",
            site=site,
            up="../" if folder else "",
            assets=self.assets,
            scripts=scripts,
            unit=unit,
            body=body,
            licence=assets.LICENCE,
        )
        self._put(f"{folder}index.html", f"{whole}\n")

    def _front(self) -> None:
        units = [lesson.unit for lesson in self.lessons]
        short = [u for u in units if u.name in SHORT]
        body = _fill(
            "front",
            site=self.settings.title,
            study=self.has_keys,
            checks=self.check is not None,
            lab=self.lab is not None,
            units=units,
            numbers={unit.name: _number(unit.name) for unit in units},
            short=short if len(short) == len(SHORT) else [],
            intro=_text("front"),
            subjects=[] if own_units() is None else _subjects(units),
            news=_text("news") if own_units() is None else "",
            note=_text("note", *self._in_class("note-class")),
            handed_in=not self.settings.study,
            tests=any(item.test for unit in units for item in unit.items),
        )
        self._frame("front", self.settings.title, "", body)

    def _teachers(self) -> Markup:
        own = ["teachers-study"] if self.has_keys else self._in_class("teachers-class")
        return Markup('<div class="ss-prose">{}</div>').format(_text("teachers", *own, "troubles"))

    def _in_class(self, text: str) -> list[str]:
        return [] if self.settings.study else [text]


def _subjects(units: Sequence[Unit]) -> list[str]:
    """Return the titles of the data packages that a teacher's own units read from, each once."""
    titles = [load_pack(unit.pack).descriptor.get("title") for unit in units]
    return [str(title) for title in dict.fromkeys(titles) if title]


def _number(unit: str) -> int | None:
    """Return the number that a unit's name begins with, by which lessons call it; None for none.

    It has two digits: more of them are a year, as in `1912-a-missing`.
    """
    digits = unit.partition("-")[0]
    return int(digits) if re.fullmatch("[0-9]{1,2}", digits) else None


def _fill(name: str, **values: object) -> Markup:
    return render("secondsource.site", f"{name}.html.j2", **values)


def _text(*names: str) -> Markup:
    texts = files("secondsource") / "site" / "texts"
    return Markup("\n").join(to_html((texts / f"{n}.md").read_text("utf-8")) for n in names)
