# ruff: noqa: S314 - the files were written by the test itself
"""Reads files of questions as school systems do, by their documented rules; none of our code.

Moodle: https://docs.moodle.org/en/Moodle_XML_format and the graders of its question types.
Canvas: `lib/qti` and `app/models/quizzes/quiz_question` in its public source.
QTI 2.1: the template `match_correct` of the specification.
"""

import re
import xml.etree.ElementTree as ET  # another parser than the one that wrote the files
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from zipfile import ZipFile

QTI12 = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
QTI21 = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
PACKAGE = "{http://www.imsglobal.org/xsd/imscp_v1p1}"

MOODLE_PERCENT = {
    *(100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667),
    *(14.28571, 12.5, 11.11111, 10, 5, 0),
}
"""The grades that Moodle's import takes, positive or negative."""


def words(html):
    """Return what somebody reads of HTML, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@dataclass
class Asked:
    """A question as a system has it after the import; `pays` gives shares in 0..1."""

    kind: str
    points: float
    html: str
    options: dict[str, str] = field(default_factory=dict)
    """Words of an option, and what the system knows it by."""
    rows: dict[str, str] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)
    cases: list[tuple[float, float, float]] = field(default_factory=list)
    """Lowest and highest amount, and what they earn."""
    guide: str = ""

    def one(self, option):
        return self.shares.get(self.options[option], 0.0)

    def amount(self, number):
        found = (share for low, high, share in self.cases if low - 1e-9 <= number <= high + 1e-9)
        return next(found, 0.0)

    def matching(self, links):
        """`links` has the words of a match by the words of a row."""
        assert set(links) <= set(self.rows)
        return sum(links.get(row) == match for row, match in self.rows.items()) / len(self.rows)


class MoodleQuestion(Asked):
    def several(self, ticked):
        return min(1.0, max(0.0, sum(self.shares[self.options[t]] for t in ticked)))


class CanvasQuestion(Asked):
    def several(self, ticked):
        right = {o for o, share in self.shares.items() if share}
        picked = {self.options[t] for t in ticked}
        return max(0.0, (len(picked & right) - len(picked - right)) / len(right))


class BlackboardQuestion(Asked):
    def several(self, ticked):
        return float({self.options[t] for t in ticked} == set(self.shares))


def read_moodle(data):
    """Return the questions of a Moodle XML file by their idnumber's last part."""
    root = ET.fromstring(data)
    assert root.tag == "quiz"
    first, *others = root
    assert first.get("type") == "category"
    assert first.findtext("category/text").startswith("$course$/top/")
    found = {}
    for q in others:
        asked = MoodleQuestion(
            q.get("type"), float(q.findtext("defaultgrade")), q.findtext("questiontext/text")
        )
        assert q.find("questiontext").get("format") == "html"
        if asked.kind == "multichoice":
            kind = q.findtext("single")
            asked.kind += {"true": " one", "false": " several"}[kind]
            _moodle_choices(q, asked)
        elif asked.kind == "numerical":
            for answer in q.iter("answer"):
                at, by = float(answer.findtext("text")), float(answer.findtext("tolerance"))
                asked.cases.append((at - by, at + by, _moodle_share(answer)))
        elif asked.kind == "matching":
            for row in q.iter("subquestion"):
                match = row.findtext("answer/text")
                asked.options[match] = match
                if row.findtext("text"):
                    asked.rows[words(row.findtext("text"))] = match
        else:
            assert asked.kind == "essay"
            asked.guide = q.findtext("graderinfo/text")
        found[q.findtext("idnumber").partition(":")[2]] = asked
    assert len(found) == len(others)
    return found


def _moodle_choices(question, asked):
    for number, answer in enumerate(question.iter("answer")):
        asked.options[words(answer.findtext("text"))] = str(number)
        asked.shares[str(number)] = _moodle_share(answer)
    most = max(asked.shares.values())
    gained = sum(s for s in asked.shares.values() if s > 0)
    # What Moodle asks of a question before it takes it.
    assert abs((most if asked.kind.endswith("one") else gained) - 1) < 1e-3


def _moodle_share(answer):
    percent = float(answer.get("fraction"))
    assert abs(percent) in MOODLE_PERCENT, percent
    # Moodle takes the exact value in the place of the rounded one in its list.
    exact = [sign / n for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20) for sign in (1, -1)]
    return next((e for e in exact if abs(e - percent / 100) < 1e-6), percent / 100)


