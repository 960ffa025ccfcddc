"""Open data imported over a pack that better sources have improved: their rows stay, the weaker ones are renewed."""

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import yaml

from sufficiency.errors import InputError
from sufficiency.importers.open_data.merge import (
    changes_from,
    existing_pack,
    moved_on,
    with_better_rows,
    with_kept_texts,
)
from sufficiency.importers.open_data.reference_data import CONTRACTS, _with_earlier
from sufficiency.importers.pack.existing import ExistingPack, read_existing
from sufficiency.packs.contracts import GRANT, HIGH_NEEDS, PACK_TABLES

pytestmark = pytest.mark.unit

HARTLEPOOL = Path(__file__).parents[3] / "data" / "hartlepool"
CATCOTE = "139976"


@cache
def shipped() -> ExistingPack:
    return read_existing(HARTLEPOOL, PACK_TABLES, ())


def improved(table: str, rows: pd.Series, **values: object) -> ExistingPack:
    """The shipped pack with other values in some rows of a table."""
    frame = shipped().tables[table].copy()
    for column, value in values.items():
        frame.loc[rows, column] = value
    return replace(shipped(), tables={**shipped().tables, table: frame})


def imported(pack: ExistingPack, table: str) -> pd.DataFrame:
    """The table after open data, as shipped, were imported over ``pack``; rows in the order of its key."""
    keys = next(contract.key_names for contract in PACK_TABLES if contract.name == table)
    return with_better_rows(pack, shipped().tables)[table].sort_values(keys, ignore_index=True)


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return one.to_csv(index=False) == other.to_csv(index=False)


def test_the_same_open_data_change_nothing() -> None:
    tables = with_better_rows(shipped(), shipped().tables)
    assert all(same(tables[contract.name], shipped().tables[contract.name]) for contract in PACK_TABLES)


def test_a_year_counted_from_a_return_stays_whole_and_other_years_are_renewed() -> None:
    plans = shipped().tables["plans_by_age_provision"]
    now, before = plans["census_year"] == 2025, plans["census_year"] == 2024
    pack = improved("plans_by_age_provision", now, plans=7.0, source="sen2_2025")
    pack = replace(pack, tables={**pack.tables, "plans_by_age_provision": wrong(pack, before)})
    found = imported(pack, "plans_by_age_provision")
    assert (found.loc[found["census_year"] == 2025, "plans"] == 7.0).all()
    kept = found[found["census_year"] == 2024].reset_index(drop=True)
    assert same(kept, plans[before].reset_index(drop=True))


def test_a_joint_table_counted_of_another_january_does_not_stay() -> None:
    about = {**shipped().about, "joint_fit": {"method": "counted from the SEN2 person-level return of January 2025"}}
    joint = shipped().tables["plans_joint"]
    pack = replace(shipped(), about=about, tables={**shipped().tables, "plans_joint": joint.assign(plans=1.0)})
    for year, stays in ((2025, True), (2026, False)):
        moved, notes = moved_on(pack, year)
        found = with_better_rows(moved, shipped().tables)["plans_joint"]
        assert (found["plans"] == 1.0).all() == stays
        assert bool(notes) != stays


def wrong(pack: ExistingPack, rows: pd.Series) -> pd.DataFrame:
    table = pack.tables["plans_by_age_provision"]
    return table.assign(plans=table["plans"].mask(rows, 99.0))


def test_a_year_that_open_data_do_not_have_stays() -> None:
    bands = shipped().tables["plans_by_age_band"]
    later = bands[bands["census_year"] == 2025].assign(census_year=2026, source="sen2_2026")
    pack = replace(shipped(), tables={**shipped().tables, "plans_by_age_band": pd.concat([bands, later])})
    assert (imported(pack, "plans_by_age_band")["census_year"] == 2026).sum() == len(later)


def test_a_joint_table_stays_only_where_it_was_counted() -> None:
    joint = shipped().tables["plans_joint"]
    pack = improved("plans_joint", joint["age"] == 10, plans=1.0)
    assert same(imported(pack, "plans_joint"), joint)
    about = {**shipped().about, "joint_fit": {"method": "counted from the SEN2 person-level return of January 2025"}}
    counted = replace(pack, about=about)
    assert same(imported(counted, "plans_joint"), pack.tables["plans_joint"])


def test_a_provider_of_the_register_stays_and_one_that_it_took_out_stays_out() -> None:
    providers = shipped().tables["providers"]
    pack = improved("providers", providers["provider_id"] == CATCOTE, name="Catcote", source="gias")
    gone = next(one for one in providers["provider_id"] if one != CATCOTE and one.isdigit())
    left = pack.tables["providers"][pack.tables["providers"]["provider_id"] != gone]
    found = imported(replace(pack, tables={**pack.tables, "providers": left}), "providers").set_index("provider_id")
    assert found.loc[CATCOTE, "name"] == "Catcote"
    assert gone not in found.index
    assert len(found) == len(left)


