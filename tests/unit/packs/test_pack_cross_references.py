"""Tables of a pack that name what no other table has are refused, all at once, each at its row."""

from pathlib import Path

import pytest
from tiny_pack import Change, write_tiny_pack

from sufficiency.errors import InputError
from sufficiency.forecast.pipeline import run
from sufficiency.packs.inputs import load_inputs
from sufficiency.scenario.loader import load_scenario

pytestmark = pytest.mark.unit


def with_first(column: str, value: str) -> Change:
    """Change of a table: its first row has ``value`` in ``column``."""
    return lambda table: table.assign(**{column: [value, *table[column].iloc[1:]]})


@pytest.mark.parametrize(
    ("table", "column", "value", "words"),
    [
        ("places", "provider_id", "nobody", "'nobody' is not a provider"),
        ("places", "academic_year", "2026-27", "an academic year such as 2026/27"),
        ("providers", "needs", "ASD XYZ", "XYZ is not of"),
        ("providers", "area", "east", "'east' is not an area"),
        ("demand_points", "area", "east", "'east' is not an area"),
        ("population", "area", "east", "'east' is not an area"),
    ],
)
def test_what_no_other_table_knows_is_named_with_its_row(
    tmp_path: Path, table: str, column: str, value: str, words: str
) -> None:
    pack = write_tiny_pack(tmp_path, {table: with_first(column, value)})
    with pytest.raises(InputError) as refused:
        load_inputs(pack.folder)
    found = [fault for fault in refused.value.faults if words in fault.message]
    assert len(found) == 1
    assert found[0].where == column
    assert found[0].line >= 2


def test_a_missing_price_is_named_without_a_traceback(tmp_path: Path) -> None:
    pack = write_tiny_pack(tmp_path, {"prices": lambda table: table[table["item"] != "fee"]})
    with pytest.raises(InputError, match=r"no price for fee.*add a row"):
        run(load_scenario(pack.scenario), load_inputs(pack.folder), 1, lambda _: None)
