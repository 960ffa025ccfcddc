"""The grid of a new or larger school: its learners by stage from the year of opening to six years on, and who pays.

learners of a stage = sum over phase and need of the school's learners x share of the stage's year groups among those of
    its kind of provision, phase and need in that year, at the ages that the school takes (A-476)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
    placed = facts.tables["placements"]
    own = placed[(placed[SCHOOL] == provider) & (placed[YEAR] == year)]
    school = _school(facts, provider, year)
    like = _like(facts, str(school["provision"]), year, (int(school["min_age"]), int(school["max_age"])))
    found: dict[str, float] = {}
    for row in records(own.groupby(["phase", "need"], sort=True)[LEARNERS].sum().reset_index()):
        for stage, share in _shares(like, str(row["phase"]), str(row["need"])).items():
            found[stage] = found.get(stage, 0.0) + float(row[LEARNERS]) * share
    return found


def _school(facts: ReturnFacts, provider: str, year: str) -> dict[str, Any]:
    schools = facts.tables["schools"]
    return records(schools[(schools[SCHOOL] == provider) & (schools[YEAR] == year)])[0]


def _like(facts: ReturnFacts, provision: str, year: str, ages: tuple[int, int]) -> pd.DataFrame:
    """Everybody at this kind of provision in a year, with phase and stage; those outside the school's ages last."""
    everybody = facts.learners
    kept = everybody[(everybody["provision"] == provision) & (everybody[YEAR] == year)]
    age = kept["year_group"] - FIRST_YEAR_GROUP
    return kept.assign(
        phase=[str(phase_of_age(one)) for one in age],
        stage=kept["year_group"].map(STAGE_OF),
        fits=age.between(*ages),
    )


def _shares(like: pd.DataFrame, phase: str, need: str) -> dict[str, float]:
    """Share of each stage in a phase: of the need and at the school's ages where anybody is, else more widely."""
    of_phase = like[like["phase"] == phase]
    for kept in (
        of_phase[of_phase["fits"] & (of_phase["need"] == need)],
        of_phase[of_phase["fits"]],
        of_phase,
    ):
        if kept[LEARNERS].sum() > 0:
            by_stage = kept.groupby(STAGE, sort=True)[LEARNERS].sum()
            return {str(stage): float(share) for stage, share in (by_stage / by_stage.sum()).items()}
    return {first_stage(phase): 1.0}


def first_stage(phase: str) -> str:
    """The first stage of a phase, in which its learners stand where nobody is there to go by."""
    return next(stage for group, stage in STAGE_OF.items() if str(phase_of_age(group - FIRST_YEAR_GROUP)) == phase)


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
