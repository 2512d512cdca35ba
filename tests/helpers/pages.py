"""HTML pages read as a browser reads them, for what in them could run."""

from __future__ import annotations

from html.parser import HTMLParser

__all__ = ["Page", "could_run"]

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "xlink:href"})
EMBEDS = frozenset({"iframe", "object", "embed", "svg", "math", "base", "form", "frame"})


class Page(HTMLParser):
    """Elements with their attributes, the text, scripts and styles of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[str] = []
        self.text = ""
        self.matched = True
        # A plain text: what is cut out of `Markup` is escaped when it is put together again.
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.matched &= bool(self.open) and self.open[-1] == tag
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)
        else:
            self.text += data

    @property
    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}


def could_run(html: str, mark: str = "alert(1)") -> list[str]:
    """What in a page carries `mark` in a place where a browser would run or load it."""
    page = Page(html)
    found = [f"script: {s.strip()}" for s in page.scripts if mark in s]
    for tag, attributes in page.elements:
        for name, value in attributes.items():
            address = name in ADDRESSES and value.strip().lower().startswith(
                ("javascript:", "data:text", "data:image/svg", "vbscript:")
            )
            if address or (
                mark in value and (name.startswith("on") or name in ("srcdoc", "style"))
            ):
                found.append(f"<{tag} {name}={value!r}>")
        if tag in EMBEDS and any(mark in v for v in attributes.values()):
            found.append(f"<{tag} {attributes}>")
    return found
