"""What is shipped is right: the one test of the course's content.

Its rules are the checks of `secondsource-teach check`; `tests/test_check.py` shows on small made-up
units that each of them would find a fault. A wrong row or key is mended in the content, not here.
"""

from __future__ import annotations

import pytest

from secondsource.units import unit_names
from secondsource_grading.authoring.check import check_all


@pytest.mark.slow  # `make check` looks at the same
def test_the_check_finds_nothing_wrong(root):
    findings = list(check_all(root / "notebooks", root / "autograding" / "keys"))
    assert [f"{f.name}: {p}" for f in findings for p in f.problems] == []
    looked_at = {f.name.rpartition(" ")[2] for f in findings if f.name.startswith("unit ")}
    assert looked_at == set(unit_names()), "a unit was passed over"
    for name in ("ground rules", "documents", "coverage power-crisis", "schemas", "stray files"):
        assert name in {f.name for f in findings}
    assert not [f.name for f in findings if "left out" in f.looked_at]
