"""Notebooks written from kept pieces read, byte for byte, as nbformat writes them."""

from __future__ import annotations

import copy

import nbformat
from helpers import notebooks
from helpers.classroom import FULL
from helpers.examples import examples
from hypothesis import given
from hypothesis import strategies as st

from secondsource_grading.grading.notebook_json import notebook_text, print_cells

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=12,
)
METADATA = st.dictionaries(TEXT, JSON, max_size=3)
OUTPUTS = st.lists(
    st.builds(lambda t: {"output_type": "stream", "name": "stdout", "text": t}, TEXT)
    | st.builds(
        lambda html, metadata: {
            "output_type": "display_data",
            "data": {
                "text/html": html,
                "text/plain": html[:3],
                "image/png": html,
                "image/svg+xml": html,
                "application/x+json": {"a": html},
            },
            "metadata": metadata,
        },
        TEXT,
        METADATA,
    ),
    max_size=2,
)
CELLS = st.builds(
    lambda source, metadata: {"cell_type": "markdown", "source": source, "metadata": metadata},
    TEXT,
    METADATA,
) | st.builds(
    lambda source, kind: {
        "cell_type": "markdown", "source": source, "metadata": {},
        "attachments": {"a.svg": {kind: source}},
    },
    TEXT,
    st.sampled_from(["image/svg+xml", "image/png", "text/plain"]),
) | st.builds(
    lambda source, outputs: {
        "cell_type": "code", "id": "b", "source": source, "metadata": {}, "outputs": outputs,
        "execution_count": None,
    },
    TEXT,
    OUTPUTS,
)  # fmt: skip


def as_nbformat(notebook):
    return nbformat.writes(nbformat.from_dict(copy.deepcopy(notebook)), version=4) + "\n"


def written(notebook, printed=None):
    return notebook_text(notebook, printed or {}).decode()


@examples(200)
@given(st.lists(CELLS, max_size=4), METADATA)
def test_any_notebook_is_written_as_nbformat_does(cells, metadata):
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number}"
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    expected = as_nbformat(notebook)
    assert written(notebook) == expected
    assert written(notebook) == expected
    assert written(notebook, print_cells(copy.deepcopy(cells))) == expected


@given(st.lists(CELLS, min_size=1, max_size=4), TEXT)
def test_of_cells_with_known_text_a_changed_one_is_written_anew(cells, words):
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number}"
    printed = print_cells(copy.deepcopy(cells))
    cells[0]["source"] += words
    cells[-1]["metadata"]["more"] = words
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    assert written(notebook, printed) == as_nbformat(notebook)


def test_the_lab_notebook_with_answers_too(lab_notebook):
    notebook = notebooks.answered(lab_notebook, FULL)
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    assert written(notebook) == as_nbformat(notebook)
