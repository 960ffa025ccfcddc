import hashlib
import json
import shutil

import pandas as pd
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import write_tiny_pack

from sufficiency.errors import InputError
from sufficiency.results.every_table import EVERY_TABLE
from sufficiency.results.saved import EVERY_FILE, NEEDED, Results, load, load_manifest, provenance, save
from sufficiency.running import run_scenario
from sufficiency.scenario.loader import load_scenario
from sufficiency.tables.outputs import MANIFEST, OWN_HASH, as_json, own_hash

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]


IN_FULL = ("spend_in_full.txt", "units_in_full.txt")
PAGES = ("summary.txt", "report.html", "summary.json", "draws.csv", "draws_in_full.txt", *IN_FULL)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    root = tmp_path_factory.mktemp("tiny")
    run_scenario(load_scenario(write_tiny_pack(root).scenario), root / "runs" / "tiny", 1, lambda _step: None)
    return root / "runs" / "tiny"


@pytest.fixture(scope="module")
def saved_again(written, tmp_path_factory):
    """The run as it is once it has been read and saved."""
    pages = {name: (written / name).read_text(encoding="utf-8") for name in PAGES}
    folder = tmp_path_factory.mktemp("again") / "run"
    save(load(written), pages, folder)
    return folder


@pytest.fixture
def copied(saved_again, tmp_path):
    """A run of one's own to spoil."""
    return shutil.copytree(saved_again, tmp_path / "run")


def test_a_run_writes_every_table_its_pages_and_a_manifest(written):
    tables = {f"{contract.name}.csv" for contract in EVERY_TABLE}
    totals = {f"{contract.name}_totals.csv" for contract in EVERY_TABLE if contract.totals}
    assert set(EVERY_FILE) == {*PAGES, *tables, *totals}
    expected = {*EVERY_FILE, "README.txt", "manifest.json", "SHA256SUMS"}
    assert expected == {path.name for path in written.iterdir()}
    assert set(NEEDED) == {*tables, "draws.csv", *IN_FULL, "summary.txt", "report.html"}
    assert not [path for path in written.parent.iterdir() if path != written], "nothing is left beside the run"


def test_the_manifest_says_what_a_reader_needs_to_repeat_the_run(written):
    manifest = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    assert {"scenario", "seed", "draws", "version", "commit", "solver", "status", "duality_gap", "seconds"} < set(
        manifest
    )
    assert manifest["settings"]["horizon"]["set_by"].startswith("scenarios/tiny/baseline.yaml:")
    assert manifest["settings"]["parameters.costs.inflation"]["set_by"] == "default"
    assert manifest["duality_gap"] <= 1e-7
    places = written.parents[1] / "data" / "tiny" / "places.csv"
    assert manifest["inputs"]["tiny/places.csv"] == hashlib.sha256(places.read_bytes()).hexdigest()
    flows = hashlib.sha256((written / "flows.csv").read_bytes()).hexdigest()
    assert manifest["outputs"]["flows.csv"] == flows
    scenario = written.parents[1] / "scenarios" / "tiny" / "baseline.yaml"
    assert manifest["scenario_files"] == {
        "scenarios/tiny/baseline.yaml": hashlib.sha256(scenario.read_bytes()).hexdigest()
    }
    assert manifest["made_by"] == "run scenarios/tiny/baseline.yaml"


def test_what_is_saved_is_loaded(copied, written):
    first, second = load(written), load(copied)
    for contract in EVERY_TABLE:
        pd.testing.assert_frame_equal(first.tables[contract.name], second.tables[contract.name])
    assert set(first.manifest["outputs"]) == set(second.manifest["outputs"])


@pytest.mark.parametrize("name", ["placements.csv", "summary.txt", "report.html"])
def test_a_file_changed_since_the_run_is_named(copied, name):
    content = (copied / name).read_bytes()
    (copied / name).write_bytes(content.replace(b"2", b"3", 1))
    with pytest.raises(InputError) as error:
        load(copied)
    assert {fault.file.rpartition("/")[2] for fault in error.value.faults} == {name}
    assert "changed since the run was written" in str(error.value)


def test_a_file_that_is_gone_is_named(copied):
    (copied / "spend.csv").unlink()
    with pytest.raises(InputError, match=r"spend\.csv"):
        load(copied)


def test_a_folder_without_a_manifest_is_no_run(tmp_path):
    with pytest.raises(InputError, match=r"not a run: it has no manifest\.json"):
        load(tmp_path)


