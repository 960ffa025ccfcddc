"""Which learners come when: the phasing table from opening, and who commissions the places."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from models.vocabulary import NEED_GROUP_OF, Need, academic_year
from sufficiency.returns.audience import Audience
from sufficiency.returns.bid.evidence import BidCell, BidHeading, BidSection, BidTable, added_rows, counts, words
from sufficiency.returns.bid.given import BidGiven
from sufficiency.returns.bid.project import GROUPS_OF_PHASING, TO_BE_WRITTEN, YEARS_OF_PHASING
from sufficiency.returns.disclosure.small import small

NOT_SPECIALIST = ("mainstream", "support_base", "alternative_provision", "further_education", "early_years_setting")


def phasing_section(given: BidGiven) -> BidSection:
    """The phasing table, commissioners, and what the new places are."""
    return BidSection(
        "phasing",
        "Phasing and commissioners",
        (),
        (_phasing(given), _commissioners(given)),
        ("consultation",),
    )


def _phasing(given: BidGiven) -> BidTable:
    grid = phases_of(given)
    option = given.project.option
    rows: list[tuple[BidCell, ...]] = [
        (name, *map(float, grid[key])) for key, (name, _, _) in GROUPS_OF_PHASING.items()
    ]
    years = [f"+{step} ({academic_year(option.opens + 1 + step)})" for step in range(1, YEARS_OF_PHASING)]
    return BidTable(
        "phasing",
        "Learners of the project by year from opening",
        "Learners by National Curriculum key stage in the year of opening and the six after it, in the rows of DfE's"
        f" specification of special free schools (2024). {_how(given)}",
        (*words("Key stage"), *counts(f"Opening ({academic_year(option.opens + 1)})", *years)),
        (*rows, added_rows(rows, "Total")),
        totals=1,
        notes=_beside_fills(given, grid),
    )


def _how(given: BidGiven) -> str:
    """Where the phasing is from."""
    if given.project.phasing:
        return "As the project's file has it."
    by = (
        f"the ages of learners of these needs who are in specialist provision in {given.years[0]} (A-487)"
        if _known(given)
        else "as many of each age of the project, as too few are in specialist provision now to go by (A-503)"
    )
    return f"Worked out: the filling of the option by {by}; the officer may put other figures into the project's file."


def _known(given: BidGiven) -> bool:
    """Whether the ages of learners now may be gone by: not by everybody where a key stage has 1 to 4 of them."""
    counts = np.array(_of_stages(given))
    return bool(counts.sum()) and not (given.audience is Audience.PUBLIC and small(counts).any())


def _beside_fills(given: BidGiven, grid: Mapping[str, list[int]]) -> tuple[str, ...]:
    """What differs between the phasing and the filling that is appraised."""
    fills = filled(given)
    totals = [sum(row[step] for row in grid.values()) for step in range(YEARS_OF_PHASING)]
    if all(abs(total - fill) < 1.0 for total, fill in zip(totals, fills, strict=True)):
        return ()
    words_of = ", ".join(f"{fill:g}" for fill in fills)
    return (f"The appraisal fills the places otherwise: {words_of}. Let the file of places and the phasing agree.",)


def filled(given: BidGiven) -> list[float]:
    """Learners of the project in the year of opening and the six after it."""
    fills = given.project.option.fills
    return [float(fills[min(step, len(fills) - 1)]) for step in range(YEARS_OF_PHASING)]


def phases_of(given: BidGiven) -> dict[str, list[int]]:
    """Learners by key of GROUPS_OF_PHASING and year from opening: of the file, or by the shares of ages now."""
    if given.project.phasing:
        return {key: _stated(given.project.phasing.get(key, ())) for key in GROUPS_OF_PHASING}
    shares = _shares(given)
    by_year = [_whole(shares * fill) for fill in filled(given)]
    return {key: [int(year[at]) for year in by_year] for at, key in enumerate(GROUPS_OF_PHASING)}


def _stated(learners: tuple[float, ...]) -> list[int]:
    if not learners:
        return [0] * YEARS_OF_PHASING
    return [round(learners[min(step, len(learners) - 1)]) for step in range(YEARS_OF_PHASING)]


def _shares(given: BidGiven) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Shares of key stages among learners of the project's needs and ages in specialist provision, (groups,)."""
    youngest, oldest = given.project.ages
    sums = _of_stages(given)
    if not _known(given):
        sums = [
            float(max(0, min(high, oldest) - max(low, youngest) + 1)) for _, low, high in GROUPS_OF_PHASING.values()
        ]
    return np.array(sums) / max(sum(sums), 1.0)


def _of_stages(given: BidGiven) -> list[float]:
    """Learners now by key stage, of the project's needs and ages."""
    held = of_project(given)
    youngest, oldest = given.project.ages
    return [
        float(held[(held["age"] >= max(low, youngest)) & (held["age"] <= min(high, oldest))]["learners"].sum())
        for _, low, high in GROUPS_OF_PHASING.values()
    ]


def of_project(given: BidGiven) -> pd.DataFrame:
    """Learners of the base year by age who have a need of the project and are in specialist provision."""
    held = given.by_age[given.by_age["academic_year"] == given.years[0]]
    groups = held["need"].map(lambda need: NEED_GROUP_OF[Need(need)])
    held = held[groups.isin(given.project.need_groups) & ~held["provision"].isin([*NOT_SPECIALIST, "elsewhere"])]
    return held.assign(age=held["year_group"] + 4)


def _whole(learners: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Whole learners with the same sum: the largest remainders are rounded up."""
    floor = np.floor(learners + 1e-9)
    missing = round(float(learners.sum() - floor.sum()))
    first = np.argsort(floor - learners, kind="stable")[:missing]
    floor[first] += 1
    return floor.astype(np.int64)


def _commissioners(given: BidGiven) -> BidTable:
    places = given.project.option.places
    rows: list[tuple[BidCell, ...]] = [(name, float(asked)) for name, asked in given.project.commissioners.items()]
    open_places = places - sum(given.project.commissioners.values())
    if open_places:
        rows.append((f"Not yet committed ({TO_BE_WRITTEN})", float(open_places)))
    return BidTable(
        "commissioners",
        "Who commissions the places",
        "Places that each authority has committed to commission, as the project's file has them.",
        (*words("Authority"), BidHeading("Places")),
        (*rows, ("Total", float(places))),
        totals=1,
    )
