"""An invented return of 17,000 plans goes into Hampshire's pack: its own totals exactly, twice the same, or nothing."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner
from numpy.typing import NDArray
from sen2_hand_made import hampshire
from work_counted import at_most_calls, at_most_megabytes

from models.demand.flows import central_flows
from models.demand.forecast import with_need_change
from models.demand.joint import joint_table
from models.demand.rates import fitted_rates
from models.parameters.demand import CohortParameters
from models.vocabulary import NEEDS, PHASES, PROVISIONS, ages_of_phase
from sufficiency.commands.demo import demo_group
from sufficiency.commands.imports import sen2_command
from sufficiency.demo_data.make import Wish, true_counts, true_need_changes, write_demo
from sufficiency.demo_data.people import MadeUpPeople, people_like
from sufficiency.errors import InputError
from sufficiency.importers.pack.existing import read_existing
from sufficiency.importers.pack.report import ImportReport, report_text
from sufficiency.importers.sen2.make import Sen2Files, import_sen2
from sufficiency.packs.arrange import arrange
from sufficiency.packs.contracts import NOT_RECORDED, OPTIONAL_PACK_TABLES, PACK_TABLES
from sufficiency.packs.inputs import load_inputs
from sufficiency.tables.files import read_table

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

HAMPSHIRE = Path(__file__).parents[3] / "data" / "hampshire"
Cube = NDArray[np.float64]
PLANS = 17_000
SMALL = 600


def given(demo: Path, *, earlier: bool = False, xml: bool = False) -> Sen2Files:
    return Sen2Files(
        demo / "sen2.xml" if xml else demo,
        demo / "earlier" if earlier else None,
        demo / "establishments.csv",
        demo / "postcodes.csv",
    )


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def population() -> MadeUpPeople:
    return people_like(read_existing(HAMPSHIRE, PACK_TABLES, ()), PLANS, 3)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ImportReport]:
    """Hampshire's pack with the invented return in it."""
    root = tmp_path_factory.mktemp("counted")
    write_demo(Wish(PLANS, 3), HAMPSHIRE, root / "demo")
    pack = hampshire(root / "data" / "hampshire")
    return pack, import_sen2(given(root / "demo"), pack)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("small") / "demo"
    write_demo(Wish(SMALL, 5, earlier=True), HAMPSHIRE, out)
    return out


@pytest.mark.slow
def test_seventeen_thousand_plans_are_counted(counted: tuple[Path, ImportReport]) -> None:
    assert counted[1].figures["plans"] == PLANS


@pytest.mark.parametrize(
    ("xml", "calls_a_plan"), [(False, 300), pytest.param(True, 1_800, marks=pytest.mark.slow)], ids=["csv", "xml"]
)
@pytest.mark.slow
def test_each_plan_more_takes_as_many_calls_as_the_one_before(tmp_path: Path, xml: bool, calls_a_plan: int) -> None:
    """Twice what is needed; work for every pair of plans would take some thousands of each more."""
    few, many = 300, 1200
    spent = []
    for plans in (few, many):
        write_demo(Wish(plans, 3, xml=xml), HAMPSHIRE, tmp_path / f"{plans}")
        pack = hampshire(tmp_path / f"{plans}-pack" / "hampshire")
        with at_most_calls(sys.maxsize) as calls:
            import_sen2(given(tmp_path / f"{plans}", xml=xml), pack, dry_run=True)
        spent.append(calls.count)
    assert spent[1] - spent[0] < calls_a_plan * (many - few)


@pytest.mark.slow
def test_the_memory_of_an_import_holds_no_table_of_pairs_of_plans(tmp_path: Path) -> None:
    """Of 1,200 plans such a table would have 11.5 million bytes, as many as the import takes."""
    write_demo(Wish(1200, 3), HAMPSHIRE, tmp_path / "demo")
    pack = hampshire(tmp_path / "pack" / "hampshire")
    with at_most_megabytes(18.0):
        import_sen2(given(tmp_path / "demo"), pack, dry_run=True)


@pytest.mark.parametrize("keys", [["age", "provision"], ["age", "need"], ["need", "provision"]])
def test_margins_are_exactly_those_that_were_drawn(
    counted: tuple[Path, ImportReport], population: MadeUpPeople, keys: list[str]
) -> None:
    table = pd.read_csv(counted[0] / f"plans_by_{'_'.join(keys)}.csv")
    found = table[(table["census_year"] == 2025) & (table["plans"] > 0)].set_index(keys)["plans"].sort_index()
    expected = true_counts(population).groupby(keys)["plans"].sum().sort_index()
    assert found.astype(int).to_dict() == expected.to_dict()


