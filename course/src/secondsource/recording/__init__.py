"""How an answer stays in the notebook.

`recorder.js` runs in the page and is all that touches it: it writes the
notebook's metadata and saves, so an answer needs no living kernel. `kernel.js`
and `outputs` are for pages without a notebook within reach (VS Code, Colab):
there the kernel puts the answer into the cell's output. `answers.js` is what
both have in common.
"""

from __future__ import annotations
