"""Subclasses of nbgrader's own classes, and the few patches it needs."""

from __future__ import annotations
