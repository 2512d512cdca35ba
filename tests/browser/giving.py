"""Any answer to any exercise, given by mouse or finger and typing as a learner would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from answers import event, token
from app import Exercise

BAYES = ("prior", "if_true", "if_false", "after", "what_if")


def give(exercise: Exercise, value: Any) -> None:
    """Answer an exercise that is blank, unfolding what it stands in."""
    folded = exercise.fold()
    if folded.count():
        exercise.press(folded)
    family = str(exercise.root.get_attribute("data-family"))
    GIVEN[family](exercise, value)


def _choice(exercise: Exercise, value: str) -> None:
    exercise.click(value)


def _select(exercise: Exercise, value: list[str]) -> None:
    for option in value:
        exercise.click(option)


def _two_tier(exercise: Exercise, value: dict[str, str]) -> None:
    for tier, option in value.items():
        exercise.press(
            exercise.root.locator(f'input[name$="-{tier}"][value="{option}"]').locator("xpath=..")
        )


def _matrix(exercise: Exercise, value: dict[str, str]) -> None:
    for row, column in value.items():
        exercise.press(exercise.cell(row, column).locator("xpath=.."))


def _number(exercise: Exercise, value: dict[str, Any]) -> None:
    exercise.field.fill(f"{value['amount']:g}")
    if exercise.option(value["unit"]).count():
        exercise.click(value["unit"])


def _spans(exercise: Exercise, value: list[int]) -> None:
    for number in value:
        exercise.press(token(exercise, number))


def _graph(exercise: Exercise, value: list[list[str]]) -> None:
    for start, end in value:
        exercise.root.get_by_label("From", exact=True).select_option(start)
        exercise.root.get_by_label("To", exact=True).select_option(end)
        exercise.press(exercise.button("Add arrow"))


def _order(exercise: Exercise, value: dict[str, list[str]]) -> None:
    for name in value["order"]:
        exercise.press(event(exercise, name, "place"))
    for name in value["aside"]:
        exercise.press(event(exercise, name, "aside"))


def _probability(exercise: Exercise, value: float) -> None:
    exercise.root.locator(".ss-percent").fill(f"{value:g}")


def _bayes(exercise: Exercise, value: dict[str, float]) -> None:
    for number, name in enumerate(BAYES):
        exercise.root.locator(".ss-percent").nth(number).fill(f"{value[name]:.1f}")


def _cite(exercise: Exercise, value: dict[str, Any]) -> None:
    for option in (value["answer"], *value["places"]):
        exercise.click(option)


def _lists(exercise: Exercise, kind: str, picks: dict[str, str]) -> None:
    for name, pick in picks.items():
        exercise.root.locator(f'[data-{kind}="{name}"] select').select_option(pick)


def _pairs(exercise: Exercise, value: dict[str, str]) -> None:
    _lists(exercise, "part", value)


def _argument(exercise: Exercise, value: dict[str, Any]) -> None:
    _lists(exercise, "statement", value["roles"])
    _two_tier(exercise, {name: value[name] for name in ("bridge", "falls")})


def _text(exercise: Exercise, value: str) -> None:
    exercise.root.locator("textarea").fill(value)


def _sheet(exercise: Exercise, value: list[dict[str, str]]) -> None:
    for number, row in enumerate(value):
        fields = exercise.root.locator(".ss-sheet").nth(number)
        if not fields.count():
            exercise.press(exercise.button("Add a row"))
        for column, text in row.items():
            fields.locator(f'textarea[id$="-{column}"]').fill(text)


def _calibration(exercise: Exercise, value: dict[str, float]) -> None:
    for chance in value.values():
        exercise.root.locator(".ss-percent").fill(f"{chance:g}")
        exercise.press(exercise.button("Give this chance"))


def _budget(exercise: Exercise, value: dict[str, Any]) -> None:
    def state(chance: float) -> None:
        exercise.root.locator(".ss-percent").fill(f"{chance:g}")
        exercise.button("State this chance").click()

    state(value["start"])
    for look in value["looks"]:
        exercise.root.locator(f'[data-source="{look["look"]}"]').click()
        state(look["chance"])


def _setting(exercise: Exercise, value: dict[str, dict[str, str]]) -> None:
    for ask, setting in value.items():
        for name, option in setting.items():
            exercise.root.locator(f'select[id$="-{name}"]').select_option(option or "")
        exercise.press(exercise.root.locator(f'[data-ask="{ask}"] button').first)


GIVEN: dict[str, Callable[[Exercise, Any], None]] = {
    "choice": _choice,
    "select": _select,
    "two-tier": _two_tier,
    "matrix": _matrix,
    "number": _number,
    "spans": _spans,
    "graph": _graph,
    "order": _order,
    "probability": _probability,
    "bayes": _bayes,
    "cite": _cite,
    "pairs": _pairs,
    "argument": _argument,
    "text": _text,
    "sheet": _sheet,
    "calibration": _calibration,
    "budget": _budget,
    "setting": _setting,
}
