"""What a return changes in a pack: its counts in the place of what stood there, and a section of the page."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sufficiency.importers.pack.existing import ExistingPack
from sufficiency.importers.pack.report import Change
from sufficiency.importers.pack.rows import replaced
from sufficiency.importers.pack.sources import yaml_text
from sufficiency.importers.sen2.counts import event_tables, joint_of, provider_rolls, stock_tables
from sufficiency.importers.sen2.files import Sen2Return
from sufficiency.importers.sen2.moves import moves_between
from sufficiency.importers.sen2.people import People
from sufficiency.packs.contracts import NOT_RECORDED, OPTIONAL_PACK_TABLES, PACK_TABLES, PLANS_BY_AREA_JOINT
from sufficiency.packs.small_numbers import marked

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Returns:
    """The returns with their people, the earlier first; ``with_areas``: whether postcodes were given."""

    both: tuple[tuple[Sen2Return, People], ...]
    with_areas: bool

    @property
    def main(self) -> tuple[Sen2Return, People]:
        """The return that was asked for."""
        return self.both[-1]

    def of_year(self, census_year: int) -> People | None:
        """People of the return of one January."""
        return next((people for sen2, people in self.both if sen2.census_year == census_year), None)


@dataclass(frozen=True)
class MergedReturn:
    """Every table that a return changes, whole; the changes; what a person should know."""

    tables: Mapping[str, pd.DataFrame]
    changes: tuple[Change, ...]
    notes: tuple[str, ...]


def merge(returns: Returns, pack: ExistingPack) -> MergedReturn:
    """Put the counts of the returns in the place of the pack's rows of the same years.

    For the pack's base year the joint table is replaced too.
    """
    new, notes = _counted(returns)
    based = returns.of_year(pack.base_census_year)
    if based is None:
        more = [f"the pack starts from January {pack.base_census_year}: its joint table stays as it is"]
    else:
        joint, more = _joint_tables(based, pack, with_areas=returns.with_areas)
        new |= joint
    tables: Tables = {}
    changes: list[Change] = []
    for contract in (*PACK_TABLES, *OPTIONAL_PACK_TABLES):
        if contract.name in new:
            tables[contract.name], found = replaced(pack.tables.get(contract.name), new[contract.name], contract)
            changes += found
    recorded = [f"January {sen2.census_year}: {note}" for sen2, people in returns.both for note in people.notes]
    return MergedReturn(tables, tuple(changes), (*recorded, *notes, *more))


def _counted(returns: Returns) -> tuple[Tables, list[str]]:
    """Every table of counts of both returns, and notes."""
    parts = [
        stock_tables(people, sen2) | event_tables(people, sen2) | {"provider_rolls": provider_rolls(people, sen2)}
        for sen2, people in returns.both
    ]
    tables = {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]}
    if len(returns.both) == 1:
        return tables, []
    moves = moves_between(*returns.both)
    learners = len(returns.main[1].learners)
    return tables | {"placement_moves": moves.table, "need_changes": moves.needs}, [
        f"learners found in the earlier return: {moves.found:,} of {learners:,}",
        f"of them with another primary need than a year before: {moves.changed:,}",
    ]


def _joint_tables(people: People, pack: ExistingPack, *, with_areas: bool) -> tuple[Tables, list[str]]:
    joint = joint_of(people, tuple(sorted(pack.tables["areas"]["area"])))
    tables = {"plans_joint": joint.authority()}
    if with_areas:
        lost = int((people.learners["area"] == NOT_RECORDED).sum())
        note = f"plans with an area by postcode: {len(people.learners) - lost:,}, without one: {lost:,}"
        return tables | {"plans_by_area_joint": joint.by_area()}, [note]
    if PLANS_BY_AREA_JOINT.name in pack.tables:
        tables[PLANS_BY_AREA_JOINT.name] = joint.by_area().iloc[:0]
    return tables, ["no table of postcodes was given: plans stay split between areas by population"]


def particulars_of(pack: ExistingPack, returns: Returns, merged: MergedReturn) -> str:
    """Return ``pack.yaml`` naming the tables that hold small numbers, and saying where the joint table was counted."""
    about = marked(pack.about, merged.tables)
    if returns.main[0].census_year != pack.base_census_year:
        return yaml_text(about)
    method = f"counted from the SEN2 person-level return of January {pack.base_census_year}"
    fit = {"method": method, "iterations": 0, "largest_residual_plans": 0.0}
    return yaml_text({**about, "joint_fit": fit})


def section_of(pack: ExistingPack, returns: Returns, merged: MergedReturn) -> str:
    """Return the page's section on the return."""
    sen2, people = returns.main
    whole = sen2.census_year == pack.base_census_year
    values = {
        "source": sen2.source,
        "year": str(sen2.census_year),
        "calendar_year": str(sen2.calendar_year),
        "plans": f"{len(people.learners):,}",
        "started": f"{len(people.started):,}",
        "ended": f"{len(people.ended):,}",
        "tables": textwrap.fill(", ".join(f"`{name}.csv`" for name in sorted(merged.tables)) + ".", 118),
        "joint": "The joint table is counted, not fitted." if whole else "The joint table stays as it was.",
        "pack": str(pack.about["id"]),
        "notes": "\n".join(f"* {note[0].upper()}{note[1:]}." for note in merged.notes),
    }
    return (Path(__file__).parent / "sen2_readme.md").read_text(encoding="utf-8").format_map(values)
