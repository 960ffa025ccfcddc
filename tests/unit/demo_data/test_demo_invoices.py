"""Invented invoices: the import finds what they truly cost, and the same seed gives the same bytes."""

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from invoice_pack import values_of, write_invoice_pack

from sufficiency.cli import cli
from sufficiency.demo_data.invoices import HEADING, InvoiceWish, write_demo_invoices
from sufficiency.importers.invoices.make import InvoiceFile, import_invoices

pytestmark = pytest.mark.unit
JOINT = (
    "age,need,provision,plans,basis\n9,ASD,independent_special,30,estimated\n9,SEMH,independent_special,30,estimated\n"
)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The little pack, with the needs of its learners."""
    folder = write_invoice_pack(tmp_path)
    (folder / "plans_joint.csv").write_text(JOINT, encoding="utf-8")
    return folder


def test_the_import_finds_what_every_place_truly_costs(pack: Path, tmp_path: Path) -> None:
    write_demo_invoices(InvoiceWish(300, 2024, 3), pack, tmp_path / "demo")
    import_invoices(InvoiceFile(tmp_path / "demo" / "invoices.csv", "2024-25"), pack, dry_run=False)
    values = values_of(pack)
    true = pd.read_csv(tmp_path / "demo" / "true_costs.csv")
    fees = true[(true["kind"] != "residential") & (true["learners"] >= 5)]
    assert len(fees) == 9
    for row in fees.to_dict("records"):
        key = (row["kind"], row["need"])
        assert values["fee", *key] == pytest.approx(row["fee_gbp"], abs=0.02)
        assert values["fee_health", *key] == pytest.approx(row["health_gbp"], abs=0.02)
        assert values["fee_care", *key] == pytest.approx(row["care_gbp"], abs=0.02)
    boarding = true[(true["kind"] == "residential") & (true["need"] == "any")].iloc[0]
    expected = boarding["fee_gbp"] - boarding["health_gbp"]
    assert values["residential_fee", "any", "any"] == pytest.approx(expected, abs=0.02)


def test_the_command_makes_the_same_bytes_twice_and_says_how_to_go_on(pack: Path, tmp_path: Path) -> None:
    words = ["demo-data", "invoices", "--pack", str(pack), "--invoices", "60", "--year", "2025-26", "--out"]
    for name in ("one", "two"):
        done = CliRunner().invoke(cli, [*words, str(tmp_path / name)])
        assert done.exit_code == 0
        assert "60 invented places of 2025-26" in done.output
    for file in ("invoices.csv", "true_costs.csv", "README.md"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    text = (tmp_path / "one" / "invoices.csv").read_text(encoding="utf-8")
    assert text.startswith(",".join(HEADING))
    assert text.splitlines()[-1].startswith("Total,")
    assert f"import invoices --pack {pack.as_posix()}" in (tmp_path / "one" / "README.md").read_text(encoding="utf-8")


def test_a_pack_without_schools_that_charge_fees_is_refused_in_a_sentence(pack: Path, tmp_path: Path) -> None:
    providers = pack / "providers.csv"
    lines = [line for line in providers.read_text(encoding="utf-8").splitlines() if not line.startswith(("1000", "x"))]
    providers.write_text("\n".join(lines) + "\n", encoding="utf-8")
    words = ["demo-data", "invoices", "--pack", str(pack), "--out", str(tmp_path / "demo")]
    refused = CliRunner().invoke(cli, words)
    assert refused.exit_code == 2
    assert "has no independent or non-maintained school by name" in refused.output
