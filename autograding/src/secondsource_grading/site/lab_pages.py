"""JupyterLite's own pages: what they may do, and the script that says how Python starts."""

from __future__ import annotations

import hashlib
import re
import shutil
from base64 import b64encode
from pathlib import Path

__all__ = ["finish"]

HERE = Path(__file__).resolve().parent

UNUSED = ("doc", "package.json", "rspack.config*", "service-worker.js")
"""What JupyterLite's command leaves and nothing here opens."""

TOLD = ("lab.js", "lab.css")
"""What says in words how Python starts."""

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval' blob: {scripts}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:"
)
"""What JupyterLite's own pages may do; `scripts` are the hashes of those that stand in the page.

The course's pages have a stricter policy of their own.
"""

_INLINE = re.compile(r'<script(?: type="module")?>(.*?)</script>', re.DOTALL)


def finish(target: Path) -> None:
    """Give JupyterLite's pages a policy, a language, and the script that tells what went wrong."""
    for pattern in UNUSED:
        for old in target.glob(pattern):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    for name in TOLD:
        shutil.copyfile(HERE / name, target / name)
    for page in (target / "index.html", *target.glob("*/index.html")):
        up = "../" * (len(page.relative_to(target).parts) - 1)
        text = page.read_text("utf-8")
        policy = POLICY.format(scripts=" ".join(map(_hash, _INLINE.findall(text))))
        head = (
            f'<head><meta http-equiv="Content-Security-Policy" content="{policy}">'
            f'<link rel="icon" href="data:,"><link rel="stylesheet" href="{up}lab.css">'
            f'<script src="{up}lab.js"></script>'
        )
        text = text.replace("<html>", '<html lang="en">', 1).replace("<head>", head, 1)
        page.write_text(text, "utf-8", newline="")


def _hash(script: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
