"""One page an app that stays open from test to test, as a reader's does from unit to unit.

Loading JupyterLab's page takes two thirds of what a short test costs. Each test still has a new
notebook and a new kernel, and a page on which something went wrong isn't used again.
"""

from __future__ import annotations

from app import App, Notebook
from playwright.sync_api import BrowserContext, Error, Page

SIZE = {"width": 1280, "height": 900}

LEAVE = """async ({ lab }) => {
  const { commands, shell } = window.jupyterapp;
  const open = [...shell.widgets("main")];
  // JupyterLab puts a launcher where nothing is open, but later: it would come upon the next test.
  if (lab) await commands.execute("launcher:create");
  for (const widget of open) {
    if (widget.context) widget.context.save = async () => {};  // what is thrown away isn't saved
    widget.dispose();
  }
  document.activeElement?.blur();
}"""

SAVED = """() => !document.querySelector('.ss-exercise[data-state="unsaved"]')"""
"""What is closed while it is being saved gets a dialog, which would meet the next test."""


class OpenPage:
    """The page of one app; lend it to one test at a time."""

    def __init__(self, app: App, context: BrowserContext) -> None:
        self.app, self.context = app, context
        self.page: Page | None = None

    def lend(self, name: str) -> Notebook:
        """Return a notebook of that name, which `open` will show on the page."""
        loaded = self.page is not None and not self.page.is_closed()
        self.page = self.page if self.page and loaded else self.context.new_page()
        self.page.bring_to_front()
        book = Notebook(self.app, self.page, name)
        book.page_open = loaded
        return book

    def take_back(self, book: Notebook, *, whole: bool) -> None:
        """Close the notebook and end all kernels; close the page too where it isn't `whole`."""
        page = book.page
        if not page.is_closed() and not (whole and self._cleared(book)):
            page.close()
        self.app.end_kernels()

    def _cleared(self, book: Notebook) -> bool:
        """Whether the page is as it was before the test."""
        try:
            book.let_go()
            book.page.set_viewport_size(SIZE)
            book.page.mouse.move(0, 0)
            book.page.wait_for_function(SAVED, timeout=3000)
            book.page.evaluate(LEAVE, {"lab": self.app.name == "lab"})
            return book.page.locator(".jp-Dialog, .jp-Notebook").count() == 0
        except Error:  # it shows no app, or one that does not answer or does not save
            return False

    def close(self) -> None:
        """Close the page, if there is one."""
        if self.page is not None:
            self.page.close()
