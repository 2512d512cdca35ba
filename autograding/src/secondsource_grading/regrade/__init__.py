"""Scoring a graded assignment anew after a key or an item's points were changed.

First what would change is worked out from the answers that grading has stored, and nothing is
written. Then the batch command's own grading and the gradebook's one writer do it, and note it.
"""
