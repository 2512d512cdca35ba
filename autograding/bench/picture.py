"""The figures of `make bench` as one picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("agg")
import matplotlib.pyplot as plt

__all__ = ["draw"]


def draw(found: Mapping[str, Any], file: Path) -> None:
    """Milliseconds a submission by way of grading, and against the size of the class."""
    few, some = found["count_few"], found["count_some"]
    ways = {
        f"stock nbgrader ({few})": (found[f"stock_{few}_seconds"], few),
        f"nbgrader door ({few})": (found[f"door_{few}_seconds"], few),
        f"batch, 1 process ({some:,})": (found[f"batch_1_{some}_seconds"], some),
        f"batch, 2 processes ({some:,})": (found[f"batch_2_{some}_seconds"], some),
        f"Dask, 2 workers ({some:,})": (found[f"dask_2_{some}_seconds"], some),
        f"floor: files and rows ({some:,})": (found["floor_seconds"], some),
    }
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 4.2), layout="constrained")
    each = [1000 * seconds / count for seconds, count in ways.values()]
    bars = left.barh(list(ways), each, color="#33658a")
    left.bar_label(bars, [f" {_rounded(ms)} ms" for ms in each])
    left.set(xscale="log", xlabel="milliseconds a submission, start of the command included")
    left.set_xlim(right=max(each) * 12)
    left.xaxis.set_major_formatter("{x:,g}")
    left.invert_yaxis()
    highest = 0.0
    for processes, mark, place in (("1", "o", (5, 6)), ("2", "s", (5, -13))):
        sizes = sorted(
            int(name.split("_")[2])
            for name in found
            if name.startswith(f"batch_{processes}_") and name.endswith("_peak_mb")
        )
        line = [1000 * found[f"batch_{processes}_{n}_seconds"] / n for n in sizes]
        label = f"{processes} process{'es' * (processes != '1')}"
        right.plot(sizes, line, marker=mark, label=label)
        for n, ms in zip(sizes, line, strict=True):
            memory = f"{found[f'batch_{processes}_{n}_peak_mb']:.0f} MB"
            right.annotate(memory, (n, ms), textcoords="offset points", xytext=place, fontsize=8)
            highest = max(highest, ms)
    right.margins(x=0.18)
    right.set(
        xscale="log",
        ylim=(0, 1.15 * highest),
        xlabel="submissions",
        ylabel="milliseconds a submission",
        title="batch door: time and memory by size",
    )
    right.xaxis.set_major_formatter("{x:,.0f}")
    right.legend(title="memory at its highest")
    figure.savefig(file, dpi=120)
    plt.close(figure)


def _rounded(ms: float) -> str:
    """Three digits that count, never as a power of ten."""
    return f"{ms:,.0f}" if ms >= 100 else f"{ms:.3g}"  # noqa: PLR2004 - three digits
