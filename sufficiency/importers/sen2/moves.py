"""Follows learners from one return to the next: ``placement_moves`` and ``need_changes``.

A person is the same in both returns by UPN; else by ULN; else by surname, forename and date of birth together, each
only where it is theirs alone in both. Only the counts leave this module.
"""

from dataclasses import dataclass

import pandas as pd

from models.vocabulary import AGES, age_group_of_age
from sufficiency.importers.sen2.files import Sen2Return
from sufficiency.importers.sen2.people import People
from sufficiency.packs.contracts import NO_PLAN, NOT_RECORDED

IDENTITIES: tuple[tuple[str, ...], ...] = (
    ("upn",),
    ("uniquelearnernumber",),
    ("surname", "forename", "personbirthdate"),
)


@dataclass(frozen=True)
class NeedMoves:
    """Tables of moves and of changes of need, and how many learners of the later return were found in the earlier one.

    ``changed`` of them have another primary need than a year before.
    """

    table: pd.DataFrame
    needs: pd.DataFrame
    found: int
    changed: int


def moves_between(earlier: tuple[Sen2Return, People], later: tuple[Sen2Return, People]) -> NeedMoves:
    """Count learners by age, need, provision before and provision after.

    Age and need are those of the later census; learners whose plan ended before it, those of the earlier one, a year
    older. Columns of the moves: census_year (the later), age, need, from_provision, to_provision, learners, source.
    """
    pairs = matched(earlier[0].records("person"), later[0].records("person"))
    before = earlier[1].learners[["person", "age", "need", "provision"]].rename(columns={"person": "earlier"})
    after = later[1].learners[["person", "age", "need", "provision"]]
    linked = after.merge(pairs, left_on="person", right_on="later", how="left")
    both = linked[linked["earlier"].isin(before["earlier"])].merge(before, on="earlier", suffixes=("", "_before"))
    come = linked[~linked["earlier"].isin(before["earlier"])].assign(provision_before=NO_PLAN)
    gone = before[~before["earlier"].isin(both["earlier"])].rename(columns={"provision": "provision_before"})
    gone = gone.assign(age=(gone["age"] + 1).clip(upper=25), provision=NO_PLAN)
    names = {"provision_before": "from_provision", "provision": "to_provision"}
    rows = pd.concat([part[["age", "need", *names]] for part in (both, come, gone)]).rename(columns=names)
    table = rows.groupby(list(rows.columns), as_index=False).size().rename(columns={"size": "learners"})
    source = f"{earlier[0].source} {later[0].source}"
    table = table.assign(learners=table["learners"].astype("float64"))
    year, needs = later[0].census_year, _needs(both)
    changed = int(needs.loc[needs["need_from"] != needs["need_to"], "plans"].sum())
    return NeedMoves(
        table.assign(census_year=year, source=source), needs.assign(census_year=year, source=source), len(both), changed
    )


def _needs(both: pd.DataFrame) -> pd.DataFrame:
    """Plans by age group at the later census, need before and need after; those not recorded are left out."""
    known = both[(both["need"] != NOT_RECORDED) & (both["need_before"] != NOT_RECORDED)]
    rows = pd.DataFrame(
        {
            "age_group": known["age"].map({age: str(age_group_of_age(age)) for age in AGES}),
            "need_from": known["need_before"],
            "need_to": known["need"],
        }
    )
    table = rows.groupby(list(rows.columns), as_index=False).size().rename(columns={"size": "plans"})
    return table.assign(plans=table["plans"].astype("float64"))


def matched(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Return the ids of the same person in both returns: columns ``earlier`` and ``later``."""
    pairs = pd.DataFrame({"earlier": pd.Series(dtype=object), "later": pd.Series(dtype=object)})
    for fields in IDENTITIES:
        own = _alone(earlier[~earlier["persontableid"].isin(pairs["earlier"])], fields)
        theirs = _alone(later[~later["persontableid"].isin(pairs["later"])], fields)
        joined = own.merge(theirs, on="identity", suffixes=("_earlier", "_later"))
        more = joined[["persontableid_earlier", "persontableid_later"]].set_axis(["earlier", "later"], axis=1)
        pairs = pd.concat([pairs, more.astype(object)], ignore_index=True)
    return pairs


def _alone(persons: pd.DataFrame, fields: tuple[str, ...]) -> pd.DataFrame:
    """Persons whose ``fields`` are all filled in and shared with nobody else of the same return.

    ``identity`` is a number made of the fields, so that no name stands in the tables that are joined.
    """
    words = persons[list(fields)].astype(str).apply(lambda column: column.str.strip().str.casefold())
    complete = (words != "").all(axis=1)
    numbers = pd.util.hash_pandas_object(words[complete], index=False)
    kept = pd.DataFrame({"persontableid": persons.loc[numbers.index, "persontableid"], "identity": numbers})
    return kept[~kept["identity"].duplicated(keep=False)]
