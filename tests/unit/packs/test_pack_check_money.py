"""Faults planted into what a pack says of money: its ledger, its grant, its indices, and prices of the old form."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from changed_pack import changed, hampshire, pack_of, set_where
from tiny_pack import REPOSITORY, write_tiny_pack

from sufficiency.errors import Fault, InputError, Severity
from sufficiency.importers.open_data.merge import existing_pack
from sufficiency.packs.checks.money import fees, ledger
from sufficiency.packs.checks.register import RegisteredCheck
from sufficiency.packs.checks.runner import check_pack
from sufficiency.packs.contracts import PRICES
from sufficiency.packs.inputs import load_inputs
from sufficiency.packs.old_prices import OLD_PRICES, renewed
from sufficiency.packs.reading import Pack
from sufficiency.tables.files import write_table

pytestmark = pytest.mark.unit


def high_needs(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Rows of the authority's ledger: year, line, kind, pounds."""
    return pd.DataFrame(rows, columns=["financial_year", "line", "kind", "amount_gbp"])


def grant(item: str, value: float, year: str = "2026-27") -> pd.DataFrame:
    return pd.DataFrame({"financial_year": [year], "item": [item], "value": [value]})


def of(**tables: pd.DataFrame) -> Pack:
    return pack_of(Path("nowhere"), tables)


def test_the_shipped_pack_is_sound() -> None:
    checks = [one for room in (fees, ledger) for one in vars(room).values() if isinstance(one, RegisteredCheck)]
    assert len(checks) == 14
    for one in checks:
        assert one(hampshire()) == [], one.name


@pytest.mark.parametrize(
    "label",
    [
        "2025",
        "2025/26",
        "2025-27",
        "25-26",
        "2025-2026",
        "2099-01",
        "1926-27",
        "9999-00",
        "\u0662\u0660\u0662\u0666-27",
    ],
)
@pytest.mark.parametrize("table", ["high_needs", "grant", "price_indices"])
def test_a_financial_year_that_is_none_is_named_with_its_line(table: str, label: str) -> None:
    found = ledger.financial_years_are_written_so(of(**{table: pd.DataFrame({"financial_year": ["2024-25", label]})}))
    assert [(fault.severity, fault.line, fault.value) for fault in found] == [(Severity.ERROR, 3, label)]
    assert found[0].file.endswith(f"{table}.csv")


@pytest.mark.parametrize("label", ["2024-25", "2009-10", "1999-00"])
def test_a_financial_year_is_taken_as_it_is_written(label: str) -> None:
    assert ledger.financial_years_are_written_so(of(grant=grant("grant", 1e6, label))) == []


def test_income_above_nought_is_refused_and_spending_below_it_doubted() -> None:
    table = high_needs(
        ("2021-22", "top_up_income", "outturn", 21_919.0),
        ("2021-22", "inmss_income", "outturn", -437_469.0),
        ("2021-22", "ap_services", "budget", -5_000.0),
        ("2021-22", "therapies", "outturn", 0.0),
        ("2021-22", "therapies", "explained", -9.0),
        ("2021-22", "cross_border", "outturn", -6_000.0),
    )
    found = ledger.income_stands_below_nought(of(high_needs=table))
    assert [(fault.line, fault.severity) for fault in found] == [(2, Severity.ERROR), (4, Severity.WARNING)]
    assert "£21,919" in found[0].value
    assert "-£5,000" in found[1].value


def test_an_explanation_of_nothing_is_told() -> None:
    table = high_needs(
        ("2021-22", "inmss_fees", "outturn", 42e6),
        ("2021-22", "inmss_fees", "explained", 2e6),
        ("2022-23", "inmss_fees", "explained", 2e6),
        ("2021-22", "therapies", "budget", 3e6),
        ("2021-22", "therapies", "explained", 1e6),
    )
    found = ledger.what_is_explained_has_an_outturn(of(high_needs=table))
    assert [(fault.line, fault.severity) for fault in found] == [(4, Severity.WARNING), (6, Severity.WARNING)]


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("interest_rate", 4.5),
        ("interest_rate", -0.01),
        ("eligible_deficit", -354e6),
        ("eligible_deficit", 0.0),
        ("grant", 0.0),
        ("stability_grant", -1.0),
    ],
)
def test_what_no_grant_can_be_is_refused(item: str, value: float) -> None:
    (found,) = ledger.the_grant_is_possible(of(grant=grant(item, value)))
    assert (found.severity, found.line) == (Severity.ERROR, 2)
    assert item in found.value


