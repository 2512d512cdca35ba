"""Any answer to any exercise, given with keys alone: Tab and Shift+Tab, arrows, Space, typing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from answers import event, token
from app import Exercise
from giving import BAYES

MOST = 400
"""Presses of Tab from one control to another."""

STEP = """e => {
  const at = document.activeElement;
  const group = (x) => x?.type === 'radio' ? x.name : x?.getAttribute?.('role') === 'option'
    ? x.closest('[role=listbox]') : x;
  if (group(at) === group(e)) return '';
  const after = at === document.body || at.compareDocumentPosition(e) & 4;
  return after ? 'Tab' : 'Shift+Tab';
}"""
"""Which key leads nearer to a control; "" where the focus is on it, or on its group."""


def reach(exercise: Exercise, control: Any) -> None:
    """Press Tab, or Shift+Tab, until the control, or its group, has the focus."""
    keyboard = exercise.book.page.keyboard
    aim = control.element_handle()
    for _ in range(MOST):
        key = aim.evaluate(STEP)
        if not key:
            return
        keyboard.press(key)
    msg = f"{exercise.item}: {control} is not reached with Tab"
    raise AssertionError(msg)


def give_by_keys(exercise: Exercise, value: Any) -> None:
    """Answer an exercise that is blank, unfolding what it stands in."""
    folded = exercise.fold()
    if folded.count():
        _press(exercise, folded)
    KEYS[str(exercise.root.get_attribute("data-family"))](exercise, value)


def _press(exercise: Exercise, control: Any, key: str = "Enter") -> None:
    reach(exercise, control)
    exercise.book.page.keyboard.press(key)


def _radio(exercise: Exercise, radio: Any) -> None:
    """Space takes the one with the focus; arrows go on to the others of its group."""
    reach(exercise, radio)
    keyboard = exercise.book.page.keyboard
    keyboard.press("Space")
    for _ in range(MOST):
        if radio.is_checked():
            return
        keyboard.press("ArrowDown")
    msg = f"{exercise.item}: no arrow leads to {radio}"
    raise AssertionError(msg)


def _box(exercise: Exercise, value: str) -> None:
    _press(exercise, exercise.option(value), "Space")


def _type(exercise: Exercise, field: Any, text: str) -> None:
    reach(exercise, field)
    exercise.book.page.keyboard.type(text)


def _list(exercise: Exercise, field: Any, value: str) -> None:
    """Arrows change a list that is closed."""
    reach(exercise, field)
    away = field.evaluate(
        "(e, v) => [...e.options].findIndex((o) => o.value === v) - e.selectedIndex", value
    )
    for _ in range(abs(away)):
        exercise.book.page.keyboard.press("ArrowDown" if away > 0 else "ArrowUp")


def _choice(exercise: Exercise, value: str) -> None:
    _radio(exercise, exercise.option(value))


def _select(exercise: Exercise, value: list[str]) -> None:
    for option in value:
        _box(exercise, option)


def _tiers(exercise: Exercise, value: Mapping[str, str]) -> None:
    for tier, option in value.items():
        _radio(exercise, exercise.root.locator(f'input[name$="-{tier}"][value="{option}"]'))


def _matrix(exercise: Exercise, value: dict[str, str]) -> None:
    for row, column in value.items():
        _radio(exercise, exercise.cell(row, column))


def _number(exercise: Exercise, value: dict[str, Any]) -> None:
    _type(exercise, exercise.field, f"{value['amount']:g}")
    if exercise.option(value["unit"]).count():
        _radio(exercise, exercise.option(value["unit"]))


def _spans(exercise: Exercise, value: list[int]) -> None:
    keyboard = exercise.book.page.keyboard
    reach(exercise, token(exercise, 0))
    keyboard.press("Home")
    at = 0
    for number in sorted(value):
        for _ in range(number - at):
            keyboard.press("ArrowRight")
        keyboard.press("Space")
        at = number


def _graph(exercise: Exercise, value: list[list[str]]) -> None:
    for start, end in value:
        _list(exercise, exercise.root.get_by_label("From", exact=True), start)
        _list(exercise, exercise.root.get_by_label("To", exact=True), end)
        _press(exercise, exercise.button("Add arrow"))


def _order(exercise: Exercise, value: dict[str, list[str]]) -> None:
    for name in value["order"]:
        _press(exercise, event(exercise, name, "place"))
    for name in value["aside"]:
        _press(exercise, event(exercise, name, "aside"))


def _probability(exercise: Exercise, value: float) -> None:
    _type(exercise, exercise.root.locator(".ss-percent"), f"{value:g}")


def _bayes(exercise: Exercise, value: dict[str, float]) -> None:
    for number, name in enumerate(BAYES):
        _type(exercise, exercise.root.locator(".ss-percent").nth(number), f"{value[name]:.1f}")


def _cite(exercise: Exercise, value: dict[str, Any]) -> None:
    _choice(exercise, value["answer"])
    for place in value["places"]:
        _box(exercise, place)


def _lists(exercise: Exercise, kind: str, picks: dict[str, str]) -> None:
    for name, pick in picks.items():
        _list(exercise, exercise.root.locator(f'[data-{kind}="{name}"] select'), pick)


def _argument(exercise: Exercise, value: dict[str, Any]) -> None:
    _lists(exercise, "statement", value["roles"])
    _tiers(exercise, {name: value[name] for name in ("bridge", "falls")})


def _sheet(exercise: Exercise, value: list[dict[str, str]]) -> None:
    for number, row in enumerate(value):
        fields = exercise.root.locator(".ss-sheet").nth(number)
        if not fields.count():
            _press(exercise, exercise.button("Add a row"))
        for column, text in row.items():
            _type(exercise, fields.locator(f'textarea[id$="-{column}"]'), text)


def _calibration(exercise: Exercise, value: dict[str, float]) -> None:
    for chance in value.values():
        _type(exercise, exercise.root.locator(".ss-percent"), f"{chance:g}")
        _press(exercise, exercise.button("Give this chance"))


def _setting(exercise: Exercise, value: dict[str, dict[str, str]]) -> None:
    for ask, setting in value.items():
        for name, option in setting.items():
            _list(exercise, exercise.root.locator(f'select[id$="-{name}"]'), option or "")
        _press(exercise, exercise.root.locator(f'[data-ask="{ask}"] button').first)


def _budget(exercise: Exercise, value: dict[str, Any]) -> None:
    _chance(exercise, value["start"])
    for one in value["looks"]:
        _press(exercise, exercise.root.locator(f'[data-source="{one["look"]}"]'))
        _chance(exercise, one["chance"])


def _chance(exercise: Exercise, chance: float) -> None:
    """The last chance still stands in the field, and what is typed takes its place."""
    field = exercise.root.locator(".ss-percent")
    reach(exercise, field)
    exercise.book.page.keyboard.press("Control+a")
    _type(exercise, field, f"{chance:g}")
    _press(exercise, exercise.button("State this chance"))


KEYS: dict[str, Callable[[Exercise, Any], None]] = {
    "choice": _choice,
    "select": _select,
    "two-tier": _tiers,
    "matrix": _matrix,
    "number": _number,
    "spans": _spans,
    "graph": _graph,
    "order": _order,
    "probability": _probability,
    "bayes": _bayes,
    "cite": _cite,
    "pairs": lambda exercise, value: _lists(exercise, "part", value),
    "argument": _argument,
    "text": lambda e, value: _type(e, e.root.locator("textarea"), value),
    "sheet": _sheet,
    "budget": _budget,
    "calibration": _calibration,
    "setting": _setting,
}
