"""The command that runs another one in bubblewrap, with a view of what it needs and no more."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import secondsource
from secondsource import paths

__all__ = ["Bounds", "Confinement", "unavailable"]

MB = 2**20

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")

SETTINGS = (
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives",
    "/etc/fonts", "/etc/localtime",
)  # fmt: skip

ADDRESS_ROOM = 1024 * MB
"""Address space beside the memory meant: libraries map much that they never touch."""

_LIMITED = """
import os, resource as r, sys
memory, processes, size = map(int, sys.argv[1:4])
for what, most in ((r.RLIMIT_AS, memory), (r.RLIMIT_NPROC, processes), (r.RLIMIT_FSIZE, size),
                   (r.RLIMIT_CORE, 0), (r.RLIMIT_NOFILE, 1024)):
    most = most if r.getrlimit(what)[1] < 0 else min(most, r.getrlimit(what)[1])
    r.setrlimit(what, (most, most))
os.execv(sys.argv[4], sys.argv[4:])
"""
"""Sets the limits of a process and becomes another program."""


@dataclass(frozen=True)
class Bounds:
    """How much running one notebook may take: seconds, MB, processes, KB of output."""

    seconds: float = 120
    memory_mb: int = 1024
    processes: int = 64
    output_kb: int = 1000


@dataclass(frozen=True)
class Confinement:
    """Where a command may work and what it must not see."""

    work: Path
    """Its own folder, the only one in which it can write; a copy that is thrown away."""
    link: Path
    """The folder of the sockets through which it is spoken to."""
    bounds: Bounds = field(default_factory=Bounds)
    hidden: tuple[Path, ...] = ()
    """Folders of the instructor: course, keys, exchange."""
    walls: bool = True
    """False runs without bubblewrap: only the limits hold."""

    def command(self, command: Sequence[str]) -> list[str]:
        """`command`, shut in. Nothing of the grader's environment is passed on."""
        bounds = self.bounds
        limited = [
            sys.executable, "-I", "-c", _LIMITED,
            str(bounds.memory_mb * MB + ADDRESS_ROOM), str(bounds.processes),
            str(bounds.memory_mb * MB), *command,
        ]  # fmt: skip
        clean = ["/usr/bin/env", "-i", *(f"{k}={v}" for k, v in self._environment().items())]
        if not self.walls:
            return [*clean, *limited]
        return [*clean, _bwrap() or "bwrap", *self._walls(), "--", *limited]

    def _environment(self) -> dict[str, str]:
        home = str(self.work if not self.walls else "/home")
        passed = ("LANG", "LC_ALL", "TZ", "SECONDSOURCE_UNITS", "SECONDSOURCE_PACKS")
        threads = ("OMP", "OPENBLAS", "MKL", "NUMEXPR")
        return {
            **{name: os.environ[name] for name in passed if name in os.environ},
            **{f"{name}_NUM_THREADS": "1" for name in threads},
            "HOME": home,
            "IPYTHONDIR": f"{home}/.ipython",
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "NBGRADER_EXECUTION": "autograde",
            "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def _walls(self) -> list[str]:
        seen = [Path(p) for p in SYSTEM if Path(p).exists()]
        own = [Path(sys.prefix), Path(sys.base_prefix), *_kit()]
        out = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
        for path in seen:
            if path.is_symlink():
                out += ["--symlink", str(path.readlink()), str(path)]
            else:
                out += ["--ro-bind", str(path), str(path)]
        for name in SETTINGS:
            out += ["--ro-bind-try", name, name]
        out += ["--proc", "/proc", "--dev", "/dev"]
        for place in ("/dev/shm", "/tmp", "/home"):  # noqa: S108 - inside the walls
            out += ["--size", str(16 * MB), "--tmpfs", place]
        for path in own:
            if path.exists() and not _within(path, seen):
                out += ["--ro-bind", str(path), str(path)]
        for path in (*self.hidden, *_secret()):
            if path.is_dir() and _within(path, [*seen, *own]):
                out += ["--size", str(MB), "--tmpfs", str(path), "--remount-ro", str(path)]
        for path in (self.work, self.link):
            out += ["--bind", str(path), str(path)]
        return [*out, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", str(self.work)]


def unavailable() -> str | None:
    """Why bubblewrap cannot be used here, or None if it can."""
    if not sys.platform.startswith("linux"):
        return "bubblewrap exists for Linux only"
    if _bwrap() is None:
        return "bubblewrap is not installed; install the system's package `bubblewrap`"
    return _trial()


@cache
def _bwrap() -> str | None:
    return shutil.which("bwrap", path="/usr/local/bin:/usr/bin:/bin")


@cache
def _trial() -> str | None:
    command = [_bwrap() or "bwrap", "--unshare-all", "--ro-bind", "/", "/", "/bin/true"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    if done.returncode == 0:
        return None
    return f"bubblewrap cannot make its walls here: {done.stderr.strip()[:200]}"


def _kit() -> list[Path]:
    """What the learner's package is made of; it knows no answer."""
    return [Path(secondsource.__file__).parent, paths.units(), *paths.pack_folders()]


def _secret() -> list[Path]:
    """What lies in the same Python as the kernel and must not be seen by it."""
    package = Path(__file__).resolve().parents[1]
    return [package, Path(sys.prefix) / "etc" / "jupyter", Path("/usr/local/share/nbgrader")]


def _within(path: Path, folders: Sequence[Path]) -> bool:
    real = path.resolve()
    return any(real.is_relative_to(f.resolve()) for f in folders if f.exists())
