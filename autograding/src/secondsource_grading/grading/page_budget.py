"""How much work one page of nbgrader's may take, all its texts and cells together."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

__all__ = ["may_spend"]

_SPENT = "secondsource_spent"
"""Where in a page's `resources` it stands what was spent so far, by kind of work."""


def may_spend(context: Mapping[str, Any], kind: str, cost: float, most: float) -> bool:
    """Return whether a page has room for one more piece of work, and count it if so.

    `context` is Jinja's, in which nbconvert keeps a page's `resources`. A piece that costs
    more than what is left of `most` is not to be done, and takes nothing; outside of
    nbconvert's pages there is no bound.
    """
    resources = context.get("resources")
    if not isinstance(resources, MutableMapping):
        return True
    spent = resources.setdefault(_SPENT, {})
    after = spent.get(kind, 0.0) + cost
    if after > most:
        return False
    spent[kind] = after
    return True
