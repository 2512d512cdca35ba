"""HTML from Jinja templates that escape what is put into them, for both packages.

A text that is HTML already (`markdown.to_html` returns such a text) is put in as it is;
everything else is escaped, so that a forgotten call can show a tag but never run one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    PackageLoader,
    StrictUndefined,
    Template,
)
from markupsafe import Markup

__all__ = ["Markup", "environment", "keep_compiled", "render"]

_kept: list[BytecodeCache] = []
"""Where compiled templates are kept, if anywhere."""


def keep_compiled(folder: Path) -> None:
    """Keep templates that are compiled from now on in `folder`, and take those that it has.

    A template that has changed, or was compiled by another Python, is compiled anew.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _kept[:] = [FileSystemBytecodeCache(str(folder), "%s.j2c")]
    environment.cache_clear()
    _template.cache_clear()


@cache
def environment(package: str) -> Environment:
    """Return the environment of the templates in the folder `templates` of `package`.

    A name that a template uses and nobody gave raises `jinja2.UndefinedError`.
    """
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        bytecode_cache=_kept[0] if _kept else None,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(package: str, name: str, **values: object) -> Markup:
    """Return the template `name` of `package` with `values` put in, as HTML.

    Raises `jinja2.TemplateNotFound` where the package has no such template.
    """
    return Markup(_template(package, name).render(values).strip())  # noqa: S704 - it was escaped


@cache
def _template(package: str, name: str) -> Template:
    return environment(package).get_template(name)