def test_the_joint_table_by_area_is_exactly_the_one_drawn(
    counted: tuple[Path, ImportReport], population: MadeUpPeople
) -> None:
    keys = ["area", "age", "need", "provision"]
    truth = true_counts(population)
    whole = truth[(truth["need"] != NOT_RECORDED) & (truth["provision"] != NOT_RECORDED)].set_index(keys)["plans"]
    table = pd.read_csv(counted[0] / "plans_by_area_joint.csv").set_index(keys)
    plain = table[table["basis"] == "published"]["plans"]
    assert plain.to_dict() == whole.reindex(plain.index).to_dict()
    assert table["plans"].sum() == pytest.approx(PLANS, abs=0.02)
    by_area = table["plans"].groupby("area").sum()
    pd.testing.assert_series_equal(by_area, truth.groupby("area")["plans"].sum(), check_dtype=False, atol=0.01)
    joint = pd.read_csv(counted[0] / "plans_joint.csv")
    assert joint["plans"].sum() == pytest.approx(PLANS, abs=0.001)
    assert (joint["basis"] == "published").mean() > 0.99


def test_new_and_ended_plans_are_exactly_those_that_were_drawn(
    counted: tuple[Path, ImportReport], population: MadeUpPeople
) -> None:
    people = population.people
    new = people[(people["kind"] == "current") & (people["start"].dt.year == 2024)]
    ended = people[(people["kind"] == "ended") & (people["back"] == 0)]
    table = pd.read_csv(counted[0] / "ceased_plans.csv")
    now = table[table["calendar_year"] == 2024].groupby("reason")["plans"].sum()
    assert now.drop(["all", "not_recorded"]).astype(int).to_dict() == ended["reason"].value_counts().to_dict()
    assert now["all"] == len(ended) == counted[1].figures["ended"]
    started = pd.read_csv(counted[0] / "new_plans.csv")
    assert started[started["calendar_year"] == 2024]["plans"].sum() == len(new) == counted[1].figures["started"]


def test_the_pack_loads_and_its_optional_tables_keep_their_contracts(counted: tuple[Path, ImportReport]) -> None:
    shutil.copytree(HAMPSHIRE.parent / "reference", counted[0].parent / "reference", dirs_exist_ok=True)
    inputs = load_inputs(counted[0])
    bands = inputs.tables["plans_by_age_band"]
    total = bands[(bands["census_year"] == 2025) & (bands["age_band"] == "total")]["plans"]
    assert total.tolist() == [PLANS]
    for contract in OPTIONAL_PACK_TABLES[:2]:
        table, faults = read_table(counted[0] / f"{contract.name}.csv", contract)
        assert not faults
        assert len(table)


def true_joint(pack: Path) -> Cube:
    """The pack's joint table, (ages, needs, provisions)."""
    table = pd.read_csv(pack / "plans_joint.csv")
    wide = table.pivot_table(index=["age", "need"], columns="provision", values="plans")
    needs, provisions, ages = list(map(str, NEEDS)), list(map(str, PROVISIONS)), sorted(set(table["age"]))
    cells = wide.reindex(index=pd.MultiIndex.from_product([ages, needs]), columns=provisions)
    return cells.to_numpy().reshape(len(ages), len(needs), len(provisions))


def misplaced(true: Cube) -> tuple[float, float]:
    """Share of learners that a table fitted to the two-way margins has in another cell: single ages, then phases."""
    fitted = joint_table(true.sum(axis=1), true.sum(axis=2).T, true.sum(axis=0)).table
    first = [ages_of_phase(phase)[0] for phase in PHASES]
    starts = [max(age - 2, 0) for age in first]
    by_phase = np.add.reduceat(fitted - true, starts, axis=0)
    return tuple(float(np.abs(miss).sum() / 2 / true.sum()) for miss in (fitted - true, by_phase))


