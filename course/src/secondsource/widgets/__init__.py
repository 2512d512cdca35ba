"""What a learner sees and touches: one widget an exercise, drawn by the page itself.

For each family there is a module here that says what the page needs to know of an
item, and a file of the same name in `page/` that draws it. `page/frame.js` is what
all exercises have around them; `secondsource.recording` keeps the answers.
"""

from __future__ import annotations