@pytest.mark.parametrize(
    ("item", "value"),
    [("interest_rate", 0.045), ("interest_rate", 0.2), ("opening_balance", -354e6), ("opening_balance", 5.0)],
)
def test_a_deficit_is_below_nought_and_a_rate_is_a_share(item: str, value: float) -> None:
    assert ledger.the_grant_is_possible(of(grant=grant(item, value))) == []


def test_an_index_of_the_packs_own_is_stated(tmp_path: Path) -> None:
    """England's table lacks the index of transport here; the pack's own has it."""
    folder = with_reference(tmp_path)
    indices = folder.parent / "reference" / "price_indices.csv"
    words = pd.read_csv(indices, dtype=str)
    words[words["index"] != "transport"].to_csv(indices, index=False)
    prices = pd.DataFrame({"item": ["transport_mile", "fee"], "index": ["transport", "fees"]})
    (found,) = fees.every_index_is_stated(pack_of(folder, {"prices": prices}))
    assert (found.severity, found.line, found.value) == (Severity.ERROR, 2, "transport")
    own = pd.DataFrame({"index": ["transport"], "financial_year": ["2025-26"], "growth": [0.05]})
    assert fees.every_index_is_stated(pack_of(folder, {"prices": prices, "price_indices": own})) == []


def test_parts_of_a_fee_are_held_against_the_fee_of_the_same_need() -> None:
    dear = pd.DataFrame(
        {
            "item": ["fee", "fee", "fee_health", "fee_care", "fee_care"],
            "provision": ["any", "independent_special", "any", "any", "independent_special"],
            "need": ["any", "PMLD", "any", "any", "PMLD"],
            "value": [60_000.0, 200_000.0, 10_000.0, 20_000.0, 150_000.0],
        }
    )
    assert fees.parts_of_fees_are_below_the_fee(of(prices=dear)) == []
    wrong = dear.assign(value=[60_000.0, 160_000.0, 10_000.0, 20_000.0, 150_000.0])
    (found,) = fees.parts_of_fees_are_below_the_fee(of(prices=wrong))
    assert found.value == "independent_special, PMLD: parts of £160,000 in a fee of £160,000"


@pytest.mark.parametrize(("share", "faults"), [(0.0, 0), (1.0, 0), (1.01, 1), (74.6, 1)])
def test_a_share_carried_is_between_nobody_and_everybody(share: float, faults: int) -> None:
    pack = changed(prices=set_where("value", share, item="carried_share"))
    assert len(fees.shares_carried_are_shares(pack)) == faults


def with_reference(root: Path) -> Path:
    """Folder of a pack beside England's tables."""
    (root / "reference").mkdir()
    shutil.copy(REPOSITORY / "data" / "reference" / "price_indices.csv", root / "reference")
    return root / "tiny"


def as_old(folder: Path) -> pd.DataFrame:
    """Write a pack's prices as packs had them before; return them."""
    words = pd.read_csv(folder / "prices.csv").rename(columns={"price_year": "base_year"})
    old = words.drop(columns=["phase", "index"])
    write_table(old, OLD_PRICES, folder / "prices.csv")
    return old


def prices_faults(found: tuple[Fault, ...] | list[Fault]) -> list[Fault]:
    return [fault for fault in found if fault.file.endswith("prices.csv")]


def test_prices_of_the_old_form_are_one_fault_that_says_what_to_do(tmp_path: Path) -> None:
    pack = write_tiny_pack(tmp_path)
    shutil.copy(REPOSITORY / "data" / "reference" / "check_ranges.csv", pack.folder.parent / "reference")
    as_old(pack.folder)
    (told,) = prices_faults(check_pack(pack.folder))
    assert (told.severity, told.line, told.where) == (Severity.ERROR, 1, "base_year")
    assert "import open-data" in told.remedy
    for words in ("price_year", "'any'", "top_up for top_up", "fees for fee", "transport for transport_fixed"):
        assert words in told.remedy
    with pytest.raises(InputError) as refused:
        load_inputs(pack.folder)
    assert [str(fault) for fault in prices_faults(list(refused.value.faults))] == [str(told)]


def test_old_prices_become_new_ones_with_the_index_of_their_item(tmp_path: Path) -> None:
    pack = write_tiny_pack(tmp_path)
    old = as_old(pack.folder)
    new = renewed(old)
    assert new.columns.tolist() == PRICES.column_names
    assert new["price_year"].tolist() == old["base_year"].tolist()
    assert set(new["phase"]) == {"any"}
    moves = new.set_index("item")["index"].to_dict()
    assert (moves["place_funding"], moves["top_up"], moves["fee"]) == ("cash", "top_up", "fees")
    assert moves["transport_fixed"] == moves["transport_mile"] == "transport"


