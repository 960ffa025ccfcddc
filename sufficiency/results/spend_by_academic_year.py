"""The table of spend by academic year, from which finance is worked out, and the same of every draw.

The first year is the one before the base year, so that the financial year of the base year stands whole: its learners
are those that were counted, so many times what those of the base year cost.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.demand.practised import KINDS, PLANS
from models.money.lines import ANY, ITEMS, LINES, Follows
from models.vocabulary import NEEDS, PROVISIONS, academic_year
from sufficiency.forecast.pipeline import CentralRun, Run
from sufficiency.forecast.practice import own_counts
from sufficiency.packs.inputs import Inputs
from sufficiency.packs.placements import COUNTED_BESIDE, SERIES_OF_PROVISION
from sufficiency.results.shapes import Made, ResultTable, table_of
from sufficiency.tables.contracts import ACADEMIC_YEAR, number, text
from sufficiency.tables.files import frame_text
from sufficiency.tables.rounding import PENCE

ITEM_LINES = tuple(dict.fromkeys(item.line for item in ITEMS))
"""Lines that a run has."""
IN_FULL = "spend_in_full.txt"
"""The file of a run that holds every item of every draw."""
UNITS_IN_FULL, UNITS_DECIMALS = "units_in_full.txt", 6
"""The file of a run that holds the units of every item: rounded for people, they do not give back the price of one."""
CENTRAL = -1


def spend_by_academic_year(made: Made) -> pd.DataFrame:
    """Central units and pounds of every item."""
    before = before_the_base(made.run, made.inputs)
    years = [academic_year(year) for year in spend_years(made.run, made.run.scenario.horizon)]
    units, gbp = (from_the_year_before(of, before) for of in (made.run.units, made.run.spend))
    frame = table_of({"academic_year": years, "item": [item.name for item in ITEMS]}, {"units": units, "real_gbp": gbp})
    parts = [name.split(":") for name in frame["item"]]
    told = frame.assign(**{name: [part[place] for part in parts] for place, name in enumerate(_LABELS)})
    return told[(told["units"] != 0) | (told["real_gbp"] != 0)]


_LABELS = ("line", "provision", "need")


def spend_years(run: Run | CentralRun, horizon: int) -> list[int]:
    """Census years to the ``horizon``, the one before the base year first."""
    return list(range(run.demand.authority.base_census_year - 1, horizon + 1))


def from_the_year_before(of: Floats, before: Floats) -> Floats:
    """Amounts (..., years, items) with the year before the base year first: ``before`` (items,) times the base year."""
    return np.concatenate([of[..., :1, :] * before, of], axis=-2)


def before_the_base(run: Run | CentralRun, inputs: Inputs) -> Floats:
    """What each item of the year before the base year is of that of the base year, (items,); 1 where nobody counted.

    Of a panel without the series that only money follows, these go by plans in none of the kinds.
    """
    counts, base = own_counts(inputs), run.demand.authority.base_census_year
    learners = {name: of.sum(min_count=1).reindex([base - 1, base]) for name, of in counts.items()}
    others = learners[PLANS] - sum(learners[kind] for kind in KINDS)
    learners |= {name: others for name in COUNTED_BESIDE if counts[name].isna().all(axis=None)}
    ratio = {name: _ratio(of) for name, of in learners.items()}
    return np.array(
        [
            1.0 if LINES[item.line].follows is Follows.FIXED else ratio[SERIES_OF_PROVISION[item.provision]]
            for item in ITEMS
        ]
    )


def _ratio(learners: pd.Series) -> float:
    before, now = (float(count) for count in learners)
    return before / now if np.isfinite(before) and np.isfinite(now) and now > 0 else 1.0


def spend_in_full(run: Run, inputs: Inputs) -> str:
    """Pounds of every item in every academic year: draw (-1 is the central run), academic_year, a column an item."""
    before = before_the_base(run, inputs)
    text_of = _text(run, [CENTRAL], run.spend[None], before)
    parts = (_text(run, some.numbers, some.spend, before) for some in run.draws.parts())
    return text_of + "".join(part.partition("\n")[2] for part in parts)


def _text(run: Run, draws: Sequence[int], spend: Floats, before: Floats) -> str:
    """Some draws under the heading; ``spend`` (draws, years + 1, items)."""
    whole = from_the_year_before(spend, before)
    years = [academic_year(year) for year in spend_years(run, run.scenario.horizon)]
    labels = {"draw": np.repeat(draws, len(years)), "academic_year": np.tile(np.array(years, dtype=object), len(draws))}
    figures = whole.reshape(-1, len(ITEMS))
    columns = {item.name: figures[:, place] for place, item in enumerate(ITEMS)}
    return frame_text(pd.DataFrame({**labels, **columns}), PENCE, PENCE)


def units_in_full(run: Run, inputs: Inputs) -> str:
    """Central units of every item in every academic year: academic_year, a column an item."""
    units = from_the_year_before(run.units, before_the_base(run, inputs))
    columns = {item.name: units[:, place] for place, item in enumerate(ITEMS)}
    years = [academic_year(year) for year in spend_years(run, run.scenario.horizon)]
    return frame_text(pd.DataFrame({"academic_year": years, **columns}), UNITS_DECIMALS)


SPEND_BY_ACADEMIC_YEAR = ResultTable(
    "spend_by_academic_year",
    (ACADEMIC_YEAR, text("line", ITEM_LINES), text("provision", (ANY, *PROVISIONS)), text("need", (ANY, *NEEDS))),
    (number("units", "places or learners"), number("real_gbp", "pounds")),
    words="Places or learners that a line is paid for, and pounds of the academic year at the prices of the base"
    " financial year, by line, kind of provision and need. The year before the base year has the learners who were"
    " counted, at what those of the base year cost; `sufficiency finance` works from this table.",
    make=spend_by_academic_year,
)
