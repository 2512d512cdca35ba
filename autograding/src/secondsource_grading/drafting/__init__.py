"""From texts to a draft of a pack: what is worth asking about, with the rule and the place.

Everything here is rules and lists that a person can read. Nothing is sent anywhere, and nothing
is decided: a candidate is a proposal until an author accepts it.
"""

from __future__ import annotations
