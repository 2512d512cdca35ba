"""The stories: sources as data packages, reading editions, a learner's own originals, counts."""

from __future__ import annotations
