"""The columns of the tables of place need: which stand in a file, what they are called, and how a figure is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from models.vocabulary import NEED_GROUP_NAMES
from sufficiency.reports.words import KIND_OF_PLACE, PHASE_NAMES, REQUIREMENT_NAMES
from sufficiency.results.as_files import Names
from sufficiency.returns.audience import HIDDEN
from sufficiency.returns.place_need import market_position as market
from sufficiency.returns.place_need.answer import PlaceNeedAnswer
from sufficiency.returns.place_need.cube import YEAR, is_total, levels
from sufficiency.returns.place_need.prices_of_places import COSTS_A_PLACE
from sufficiency.returns.place_need.tables import COLUMNS, INDEPENDENT, OVER
from sufficiency.tables.contracts import ALL
from sufficiency.tables.files import csv_text

LEVEL = "level"
ORDER_OF_KINDS = ("state_special", *(kind for kind in KIND_OF_PLACE if kind != "state_special"))
Shown = str | float | None
_SCHOOL = (
    *("provider_id", "provider_name", "provision", "area", "area_name", "takes_needs", "takes_needs_name"),
    *("min_age", "max_age", "places_agreed", "places_committed", "places_scenario", "places_grown", "places"),
    *("reserved", "usable_places", "learners", "learners_p10", "learners_p90", "incumbents", "entrants"),
    *("over_capacity", "unused", "occupancy", "occupancy_p10", "occupancy_p90"),
    *("place_saving_gbp", "place_shadow_price_gbp"),
)
_NAMED = ("area_name", "phase", "need_group", "need_group_name", "requirement")
_CODES = ("area", *_NAMED)


@dataclass(frozen=True)
class ShownTable:
    """A table as it is shown: file or sheet, title, what a row is, and its rows with names beside codes."""

    name: str
    title: str
    words: str
    rows: pd.DataFrame

    @property
    def text(self) -> str:
        """The table as CSV."""
        columns = [_written_column(self.rows[name], decimals(str(name))) for name in self.rows]
        return csv_text([str(name) for name in self.rows], zip(*columns, strict=True))


def tables_shown(answer: PlaceNeedAnswer) -> dict[str, ShownTable]:
    """Every table of place need as it is shown, by the name of its file."""
    names = answer.saved.names
    need, apart = _named(answer.need, names), _named(answer.independent, names)
    total = is_total(need, OVER)
    tables = (
        ShownTable("place_need", "Place need", PLACE_NEED_WORDS, _chosen(need[~total], (*_CODES, *COLUMNS))),
        ShownTable(
            "place_need_totals", "Place need totals", TOTALS_WORDS, _chosen(need[total], (LEVEL, *_CODES, *COLUMNS))
        ),
        ShownTable(
            "independent_only", "Independent only", ONLY_WORDS, _chosen(apart, (LEVEL, *_CODES[:-1], *INDEPENDENT))
        ),
        ShownTable(
            "market_position",
            "Market position",
            MARKET_WORDS,
            _chosen(_named(answer.market, names), ("area", "area_name", *_NAMED[2:4], *market.COLUMNS)),
        ),
        ShownTable("schools", "Schools", SCHOOLS_WORDS, _schools(answer.schools, names)),
        ShownTable("costs_a_place", "Costs a place", COSTS_WORDS, _costs(answer.costs_by_group)),
    )
    return {table.name: table for table in tables}


def _named(rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Rows with names beside codes and the level at which each stands."""
    areas = {**names["area"], ALL: "All areas"}
    groups = {**{str(group): words for group, words in NEED_GROUP_NAMES.items()}, ALL: "All needs"}
    over = [name for name in OVER if name in rows]
    table = rows.assign(**{LEVEL: levels(rows, over)})
    return table.assign(area_name=table["area"].map(areas), need_group_name=table["need_group"].map(groups))


