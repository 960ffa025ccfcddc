"""What finance reads of a pack: its own ledger and grant, prices, indices and the counts of its learners."""

import shutil
from pathlib import Path

import pytest

from models.parameters.method import CostParameters
from sufficiency.errors import InputError
from sufficiency.finance.inputs import files_of_money, read_money

pytestmark = pytest.mark.unit
DATA = Path(__file__).parents[3] / "data"
COSTS = CostParameters()
READ = ("pack.yaml", "prices.csv", "high_needs.csv", "grant.csv")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    for folder in ("hampshire", "reference"):
        (tmp_path / folder).mkdir()
    for name in READ:
        shutil.copy(DATA / "hampshire" / name, tmp_path / "hampshire")
    for path in files_of_money(tmp_path / "hampshire"):
        if path.parent.name == "reference":
            shutil.copy(DATA / "reference" / path.name, path)
    return tmp_path / "hampshire"


def write(pack: Path, name: str, *lines: str) -> None:
    (pack / f"{name}.csv").write_text("\n".join([*lines, ""]))


def test_the_ledger_of_the_council_is_read_by_line_and_year(pack):
    outturn = read_money(pack, 2024, COSTS).of_ledger("outturn")
    assert outturn["inmss_fees", 2021] == 42_460_776
    assert sum(gbp for (_, year), gbp in outturn.items() if year == 2021) == 170_798_084


def test_the_panel_is_that_of_the_authority_alone(pack):
    panel = read_money(pack, 2024, COSTS).panel.set_index(["series", "census_year"])["learners"]
    assert panel["plans", 2024] == 15_994
    assert panel["inmss_special", 2021] == 527


def test_a_pack_without_a_ledger_has_empty_tables(pack):
    (pack / "high_needs.csv").unlink()
    (pack / "grant.csv").unlink()
    money = read_money(pack, 2024, COSTS)
    assert money.of_ledger("outturn") == {}
    assert money.grant.empty


def test_a_growth_of_the_pack_goes_before_that_of_england(pack):
    england = read_money(pack, 2024, COSTS).indices
    write(pack, "price_indices", "index,financial_year,growth,basis,source", "fees,2025-26,0.1,estimated,ours")
    own = read_money(pack, 2024, COSTS).indices
    assert england.in_year("fees", 2019) != 0.1
    assert [own.in_year("fees", year) for year in (2019, 2025, 2030)] == [england.in_year("fees", 2019), 0.1, 0.1]
    assert own.in_year("top_up", 2025) == england.in_year("top_up", 2025)


def test_growth_beyond_the_indices_is_that_of_the_run(pack):
    plain, more = (read_money(pack, 2024, CostParameters(inflation=share)).indices for share in (0.0, 0.02))
    assert more.in_year("fees", 2026) == pytest.approx(plain.in_year("fees", 2026) + 0.02)
    assert more.in_year("cash", 2026) == 0.0


def test_every_fault_of_every_table_is_named_at_once(pack):
    write(pack, "high_needs", "financial_year,line,kind,amount_gbp,learners,basis,source", "2025,fees,actual,x,,no,me")
    write(pack, "grant", "financial_year,item,value,basis,source", "2025-27,grant,100,published,me")
    write(pack, "prices", "item,provision,phase,need,value,unit,price_year,index,basis,source")
    write(pack.parent / "reference", "price_indices", "index,financial_year,growth,basis,source")
    with pytest.raises(InputError) as error:
        read_money(pack, 2024, COSTS)
    told = [(Path(fault.file).name, fault.line, fault.where) for fault in error.value.faults]
    assert ("high_needs.csv", 2, "line") in told
    assert ("high_needs.csv", 2, "kind") in told
    assert ("high_needs.csv", 2, "amount_gbp") in told
    assert ("grant.csv", 2, "financial_year") in told


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2025-26,eligible_deficit,-354000000", "the deficit without its minus"),
        ("2026-27,interest_rate,4", "a share from 0 to 0.2"),
        ("2026-27,grant,-1", "pounds above nought"),
    ],
)
def test_an_amount_of_the_grant_that_cannot_be_is_refused_with_its_line(pack, row, words):
    write(
        pack, "grant", "financial_year,item,value,basis,source", "2025-26,grant,100,published,me", f"{row},estimated,me"
    )
    with pytest.raises(InputError) as error:
        read_money(pack, 2024, COSTS)
    (fault,) = error.value.faults
    assert (Path(fault.file), fault.line) == (pack / "grant.csv", 3)
    assert words in str(fault)


def test_income_without_its_minus_is_refused(pack):
    rows = ["2024-25,sen_support,outturn,5,,published,me", "2024-25,inmss_income,outturn,5,,published,me"]
    write(pack, "high_needs", "financial_year,line,kind,amount_gbp,learners,basis,source", *rows)
    with pytest.raises(InputError) as error:
        read_money(pack, 2024, COSTS)
    (fault,) = error.value.faults
    assert (Path(fault.file).name, fault.line, fault.where) == ("high_needs.csv", 3, "amount_gbp")


def test_an_index_that_nobody_gives_is_named_with_its_file(pack):
    write(
        pack.parent / "reference",
        "price_indices",
        "index,financial_year,growth,basis,source",
        "fees,2024-25,0,estimated,x",
    )
    with pytest.raises(InputError) as error:
        read_money(pack, 2024, COSTS)
    assert len(error.value.faults) == 3
    assert "has no row of top_up" in str(error.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "where"),
    [
        ("grant", "354000000", "-354000000", "value"),
        ("high_needs", "top_up_income,outturn,-", "top_up_income,outturn,", "amount_gbp"),
        ("prices", ",0.746,", ",1.4,", "value"),
        ("grant", "2026-27,", "0026-27,", "financial_year"),
    ],
)
def test_what_check_pack_refuses_of_money_finance_refuses_too(pack, name, old, new, where):
    path = pack / f"{name}.csv"
    before = path.read_text()
    assert old in before
    path.write_text(before.replace(old, new, 1))
    with pytest.raises(InputError) as error:
        read_money(pack, 2024, COSTS)
    assert [(Path(fault.file), fault.where) for fault in error.value.faults] == [(path, where)]
