"""*Check* in the browser: Python, its libraries, our scorers and the units' parts."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from secondsource.site.write import Check
from secondsource.units import Unit
from secondsource_grading.site import closure, fetched, parts, programs

__all__ = ["checker"]

HERE = Path(__file__).resolve().parent
WORKER = ("python.js", "worker.js")


def checker(
    units: Sequence[Unit], *, study: bool, cache: Path | None = None
) -> Callable[[Path], Check]:
    """Return what writes *Check* for `units` into the folder of a site.

    All that is needed is fetched before; raises `fetched.UnavailableError` where that can't be.
    """
    found = fetched.fetch(cache)
    node = fetched.node()

    def write(root: Path) -> Check:
        with tempfile.TemporaryDirectory() as temporary:
            draft = Path(temporary)
            _python(draft, found, node, units, study=study)
            return _placed(root, draft, units)

    return write


def _python(
    draft: Path, found: fetched.Fetched, node: str, units: Sequence[Unit], *, study: bool
) -> None:
    """Write all parts into `draft`: `python/` is the same for all sites of these versions."""
    python, own = draft / "python", draft / "check"
    python.mkdir()
    (own / "units").mkdir(parents=True)
    (own / "packs").mkdir()
    for name in fetched.FILES:
        shutil.copyfile(found.pyodide / name, python / name)
    shutil.copyfile(found.core, python / found.core.name)
    lock = json.loads((found.pyodide / fetched.LOCK).read_text("utf-8"))
    # None of Pyodide's own packages is used, so its list of them is not needed.
    (python / fetched.LOCK).write_text(json.dumps({**lock, "packages": {}}), "utf-8")
    (python / "libraries.bin").write_bytes(parts.zipped(closure.libraries(study=study)))
    (own / "ours.bin").write_bytes(parts.zipped(closure.ours(study=study)))
    for unit in units:
        (own / "units" / f"{unit.name}.zip").write_bytes(
            parts.zipped(parts.unit_files(unit, study=study))
        )
    for pack in {unit.pack for unit in units}:
        (own / "packs" / f"{pack}.zip").write_bytes(
            parts.zipped(parts.pack_files(pack, study=study))
        )
    for name in WORKER:
        shutil.copyfile(HERE / name, own / name)
    _compile(draft, node, units)


def _compile(draft: Path, node: str, units: Sequence[Unit]) -> None:
    """Let the browser's Python compile its own files, and try them with each unit."""
    names = ",".join(f"{unit.name}:{unit.pack}" for unit in units)
    command = [node, str(HERE / "pack.mjs"), str(draft), names]
    programs.run(command, "the browser's Python could not be made ready")


def _placed(root: Path, draft: Path, units: Sequence[Unit]) -> Check:
    """Move the parts into the site, under names that change with their content."""
    places = {}
    for name in ("python", "check"):
        folder = draft / name
        digest = hashlib.sha256()
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                digest.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
        places[name] = f"{name}-{digest.hexdigest()[:10]}"
        shutil.copytree(folder, root / places[name])
    python, own = places["python"], places["check"]
    size = {
        file.relative_to(root).as_posix(): file.stat().st_size
        for name in places.values()
        for file in (root / name).rglob("*")
        if file.is_file()
    }
    core = next(name for name in size if name.endswith(".whl"))
    shared = {n: s for n, s in size.items() if "/units/" not in n and "/packs/" not in n}
    of_units = {
        unit.name: {
            n: size[n] for n in (f"{own}/units/{unit.name}.zip", f"{own}/packs/{unit.pack}.zip")
        }
        for unit in units
    }
    return Check(f"{own}/worker.js", f"{python}/", f"{own}/", shared, of_units, core)
