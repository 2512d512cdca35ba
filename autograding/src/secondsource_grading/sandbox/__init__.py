"""Running an instructor's own code tests on a learner's code, shut in as far as can be.

Off by default. A kernel that runs a learner's code is a learner's program: it is kept
from the network, from keys, gradebook and other submissions, and from lasting effects,
and bounded in time, memory, processes and output. What no shutting in can give is a
true verdict: code that shares a process with its test can always pass it (see `tests`).
"""

from __future__ import annotations

from secondsource_grading.sandbox.confine import Bounds, Confinement, unavailable

__all__ = ["Bounds", "Confinement", "unavailable"]
