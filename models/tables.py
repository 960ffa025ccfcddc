"""The contract of every table that crosses a stage: its key, its columns, their kind, unit and range.

A stage checks what it takes and what it gives with :func:`check`. Absent is not zero: no column may hold a
missing value unless its contract says so.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.vocabulary import AGE_GROUPS, NEEDS, PHASES, PROVISIONS, REQUIREMENTS


@dataclass(frozen=True)
class Column:
    """One column: ``kind`` is ``text``, ``integer`` or ``number``; ``allowed`` closes a vocabulary."""

    name: str
    kind: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    optional: bool = False


@dataclass(frozen=True)
class Contract:
    """A table: its name, the columns that together identify a row, and the value columns."""

    name: str
    key: tuple[Column, ...]
    values: tuple[Column, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Key columns, then value columns, in the order of the file."""
        return self.key + self.values

    @property
    def column_names(self) -> list[str]:
        """Names in the order of the file."""
        return [column.name for column in self.columns]

    @property
    def key_names(self) -> list[str]:
        """Names of the key columns."""
        return [column.name for column in self.key]


class ContractError(ValueError):
    """A table breaks its contract; the message lists every breach."""


def check(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Return ``frame`` with the contract's columns in order, sorted by key.

    Raises
    ------
    ContractError
        Listing every breach: missing columns, wrong kinds, blanks, values outside the range or the vocabulary,
        doubled keys.
    """
    missing = [name for name in contract.column_names if name not in frame.columns]
    if missing:
        raise ContractError(f"{contract.name}: missing columns {', '.join(missing)}")
    breaches = [breach for column in contract.columns for breach in _column_breaches(frame, column)]
    doubled = frame.duplicated(contract.key_names)
    if doubled.any():
        example = frame.loc[doubled, contract.key_names].iloc[0].to_dict()
        breaches.append(f"{int(doubled.sum())} doubled keys, such as {example}")
    if breaches:
        raise ContractError(f"{contract.name}: " + "; ".join(breaches))
    return frame[contract.column_names].sort_values(contract.key_names, ignore_index=True)


def _column_breaches(frame: pd.DataFrame, column: Column) -> list[str]:
    values = frame[column.name]
    breaches = []
    blank = values.isna()
    if blank.any() and not column.optional:
        breaches.append(f"{column.name} is blank in {int(blank.sum())} rows")
    present = values[~blank]
    if column.kind == "text":
        unknown = sorted({str(word) for word in present.unique()} - set(column.allowed)) if column.allowed else []
        if unknown:
            breaches.append(f"{column.name} has {', '.join(unknown[:5])}, not of {', '.join(column.allowed)}")
        return breaches
    if not pd.api.types.is_numeric_dtype(values):
        return [*breaches, f"{column.name} is not a number"]
    tests = (
        (np.isinf(present), "endless"),
        (present % 1 != 0 if column.kind == "integer" else present != present, "not whole"),  # noqa: PLR0124 - nothing
        (present < (-np.inf if column.minimum is None else column.minimum), f"below {column.minimum}"),
        (present > (np.inf if column.maximum is None else column.maximum), f"above {column.maximum}"),
    )
    failed = ((int(outside.sum()), words) for outside, words in tests)
    return breaches + [f"{column.name} is {words} in {rows} rows" for rows, words in failed if rows]


def text(name: str, allowed: tuple[str, ...] = ()) -> Column:
    """Declare a column of words, of a closed vocabulary where one is given."""
    return Column(name, "text", allowed=tuple(str(word) for word in allowed))


def integer(name: str, unit: str, minimum: float | None = None, maximum: float | None = None) -> Column:
    """Declare a column of whole numbers."""
    return Column(name, "integer", unit, (), minimum, maximum)


def number(
    name: str,
    unit: str,
    minimum: float | None = None,
    maximum: float | None = None,
    *,
    optional: bool = False,
) -> Column:
    """Declare a column of numbers."""
    return Column(name, "number", unit, (), minimum, maximum, optional)


CENSUS_YEAR = integer("census_year", "year", 2000, 2100)
ACADEMIC_YEAR = text("academic_year")
AREA = text("area")
PHASE = text("phase", PHASES)
NEED = text("need", NEEDS)
REQUIREMENT = text("requirement", REQUIREMENTS)
PROVIDER_ID = text("provider_id")


def _quantiles(stem: str, unit: str, *quantiles: str) -> tuple[Column, ...]:
    return tuple(number(f"{stem}_{quantile}", unit, 0) for quantile in quantiles)


FORECAST = Contract(
    "forecast",
    (CENSUS_YEAR, AREA, PHASE, NEED),
    (number("plans", "plans", 0), *_quantiles("plans", "plans", "p10", "p50", "p90")),
)
FORECAST_TOTALS = Contract(
    "forecast_totals",
    (CENSUS_YEAR, text("level", ("authority", "area", "phase", "need", "age_group")), text("code")),
    (number("plans", "plans", 0), *_quantiles("plans", "plans", "p10", "p50", "p90")),
)
FLOWS = Contract(
    "flows",
    (CENSUS_YEAR, NEED, text("age_group", AGE_GROUPS)),
    (
        number("opening", "plans", 0),
        number("new_plans", "plans", 0),
        number("ceased", "plans", 0),
        number("net_transfers", "plans"),
        number("closing", "plans", 0),
    ),
)
REQUIREMENTS_TABLE = Contract(
    "requirement",
    (CENSUS_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (number("learners", "learners", 0), *_quantiles("learners", "learners", "p10", "p90")),
)
PLACEMENTS = Contract(
    "placements",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT, PROVIDER_ID),
    (
        number("learners", "learners", 0),
        number("entrants", "learners", 0),
        number("incumbents", "learners", 0),
        number("miles", "miles one way", 0),
        number("minutes", "minutes one way", 0),
        number("cost_gbp", "pounds a year", 0),
    ),
)
PROVIDERS = Contract(
    "providers",
    (ACADEMIC_YEAR, PROVIDER_ID),
    (
        number("places", "places", 0),
        number("incumbents", "learners", 0),
        number("entrants", "learners", 0),
        number("over_capacity", "learners", 0),
        number("unused", "places", 0),
        number("place_value_gbp", "pounds a year", 0, optional=True),
    ),
)
UNPLACED = Contract(
    "unplaced",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (number("learners", "learners", 0), number("learners_p90", "learners", 0), text("reason")),
)
SPEND = Contract(
    "spend",
    (
        text("financial_year"),
        text("provision", PROVISIONS),
        text("line", ("place_funding", "top_up", "fee", "transport", "capital")),
    ),
    (number("amount_gbp", "pounds"), number("amount_gbp_p10", "pounds"), number("amount_gbp_p90", "pounds")),
)
PLACE_NEED = Contract(
    "place_need",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (
        *_quantiles("required", "places", "p10", "p50", "p90"),
        number("places_now", "places", 0),
        number("places_committed", "places", 0),
        number("gap_p10", "places"),
        number("gap_p50", "places"),
        number("gap_p90", "places"),
    ),
)
CHECKS = Contract(
    "checks",
    (text("check"), text("severity", ("error", "warning", "information")), text("subject")),
    (number("value", "", optional=True), number("threshold", "", optional=True), text("message")),
)

DRIVERS = Contract(
    "drivers",
    (
        CENSUS_YEAR,
        text("need", ("all", *NEEDS)),
        text("driver", ("ageing", "population", "request_rate", "survival", "need_mix", "interaction")),
    ),
    (number("plans", "plans"),),
)
"""Change of plans since the base year, split exactly (``models.drivers``)."""
FUNNEL = Contract(
    "funnel",
    (integer("calendar_year", "year", 2000, 2100),),
    (
        number("requests", "requests", 0),
        number("assessments", "assessments decided", 0),
        number("new_plans", "plans", 0),
        *_quantiles("requests", "requests", "p10", "p90"),
        *_quantiles("new_plans", "plans", "p10", "p90"),
    ),
)
"""Requests, assessments and new plans of each year ahead; new plans are those of the flows."""

RUN_TABLES: tuple[Contract, ...] = (
    FORECAST,
    FORECAST_TOTALS,
    FLOWS,
    REQUIREMENTS_TABLE,
    PLACEMENTS,
    PROVIDERS,
    UNPLACED,
    SPEND,
    PLACE_NEED,
    CHECKS,
)
"""Every table that leaves a run, in the order of the design."""
