"""The page's code: joined into one script without a build step, and tested in node."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
from helpers.node import NODE, PAGE, needs_node

from secondsource.widgets.esm import classic_script, families, loader, page_code
from secondsource.widgets.join import ModuleError, join


def joined(modules: dict[str, str], *paths: str) -> str:
    def read(path: str) -> str:
        if path not in modules:
            raise FileNotFoundError(path)
        return modules[path]

    code, names = join(paths, read)
    return f"{code}\nprocess.stdout.write(JSON.stringify({names[paths[0]]}.result));"


def run(code: str, kind: str = "module") -> str:
    command = [NODE or "node", f"--input-type={kind}"]
    return subprocess.run(command, input=code, capture_output=True, text=True, check=True).stdout


TWO = {
    "a/main.js": (
        "// Said once.\n"
        'import { name as other, add } from "../b/part.js";\n'
        'import {\n  both,\n} from "./both.js";\n\n'
        "const name = 1;\n"
        "/** Doubled. @type {number} */\n"
        "export const result = [name, other, add(1), both, 'https://x.example//'];\n"
    ),
    "a/both.js": 'import { name } from "../b/part.js";\n\nexport const both = [name];\n',
    "b/part.js": "export const name = 2;\n\nexport function add(n) {\n  return n + name;\n}\n",
}


@needs_node
def test_modules_keep_their_names_and_run_once() -> None:
    code = joined(TWO, "a/main.js")
    assert json.loads(run(code)) == [1, 2, 3, [2], "https://x.example//"]
    assert "Said once" not in code
    assert "Doubled" not in code


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('import { gone } from "./gone.js";\n', "gone.js: cannot be read"),
        ('import { none } from "../b/part.js";\n', "imports none, which b/part.js does not export"),
        ('import { both } from "./both.js";\n', "both.js"),
        ('import part from "../b/part.js";\n', "not joined"),
        ('import "../b/part.js";\n', "not joined"),
        ("export let n = 1;\n", "not joined"),
        ("export default 1;\n", "not joined"),
        ("export { n };\n", "not joined"),
    ],
)
def test_what_cannot_be_joined_is_named(source: str, said: str) -> None:
    circle = {"a/both.js": 'import { x } from "./main.js";\nexport const both = 1;\n'}
    with pytest.raises(ModuleError, match=said):
        joined({**TWO, **circle, "a/main.js": source}, "a/main.js")


@needs_node
def test_each_widget_carries_a_few_lines_and_all_share_the_rest() -> None:
    code = loader("exercise")
    told = "\nprocess.stdout.write(typeof widget.render);"
    assert run(code.replace("export default", "const widget =") + told) == "function"
    assert len(code) < 4000 < len(page_code())
    told = "\nprocess.stdout.write(Object.keys(drawers).join());"
    drawn = run(page_code().replace("\nexport ", "\n") + told).split(",")
    assert drawn == ["exercise", "hand_in", "progress", "explorer", "reader", "home"]
    assert all(f'"{name}": $module' in page_code() for name in families())


@needs_node
def test_the_classic_script_needs_no_loader_and_no_kernel() -> None:
    code = classic_script()
    assert "\nexport " not in code
    assert "\nimport " not in code
    assert "KernelAnswers" not in code
    shown = "console.log(Object.keys(SecondSource).sort().join());"
    assert (
        run(code + shown, "commonjs").strip()
        == "WORDS,answersOf,drawExercise,drawExplorer,drawHandIn,drawProgress,drawReader,families"
    )


@needs_node
def test_the_tests_in_node_pass() -> None:
    result = subprocess.run(
        [NODE or "node", "--test"], cwd=PAGE, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout[-8000:]
    counted = re.search(r"^. pass (\d+)$", result.stdout, re.MULTILINE)
    assert counted
    assert int(counted[1]) > 60


def test_the_tools_are_pinned_and_name_no_host() -> None:
    """The versions are exact; no lock file says from where they came on somebody's machine."""
    tools = json.loads((PAGE / "package.json").read_text("utf-8"))
    assert "dependencies" not in tools
    for name, version in tools["devDependencies"].items():
        assert version.replace(".", "").isdigit(), f"{name} {version}"
    assert not (PAGE / "package-lock.json").exists()
