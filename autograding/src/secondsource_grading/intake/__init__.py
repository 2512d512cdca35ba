"""Everything that opens what a learner sent: admission, archives, times, notebooks. No key."""

from __future__ import annotations
