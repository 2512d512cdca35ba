"""nbgrader's `Execute`, for the notebooks that need it, inside the walls."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute, NbGraderPreprocessor

from secondsource.recording.responses import KEY
from secondsource.scoring.keys import Keyring
from secondsource_grading import content
from secondsource_grading.grading.cells import flags, is_code_test, question
from secondsource_grading.grading.grades import CodeVerdict
from secondsource_grading.grading.render import NOT_RUN
from secondsource_grading.grading.settings import SecondSource
from secondsource_grading.intake.admission import SUFFIX, Admitted
from secondsource_grading.intake.listing import entries
from secondsource_grading.sandbox.confine import Bounds, Confinement, unavailable
from secondsource_grading.sandbox.verdicts import MIME_END, judge, wrapped
from secondsource_grading.sandbox.watch import Watch

__all__ = ["RunCode"]

Resources = dict[str, Any]

NO_WALLS = (
    "not scored: {why}. To run learners' code without walls, with all rights of this account, "
    "set c.SecondSource.run_unconfined = True"
)


class RunCode(NbGraderPreprocessor):  # type: ignore[misc]
    """Runs a notebook if the instructor's copy has code tests and the instructor wants it."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Leave the verdicts in `resources["secondsource_code"]`, by the cell's name."""
        settings = SecondSource(config=self.config)
        keyring = self.parent.assessment.keyring
        tests = {flags(c)["grade_id"]: c for c in nb.cells if is_code_test(c, keyring)}
        if not tests:
            return nb, resources
        reason = None
        if not settings.run_student_code:
            reason = NOT_RUN
        elif not settings.run_unconfined and unavailable():
            reason = NO_WALLS.format(why=unavailable())
        if reason:
            self.log.warning("%s: %s", resources["nbgrader"]["notebook"], reason)
            verdicts = {name: CodeVerdict(0, reason, attention=True) for name in tests}
        else:
            if settings.run_unconfined and unavailable():
                self.log.warning("running learners' code without walls, as run_unconfined says")
            verdicts = self._run(nb, resources, settings, keyring)
        resources["secondsource_code"] = verdicts
        return nb, resources

    def _run(
        self,
        nb: NotebookNode,
        resources: Resources,
        settings: SecondSource,
        keyring: Keyring | None,
    ) -> dict[str, CodeVerdict]:
        folder = Path(tempfile.mkdtemp(prefix="ss-"))
        try:
            place = Confinement(
                work=folder / "work",
                link=folder / "link",
                bounds=Bounds(
                    settings.code_seconds,
                    settings.code_memory,
                    settings.code_processes,
                    settings.code_output,
                ),
                hidden=_instructors(resources, settings),
                walls=unavailable() is None,
            )
            place.link.mkdir()
            place.work.mkdir()
            beside = Path(resources["nbgrader"]["autograded"])
            files = tuple(
                n for n, s in entries(beside) if S_ISREG(s.st_mode) and not n.endswith(SUFFIX)
            )
            Admitted(beside, files).copy_to(place.work)
            return Session(nb, place, keyring, self.config).verdicts()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


class Session:
    """One run of one notebook."""

    def __init__(
        self, nb: NotebookNode, place: Confinement, keyring: Keyring | None, config: Any
    ) -> None:
        self._nb, self._place, self._ring = nb, place, keyring
        self._config = config
        self._words: dict[str, str] = {}
        self._syntax: dict[str, str] = {}

    def verdicts(self) -> dict[str, CodeVerdict]:
        """Run, judge every test, and put what the cells printed into the notebook as text."""
        pairs = [(cell, self._sent(cell)) for cell in _run_cells(self._nb, self._ring)]
        sent = NotebookNode(
            cells=[s for _, s in pairs], metadata=NotebookNode(), nbformat=4, nbformat_minor=5
        )
        watch = Watch(self._place.bounds, self._place.work)
        run = _Execute(self._place, watch, config=self._config)
        ended: str | None = None
        try:
            run.preprocess(sent, {"metadata": {"path": str(self._place.work)}})
        except CellTimeoutError:
            ended = f"a cell took more than {run.timeout} seconds"
        except Exception as error:  # noqa: BLE001 - whatever ends a kernel ends this run only
            ended = f"running ended: {type(error).__name__}"
        finally:
            watch.end()
        ended = watch.reason or ended
        found: dict[str, CodeVerdict] = {}
        for cell, ran in pairs:
            if is_code_test(cell, self._ring):
                name, points = str(flags(cell)["grade_id"]), float(flags(cell)["points"])
                found[name] = self._judged(name, points, ran.outputs, ended)
            else:
                cell["outputs"] = _as_text(ran.outputs)
        return found

    def _judged(
        self, name: str, points: float, outputs: list[Any], ended: str | None
    ) -> CodeVerdict:
        if name in self._syntax:
            return CodeVerdict(0, f"the test is no Python: {self._syntax[name]}", attention=True)
        return judge(points, self._words[name], outputs, ended)

    def _sent(self, cell: NotebookNode) -> NotebookNode:
        source = cell.source
        if is_code_test(cell, self._ring):
            name = flags(cell)["grade_id"]
            self._words[name] = f"_{uuid.uuid4().hex}"
            try:
                source = wrapped(source, self._words[name])
            except SyntaxError as error:
                self._syntax[name] = str(error)
                source = ""
        return NotebookNode(
            cell_type="code", source=source, outputs=[], execution_count=None,
            metadata=NotebookNode(), id=uuid.uuid4().hex[:8],
        )  # fmt: skip


class _Execute(Execute):  # type: ignore[misc]
    """nbgrader's own, with a kernel inside the walls and a bound on what is kept of its output."""

    def __init__(self, place: Confinement, watch: Watch, **kw: Any) -> None:
        class Manager(_Manager):
            confinement = place
            watchman = watch

        super().__init__(kernel_manager_class=Manager, **kw)
        self.kernel_name = "python3"
        self.shutdown_kernel = "immediate"
        self._watch = watch
        self._most = self._left = place.bounds.output_kb * 1000

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Keep output up to the bound; ten times as much ends the kernel."""
        kind = msg["header"]["msg_type"]
        if kind in ("stream", "display_data", "execute_result", "error", "update_display_data"):
            ours = MIME_END in msg["content"].get("data", {})
            self._left -= 0 if ours else len(str(msg["content"]))
            if self._left < -9 * self._most:
                self._watch.kill("running printed too much")
            if self._left < 0 and not ours and kind != "error":
                return None
        return super().process_message(msg, cell, cell_index)


class _Manager(AsyncKernelManager):
    """Starts a kernel in its walls and speaks to it through sockets in a folder: it has no net."""

    confinement: Confinement
    watchman: Watch

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        self.transport = "ipc"
        self.ip = str(self.confinement.link / "k")
        self.connection_file = str(self.confinement.link / "kernel.json")

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """The kernel's command, shut in."""
        if self.kernel_spec is not None:
            self.kernel_spec.interrupt_mode = "message"
        return self.confinement.command(super().format_kernel_cmd(extra_arguments))

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        await super()._async_launch_kernel(kernel_cmd, **kw)
        self.watchman.begin(getattr(self.provisioner, "pid", 0))

    _launch_kernel = _async_launch_kernel


