"""Sets nbgrader up for Second Source through its own configuration.

nbgrader's commands and the formgrader then work unchanged. A submission passes
through two steps of `nbgrader autograde`:

1. sanitising: `SubmissionExporter` rebuilds the notebook from the instructor's copy;
2. grading: `SaveVerdicts` scores the responses in this process and writes grades and late
   penalties. No kernel is started, and no score is ever read off a cell's output.
"""

from __future__ import annotations

from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearSolutions,
    GetGrades,
    OverwriteCells,
)
from traitlets.config import Config

from secondsource_grading.plugin.collect import TrustedCollect
from secondsource_grading.plugin.csv_export import SafeCsvExport
from secondsource_grading.plugin.exporters import FeedbackExporter, SubmissionExporter
from secondsource_grading.plugin.feedback import TrustedReleaseFeedback
from secondsource_grading.plugin.late_penalty import LatePenalty
from secondsource_grading.plugin.patches import (
    be_patient,
    read_timestamps,
    share_engines,
    take_names_as_names,
)
from secondsource_grading.plugin.preprocessors import (
    TEMPLATES,
    ClearAnswers,
    ClearOwnSolutions,
    RenderFeedback,
    SaveVerdicts,
)
from secondsource_grading.plugin.zip_collect import TrustedCollector, TrustedExtractor
from secondsource_grading.sandbox.execute import RunCode

__all__ = ["configure"]

SAFE_MARKDOWN = "secondsource_grading.grading.safe_html.markdown2html"
"""The filter that makes a learner's Markdown harmless; nbconvert imports it by name."""

SAFE_CODE = "secondsource_grading.grading.safe_code.highlight_code"
"""The filter that colours code in a time that grows with its length only."""


def configure(c: Config) -> None:
    """Set nbgrader up for Second Source; call it from `nbgrader_config.py`."""
    c.Autograde.exporter_class = SubmissionExporter
    c.Autograde.sanitize_preprocessors = [OverwriteCells, CheckCellMetadata]
    c.Autograde.autograde_preprocessors = [
        RunCode,
        SaveVerdicts,
        CheckCellMetadata,
    ]
    if "plugin_class" not in c.AssignLatePenalties:
        c.AssignLatePenalties.plugin_class = LatePenalty
    c.GenerateAssignment.preprocessors = [
        ClearAnswers,
        *(
            ClearOwnSolutions if step is ClearSolutions else step
            for step in GenerateAssignment.class_traits()["preprocessors"].default()
        ),
    ]
    c.GenerateFeedback.exporter_class = FeedbackExporter
    # nbgrader names its own template for all HTML exporters; the nearer class wins.
    c.FeedbackExporter.template_name = "secondsource_feedback"
    c.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
    c.GenerateFeedback.preprocessors = [
        GetGrades,
        RenderFeedback,
    ]
    c.HTMLExporter.filters = {"markdown2html": SAFE_MARKDOWN, "highlight_code": SAFE_CODE}
    c.ExchangeFactory.collect = TrustedCollect
    c.ExportApp.plugin_class = SafeCsvExport
    c.ZipCollectApp.extractor_plugin = TrustedExtractor
    c.ZipCollectApp.collector_plugin = TrustedCollector
    c.ExchangeFactory.release_feedback = TrustedReleaseFeedback
    be_patient()
    share_engines()
    take_names_as_names()
    read_timestamps()
