"""One answer to each exercise of the orchard unit, and how it is given by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

ANSWERS: dict[str, Any] = {
    "orc-select": ["watch", "tell"],
    "orc-matrix": {"fell": "told", "thief": "seen", "price": "nobody"},
    "orc-two-tier": {"answer": "no", "reason": "loud"},
    "orc-number": {"amount": 0.3, "unit": "t"},
    "orc-share": {"amount": -12.5, "unit": "percent"},
    "orc-choice": "guard",
    "orc-words": [3, 7, 8],
    "orc-sentences": [1, 2],
    "orc-graph": [["paper", "baker"], ["radio", "paper"]],
    "orc-order": {"order": ["fall", "moon", "dog"], "aside": ["sale", "note"]},
    "orc-chance": 70,
    "orc-bayes": {"prior": 20, "if_true": 90, "if_false": 10, "after": 69.2, "what_if": 22},
    "orc-cite": {"answer": "open", "places": ["steps", "wind"]},
    "orc-pairs": {"night": "fell", "storm": "none", "none-left": "sale"},
    "orc-map": {
        "roles": {"prints": "step1", "someone": "first", "cider": "out", "thief": "last"},
        "bridge": "fresh",
        "falls": "both",
    },
    "orc-note": "Who saw the prints?\nIt would show who knows.",
    "orc-sheet": [
        {"claim": "It fell", "speaker": "He", "chain": "a friend", "strength": "surely",
         "gap": "when", "settles": "a photo"},
    ],
    "orc-run": {"apples": 80, "thief": 10, "moon": 50, "cider": 0},
    "orc-looks": {
        "start": 50,
        "looks": [{"look": "guard", "chance": 80}, {"look": "radio", "chance": 80}],
    },
    "orc-setting": {
        "most": {"row": None, "day": "early"}, "few": {"row": "wall", "day": "late"},
    },
}  # fmt: skip


def token(exercise: Any, number: int) -> Any:
    """A word or sentence of a text to mark."""
    return exercise.root.get_by_role("option").nth(number)


def event(exercise: Any, name: str, action: str) -> Any:
    """A button of an event to be put in order."""
    return exercise.root.locator(f'[data-event="{name}"] [data-action="{action}"]')


def node(exercise: Any, text: str) -> Any:
    """A node of the picture, by its name: its words stand in lines of their own."""
    return exercise.root.locator(f'.ss-node[aria-label$=" {text}"]')


def chance(exercise: Any, label: str) -> Any:
    """The number field of a chance."""
    return exercise.root.get_by_role("textbox", name=label, exact=True)


def slide(exercise: Any, label: str, percent: int) -> None:
    """Click on the slider where `percent` is: its thumb is 16 pixels wide."""
    slider = exercise.root.get_by_role("slider", name=f"{label}, slider", exact=True)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    x = 8 + (box["width"] - 16) * percent / 100
    slider.click(position={"x": x, "y": box["height"] / 2})


def by_mouse(exercise: Any) -> None:
    """Give the answer with the mouse; numbers are typed."""
    MOUSE[exercise.item](exercise, exercise.book.page)


def by_keyboard(exercise: Any) -> None:
    """Give the answer with keys alone; the exercise's first control has the focus."""
    KEYS[exercise.item](exercise.book.page.keyboard)


def _select(exercise: Any, _page: Any) -> None:
    exercise.click("watch")
    exercise.click("tell")


def _matrix(exercise: Any, _page: Any) -> None:
    for row, column in ANSWERS["orc-matrix"].items():
        exercise.cell(row, column).locator("xpath=..").click()


def _two_tier(exercise: Any, _page: Any) -> None:
    exercise.click("no")
    exercise.click("loud")


def _number(exercise: Any, page: Any) -> None:
    exercise.field.click()
    page.keyboard.type("0.3")
    exercise.click("t")


def _share(exercise: Any, page: Any) -> None:
    exercise.field.click()
    page.keyboard.type("-12.5")


