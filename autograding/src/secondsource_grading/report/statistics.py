"""The figures of a report, as pure functions of scores.

Classical test theory, as in Crocker & Algina 1986, Introduction to Classical and
Modern Test Theory, chapters 7 and 14. A figure that is not defined for the
scores at hand is None, never 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import covariance, fmean, variance

from scipy import stats

__all__ = [
    "FEW",
    "alpha_interval",
    "cronbach_alpha",
    "discriminative_efficiency",
    "item_rest_correlation",
    "mean_share",
    "pearson",
    "tenths",
    "wilson_interval",
]

FEW = 30
"""Below so many submissions no discrimination is shown, and all figures are provisional."""

Table = Sequence[Sequence[float]]
"""Points: one row for each submission, one column for each item."""


def mean_share(points: Sequence[float], out_of: float) -> float | None:
    """Mean of `points` as a share of `out_of`, in 0..1.

    This is classical test theory's item difficulty; a high value means an easy item.
    """
    return fmean(points) / out_of if points and out_of > 0 else None


def tenths(shares: Sequence[float]) -> list[int]:
    """How many shares lie in [0, .1), [.1, .2), ... [.9, 1]; others count at the nearer end."""
    counts = [0] * 10
    for share in shares:
        # A share such as 0.3 may arrive as 0.299999...: it belongs where it reads.
        counts[min(9, max(0, math.floor(share * 10 + 1e-9)))] += 1
    return counts


def pearson(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's correlation in -1..1; None where one side does not vary."""
    if len(xs) < 2:  # noqa: PLR2004 - two points make a line
        return None
    scale = max(map(abs, [*xs, *ys]))
    if min(max(xs) - min(xs), max(ys) - min(ys)) <= 1e-12 * scale:
        # What varies by rounding only: scipy would warn and give a figure without meaning.
        return None
    return float(stats.pearsonr(xs, ys).statistic)


def item_rest_correlation(table: Table, item: int) -> float | None:
    """Correlation of an item's points with the sum of all *other* items', in -1..1.

    The corrected item-total correlation of Henrysson 1963, Psychometrika 28(2):
    leaving the item out of the total keeps it from correlating with itself.
    """
    own = [row[item] for row in table]
    rest = [math.fsum(row) - row[item] for row in table]
    return pearson(own, rest)


def discriminative_efficiency(table: Table, item: int) -> float | None:
    """How close an item's discrimination comes to the most its own points allow, at most 1.

    As Moodle defines it for its quizzes ("Quiz statistics calculations" in Moodle's developer
    documentation, https://docs.moodle.org/dev/Quiz_statistics_calculations): the covariance of
    the item's points with the sum of all others, divided by that covariance when both lists
    are sorted, so that the best have the most. Moodle shows it times 100. Unlike a
    correlation it is not small merely because an item is very easy or very hard. None where
    one side does not vary.
    """
    own = [row[item] for row in table]
    rest = [math.fsum(row) - row[item] for row in table]
    if pearson(own, rest) is None:
        return None
    return covariance(own, rest) / covariance(sorted(own), sorted(rest))


def wilson_interval(share: float, number: int, level: float = 0.95) -> tuple[float, float] | None:
    """A confidence interval for a share in 0..1 of `number` learners; None where there are none.

    Wilson 1927, Journal of the American Statistical Association 22(158), without correction
    for continuity. It stays within 0..1 and is right for small classes and shares near 0 or 1.
    `share` may be a mean of points as a share of the most possible: such points spread at
    most as far as full marks and none would, so that the interval is then rather too wide.
    """
    if number < 1:
        return None
    z = float(stats.norm.ppf((1 + level) / 2))
    middle = (share + z * z / (2 * number)) / (1 + z * z / number)
    inner = share * (1 - share) / number + z * z / (4 * number * number)
    half = z * math.sqrt(max(0.0, inner)) / (1 + z * z / number)
    return max(0.0, middle - half), min(1.0, middle + half)


def cronbach_alpha(table: Table) -> float | None:
    """Cronbach's alpha (Cronbach 1951, Psychometrika 16(3)), at most 1, can be negative.

    k/(k-1) · (1 - sum of the items' variances / variance of the totals), for k
    items. For items scored 0 or 1 it is KR-20. None with fewer than two items or
    submissions, or where the totals do not vary.
    """
    if len(table) < 2 or len(table[0]) < 2:  # noqa: PLR2004 - said above
        return None
    items = len(table[0])
    of_items = math.fsum(variance([row[i] for row in table]) for i in range(items))
    totals = [math.fsum(row) for row in table]
    of_totals = variance(totals)
    if of_totals <= 1e-12 * max(1.0, *(t * t for t in totals)):
        return None
    return items / (items - 1) * (1 - of_items / of_totals)


def alpha_interval(
    alpha: float, submissions: int, items: int, level: float = 0.95
) -> tuple[float, float] | None:
    """A confidence interval for alpha at `level`.

    Feldt, Woodruff & Salih 1987, Applied Psychological Measurement 11(1):
    1 - (1 - alpha) · F, with the quantiles of F for (n-1) and (n-1)(k-1) degrees
    of freedom. None with fewer than two items or submissions.
    """
    if submissions < 2 or items < 2:  # noqa: PLR2004
        return None
    first = submissions - 1
    tail = (1 - level) / 2
    f = stats.f(first, first * (items - 1))
    return float(1 - (1 - alpha) * f.ppf(1 - tail)), float(1 - (1 - alpha) * f.ppf(tail))
