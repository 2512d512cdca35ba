"""Where the data packages lie, and which of them a lesson reads from that names none."""

from __future__ import annotations

from pathlib import Path

from secondsource import paths
from secondsource.errors import PackError
from secondsource.packs.about import KEY
from secondsource.packs.files import read_descriptor

__all__ = ["default_pack", "pack_folder", "pack_names"]


def pack_names(folder: Path | None = None) -> list[str]:
    """The names of all data packages: those in `folder`, or the kit's and a teacher's own."""
    roots = [folder] if folder else paths.pack_folders()
    return sorted({p.parent.name for root in roots for p in root.glob("*/datapackage.json")})


def pack_folder(name: str) -> Path:
    """Return the folder of a data package, of the kit or a teacher's own; `PackError` if unknown.

    A teacher's own may not have the name of one of the kit's, because a reference into it could
    then mean either.
    """
    roots = paths.pack_folders()
    found = [root / name for root in roots if (root / name / "datapackage.json").is_file()]
    if len(found) > 1:
        msg = f"{found[1]}: the kit has a data package {name!r} too; rename your own"
        raise PackError(msg)
    if not found:
        known = ", ".join(pack_names()) or "none"
        where = " and ".join(map(str, roots))
        msg = f'{where}: there is no data package "{name}"; known packages: {known}'
        raise PackError(msg)
    return found[0]


def default_pack(folder: Path | None = None) -> str:
    """Return the name of the pack of a lesson that names none: its descriptor says so.

    Raises `PackError` where no package says it, or more than one does.
    """
    root = folder or paths.packs()
    names = pack_names(root)
    found = [n for n in names if _is_default(root / n / "datapackage.json")]
    if len(found) != 1:
        msg = (
            f"{root}: {len(found)} of the data packages {', '.join(names) or '(none)'} say "
            f'{{"{KEY}": {{"default": true}}}}; expected one that does'
        )
        raise PackError(msg)
    return found[0]


def _is_default(file: Path) -> bool:
    about = read_descriptor(file).get(KEY)
    return isinstance(about, dict) and about.get("default") is True