def _words(exercise: Any, page: Any) -> None:
    token(exercise, 3).click()
    token(exercise, 1).click()
    token(exercise, 1).click()  # once more takes it away
    token(exercise, 7).hover()
    page.mouse.down()
    token(exercise, 8).hover()
    page.mouse.up()


def _sentences(exercise: Any, _page: Any) -> None:
    token(exercise, 2).click()
    token(exercise, 1).click()


def _graph(exercise: Any, _page: Any) -> None:
    for name in ("the village paper", "the baker", "the radio", "the village paper"):
        node(exercise, name).click()


def _order(exercise: Any, _page: Any) -> None:
    for name, action in (
        ("dog", "place"), ("sale", "aside"), ("moon", "place"), ("moon", "up"),
        ("fall", "place"), ("fall", "up"), ("fall", "up"), ("note", "place"), ("note", "aside"),
    ):  # fmt: skip
        event(exercise, name, action).click()


def _bayes(exercise: Any, page: Any) -> None:
    slide(exercise, "Chance before", 20)
    slide(exercise, "Chance of the evidence if the statement is true", 90)
    slide(exercise, "Chance of the evidence if it is false", 10)
    chance(exercise, "Chance after").click()
    page.keyboard.type("69.2")
    slide(exercise, "Chance after, with the changed assumption", 22)


def _cite(exercise: Any, _page: Any) -> None:
    for value in ("open", "steps", "apples", "wind", "apples", "wind"):  # a third is one too many
        exercise.click(value)


def _pairs(exercise: Any, _page: Any) -> None:
    def left(text: str) -> Any:
        return exercise.root.locator("button.ss-part", has_text=text)

    def right(name: str) -> Any:
        return exercise.root.locator(f'[data-part="{name}"] .ss-badge')

    for click in (
        left("The apples fell"), right("night"), right("storm"), left("no partner"),
        left("The cider is sold"), right("none-left"),
    ):  # fmt: skip
        click.click()


def place(exercise: Any, name: str) -> Any:
    """A place of the map."""
    return exercise.root.locator(f'[data-place="{name}"]')


def statement(exercise: Any, name: str) -> Any:
    """A statement beside the map."""
    return exercise.root.locator(f'[data-statement="{name}"]')


def _map(exercise: Any, _page: Any) -> None:
    statement(exercise, "prints").locator("button").drag_to(place(exercise, "step1"))
    for name, target in (("someone", "first"), ("cider", "out"), ("thief", "last")):
        statement(exercise, name).locator("button").click()
        place(exercise, target).click()
    exercise.click("fresh")
    exercise.click("both")


def _note(exercise: Any, page: Any) -> None:
    exercise.root.locator("textarea").click()
    page.keyboard.type(ANSWERS["orc-note"])


def _sheet(exercise: Any, page: Any) -> None:
    for number, text in enumerate(ANSWERS["orc-sheet"][0].values()):
        exercise.root.locator("textarea").nth(number).click()
        page.keyboard.type(text)


def _run(exercise: Any, page: Any) -> None:
    for percent in ANSWERS["orc-run"].values():
        chance(exercise, "Your chance").click()
        page.keyboard.type(str(percent))
        exercise.button("Give this chance").click()


def _looks(exercise: Any, _page: Any) -> None:
    path = ANSWERS["orc-looks"]
    slide(exercise, "How likely is it now?", path["start"])
    exercise.button("State this chance").click()
    for look in path["looks"]:
        exercise.root.locator(f'[data-source="{look["look"]}"]').click()
        chance(exercise, "How likely is it now?").fill(str(look["chance"]))
        exercise.button("State this chance").click()


def _setting(exercise: Any, _page: Any) -> None:
    for ask, setting in ANSWERS["orc-setting"].items():
        for name, option in setting.items():
            exercise.root.locator(f'select[id$="-{name}"]').select_option(option or "")
        exercise.root.locator(f'[data-ask="{ask}"] button').first.click()


