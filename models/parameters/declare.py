"""What a parameter is: frozen, closed, described, with a unit and a source.

A parameter is declared with :func:`parameter`, which refuses one that names neither a source nor an assumption
(``A-nn`` in ``docs/assumptions.md``). This module imports nothing heavy, so that a scenario is checked at once.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Parameters(BaseModel):
    """A closed, immutable set of parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def parameter(
    default: Any,  # noqa: ANN401 - a default has the type of its field
    description: str,
    *,
    unit: str,
    source: str,
    ge: float | None = None,
    le: float | None = None,
) -> Any:  # noqa: ANN401 - what pydantic's own Field returns
    """Declare a parameter: default, one sentence, unit, source or assumption id, and bounds.

    Raises
    ------
    ValueError
        When the description is not a sentence, or the unit or source is empty.
    """
    if not description.endswith(".") or not unit or not source:
        raise ValueError(f"a parameter needs a sentence, a unit and a source: {description!r}")
    return Field(
        default=default,
        description=description,
        ge=ge,
        le=le,
        json_schema_extra={"unit": unit, "source": source},
    )
