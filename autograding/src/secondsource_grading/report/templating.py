"""How figures and an author's words are written in the report's pages."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from secondsource.markdown import to_html
from secondsource.scoring.base import worth
from secondsource.views.html import scroll_style
from secondsource_grading.report.statistics import wilson_interval

__all__ = ["between", "decimal", "fill", "percent"]


def fill(template: str, **values: Any) -> str:
    """Return the page of that name in `templates`, with these values."""
    environment = Environment(
        loader=PackageLoader("secondsource_grading.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "percent": percent,
        "between": between,
        "decimal": decimal,
        "line": line,
        "prose": prose,
        "worth": worth,
    }
    environment.globals |= {
        "wilson": wilson_interval,
        "scroll_style": Markup(scroll_style(".scroll")),  # noqa: S704 - our own file
    }
    return environment.get_template(template).render(**values)


def percent(share: float | None) -> str:
    """A share in 0..1 as whole percent; a dash for None."""
    return "–" if share is None else f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def between(interval: tuple[float, float] | None) -> str:
    """An interval of shares in 0..1 as whole percent; nothing for None."""
    return "" if interval is None else f"{100 * interval[0]:.0f}–{percent(interval[1])}"


def decimal(number: float | None) -> str:
    """Two decimals with a true minus sign; a dash for None."""
    return "–" if number is None else f"{number:.2f}".replace("-", "−")


def line(text: str) -> Markup:
    """An author's Markdown as one line of HTML; raw HTML in it is shown as text."""
    return Markup(to_html(text, inline=True))  # noqa: S704 - to_html escapes


def prose(text: str) -> Markup:
    """An author's Markdown as paragraphs; raw HTML in it is shown as text."""
    return Markup(to_html(text))  # noqa: S704 - to_html escapes
