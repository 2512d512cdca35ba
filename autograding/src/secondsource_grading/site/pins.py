"""The Python that runs in a browser, by version and hash. What is fetched is held against these.

The two belong together by their binary interface: `pyodide` brings the interpreter, and the wheel
of pydantic's compiled part was built for it.
"""

from __future__ import annotations

__all__ = [
    "CORE",
    "CORE_SHA256",
    "LITE",
    "MICROPIP",
    "MICROPIP_SHA256",
    "PLATFORM",
    "PYDANTIC",
    "PYODIDE",
    "PYODIDE_SHA256",
    "PYTHON",
]

PYODIDE = "314.0.7"
"""The version of the package `pyodide` of npm."""

PYODIDE_SHA256 = "66b7949e5a0cba2250b586d7e368bf12fb482800748d182c4618254b685ffaa0"

PYTHON = "3.14"
"""The Python that it brings."""

PLATFORM = "pyemscripten_2026_0_wasm32"

CORE = "2.50.4"
"""The version of `pydantic_core`, which has to be the one that the installed pydantic wants."""

PYDANTIC = "2.14.3"
"""The version of pydantic that wants it."""

CORE_SHA256 = "e6da138a1ecc1341c8b788a5ee822670b03788e1f5decf7af9d461de6e508b8e"
"""Of the wheel for that Python and platform."""

MICROPIP = "0.11.1"
"""The version of `micropip` that `pyodide` lists, which JupyterLite's kernel begins with."""

MICROPIP_SHA256 = "768de165adb8e66906039d8fec4127a57f522dfdf8e6fbff877a4616941ecfd3"

LITE = "0.8.6"
"""The version of `jupyterlite-core`, and of `jupyterlite-pyodide-kernel`, which belong together."""
