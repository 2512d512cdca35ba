"""ES modules joined into one script, so that a page needs no further file and no build step.

The page's code is written as ES modules that import each other by relative paths. A
widget's code travels as one text, so the modules are joined when that text is first
asked for: each becomes a function of its own, which keeps its names to itself, called
in an order in which everything imported is there before it is used.

Of the language's forms of import and export a few are enough, and others are refused
by name: `import { a, b as c } from "./file.js";` at the start of a line, and
`export` before a `const`, `function`, `async function` or `class` at the start of a line.
Comments that fill lines of their own are left out, as every page loads this text; no line of
a template literal may look like one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

__all__ = ["Joined", "ModuleError", "join"]

_IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";\n?', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|function|async function|class) (\w+))", re.MULTILINE)
_EMPTY = re.compile(r"^export \{\};\n?", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


class ModuleError(Exception):
    """A module that can't be joined: it is missing, imports in a circle, or has another form."""


class Joined(NamedTuple):
    """The joined modules: what to run first, and under which name each module's exports are."""

    code: str
    names: dict[str, str]


class _Module(NamedTuple):
    path: str
    imports: tuple[tuple[str, str], ...]
    """For each import, what stands in the braces and the path of the module."""
    exports: tuple[str, ...]
    body: str


def join(paths: tuple[str, ...], read: Callable[[str], str]) -> Joined:
    """Return the code of the modules at `paths` and of all that they import, each once.

    `read` gives a module's source by its path, with `/` between folders; paths of
    imports are relative to the module that has them. Raises `ModuleError`.
    """
    modules: dict[str, _Module] = {}
    wanted = list(paths)
    while wanted:
        path = wanted.pop()
        if path not in modules:
            modules[path] = _read(path, read)
            wanted += [target for _, target in modules[path].imports]
    names = {path: f"$module{n}" for n, path in enumerate(sorted(modules))}
    code = "\n".join(_wrapped(modules[path], names, modules) for path in _ordered(modules))
    return Joined(code, names)


def _read(path: str, read: Callable[[str], str]) -> _Module:
    try:
        source = read(path)
    except OSError as error:
        msg = f"{path}: cannot be read ({error}); correct the import that names it"
        raise ModuleError(msg) from error
    folder = posixpath.dirname(path)
    imports = tuple(
        (names, posixpath.normpath(posixpath.join(folder, target)))
        for names, target in _IMPORT.findall(source)
    )
    rest = _COMMENT.sub("", _EMPTY.sub("", _IMPORT.sub("", source)))
    exports = tuple(_EXPORT.findall(rest))
    body = _EXPORT.sub("", rest)
    other = _OTHER.search(body)
    if other:
        msg = f"{path}: {other.group()!r} is a form of import or export that is not joined"
        raise ModuleError(msg)
    return _Module(path, imports, exports, body)


def _ordered(modules: dict[str, _Module]) -> list[str]:
    graph = {path: [target for _, target in m.imports] for path, m in modules.items()}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        msg = f"{circle}: these modules import each other in a circle; move what they share"
        raise ModuleError(msg) from error


def _wrapped(module: _Module, names: dict[str, str], modules: dict[str, _Module]) -> str:
    taken = "".join(_taken(module, named, modules[t], names[t]) for named, t in module.imports)
    given = ", ".join(module.exports)
    return (
        f"const {names[module.path]} = (() => {{ // {module.path}\n"
        f"{taken}{module.body.rstrip()}\nreturn {{ {given} }};\n}})();"
    )


def _taken(module: _Module, named: str, source: _Module, name: str) -> str:
    """The imported names as constants; `a as b` is `a: b` there."""
    pairs = [part.split() for part in named.split(",") if part.strip()]
    missing = sorted({pair[0] for pair in pairs} - set(source.exports))
    if missing:
        msg = f"{module.path}: imports {', '.join(missing)}, which {source.path} does not export"
        raise ModuleError(msg)
    listed = ", ".join(f"{p[0]}: {p[-1]}" if len(p) > 1 else p[0] for p in pairs)
    return f"const {{ {listed} }} = {name};\n"
