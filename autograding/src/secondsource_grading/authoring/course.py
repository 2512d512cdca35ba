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


class Limits(BaseModel):
    """The most that the core of a unit may ask; what is left out has no limit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: Annotated[int | None, Field(ge=1, description="Words to read.")] = None
    decisions: Annotated[
        int | None, Field(ge=1, description="Rows, ticks, marks, arrows and answers.")
    ] = None
    minutes: Annotated[
        int | None,
        Field(
            ge=1,
            description="150 words a minute, 15 s a simple decision, 45 s a considered one, "
            "6 minutes a text.",
        ),
    ] = None


class Exceptional(Limits):
    """Other limits for one unit, and why it may ask more."""

    why: Annotated[str, Field(min_length=10, description="Why this unit may ask more.")]


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

    picked_share: Annotated[
        Share,
        Field(description="The most graded items that may be one-of-k, ticks or grids."),
    ] = 1.0
    grid_share: Annotated[
        Share, Field(description="The most of the graded items that may be grids.")
    ] = 1.0
    workload: Annotated[Limits, Field(description="The most that the core of a unit may ask.")] = (
        Limits()
    )
    workload_exceptions: Annotated[
        dict[str, Exceptional], Field(description="Units that may ask more, each with the reason.")
    ] = {}

    def workload_of(self, unit: str) -> Limits:
        """Return the limits of that unit: its own where it has some, else the course's."""
        own = self.workload_exceptions.get(unit)
        if own is None:
            return self.workload
        given = own.model_dump(exclude={"why"}, exclude_none=True)
        return self.workload.model_copy(update=given)

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
