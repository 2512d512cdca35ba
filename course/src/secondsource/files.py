"""Writing a file so that whoever reads it finds the old content or the new, never a part."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

__all__ = ["replace_text", "replacing", "write_if_changed"]


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a temporary path beside `target`, which takes the target's place when the block ends.

    The temporary name is this writer's alone, so two programs that write the same file at once
    leave one of the two contents whole. Where the block raises, the temporary file is removed
    and `target` stays as it was. The folder is made where it is missing. A file that is
    replaced keeps its permissions; a new one gets those of any new file.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # `tempfile` makes files that nobody else may read; this one is to be read like any other.
    temporary = target.with_name(f".{target.name}.{token_hex(6)}.new")
    temporary.touch(exist_ok=False)
    try:
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        yield temporary
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def replace_text(target: Path, text: str) -> None:
    """Write `text` to `target` as UTF-8 with its line breaks as they are, whole or not at all."""
    with replacing(target) as temporary:
        temporary.write_text(text, "utf-8", newline="")


def write_if_changed(file: Path, text: str) -> bool:
    """Write `text` whole or not at all; return False, with nothing touched, if it is there."""
    if file.is_file() and file.read_text("utf-8") == text:
        return False
    replace_text(file, text)
    return True
