"""The course's site, built with what only an instructor has: the lessons, and *Check* in the browser."""
