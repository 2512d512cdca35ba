"""What a lesson calls: `start` names the unit, `ask` shows an exercise, `hand_in` what is open."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from secondsource.errors import ResponseError, SessionError
from secondsource.families import Item
from secondsource.packs import pack as packs
from secondsource.recording import notebook_file
from secondsource.recording.responses import Response
from secondsource.units import Unit, load_unit

__all__ = ["Session", "ask", "current", "hand_in", "start"]


class _Handle(Protocol):
    def update(self, data: Any, *, raw: bool) -> None: ...


class Session:
    """One unit in this kernel: its items, and the newest response to each that the kernel knows.

    The notebook itself keeps the answers; this memory is for Python code, for
    exercises shown again, and for pages that have no notebook within reach.
    """

    def __init__(self, unit: Unit) -> None:
        """Begin with what an open notebook in VS Code holds; elsewhere the page knows better."""
        self.unit = unit
        self._known: dict[str, tuple[Response, str]] = {}
        self._shown: list[tuple[Any, str]] = []
        self._listeners: list[Any] = []
        self.page_keeps = True
        """Whether the page writes the notebook. If not, the kernel has to."""
        self._look_around()

    @property
    def responses(self) -> dict[str, Response]:
        """The newest response to each item, as recorded."""
        return {name: response for name, (response, _) in self._known.items()}

    def value(self, item_id: str) -> Any:
        """The answer to an item, canonical; blank where there is none or it does not fit."""
        item = self.unit.item(item_id)
        known = self._known.get(item_id)
        try:
            return item.parse(known[0].value if known else None)
        except ResponseError:
            return item.blank()

    def show(self, item: Item) -> None:
        """Display the exercise, and an output that carries no answer while the page keeps them."""
        from IPython.display import display  # noqa: PLC0415 - keeps `import secondsource` light

        from secondsource.recording.outputs import bundle, question  # noqa: PLC0415
        from secondsource.self_study import checker  # noqa: PLC0415
        from secondsource.widgets.base import put  # noqa: PLC0415
        from secondsource.widgets.exercise import Exercise  # noqa: PLC0415

        name = self.unit.name
        known, origin = self._known.get(item.id, (None, ""))
        exercise = Exercise(item, name, known, origin, checker(name, item.id))
        put(exercise)
        kept = known if known and not self.page_keeps else None
        first = bundle(item, name, kept) if kept else question(item, known)
        handle = display(first, raw=True, display_id=True)

        def recorded(change: Mapping[str, Any]) -> None:
            self._recorded(exercise, handle, change["name"])

        exercise.observe(recorded, ["response", "origin", "host", "views"])
        self._shown.append((exercise, _cell()))

    def listen(self, listener: Any) -> None:
        """Call `listener(responses)` whenever the kernel, not the page, has kept an answer."""
        self._listeners.append(listener)

    def _recorded(self, exercise: Any, handle: _Handle | None, changed: str) -> None:
        from secondsource.recording.outputs import bundle, question  # noqa: PLC0415

        response: Response | None = exercise.given
        item: Item = exercise.shown
        if response is not None:
            self._known[item.id] = (response, exercise.origin)
        if changed == "response":
            self._tell_others(exercise)
        if changed in ("origin", "views"):
            self._retire(exercise)
        if exercise.host != "kernel":
            if changed == "response" and handle is not None:
                handle.update(question(item, response), raw=True)
            return
        self.page_keeps = False
        if response is not None and handle is not None:
            handle.update(bundle(item, self.unit.name, response), raw=True)
            exercise.acknowledge()
        for listener in self._listeners:
            listener(self.responses)

    def _alike(self, exercise: Any) -> list[tuple[Any, str]]:
        """Every showing of the same item in the same notebook with its cell, the oldest first."""
        return [
            (other, cell)
            for other, cell in self._shown
            if other.shown.id == exercise.shown.id and other.origin == exercise.origin
        ]

    def _tell_others(self, exercise: Any) -> None:
        """Hand a new answer to the other showings: another browser may have run the cell anew."""
        for other, _ in self._alike(exercise):
            if other.response.get("t", 0) < exercise.response.get("t", 0):
                other.response = exercise.response

    def _retire(self, exercise: Any) -> None:
        """Close what the same cell showed before it was run again, once no page shows it."""
        cell = next((c for e, c in self._shown if e is exercise), "")
        if not cell or not exercise.origin:
            return
        same = [other for other, its_cell in self._alike(exercise) if its_cell == cell]
        for other in same[:-1]:
            if not other.views:
                self._shown.remove((other, cell))
                other.close()

    def _look_around(self) -> None:
        shell = _shell()
        path = notebook_file.opened(shell.user_ns) if shell else None
        if path is None:
            self.page_keeps = "google.colab" not in sys.modules
            return
        self.page_keeps = False
        file = notebook_file.read(path, self.unit.name)
        if file:
            self._known = {name: (response, "") for name, response in file.responses.items()}


_sessions: dict[str, Session] = {}
_current: list[str] = []


def start(unit: str) -> None:
    """Begin, or go on with, the unit of that name; `ContentError` where there is none.

    In a notebook it also shows how far the reader is, in a line that stays in view, and brings the
    page what references lead to, and the reading panel.
    """
    if unit not in _sessions:
        _sessions[unit] = Session(load_unit(unit))
    packs.use(_sessions[unit].unit.pack)
    _current[:] = [unit]
    if _has_page():
        from IPython.display import display  # noqa: PLC0415 - keeps `import secondsource` light

        from secondsource.recording.outputs import waiting  # noqa: PLC0415
        from secondsource.widgets.base import put  # noqa: PLC0415
        from secondsource.widgets.progress import Progress  # noqa: PLC0415
        from secondsource.widgets.reader import Reader  # noqa: PLC0415

        put(Progress(_sessions[unit].unit))
        put(Reader(_sessions[unit].unit.pack))
        display(waiting("The line that shows how far you are, with the reading panel,"), raw=True)


def current() -> Session:
    """The session begun last; `SessionError` before any `start`."""
    if not _current:
        msg = 'no unit was started: run the first cell of this notebook, start("...")'
        raise SessionError(msg)
    return _sessions[_current[0]]


def ask(item_id: str) -> None:
    """Show an exercise of the unit. Its answer is kept in the notebook as it is given.

    Raises `ContentError` for an item the unit does not have. While nbgrader
    validates, nothing is shown, and `SessionError` says what is not answered yet;
    while nbgrader grades by running cells, `SessionError` says that it must not.
    """
    session, item = _item(item_id)
    if os.environ.get("NBGRADER_VALIDATING"):
        _validate(session.unit.name, item)
    elif os.environ.get("NBGRADER_EXECUTION"):
        msg = (
            f'nbgrader ran the cell ask("{item_id}"), but Second Source scores without running '
            "notebooks. The course's nbgrader_config.py must hold: "
            "import secondsource_grading; secondsource_grading.configure(c)"
        )
        raise SessionError(msg)
    else:
        session.show(item)


def hand_in() -> None:
    """Show which exercises of the unit are answered, partly answered or missing, as it changes.

    Where the page cannot write the notebook, the output also carries every
    response the kernel knows. Does nothing while nbgrader runs the notebook.
    """
    session = current()
    if os.environ.get("NBGRADER_EXECUTION") or os.environ.get("NBGRADER_VALIDATING"):
        return
    from IPython.display import display  # noqa: PLC0415

    from secondsource.recording.outputs import all_bundle, waiting  # noqa: PLC0415
    from secondsource.self_study import studies_alone  # noqa: PLC0415
    from secondsource.widgets.base import put  # noqa: PLC0415
    from secondsource.widgets.hand_in import HandIn, links  # noqa: PLC0415

    name = session.unit.name
    onward = links(session.unit, Path.cwd())
    widget = HandIn(session.unit, linked=bool(onward), alone=studies_alone())
    put(widget)
    first = waiting("This list") if session.page_keeps else all_bundle(name, session.responses)
    handle = display(first, raw=True, display_id=True)
    if onward:
        display({"text/html": onward, "text/plain": onward.striptags()}, raw=True)

    def keep(responses: Mapping[str, Response]) -> None:
        handle.update(all_bundle(name, responses), raw=True)

    def hosted(_change: Mapping[str, Any]) -> None:
        keep(session.responses)

    session.listen(keep)
    widget.observe(hosted, "host")


def _item(item_id: str) -> tuple[Session, Item]:
    """The item, in the current unit or in another one begun on this kernel by a second notebook."""
    session = current()
    for other in (session, *reversed(_sessions.values())):
        item = next((i for i in other.unit.items if i.id == item_id), None)
        if item:
            return other, item
    return session, session.unit.item(item_id)


def _validate(unit: str, item: Item) -> None:
    """Raise unless every notebook of the unit in this folder has a whole answer to the item."""
    files = notebook_file.find(unit, Path.cwd())
    if not files:
        msg = f"{item.id}: no saved notebook of unit {unit} in this folder. Save it, then validate."
        raise SessionError(msg)
    for file in files:
        problem = _problem(item, file.responses.get(item.id))
        if problem:
            where = f" ({file.path.name})" if len(files) > 1 else ""
            msg = f"{item.id}: {problem}{where}"
            raise SessionError(msg)


def _problem(item: Item, response: Response | None) -> str:
    try:
        given, of = item.progress(item.parse(response.value if response else None))
    except ResponseError as error:
        return f"the stored answer does not fit this exercise, answer again: {error}"
    if given == 0:
        return "not answered"
    return f"{given} of {of} {item.counted} answered" if given < of else ""


def _shell() -> Any:
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython  # noqa: PLC0415

    return get_ipython()


def _has_page() -> bool:
    """Whether a page shows what this code displays, and no program of nbgrader runs it."""
    if os.environ.get("NBGRADER_EXECUTION") or os.environ.get("NBGRADER_VALIDATING"):
        return False
    return hasattr(_shell(), "kernel")


def _cell() -> str:
    """The id of the cell that runs, where the page tells it."""
    shell = _shell()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    metadata = parent.get("metadata") if isinstance(parent, dict) else None
    return str(metadata.get("cellId") or "") if isinstance(metadata, dict) else ""
