"""The table of independent against in-county places: what a learner costs whom in each, and when a new place pays.

Where learners of new places would else be, and at what cost, is assumption A-438.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.money.avoided_cost import average_cost, cost_into_empty_place, cost_with_added_place
from models.money.break_even import PlaceFunding, break_even_diversion, break_even_learners
from models.money.lines import ITEMS
from models.money.prices import place_funding
from models.vocabulary import IN_COUNTY, INMSS_SPECIAL, PROVISIONS, SPECIALIST, Provision, financial_year
from sufficiency.finance.shapes import FinanceTable, Given
from sufficiency.tables.contracts import number, text
from sufficiency.tables.rounding import PENCE

FOLLOWS = ("top_up_schools", "top_up_special", "inmss_fees")
"""Lines of the block that follow the learner; units are learners."""
HEALTH_AND_CARE = ("fee_health", "fee_care")
PLACE_LINES = ("place_special", "place_bases", "place_non_maintained")
JOURNEYS = ("sen_transport",)


@dataclass(frozen=True)
class _Kind:
    """Learners and real pounds of one kind of provision in each financial year, (financial years,) each."""

    learners: Floats
    block_gbp: Floats
    health_and_care_gbp: Floats
    transport_gbp: Floats
    place_funding_gbp: Floats

    @property
    def follows_gbp(self) -> Floats:
        """What learners bring with them, whoever pays it."""
        return self.block_gbp + self.health_and_care_gbp + self.transport_gbp

    @property
    def all_gbp(self) -> Floats:
        """All public money."""
        return self.follows_gbp + self.place_funding_gbp


def inmss_against_in_county(given: Given) -> pd.DataFrame:
    """One row a financial year and kind of specialist provision."""
    kinds = {kind: _kind(given, kind) for kind in (*SPECIALIST, Provision.MAINSTREAM)}
    inmss = average_cost(
        np.sum([kinds[kind].all_gbp for kind in INMSS_SPECIAL], axis=0),
        np.sum([kinds[kind].learners for kind in INMSS_SPECIAL], axis=0),
    )
    mainstream = average_cost(kinds[Provision.MAINSTREAM].follows_gbp, kinds[Provision.MAINSTREAM].learners)
    years = [financial_year(year) for year in given.books.years]
    rows = [
        pd.DataFrame({"financial_year": years, "provision": str(kind), **_columns(kinds[kind])}).assign(
            **(
                _in_county(given, kind, kinds[kind], inmss, mainstream)
                if kind in IN_COUNTY
                else _independent(kinds[kind])
            )
        )
        for kind in SPECIALIST
    ]
    return pd.concat(rows, ignore_index=True)


def _kind(given: Given, kind: Provision) -> _Kind:
    """What the books say of a kind of provision."""
    real, units = given.books.financial(given.books.central).round(PENCE), given.books.financial(given.books.units)
    return _Kind(
        learners=_sum(units, FOLLOWS, kind),
        block_gbp=_sum(real, FOLLOWS, kind),
        health_and_care_gbp=_sum(real, HEALTH_AND_CARE, kind),
        transport_gbp=_sum(real, JOURNEYS, kind),
        place_funding_gbp=_sum(real, PLACE_LINES, kind),
    )


def _sum(amounts: Floats, lines: tuple[str, ...], kind: Provision) -> Floats:
    """Amounts (financial years, items) of the items of some lines and a kind of provision, (financial years,)."""
    of = np.array([item.line in lines and item.provision == kind for item in ITEMS])
    return np.asarray(amounts[:, of].sum(axis=1))


def _columns(kind: _Kind) -> dict[str, Floats]:
    return {
        "learners": kind.learners,
        "block_gbp": kind.block_gbp.round(PENCE),
        "health_and_care_gbp": kind.health_and_care_gbp.round(PENCE),
        "transport_gbp": kind.transport_gbp.round(PENCE),
        "place_funding_gbp": kind.place_funding_gbp.round(PENCE),
        "average_gbp": average_cost(kind.all_gbp, kind.learners),
    }


def _in_county(given: Given, kind: Provision, of: _Kind, inmss: Floats, mainstream: Floats) -> dict[str, Floats]:
    """What one more learner costs in a state place, and when a new one pays against the mean INMSS learner."""
    of_kinds = place_funding(given.money.prices, given.money.indices, given.books.base)
    place = PlaceFunding(*(float(of_kind[PROVISIONS.index(kind)]) for of_kind in of_kinds))
    follows = average_cost(of.follows_gbp, of.learners)
    added = cost_with_added_place(follows, place)
    occupancy = break_even_learners(1.0, inmss, follows, place)
    return {
        "marginal_empty_gbp": cost_into_empty_place(follows, place),
        "marginal_added_gbp": added,
        "break_even_occupancy": _or_blank(occupancy, inmss),
        "break_even_diversion": _or_blank(break_even_diversion(added, inmss, mainstream), inmss - mainstream),
    }


def _independent(of: _Kind) -> dict[str, Floats]:
    """What one more learner costs where places are bought: with and without what DfE pays for the place."""
    blank = np.full(of.learners.shape, np.nan)
    return {
        "marginal_empty_gbp": average_cost(of.follows_gbp, of.learners),
        "marginal_added_gbp": average_cost(of.all_gbp, of.learners),
        "break_even_occupancy": blank,
        "break_even_diversion": blank,
    }


def _or_blank(found: Floats, known: Floats) -> Floats:
    """Blank where it is endless or what it rests on is not known."""
    return np.where(np.isfinite(found) & np.isfinite(known), found, np.nan)


AGAINST = FinanceTable(
    "inmss_against_in_county",
    (text("financial_year"), text("provision", SPECIALIST)),
    (
        number("learners", "learners", 0),
        number("block_gbp", "pounds"),
        number("health_and_care_gbp", "pounds"),
        number("transport_gbp", "pounds"),
        number("place_funding_gbp", "pounds"),
        number("average_gbp", "pounds a learner a year", optional=True),
        number("marginal_empty_gbp", "pounds a learner a year", optional=True),
        number("marginal_added_gbp", "pounds a learner a year", optional=True),
        number("break_even_occupancy", "share", 0, optional=True),
        number("break_even_diversion", "share", optional=True),
    ),
    words="Independent and non-maintained against in-county places, in real pounds: learners, what the block pays for"
    " them (top-up or fee), health and care's part of fees, journeys, place funding (of all places, filled or empty;"
    " of non-maintained schools DfE pays it), and all of that a learner. `marginal_empty_gbp` is what one more"
    " learner costs in an empty funded place, `marginal_added_gbp` with a place added for them."
    " `break_even_occupancy` is the share of new places that learners who would else be in an independent or"
    " non-maintained special school must fill for them to pay, the rest standing empty: above 1 they do not pay even"
    " when full. `break_even_diversion` is the share of the learners of full new places who would else have to be"
    " there, the rest in mainstream: 0 or below, they pay whoever comes. Building is not counted.",
    make=inmss_against_in_county,
)
