"""`secondsource-teach quiz`: Markdown to items, keys and lesson; a wrong line is named."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from secondsource_grading.cli import main

HEAD = "---\nunit: 52-quiz\ntitle: A quiz\npack: harbour-strike\n---\n"
GOOD = """
Some text.

```python
( ) code, and no option
```

Who stopped work? [claim:K02]
( ) Crews did.
> They come later.
> In ¶5.
(x) Pilots did. > ¶3 names them.
- ( ) The Board did. > It met.
( ) Nobody did. > ¶3 says who.

> A quotation of the lesson.
"""


def quiz(folder, text):
    file = folder / "quiz.md"
    file.write_text(text, "utf-8")
    return CliRunner().invoke(main, ["quiz", str(file), "--to", str(folder / "mine")])


def read(file):
    return YAML(typ="safe").load(file.read_text("utf-8"))


def test_it_makes_the_three_files_of_a_unit(tmp_path):
    done = quiz(tmp_path, HEAD + GOOD)
    assert done.exit_code == 0, done.output
    (item,) = read(tmp_path / "mine/units/52-quiz/items.yaml")["items"]
    assert item["id"] == "who-stopped-work"
    assert item["family"] == "choice"
    assert [o["text"] for o in item["options"]] == [
        "Crews did.", "Pilots did.", "The Board did.", "Nobody did."]  # fmt: skip
    (key,) = read(tmp_path / "mine/keys/52-quiz.yaml")["keys"]
    assert key["answer"] == "pilots-did"
    assert key["evidence"] == ["claim:K02"]
    assert key["feedback"]["crews-did"] == "They come later. In ¶5."
    lesson = (tmp_path / "mine/units/52-quiz/lesson.md").read_text("utf-8")
    assert '```{code-cell}\nask("who-stopped-work")\n```' in lesson
    assert "( ) code, and no option" in lesson
    assert lesson.rstrip().endswith("> A quotation of the lesson.")
    assert "Pilots" not in lesson


def test_several_right_options_make_a_select(tmp_path):
    text = GOOD.replace("( ) Crews", "(x) Crews").replace("K02]", "K02] {#hb-who}")
    assert quiz(tmp_path, HEAD + text).exit_code == 0
    (item,) = read(tmp_path / "mine/units/52-quiz/items.yaml")["items"]
    (key,) = read(tmp_path / "mine/keys/52-quiz.yaml")["keys"]
    assert (item["id"], item["family"]) == ("hb-who", "select")
    assert key["answer"] == ["crews-did", "pilots-did"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (" [claim:K02]", "", "line 13: no evidence"),
        ("K02", "K99", "line 13: evidence 'claim:K99': table claims has no row K99"),
        ("(x)", "( )", "line 13: no option is right"),
        (" > It met.", "", "line 18: no feedback"),
        ("(x)", "(y)", "line 17: found (y); write ( ) or (x)"),
        ("( ) Nobody did. > ¶3 says who.\n", "", "line 13: options"),
        ("Who stopped work? [claim:K02]\n", "\n", "line 14: an option without a question"),
        ("[claim:K02]", "[claim:K02] {#No_id}", "line 13: id"),
        (GOOD, GOOD + GOOD, "line 29: the id 'who-stopped-work' is that of line 13"),
        (GOOD, "Text only.\n", "line 6: no question"),
        ("unit: 52-quiz", "unit: ../52", "unit: String should match"),
        ("---\nunit", "unit", "line 1: expected a head"),
    ],
    ids=range(12),
)
def test_a_wrong_line_is_named_and_nothing_is_written(tmp_path, old, new, said):
    text = HEAD + GOOD
    assert old in text
    done = quiz(tmp_path, text.replace(old, new, 1))
    assert done.exit_code == 1
    assert said in done.output
    assert not (tmp_path / "mine").exists()


def test_a_unit_written_by_hand_is_not_written_over(tmp_path):
    assert quiz(tmp_path, HEAD + GOOD).exit_code == 0
    assert quiz(tmp_path, HEAD + GOOD.replace("Crews", "All crews")).exit_code == 0
    lesson = tmp_path / "mine/units/52-quiz/lesson.md"
    lesson.write_text("# Mine\n", "utf-8")
    done = quiz(tmp_path, HEAD + GOOD)
    assert done.exit_code == 1
    assert "lesson.md: was written by hand" in done.output
    assert lesson.read_text("utf-8") == "# Mine\n"
    assert "All crews" in (tmp_path / "mine/units/52-quiz/items.yaml").read_text("utf-8")