@pytest.mark.parametrize(
    "key", ["seed", "draws", "author", "commit", "settings", "inputs", "scenario_files", "scenario"]
)
def test_a_manifest_without_what_a_reader_counts_on_is_refused(copied, key):
    manifest = {name: value for name, value in json.loads((copied / MANIFEST).read_text()).items() if name != key}
    (copied / MANIFEST).write_text(as_json({**manifest, OWN_HASH: own_hash(manifest)}))
    with pytest.raises(InputError, match=f"{key}: is not as a run writes it"):
        load_manifest(copied)


def test_a_manifest_that_leaves_a_table_out_is_refused(copied):
    manifest = json.loads((copied / MANIFEST).read_text())
    del manifest["outputs"]["spend.csv"]
    (copied / MANIFEST).write_text(as_json({**manifest, OWN_HASH: own_hash(manifest)}))
    with pytest.raises(InputError, match=r"does not list spend\.csv"):
        load_manifest(copied)


def test_a_run_replaces_the_older_one_whole(copied, written):
    results = load(written)
    save(results, {"summary.txt": "new"}, copied)
    assert (copied / "summary.txt").read_text(encoding="utf-8") == "new"
    assert not (copied / "report.html").exists()


def test_a_run_does_not_replace_a_folder_with_anything_else_in_it(copied, written):
    (copied / "notes.docx").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"holds notes\.docx"):
        save(load(written), {"summary.txt": "new"}, copied)
    assert (copied / "notes.docx").read_text(encoding="utf-8") == "mine"
    assert (copied / "report.html").exists()


def test_a_run_that_cannot_be_written_leaves_the_older_one_as_it_was(copied, written):
    before = {path.name: path.read_bytes() for path in copied.iterdir()}
    broken = Results({**load(written).tables, "spend": pd.DataFrame()}, {})
    with pytest.raises(KeyError):
        save(broken, {}, copied)
    assert {path.name: path.read_bytes() for path in copied.iterdir()} == before
    assert [path for path in copied.parent.iterdir() if path != copied] == []


def test_provenance_names_version_and_commit():
    assert provenance()["version"]
    assert len(provenance()["commit"]) in {7, 40}


LEARNERS = ("learners", "plans", "places")


def test_a_person_finds_names_two_decimals_and_no_total_among_parts(written):
    for table in EVERY_TABLE:
        rows = pd.read_csv(written / f"{table.name}.csv", dtype=str, keep_default_na=False)
        for column in table.columns:
            if column.unit in LEARNERS and column.name not in {"central", "p10", "p90"}:
                assert rows[column.name].str.fullmatch(r"(-?\d+\.\d\d)?").all(), (table.name, column.name)
        for code, name in (("area", "area_name"), ("provider_id", "provider_name"), ("need", "need_name")):
            assert (code in rows) == (name in rows), table.name
            if code in rows:
                assert list(rows.columns).index(name) == list(rows.columns).index(code) + 1
                assert (rows.loc[rows[code] != "", name] != "").all(), table.name
        if "level" not in rows:
            keys = [name for name in table.key_names if name not in {"subject", "check"}]
            assert not (rows[keys] == "all").any(axis=None), table.name


def test_a_line_of_the_readme_says_what_each_file_is(written):
    lines = (written / "README.txt").read_text(encoding="utf-8").splitlines()
    said = dict(line.split(maxsplit=1) for line in lines[2 : lines.index("", 2)])
    assert set(said) == {path.name for path in written.iterdir()} - {"README.txt"}
    assert said["unmet.csv"].startswith("Learners of an area, phase, need and requirement who are in a mainstream")
    assert "run --exact writes all in full" in " ".join(lines)


def test_too_few_draws_leave_the_ends_of_ranges_blank_and_the_readme_says_so(written):
    """The run has three draws; where it had enough, the ends stand."""
    for name, end in (("ranges", "p10"), ("spend", "real_gbp_p90"), ("forecast_totals", "plans_p50")):
        assert pd.read_csv(written / f"{name}.csv")[end].isna().all(), name
        assert pd.read_csv(written / f"{name}.csv").iloc[:, 3].notna().all(), name
    assert "are blank: 3 draws are too few" in " ".join((written / "README.txt").read_text(encoding="utf-8").split())


def test_an_exact_run_says_so_and_has_every_figure_in_full(written, tmp_path):
    results = load(written)
    exact = Results(results.tables, {**results.manifest, "exact": True}, {})
    save(exact, dict.fromkeys(PAGES, ""), tmp_path / "run")
    line = (tmp_path / "run" / "unmet.csv").read_text(encoding="utf-8").splitlines()[1]
    assert len(line.split(",")[-3].partition(".")[2]) == 8
    assert "written in full" in (tmp_path / "run" / "README.txt").read_text(encoding="utf-8")


def test_chosen_tables_are_loaded_alone(written):
    assert set(load(written, EVERY_TABLE[:2]).tables) == {"forecast", "forecast_totals"}
