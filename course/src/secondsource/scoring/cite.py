"""Score of `cite`: a right answer counts only with the places that decide it."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from secondsource.families import Mark
from secondsource.families.cite import CiteItem, CiteValue
from secondsource.scoring.attempt import Attempt
from secondsource.scoring.base import Key, Note, plural, require
from secondsource.scoring.set_score import f1

__all__ = ["CiteKey"]

NOTHING_TO, FULL_FROM = 0.4, 0.8
"""The F1 of the places up to which an answer earns nothing, and from which it counts in full.

One right place among three that are picked has 0.5 if it is the only one that decides, and 0.4 if
there are two. A reader without the texts gets so far by luck.
"""

Places = Annotated[tuple[str, ...], Field(min_length=1)]


class CiteNotes(BaseModel):
    """Feedback for every answer and every place."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    options: Mapping[str, Note]
    places: Mapping[str, Note]


class CiteKey(Key[CiteItem]):
    """The answer, and one or more sets of places that decide it."""

    answer: str
    places: Annotated[tuple[Places, ...], Field(min_length=1)]
    feedback: CiteNotes

    def verify(self, item: CiteItem) -> None:
        """The answer is an option, each set is some of the places, and all have feedback."""
        options, places = {o.id for o in item.options}, {o.id for o in item.places}
        require(self.answer in options, item.id, f"answer {self.answer!r} is none of {options}")
        for one in self.places:
            strange = sorted(set(one) - places)
            require(not strange, item.id, f"place {strange} is none of {sorted(places)}")
            fits = len(set(one)) == len(one) <= item.most
            require(fits, item.id, f"places {list(one)} are more than the {item.most} one may pick")
        require(
            set(self.feedback.options) == options and set(self.feedback.places) == places,
            item.id,
            f"feedback must be given for options {sorted(options)} and places {sorted(places)}",
        )

    def full(self, item: CiteItem) -> CiteValue:
        """Return the right answer with the first accepted set of places."""
        return item.parse({"answer": self.answer, "places": list(self.places[0])})

    def share(self, item: CiteItem, value: CiteValue) -> tuple[float, str]:  # noqa: ARG002
        """Return how far the places' F1 is on its way from 0.4 to 0.8; 0 for a wrong answer."""
        if value["answer"] != self.answer:
            return 0.0, "Another answer is better supported."
        picked, best = set(value["places"]), self._nearest(value)
        hits, wrong = len(picked & best), len(picked - best)
        if not hits:
            return 0.0, "The answer is right, but it counts only with a place that decides it."
        places = (f1(picked, best) - NOTHING_TO) / (FULL_FROM - NOTHING_TO)
        more = f", and {wrong} that {plural(wrong, 'does', 'do')} not" if wrong else ""
        which = "the place that decides it"
        if len(best) > 1:
            which = f"{hits} of the {len(best)} places that decide it"
        told = f"The answer is right. You have {which}{more}."
        return min(1.0, max(0.0, places)), told

    def counted(self, item: CiteItem) -> str:  # noqa: ARG002
        """Return how what is right becomes points."""
        return (
            "The answer counts only together with the places that decide it, "
            "and a place that does not decide it takes something away."
        )

    def marks(self, item: CiteItem, value: CiteValue) -> dict[str, Mark]:
        """Return a mark for every answer and every place, by the accepted set that is nearest."""
        notes, best = self.feedback, self._nearest(value)
        marks = {}
        for option in item.options:
            mark = _mark(option.id == self.answer, option.id == value["answer"])
            marks[f"answer.{option.id}"] = Mark(mark, notes.options[option.id])  # type: ignore[arg-type]
        for place in item.places:
            mark = _mark(place.id in best, place.id in value["places"])
            marks[f"place.{place.id}"] = Mark(mark, notes.places[place.id])  # type: ignore[arg-type]
        return marks

    def strategies(self, item: CiteItem) -> dict[str, CiteValue]:
        """Return first and last of both, the longest and the shortest of both."""
        places = [o.id for o in item.places]
        long = sorted(item.places, key=lambda o: -len(o.text))
        options = sorted(item.options, key=lambda o: -len(o.text))
        return {
            "first": {"answer": item.options[0].id, "places": places[: item.most]},
            "last": {"answer": item.options[-1].id, "places": places[-item.most :]},
            "longest": _sorted(item, options[0].id, [o.id for o in long[: item.most]]),
            "shortest": _sorted(item, options[-1].id, [o.id for o in long[-item.most :]]),
        }

    def invent(self, item: CiteItem, attempt: Attempt) -> CiteValue:
        """Return an answer, and with the right one mostly the right places."""
        answer = attempt.pick("answer", self.answer, [o.id for o in item.options])
        if answer == self.answer and attempt.knows("places"):
            return {"answer": answer, "places": self.full(item)["places"]}
        return {"answer": answer, "places": self.guess(item, attempt.rng)["places"]}

    def guess(self, item: CiteItem, rng: Random) -> CiteValue:
        """Return any answer with any places, one to as many as may be picked."""
        places = rng.sample([o.id for o in item.places], rng.randint(1, item.most))
        return _sorted(item, rng.choice(item.options).id, places)

    def _nearest(self, value: CiteValue) -> set[str]:
        """The accepted set with the best F1; the first of several."""
        picked = set(value["places"])
        return max((set(s) for s in self.places), key=lambda accepted: f1(picked, accepted))


def _mark(expected: bool, picked: bool) -> str:  # noqa: FBT001 - two answers to one question
    if picked:
        return "right" if expected else "wrong"
    return "missed" if expected else "plain"


def _sorted(item: CiteItem, answer: str, places: list[str]) -> CiteValue:
    return {"answer": answer, "places": [o.id for o in item.places if o.id in places]}
