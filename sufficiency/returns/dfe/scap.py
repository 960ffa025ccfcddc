"""The SEND forecast of DfE's School Capacity Survey (SCAP): residents who require a specialist place, by year group."""

from itertools import product

import pandas as pd

from models.outcome.year_groups import SCAP_KINDS
from models.vocabulary import Phase
from sufficiency.returns.dfe.counting import LEARNERS, YEAR, counted, filled, with_total
from sufficiency.returns.dfe.facts import ReturnFacts
from sufficiency.returns.dfe.mapping import SCAP_YEAR_GROUPS, SCAP_YEARS_AHEAD
from sufficiency.returns.exports import Export
from sufficiency.tables.contracts import ALL

SCAP = "scap"
KIND, PHASE, YEAR_GROUP = "kind", "phase", "year_group"
KIND_OF: dict[str, str] = {where: kind for kind, of in SCAP_KINDS.items() for where in of}
PHASE_OF: dict[int, str] = {group: str(phase) for phase, groups in SCAP_YEAR_GROUPS.items() for group in groups}
HEADINGS: tuple[str, ...] = ("R", *(str(group) for group in range(1, 12)))
"""Columns of year groups in the return, Reception to Year 11."""


def scap_export(facts: ReturnFacts) -> Export:
    """Learners by academic year, kind, phase and year group; ``all`` is the phase."""
    kept = facts.learners.assign(
        **{
            KIND: facts.learners["where"].map(KIND_OF),
            PHASE: facts.learners[YEAR_GROUP].map(PHASE_OF),
        }
    ).dropna(subset=[KIND, PHASE])
    rows = counted(kept.assign(**{YEAR_GROUP: kept[YEAR_GROUP].astype(str)}), (YEAR, KIND, PHASE, YEAR_GROUP))
    parts = [_of_phase(rows, facts, phase) for phase in SCAP_YEAR_GROUPS]
    frame = with_total(pd.concat(parts, ignore_index=True), YEAR_GROUP)
    return Export(SCAP, frame, (YEAR, KIND, PHASE, YEAR_GROUP), (LEARNERS,))


def _of_phase(rows: pd.DataFrame, facts: ReturnFacts, phase: Phase) -> pd.DataFrame:
    axes = {
        YEAR: scap_years(facts, phase),
        KIND: [*SCAP_KINDS],
        PHASE: [str(phase)],
        YEAR_GROUP: [str(group) for group in SCAP_YEAR_GROUPS[phase]],
    }
    return filled(rows, axes)


def scap_years(facts: ReturnFacts, phase: Phase) -> list[str]:
    """Academic years of a phase in the return: the base year, and as many ahead as DfE asks for and the run has."""
    return list(facts.years[: SCAP_YEARS_AHEAD[phase] + 1])


def scap_wide(frame: pd.DataFrame) -> pd.DataFrame:
    """The return in its own shape: a row a year, kind and phase, a column a year group, blank outside the phase."""
    rows = []
    by_key = {key: value for *key_, value in frame.itertuples(index=False, name=None) for key in [tuple(key_)]}
    keys = frame[[YEAR, KIND, PHASE]].drop_duplicates().itertuples(index=False, name=None)
    order = {kind: place for place, kind in enumerate(SCAP_KINDS)}
    for phase, (year, kind, own) in product(SCAP_YEAR_GROUPS, sorted(keys, key=lambda key: (order[key[1]], key[0]))):
        if own == str(phase):
            groups = zip(HEADINGS, range(12), strict=True)
            cells = {heading: by_key.get((year, kind, own, str(group))) for heading, group in groups}
            rows.append({YEAR: year, KIND: kind, PHASE: own, **cells, "total": by_key[year, kind, own, ALL]})
    return pd.DataFrame(rows, dtype=object)


def scap_ranges(facts: ReturnFacts) -> pd.DataFrame:
    """Ranges of the return by phase: academic_year, phase, kind, learners, learners_p10, learners_p50, learners_p90."""
    totals = facts.tables["learners_by_year_group_totals"]
    kept = totals[(totals["level"] == "phase") & totals["provision"].isin([*SCAP_KINDS])]
    parts = [
        kept[(kept["code"] == str(phase)) & kept[YEAR].isin(scap_years(facts, phase))] for phase in SCAP_YEAR_GROUPS
    ]
    ranges = pd.concat(parts, ignore_index=True).rename(columns={"code": PHASE, "provision": KIND})
    return ranges[[YEAR, PHASE, KIND, LEARNERS, "learners_p10", "learners_p50", "learners_p90"]]
