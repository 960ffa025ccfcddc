"""A pack that persons were counted into says so, and so does whatever is made of it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import yaml
from changed_pack import hampshire
from click.testing import CliRunner
from tiny_pack import TinyPack, write_tiny_pack

from sufficiency.cli import cli
from sufficiency.errors import Severity
from sufficiency.importers.open_data.merge import with_kept_texts
from sufficiency.importers.pack.existing import ExistingPack
from sufficiency.packs.checks.files import small_numbers_are_marked
from sufficiency.packs.contracts import NEED_CHANGES
from sufficiency.packs.inputs import load_inputs
from sufficiency.packs.particulars import Particulars
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS, NOT_FOR_PUBLICATION, marked
from sufficiency.results.saved import load
from sufficiency.tables.files import write_table

pytestmark = pytest.mark.unit

CHANGES = pd.DataFrame([(2025, "5_to_10", "ASD", "SEMH", 1.0, "sen2_2025")], columns=NEED_CHANGES.column_names)


@pytest.fixture
def counted(tmp_path: Path) -> TinyPack:
    """A pack with a table of persons, and nothing that says so."""
    pack = write_tiny_pack(tmp_path, scenario={"draws": 1})
    write_table(CHANGES, NEED_CHANGES, pack.table(NEED_CHANGES.name))
    return pack


def test_a_pack_of_published_figures_holds_none(tmp_path: Path):
    assert not load_inputs(write_tiny_pack(tmp_path).folder).small_numbers
    assert small_numbers_are_marked(hampshire()) == []


def test_a_table_of_persons_without_the_mark_is_a_warning_that_says_what_to_write(counted: TinyPack):
    pack = replace(hampshire(), tables={**hampshire().tables, "need_changes": CHANGES})
    found = small_numbers_are_marked(pack)
    assert [(one.severity, one.value) for one in found] == [(Severity.WARNING, "need_changes")]
    assert found[0].remedy == "write holds_small_numbers: [need_changes]"
    assert load_inputs(counted.folder).small_numbers, "even so, a run of it is marked"


def test_rows_counted_from_a_return_are_small_numbers_in_any_table():
    rolls = hampshire().tables["new_plans"].assign(source="sen2_2025")
    pack = replace(hampshire(), tables={**hampshire().tables, "new_plans": rolls})
    assert [one.value for one in small_numbers_are_marked(pack)] == ["new_plans"]


def test_a_marked_pack_is_told_as_information(counted: TinyPack):
    particulars = Particulars(marked({}, ["need_changes"]))
    pack = replace(hampshire(), particulars=particulars, tables={**hampshire().tables, "need_changes": CHANGES})
    assert [(one.severity, one.value) for one in small_numbers_are_marked(pack)] == [
        (Severity.INFORMATION, "need_changes")
    ]
    said = counted.folder / "pack.yaml"
    said.write_text(said.read_text(encoding="utf-8") + "holds_small_numbers: true\n", encoding="utf-8")
    counted.table("need_changes").unlink()
    assert load_inputs(counted.folder).small_numbers, "a person's own mark counts without any table"


def test_the_mark_grows_with_tables_and_stays_when_open_data_are_imported_again(tmp_path: Path):
    about = marked(marked({"id": "x"}, ["b"]), ["a"])
    assert about == {"id": "x", HOLDS_SMALL_NUMBERS: ["a", "b"]}
    files = {"README.md": "# X\n", "pack.yaml": "id: x\nname: X\n", "sources.yaml": "{}\n"}
    kept = with_kept_texts(ExistingPack(tmp_path, about, {}), files)
    assert yaml.safe_load(kept["pack.yaml"])[HOLDS_SMALL_NUMBERS] == ["a", "b"]


@pytest.mark.slow
def test_a_run_and_all_that_is_made_of_it_say_that_they_are_not_for_publication(counted: TinyPack, tmp_path: Path):
    runs = tmp_path / "runs"

    def asked(*arguments: str | Path) -> str:
        result = CliRunner().invoke(cli, [str(one) for one in arguments])
        assert result.exit_code == 0, result.output
        return result.output

    assert NOT_FOR_PUBLICATION in asked("run", counted.scenario, "--workers", "1", "--out", runs)
    first = runs / "tiny-baseline"
    assert load(first).manifest[HOLDS_SMALL_NUMBERS] is True
    for name in ("summary.txt", "report.html", "checks.csv"):
        assert NOT_FOR_PUBLICATION in (first / name).read_text(encoding="utf-8"), name
    other, compared = shutil.copytree(first, runs / "again"), tmp_path / "compared"
    assert NOT_FOR_PUBLICATION in asked("compare", first, other, "--no-split", "--out", compared)
    for name in ("comparison.html", "comparison.txt"):
        assert NOT_FOR_PUBLICATION in (compared / name).read_text(encoding="utf-8"), name
    actuals = tmp_path / "actuals.csv"
    actuals.write_text("census_year,level,code,plans\n2026,area,north,100\n", encoding="utf-8")
    assert NOT_FOR_PUBLICATION in asked("monitor", first, "--actuals", actuals, "--out", tmp_path / "monitored")
    assert NOT_FOR_PUBLICATION in (tmp_path / "monitored" / "monitor.txt").read_text(encoding="utf-8")
    assert NOT_FOR_PUBLICATION in asked("frontier", counted.scenario, "--weights", "0")
