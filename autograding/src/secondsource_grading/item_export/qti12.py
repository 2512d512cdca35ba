"""QTI 1.2 in a package, as Canvas reads and writes it.

The elements are those of "IMS Question & Test Interoperability: ASI XML Binding, version 1.2";
`question_type` and `points_possible` are Canvas's own (`lib/cc/qti` in its source).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from secondsource_grading.item_export.questions import (
    Amount,
    Body,
    Case,
    Matching,
    OneOf,
    Question,
    Several,
    Written,
)
from secondsource_grading.item_export.xml import Element, add, decimal, xml_bytes, zipped

__all__ = ["qti12"]

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"

RESPONSE = "response1"

TYPES: dict[type[Body], str] = {
    OneOf: "multiple_choice_question",
    Several: "multiple_answers_question",
    Amount: "numerical_question",
    Matching: "matching_question",
    Written: "essay_question",
}


def qti12(unit: str, title: str, questions: Sequence[Question]) -> bytes:
    """Return a package with one assessment, which Canvas imports as a quiz."""
    root = etree.Element(f"{{{QTI}}}questestinterop", nsmap={None: QTI})
    assessment = add(root, "assessment", ident=f"secondsource-{unit}", title=title)
    _fields(assessment, {"cc_maxattempts": "1"})
    section = add(assessment, "section", ident="root_section")
    for question in questions:
        _item(section, unit, question)
    file = f"{unit}/{unit}.xml"
    return zipped({"imsmanifest.xml": _manifest(unit, file), file: xml_bytes(root)})


def _manifest(unit: str, file: str) -> bytes:
    root = etree.Element(f"{{{PACKAGE}}}manifest", {"identifier": unit}, {None: PACKAGE})
    data = add(root, "metadata")
    add(data, "schema", "IMS Content")
    add(data, "schemaversion", "1.1.3")
    add(root, "organizations")
    resources = add(root, "resources")
    resource = add(
        resources, "resource", identifier=f"secondsource-{unit}", type="imsqti_xmlv1p2", href=file
    )
    add(resource, "file", href=file)
    return xml_bytes(root)


def _fields(parent: Element, fields: dict[str, str]) -> None:
    data = add(parent, "qtimetadata")
    for name, value in fields.items():
        field = add(data, "qtimetadatafield")
        add(field, "fieldlabel", name)
        add(field, "fieldentry", value)


def _item(section: Element, unit: str, question: Question) -> None:
    body = question.body
    item = add(section, "item", ident=f"{unit}_{question.id}", title=question.title)
    points = f"{question.points:g}"
    kind = {"question_type": TYPES[type(body)], "points_possible": points}
    _fields(add(item, "itemmetadata"), kind)
    presentation = add(item, "presentation")
    _material(presentation, question.html)
    _asked(presentation, body)
    processing = add(item, "resprocessing")
    add(
        add(processing, "outcomes"),
        "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal",
    )  # fmt: skip
    notes = {"general_fb": question.reason} | _notes(body)
    _told(processing, "general_fb", None)
    if isinstance(body, (OneOf, Several)):
        for choice in body.choices:
            _told(processing, f"{choice.id}_fb", choice.id)
    _scored(processing, body)
    for name, html in notes.items():
        _material(add(add(item, "itemfeedback", ident=name), "flow_mat"), html)


def _material(parent: Element, html: str, *, plain: bool = False) -> None:
    kind = "text/plain" if plain else "text/html"
    add(add(parent, "material"), "mattext", html, texttype=kind)


def _asked(presentation: Element, body: Body) -> None:
    match body:
        case OneOf() | Several():
            cardinality = "Single" if isinstance(body, OneOf) else "Multiple"
            options = ((c.id, c.html) for c in body.choices)
            _labels(presentation, RESPONSE, cardinality, options)
        case Matching():
            for row in body.rows:
                place = add(presentation, "response_lid", ident=f"response_{row.id}")
                _material(place, row.html)
                _render(place, body.matches.items(), plain=True)
        case Amount() | Written():
            text = add(presentation, "response_str", ident=RESPONSE, rcardinality="Single")
            kind = {"fibtype": "Decimal"} if isinstance(body, Amount) else {}
            add(add(text, "render_fib", **kind), "response_label", ident="answer1")


def _labels(
    parent: Element, ident: str, cardinality: str, options: Iterable[tuple[str, str]]
) -> None:
    place = add(parent, "response_lid", ident=ident, rcardinality=cardinality)
    _render(place, options, plain=False)


def _render(place: Element, options: Iterable[tuple[str, str]], *, plain: bool) -> None:
    render = add(place, "render_choice")
    for name, text in options:
        _material(add(render, "response_label", ident=name), text, plain=plain)


def _notes(body: Body) -> dict[str, str]:
    if isinstance(body, (OneOf, Several)):
        return {f"{c.id}_fb": c.note for c in body.choices}
    return {}


def _told(processing: Element, feedback: str, answer: str | None) -> None:
    """Show a feedback after any answer, or after the one answer."""
    where = add(add(processing, "respcondition", **{"continue": "Yes"}), "conditionvar")
    if answer is None:
        add(where, "other")
    else:
        add(where, "varequal", answer, respident=RESPONSE)
    add(where.getparent(), "displayfeedback", feedbacktype="Response", linkrefid=feedback)


def _scored(processing: Element, body: Body) -> None:
    match body:
        case OneOf():
            right = next(c for c in body.choices if c.right)
            add(_all_points(processing), "varequal", right.id, respident=RESPONSE)
        case Several():
            both = add(_all_points(processing), "and")
            for choice in body.choices:
                where = both if choice.right else add(both, "not")
                add(where, "varequal", choice.id, respident=RESPONSE)
        case Amount():
            for case in body.cases:
                if case.share == 1:
                    _within(_all_points(processing), case)
        case Matching():
            for row in body.rows:
                where = _points(processing, f"{100 / len(body.rows):.2f}", "Add", "Yes")
                add(where, "varequal", row.match, respident=f"response_{row.id}")
        case Written():
            add(_points(processing, None, "", "No"), "other")


def _all_points(processing: Element) -> Element:
    return _points(processing, "100", "Set", "No")


def _points(processing: Element, points: str | None, action: str, then: str) -> Element:
    """Add a condition that gives points, and return where it says on what."""
    condition = add(processing, "respcondition", **{"continue": then})
    where = add(condition, "conditionvar")
    if points is not None:
        add(condition, "setvar", points, action=action, varname="SCORE")
    return where


def _within(where: Element, case: Case) -> None:
    either = add(where, "or")
    add(either, "varequal", decimal(case.amount), respident=RESPONSE)
    both = add(either, "and")
    add(both, "vargte", decimal(case.amount - case.tolerance), respident=RESPONSE)
    add(both, "varlte", decimal(case.amount + case.tolerance), respident=RESPONSE)
