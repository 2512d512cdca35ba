"""Reading one file of settings so that what is wrong with it is said in a sentence.

traitlets, by itself, logs the traceback of a file that it can't read and goes on without it. Then
a command would go on with default settings: another gradebook, other keys, no late penalty.
"""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from traitlets.config import Config
from traitlets.config.loader import (
    ConfigFileNotFound,
    FileConfigLoader,
    JSONFileConfigLoader,
    PyFileConfigLoader,
)

from secondsource.errors import SecondSourceError

__all__ = ["ConfigurationError", "JsonSettings", "PythonSettings", "no_file"]


class ConfigurationError(SecondSourceError):
    """A file of settings is there and cannot be read."""


class PythonSettings(PyFileConfigLoader):  # type: ignore[misc]  # traitlets has no types
    """Runs a file of settings; raises `ConfigurationError` where it does not run to its end."""

    def load_config(self) -> Config:
        """Return what the file sets, or raise `ConfigFileNotFound` where there is none."""
        return _load(self, super().load_config)


class JsonSettings(JSONFileConfigLoader):  # type: ignore[misc]
    """Reads a file of settings in JSON; raises `ConfigurationError` where it holds none."""

    def load_config(self) -> Config:
        """Return what the file sets, or raise `ConfigFileNotFound` where there is none."""
        return _load(self, super().load_config)

    def _read_file_as_dict(self) -> dict[str, Any]:
        """Return what the file holds; raises `TypeError` where that is no object of sections."""
        found: dict[str, Any] = json.loads(Path(self.full_filename).read_text("utf-8-sig"))
        if not isinstance(found, dict):
            msg = "it holds no object of settings, as {} would be"
            raise TypeError(msg)
        for name, values in found.items():
            if name[:1].isupper() and not isinstance(values, dict):
                msg = f"{name} is a section, and its settings are no object, as {{}} would be"
                raise TypeError(msg)
        return found


def no_file(path: Path) -> str | None:
    """Return what stands at a path in place of a file; None where a file or nothing is there."""
    if not os.path.lexists(path) or path.is_file():
        return None
    what = "is no file"
    if path.is_dir():
        what = "is a folder"
    elif path.is_symlink():
        what = f"is a link to {str(path.readlink())!a}, where no file is"
    return f"{path}: {what}, so nothing can be read from it; put the file of settings there"


def _load(loader: FileConfigLoader, load: Callable[[], Config]) -> Config:
    try:
        return load()
    except ConfigFileNotFound:
        if wrong := no_file(Path(loader.path or "", loader.filename)):
            raise ConfigurationError(wrong) from None
        raise
    except ConfigurationError:
        raise  # of a file that this one loads
    except (Exception, SystemExit) as error:  # the file is a program, which may raise anything
        raise ConfigurationError(_explain(error, Path(loader.full_filename))) from error


def _explain(error: BaseException, file: Path) -> str:
    """Return file and line of an error in a file of settings, what it is, and what to do."""
    if isinstance(error, OSError) and error.filename == str(file):
        return f"{file}: cannot be read: {error.strerror}; let this account read it"
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(file)]
    if not lines and (encoding := _other_encoding(error, file)):
        return f"{file}: {encoding}; save it as UTF-8, which is what is read"
    line = lines[-1] if lines else getattr(error, "lineno", None)
    place = f"{file}, line {line}" if line else str(file)
    if isinstance(error, SystemExit):
        what = f"ends the program with status {error.code!a} before all settings are read"
    else:
        said = error.msg if isinstance(error, SyntaxError) else error
        what = f"{type(error).__name__}: {said}"
    return f"{place}: {what}; put that right, or take the line away"


def _other_encoding(error: BaseException, file: Path) -> str | None:
    """Return why a file cannot be decoded, None if that is not what the error is about."""
    content = file.read_bytes()
    if b"\0" in content:
        return "holds bytes of 0, as a text saved as UTF-16 does"
    if "decode" not in str(error):
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as found:
        line = content.count(b"\n", 0, found.start) + 1
        return f"line {line} holds the byte {content[found.start]:#04x}, which is no UTF-8"
    return None
