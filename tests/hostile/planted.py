"""Files that somebody's Python, Jupyter, git or browser would run by itself."""

from __future__ import annotations

from hostile.cases import Desk, case, repaired, scored

NO_KIND = "no kind of file that is kept"


def _plant(name, expected, *paths):
    def build(desk: Desk) -> None:
        desk.hand_in(desk.whole())
        for path in paths:
            desk.hand_in(desk.bait(f"{name}-{path.replace('/', '-')}"), path)

    case(name, expected)(build)


_plant(
    "hostile.planted-nbgrader-config",
    repaired(NO_KIND),
    "nbgrader_config.py",
    "nbgrader_config.json",
)
_plant(
    "hostile.planted-jupyter-config",
    repaired(NO_KIND),
    "jupyter_config.py",
    "jupyter_server_config.json",
)
_plant(
    "hostile.planted-sitecustomize",
    repaired(NO_KIND),
    "sitecustomize.py",
    "usercustomize.py",
    "evil.pth",
)
_plant(
    "hostile.planted-start-up",
    repaired("begins with a point"),
    ".ipython/profile_default/startup/00.py",
)
_plant("hostile.planted-ipython-config", repaired(NO_KIND), "ipython_config.py")
_plant(
    "hostile.planted-kernel", repaired(NO_KIND), "ipykernel_launcher.py", "ipykernel/__init__.py"
)
_plant(
    "hostile.planted-modules",
    repaired(NO_KIND),
    "numpy.py",
    "secondsource.py",
    "secondsource_grading/__init__.py",
    "alembic.py",
)
_plant(
    "hostile.planted-git",
    repaired("begins with a point"),
    ".git/config",
    ".git/hooks/post-checkout",
)
_plant("hostile.planted-page", repaired(NO_KIND), "page.html", "chart.svg", "page.xhtml", "code.js")
_plant("hostile.planted-feedback", repaired(NO_KIND), "90-lab.html")
_plant(
    "hostile.planted-shell",
    repaired(NO_KIND),
    "run.sh",
    "Makefile",
    "autorun.inf",
    "x.desktop",
    "x.lnk",
)
_plant(
    "hostile.planted-upper-case",
    repaired(NO_KIND),
    "PAGE.HTML",
    "NBGRADER_CONFIG.PY",
    "Jupyter_Config.JSON",
)
_plant("hostile.planted-library", repaired(NO_KIND), "numpy.so", "numpy.pyd", "x.pyc", "lib/x.dll")
_plant("odd.another-notebook", scored(), "mine.ipynb")
_plant(
    "odd.notes-and-pictures",
    repaired("lies 'chart.PNG', 'notes.txt'; a person has to see"),
    "notes.txt",
    "data/table.csv",
    "chart.PNG",
)
_plant("odd.a-table", scored(), "data/table.csv")
_plant(
    "odd.what-systems-leave",
    scored(),
    ".DS_Store",
    "._90-lab.ipynb",
    ".ipynb_checkpoints/90-lab-checkpoint.ipynb",
    "__MACOSX/._x",
)
