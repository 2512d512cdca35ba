"""Items on what one text tells and others do not, and on claims that grow within a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from secondsource_grading.drafting.candidates import Candidate
from secondsource_grading.drafting.making.base import Made, Source
from secondsource_grading.drafting.texts import Sentence

__all__ = ["coverage", "growing"]

ROWS, LEAST = 6, 4
PLACES = 6


def coverage(source: Source) -> Iterator[Made]:
    """Make a grid: facts, and the one text that tells each."""
    listed: dict[str, list[tuple[str, Candidate]]] = {}
    for candidate in source.of("told-by-one"):
        words = _own_words(source, candidate)
        if words:
            listed.setdefault(candidate.where.document, []).append((words, candidate))
    turns = [
        (document, *found[turn])
        for turn in range(ROWS)
        for document, found in listed.items()
        if turn < len(found)
    ][:ROWS]
    documents = list(source.texts)
    if len(turns) < LEAST or len({d for d, _, _ in turns}) < 2 or len(documents) < 2:  # noqa: PLR2004 - to compare
        return
    names = {d: f"text {d}" for d in documents}
    columns = [{"id": d.casefold(), "text": names[d]} for d in documents]
    if len(columns) == 2:  # noqa: PLR2004 - a coin would decide
        columns.append({"id": "none", "text": "none of the texts"})
    rows = {f"f{n}": turn for n, turn in enumerate(turns, start=1)}
    yield Made(
        {
            "id": "who-tells-it",
            "family": "matrix",
            "title": "Told by one alone",
            "points": 2,
            "prompt": "Each of these stands in one text alone. In which one?",
            "row_header": "What is told",
            "rows": [{"id": i, "text": f"“{words}”"} for i, (_, words, _) in rows.items()],
            "columns": columns,
            "why": "What one text alone tells may be its own discovery, or its own mistake.",
        },
        {
            "item": "who-tells-it",
            "answer": {i: d.casefold() for i, (d, _, _) in rows.items()},
            "evidence": source.evidence(*(c.where for _, _, c in rows.values())),
            "rationale": "Each of these was looked for in all the texts, and stands in one.",
            "feedback": {
                "rows": {
                    i: f"It stands in {source.name(source.sentence(c.where))} and in no other text."
                    for i, (_, _, c) in rows.items()
                },
                "columns": {
                    c["id"]: f"To say {c['text']} you would have to find the words there, and they "
                    "stand in another one."
                    for c in columns
                },
            },
        },
    )


def growing(source: Source) -> Iterator[Made]:
    """Ask in which text a claim loses its careful word on the way, with both sentences."""
    lost = _lost(source.of("growing"))
    documents = list(source.texts)
    for candidate in lost[:1]:
        document = candidate.where.document
        pair = [source.sentence(p) for p in (candidate.where, candidate.also[0])]
        alone = {c.where.document for c in _lost(source.found)} == {document}
        places = _places(source, pair)
        if len(documents) < 2 or not alone or len(places) <= 2:  # noqa: PLR2004 - to choose from
            return
        ids = {s: f"s{n}" for n, s in enumerate(places, start=1)}
        names = {s: source.name(s) for s in places}
        options = [{"id": d.casefold(), "text": f"in text {d}"} for d in documents]
        options.append({"id": "nowhere", "text": "in none of them"})
        yield Made(
            {
                "id": "where-it-grows",
                "family": "cite",
                "title": "A claim that grows",
                "points": 2,
                "prompt": "In one of the texts a claim is told first with a careful word and later "
                "without it. Say which text, and cite both sentences.",
                "options": options,
                "places": [{"id": ids[s], "text": f"Sentence {names[s]}"} for s in places],
                "most": 2,
                "why": "A claim that grows on the way needs new support, and here is none.",
            },
            {
                "item": "where-it-grows",
                "answer": document.casefold(),
                "places": [[ids[s] for s in pair]],
                "evidence": source.evidence(candidate.where, candidate.also[0]),
                "rationale": f"{names[pair[0]]} holds back. {names[pair[1]]} tells it as a fact.",
                "feedback": {
                    "options": {
                        o["id"]: f"{names[pair[0]]} and {names[pair[1]]} tell one thing, the first "
                        "with a careful word and the second without."
                        if o["id"] == document.casefold()
                        else "Look for two sentences of one text that tell the same thing; here "
                        "there is no such pair."
                        for o in options
                    },
                    "places": {
                        ids[s]: f"{names[s]} is one of the two that tell the same thing."
                        if s in pair
                        else f"{names[s]} has no partner that tells the same without care."
                        for s in places
                    },
                },
            },
        )


def _own_words(source: Source, candidate: Candidate) -> str:
    """Return the longest thing that a sentence alone tells, as it stands there; "" for none.

    The name of a text's own paper is left out, because nobody needs to read for that.
    """
    document = candidate.where.document
    row = source.pack.table("document").row(document)
    others = [t.whole for d, t in source.texts.items() if d != document]
    fit = [
        words
        for words in candidate.says.partition(": ")[2].split(", ")
        if words in candidate.where.words
        and words not in row["outlet"]
        and not any(words in other for other in others)
    ]
    return max(fit, key=len, default="")


def _lost(found: Sequence[Candidate]) -> list[Candidate]:
    return [c for c in found if c.rule == "growing" and c.says.startswith("a hedge in")]


def _places(source: Source, pair: list[Sentence]) -> list[Sentence]:
    """Return the pair with other sentences, hedged ones first, in the order of the texts."""
    every = [s for t in source.texts.values() for s in t.sentences]
    hedged = [source.sentence(c.where) for c in source.found if c.rule in ("hedge", "booster")]
    beside = [s for s in dict.fromkeys([*hedged, *every]) if s not in pair]
    long = [s for s in beside if len(s.text.split()) >= 8]  # noqa: PLR2004 - no heading
    chosen = [*pair, *long[: PLACES - 2]]
    return [s for s in every if s in chosen]
