"""Links of nbgrader's formgrader that lead somewhere on a hub too.

On a hub each server's pages begin with a prefix, such as `/user/ann/`, and a browser shows the
formgrader only in a tab of its own, because JupyterHub forbids pages within pages. In such a tab
nbgrader's links to the folders `source` and `release` begin with `/tree/`, which on a hub is
nobody's page (its issue 1794). They get the prefix here. Without a hub there is none to add.
"""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["BASE", "keep_the_prefix"]

BASE = "nbgrader.server_extensions.formgrader.base"
PAGE = "manage_assignments.tpl"
"""The one page of the formgrader's that links to folders."""

SCRIPT = """<script>
  linkTo = ((plain) => (type, path) => (index, element) => {
    const link = plain(type, path)(index, element);
    const address = link.getAttribute("href");
    if (address.startsWith("/") && !address.startsWith(`${base_url}/`)) {
      link.setAttribute("href", base_url + address);
    }
    return link;
  })(linkTo);
</script>
</head>"""


def keep_the_prefix() -> None:
    """Let the formgrader's page of assignments add the prefix, where this process serves it."""
    module = sys.modules.get(BASE)
    if module is None or module.BaseHandler.render.__module__ == __name__:
        return  # not served here, or done before
    plain = module.BaseHandler.render

    def render(handler: Any, name: str, **values: Any) -> str:
        text: str = plain(handler, name, **values)
        return text.replace("</head>", SCRIPT, 1) if name == PAGE else text

    module.BaseHandler.render = render