def _chosen(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    return rows[[YEAR, *columns]].reset_index(drop=True)


def _schools(rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """One row a year and school; the sums by kind stand in the export alone, for hiding."""
    own = rows[rows["provider_id"] != ALL]
    needs = {code: "; ".join(names["need"].get(one, one) for one in code.split()) for code in own["takes_needs"]}
    named = own.assign(
        provider_name=own["provider_id"].map(names["provider_id"]),
        area_name=own["area"].map(names["area"]).fillna(""),
        takes_needs_name=own["takes_needs"].map(needs),
    )
    ordered = named.assign(
        _kind=[
            ORDER_OF_KINDS.index(kind) if kind in ORDER_OF_KINDS else len(ORDER_OF_KINDS) for kind in own["provision"]
        ]
    )
    return _chosen(ordered.sort_values([YEAR, "_kind", "provider_name", "provider_id"], kind="stable"), _SCHOOL)


def _costs(rows: pd.DataFrame) -> pd.DataFrame:
    named = rows.assign(need_group_name=rows["need_group"].map({str(k): v for k, v in NEED_GROUP_NAMES.items()}))
    return named[["requirement", "need_group", "need_group_name", *(c.name for c in COSTS_A_PLACE.values)]]


def _written_column(values: pd.Series, places: int) -> list[str]:
    """Values as a CSV has them: figures with so many decimals, nothing where nothing is known."""
    return [value if isinstance(value, str) else _written(value, places) for value in values.tolist()]


def _written(value: float | None, places: int) -> str:
    return "" if value is None or value != value else f"{round(float(value), places) + 0.0:.{places}f}"  # noqa: PLR0124 - nan


def decimals(column: str) -> int:
    """Decimals of a column."""
    if column.endswith(("_gbp", "_age", " age")):
        return 0
    if column.lower().startswith("occupancy"):
        return 4
    return 1 if column.startswith("miles") else 2


def figure(value: object) -> Shown:
    """A value of a table as a cell of a workbook: hidden ones stay text."""
    if isinstance(value, str):
        return value
    number = float("nan") if value is None else float(value)  # type: ignore[arg-type]
    return None if np.isnan(number) else number


def is_hidden(value: object) -> bool:
    """Whether a value is hidden."""
    return isinstance(value, str) and value == HIDDEN


HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "requirement": "Kind of place",
        "need_group": "Need group code",
        "need_group_name": "Need group",
        "area": "Area code",
        "area_name": "Area",
        "provider_id": "School code",
        "provider_name": "School",
        "provision": "Kind",
        "takes_needs": "Needs taken, codes",
        "takes_needs_name": "Needs taken",
        "gap": "Gap",
        "to_spare": "Places to spare that serve it",
        "to_build": "Places to build",
        "inmss_for_want": "In INMSS for want of a place",
        "inmss_otherwise": "In INMSS otherwise",
        "in_inmss": "In INMSS",
        "for_want": "For want of a place",
        "otherwise": "Otherwise",
        "independent_only": "Only an independent school can serve",
        "to_build_base": "Base places to build",
        "to_build_special": "Special places to build",
        "unmet": "Unmet in mainstream",
        "miles_saved": "Miles saved one way",
        "running_gbp": "Running a place a year (£)",
        "inmss_fee_gbp": "INMSS fee a year (£)",
        "mainstream_gbp": "Mainstream top-up a year (£)",
        "build_low_gbp": "Building, low (£)",
        "build_high_gbp": "Building, high (£)",
        "benchmark_gbp": "Building, benchmark (£)",
        "place_saving_gbp": "One more place saves (£ a year)",
        "place_shadow_price_gbp": "Shadow price of a place (£ a year)",
    }
)


def heading_of(column: str) -> str:
    """A column in words."""
    if column in HEADINGS:
        return HEADINGS[column]
    words = column.removesuffix("_gbp").replace("_", " ").replace("inmss", "INMSS")
    return words[:1].upper() + words[1:] + (" (£)" if column.endswith("_gbp") else "")


WORDS_OF: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "phase": {**PHASE_NAMES, ALL: "All phases"},
        "requirement": {**{code: words.capitalize() for code, words in REQUIREMENT_NAMES.items()}, ALL: "All kinds"},
        "provision": KIND_OF_PLACE,
        "Kind": KIND_OF_PLACE,
    }
)
"""Codes that a workbook writes as words; in CSV they stay codes."""

PLACE_NEED_WORDS = (
    "Learners of an area, phase and need group who require a specialist base or a special school; the places that stand"
    " for them; the gap in its three parts; places to spare within reach that serve it, and what is left to build."
)
TOTALS_WORDS = "Totals of the table of place need; each row says at which level it stands, all is what is added up."
ONLY_WORDS = "Learners whom only an independent school can serve, apart from place need; totals stand at their level."
MARKET_WORDS = (
    "Market position statement: learners in independent and non-maintained schools (INMSS) for want of a state place,"
    " otherwise, and those whom only an independent school can serve; beside them the places to build."
)
SCHOOLS_WORDS = "Every school, base and market by year: places, learners, how full it is, what one more place saves."
COSTS_WORDS = "What a place costs to run and to build, beside an INMSS fee, mainstream and the benchmark given."
