"""Thirty learners of the class site: their downloads earn what scoring their answers gives."""

from __future__ import annotations

import json
import subprocess
from random import Random

import pytest
from helpers.batches import grade
from helpers.classroom import Classroom
from helpers.node import NODE, PAGE, needs_node

from secondsource.scoring.base import score
from secondsource.site.write import Lesson, Settings, write_site
from secondsource.units import load_unit
from secondsource_grading import content
from secondsource_grading.authoring.build import build_unit
from secondsource_grading.keys import load_keys

UNITS = ("01-whose-words", "08-check-it", "10-rival-explanations")
"""Together they have every family that is graded in the course."""

EACH = 10


def answer_sets(keyring):
    """Ten learners: one knows all, one nothing, the others know, guess, game or leave out."""
    scored = [i for i in keyring.unit.items if not i.contested]
    found = {}
    for number in range(EACH):
        rng = Random(f"{keyring.unit.name} {number}")  # noqa: S311 - answers, no secret
        values = {}
        for item in scored:
            key = keyring[item.id][1]
            ways = [key.full(item), key.guess(item, rng), *key.strategies(item).values(), None]
            values[item.id] = {0: ways[0], 1: None}.get(number, rng.choice(ways))
        given = json.loads(json.dumps(values))
        found[f"s{number:02}"] = {k: v for k, v in given.items() if v is not None}
    return found


@needs_node
@pytest.mark.slow
@pytest.mark.parametrize("name", UNITS)
def test_what_thirty_learners_download_is_graded_by_both_commands(name, tmp_path):
    lesson = Lesson(
        load_unit(name), json.loads(build_unit(name, "page")), json.loads(build_unit(name))
    )
    write_site(tmp_path / "site", [lesson], Settings())
    keyring = load_keys(name)
    answers = answer_sets(keyring)
    assert len({json.dumps(given) for given in answers.values()}) == EACH
    done = subprocess.run(
        [str(NODE), str(PAGE / "learners.mjs"), str(tmp_path / "site"), name],
        input=json.dumps(answers),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    downloads = [json.loads(line) for line in done.stdout.splitlines()]
    assert [d["file"] for d in downloads] == [f"{who}_{name}.ipynb" for who in answers]

    course = Classroom(tmp_path / "course", name)
    (course.root / "exchange").mkdir(parents=True, mode=0o777)
    course.write_config(content.keys())
    (course.root / "source" / name).mkdir(parents=True)
    original = content.notebooks() / name / f"{name}.ipynb"
    (course.root / "source" / name / original.name).write_bytes(original.read_bytes())
    assert course.generate()["success"]
    for who, download in zip(answers, downloads, strict=True):
        course.submit(who, download["text"])
    direct = {
        who: {
            i.id: score(i, keyring[i.id][1], given.get(i.id)).points
            for i in keyring.unit.items
            if i.counts and not i.by_hand
        }
        for who, given in answers.items()
    }
    totals = {who: sum(points.values()) for who, points in direct.items()}
    assert len(set(totals.values())) > EACH / 2

    def graded():
        points = {who: course.points(who) for who in answers}
        return {who: {i: points[who][i] for i in direct[who]} for who in answers}

    result = course.autograde()
    assert result["success"], result
    assert graded() == direct
    (course.root / "gradebook.db").unlink()
    assert course.generate()["success"]
    grade(course)
    assert graded() == direct
