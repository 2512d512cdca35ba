"""The course as web pages that need no server, no kernel and no account. Nothing here knows a key.

`write_site` makes them from built notebooks; the exercises are drawn by the page code that
Jupyter uses, in a small host (`page/`) that keeps the same record in the browser.
"""

from secondsource.site.write import Check, Lesson, Settings, write_site

__all__ = ["Check", "Lesson", "Settings", "write_site"]
