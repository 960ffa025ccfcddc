"""Parameters of the forecast of plans: growth of the total, and the cohort within it."""

from typing import Annotated

from pydantic import Strict

from models.parameters.declare import Parameters, parameter


class GrowthParameters(Parameters):
    """How the authority's total of plans grows in the first years."""

    own_weight: float = parameter(
        0.25,
        "Share of the authority's recent lead over England's growth that carries into the next year.",
        unit="share",
        source="A-01",
        ge=0.0,
        le=1.0,
    )
    own_decay: float = parameter(
        0.6,
        "Factor by which that lead shrinks each year ahead.",
        unit="share a year",
        source="A-01",
        ge=0.0,
        le=1.0,
    )
    growth_years: int = parameter(
        1,
        "Years of history over which recent growth is measured.",
        unit="years",
        source="A-01",
        ge=1,
        le=10,
    )
    england_damping: float = parameter(
        0.97,
        "Factor by which England's growth of the last year shrinks each year ahead.",
        unit="share a year",
        source="A-41",
        ge=0.0,
        le=1.1,
    )
    convergence: float = parameter(
        0.06,
        "Share of the gap between the authority's rate of plans and England's that closes each year.",
        unit="share a year",
        source="A-42",
        ge=0.0,
        le=0.5,
    )
    handover_years: int = parameter(
        3,
        "Years ahead governed by growth; after them the request-rate index follows its own damped path.",
        unit="years",
        source="A-02",
        ge=1,
        le=10,
    )
    excluded_years: Annotated[tuple[int, ...], Strict(strict=False)] = parameter(
        (),
        "Census years whose counts are not used, such as a year broken by a reorganisation.",
        unit="census years",
        source="A-40",
    )
    break_ratio: float = parameter(
        1.4,
        "A count above the one before times this, or below it divided by this, is a break; growth is not read across.",
        unit="ratio",
        source="A-43",
        ge=1.05,
        le=100.0,
    )
    shortest_history: int = parameter(
        4,
        "Counts that are needed before the authority's own growth is read; with fewer it grows as England does.",
        unit="counts",
        source="A-45",
        ge=2,
        le=20,
    )
    short_history_widening: float = parameter(
        1.5,
        "Factor on the authority's own part of the error where its own growth could not be read.",
        unit="ratio",
        source="A-45",
        ge=1.0,
        le=5.0,
    )


class CohortParameters(Parameters):
    """How plans age, start and end."""

    index_decay: float = parameter(
        0.8,
        "Share of the request-rate index's distance from its long-run level that is left after each year.",
        unit="share a year",
        source="A-03",
        ge=0.0,
        le=1.0,
    )
    index_long_run: float = parameter(
        1.0,
        "Level that the request-rate index approaches (1 is the rate of new plans in the base calendar year).",
        unit="ratio",
        source="A-03",
        ge=0.0,
        le=5.0,
    )
    index_error: float = parameter(
        0.15,
        "Standard deviation of the long-run level of the request-rate index, in logs.",
        unit="log ratio",
        source="A-04",
        ge=0.0,
        le=1.0,
    )
    mix_return: float = parameter(
        0.25,
        "Share by which the need mix of each age is drawn back to the base year's each year.",
        unit="share a year",
        source="A-17",
        ge=0.0,
        le=1.0,
    )
    leaving_error: float = parameter(
        0.8,
        "Standard deviation, in log odds, of the rate at which plans of an age group below 20 cease.",
        unit="log odds",
        source="A-122",
        ge=0.0,
        le=2.0,
    )
    leaving_error_adults: float = parameter(
        1.1,
        "Standard deviation, in log odds, of the rate at which plans from age 20 on cease.",
        unit="log odds",
        source="A-122",
        ge=0.0,
        le=2.0,
    )
    starting_error: float = parameter(
        0.2,
        "Standard deviation, in logs, of an age group's share of new plans.",
        unit="log ratio",
        source="A-122",
        ge=0.0,
        le=2.0,
    )
    need_error: float = parameter(
        0.2,
        "Standard deviation, in logs, of a need's share of new plans; nothing published tells it.",
        unit="log ratio",
        source="A-123",
        ge=0.0,
        le=2.0,
    )
    need_change_pull: float = parameter(
        30.0,
        "Plans that keep their need, put to each need and age group before changes of need are read from counts.",
        unit="plans",
        source="A-120",
        ge=0.0,
        le=10_000.0,
    )
    england_pull: float = parameter(
        30.0,
        "Plans of England's experience mixed into each local rate, so that rare cells lean on England.",
        unit="plans",
        source="A-05",
        ge=0.0,
        le=10_000.0,
    )
