"""The formgrader's page of a submission whose autograded notebook is broken.

nbgrader answers with "contact the administrator" and a traceback in the server's log. Here the page
says which file it is and what makes it again; the formgrader's other pages are as they were.
"""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path
from typing import Any

from tornado.web import HTTPError

from secondsource_grading.plugin.unmade import why_no_page

__all__ = ["HANDLERS", "tell_of_broken"]

HANDLERS = "nbgrader.server_extensions.formgrader.handlers"
PAGE = "base_500.tpl"
"""nbgrader's page of an error."""

BEGIN = '<div class="panel-body">'
"""What the words on that page begin after."""


def tell_of_broken() -> None:
    """Let the formgrader say what is wrong with a notebook, where this process serves it."""
    module = sys.modules.get(HANDLERS)
    if module is None or module.SubmissionHandler.get.__module__ == __name__:
        return  # not served here, or done before
    plain = module.SubmissionHandler.get

    def get(handler: Any, submission_id: str) -> Any:
        try:
            return plain(handler, submission_id)
        except HTTPError:
            raise  # nbgrader's own words
        except Exception as error:  # noqa: BLE001 - whatever a broken notebook leads to
            return _answer(handler, submission_id, error)

    module.SubmissionHandler.get = get


def _answer(handler: Any, submission_id: str, error: Exception) -> None:
    """Write the page of an error, with what is wrong and what to do."""
    found = handler.gradebook.find_submission_notebook_by_id(submission_id)
    assignment, student = found.assignment.assignment.name, found.student.id
    coursedir = handler.coursedir
    folder = coursedir.format_path(coursedir.autograded_directory, student, assignment)
    told = why_no_page(Path(folder, f"{found.notebook.name}.ipynb"), error, assignment, student)
    handler.log.error("%s", told)
    page = handler.render(PAGE, base_url=handler.base_url, error_code=500)
    handler.clear()
    handler.set_status(500)
    handler.write(page.replace(BEGIN, f"{BEGIN}<p>{escape(told)}</p>", 1))
