"""Items whose key does not follow: everything that is known, wrong options, and a TODO."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from secondsource.yaml_files import read_yaml
from secondsource_grading.drafting.making.base import Made, Source

__all__ = ["skeletons"]

_FILE = Path(__file__).parents[1] / "lists" / "misreadings.yaml"

Misreading = Mapping[str, str]


def skeletons(source: Source) -> Iterator[Made]:
    """Make items to write out, the most useful one first: on a silence, a source, a number."""
    yield _silence(source)
    yield _support(source)
    yield _strength(source)
    yield _in_words(source)


@cache
def misreadings() -> Mapping[str, Sequence[Misreading]]:
    """Return the known misreadings by what they are about, each with `id`, `text` and `why`."""
    found: Mapping[str, Sequence[Misreading]] = read_yaml(_FILE)
    return found


def _silence(source: Source) -> Made:
    """Make an item on a conclusion from a silence: does it hold, and for what reason."""
    found = source.of("from-absence")
    name = source.name(source.sentence(found[0].where)) if found else "TODO: the place that"
    known = misreadings()["silence"][:3]
    return Made(
        {
            "id": "does-the-silence-show-it",
            "family": "two-tier",
            "title": "Does the silence show it?",
            "points": 2,
            "prompt": f"{name} draws a conclusion from a silence. By what you can read here, what "
            "becomes of the conclusion?",
            "options": [
                {"id": "holds", "text": "The material bears it out."},
                {"id": "fails", "text": "The material speaks against it."},
                {"id": "open", "text": "The material leaves it open."},
            ],
            "reason_prompt": "Which reason carries your answer best?",
            "reasons": [
                *({"id": m["id"], "text": m["text"]} for m in known),
                {"id": "own", "text": "TODO: the reason that carries it, naming a place"},
            ],
            "why": "A silence shows something only where the silent one would have known and told.",
        },
        {
            "item": "does-the-silence-show-it",
            "answer": {"answer": "open", "reason": "own"},
            "evidence": source.evidence(*(c.where for c in found[:1])) or _any(source),
            "judgement": "not-supported",
            "rationale": "TODO: which words or rows decide, and set answer and judgement to fit",
            "feedback": {
                "answer": {
                    "holds": "TODO: why a reader might say so, and what decides",
                    "fails": "TODO: why a reader might say so, and what decides",
                    "open": "TODO: why a reader might say so, and what decides",
                },
                "reason": {
                    **{m["id"]: m["why"] for m in known},
                    "own": "TODO: how this reason carries the answer",
                },
            },
        },
    )


def _support(source: Source) -> Made:
    """What best supports a claim of the first text."""
    document = next(iter(source.texts))
    known = misreadings()["source"]
    return Made(
        {
            "id": "what-carries-the-claim",
            "family": "choice",
            "title": "What carries the claim?",
            "points": 1,
            "prompt": f"TODO: name one claim of text {document} by its place, such as {document} "
            "¶2.1. What in the material carries it best?",
            "options": [
                *({"id": m["id"], "text": m["text"]} for m in known[:4]),
                {"id": "own", "text": "TODO: what carries it, as long as the others"},
            ],
            "why": "Support is what would be missing if the claim were false.",
        },
        {
            "item": "what-carries-the-claim",
            "answer": "own",
            "evidence": _any(source),
            "rationale": "TODO: which words or rows decide",
            "feedback": {
                **{m["id"]: m["why"] for m in known[:4]},
                "own": "TODO: which words show that it carries the claim",
            },
        },
    )


def _strength(source: Source) -> Made:
    """Which things about a number speak for it."""
    known = misreadings()["number"]
    return Made(
        {
            "id": "what-speaks-for-the-number",
            "family": "select",
            "title": "What speaks for the number?",
            "points": 2,
            "prompt": "TODO: name a number by its place. Tick everything that speaks for it.",
            "options": [
                *({"id": m["id"], "text": m["text"]} for m in known[:4]),
                {"id": "own-1", "text": "TODO: something that speaks for it"},
                {"id": "own-2", "text": "TODO: something else that speaks for it"},
            ],
        },
        {
            "item": "what-speaks-for-the-number",
            "answer": ["own-1", "own-2"],
            "evidence": _any(source),
            "rationale": "TODO: which words or rows decide",
            "feedback": {
                **{m["id"]: m["why"] for m in known[:4]},
                "own-1": "TODO: why it speaks for the number",
                "own-2": "TODO: why it speaks for the number",
            },
        },
    )


def _in_words(source: Source) -> Made:
    """A few sentences that a person reads."""
    return Made(
        {
            "id": "in-your-own-words",
            "family": "text",
            "title": "In your own words",
            "points": 2,
            "prompt": "TODO: what is to be said in two or three sentences, about which place?",
            "words": [20, 80],
            "rubric": [
                {"id": "claim", "text": "TODO: what earns the first point", "points": 1},
                {"id": "reason", "text": "TODO: what earns the second point", "points": 1},
            ],
        },
        {
            "item": "in-your-own-words",
            "answer": "TODO: an answer that earns all points",
            "evidence": _any(source),
            "rationale": "TODO: which words or rows decide",
            "feedback": {"claim": "TODO: what was asked for", "reason": "TODO: what was asked for"},
        },
    )


def _any(source: Source) -> list[str]:
    return [f"document:{next(iter(source.texts))}"]
