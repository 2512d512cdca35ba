"""A course's own figures: what holds for all its units together, from `course.yaml`.

The file stands beside the folder of the units. Where there is none, as for some private units
in a folder of their own, only the rules for a single unit apply.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from secondsource.yaml_files import read_yaml, validate
from secondsource_grading import content

__all__ = ["CourseFile", "course_file", "read_course_file"]

Share = Annotated[float, Field(ge=0, le=1)]


class CourseFile(BaseModel):
    """What a course asks of its units as a whole."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="The figures of a course")

    graded_items: Annotated[
        tuple[int, int], Field(description="Graded items in the whole course: least and most.")
    ]
    supported_share: Annotated[
        tuple[Share, Share],
        Field(
            description="Share of the judgements keyed *supported*: least and most. "
            "Enough that doubting everything does not pay."
        ),
    ]
    families_a_unit: Annotated[
        int, Field(ge=1, description="The fewest families of exercise in a graded unit.")
    ]

    covers: Annotated[
        tuple[str, ...],
        Field(description="Data packages whose rows the course must use as they ask for it."),
    ] = ()

    @model_validator(mode="after")
    def _ordered(self) -> CourseFile:
        for name in ("graded_items", "supported_share"):
            least, most = getattr(self, name)
            if least > most:
                msg = f"{name} is [{least}, {most}]; write the smaller figure first"
                raise ValueError(msg)
        return self


def course_file() -> Path:
    """Return where `course.yaml` of the units in use is, or would be."""
    return content.documents() / "course.yaml"


def read_course_file() -> CourseFile | None:
    """Return the course's figures, or None where the units belong to no course.

    Raises `ContentError` where the file is not right.
    """
    file = course_file()
    return validate(CourseFile, read_yaml(file), file) if file.is_file() else None