MOUSE: dict[str, Callable[[Any, Any], None]] = {
    "orc-select": _select,
    "orc-matrix": _matrix,
    "orc-two-tier": _two_tier,
    "orc-number": _number,
    "orc-share": _share,
    "orc-choice": lambda exercise, _page: exercise.click("guard"),
    "orc-words": _words,
    "orc-sentences": _sentences,
    "orc-graph": _graph,
    "orc-order": _order,
    "orc-chance": lambda exercise, _page: slide(exercise, "Your chance", 70),
    "orc-bayes": _bayes,
    "orc-cite": _cite,
    "orc-pairs": _pairs,
    "orc-map": _map,
    "orc-note": _note,
    "orc-sheet": _sheet,
    "orc-run": _run,
    "orc-looks": _looks,
    "orc-setting": _setting,
}


def shown(exercise: Any) -> Any:
    """The answer as a learner sees it, read from the page."""
    return exercise.root.evaluate(SHOWN)


SHOWN = """root => {
  const all = (s, at = root) => [...at.querySelectorAll(s)];
  const picked = all("input:checked").map((e) => e.value);
  const ids = (s) => all(`${s} > li`).map((e) => e.dataset.event).filter(Boolean);
  const number = (e) => (e.value === "" ? null : Number(e.value));
  switch (root.dataset.family) {
    case "choice": return picked[0] ?? null;
    case "select": return picked;
    case "two-tier": return {answer: picked[0], reason: picked[1]};
    case "matrix": return Object.fromEntries(
      all("input:checked").map((e) => [e.name.split("-").at(-1), e.value]));
    case "number": return {
      amount: number(root.querySelector(".ss-field")), unit: picked[0] ?? "percent"};
    case "spans": return all("[role=option]").flatMap(
      (e, n) => e.ariaSelected === "true" ? [n] : []);
    case "graph": return all(".ss-arrows span").map((e) => e.textContent.split(" → ").map(
      (text) => all("select option").find((o) => o.textContent === text).value));
    case "order": return {order: ids(".ss-ordered"), aside: ids(".ss-aside")};
    case "probability": return number(root.querySelector(".ss-percent"));
    case "cite": return {answer: all("input[type=radio]:checked")[0]?.value ?? null,
      places: all("input[type=checkbox]:checked").map((e) => e.value)};
    case "pairs": return Object.fromEntries(all("[data-part]").map(
      (e) => [e.dataset.part, e.querySelector("select").value]).filter(([, left]) => left));
    case "argument": return {roles: Object.fromEntries(all("[data-statement]").map(
      (e) => [e.dataset.statement, e.querySelector("select").value]).filter(([, to]) => to)),
      bridge: picked[0] ?? null, falls: picked[1] ?? null};
    case "calibration": return Object.fromEntries(all("details li").map((e) => {
      const said = e.textContent.match(/ ([0-9.]+) %: it is/);
      const ids = ["apples", "thief", "moon", "cider"];
      return [ids.find((id) => e.textContent.includes(id)), Number(said[1])];
    }));
    case "budget": return {
      start: Number(root.querySelector(".ss-asks > li").textContent.match(/([0-9.]+) %/)[1]),
      looks: all("[data-look]").map((e) => ({look: e.dataset.look,
        chance: Number(e.textContent.match(/You said ([0-9.]+) % then/)[1])}))};
    case "setting": return Object.fromEntries(all("[data-ask]").map((e) => {
      const option = (words) => ({"all": null, "by the wall": "wall", "by the brook": "brook",
        "before the storm": "early", "after the storm": "late"})[words];
      const said = e.querySelector(".ss-handed").textContent.match(/Row: (.*?); Day: (.*?)\\./);
      return [e.dataset.ask, {row: option(said[1]), day: option(said[2])}];
    }));
    case "text": return root.querySelector("textarea").value;
    case "sheet": return all(".ss-sheet").map((row) => Object.fromEntries(
      all("textarea", row).map((e) => [e.id.split("-").at(-1), e.value])));
    case "bayes": return Object.fromEntries(all(".ss-percent").map(
      (e) => [e.id.split("-").at(-2), number(e)]));
  }
}"""