def test_every_place_row_of_a_provider_with_agreed_places_stays() -> None:
    places = shipped().tables["places"]
    later = places[places["provider_id"] == CATCOTE].assign(academic_year="2027/28", places=1.0, source="places_apn")
    old = places.assign(places=places["places"].where(places["provider_id"] != CATCOTE, 5.0))
    found = imported(replace(shipped(), tables={**shipped().tables, "places": pd.concat([old, later])}), "places")
    assert found.loc[found["provider_id"] == CATCOTE, "places"].tolist() == [5.0, 1.0]
    others = found["provider_id"] != CATCOTE
    assert same(found[others].reset_index(drop=True), places[places["provider_id"] != CATCOTE].reset_index(drop=True))


def test_a_price_of_ones_own_stays_and_the_others_are_renewed() -> None:
    prices = shipped().tables["prices"]
    own = prices["item"] == "fee"
    pack = improved("prices", own, value=1.0, source="finance team, November 2025")
    found = imported(pack, "prices")
    assert (found.loc[found["item"] == "fee", "value"] == 1.0).all()
    assert same(found[found["item"] != "fee"], prices[~own].set_axis(found.index[found["item"] != "fee"]))


def test_rows_of_the_authoritys_own_ledger_stay_beside_the_published_ones() -> None:
    published = pd.DataFrame(
        [("2021-22", "inmss_fees", "outturn", 3.8e6, 50.0, "published", "high_needs_2021_22 A-414")],
        columns=HIGH_NEEDS.column_names,
    )
    own = published.assign(financial_year="2024-25", amount_gbp=5e6, source="finance team, June 2025")
    restated = published.assign(amount_gbp=3.9e6, source="finance team, June 2025")
    rate = pd.DataFrame([("2026-27", "interest_rate", 0.045, "estimated", "treasury")], columns=GRANT.column_names)
    before = {**shipped().tables, "high_needs": pd.concat([own, restated], ignore_index=True), "grant": rate}
    found = with_better_rows(replace(shipped(), tables=before), {**shipped().tables, "high_needs": published})
    assert sorted(found["high_needs"]["amount_gbp"]) == [3.9e6, 5e6]
    assert found["grant"]["value"].tolist() == [0.045]
    first = with_better_rows(shipped(), {**shipped().tables, "high_needs": published})
    assert first["high_needs"]["amount_gbp"].tolist() == [3.8e6]
    assert "grant" not in first


def test_what_changes_is_counted() -> None:
    funnel = shipped().tables["funnel"]
    pack = improved("funnel", funnel["calendar_year"] == 2021, requests=1.0)
    pack.tables["funnel"].loc[funnel["calendar_year"] == 2024, ["requests", "source"]] = [2.0, "sen2_2025"]
    changes = changes_from(pack, with_better_rows(pack, shipped().tables))
    funnel_change = next(change for change in changes if change.table == "funnel")
    assert (funnel_change.changed, funnel_change.same, funnel_change.kept) == (1, len(funnel) - 1, 1)


def test_sections_sources_and_particulars_of_better_sources_stay(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# X\n\nold\n\n## How to read it\n\nold\n\n## Agreed places\n\nours\n")
    (tmp_path / "sources.yaml").write_text("places_apn: {file: apn.csv}\ndfe_x: {file: old.zip}\n")
    pack = ExistingPack(tmp_path, {"id": "x", "joint_fit": {"method": "counted from a return"}, "extra": 1}, {})
    new = {
        "README.md": "# X\n\nnew\n\n## How to read it\n\nnew\n",
        "pack.yaml": "id: x\njoint_fit: {method: fitted}\n",
        "sources.yaml": "dfe_x: {file: new.zip}\n",
    }
    files = with_kept_texts(pack, new)
    assert files["README.md"] == "# X\n\nnew\n\n## How to read it\n\nnew\n\n## Agreed places\n\nours\n"
    assert yaml.safe_load(files["sources.yaml"]) == {"dfe_x": {"file": "new.zip"}, "places_apn": {"file": "apn.csv"}}
    assert yaml.safe_load(files["pack.yaml"])["joint_fit"] == {"method": "counted from a return"}
    assert yaml.safe_load(files["pack.yaml"])["extra"] == 1


def test_another_authoritys_pack_is_left_alone() -> None:
    with pytest.raises(InputError, match="is the pack of Hartlepool, 805"):
        existing_pack(HARTLEPOOL, "850")


def test_englands_years_that_a_later_release_does_not_have_stay(tmp_path: Path) -> None:
    """Packs of the January before need them; the release's own years are renewed."""
    later = pd.DataFrame(
        {"calendar_year": [2024, 2025], "requests": 9.0, "assessments": 8.0, "new_plans": 7.0, "source": "made"}
    )
    contract = next(one for one in CONTRACTS if one.name == "england_funnel")
    shutil.copy(HARTLEPOOL.parent / "reference" / "england_funnel.csv", tmp_path)
    found = _with_earlier(later, contract, tmp_path).set_index("calendar_year")
    assert found.index.tolist() == [*range(2019, 2024), 2024, 2025]
    assert found.loc[[2024, 2025], "source"].tolist() == ["made", "made"]
    assert found.loc[2023, "source"] == "dfe_ehc_2025"
