"""What a learner sees and touches: one widget an exercise, drawn by the page itself.

What the page needs to know of an item, and the code that draws it, stand with its family in
`secondsource.families`. `page/exercise.js` is what all exercises have around them;
`secondsource.recording` keeps the answers.
"""

from __future__ import annotations
