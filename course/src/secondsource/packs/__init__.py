"""The stories: sources as data packages, reading editions, a learner's own originals, counts."""

from __future__ import annotations

from secondsource.packs.pack import load_pack

__all__ = ["load_pack"]