def _pressed(*keys: str) -> Callable[[Any], None]:
    """What presses these keys; a word in quotes is typed."""

    def press(keyboard: Any) -> None:
        for key in keys:
            if key.startswith('"'):
                keyboard.type(key.strip('"'))
            else:
                keyboard.press(key)

    return press


TAB, SPACE, ENTER, UP, DOWN, LEFT, RIGHT = (
    "Tab", "Space", "Enter", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight",
)  # fmt: skip
KEYS: dict[str, Callable[[Any], None]] = {
    "orc-select": _pressed(SPACE, TAB, SPACE),
    "orc-matrix": _pressed(SPACE, RIGHT, TAB, SPACE, TAB, LEFT),
    "orc-two-tier": _pressed(DOWN, TAB, UP),
    "orc-number": _pressed('"0.3"', TAB, RIGHT),
    "orc-share": _pressed('"−12.5"'),
    "orc-choice": _pressed(SPACE, DOWN),
    "orc-words": _pressed(
        "Home", RIGHT, RIGHT, RIGHT, SPACE, *[RIGHT] * 3, SPACE, SPACE, RIGHT, "Shift+ArrowRight"
    ),
    "orc-sentences": _pressed("End", LEFT, ENTER, LEFT, ENTER),
    "orc-graph": _pressed(
        DOWN, TAB, *[DOWN] * 2, TAB, ENTER,
        "Shift+Tab", "Shift+Tab", *[DOWN] * 2, TAB, UP, TAB, SPACE,
    ),
    "orc-order": _pressed(
        ENTER, *[TAB] * 3, ENTER, UP, DOWN, UP,  # dog placed, fall placed and moved before it
        *[TAB] * 7, SPACE,  # sale set aside
        TAB, ENTER, UP,  # moon placed and moved between
        *[TAB] * 8, ENTER,  # note set aside
    ),
    "orc-chance": _pressed(*[RIGHT] * 20),
    "orc-bayes": _pressed(
        *["PageDown"] * 3, TAB, TAB, TAB, '"90"', TAB, TAB, '"10"', TAB, TAB, '"69.2"',
        TAB, TAB, TAB, '"22 %"',
    ),
    "orc-cite": _pressed(DOWN, TAB, SPACE, TAB, TAB, SPACE),
    "orc-pairs": _pressed(*[TAB] * 4, DOWN, TAB, *[DOWN] * 4, TAB, *[DOWN] * 3),
    "orc-map": _pressed(
        TAB, DOWN, TAB, TAB, DOWN, DOWN, TAB, TAB, *[DOWN] * 5, TAB, TAB, *[DOWN] * 4,
        *[TAB] * 10, SPACE, TAB, DOWN,
    ),
    "orc-run": _pressed(
        TAB, '"80"', TAB, ENTER, '"10"', TAB, ENTER, '"50"', TAB, ENTER, '"0"', TAB, ENTER
    ),
    "orc-looks": _pressed(
        TAB, '"50"', TAB, ENTER,  # stated; the first source has the focus
        TAB, ENTER,  # the second is opened, and what it shows has the focus
        TAB, TAB, "Control+a", '"80"', TAB, ENTER,
        TAB, TAB, ENTER, *[TAB] * 3, ENTER,  # the third tells nothing: the chance stays
    ),
    "orc-setting": _pressed(
        TAB, DOWN, TAB, ENTER, "Shift+Tab", DOWN, "Shift+Tab", DOWN, *[TAB] * 4, ENTER,
    ),
    "orc-note": lambda keyboard: keyboard.type(ANSWERS["orc-note"]),
    "orc-sheet": _pressed(
        '"It fell"', TAB, '"He"', TAB, '"a friend"', TAB, '"surely"', TAB, '"when"', TAB,
        '"a photo"',
    ),
}  # fmt: skip
