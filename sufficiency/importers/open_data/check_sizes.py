"""Reads from the published files how large things are, for the checks of a pack: small areas, schools, what is paid."""

from pathlib import Path

import pandas as pd

from models.vocabulary import Phase
from sufficiency.importers.open_data.people.areas import read_small_areas
from sufficiency.importers.open_data.providers.special_schools import INDEPENDENT, NON_MAINTAINED, STATE, read_register
from sufficiency.importers.opening.published_csv import numbers, read_words

KINDS_OF_SCHOOL = {
    STATE: "state_special_places",
    INDEPENDENT: "independent_special_places",
    NON_MAINTAINED: "independent_special_places",
}
PAID = {
    "top_up_special": (("topup_maint_special",), ("state_special",)),
    "top_up_mainstream": (("topup_maint_primary", "topup_maint_secondary"), ("mainstream", "rp_or_sen_unit")),
    "fee_special": (("topup_inmss_total",), ("nmss_or_independent",)),
}
"""Lines of the outturn of 2021-22, and the plans for which they were paid."""
FEWEST_PAID = 20.0
"""Below this many learners a mean says little."""


def observed_sizes(small_areas: Path, register: Path, authorities: pd.DataFrame, outturn: Path) -> pd.DataFrame:
    """Return one row an observation: measure, size (learners that were paid for; else 0) and value."""
    parts = [_points(small_areas), _schools(register, authorities), *(_paid(outturn, measure) for measure in PAID)]
    return pd.concat(parts, ignore_index=True)


def _points(path: Path) -> pd.DataFrame:
    """Children 0 to 15 of each small area of England: older ones crowd where universities are."""
    points = read_small_areas(path)
    persons = points[[f"persons_{phase}" for phase in (Phase.EARLY_YEARS, Phase.PRIMARY, Phase.SECONDARY)]].sum(axis=1)
    return pd.DataFrame({"measure": "point_children", "size": 0.0, "value": persons})


def _schools(path: Path, authorities: pd.DataFrame) -> pd.DataFrame:
    """Rolls of special schools, which stand for their places."""
    schools = read_register(path, authorities)
    known = schools[(schools["roll"] > 0) & schools["kind"].isin(list(KINDS_OF_SCHOOL))]
    return pd.DataFrame({"measure": known["kind"].map(KINDS_OF_SCHOOL), "size": 0.0, "value": known["roll"]})


def _paid(path: Path, measure: str) -> pd.DataFrame:
    """Mean top-up or fee of a learner of each authority."""
    lines, plans = PAID[measure]
    spent, learners = ([f"outturn_2021_22_{name}" for name in lines], [f"plans_jan2021_{name}" for name in plans])
    words = read_words(path, path.name, (*spent, *learners))
    pounds, paid_for = (
        sum((numbers(words, column, path.name).fillna(0.0) for column in columns), start=pd.Series(0.0, words.index))
        for columns in (spent, learners)
    )
    known = (pounds > 0) & (paid_for >= FEWEST_PAID)
    return pd.DataFrame({"measure": measure, "size": paid_for[known], "value": (pounds / paid_for)[known]})
