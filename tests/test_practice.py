"""Practice items: keys come with the lesson, *Check* explains them everywhere, none counts."""

from __future__ import annotations

import pytest
from helpers.samples import COMMON, NOTE, notes, options
from ruamel.yaml import YAML

from secondsource import paths, self_study
from secondsource.errors import ContentError
from secondsource.scoring.evidence import told
from secondsource.scoring.keys import practice_keys, read_keys
from secondsource.units import load_unit, read_items
from secondsource_grading.keys import load_keys

NAME = "70-practice"
BASE = {"family": "choice", "points": 1, "prompt": "Which?", "options": options(4)}
ITEMS = [{"id": "try-it", "practice": True, **BASE}, {"id": "count-it", **BASE}]


def key(item, **more):
    return (
        {"item": item, "answer": "o1", "feedback": notes(f"o{n}" for n in range(4))} | COMMON | more
    )


def write(file, **content):
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as out:
        YAML().dump({"unit": NAME, **content}, out)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A unit with one practice and one graded item; `units` and `keys` are its folders."""
    write(tmp_path / "units" / NAME / "items.yaml", items=ITEMS)
    write(tmp_path / "units" / NAME / "practice.yaml", keys=[key("try-it")])
    write(tmp_path / "keys" / f"{NAME}.yaml", keys=[key("count-it")])
    monkeypatch.setattr(paths, "units", lambda: tmp_path / "units")
    return tmp_path


@pytest.mark.usefixtures("course")
def test_a_practice_item_never_counts():
    practice, graded = load_unit(NAME).items
    assert not practice.counts
    assert practice.shown_points is None
    assert graded.counts


@pytest.mark.usefixtures("course")
def test_check_explains_it_in_a_class(monkeypatch):
    """No instructor's package, no self-study: the key comes with the lesson."""
    monkeypatch.delenv("SECONDSOURCE_STUDY", raising=False)
    monkeypatch.setattr(self_study, "entry_points", lambda **_: [])
    assert self_study.checker(NAME, "count-it") is None
    html, share, explained = self_study.checker(NAME, "try-it")("o1", "first")
    assert (share, explained) == (1, True)
    assert "Right." in html
    assert f"{NOTE}: o1" in html


@pytest.mark.usefixtures("course")
def test_check_goes_in_steps():
    """A wrong answer is pointed at first, without the right one or a reason; then explained."""
    check = self_study.checker(NAME, "try-it")
    first, share, explained = check("o2", "first")
    assert (share, explained) == (0, False)
    assert "Not yet." in first
    assert "Look again at" in first
    assert NOTE not in first
    full, share, explained = check("o2", "full")
    assert (share, explained) == (0, True)
    assert f"{NOTE}: o1" in full


def test_an_item_of_a_test_is_never_checked(course, monkeypatch):
    item = {"id": "test-it", "test": True, **BASE}
    write(course / "units" / NAME / "items.yaml", items=[item])
    monkeypatch.setenv("SECONDSOURCE_STUDY", "1")
    assert self_study.checker(NAME, "test-it") is None


def test_a_test_is_no_practice(course):
    file = course / "units" / NAME / "items.yaml"
    write(file, items=[{"id": "both", "test": True, "practice": True, **BASE}])
    with pytest.raises(ContentError, match="a test is not"):
        read_items(file)


def test_the_grading_side_has_both_kinds_of_keys(course):
    assert set(load_keys(NAME, course / "keys").keys) == {"try-it", "count-it"}


@pytest.mark.parametrize(
    ("practice", "graded", "words"),
    [
        (["try-it", "count-it"], ["count-it"], ["practice.yaml", "count-it", "goes to learners"]),
        (["try-it"], ["count-it", "try-it"], [f"{NAME}.yaml", "try-it", "practice.yaml"]),
        ([], ["count-it"], ["practice.yaml", "no key", "try-it"]),
        (["try-it"], [], [f"{NAME}.yaml", "no key", "count-it"]),
    ],
)
def test_a_key_in_the_wrong_file_is_an_error(course, practice, graded, words):
    write(course / "units" / NAME / "practice.yaml", keys=[key(i) for i in practice])
    write(course / "keys" / f"{NAME}.yaml", keys=[key(i) for i in graded])
    with pytest.raises(ContentError) as caught:
        load_keys(NAME, course / "keys")
    for word in words:
        assert word in str(caught.value)


def test_a_missing_file_of_practice_keys_is_an_error(course):
    (course / "units" / NAME / "practice.yaml").unlink()
    with pytest.raises(ContentError, match=r"practice\.yaml: is missing.*try-it"):
        practice_keys(load_unit(NAME))


def test_a_unit_without_practice_needs_no_file(course):
    write(course / "units" / NAME / "items.yaml", items=ITEMS[1:])
    (course / "units" / NAME / "practice.yaml").unlink()
    assert dict(practice_keys(load_unit(NAME)).keys) == {}


def test_a_written_answer_is_no_practice(course):
    text = {
        "id": "write-it",
        "family": "text",
        "practice": True,
        "points": 2,
        "prompt": "Write.",
        "words": [1, 20],
        "rubric": [{"text": "one", "points": 1}, {"text": "two", "points": 1}],
    }
    file = course / "units" / NAME / "items.yaml"
    write(file, items=[text])
    with pytest.raises(ContentError, match="nothing can check a written answer"):
        read_items(file)


def test_the_wheel_never_takes_the_key_of_a_graded_item(course, root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "course"))
    from hatch_build import items

    assert f"_units/{NAME}/practice.yaml" in items(course / "units")
    write(course / "units" / NAME / "practice.yaml", keys=[key("try-it"), key("count-it")])
    with pytest.raises(ValueError, match=r"practice\.yaml: key of count-it"):
        items(course / "units")


def test_evidence_in_a_table_that_is_not_there_is_named():
    """A learner's copy of a pack lacks the instructor's tables."""

    class Pack:
        def has(self, _word):
            return False

    assert "only instructors" in told("omission:F01", Pack())
    assert "omission F01" in told("omission:F01", Pack())


def test_the_lab_units_keys_are_read_as_before(root):
    lab = root / "tests" / "lab"
    unit = read_items(lab / "units" / "90-lab" / "items.yaml")
    assert read_keys(lab / "keys" / "90-lab.yaml", unit)