def test_an_import_of_open_data_takes_a_pack_with_prices_of_the_old_form(tmp_path: Path) -> None:
    folder = tmp_path / "hartlepool"
    shutil.copytree(REPOSITORY / "data" / "hartlepool", folder)
    old = as_old(folder)
    pack = existing_pack(folder, "805")
    assert pack is not None
    assert len(pack.tables["prices"]) == len(old)
    assert pack.tables["prices"].columns.tolist() == PRICES.column_names


def test_place_funding_in_a_fee_of_an_independent_school_is_refused() -> None:
    rows = [("fee_place_funding", kind, 10_000.0) for kind in ("any", "non_maintained_special", "independent_special")]
    table = pd.DataFrame(rows, columns=["item", "provision", "value"])
    (fault,) = fees.place_funding_in_fees_is_of_non_maintained_schools(of(prices=table))
    assert (fault.severity, fault.line, fault.value) == (Severity.ERROR, 4, "independent_special")


def test_an_eligible_deficit_of_another_day_is_doubted() -> None:
    assert (
        ledger.the_eligible_deficit_is_of_the_day_that_counts(of(grant=grant("eligible_deficit", 1e6, "2025-26"))) == []
    )
    (fault,) = ledger.the_eligible_deficit_is_of_the_day_that_counts(of(grant=grant("eligible_deficit", 1e6)))
    assert (fault.severity, fault.line, fault.value) == (Severity.WARNING, 2, "2026-27")


@pytest.mark.parametrize("label", ["2025/26", "2025-2026", "FY25/26", "25-26", "2025\u201326", "FY 2025 to 26"])
def test_the_financial_year_that_is_meant_is_named(label: str) -> None:
    (found,) = ledger.financial_years_are_written_so(of(grant=grant("grant", 1e6, label)))
    assert found.remedy == "write 2025-26"


@pytest.mark.parametrize(("item", "value"), [("grant", 200.0), ("opening_balance", -354.0)])
def test_a_grant_in_thousands_or_millions_is_doubted(item: str, value: float) -> None:
    (found,) = ledger.the_grant_is_in_pounds(of(grant=grant(item, value)))
    assert found.severity == Severity.WARNING
    assert ledger.the_grant_is_in_pounds(of(grant=grant(item, value * 1e6))) == []
    assert ledger.the_grant_is_in_pounds(of(grant=grant("interest_rate", 0.04))) == []


@pytest.mark.parametrize("item", ["grant", "opening_balance", "eligible_deficit", "stability_grant"])
def test_pounds_that_no_authority_has_are_refused(item: str) -> None:
    (found,) = ledger.the_grant_is_possible(of(grant=grant(item, 1e300)))
    assert found.severity == Severity.ERROR
    table = high_needs(("2021-22", "therapies", "outturn", 3.3e10), ("2021-22", "inmss_fees", "outturn", 42e6))
    assert [one.line for one in ledger.pounds_of_the_ledger_are_those_of_an_authority(of(high_needs=table))] == [2]


def test_a_deficit_without_its_minus_is_doubted_beside_the_deficit_of_the_year_before() -> None:
    deficit = grant("eligible_deficit", 354e6, "2025-26")
    for value, told in ((354e6, 1), (-354e6, 0)):
        table = pd.concat([deficit, grant("opening_balance", value)], ignore_index=True)
        assert len(ledger.a_deficit_is_carried_below_nought(of(grant=table))) == told
    assert ledger.a_deficit_is_carried_below_nought(of(grant=grant("opening_balance", 354e6))) == []


def test_an_outturn_of_a_year_to_come_is_doubted() -> None:
    known = {"2024-25": 0, "2025-26": 0, "2026-27": 1, "2057-58": 1}
    for label, told in known.items():
        pack = changed(high_needs=set_where("financial_year", label, line="therapies", kind="outturn"))
        assert len(ledger.an_outturn_is_of_a_year_that_is_over(pack)) == told


def test_growth_of_cash_is_refused_for_nothing_reads_it() -> None:
    table = pd.DataFrame({"index": ["cash", "cash", "fees"], "growth": [0.01, 0.0, 0.05]})
    (found,) = ledger.what_is_cash_never_moves(of(price_indices=table))
    assert (found.line, found.severity) == (2, Severity.ERROR)
