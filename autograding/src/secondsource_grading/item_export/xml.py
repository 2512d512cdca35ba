"""Small helpers for XML files and archives that are the same, byte for byte, each time."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

__all__ = ["Element", "add", "decimal", "xml_bytes", "zipped"]

Element = Any
"""An element of lxml, which has no types of its own."""

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of all files in an archive: the earliest that it can hold."""


def add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """Add an element under `parent`, in its namespace, and return it."""
    space = etree.QName(parent).namespace
    element = etree.SubElement(parent, f"{{{space}}}{tag}" if space else tag, attributes)
    element.text = text
    return element


def decimal(number: float) -> str:
    """Return a number without an exponent and without what rounding added to it."""
    text = f"{number:.12f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def xml_bytes(root: Element, *, indent: bool = True) -> bytes:
    """Return a document as UTF-8; `indent` is for one in which white space has no meaning."""
    if indent:
        etree.indent(root)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of files."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = ZipInfo(name, LONG_AGO)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()