def test_the_fitted_joint_table_misses_the_true_one_by_a_stated_share(
    counted: tuple[Path, ImportReport], record_property: Callable[[str, object], None]
) -> None:
    """Of 17,000 learners a table fitted to the margins has 6.4% in another cell, counted by single age; 4.1% by phase.

    Part of that is chance: 4.7% and 1.7% where nothing is drawn among the three. What is drawn here is 0.4 in logs
    (A-65); nobody knows how much there is in a real authority, until its return is imported.
    """
    true = true_joint(counted[0])
    without = true_joint(HAMPSHIRE)
    drawn = np.random.default_rng(0).multinomial(PLANS, without.ravel() / without.sum()).reshape(without.shape)
    found = dict(zip(("ages", "phases"), misplaced(true), strict=True))
    chance = dict(zip(("ages", "phases"), misplaced(drawn.astype(float)), strict=True))
    for level, share in found.items():
        record_property(f"fitted joint misplaces, {level}", round(share, 4))
        record_property(f"by chance alone, {level}", round(chance[level], 4))
    assert chance["phases"] < found["phases"] < found["ages"] < 0.10


@pytest.mark.slow
def test_the_xml_gives_the_same_pack_as_the_csv_files(small: Path, tmp_path: Path) -> None:
    write_demo(Wish(SMALL, 5, xml=True), HAMPSHIRE, tmp_path / "xml")
    packs = {name: hampshire(tmp_path / name / "hampshire") for name in ("one", "two")}
    import_sen2(given(small), packs["one"])
    import_sen2(given(tmp_path / "xml", xml=True), packs["two"])
    one, two = (bytes_of(pack) for pack in packs.values())
    assert set(one) == set(two)
    assert [name for name in one if one[name] != two[name]] == ["sources.yaml"]


@pytest.mark.slow
def test_seventeen_thousand_plans_as_xml_give_the_same_pack(counted: tuple[Path, ImportReport], tmp_path: Path) -> None:
    write_demo(Wish(PLANS, 3, xml=True), HAMPSHIRE, tmp_path / "xml")
    pack = hampshire(tmp_path / "data" / "hampshire")
    import_sen2(given(tmp_path / "xml", xml=True), pack)
    one, two = bytes_of(counted[0]), bytes_of(pack)
    assert [name for name in one if one[name] != two[name]] == ["sources.yaml"]


@pytest.fixture(scope="module")
def both_years(small: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ImportReport]:
    """Hampshire's pack with two returns in it, a year apart."""
    pack = hampshire(tmp_path_factory.mktemp("both") / "hampshire")
    return pack, import_sen2(given(small, earlier=True), pack)


def test_importing_twice_changes_nothing_the_second_time(small: Path, both_years: tuple[Path, ImportReport]) -> None:
    pack, first = both_years
    before = bytes_of(pack)
    report = import_sen2(given(small, earlier=True), pack)
    assert bytes_of(pack) == before
    assert not any((change.rows, change.dropped) == (change.same, 0) for change in first.changes)
    assert all((change.rows, change.dropped) == (change.same, 0) for change in report.changes)
    assert "the pack has this already: nothing changes" in report_text(report)


def test_a_dry_run_says_the_same_and_writes_nothing(small: Path, tmp_path: Path) -> None:
    pack = hampshire(tmp_path / "hampshire")
    before = bytes_of(pack)
    dry = import_sen2(given(small), pack, dry_run=True)
    assert bytes_of(pack) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hampshire"]
    wet = import_sen2(given(small), pack)
    assert dry.changes == wet.changes
    assert "dry run, nothing is written" in report_text(dry)
    assert "plans_joint" in report_text(wet)


def test_a_faulty_return_leaves_the_pack_as_it_was(small: Path, tmp_path: Path) -> None:
    pack = hampshire(tmp_path / "hampshire")
    before = bytes_of(pack)
    broken = Path(shutil.copytree(small, tmp_path / "broken"))
    needs = next(broken.glob("*_senneed.csv"))
    needs.write_text(needs.read_text().replace(",ASD,", ",AUTISM,"))
    with pytest.raises(InputError):
        import_sen2(given(broken), pack)
    assert bytes_of(pack) == before


def test_moves_add_to_the_learners_of_both_years(both_years: tuple[Path, ImportReport]) -> None:
    moves = pd.read_csv(both_years[0] / "placement_moves.csv")
    bands = pd.read_csv(both_years[0] / "plans_by_age_band.csv")
    totals = bands[bands["age_band"] == "total"].set_index("census_year")["plans"]
    assert moves[moves["to_provision"] != "no_plan"]["learners"].sum() == totals[2025] == SMALL
    assert moves[moves["from_provision"] != "no_plan"]["learners"].sum() == totals[2024]
    assert not ((moves["from_provision"] == "no_plan") & (moves["to_provision"] == "no_plan")).any()
    assert (moves["from_provision"] != moves["to_provision"]).any()


