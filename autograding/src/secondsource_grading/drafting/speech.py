"""Who speaks: quotations, brackets and cuts inside them, attributions, and chains of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from secondsource_grading.drafting.texts import Found, Place, Sentence, Text
from secondsource_grading.drafting.word_lists import any_of, word_list

__all__ = ["handed_on", "quotations", "quoted_ranges"]

_QUOTATION = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|(?<!\w)‘([^‘]+?)’(?![\w])")
_BRACKET = re.compile(r"\[([^\[\]]+)\]")
_CUT = re.compile(r"\[?\(?(?:\.\s?\.\s?\.|…)\)?\]?")
_SENTENCE_END = re.compile(r"[.!?][\"”’»]?\s+$")
_FILLER = "\0"

_STOPPED = re.compile(r"\.[\"”’»]$")

NEAR = 400
"""Characters before and after a quotation in which its speaker is looked for."""
FEW = 3
"""Words up to which a quotation that nobody is said to speak is one of single words."""

_STOP = (
    r"(?=[,.;:?!\0]|\s(?:who|in|on|at|after|before|when|during|as|to|while|yesterday|today|and|but"
    r"|that|late|early|this|last|by|with|from|it|he|she|they|there|reporters"
    r"|seen|obtained|published|quoted)\b|$)"
)
_ACCORDING = re.compile(rf"\b[Aa]ccording to\s+(.{{2,80}}?){_STOP}")
_CITING = re.compile(
    r"\b(?:citing|quoting|(?:quoted|seen|obtained|told) by|(?:heard|learned|learnt) from)\s+"
    rf"(.{{2,80}}?){_STOP}"
)
_HEARD = re.compile(r"\b(?:heard|learned|learnt)(?=\s+from\b)")
_INVERTED = re.compile(r"\s+((?:[A-ZÀ-Ž][\w’'-]+)(?:\s+[A-ZÀ-Ž][\w’'-]+)*)(?=[,.;]|$)")
"""A name after its verb, as in *they must go, said Ada Brandt*."""
_CLAUSE = re.compile(
    r"[;:?!\0]|\.\s|(?:,\s+|\s)(?:and|but|while|whereas|that|because|when|than|what|if|whether)\s"
)
_COORDINATED = re.compile(r"(?:[,;]\s+(?:and|but|while|whereas)\s)")
_LEADING = re.compile(
    r"^(?:and|but|while|because|when|also|then|later|meanwhile|that)\s+", re.IGNORECASE
)
_AUXILIARY = re.compile(
    r"(?:\s+(?:has|have|had|did|does|do|would|will|not|also|later|then|once|again|never|was|were|been"
    r"|is|are|be|[a-z]+ly))+$"
)
_NO_SPEAKER = re.compile(r"\b(?:not|never|was|were|been|is|are|be|would)\b")
_NOT_SAID = re.compile(r"(?:than|what|whether|if|nobody|no one)\s+$")
_PRONOUNS = frozenset({"he", "she", "they", "it", "i", "we", "who", "which"})


@dataclass(frozen=True)
class _Said:
    """One hand-over of a statement: the speaker, and where speaker and verb stand."""

    speaker: str
    start: int
    end: int


def quotations(text: Text) -> Iterator[Found]:
    """Yield each quotation with its speaker, and each bracket and cut inside one."""
    for number, paragraph in enumerate(text.paragraphs, start=1):
        last, blank = "", _blank(paragraph)
        for match in _QUOTATION.finditer(paragraph):
            place = Place(text.document, number, match.start(), match.end(), match[0])
            speaker = _speaker(blank, *match.span(), stopped=_STOPPED.search(match[0]) is not None)
            goes_on = not speaker and bool(_SENTENCE_END.search(_head(paragraph, match.start())))
            says = f"{_who(last, match[0])}, who spoke before" if goes_on and last else ""
            last = speaker or (last if goes_on else "")
            says = says or _who(speaker, match[0])
            yield Found("quotation", place, says, facts={"speaker": last})
            yield from _inside(place)


def handed_on(text: Text) -> Iterator[Found]:
    """Yield who a statement without quotation marks is said by, and chains of speakers."""
    blank = [_blank(paragraph) for paragraph in text.paragraphs]
    for sentence in text.sentences:
        yield from _of_sentence(sentence, blank[sentence.paragraph - 1])


def quoted_ranges(paragraph: str) -> list[tuple[int, int]]:
    """Return the ranges of a paragraph that stand in quotation marks."""
    return [m.span() for m in _QUOTATION.finditer(paragraph)]


def _of_sentence(sentence: Sentence, blank: str) -> Iterator[Found]:
    open_text = blank[sentence.start : sentence.start + len(sentence.text)]
    said = [s for s in _said(open_text) if s.speaker]
    for part in _parts(open_text):
        inside = [s for s in said if part[0] <= s.start < part[1]]
        speakers = list(dict.fromkeys(s.speaker for s in inside))
        if len(speakers) > 1:
            chain = " > ".join(reversed(speakers))
            place = sentence.place(inside[0].start, max(inside[-1].end, inside[-1].start + 1))
            says = f"a chain, as far as its words tell: {chain} > this text"
            yield Found("chain", place, says, facts={"chain": chain})
    if _FILLER in open_text:
        return  # what a quotation's speaker says is told with the quotation
    for one in said:
        place = sentence.place(one.start, one.end)
        yield Found("attribution", place, f"said by {one.speaker}", facts={"speaker": one.speaker})


def _parts(text: str) -> list[tuple[int, int]]:
    """Return the parts of a sentence that stand beside each other, joined by *and* or *but*."""
    cuts = [m.start() for m in _COORDINATED.finditer(text)]
    return list(zip([0, *cuts], [*cuts, len(text)], strict=True))


def _said(text: str) -> list[_Said]:
    """Return every speaker with a verb of saying, in the order of the text."""
    verbs = word_list("reporting_verbs").pattern
    found = [
        _Said(_tidy(verbs.split(m[1])[0]), m.start(), m.end())
        for pattern in (_ACCORDING, _CITING)
        for m in pattern.finditer(text)
    ]
    hearing = [(m.start(), m.end()) for m in _HEARD.finditer(text)]
    for start, end in [*(m.span() for m in verbs.finditer(text)), *hearing]:
        speaker, at = _before(text, start)
        if inverted := _INVERTED.match(text, end) if text[:start].endswith(", ") else None:
            speaker, at, end = _tidy(inverted[1]), start, inverted.end()  # noqa: PLW2901
        if speaker:
            found.append(_Said(speaker, at, end))
    return sorted(found, key=lambda s: s.start)


def _speaker(blank: str, start: int, end: int, *, stopped: bool) -> str:
    """Return who speaks the quotation at `start` to `end`; empty where the text doesn't say.

    After one that is `stopped` by a full stop a new sentence begins, with speakers of its own.
    """
    verbs = any_of(word_list("reporting_verbs").words)
    after = "" if stopped else blank[end : end + NEAR]
    inverted = re.match(rf"[\s,]*(?:{verbs})\s+(.{{2,80}}?){_STOP}", after)
    if inverted:
        return _tidy(inverted[1])
    straight = re.match(
        rf"[\s,]*([^.;:?!\0]{{2,80}}?)\s+(?:[a-z]+ly\s+)?(?:{verbs})\b", after, re.IGNORECASE
    )
    if straight and not _CLAUSE.search(straight[1]):
        return _tidy(straight[1])
    head = _head(blank, start)
    opening = max(head.rfind(". "), head.rfind("! "), head.rfind("? ")) + 1
    clause = head[opening:]
    before = [s for s in _said(clause) if s.speaker]
    if before:
        return before[-1].speaker
    told = _ACCORDING.match(after.lstrip(" ,"))
    return _tidy(told[1]) if told else ""


def _head(text: str, end: int) -> str:
    """Return what stands shortly before a place."""
    return text[max(0, end - NEAR) : end]


def _before(text: str, verb: int) -> tuple[str, int]:
    """Return the words before a verb that can be its speaker, and where they start.

    They are empty where nothing is said (*has not said*), or to somebody (*was told*).
    """
    head = text[:verb].rstrip()
    helping = _AUXILIARY.search(head)
    if helping and _NO_SPEAKER.search(helping[0]):
        return "", verb
    head = head[: helping.start()] if helping else head
    verbs = word_list("reporting_verbs").pattern
    cut = max((m.end() for p in (_CLAUSE, verbs) for m in p.finditer(head)), default=0)
    segment = _LEADING.sub("", head[cut:].strip())
    if segment.endswith(",") and "," in segment[:-1]:
        segment = segment[:-1].rsplit(",", 1)[0]  # a name, and in commas who that is
    segment = _tidy(_LEADING.sub("", segment.rstrip(",").rsplit(", ", 1)[-1]))
    if not re.match(r"[A-Za-zÀ-ž]", segment) or _too_long(segment):
        return "", verb
    start = text.rfind(segment.split()[0], 0, verb)
    return ("", verb) if _NOT_SAID.search(text[:start]) else (segment, start)


def _too_long(segment: str) -> bool:
    return len(segment.split()) > 8 or bool(re.search(r"\b(?:to|was|were|is|are|be)$", segment))  # noqa: PLR2004


def _tidy(speaker: str) -> str:
    return " ".join(speaker.replace(_FILLER, " ").split()).strip(" ,.")


def _blank(paragraph: str) -> str:
    """Return a paragraph with its quotations blanked, so that nothing in them counts."""
    return _QUOTATION.sub(lambda m: _FILLER * len(m[0]), paragraph)


def _who(speaker: str, quoted: str) -> str:
    if speaker.casefold() in _PRONOUNS:
        return f"spoken by “{speaker}”: see the sentence before for whom that means"
    if speaker:
        return f"spoken by {speaker}"
    if len(quoted.split()) <= FEW:
        return "single words in quotation marks, and nobody is said to speak them"
    return "the sentence does not say who speaks"


def _inside(quotation: Place) -> Iterator[Found]:
    """Yield what was put into a quotation or taken out of it."""

    def place(match: re.Match[str]) -> Place:
        start = quotation.start + match.start()
        return Place(
            quotation.document, quotation.paragraph, start, start + len(match[0]), match[0]
        )

    for match in _CUT.finditer(quotation.words):
        yield Found("cut", place(match), "words were taken out of the quotation here")
    for match in _BRACKET.finditer(quotation.words):
        if not _CUT.fullmatch(match[0]):
            says = f"{match[1]!r} was put into the quotation by whoever quotes"
            yield Found("bracket", place(match), says)