def _run_cells(nb: NotebookNode, keyring: Keyring | None) -> Iterator[NotebookNode]:
    """The code cells to run: not the kit's own questions, and no changed copy of a locked cell."""
    locked = False
    for cell in nb.cells:
        marks, ours = flags(cell), cell.metadata.get(KEY) or {}
        if marks:
            locked = bool(marks.get("locked"))
        elif not ours.get("added"):
            locked = False
        if cell.cell_type != "code" or question(cell, keyring) is not None:
            continue
        if ours.get("added") and locked and str(cell.get("id", "")).startswith("changed-"):
            continue
        yield cell


def _as_text(outputs: list[Any]) -> list[NotebookNode]:
    """What a learner's cell printed, as text: nothing else of it reaches a page."""
    texts = []
    for output in outputs:
        if output.get("output_type") == "stream":
            texts.append(str(output.get("text", "")))
        elif output.get("output_type") == "error":
            texts.append(f"{output.get('ename', '')}: {output.get('evalue', '')}\n")
        else:
            data = output.get("data", {})
            texts.append(str(data.get("text/plain", "")) + "\n" if MIME_END not in data else "")
    text = "".join("".join(texts).encode("utf-8", "replace").decode())
    if not text.strip():
        return []
    return [NotebookNode(output_type="stream", name="stdout", text=text)]


def _instructors(resources: Resources, settings: SecondSource) -> tuple[Path, ...]:
    """Folders of the instructor that may lie within what a kernel sees."""
    root = Path(resources["nbgrader"]["root"])
    keys = [Path(settings.keys)] if settings.keys else []
    return (root, content.keys(), *keys)
