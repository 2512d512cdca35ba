"""What an author runs: building notebooks, and checking items, keys, prose and lessons."""

from __future__ import annotations
