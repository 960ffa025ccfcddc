import hashlib
from dataclasses import replace
from types import MappingProxyType

import pandas as pd
import pytest
from tiny_pack import AREAS, BASE, CEASED_PLANS, HISTORY, HORIZON, NEW_PLANS, REPOSITORY, write_tiny_pack

from models.demand.growth_errors import GrowthErrors
from models.vocabulary import NEEDS, PHASES, PROVISIONS
from sufficiency.errors import InputError
from sufficiency.packs.arrange import arrange
from sufficiency.packs.contracts import PACK_TABLES
from sufficiency.packs.england.contracts import REFERENCE_TABLES
from sufficiency.packs.inputs import load_inputs

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return write_tiny_pack(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def inputs(pack):
    return load_inputs(pack.folder)


@pytest.fixture(scope="module")
def authority(inputs):
    return arrange(inputs, HORIZON)


def test_a_pack_is_read_whole(inputs):
    assert set(inputs.tables) == {contract.name for contract in PACK_TABLES}
    assert set(inputs.reference) == {contract.name for contract in REFERENCE_TABLES}
    assert inputs.about["base_census_year"] == BASE


def test_every_file_that_was_read_is_hashed(inputs, pack):
    assert len(inputs.hashes) == len(PACK_TABLES) + len(REFERENCE_TABLES) + 2
    assert inputs.hashes["tiny/places.csv"] == hashlib.sha256(pack.table("places").read_bytes()).hexdigest()
    assert {"tiny/pack.yaml", "tiny/areas.geojson", "reference/growth_england.csv"} < set(inputs.hashes)


def test_a_table_that_only_reports_show_is_read_where_it_is_there_and_missed_by_nobody(tmp_path):
    pack = write_tiny_pack(tmp_path)
    assert "past_misses" not in load_inputs(pack.folder).reference
    beside = pack.folder.parent / "reference" / "past_misses.csv"
    shipped = (REPOSITORY / "data" / "reference" / "past_misses.csv").read_text(encoding="utf-8")
    beside.write_text(shipped, encoding="utf-8")
    inputs = load_inputs(pack.folder)
    assert {"plans", "state_special"} <= {*inputs.reference["past_misses"]["series"]}
    assert "reference/past_misses.csv" in inputs.hashes
    beside.write_text(shipped.replace("plans,1,", "plans,one,", 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"past_misses\.csv"):
        load_inputs(pack.folder)


def test_inputs_cannot_be_changed(inputs):
    with pytest.raises(TypeError):
        inputs.tables["places"] = pd.DataFrame()


def test_an_authority_without_a_pack_is_told_which_there_are(pack):
    with pytest.raises(InputError, match="no pack for this authority; there are tiny"):
        load_inputs(pack.folder.parent / "huge")


def test_faults_of_every_file_are_told_at_once(tmp_path):
    pack = write_tiny_pack(
        tmp_path,
        {
            "places": lambda table: table.assign(places=-1.0),
            "areas": lambda table: table.assign(name=""),
        },
    )
    pack.table("facts").unlink()
    reference = pack.folder.parent / "reference" / "growth_errors.csv"
    reference.write_text(reference.read_text(encoding="utf-8").replace("1,", "one,", 1), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_inputs(pack.folder)
    faulty = {fault.file.rpartition("/")[2] for fault in error.value.faults}
    assert faulty == {"places.csv", "areas.csv", "facts.csv", "growth_errors.csv"}


def test_a_pack_without_boundaries_is_refused_and_not_a_traceback(tmp_path):
    pack = write_tiny_pack(tmp_path)
    (pack.folder / "areas.geojson").unlink()
    with pytest.raises(InputError, match=r"areas\.geojson"):
        load_inputs(pack.folder)


def test_the_base_year_is_arranged_by_age_need_and_provision(authority):
    assert authority.joint.shape == (26, len(NEEDS), len(PROVISIONS))
    assert authority.joint.sum() == HISTORY[BASE]
    assert authority.joint[7, NEEDS.index("ASD"), PROVISIONS.index("mainstream")] == 4
    assert authority.joint[:, :, PROVISIONS.index("state_special")].sum() == 12 * 3 + 3


def test_history_is_by_census_year_and_named_by_the_authority(authority):
    assert authority.history.to_dict() == HISTORY
    assert authority.history.name == "E99"


def test_population_starts_at_the_mid_year_before_the_base_census(authority):
    assert authority.population.shape == (HORIZON - BASE + 1, len(AREAS), 26)
    assert (authority.population[:, 0] == 60).all()
    assert (authority.local.persons == 100).all()


def test_events_of_the_year_before_are_arranged_by_age(authority):
    assert authority.local.new_plans.sum() == sum(NEW_PLANS.values())
    assert authority.local.earlier.sum() == HISTORY[BASE - 1]
    at_five = dict(zip(NEEDS, authority.local.new_needs[5], strict=True))
    assert {need: count for need, count in at_five.items() if count} == pytest.approx(
        {"ASD": 1.2, "SEMH": 0.6, "SLD": 0.2}
    )


def test_ceased_plans_are_the_published_total_and_not_the_total_and_its_reasons(authority):
    assert authority.local.ceased.tolist() == [CEASED_PLANS.get(age, 0) for age in range(26)]


def test_england_adds_to_its_published_totals(authority, inputs):
    totals = inputs.reference["growth_england"].set_index("census_year")["plans"]
    assert authority.england.earlier.sum() == pytest.approx(totals[BASE - 1])
    ceased = inputs.reference["england_ceased_plans"]
    every_reason = (ceased["reason"] == "all") & (ceased["calendar_year"] == BASE - 1)
    assert authority.england.ceased.sum() == ceased.loc[every_reason, "plans"].sum()
    assert 0.9 < authority.england.stock.sum() / totals[BASE] <= 1.0


def test_events_are_of_the_same_years_in_the_authority_and_in_england(authority):
    own, england = authority.events
    assert own.new_plans.shape == england.new_plans.shape == (1, 26), "the pack has no year but the last"
    assert own.ceased[0].sum() == sum(CEASED_PLANS.values())
    assert own.new_plans[0].sum() == sum(NEW_PLANS.values())


def test_every_size_of_the_growth_error_is_the_calibrated_one(inputs):
    written = pd.read_csv(REPOSITORY / "data" / "reference" / "growth_errors.csv")
    read = GrowthErrors.from_table(inputs.reference["growth_errors"])
    assert read.size_plans == written["size_plans"].iloc[0]
    assert read.persistent == tuple(written["persistent"])


def test_demand_points_carry_residents_by_phase_and_their_area(authority):
    assert authority.points.shape == (4, 2)
    assert authority.persons.shape == (4, len(PHASES))
    assert authority.areas == ("north", "south")
    assert authority.point_area.tolist() == [0, 0, 1, 1]


def test_a_forecast_beyond_the_population_is_refused(inputs):
    with pytest.raises(InputError, match=f"no persons for mid-year {HORIZON}; set the horizon to {HORIZON} or earlier"):
        arrange(inputs, HORIZON + 1)


def test_englands_tables_of_another_release_are_refused_with_what_to_do(inputs):
    england = inputs.reference["england_plans_by_age"]
    older = {**inputs.reference, "england_plans_by_age": england[england["census_year"] < BASE]}
    with pytest.raises(
        InputError, match=rf"england_plans_by_age\.csv census_year: lacks {BASE}; make England's tables"
    ):
        arrange(replace(inputs, reference=MappingProxyType(older)), HORIZON)
