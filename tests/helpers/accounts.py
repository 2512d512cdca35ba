"""Accounts of the machine's that only one test's processes see; the machine itself keeps its own.

They are made in a mount namespace, where the test's own files stand in for `/etc/passwd` and
`/etc/group`. Whatever runs there under one of them is held off the others' files by the system,
as on a real hub. It needs root, and a system that allows such namespaces.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
FIRST = 64100
"""The number of the first account; no system gives such numbers out by itself."""
OPEN = 0o001
"""The right of everybody to pass through a folder."""


def possible() -> bool:
    """Return whether this process may make accounts that only its own children see."""
    if os.geteuid() != 0 or not all(map(shutil.which, ("unshare", "nsenter", "setpriv"))):
        return False
    return not subprocess.run(["unshare", "--mount", "true"], check=False).returncode


def make(names: Iterable[str], folder: Path) -> dict[str, int]:
    """Give each name a number and a home in `folder`, and write the files that say so."""
    numbers = {name: FIRST + n for n, name in enumerate(names)}
    passwd, group = "root:x:0:0::/root:/bin/sh\n", "root:x:0:\n"
    for name, number in numbers.items():
        home = folder / "home" / name
        home.mkdir(parents=True)
        os.chown(home, number, number)
        home.chmod(0o700)
        passwd += f"{name}:x:{number}:{number}::{home}:/bin/sh\n"
        group += f"{name}:x:{number}:\n"
    (folder / "passwd").write_text(passwd, "utf-8")
    (folder / "group").write_text(group, "utf-8")
    return numbers


def entered(folder: Path, command: list[str]) -> list[str]:
    """Return the command that runs `command` as root where the accounts of `folder` are known."""
    place = shlex.quote(str(folder))
    lines = [f"mount --bind {place}/{name} /etc/{name}" for name in ("passwd", "group")]
    script = "\n".join(["set -e", *lines, *opened(folder), 'exec "$@"'])
    unshare = ["unshare", "--mount", "--propagation", "private"]
    return [*unshare, "sh", "-c", script, "sh", *command]


def opened(folder: Path) -> Iterator[str]:
    """Shell lines that let every account reach Python and this repository.

    Where they lie in a folder that only root may pass through, such as `/root`, an open folder
    takes its place there, in which nothing else is to be seen.
    """
    closed: dict[Path, list[Path]] = {}
    for place in dict.fromkeys(map(Path, (sys.base_prefix, sys.prefix, REPOSITORY))):
        shut = [p for p in (place, *place.parents) if not p.stat().st_mode & OPEN]
        if shut:
            closed.setdefault(shut[-1], []).append(place)
    for number, (shut, places) in enumerate(closed.items()):
        kept = [folder / f"kept-{number}-{n}" for n in range(len(places))]
        for place, aside in zip(places, kept, strict=True):
            yield f"mkdir {aside} && mount --bind {shlex.quote(str(place))} {aside}"
        yield f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(str(shut))}"
        for place, aside in zip(places, kept, strict=True):
            there = shlex.quote(str(place))
            yield f"mkdir -p {there} && mount --bind {aside} {there}"


def under(pid: int, number: int, folder: Path, command: list[str]) -> list[str]:
    """Return the command that runs `command` as account `number` in a folder, beside `pid`."""
    identity = [f"--reuid={number}", f"--regid={number}", "--clear-groups"]
    there = [f"--target={pid}", "--mount", f"--wd={folder}"]
    return ["nsenter", *there, "setpriv", *identity, *command]