def read_canvas(data):
    """Return the questions of a QTI 1.2 package by the last part of their ident."""
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))
        (resource,) = manifest.iter(f"{PACKAGE}resource")
        assert resource.get("type") == "imsqti_xmlv1p2"
        root = ET.fromstring(archive.read(resource.get("href")))
    return {
        item.get("ident").partition("_")[2]: _canvas(item) for item in root.iter(f"{QTI12}item")
    }


def _texts(element):
    return "".join(t.text or "" for t in element.iter(f"{QTI12}mattext"))


def _canvas(item):
    fields = {f.findtext(f"{QTI12}fieldlabel"): f.findtext(f"{QTI12}fieldentry")
              for f in item.iter(f"{QTI12}qtimetadatafield")}  # fmt: skip
    presentation = item.find(f"{QTI12}presentation")
    kind = fields["question_type"]
    asked = CanvasQuestion(
        kind, float(fields["points_possible"]), _texts(presentation.find(f"{QTI12}material"))
    )
    scored = [c for c in item.iter(f"{QTI12}respcondition") if c.find(f"{QTI12}setvar") is not None]
    places = list(presentation.iter(f"{QTI12}response_lid"))
    if kind == "matching_question":
        for place in places:
            labels = {e.get("ident"): _texts(e) for e in place.iter(f"{QTI12}response_label")}
            (right,) = [v.text for c in scored for v in c.iter(f"{QTI12}varequal")
                        if v.get("respident") == place.get("ident")]  # fmt: skip
            asked.rows[words(_texts(place.find(f"{QTI12}material")))] = labels[right]
            asked.options |= {text: text for text in labels.values()}
    elif places:
        for label in places[0].iter(f"{QTI12}response_label"):
            asked.options[words(_texts(label))] = label.get("ident")
        (condition,) = scored
        refused = {v.text for n in condition.iter(f"{QTI12}not") for v in n}
        named = {v.text for v in condition.iter(f"{QTI12}varequal")}
        assert named <= set(asked.options.values())
        asked.shares = dict.fromkeys(named - refused, 1.0)
    for condition in scored if kind == "numerical_question" else ():
        assert condition.findtext(f"{QTI12}setvar") == "100"
        low, high = (float(next(condition.iter(f"{QTI12}{t}")).text) for t in ("vargte", "varlte"))
        asked.cases.append((low, high, 1.0))
    shown = {d.get("linkrefid") for d in item.iter(f"{QTI12}displayfeedback")}
    assert shown == {f.get("ident") for f in item.iter(f"{QTI12}itemfeedback")}
    return asked


def read_blackboard(data):
    """Return the questions of a QTI 2.1 package, in which each item is named by the test."""
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))
        files = {f.get("href") for f in manifest.iter(f"{PACKAGE}file")}
        assert files == set(archive.namelist()) - {"imsmanifest.xml"}
        test = ET.fromstring(archive.read("test.xml"))
        return {
            ref.get("identifier").removeprefix("id_"): _blackboard(
                ET.fromstring(archive.read(ref.get("href"))),
                float(ref.find(f"{QTI21}weight").get("value")),
            )
            for ref in test.iter(f"{QTI21}assessmentItemRef")
        }


def _blackboard(item, points):
    body = item.find(f"{QTI21}itemBody")
    response = item.find(f"{QTI21}responseDeclaration")
    interaction = body[-1]
    text = "".join(ET.tostring(e, encoding="unicode") for e in body[:-1])
    asked = BlackboardQuestion(interaction.tag.removeprefix(QTI21), points, text)
    processing = item.find(f"{QTI21}responseProcessing")
    if asked.kind == "choiceInteraction":
        assert processing.get("template").endswith("/match_correct")
        asked.kind += " " + response.get("cardinality")
        for choice in interaction.iter(f"{QTI21}simpleChoice"):
            asked.options[words(ET.tostring(choice, encoding="unicode"))] = choice.get("identifier")
        asked.shares = {v.text: 1.0 for v in response.iter(f"{QTI21}value")}
        assert set(asked.shares) <= set(asked.options.values())
    else:
        assert processing is None
    return asked
