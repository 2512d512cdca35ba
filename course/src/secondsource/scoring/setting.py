"""Score of `setting`: whether the count of each setting is what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from secondsource.families import Mark
from secondsource.families.marks import Sign
from secondsource.families.setting import Setting, SettingItem, SettingValue
from secondsource.scoring.base import Key, Note, require

__all__ = ["SettingKey", "Wanted"]


class Wanted(BaseModel):
    """What the count of a setting must be: a share in `low`..`high`, of `least` cases or more."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    low: Annotated[float, Field(ge=0, le=1)] = 0.0
    high: Annotated[float, Field(ge=0, le=1)] = 1.0
    least: Annotated[int, Field(ge=1)] = 1

    def met(self, k: int, n: int) -> bool:
        """Return whether `k` of `n` is such a count."""
        return n >= self.least and self.low <= k / n <= self.high


class SettingKey(Key[SettingItem]):
    """For each thing asked, which counts are right; there may be many such settings."""

    among: ClassVar[str] = "One setting for each; there may be others."

    answer: Mapping[str, Wanted]
    feedback: Mapping[str, Note]

    def verify(self, item: SettingItem) -> None:
        """Everything asked has its count and its note, and some setting has that count."""
        ids = {a.id for a in item.asks}
        require(set(self.answer) == ids, item.id, f"answer must be given for {sorted(ids)}")
        require(set(self.feedback) == ids, item.id, f"feedback must be given for {sorted(ids)}")
        for name in sorted(ids):
            found = self._first(item, name) is not None
            require(found, item.id, f"no setting has the count that {name} asks for")

    def full(self, item: SettingItem) -> SettingValue:
        """Return for each thing asked the first setting that is right."""
        found = {a.id: self._first(item, a.id) for a in item.asks}
        return {name: setting for name, setting in found.items() if setting is not None}

    def share(self, item: SettingItem, value: SettingValue) -> tuple[float, str]:
        """Return the share of what is asked whose setting is right."""
        right = sum(self._right(item, name, setting) for name, setting in value.items())
        return right / len(item.asks), f"{right} of {len(item.asks)} settings fit."

    def marks(self, item: SettingItem, value: SettingValue) -> dict[str, Mark]:
        """Return for each thing asked whether its setting fits, with the note."""
        return {
            a.id: Mark(self._sign(item, a.id, value.get(a.id)), self.feedback[a.id])
            for a in item.asks
        }

    def strategies(self, item: SettingItem) -> dict[str, SettingValue]:
        """Return nothing filtered at all."""
        return {"no filter": {a.id: next(item.settings()) for a in item.asks}}

    def guess(self, item: SettingItem, rng: Random) -> SettingValue:
        """Return any option of each list."""
        return {
            a.id: {f.id: rng.choice([None, *(o.id for o in f.options)]) for f in item.filters}
            for a in item.asks
        }

    def _first(self, item: SettingItem, name: str) -> Setting | None:
        return next((s for s in item.settings() if self._right(item, name, s)), None)

    def _right(self, item: SettingItem, name: str, setting: Setting) -> bool:
        return self.answer[name].met(*item.counts_of(setting))

    def _sign(self, item: SettingItem, name: str, setting: Setting | None) -> Sign:
        if setting is None:
            return "missed"
        return "right" if self._right(item, name, setting) else "wrong"
