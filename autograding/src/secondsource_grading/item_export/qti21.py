"""QTI 2.1 in a package, for Blackboard: one file an item, a test that names them, a manifest.

Points stand as weights in the test. Nothing but the standard's own way to score an item,
`match_correct`, is used, because Blackboard leaves out items that bring another.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree
from lxml import html as lxml_html

from secondsource_grading.item_export.questions import Body, Choice, OneOf, Question, Several
from secondsource_grading.item_export.xml import Element, add, xml_bytes, zipped

__all__ = ["qti21"]

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
MATCH_CORRECT = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"


def qti21(unit: str, title: str, questions: Sequence[Question]) -> bytes:
    """Return a package with a test of all questions."""
    files = {f"items/{q.id}.xml": _item(q) for q in questions}
    test = _test(unit, title, questions)
    manifest = _manifest(unit, list(files))
    return zipped({"imsmanifest.xml": manifest, "test.xml": test, **files})


def _name(word: str) -> str:
    """Return an identifier as QTI wants it: it begins with a letter."""
    return f"id_{word}"


def _item(question: Question) -> bytes:
    root = etree.Element(
        f"{{{QTI}}}assessmentItem",
        {
            "identifier": _name(question.id),
            "title": question.title,
            "adaptive": "false",
            "timeDependent": "false",
        },
        {None: QTI},
    )
    body = question.body
    choices = body.choices if isinstance(body, (OneOf, Several)) else ()
    _declare(root, body, choices)
    score = {"identifier": "SCORE", "cardinality": "single", "baseType": "float"}
    add(root, "outcomeDeclaration", **score)
    inside = add(root, "itemBody")
    _put_html(add(inside, "div"), question.html)
    _ask(inside, body, choices)
    if choices:
        add(root, "responseProcessing", template=MATCH_CORRECT)
    return xml_bytes(root, indent=False)


def _declare(root: Element, body: Body, choices: Sequence[Choice]) -> None:
    cardinality = "multiple" if isinstance(body, Several) else "single"
    kind = "identifier" if choices else "string"
    response = add(
        root, "responseDeclaration",
        identifier="RESPONSE", cardinality=cardinality, baseType=kind,
    )  # fmt: skip
    if choices:
        correct = add(response, "correctResponse")
        for choice in choices:
            if choice.right:
                add(correct, "value", _name(choice.id))


def _ask(inside: Element, body: Body, choices: Sequence[Choice]) -> None:
    if not choices:
        add(inside, "extendedTextInteraction", responseIdentifier="RESPONSE")
        return
    most = "0" if isinstance(body, Several) else "1"
    interaction = add(
        inside, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="false", maxChoices=most
    )
    for choice in choices:
        element = add(interaction, "simpleChoice", identifier=_name(choice.id))
        _put_html(element, f"<p>{choice.html}</p>")


def _put_html(parent: Element, html: str) -> None:
    """Put HTML under an element, in QTI's own namespace, which has the same tags."""
    inside = etree.fromstring(f'<div xmlns="{QTI}">{_as_xml(html)}</div>')
    parent.text = inside.text
    parent.extend(list(inside))


def _as_xml(html: str) -> str:
    """Return clean HTML with all its tags closed."""
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    return "".join(etree.tostring(element, encoding="unicode") for element in tree)


def _test(unit: str, title: str, questions: Sequence[Question]) -> bytes:
    root = etree.Element(
        f"{{{QTI}}}assessmentTest", {"identifier": _name(unit), "title": title}, {None: QTI}
    )
    part = add(
        root, "testPart",
        identifier="part", navigationMode="nonlinear", submissionMode="simultaneous",
    )  # fmt: skip
    section = add(part, "assessmentSection", identifier="section", title=title, visible="true")
    for question in questions:
        reference = add(
            section, "assessmentItemRef",
            identifier=_name(question.id), href=f"items/{question.id}.xml",
        )  # fmt: skip
        add(reference, "weight", identifier="points", value=f"{question.points:g}")
    return xml_bytes(root)


def _manifest(unit: str, files: Sequence[str]) -> bytes:
    root = etree.Element(f"{{{PACKAGE}}}manifest", {"identifier": _name(unit)}, {None: PACKAGE})
    data = add(root, "metadata")
    add(data, "schema", "QTIv2.1 Package")
    add(data, "schemaversion", "1.0.0")
    add(root, "organizations")
    resources = add(root, "resources")
    test = _resource(resources, "test", "imsqti_test_xmlv2p1", "test.xml")
    for number, file in enumerate(files, start=1):
        _resource(resources, f"item{number}", "imsqti_item_xmlv2p1", file)
        add(test, "dependency", identifierref=f"item{number}")
    return xml_bytes(root)


def _resource(resources: Element, name: str, kind: str, file: str) -> Element:
    resource = add(resources, "resource", identifier=name, type=kind, href=file)
    add(resource, "file", href=file)
    return resource
