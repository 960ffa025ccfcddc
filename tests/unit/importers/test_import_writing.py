"""The writer of packs, and the verbs of the command line on files that are not there."""

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from modules_loaded import LIGHT, TABLES_AND_WORKBOOKS, modules_loaded, packages_of

from sufficiency.commands.imports import import_group
from sufficiency.errors import InputError
from sufficiency.importers.pack.writer import pack_table_text, write_pack_files
from sufficiency.tables.contracts import Contract, ContractError, integer, number, text

pytestmark = pytest.mark.unit

CONTRACT = Contract(
    "places",
    (text("school"),),
    (integer("year", "year"), number("places", "places", 0), number("miles", "", optional=True)),
)


def table(**columns: list[object]) -> pd.DataFrame:
    """Two schools, out of order."""
    usual = {"school": ["b", "a"], "year": [2025, 2024], "places": [12.0, 3.456], "miles": [float("nan"), -0.001]}
    return pd.DataFrame(usual | columns)


def test_a_table_is_written_sorted_with_fixed_decimals_and_blanks() -> None:
    assert pack_table_text(table(), CONTRACT) == "school,year,places,miles\na,2024,3.46,0.00\nb,2025,12.00,\n"


def test_a_column_of_whole_numbers_has_no_decimals() -> None:
    assert pack_table_text(table(places=[12.0, 3.0]), CONTRACT).splitlines()[1] == "a,2024,3,0.00"


def test_the_order_of_rows_does_not_change_the_bytes() -> None:
    assert pack_table_text(table().iloc[::-1], CONTRACT) == pack_table_text(table(), CONTRACT)


def test_a_table_that_breaks_its_contract_is_not_written() -> None:
    with pytest.raises(ContractError, match="places is below 0"):
        pack_table_text(table(places=[-1.0, 2.0]), CONTRACT)


def test_a_folder_is_replaced_and_keeps_what_the_import_did_not_write(tmp_path: Path) -> None:
    pack = tmp_path / "data" / "pack"
    write_pack_files(pack, {"sources.yaml": "old", "table.csv": "old"})
    (pack / "quality.csv").write_text("kept", encoding="utf-8")
    write_pack_files(pack, {"sources.yaml": "new", "table.csv": "é\n"})
    assert (pack / "table.csv").read_bytes() == "é\n".encode()
    assert (pack / "quality.csv").read_text(encoding="utf-8") == "kept"
    assert [path.name for path in pack.parent.iterdir()] == ["pack"]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("a project", encoding="utf-8")
    with pytest.raises(InputError, match="name a new folder"):
        write_pack_files(tmp_path, {"sources.yaml": "new", "README.md": "new"})
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "a project"


def test_a_write_that_fails_leaves_the_old_folder_as_it_was(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    write_pack_files(pack, {"sources.yaml": "old"})
    with pytest.raises(UnicodeEncodeError):
        write_pack_files(pack, {"sources.yaml": "new", "table.csv": "\ud800"})
    assert (pack / "sources.yaml").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_the_command_names_every_file_that_is_missing(tmp_path: Path) -> None:
    found = CliRunner().invoke(import_group, ["open-data", "--authority", "Hampshire", "--from", str(tmp_path)])
    assert isinstance(found.exception, InputError)
    assert len(found.exception.faults) == 9


def test_the_verbs_of_the_import_answer_without_loading_solvers_models_or_pictures() -> None:
    _, modules = modules_loaded("import", "--help")
    assert packages_of(modules) <= LIGHT | TABLES_AND_WORKBOOKS
