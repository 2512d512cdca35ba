"""The only code that knows nbgrader's tables: reading them, writing grades, late penalties."""

from __future__ import annotations
