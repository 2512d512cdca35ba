"""How an answer stays in the notebook, and what page and kernel tell each other about it.

An answer is an *entry*, `{"value": ..., "t": seconds}`; a value of null is an answer
taken back. One rule holds everywhere: **the entry with the later `t` wins**, and of two
with one time the one already held. It can be in these places:

| where | written by | told to | read when | wins over others |
| --- | --- | --- | --- | --- |
| the page (`Answers.entries`) | the learner's click; whatever below is newer | all exercises of the page | the exercise is drawn | when newer |
| the notebook's metadata (`store.js`; `responses.py`) | the page, at the click | the file, by the next save | the page opens; somebody changes it; grading | when newer; the click that was made last is written whatever its time, as the old time may be absurd |
| the file on the server | JupyterLab's save, which `save_queue.js` asks for | other browsers, when they look | before each save (`recorder.js`, `takeOver`); grading | when newer. Grading reads only this |
| the browser's journal (`journal.js`) | the page, at the click | nobody | the same browser opens the notebook again | when newer, of this unit, less than a month old; emptied once a save has put all of it into the file |
| other windows of this browser (`BroadcastChannel`) | the page, at the click | pages with the same server and path | at once | when newer; shown as *elsewhere*, saved by the window that was clicked in |
| the kernel's widget (`response`, `origin`) | the page, at the click, if the kernel lives | `hand_in()`; other pages on this kernel | an exercise is drawn | when newer and of the same path (`origin`), so that a copy keeps its own |
| a cell's output (`outputs.py`) | the kernel, where the page has no notebook within reach (VS Code, Colab) | the file, when the learner saves | the exercise runs; grading | when newer |

*Saved in the notebook* is said of an entry when a save that began after it was written
has completed, ran alone, and the file could be looked at before. When two saves cross,
nothing counts as saved before a third. A look that was refused (401, 403, 409, 413,
5xx, no answer) is said and the save goes on: the answers of this page are safer in the
file. A save that was refused is said with its cause, and tried again when the server
answers, where time may mend it.

The page's modules: `values.js` (entries), `answers.js` (what all exercises ask),
`recorder.js` with `store.js`, `save_queue.js` (states in one table), `server.js` and
`journal.js` for a notebook within reach, `kernel.js` where there is none, `hosts.js`
chooses. Only `recorder.js` and `store.js` touch the notebook page, and it needs no
living kernel.
"""  # noqa: E501 - the rows of a table stay whole

from __future__ import annotations
