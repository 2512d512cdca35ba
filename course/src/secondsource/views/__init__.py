"""What a lesson shows without asking: tables of a pack, reading editions, and their HTML."""

from __future__ import annotations
