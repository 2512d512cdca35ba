"""A lesson with questions in plain Markdown, for three questions without YAML.

    Who stopped work on Monday? [claim:K02]
    ( ) The crews of the ferries did. > They come later, in ¶5.
    (x) The ship pilots did. > ¶3 names them.

A question is the line above its options. In square brackets stands the evidence; `{#an-id}` may
give the question's id, which is made of its words otherwise. Feedback follows `>`, on the option's
line or on lines of its own. All other lines are the lesson's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

__all__ = ["Line", "Problem", "QuizOption", "QuizQuestion", "parse_quiz"]

_OPTION = re.compile(r"\s*(?:[-*]\s+)?\(([^)]?)\)\s*(.*)")
_FEEDBACK = re.compile(r"\s*>\s*(.*)")
_ID = re.compile(r"\s*\{#([^}\s]*)\}\s*$")
_EVIDENCE = re.compile(r"\s*\[((?:[a-z]+:[^\s\]]+[\s,]*)+)\]\s*$")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
LONGEST_ID = 40


@dataclass(frozen=True)
class Problem:
    """What is wrong, and in which line (from 1)."""

    line: int
    what: str


@dataclass
class QuizOption:
    """One option, where it stands, and what is said of it."""

    line: int
    right: bool
    text: str
    feedback: str
    id: str = ""


@dataclass
class QuizQuestion:
    """A question with its options; `line` is where it is asked."""

    line: int
    id: str
    prompt: str
    evidence: tuple[str, ...]
    options: list[QuizOption] = field(default_factory=list)

    @property
    def family(self) -> str:
        """`choice` where one option is right, `select` where several are."""
        return "select" if sum(o.right for o in self.options) > 1 else "choice"


Line = str | QuizQuestion
"""A line of the lesson, or a question that stands between its lines."""


def parse_quiz(lines: Sequence[str], first: int = 1) -> tuple[list[Line], list[Problem]]:
    """Return lesson lines and questions in their order, and everything that is wrong.

    `first` is the number of the first line in its file.
    """
    content: list[Line] = []
    problems: list[Problem] = []
    fence = ""
    for number, line in enumerate(lines, start=first):
        fence = _fence(line, fence)
        option = None if fence else _OPTION.fullmatch(line)
        question = content[-1] if content and isinstance(content[-1], QuizQuestion) else None
        if option:
            if question is None:
                question = _ask(content, problems, number)
            question.options.append(_option(option, number, problems))
        elif question and line.strip() and (more := _FEEDBACK.fullmatch(line)):
            last = question.options[-1]
            last.feedback = f"{last.feedback} {more[1].strip()}".strip()
        else:
            content.append(line)
    questions = [q for q in content if isinstance(q, QuizQuestion)]
    problems += _wrong(questions)
    return content, sorted(problems, key=lambda p: p.line)


def _fence(line: str, inside: str) -> str:
    """Return the fence of a code block that is open after this line; empty where none is."""
    match = _FENCE.match(line)
    if not match:
        return inside
    if not inside:
        return match[1]
    return "" if match[1].startswith(inside) else inside


def _ask(content: list[Line], problems: list[Problem], number: int) -> QuizQuestion:
    """Take the line above the first option for its question."""
    above = content.pop() if content else ""
    if not isinstance(above, str) or not above.strip():
        content.append(above)
        problems.append(Problem(number, "an option without a question; write it in the line above"))
        question = QuizQuestion(number, "", "", ())
        content.append(question)
        return question
    text, name = above.strip(), ""
    evidence: tuple[str, ...] = ()
    if found := _ID.search(text):
        name, text = found[1], text[: found.start()]
    if cited := _EVIDENCE.search(text):
        evidence = tuple(re.split(r"[\s,]+", cited[1].strip(" ,")))
        text = text[: cited.start()]
    question = QuizQuestion(number - 1, name or slug(text, 6), text.strip(), evidence)
    content.append(question)
    return question


def _option(match: re.Match[str], number: int, problems: list[Problem]) -> QuizOption:
    mark, rest = match[1], match[2]
    if mark not in (" ", "x", "X", ""):
        problems.append(Problem(number, f"found ({mark}); write ( ) or (x)"))
    text, _, feedback = rest.partition(" > ")
    return QuizOption(number, mark in ("x", "X"), text.strip(), feedback.strip())


def _wrong(questions: Sequence[QuizQuestion]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for question in questions:
        line = question.line
        if not question.prompt:
            continue
        if question.id in seen:
            what = f"the id {question.id!r} is that of line {seen[question.id]}; add {{#another}}"
            yield Problem(line, what)
        seen.setdefault(question.id, line)
        if not question.evidence:
            yield Problem(line, "no evidence; end the line with where it stands, as [claim:K02]")
        right = sum(o.right for o in question.options)
        if not right:
            yield Problem(line, "no option is right; mark one with (x), or several")
        elif right == len(question.options):
            yield Problem(line, "every option is right; write wrong ones too")
        name_options(question)
        for option in question.options:
            if not option.text:
                yield Problem(option.line, "an option without words")
            elif not option.feedback:
                yield Problem(option.line, "no feedback; write > and why, after the option")


def name_options(question: QuizQuestion) -> None:
    """Give every option an id of its first words, and a number where two would have the same."""
    taken: set[str] = set()
    for option in question.options:
        name = start = slug(option.text, 3)
        number = 2
        while name in taken:
            name, number = f"{start}-{number}", number + 1
        taken.add(name)
        option.id = name


def slug(text: str, words: int) -> str:
    """Return the first words of a text as an id: small letters, digits and hyphens."""
    found = re.findall(r"[a-z0-9]+", text.casefold().replace("’", "").replace("'", ""))
    name = "-".join(found[:words])[:LONGEST_ID].strip("-")
    return name if re.match(r"[a-z]", name) else f"q-{name}".strip("-")
