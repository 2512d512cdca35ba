"""Moodle XML, as https://docs.moodle.org/en/Moodle_XML_format describes it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from lxml import etree

from secondsource_grading.item_export.questions import (
    Amount,
    Body,
    Matching,
    OneOf,
    Question,
    Several,
    Written,
)
from secondsource_grading.item_export.xml import Element, add, decimal, xml_bytes

__all__ = ["moodle_xml"]

LONGEST_ID = 100
"""Characters of an `idnumber` in Moodle."""


def moodle_xml(unit: str, title: str, questions: Sequence[Question]) -> bytes:
    """Return a file that Moodle's question bank imports, into a category named for the unit."""
    quiz = etree.Element("quiz")
    category = add(quiz, "question", type="category")
    # A slash would begin a category inside of the category.
    _text(add(category, "category"), f"$course$/top/Second Source: {title.replace('/', '//')}")
    for question in questions:
        _add(quiz, unit, question)
    return xml_bytes(quiz)


def _add(quiz: Element, unit: str, question: Question) -> None:
    element = add(quiz, "question", type=_type(question.body))
    _text(add(element, "name"), question.title)
    _html(element, "questiontext", question.html)
    _html(element, "generalfeedback", question.reason)
    add(element, "defaultgrade", f"{question.points:g}")
    add(element, "penalty", "0")
    add(element, "hidden", "0")
    add(element, "idnumber", f"{unit}:{question.id}"[:LONGEST_ID])
    _fill(question.body, element)


@singledispatch
def _type(body: Body) -> str:
    raise NotImplementedError(body)


@_type.register(OneOf)
@_type.register(Several)
def _(_body: OneOf | Several) -> str:
    return "multichoice"


@_type.register
def _(_body: Amount) -> str:
    return "numerical"


@_type.register
def _(_body: Matching) -> str:
    return "matching"


@_type.register
def _(_body: Written) -> str:
    return "essay"


@singledispatch
def _fill(body: Body, _element: Element) -> None:
    """Write what a kind of question has beside what all have."""
    raise NotImplementedError(body)


@_fill.register
def _(body: OneOf, element: Element) -> None:
    _options(element, single=True)
    for choice in body.choices:
        _answer(element, 1.0 if choice.right else 0.0, choice.html, choice.note)


@_fill.register
def _(body: Several, element: Element) -> None:
    _options(element, single=False)
    for choice in body.choices:
        share = 1 / body.right if choice.right else -1 / body.wrong
        _answer(element, share, choice.html, choice.note)


@_fill.register
def _(body: Amount, element: Element) -> None:
    for case in body.cases:
        answer = add(element, "answer", fraction=_percent(case.share))
        add(answer, "text", decimal(case.amount))
        add(answer, "tolerance", decimal(case.tolerance))
        _html(answer, "feedback", case.note)
    add(element, "unitgradingtype", "0")
    add(element, "showunits", "3")  # none: the unit stands in the question


@_fill.register
def _(body: Matching, element: Element) -> None:
    add(element, "shuffleanswers", "0")
    used = {row.match for row in body.rows}
    for row in body.rows:
        _subquestion(element, row.html, body.matches[row.match])
    for match, text in body.matches.items():
        if match not in used:
            _subquestion(element, "", text)


@_fill.register
def _(body: Written, element: Element) -> None:
    add(element, "responseformat", "editor")
    add(element, "responserequired", "0")
    _html(element, "graderinfo", body.guide)


def _options(element: Element, *, single: bool) -> None:
    add(element, "single", str(single).lower())
    add(element, "shuffleanswers", "false")
    add(element, "answernumbering", "none")


def _answer(element: Element, share: float, html: str, note: str) -> None:
    answer = add(element, "answer", fraction=_percent(share), format="html")
    add(answer, "text", html)
    _html(answer, "feedback", note)


def _subquestion(element: Element, html: str, match: str) -> None:
    row = add(element, "subquestion", format="html")
    add(row, "text", html)
    _text(add(row, "answer"), match)


def _html(element: Element, tag: str, html: str) -> None:
    add(add(element, tag, format="html"), "text", html)


def _text(element: Element, text: str) -> None:
    add(element, "text", text)


def _percent(share: float) -> str:
    """Return a share as Moodle's list of grades has it: a percentage with five decimals."""
    return f"{share * 100:.5f}".rstrip("0").rstrip(".")
