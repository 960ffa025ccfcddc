"""The table by school: places and where they are from, learners and their range, and what one more place is worth."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.explain.pockets import spare_places
from models.vocabulary import NEEDS, PROVISIONS
from sufficiency.forecast.kept import Drawn
from sufficiency.forecast.pipeline import Run
from sufficiency.results.shapes import Made, ResultTable, academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, PROVIDER_ID, Column, integer, number, text

ENDS = (0.1, 0.9)
OF_PLACES = ("places_agreed", "places_committed", "places_scenario", "places_grown")
"""What the places of a year are made of."""


def schools(made: Made) -> pd.DataFrame:
    """One row a year and provider."""
    run = made.run
    whom, places = whom_they_take(run), places_of(run)
    years = zip(academic_years(run), _learners(run, places), strict=True)
    frames = [
        pd.DataFrame({"academic_year": label, **whom, **{name: of[at] for name, of in places.items()}, **year})
        for at, (label, year) in enumerate(years)
    ]
    return pd.concat(frames, ignore_index=True)


def whom_they_take(run: Run) -> dict[str, object]:
    """Kind, district, needs and ages of every provider, (providers,) each; the same in every year."""
    table, providers = run.supply.providers, run.instance.providers
    return {
        "provider_id": np.array(providers.ids, dtype=object),
        "provision": table["provision"].astype(str).to_numpy(dtype=object),
        "area": table["area"].fillna("").astype(str).to_numpy(dtype=object),
        "takes_needs": [" ".join(str(NEEDS[need]) for need in np.flatnonzero(row)) for row in providers.needs],
        "min_age": table["min_age"].to_numpy(dtype=np.int64),
        "max_age": table["max_age"].to_numpy(dtype=np.int64),
    }


def places_of(run: Run) -> dict[str, Floats]:
    """Places of the central run and what they are made of, (years + 1, providers) each (A-455).

    What a market has at first is agreed, and everything beyond what is dated has grown on the path.
    """
    instance, steered = run.instance, run.central.steered
    elastic = instance.providers.elastic
    pack = np.where(elastic, steered.places[0], run.supply.pack_places)
    dated = np.where(elastic, steered.places[0], instance.places)
    agreed = np.broadcast_to(pack[0], pack.shape)
    return {
        **dict(zip(OF_PLACES, (agreed, pack - agreed, dated - pack, steered.places - dated), strict=True)),
        "places": steered.places,
        "reserved": np.maximum(steered.places - steered.usable_places, 0.0),
        "usable_places": steered.usable_places,
    }


def _learners(run: Run, places: dict[str, Floats]) -> Iterator[dict[str, object]]:
    """Learners of every year with their range, how full that makes a provider, and what one more place is worth."""
    instance = run.instance
    provider, size = instance.pairs.provider, len(instance.providers.ids)

    def filled(drawn: Drawn) -> Floats:
        return occupancy(drawn.held, places["reserved"], drawn.places_held)

    (low, high), (least, most) = run.draws.ranges(lambda drawn: drawn.held, ENDS), run.draws.ranges(filled, ENDS)
    for at, year in enumerate(run.central.years):
        held = year.held.total(provider, size)
        yield {
            "learners": held,
            "learners_p10": low[at],
            "learners_p90": high[at],
            "incumbents": np.bincount(provider, year.incumbents, size),
            "entrants": np.bincount(provider, year.entrants, size),
            "over_capacity": year.over_capacity,
            "unused": spare_places(instance.pairs, year),
            "occupancy": occupancy(held, places["reserved"][at], places["places"][at]),
            "occupancy_p10": least[at],
            "occupancy_p90": most[at],
            "place_saving_gbp": np.nan if year.place_money_gbp is None else year.place_money_gbp,
            "place_shadow_price_gbp": np.nan if year.place_value_gbp is None else year.place_value_gbp,
        }


def occupancy(own: Floats, reserved: Floats, places: Floats) -> Floats:
    """Learners, other authorities' too, over places, as a share; blank where there are no places (A-456)."""
    return np.asarray(np.divide(own + reserved, places, out=np.full(places.shape, np.nan), where=places > 0))


SCHOOLS = ResultTable(
    "schools",
    (ACADEMIC_YEAR, PROVIDER_ID),
    (
        text("provision", PROVISIONS),
        Column("area", "text", optional=True),
        text("takes_needs"),
        integer("min_age", "years on 31 August", 0, 25),
        integer("max_age", "years on 31 August, inclusive", 0, 25),
        number("places_agreed", "places", 0),
        number("places_committed", "places"),
        number("places_scenario", "places"),
        number("places_grown", "places"),
        number("places", "places", 0),
        number("reserved", "places", 0),
        number("usable_places", "places", 0),
        number("learners", "learners", 0),
        number("learners_p10", "learners", 0, optional=True),
        number("learners_p90", "learners", 0, optional=True),
        number("incumbents", "learners", 0),
        number("entrants", "learners", 0),
        number("over_capacity", "learners", 0),
        number("unused", "places", 0),
        number("occupancy", "share", 0, optional=True),
        number("occupancy_p10", "share", 0, optional=True),
        number("occupancy_p90", "share", 0, optional=True),
        number("place_saving_gbp", "pounds a year", optional=True),
        number("place_shadow_price_gbp", "pounds a year", 0, optional=True),
    ),
    words="Every school, base and market by year: its kind, the area in which it stands (blank outside the authority),"
    " and the needs and ages that it takes. Its places are those agreed in the base year, what is committed since, what"
    " the scenario adds or takes, and what has grown (markets, and kinds that grow with practice); less those reserved"
    " for other authorities' learners they are usable. Learners are its incumbents and entrants; then learners above"
    " its places and places unused. Occupancy is learners and reserved over places, blank without places. What one more"
    " place would save in money, in pounds a year before its own funding (below zero: it costs more than it saves), and"
    " its shadow price, weights that are no money included.",
    make=schools,
    balance={
        "places": dict.fromkeys(OF_PLACES, 1),
        "usable_places": {"places": 1, "reserved": -1},
        "learners": {"incumbents": 1, "entrants": 1},
    },
)
