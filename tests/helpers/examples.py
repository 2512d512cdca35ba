"""How many examples a property is tried on: all of them in `make test`, a share in `make quick`.

`make quick` is run between two edits, so it tries each property on a fifth of the examples; what
it might miss, the whole suite finds before anything lands. The profile is pytest's own option
`--hypothesis-profile`; see `conftest.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import settings

__all__ = ["HOUSE", "QUICK", "examples", "one_quick"]

HOUSE, QUICK = 100, 20
"""Examples of a property that does not say how many it wants, in either profile."""


def examples(most: int, **more: Any) -> settings:
    """Return the settings for `most` examples, or for the profile's share of them."""
    share = settings.default.max_examples / HOUSE
    return settings(max_examples=max(1, round(most * share)), **more)


def one_quick(values: Iterable[Any]) -> list[Any]:
    """Return the values of a test whose every case is slow: `make quick` runs the first alone."""
    first, *rest = values
    return [first, *(pytest.param(value, marks=pytest.mark.slow) for value in rest)]