def test_everybody_who_stayed_is_found_again(both_years: tuple[Path, ImportReport]) -> None:
    moves = pd.read_csv(both_years[0] / "placement_moves.csv")
    people = people_like(read_existing(HAMPSHIRE, PACK_TABLES, ()), SMALL, 5).people
    learners = people[people["kind"] == "current"]
    stayed = (learners["start"] <= pd.Timestamp("2024-01-18")) & ~learners["arrived"]
    both = moves[(moves["to_provision"] != "no_plan") & (moves["from_provision"] != "no_plan")]
    assert both["learners"].sum() == stayed.sum()
    assert f"learners found in the earlier return: {stayed.sum()} of {SMALL}" in both_years[1].notes


def test_changes_of_need_are_exactly_those_that_were_drawn(both_years: tuple[Path, ImportReport]) -> None:
    keys = ["age_group", "need_from", "need_to"]
    table = pd.read_csv(both_years[0] / "need_changes.csv")
    truth = true_need_changes(people_like(read_existing(HAMPSHIRE, PACK_TABLES, ()), SMALL, 5))
    assert table.set_index(keys)["plans"].astype(int).to_dict() == truth.set_index(keys)["plans"].to_dict()
    changed = truth.loc[truth["need_from"] != truth["need_to"], "plans"].sum()
    assert 5 <= changed < 0.05 * SMALL
    assert f"of them with another primary need than a year before: {changed}" in both_years[1].notes


def test_a_forecast_from_the_pack_moves_survivors_between_needs_and_keeps_the_total(
    both_years: tuple[Path, ImportReport],
) -> None:
    pack = both_years[0]
    shutil.copytree(HAMPSHIRE.parent / "reference", pack.parent / "reference", dirs_exist_ok=True)
    authority = arrange(load_inputs(pack), 2030)
    observed = with_need_change(authority, CohortParameters())
    assert observed.need_change is not None
    assert observed.need_change.sum(axis=2) == pytest.approx(1.0)
    assert 0 < 1 - np.trace(observed.need_change[8]) / len(NEEDS) < 0.05
    parts = (authority.england, authority.events, CohortParameters(mix_return=0.0))
    persons = authority.population[1:].sum(axis=1)
    total = np.array([650.0, 700.0, 750.0])
    flows = [
        central_flows(authority.local.stock, fitted_rates(local, *parts), persons, total, parts[2]).closing[0]
        for local in (authority.local, observed)
    ]
    assert flows[1][:3].sum(axis=(1, 2)) == pytest.approx(total)
    assert np.abs(flows[1] - flows[0]).max() > 0.1


def test_the_page_of_the_pack_has_one_section_on_the_return(small: Path, both_years: tuple[Path, ImportReport]) -> None:
    pack = both_years[0]
    import_sen2(given(small, earlier=True), pack)
    page = (pack / "README.md").read_text(encoding="utf-8")
    assert page.count("## Counted from the person-level return") == 1
    assert "do not publish this folder" in page
    about = yaml.safe_load((pack / "pack.yaml").read_text(encoding="utf-8"))
    assert about["joint_fit"]["method"] == "counted from the SEN2 person-level return of January 2025"
    assert {"plans_by_area_joint", "need_changes", "new_plans"} <= set(about["holds_small_numbers"])


def test_the_two_verbs_work_as_the_page_says(tmp_path: Path) -> None:
    pack = hampshire(tmp_path / "hampshire")
    demo = tmp_path / "demo"
    made = CliRunner().invoke(
        demo_group, ["sen2", "--plans", "300", "--seed", "2", "--out", str(demo), "--pack", str(pack)]
    )
    assert made.output == f"300 invented plans of January 2025 in {demo}\n"
    files = ["--gias", str(demo / "establishments.csv"), "--postcodes", str(demo / "postcodes.csv")]
    done = CliRunner().invoke(sen2_command, ["--pack", str(pack), "--from", str(demo), *files])
    assert done.exit_code == 0
    assert done.output.startswith("Hampshire, January 2025: 300 plans on census day, ")
    without = CliRunner().invoke(sen2_command, ["--pack", str(pack), "--from", str(demo)])
    assert isinstance(without.exception, InputError)
    assert "give --gias a register that has it" in str(without.exception)
