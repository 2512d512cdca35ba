"""Submissions no honest browser would save, each made by code, each with its outcome."""

from __future__ import annotations

from hostile import damaged, files, odd, planted, second, written  # noqa: F401 - each adds its cases
from hostile.cases import CASES, Case, Desk, Expected

__all__ = ["CASES", "Case", "Desk", "Expected"]
