"""Items on who says something, and who has it from whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from secondsource_grading.drafting.candidates import Candidate
from secondsource_grading.drafting.making.base import Made, Source, slug
from secondsource_grading.drafting.texts import Sentence

__all__ = ["chains", "speakers"]

ROWS, LEAST_ROWS = 6, 4
COLUMNS, LEAST_COLUMNS = 5, 3
NODES = 5
PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "who"})
NO_NAME = frozenset(
    {"after", "at", "before", "by", "from", "her", "his", "in", "its", "on", "our", "their", "with"}
)
"""First words of what is no name by itself: *her operator* is another person in another text."""


def speakers(source: Source) -> Iterator[Made]:
    """Make a grid: sentences, and the name that the text gives to whoever says each."""
    rows = _rows(source)
    names = [n for n, _ in Counter(_speaker(c) for _, c in rows).most_common(COLUMNS)]
    rows = _spread([(s, c) for s, c in rows if _speaker(c) in names])
    names = list(dict.fromkeys(_speaker(c) for _, c in rows))
    if len(rows) < LEAST_ROWS or len(names) < LEAST_COLUMNS:
        return
    ids = {name: slug(name) for name in names}
    listed = {
        f"r{n}": (source.name(sentence), _speaker(c), c.where.words)
        for n, (sentence, c) in enumerate(rows, start=1)
    }
    yield Made(
        {
            "id": "who-says-it",
            "family": "matrix",
            "title": "Who says it",
            "points": 2,
            "prompt": "Open each sentence and look for whoever says what stands in it. Take the "
            "name that the text itself gives there.",
            "row_header": "Sentence",
            "rows": [{"id": i, "text": f"Sentence {name}"} for i, (name, _, _) in listed.items()],
            "columns": [{"id": ids[name], "text": name} for name in names],
            "why": "A claim can be asked about only where one knows who makes it.",
        },
        {
            "item": "who-says-it",
            "answer": {i: ids[speaker] for i, (_, speaker, _) in listed.items()},
            "evidence": source.evidence(*(c.where for _, c in rows)),
            "rationale": "Each sentence names its speaker beside the words that are said.",
            "feedback": {
                "rows": {
                    i: f"The words that decide are *{_short(words)}*, and the speaker there is "
                    f"{speaker}."
                    for i, (_, speaker, words) in listed.items()
                },
                "columns": {
                    ids[name]: f"The text names {name} in another sentence, and perhaps close by. "
                    "What counts is the name beside these words."
                    for name in names
                },
            },
        },
    )


def chains(source: Source) -> Iterator[Made]:
    """Make a graph of the longest chain of speakers: who has it from whom."""
    found = sorted(source.of("chain"), key=lambda c: -str(c.facts["chain"]).count(">"))
    for candidate in found[:1]:
        names = [_within(n.strip()) for n in str(candidate.facts["chain"]).split(">")]
        document = candidate.where.document
        sentence = source.sentence(candidate.where)
        beside = _beside(source, document, sentence.text)
        text = f"text {document}"
        nodes = [*dict.fromkeys([*names, text]), *beside][:NODES]
        nodes = [*nodes, "a reader of the text"][: max(4, len(nodes))]
        ids = {name: slug(name) for name in nodes}
        if len(set(ids.values())) < len(nodes) or len(nodes) < 4:  # noqa: PLR2004 - as the family wants
            return
        steps = [*zip(names[1:], names[:-1], strict=True), (text, names[-1])]
        edges = {f"{ids[a]}>{ids[b]}": (a, b) for a, b in steps}
        name = source.name(sentence)
        yield Made(
            {
                "id": "who-has-it-from-whom",
                "family": "graph",
                "title": "From mouth to mouth",
                "points": 2,
                "prompt": f"Take the sentence {name} alone. Draw an arrow from each one who hands "
                "the story on to the one it was taken from. A name may be left over.",
                "relation": "has it from",
                "nodes": [{"id": ids[n], "text": n} for n in nodes],
                "why": "Each hand that a story goes through is a place where it can change.",
            },
            {
                "item": "who-has-it-from-whom",
                "answer": list(edges),
                "evidence": source.evidence(candidate.where),
                "rationale": f"The sentence names its speakers in this order: "
                f"{', then '.join([*names, text])}.",
                "feedback": {
                    "edges": {
                        edge: f"By the words of {name} the story goes from {b} to {a}."
                        for edge, (a, b) in edges.items()
                    },
                    "extra": f"Nothing in {name} tells of this step; the name may stand elsewhere.",
                },
            },
        )


def _speaker(candidate: Candidate) -> str:
    """Return the name of a speaker as it stands within a sentence."""
    return _within(str(candidate.facts.get("speaker", "")))


def _within(name: str) -> str:
    first, _, rest = name.partition(" ")
    return f"{first.casefold()} {rest}" if first in ("The", "A", "An") else name


def _rows(source: Source) -> list[tuple[Sentence, Candidate]]:
    """Return sentences with one named speaker each, with what was found there."""
    by_sentence: dict[Sentence, list[Candidate]] = {}
    for candidate in source.found:
        if candidate.rule in ("quotation", "attribution", "chain"):
            by_sentence.setdefault(source.sentence(candidate.where), []).append(candidate)
    taken = {c.id for c in source.of("quotation", "attribution")}
    rows = []
    for sentence, inside in by_sentence.items():
        said = {_speaker(c) for c in inside if c.rule in ("quotation", "attribution")}
        plain = not any(c.rule == "chain" for c in inside) and len(said) == 1
        named = plain and not any(_nameless(s) for s in said)
        if named and any(c.id in taken for c in inside):
            rows.append((sentence, inside[0]))
    return rows


def _nameless(speaker: str) -> bool:
    """Return whether a speaker is not named by these words alone."""
    first = speaker.partition(" ")[0].casefold()
    return not speaker or speaker.casefold() in PRONOUNS or first in NO_NAME


def _spread(rows: Sequence[tuple[Sentence, Candidate]]) -> list[tuple[Sentence, Candidate]]:
    """Return at most six rows, so that no speaker has many more than another."""
    count: Counter[str] = Counter()
    ranked = []
    for row in rows:
        speaker = _speaker(row[1])
        ranked.append((count[speaker], row))
        count[speaker] += 1
    chosen = [row for _, row in sorted(ranked, key=lambda r: r[0])[:ROWS]]
    return [row for row in rows if row in chosen]


def _beside(source: Source, document: str, sentence: str) -> list[str]:
    """Return names of speakers in a document that do not stand in a sentence."""
    names = [
        _speaker(c)
        for c in source.found
        if c.rule in ("quotation", "attribution") and c.where.document == document
    ]
    words = sentence.casefold()
    return [
        n for n in dict.fromkeys(names)
        if n and n.casefold() not in words and n.casefold() not in PRONOUNS
    ]  # fmt: skip


def _short(words: str) -> str:
    """Return at most eight words, without signs that Markdown would read."""
    kept = words.replace("*", "").split()
    return " ".join(kept[:8]) + (" …" if len(kept) > 8 else "")  # noqa: PLR2004 - words
