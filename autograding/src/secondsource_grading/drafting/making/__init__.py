"""From what an author accepted to items with keys: computed where the key follows, else a TODO."""

from __future__ import annotations
