"""A rule about a pack is written once: what ``check-pack`` calls an error, a run refuses, and nothing else."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from changed_pack import hampshire, set_where
from click.testing import CliRunner
from tiny_pack import BASE, REPOSITORY, TinyPack, write_tiny_pack

from sufficiency.cli import cli
from sufficiency.errors import Fault, InputError, Severity
from sufficiency.forecast.pipeline import central_run
from sufficiency.packs.checks.runner import CHECKS, check_pack
from sufficiency.packs.inputs import load_inputs
from sufficiency.packs.reading import Pack
from sufficiency.scenario.checks.against_pack import faults_against_pack
from sufficiency.scenario.loader import load_scenario
from sufficiency.tables.files import MOST_FAULTS

pytestmark = [pytest.mark.unit, pytest.mark.slow]
YEW = {"provider_id": "yew"}
FEE = {"item": "fee", "provision": "independent_mainstream"}
LEDGER = "financial_year,line,kind,amount_gbp,learners,basis,source\n"
MATRIX = "area,phase,provider_id,miles,minutes,source\nnorth,all,yew,9,20,x\n"
Spoil = Callable[[Path], object]


def tiny(root: Path) -> TinyPack:
    """A tiny pack next to which the ranges of check-pack stand."""
    pack = write_tiny_pack(root)
    shutil.copy(REPOSITORY / "data" / "reference" / "check_ranges.csv", pack.folder.parent / "reference")
    return pack


def changing(table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Spoil:
    """Change a table of a pack that stands in files."""

    def spoil(folder: Path) -> None:
        path = folder / f"{table}.csv"
        words = pd.read_csv(path, dtype=str, keep_default_na=False)
        change(words).to_csv(path, index=False, lineterminator="\n")

    return spoil


def setting(table: str, column: str, value: str, **keys: str) -> Spoil:
    return changing(table, set_where(column, value, **keys))


def adding(name: str, content: str) -> Spoil:
    return lambda folder: (folder / name).write_text(content, encoding="utf-8")


def without(table: str, **keys: str) -> Spoil:
    """Take rows out."""
    ((column, value),) = keys.items()
    return changing(table, lambda words: words[words[column] != value])


def particulars(**values: object) -> Spoil:
    about = {"id": "tiny", "name": "Tiny", "ons_code": "E99", "base_census_year": BASE, "area_kind": "district"}
    return adding("pack.yaml", json.dumps({**about, **values}))


def without_feature(area: str) -> Spoil:
    """Take an area out of the map."""

    def spoil(folder: Path) -> None:
        path = folder / "areas.geojson"
        drawn = json.loads(path.read_text(encoding="utf-8"))
        kept = [feature for feature in drawn["features"] if feature["properties"]["area"] != area]
        path.write_text(json.dumps({**drawn, "features": kept}), encoding="utf-8")

    return spoil


def nowhere(folder: Path) -> None:
    """Take Yew House off the map."""
    for column in ("easting", "northing"):
        setting("providers", column, "", **YEW)(folder)


def in_degrees(folder: Path) -> None:
    """Write where Oak School is in degrees."""
    for column, words in (("easting", "1.31"), ("northing", "51.06")):
        setting("providers", column, words, provider_id="oak")(folder)


def with_another_fee(words: pd.DataFrame) -> pd.DataFrame:
    """Write a fee once more, its item misspelt."""
    return pd.concat([words, words[words["item"] == "fee"].iloc[:1].assign(item="fees")])


def refusals(folder: Path) -> list[Fault]:
    """Faults on which a run refuses a pack; none where it takes it."""
    try:
        load_inputs(folder)
    except InputError as refused:
        return list(refused.faults)
    return []


def checked(pack: TinyPack) -> tuple[int, str]:
    """Exit code and words of the command check."""
    ended = CliRunner().invoke(cli, ["check", str(pack.scenario)])
    return ended.exit_code, ended.stdout


def errors(folder: Path) -> list[Fault]:
    """Errors that check-pack finds, once it is seen that a run refuses on the same."""
    found = sorted(fault for fault in check_pack(folder) if fault.severity is Severity.ERROR)
    assert [(str(one), one.kind) for one in refusals(folder)] == [(str(one), one.kind) for one in found]
    return found


SPOILT: dict[str, tuple[Spoil, str]] = {
    "2025/27 for an academic year": (
        setting("places", "academic_year", "2025/27", academic_year="2026/27"),
        "academic years are written so",
    ),
    "an area without its boundary": (without_feature("south"), "every area has its boundary"),
    "a broken map": (adding("areas.geojson", "nothing"), "the map is sound"),
    "no particulars": (particulars(area_kind=""), "particulars are given"),
    "parts of plans": (
        changing("plans_by_age_need", lambda words: words.assign(source="dfe_ehc_2025", plans="12.5")),
        "published counts are whole",
    ),
    "an old code": (setting("providers", "needs", "ASC SEMH", **YEW), "codes are current"),
    "a code twice": (setting("providers", "needs", "SEMH SEMH", **YEW), "codes are current"),
    "the oldest before the youngest": (setting("providers", "max_age", "3", **YEW), "every provider takes somebody"),
    "a school in degrees": (in_degrees, "positions are metres the right way round"),
    "an area without demand points": (without("demand_points", area="south"), "every area has demand points"),
    "an area without persons": (without("population", area="south"), "every age is there"),
    "an age without persons": (without("population", age="7"), "every age is there"),
    "no new plans by need": (without("new_plans_by_need", calendar_year="2024"), "the base year is there"),
    "a joint table that misses the total": (
        setting("plans_joint", "plans", "5", age="10", need="ASD", provision="mainstream"),
        "the joint table adds to the total",
    ),
    "no price for one need": (
        setting("prices", "need", "ASD", item="fee", provision="independent_special"),
        "every price is there",
    ),
    "a price of places for one need": (
        setting("prices", "need", "ASD", item="place_funding", provision="state_special"),
        "every price is there",
    ),
    "an item that nothing reads": (changing("prices", with_another_fee), "every price is read"),
    "a price of a year to come": (setting("prices", "price_year", "2031", **FEE), "prices are of about the base year"),
    "a fee of one phase": (setting("prices", "phase", "primary", **FEE), "only journeys differ by phase"),
    "income above nought": (
        adding("high_needs.csv", f"{LEDGER}2021-22,top_up_income,outturn,5,,published,x\n"),
        "income stands below nought",
    ),
    "a calendar year of the ledger": (
        adding("high_needs.csv", f"{LEDGER}2021,therapies,outturn,5,,published,x\n"),
        "financial years are written so",
    ),
    "interest in per cent": (
        adding("grant.csv", "financial_year,item,value,basis,source\n2026-27,interest_rate,4.5,published,x\n"),
        "the grant is possible",
    ),
    "more reserved than there are": (
        setting("places", "reserved", "99", provider_id="elm", academic_year="2026/27"),
        "reserved places exist",
    ),
    "places in both forms": (
        setting("places", "phase", "all", provider_id="ash-base", phase="primary"),
        "places are counted once",
    ),
    "a market by phase": (
        setting("places", "phase", "primary", provider_id="market-SEMH"),
        "places of a market are for all phases",
    ),
    "half a position": (setting("providers", "easting", "", **YEW), "every provider has a position"),
    "no position": (nowhere, "every provider has a position"),
    "a journey of nobody": (adding("journeys.csv", MATRIX.replace("yew", "ivy")), "references hold"),
    "roads without nodes": (
        adding("road_edges.csv", "edge,from_node,to_node,metres,road_class,mph\n"),
        "the road network is whole",
    ),
}


@pytest.mark.slow
def test_the_pack_that_is_spoilt_is_sound_before(tmp_path: Path) -> None:
    assert errors(tiny(tmp_path).folder) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SPOILT)
def test_a_run_and_check_pack_refuse_the_same_for_the_same_reason(tmp_path: Path, name: str) -> None:
    spoil, kind = SPOILT[name]
    pack = tiny(tmp_path)
    spoil(pack.folder)
    found = errors(pack.folder)
    code, said = checked(pack)
    assert (code, [fault.message for fault in found if fault.message not in said]) == (2, [])
    assert {fault.kind for fault in found} == {kind}
    assert all(fault.allowed and fault.remedy for fault in found)


def matrix_alone(folder: Path) -> None:
    """Take Yew House off the map, and give the journeys from every area."""
    nowhere(folder)
    adding("journeys.csv", f"{MATRIX}south,all,yew,7,18,x\n")(folder)


def rewritten(table: str, change: Callable[[bytes], bytes]) -> Spoil:
    """Write a table in another form, as another program would."""

    def spoil(folder: Path) -> None:
        path = folder / f"{table}.csv"
        path.write_bytes(change(path.read_bytes()))

    return spoil


def with_mark(data: bytes) -> bytes:
    """What a spreadsheet writes as "CSV UTF-8"."""
    return b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")


def quoted(data: bytes) -> bytes:
    """Put every cell in quotation marks."""
    return b"\n".join(b",".join(b'"%b"' % cell for cell in line.split(b",")) for line in data.splitlines()) + b"\n"


TAKEN: dict[str, Spoil] = {
    "a provider placed by the matrix alone": matrix_alone,
    "areas saved by a spreadsheet": rewritten("areas", with_mark),
    "providers saved by a spreadsheet": rewritten("providers", with_mark),
    "places saved by a spreadsheet": rewritten("places", with_mark),
    "places in quotation marks": rewritten("places", quoted),
    "places with empty lines": rewritten("places", lambda data: data.replace(b"\n", b"\n\n")),
    "columns in another order": changing("places", lambda words: words[words.columns[::-1]]),
    "a column more": changing("places", lambda words: words.assign(note="x")),
    "a provider without places": without("places", provider_id="yew"),
    "places of a year long past": setting("places", "academic_year", "2000/01", academic_year="2026/27"),
    "places of a year far ahead": setting("places", "academic_year", "2099/00", academic_year="2026/27"),
    "no place anywhere": changing("places", lambda words: words.assign(places="0", reserved="0")),
    "a stated journey beside a position": setting("providers", "journey_miles", "4", **YEW),
}
"""What a pack may hold: no command that reads it refuses it."""


@pytest.mark.slow
@pytest.mark.parametrize("name", TAKEN)
def test_what_check_pack_takes_check_and_a_run_take(tmp_path: Path, name: str) -> None:
    pack = tiny(tmp_path)
    TAKEN[name](pack.folder)
    assert errors(pack.folder) == []
    assert checked(pack) == (0, f"{pack.scenario}: ok\n")
    made = central_run(load_scenario(pack.scenario), load_inputs(pack.folder), place_values=False)
    assert np.isfinite(made.spend).all()


def test_check_reads_a_table_with_a_byte_order_mark_as_a_run_does(tmp_path: Path) -> None:
    pack = tiny(tmp_path)
    for table in ("areas", "providers", "places"):
        rewritten(table, with_mark)(pack.folder)
    assert faults_against_pack(load_scenario(pack.scenario)) == []


def test_a_base_year_is_a_number_or_refused(tmp_path: Path) -> None:
    folder = tiny(tmp_path).folder
    particulars(base_census_year=str(BASE))(folder)
    assert errors(folder) == []
    particulars(base_census_year="the last one")(folder)
    assert "particulars are given" in {fault.kind for fault in errors(folder)}


def test_a_provider_placed_by_the_matrix_alone_is_accepted_by_both(tmp_path: Path) -> None:
    folder = tiny(tmp_path).folder
    nowhere(folder)
    adding("journeys.csv", MATRIX)(folder)
    assert [fault.kind for fault in errors(folder)] == ["every provider has a position"]
    adding("journeys.csv", f"{MATRIX}south,all,yew,7,18,x\n")(folder)
    assert errors(folder) == []


def test_a_rule_waits_for_every_table_that_it_reads_also_for_those_that_need_not_be_there(tmp_path: Path) -> None:
    folder = tiny(tmp_path).folder
    nowhere(folder)
    adding("journeys.csv", MATRIX.replace(",9,", ",nine,"))(folder)
    assert [(fault.kind, fault.line) for fault in errors(folder)] == [("tables meet their contracts", 2)]


def test_parts_of_plans_that_nobody_published_are_a_warning_unless_an_assumption_is_named(tmp_path: Path) -> None:
    folder = tiny(tmp_path).folder
    (kind,) = {fault.kind for fault in check_pack(folder) if Path(fault.file).name == "new_plans_by_need.csv"}
    assert kind == "parts of plans are explained"
    changing("new_plans_by_need", lambda words: words.assign(source="invented A-1"))(folder)
    assert kind not in {fault.kind for fault in check_pack(folder)}


def test_an_academic_year_that_is_none_is_a_fault_of_a_scenario_check_too(tmp_path: Path) -> None:
    pack = tiny(tmp_path)
    SPOILT["2025/27 for an academic year"][0](pack.folder)
    (fault,) = faults_against_pack(load_scenario(pack.scenario))
    assert "places.csv line " in fault.message
    assert "2025/27" in fault.message
    assert "check-pack" in fault.message


def test_the_command_run_refuses_it_in_the_words_of_the_pack(tmp_path: Path) -> None:
    pack = tiny(tmp_path)
    SPOILT["2025/27 for an academic year"][0](pack.folder)
    with pytest.raises(InputError) as refused:
        load_inputs(pack.folder)
    ended = CliRunner().invoke(cli, ["run", str(pack.scenario), "--out", str(tmp_path / "runs")])
    assert ended.exit_code == 2
    assert ended.stderr.strip() == str(refused.value)


def test_a_file_of_very_many_faults_shows_the_first_of_them_in_a_run(tmp_path: Path) -> None:
    folder = tiny(tmp_path).folder
    changing("population", lambda words: pd.concat([words.assign(persons="few")] * 3))(folder)
    with pytest.raises(InputError, match=r"has [\d,]+ more faults; is it the right file\?") as refused:
        load_inputs(folder)
    assert sum(Path(fault.file).name == "population.csv" for fault in refused.value.faults) == MOST_FAULTS + 1


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_no_check_stumbles_over_tables_without_rows(check) -> None:
    pack = hampshire()
    tables = {name: table.iloc[:0] for name, table in pack.tables.items()}
    empty = Pack(pack.folder, pack.particulars, pack.base, tables, tables, dict.fromkeys(tables, ()), pack.ranges)
    assert isinstance(check(empty), list)
