"""The grid of a new or larger school: its learners by stage from the year of opening to six years on, and who pays.

learners of a stage = sum over phase and need of the school's learners x share of the stage's year groups among those of
    its kind of provision, phase and need in that year, at the ages that the school takes (A-476)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from models.vocabulary import FIRST_YEAR_GROUP, Provision, phase_of_age
from sufficiency.returns.dfe.counting import LEARNERS, YEAR
from sufficiency.returns.dfe.facts import ReturnFacts
from sufficiency.returns.dfe.mapping import GRID_BANDS
from sufficiency.returns.exports import Export
from sufficiency.tables.contracts import ALL, records

GRID = "free_school"
SCHOOL, STAGE = "provider_id", "stage"
LAST = 6
"""Years after that of opening which the grid shows."""
KINDS = (str(Provision.STATE_SPECIAL), str(Provision.SPECIALIST_BASE))
STAGE_OF: dict[int, str] = {group: name for name, groups in GRID_BANDS.items() for group in groups}
HOLDERS = ("This authority", "Other authorities", "Total")
"""Who holds places."""


@dataclass(frozen=True)
class Opening:
    """A school or base that is new, or that gets more places: from which year, and whether by the scenario."""

    provider: str
    name: str
    opens: str
    new: bool
    scenario: bool


def openings(facts: ReturnFacts) -> tuple[Opening, ...]:
    """New schools and bases, and those with more places, by the first year with more than the year before."""
    schools = facts.tables["schools"]
    kept = schools[schools["provision"].isin(KINDS)].sort_values([SCHOOL, YEAR])
    return tuple(filter(None, (_opening(facts, str(code), rows) for code, rows in kept.groupby(SCHOOL, sort=True))))


def _opening(facts: ReturnFacts, code: str, rows: pd.DataFrame) -> Opening | None:
    added = rows["places_committed"] + rows["places_scenario"]
    more = added.diff().fillna(0) > 0
    if not more.any():
        return None
    first = more.to_numpy().argmax()
    before, now = (rows["places_scenario"].iloc[at] for at in (first - 1, first))
    new = bool(rows["places"].iloc[0] == 0)
    return Opening(code, facts.schools.get(code, code), str(rows[YEAR].iloc[first]), new, bool(now > before))


def free_school_export(facts: ReturnFacts) -> Export:
    """Learners of every such school by year and stage, from the base year on; ``all`` is the school."""
    rows = [row for opening in openings(facts) for row in _rows(facts, opening)]
    frame = pd.DataFrame(rows, columns=[YEAR, SCHOOL, STAGE, LEARNERS])
    return Export(GRID, frame, (YEAR, SCHOOL, STAGE), (LEARNERS,))


def _rows(facts: ReturnFacts, opening: Opening) -> Iterator[tuple[str, str, str, float]]:
    for year in [facts.base, *grid_years(facts, opening)]:
        stages = _stages(facts, opening.provider, year)
        for stage in GRID_BANDS:
            yield year, opening.provider, stage, stages.get(stage, 0.0)
        yield year, opening.provider, ALL, sum(stages.values())


def grid_years(facts: ReturnFacts, opening: Opening) -> Sequence[str]:
    """Year of opening and the six after it, as far as the run goes."""
    first = facts.years.index(opening.opens)
    return facts.years[first : first + LAST + 1]


def _stages(facts: ReturnFacts, provider: str, year: str) -> dict[str, float]:
    school = _school(facts, provider, year)
    like = facts.by_place[str(school["provision"]), year]
    ages = (int(school["min_age"]), int(school["max_age"]))
    found: dict[str, float] = {}
    for (phase, need), learners in facts.of_school.get((provider, year), {}).items():
        for stage, share in _shares(like, (phase, need), ages).items():
            found[stage] = found.get(stage, 0.0) + learners * share
    return found


def _school(facts: ReturnFacts, provider: str, year: str) -> dict[str, Any]:
    schools = facts.tables["schools"]
    return records(schools[(schools[SCHOOL] == provider) & (schools[YEAR] == year)])[0]


def _shares(like: Mapping[tuple[int, str], float], cell: tuple[str, str], ages: tuple[int, int]) -> dict[str, float]:
    """Share of each stage in a phase: of the need and at the school's ages where anybody is, else more widely.

    ``like`` are the learners of the kind of provision by year group and need, ``cell`` is a phase and a need.
    """
    phase, need = cell
    of_phase = {at: held for at, held in like.items() if _phase_of(at[0]) == phase}
    fitting = {at: held for at, held in of_phase.items() if ages[0] <= at[0] - FIRST_YEAR_GROUP <= ages[1]}
    for kept in ({at: held for at, held in fitting.items() if at[1] == need}, fitting, of_phase):
        if total := sum(kept.values()):
            stages = dict.fromkeys(sorted({STAGE_OF[group] for group, _ in kept}), 0.0)
            for (group, _), held in kept.items():
                stages[STAGE_OF[group]] += held / total
            return stages
    return {first_stage(phase): 1.0}


@cache
def _phase_of(year_group: int) -> str:
    return str(phase_of_age(year_group - FIRST_YEAR_GROUP))


def first_stage(phase: str) -> str:
    """The first stage of a phase, in which its learners stand where nobody is there to go by."""
    return next(stage for group, stage in STAGE_OF.items() if _phase_of(group) == phase)


def grid_wide(shown: pd.DataFrame, facts: ReturnFacts, opening: Opening) -> pd.DataFrame:
    """The grid of one school: a row a stage, a column a year from that of opening."""
    own = shown[shown[SCHOOL] == opening.provider]
    years = grid_years(facts, opening)
    rows = []
    for stage in [*GRID_BANDS, ALL]:
        of_stage = own[own[STAGE] == stage].set_index(YEAR)[LEARNERS]
        rows.append(["Total" if stage == ALL else stage, *(of_stage[year] for year in years)])
    return pd.DataFrame(rows, columns=["stage", *years], dtype=object)


def commissioners(facts: ReturnFacts, opening: Opening) -> pd.DataFrame:
    """Whole places by who holds them, by year: the authority's own, and those reserved for others, not named."""
    years = grid_years(facts, opening)
    held = zip(*(_holders(_school(facts, opening.provider, year)) for year in years), strict=True)
    rows = [[words, *places] for words, places in zip(HOLDERS, held, strict=True)]
    return pd.DataFrame(rows, columns=["commissioner", *years])


def _holders(row: Mapping[str, Any]) -> tuple[int, int, int]:
    """Places of this authority, of others, and all: as a return has them, so that the first two add up to the last."""
    others, whole = (round(float(row[name])) for name in ("reserved", "places"))
    return whole - others, others, whole
