"""The place-change sheet: places of state special schools and bases now and next September, and why they change.

before 16 = places x share of the phases before 16: among places kept by phase, else among the school's learners (A-475)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.vocabulary import Phase, Provision, census_year
from sufficiency.returns.dfe.counting import LEARNERS, YEAR
from sufficiency.returns.dfe.facts import ReturnFacts

SCHOOL, DIGITS_OF_URN = "provider_id", 6
KINDS: tuple[str, ...] = (str(Provision.STATE_SPECIAL), str(Provision.SPECIALIST_BASE))
AFTER_16: tuple[str, ...] = (str(Phase.POST_16), str(Phase.POST_19))
BY_PHASE, BY_LEARNERS, NO_SPLIT = "places kept by phase", "by learners", ""
COLUMNS = (
    *("academic_year", "urn", "provider_id", "school", "provision", "places_now", "places_proposed", "change"),
    *("pre_16_now", "pre_16_proposed", "post_16_now", "post_16_proposed", "split", "reason"),
)
PLACES = ("places_now", "places_proposed", "pre_16_now", "pre_16_proposed", "post_16_now", "post_16_proposed")


@dataclass(frozen=True)
class PackPlaces:
    """Places as the pack keeps them (rows of ``places.csv``), and its number of each school in the register (URN)."""

    rows: pd.DataFrame
    urns: Mapping[str, str]


def urns_of(providers: Iterable[str], register: pd.DataFrame | None) -> dict[str, str]:
    """Number in the register of schools by provider: as the pack's register has it, else an identifier that is one."""
    found = {code: code for code in map(str, providers) if code.isdecimal() and len(code) == DIGITS_OF_URN}
    if register is None:
        return found
    current = register[register["relation"] == "current"]
    return found | dict(zip(current[SCHOOL].astype(str), current["urn"].astype(str), strict=True))


def place_changes(facts: ReturnFacts, pack: PackPlaces, *, by_learners: bool) -> pd.DataFrame:
    """Every state special school and base in every year but the first, with its places a year before.

    ``by_learners``: places that are not kept by phase are split by learners; else their split is left blank.
    """
    schools = facts.tables["schools"]
    kept = schools[schools["provision"].isin(KINDS)].sort_values([YEAR, SCHOOL], kind="stable")
    by_phase, learners = _kept_by_phase(pack), _learners_after_16(facts) if by_learners else {}
    split = {
        (str(year), str(code)): _after_16(by_phase.get(str(code)), str(year), learners.get((str(year), str(code))))
        for year, code in kept[[YEAR, SCHOOL]].itertuples(index=False, name=None)
    }
    by_year = {year: kept[kept[YEAR] == year].set_index(SCHOOL) for year in facts.years}
    rows = [
        _row(facts, pack, str(code), (by_year[before].loc[code], by_year[year].loc[code]), split)
        for before, year in zip(facts.years[:-1], facts.years[1:], strict=True)
        for code in by_year[year].index
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def changes_alone(changes: pd.DataFrame) -> pd.DataFrame:
    """The rows with a change of places."""
    return changes[changes["change"] != 0].reset_index(drop=True)


Split = tuple[float, str]
"""The share of places after 16 (not a number where it is not known), and how it was found."""


def _row(
    facts: ReturnFacts,
    pack: PackPlaces,
    code: str,
    rows: tuple[pd.Series, pd.Series],
    split: Mapping[tuple[str, str], Split],
) -> dict[str, object]:
    before, after = rows
    year, last = str(after[YEAR]), str(before[YEAR])
    now, proposed = (int(np.rint(row["places"])) for row in rows)
    (share_now, how_now), (share, how) = split[last, code], split[year, code]
    post_now, post = _whole(now * share_now), _whole(proposed * share)
    return {
        "academic_year": year,
        "urn": pack.urns.get(code, ""),
        "provider_id": code,
        "school": facts.schools.get(code, code),
        "provision": str(after["provision"]),
        "places_now": now,
        "places_proposed": proposed,
        "change": proposed - now,
        "pre_16_now": None if post_now is None else now - post_now,
        "pre_16_proposed": None if post is None else proposed - post,
        "post_16_now": post_now,
        "post_16_proposed": post,
        "split": how or how_now,
        "reason": _reason(facts, pack, code, rows),
    }


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(np.floor(value + 0.5))


def _kept_by_phase(pack: PackPlaces) -> dict[str, pd.DataFrame]:
    """Rows of the pack's places that are kept by phase, the earliest first, by school."""
    rows = pack.rows[pack.rows["phase"] != "all"].sort_values(YEAR)
    return {str(code): own for code, own in rows.groupby(SCHOOL)}


def _learners_after_16(facts: ReturnFacts) -> dict[tuple[str, str], float]:
    """Share of the learners of each year and school that has any who are in phases after 16."""
    placed = facts.tables["placements"]
    after = placed[LEARNERS].where(placed["phase"].isin(AFTER_16), 0.0)
    sums = placed.assign(after=after).groupby([YEAR, SCHOOL])[[LEARNERS, "after"]].sum().reset_index()
    held = sums[sums[LEARNERS] > 0]
    shares = zip(held[YEAR], held[SCHOOL], held["after"] / held[LEARNERS], strict=True)
    return {(str(year), str(code)): float(share) for year, code, share in shares}


def _after_16(by_phase: pd.DataFrame | None, year: str, of_learners: float | None) -> Split:
    """By the places of the school that are kept ``by_phase`` where there are any by that year, else by learners."""
    if by_phase is not None:
        dated = by_phase[by_phase[YEAR].map(census_year) <= census_year(year)]
        kept = dated.drop_duplicates("phase", keep="last")
        if kept["places"].sum() > 0:
            return float(kept.loc[kept["phase"].isin(AFTER_16), "places"].sum() / kept["places"].sum()), BY_PHASE
    return (float("nan"), NO_SPLIT) if of_learners is None else (of_learners, BY_LEARNERS)


def _reason(facts: ReturnFacts, pack: PackPlaces, code: str, rows: tuple[pd.Series, pd.Series]) -> str:
    """What makes the change: places dated in the pack, with their source, and those of the scenario."""
    before, after = rows
    own = pack.rows[(pack.rows[SCHOOL] == code) & (pack.rows[YEAR] == str(after[YEAR]))]
    sources = ", ".join(dict.fromkeys(map(str, own["source"])))
    words = []
    if abs(after["places_committed"] - before["places_committed"]) > 0:
        words.append(f"agreed already (places.csv: {sources or 'no source'})")
    if abs(after["places_scenario"] - before["places_scenario"]) > 0:
        words.append(f"scenario {facts.manifest['scenario']}")
    if abs(after["places_grown"] - before["places_grown"]) > 0:
        words.append("grown with practice")
    return "; ".join(words)
