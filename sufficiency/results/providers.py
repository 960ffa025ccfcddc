"""The table of providers: places, their use, and what one more is worth."""

import numpy as np
import pandas as pd

from models.explain.pockets import spare_places
from sufficiency.results.shapes import Made, ResultTable, academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, PROVIDER_ID, number


def providers(made: Made) -> pd.DataFrame:
    """One row a year and provider."""
    instance = made.run.instance
    provider, size = instance.pairs.provider, len(instance.providers.ids)
    frames = []
    for label, year in zip(academic_years(made.run), made.run.central.years, strict=True):
        frame = {
            "academic_year": label,
            "provider_id": np.array(instance.providers.ids, dtype=object),
            "usable_places": year.usable_places,
            "incumbents": np.bincount(provider, year.incumbents, size),
            "entrants": np.bincount(provider, year.entrants, size),
            "over_capacity": year.over_capacity,
            "unused": spare_places(instance.pairs, year),
            "place_saving_gbp": np.nan if year.place_money_gbp is None else year.place_money_gbp,
            "place_shadow_price_gbp": np.nan if year.place_value_gbp is None else year.place_value_gbp,
        }
        frames.append(pd.DataFrame(frame))
    return pd.concat(frames, ignore_index=True)


PROVIDERS = ResultTable(
    "providers",
    (ACADEMIC_YEAR, PROVIDER_ID),
    (
        number("usable_places", "places", 0),
        number("incumbents", "learners", 0),
        number("entrants", "learners", 0),
        number("over_capacity", "learners", 0),
        number("unused", "places", 0),
        number("place_saving_gbp", "pounds a year", optional=True),
        number("place_shadow_price_gbp", "pounds a year", 0, optional=True),
    ),
    words="A provider's places less those reserved for other authorities' learners, its incumbents and entrants,"
    " learners above its places and places unused. What one more place would save in money, in pounds a year before its"
    " own funding (below zero: it costs more than it saves), and its shadow price, weights that are no money included.",
    make=providers,
)
