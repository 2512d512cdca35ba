"""nbgrader's check of each cell's metadata, with the schema that it checks by checked once.

`jsonschema.validate` looks at each call whether the schema itself is one. nbgrader calls it for
every cell of every submission, twice, and its schema never changes: that was a quarter of the
time that its command took with this kit.
"""

from __future__ import annotations

import json
from functools import cache
from types import SimpleNamespace
from typing import Any

from nbgrader.nbgraderformat import common

__all__ = ["check_schema_once"]

_JSONSCHEMA = common.jsonschema


def check_schema_once() -> None:
    """Let nbgrader check cells by a schema that was found good before."""
    common.jsonschema = SimpleNamespace(validate=_validate)


def _validate(instance: Any, schema: dict[str, Any]) -> None:
    """Do what `jsonschema.validate` does: raise the `ValidationError` that says most."""
    # nbgrader reads its file of the schema anew for each notebook, so its text is what is known.
    errors = _validator(json.dumps(schema)).iter_errors(instance)
    error = _JSONSCHEMA.exceptions.best_match(errors)
    if error is not None:
        raise error


@cache
def _validator(schema_text: str) -> Any:
    """Return what checks by a schema; raises `SchemaError` where it is none."""
    schema = json.loads(schema_text)
    kind = _JSONSCHEMA.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)
