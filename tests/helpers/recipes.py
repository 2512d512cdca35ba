"""CONTRIBUTING's recipes as a reader follows them: files, lines to add, and commands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

FENCED = re.compile(r"(?:`([^`\n]+)`:\n\n)?^(`{3,})(\w+)\n(.*?)^\2$", re.DOTALL | re.MULTILINE)
"""A fenced block, and the name of the file above it where it is one."""


@dataclass(frozen=True)
class Recipe:
    """Files by their names, lines to add to files that are there, and commands in their order."""

    files: Mapping[str, str]
    additions: str
    commands: tuple[str, ...]


def recipe(text: str, heading: str) -> Recipe:
    """The recipe below a heading of CONTRIBUTING."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    blocks = FENCED.findall(section)
    return Recipe(
        {name: body for name, _, _, body in blocks if name},
        "".join(body for _, _, kind, body in blocks if kind == "diff"),
        tuple(c for _, _, kind, body in blocks if kind == "sh" for c in body.splitlines()),
    )


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files below `folder`."""
    for name, body in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body, "utf-8")


def add(folder: Path, additions: str) -> None:
    """Put each group of lines with `+` above the line that follows them, which is there once."""
    for name, body in re.findall(r"^--- (\S+)\n((?:[+ ].*\n|\+\n)*)", additions, re.MULTILINE):
        file = folder / name
        text = file.read_text("utf-8")
        for lines, below in re.findall(r"((?:^\+.*\n)+)^ (.*\n)", body, re.MULTILINE):
            assert f"\n{text}".count(f"\n{below}") == 1, f"{name}: not there once: {below}"
            added = "".join(line[1:] for line in lines.splitlines(keepends=True))
            text = f"\n{text}".replace(f"\n{below}", f"\n{added}{below}")[1:]
        file.write_text(text, "utf-8")


def run(folder: Path, commands: Iterable[str], **environment: str) -> str:
    """Run commands in `folder` as a reader types them; what the last one printed."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {k: v for k, v in os.environ.items() if k != "SECONDSOURCE_UNITS"}
    printed = ""
    for command in commands:
        done = subprocess.run(  # noqa: S602 - as a reader types it
            command,
            shell=True,
            cwd=folder,
            env={**kept, "PATH": path, "COLUMNS": "200", **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        printed = done.stdout
    return printed
