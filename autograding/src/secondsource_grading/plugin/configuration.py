"""Sets nbgrader up for Second Source through its own configuration.

nbgrader's commands and the formgrader then work unchanged. A submission passes
through two steps of `nbgrader autograde`:

1. sanitising: `SubmissionExporter` rebuilds the notebook from the instructor's copy;
2. grading: `SaveVerdicts` scores the responses in this process and writes grades and late
   penalties. No kernel is started, and no score is ever read off a cell's output.

All classes are set by name and imported by nbgrader when it needs them. So the batch
command can read a course's configuration without importing nbgrader, which takes longer
than grading a small class.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from difflib import get_close_matches

from traitlets.config import Config

from secondsource_grading.plugin.late_policies import PLUG_IN
from secondsource_grading.plugin.templating import TEMPLATES

__all__ = ["EXPORTER", "configure", "undone"]

TEMPLATE = "secondsource_feedback"

OURS = "secondsource_grading.plugin"
NBGRADERS = "nbgrader.preprocessors"

EXPORTER = f"{OURS}.exporters.SubmissionExporter"
"""By this exporter a configuration is known to be set up for Second Source."""

SAFE_MARKDOWN = "secondsource_grading.grading.safe_html.markdown2html"
"""The filter that makes a learner's Markdown harmless; nbconvert imports it by name."""

SAFE_CODE = "secondsource_grading.grading.safe_code.highlight_on_page"
"""The filter that colours code in a time that grows with its length only."""

FILTERS = {"markdown2html": SAFE_MARKDOWN, "highlight_code": SAFE_CODE}

RELEASE_STEPS = (
    "IncludeHeaderFooter",
    "InstantiateTests",
    "LockCells",
    "ClearSolutions",
    "ClearOutput",
    "CheckCellMetadata",
    "ComputeChecksums",
    "SaveCells",
    "ClearHiddenTests",
    "ClearMarkScheme",
    "ComputeChecksums",
    "CheckCellMetadata",
)
"""nbgrader's own steps at release; a test compares them with those of the nbgrader installed."""


REPLACED = {
    "ClearSolutions": f"{OURS}.preprocessors.ClearOwnSolutions",
    "SaveCells": f"{OURS}.save_cells.SaveCellsWithoutKernel",
}
"""Steps of nbgrader's release with what stands in their place."""


def configure(c: Config) -> None:
    """Set nbgrader up for Second Source; call it from `nbgrader_config.py`."""
    c.Autograde.exporter_class = EXPORTER
    c.Autograde.sanitize_preprocessors = [
        f"{NBGRADERS}.OverwriteCells",
        f"{NBGRADERS}.CheckCellMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        "secondsource_grading.sandbox.execute.RunCode",
        f"{OURS}.preprocessors.SaveVerdicts",
        f"{NBGRADERS}.CheckCellMetadata",
    ]
    if "plugin_class" not in c.AssignLatePenalties:
        c.AssignLatePenalties.plugin_class = PLUG_IN
    c.GenerateAssignment.preprocessors = [
        f"{OURS}.preprocessors.ClearAnswers",
        *(REPLACED.get(step, f"{NBGRADERS}.{step}") for step in RELEASE_STEPS),
    ]
    c.GenerateFeedback.exporter_class = f"{OURS}.exporters.FeedbackExporter"
    # nbgrader names its own template for all HTML exporters; the nearer class wins.
    c.FeedbackExporter.template_name = TEMPLATE
    c.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
    c.GenerateFeedback.preprocessors = [
        f"{NBGRADERS}.GetGrades",
        f"{OURS}.preprocessors.RenderFeedback",
    ]
    c.HTMLExporter.filters = dict(FILTERS)
    c.ExchangeFactory.collect = f"{OURS}.collect.TrustedCollect"
    c.ExportApp.plugin_class = f"{OURS}.csv_export.SafeCsvExport"
    c.ZipCollectApp.extractor_plugin = f"{OURS}.zip_collect.TrustedExtractor"
    c.ZipCollectApp.collector_plugin = f"{OURS}.zip_collect.TrustedCollector"
    c.ExchangeFactory.release_feedback = f"{OURS}.feedback.TrustedReleaseFeedback"
    if "nbgrader" in sys.modules:
        # One of nbgrader's programs reads this, with all of nbgrader imported before.
        from secondsource_grading.plugin import patches  # noqa: PLC0415 - imports nbgrader

        patches.apply(FILTERS)


NEEDED = {
    "Autograde": ("exporter_class", "sanitize_preprocessors", "autograde_preprocessors"),
    "GenerateFeedback": ("exporter_class", "preprocessors"),
    "HTMLExporter": ("filters",),
    "GenerateAssignment": ("preprocessors",),
    "ExchangeFactory": ("collect", "release_feedback"),
}
"""What `configure` sets and a later line of the configuration may have set to something else."""

RUNS_CODE = frozenset({"Execute", "ExecutePreprocessor", "SaveAutoGrades"})
"""Steps of nbgrader's and nbconvert's that run a notebook, or read scores off its outputs."""

PAGE_EXPORTERS = ("Exporter", "TemplateExporter", "HTMLExporter", "FeedbackExporter")
"""The sections of which a page of feedback takes its exporter's settings."""

NEVER_OFF = {
    "Autograde": ("SaveVerdicts",),
    "GenerateFeedback": ("GetGrades", "RenderFeedback"),
    "GenerateAssignment": ("ClearAnswers", "SaveCellsWithoutKernel"),
}
"""Steps without which there are no grades, no page, or no release that can be graded."""

