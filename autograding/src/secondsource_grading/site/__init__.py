"""The course's site, built with what only an instructor has: lessons, and *Check*."""
