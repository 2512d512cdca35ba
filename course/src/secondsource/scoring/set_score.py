"""F1 corrected for chance, shared by the families in which a learner picks a set."""

from __future__ import annotations

from collections.abc import Hashable
from collections.abc import Set as AbstractSet

__all__ = ["above_everything", "f1"]


def f1(picked: AbstractSet[Hashable], expected: AbstractSet[Hashable]) -> float:
    """Return 2·hits / (picked + expected), in 0..1: van Rijsbergen 1979, ch. 7, equal weights."""
    if not picked and not expected:
        return 1.0
    return 2 * len(picked & expected) / (len(picked) + len(expected))


def above_everything(
    picked: AbstractSet[Hashable],
    expected: AbstractSet[Hashable],
    everything: AbstractSet[Hashable],
    full: float,
) -> float:
    """Return the share of the way from picking everything to `full`, in 0..1.

    Plain F1 rewards picking everything with 2p/(1+p) for a share p that is
    right; what picking everything earns is therefore taken as nothing.
    """
    floor = f1(everything, expected)
    return min(1.0, max(0.0, (f1(picked, expected) - floor) / (full - floor)))