NBFORMAT = 4
"""The format of all notebooks, whose cells have metadata."""

NOTEBOOK_EXPORTERS = ("Exporter", "NotebookExporter", "SubmissionExporter")
"""The sections of which an autograded or released notebook's exporter takes its settings."""

WITH_FILES = frozenset({"Autograde", "GenerateFeedback", "GenerateAssignment"})
"""Steps that set the permissions of the files they make."""

PARENTS = ("NbConvertBase", "Preprocessor", "NbGraderPreprocessor")
"""The sections of which these steps take their settings too, the nearest last."""

READ_HERE = ("SecondSource", "LatePenalty")
"""Sections that only this kit reads: nobody else would say that one is misspelt."""


def misspelt(config: Config) -> list[str]:
    """Return what a configuration sets in a section that is nearly called like one of ours."""
    ours = config.AssignLatePenalties.get("plugin_class", PLUG_IN) == PLUG_IN
    here = READ_HERE if ours else READ_HERE[:1]
    return [
        f"c.{section} is nothing that nbgrader or Second Source reads; c.{near[0]} is meant, "
        "it seems: put that right, or what it sets does not count"
        for section in config
        if section not in here and (near := get_close_matches(section, here, 1, 0.8))
    ]


def undone(config: Config, sections: Iterable[str] = tuple(NEEDED)) -> list[str]:
    """Return what a configuration has undone of `configure`, a sentence for each setting.

    Steps and filters of an instructor's own beside ours undo nothing, unless they run code.
    Of a course that never called `configure` nothing is undone.
    """
    if config.FeedbackExporter.get("template_name") != TEMPLATE:
        return []
    fresh = Config()
    configure(fresh)
    found = misspelt(config)
    for section, name in ((s, n) for s in sections for n in NEEDED[s]):
        have, want = config[section].get(name), fresh[section][name]
        runs: list[str] = []
        if isinstance(want, list):
            names = [_name(step) for step in have] if isinstance(have, list) else []
            missing = any(step not in names for step in want)
            runs = [n for n in names if n not in want and n.rpartition(".")[2] in RUNS_CODE]
        elif isinstance(want, dict):
            # Those that are missing are put back by `patches`.
            missing = any(have.get(key, value) != value for key, value in want.items())
        else:
            missing = _name(have) != want
        if missing or (runs and section in {"Autograde", "GenerateFeedback"}):
            with_it = f", with {', '.join(runs)}," if runs else ""
            found.append(
                f"c.{section}.{name} is set to something else{with_it} after configure(c), so "
                "that part of Second Source does not run; take that line away, or move it above "
                "configure(c)"
            )
    return [
        *found,
        *_running_in_pages(config, sections),
        *_switched_off(config, sections),
        *_odd_permissions(config, sections),
        *_odd_format(config, sections),
    ]


def _running_in_pages(config: Config, sections: Iterable[str]) -> list[str]:
    """Return which steps that run code are set for what makes a page of feedback."""
    if "GenerateFeedback" not in sections:
        return []
    return [
        f"c.{section}.preprocessors has {step}, which would run a learner's code when a page of "
        "feedback is made; take it away here, and give it to the commands that need it"
        for section in PAGE_EXPORTERS
        for step in map(_name, _listed(config[section].get("preprocessors")))
        if step.rpartition(".")[2] in RUNS_CODE
    ]


def _switched_off(config: Config, sections: Iterable[str]) -> list[str]:
    """Return which steps that grading or feedback need are switched off by their `enabled`."""
    found = []
    for step in (step for section in sections for step in NEVER_OFF.get(section, ())):
        # traitlets reads what is set for a class's parents first; the nearest counts.
        said = [s for s in (*PARENTS, step) if "enabled" in config[s]]
        if said and not config[said[-1]].enabled:
            found.append(
                f"c.{said[-1]}.enabled switches {step} off, so that part of Second Source does "
                "not run; take that line away"
            )
    return found


def _odd_permissions(config: Config, sections: Iterable[str]) -> list[str]:
    """Return which permissions of files nbgrader can't read."""
    found = []
    for section in WITH_FILES.intersection(sections):
        named = section if "permissions" in config[section] else "BaseConverter"
        value = config[named].get("permissions", 444)
        if not set(str(value)) <= set("01234567"):
            found.append(
                f"c.{named}.permissions is {value!r}; nbgrader takes its digits for octal ones: "
                "write 664, and neither 0o664 nor a number with an 8 or 9"
            )
    return found


def _odd_format(config: Config, sections: Iterable[str]) -> list[str]:
    """Return which other format of notebooks is set: nbgrader would not find what it writes."""
    if not {"Autograde", "GenerateAssignment"}.intersection(sections):
        return []
    return [
        f"c.{section}.nbformat_version is {config[section].nbformat_version!r}; notebooks are "
        "released and graded in format 4: take that line away"
        for section in NOTEBOOK_EXPORTERS
        if config[section].get("nbformat_version", NBFORMAT) != NBFORMAT
    ]


def _listed(setting: object) -> list[object]:
    return list(setting) if isinstance(setting, (list, tuple)) else []


def _name(setting: object) -> str:
    """Return the full name of a class that a configuration names, as text or as itself."""
    if isinstance(setting, type):
        return f"{setting.__module__}.{setting.__qualname__}"
    return str(setting)
