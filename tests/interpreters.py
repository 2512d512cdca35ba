"""Run the quick tests under each other Python that the packages promise to run on.

Started by `make interpreters`, with the options of `make quick`. Words such as `3.13` say which
versions are meant, all other words go to pytest. For each version it looks for `python3.13` and the
like on PATH and among those of pyenv and uv, makes an environment from `requirements.lock` in
`build/`, and says of which version no interpreter is here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
UV = shutil.which("uv") or str(ROOT / ".uv" / "bin" / "uv")
MINORS = range(11, 31)
"""Of Python 3; which of them are promised stands in `pyproject.toml`."""


def promised() -> list[str]:
    """Return the versions of Python that the packages say they run on, as 3.12."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = SpecifierSet(project["requires-python"])
    return [f"3.{minor}" for minor in MINORS if f"3.{minor}" in wanted]


def candidates(version: str) -> Iterator[Path]:
    """Yield what may be an interpreter of that version."""
    found = shutil.which(f"python{version}")
    if found:
        yield Path(found)
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from sorted(pyenv.glob(f"versions/{version}*/bin/python"))
    known = subprocess.run(
        [UV, "python", "find", "--managed-python", version],
        capture_output=True,
        text=True,
        check=False,
    )
    if known.returncode == 0:
        yield Path(known.stdout.strip())


def interpreter(version: str) -> Path | None:
    """Return an interpreter that starts and is of that version, or None."""
    say = "import sys; print(*sys.version_info[:2], sep='.')"
    for python in candidates(version):
        done = subprocess.run(
            [python, "-c", say], capture_output=True, text=True, check=False, env={}
        )
        if done.stdout.strip() == version:
            return python
    return None


def environment(version: str, python: Path) -> Path:
    """Make or mend the environment for that version; returns its folder."""
    folder = ROOT / "build" / f"python{version}"
    settings = {**os.environ, "VIRTUAL_ENV": str(folder)}
    ours = ["--no-deps", "--no-build-isolation", "-e", "course", "-e", "autograding"]
    for words in (
        ["venv", "-q", "--allow-existing", "--python", str(python), str(folder)],
        ["pip", "sync", "-q", "--require-hashes", "requirements.lock"],
        ["pip", "install", "-q", *ours],
    ):
        subprocess.run([UV, *words], cwd=ROOT, env=settings, check=True)
    return folder


def run(version: str, python: Path, arguments: list[str]) -> bool:
    """Run pytest with those arguments; returns whether all passed."""
    print(f"Python {version}: {python}", flush=True)  # noqa: T201
    folder = environment(version, python)
    done = subprocess.run(
        [folder / "bin" / "python", "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=ROOT,
        env={**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"},
        check=False,
    )
    return done.returncode == 0


def main() -> int:
    """Run the tests under each version meant; 1 if any of them failed or can't be tried."""
    versions = promised()
    named = [word for word in sys.argv[1:] if word in versions]
    arguments = [word for word in sys.argv[1:] if word not in versions]
    own = f"3.{sys.version_info.minor}"
    bad = []
    for version in named or [v for v in versions if v != own]:
        python = interpreter(version)
        if python is None:
            print(  # noqa: T201
                f"Python {version}: no interpreter is here, so it is not tried; "
                f"`uv python install {version}` gets one"
            )
            bad += [version] if version in named else []
        elif not run(version, python, arguments):
            bad.append(version)
    print(f"failed under {', '.join(bad)}" if bad else "none failed")  # noqa: T201
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
