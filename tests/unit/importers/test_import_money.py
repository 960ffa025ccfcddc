"""Prices, the section 251 return and the grant of an import, by hand."""

from pathlib import Path

import pandas as pd
import pytest

from models.money.lines import outturn_columns
from models.vocabulary import NEEDS
from sufficiency.importers.open_data.providers import high_needs, prices
from sufficiency.importers.open_data.providers.money_facts import money_facts
from sufficiency.importers.open_data.providers.place_facts import PlaceFacts
from sufficiency.importers.open_data.providers.spend_return import SpendReturn
from sufficiency.importers.pack.sources import SourceFile
from sufficiency.packs.contracts import GRANT, HIGH_NEEDS, PRICES
from sufficiency.tables.contracts import check

pytestmark = pytest.mark.unit
REFERENCE = Path(__file__).parents[3] / "data" / "reference"
MIX = prices.Mix({"ASD": 1.0}, 12.5)
PAID_FOR = ("mainstream", "rp_or_sen_unit", "state_special", "nmss_or_independent", "post16")
"""Plans that the published file prints, 10 of the first kind, 20 of the second and so on."""


def facts(**values: float) -> PlaceFacts:
    """Facts by role."""
    used = pd.DataFrame({"role": list(values), "value": list(values.values())}).astype({"value": "float64"})
    return PlaceFacts(used, used, 2025)


def outturn(folder: Path, spend: str) -> SourceFile:
    """One authority's outturn: ``spend`` on 100 learners in special schools, half as much on 100 in mainstream."""
    path = folder / "outturn.csv"
    header = "old_la_code,outturn_2021_22_topup_maint_special,plans_jan2021_state_special"
    header += ",outturn_2021_22_topup_maint_primary,outturn_2021_22_topup_maint_secondary"
    header += ",plans_jan2021_mainstream,plans_jan2021_rp_or_sen_unit"
    half = f"{float(spend) / 4},{float(spend) / 4}" if spend.isdigit() else f"{spend},{spend}"
    path.write_text(f"{header}\n805,{spend},100,{half},80,20\n", encoding="utf-8")
    return SourceFile("high_needs_2021_22", path, "DfE", "t", "2022", "OGL")


def counted(**learners: tuple[float, float]) -> dict[str, pd.DataFrame]:
    """Learners of each series in January 2021 and 2022."""
    return {
        series: pd.DataFrame([both], index=["E06000001"], columns=[2021, 2022], dtype="float64")
        for series, both in learners.items()
    }


def spend_return(source: SourceFile, code: str = "805", **learners: tuple[float, float]) -> SpendReturn:
    """The return of an authority, with the learners that the release counts."""
    return SpendReturn(source, code, "E06000001", counted(**learners), "dfe_ehc_2025")


def priced(folder: Path, code: str = "805", spend: str = "x", mix: prices.Mix = MIX, **known: float) -> pd.DataFrame:
    """Prices of an authority of which the release counts nobody, checked against their contract."""
    returned = spend_return(outturn(folder, spend), code)
    return check(prices.prices_table(facts(**known), returned, mix), PRICES)


def of(table: pd.DataFrame, item: str, provision: str = "any") -> pd.DataFrame:
    """Rows of an item at a kind of place."""
    return table[(table["item"] == item) & (table["provision"] == provision)].reset_index(drop=True)


def test_top_ups_average_the_outturn_and_keep_the_published_range(tmp_path: Path) -> None:
    mix = prices.Mix({"MLD": 50.0, "PMLD": 50.0}, 10.0)
    table = priced(tmp_path, spend="1000000", mix=mix)
    top_up = of(table, "top_up", "state_special").set_index("need")["value"]
    assert (top_up["MLD"] + top_up["PMLD"]) / 2 == pytest.approx(10_000 * 1.03**3, abs=1)
    assert of(table, "top_up", "mainstream")["value"].tolist() == [pytest.approx(5_000 * 1.03**3, abs=1)]
    held = of(
        priced(tmp_path, spend="1000000", mix=mix, top_up_lowest=6000.0, top_up_highest=8000.0),
        "top_up",
        "state_special",
    )["value"]
    assert (held.min(), held.max()) == (6000, 8000)


def test_a_top_up_divides_by_the_learners_of_the_financial_year(tmp_path: Path) -> None:
    """Hampshire: 3,125 and 3,325 in state special schools, 3,209 and 4,255 in mainstream, 477 and 515 in bases."""
    returned = spend_return(
        outturn(tmp_path, "30953449"), state_special=(3_125, 3_325), mainstream=(3_209, 4_255), base=(477, 515)
    )
    table = check(prices.prices_table(facts(), returned, MIX), PRICES)
    special = of(table, "top_up", "state_special").set_index("need").loc["ASD"]
    mainstream = of(table, "top_up", "mainstream").iloc[0]
    in_special = 5 / 12 * 3_125 + 7 / 12 * 3_325
    in_schools = 5 / 12 * (3_209 + 477) + 7 / 12 * (4_255 + 515)
    assert (in_special, in_schools) == (pytest.approx(3_241 + 2 / 3), pytest.approx(4_318 + 1 / 3))
    assert special["value"] == round(30_953_449 / in_special * 1.03**3) == 10_434
    assert mainstream["value"] == round(30_953_449 / 2 / in_schools * 1.03**3) == 3_916
    assert special["source"] == "high_needs_2021_22 dfe_ehc_2025 A-31"
    assert mainstream["source"] == "high_needs_2021_22 dfe_ehc_2025 A-178"


@pytest.mark.parametrize("both", [(float("nan"), 200.0), (200.0, float("nan"))])
def test_without_a_count_of_both_januaries_the_printed_plans_stand_and_the_source_says_so(
    tmp_path: Path, both: tuple[float, float]
) -> None:
    returned = spend_return(outturn(tmp_path, "1000000"), state_special=both, mainstream=(80, 120), base=(20, 30))
    table = check(prices.prices_table(facts(), returned, MIX), PRICES)
    special, mainstream = (of(table, "top_up", kind).iloc[0] for kind in ("state_special", "mainstream"))
    assert special["source"] == "high_needs_2021_22: January 2021 alone A-31"
    assert returned.unit("top_up_special") == (10_000.0, "high_needs_2021_22: January 2021 alone")
    assert mainstream["value"] == round(500_000 / round(5 / 12 * 100 + 7 / 12 * 150, 2) * 1.03**3)


def test_transport_of_a_carried_learner_averages_the_published_cost_at_the_mean_journey(tmp_path: Path) -> None:
    value = priced(tmp_path).set_index("item")["value"]
    assert value["transport_fixed"] + 12.5 * value["transport_mile"] == pytest.approx(8_116, abs=0.1)


def test_without_a_local_fee_englands_stands_and_says_so(tmp_path: Path) -> None:
    fee = of(priced(tmp_path), "fee", "independent_special")
    assert fee[["need", "value", "basis", "source"]].to_numpy().tolist() == [["any", 63_000, "estimated", "A-37 A-23"]]
    local = of(priced(tmp_path, fee_special=78_000.0), "fee", "independent_special")
    assert local[["need", "value", "basis"]].to_numpy().tolist() == [["any", 78_000, "published"]]


def inmss_outturn(folder: Path, gbp: float) -> SourceFile:
    """One authority's outturn of fees, and the top-ups that every return has."""
    path = folder / "fees.csv"
    columns = ["old_la_code", *(f"outturn_2021_22_topup_inmss_{ages}" for ages in INMSS_AGES)]
    columns += ["outturn_2021_22_topup_maint_special", "plans_jan2021_state_special"]
    columns += ["outturn_2021_22_topup_maint_primary", "outturn_2021_22_topup_maint_secondary"]
    columns += ["plans_jan2021_mainstream", "plans_jan2021_rp_or_sen_unit"]
    path.write_text(",".join(columns) + f"\n805,0,0,0,{gbp},0,x,x,x,x,x,x\n", encoding="utf-8")
    return SourceFile("high_needs_2021_22", path, "DfE", "t", "2022", "OGL")


INMSS_AGES = ("early_years", "primary", "secondary", "special", "ap")


def test_without_a_local_fee_that_of_the_return_stands_and_it_is_hampshires_own_of_later_years(tmp_path: Path) -> None:
    """Hampshire: 527 and 709 learners in special schools, 130 and 137 in mainstream ones, £42,460,776 in all."""
    counts = {"inmss_special": (527, 709), "independent_mainstream": (130, 137)}
    returned = spend_return(inmss_outturn(tmp_path, 42_460_776), **counts)
    special, mainstream = 5 / 12 * 527 + 7 / 12 * 709, 5 / 12 * 130 + 7 / 12 * 137
    then = (42_460_776 - mainstream * 28_000 / 1.047**3) / special
    assert then * 1.047**3 == pytest.approx(71_038, abs=1)
    assert then * 1.047**3 == pytest.approx(71_162, rel=0.002), "what its block paid in 2024-25"
    table = check(prices.prices_table(facts(), returned, MIX), PRICES)
    fee = of(table, "fee", "independent_special").iloc[0]
    assert fee["value"] == round(then * 1.047**3 / (1 - 0.088))
    assert fee["source"] == "high_needs_2021_22 dfe_ehc_2025 A-415 A-23"
    paid_by_others = sum(of(table, item, "independent_special")["value"].iloc[0] for item in ("fee_health", "fee_care"))
    assert fee["value"] - paid_by_others == pytest.approx(then * 1.047**3, abs=1)


@pytest.mark.parametrize(("gbp", "learners"), [(1_000_000.0, (19, 19)), (100_000.0, (30, 30)), (9e6, (30, 30))])
def test_a_fee_of_few_learners_or_beyond_belief_is_not_read(tmp_path: Path, gbp: float, learners) -> None:
    returned = spend_return(inmss_outturn(tmp_path, gbp), inmss_special=learners, independent_mainstream=(0, 0))
    table = check(prices.prices_table(facts(), returned, MIX), PRICES)
    assert of(table, "fee", "independent_special")["source"].tolist() == ["A-37 A-23"]


def test_health_and_care_pay_what_the_block_does_not_and_a_share_where_nobody_knows(tmp_path: Path) -> None:
    hampshire = priced(tmp_path, "850", fee_special=78_000.0)
    other = priced(tmp_path)
    for kind in ("independent_special", "non_maintained_special"):
        for item in ("fee_health", "fee_care"):
            assert of(hampshire, item, kind)["value"].tolist() == [(78_000 - 71_162) / 2]
            assert of(other, item, kind)["value"].tolist() == [0.088 * 63_000 / 2]
    assert round((78_000 - 71_162) / 78_000, 3) == 0.088
    for item in ("fee_health", "fee_care", "fee_place_funding"):
        assert of(hampshire, item, "independent_mainstream").empty
    assert "fee_place_funding" not in set(hampshire["item"])


@pytest.mark.parametrize(
    ("code", "share"),
    [("850", 4_000 / 5_365), ("919", 3_165 / 3_464), ("805", (4_000 / 5_365 + 3_165 / 3_464) / 2)],
)
def test_who_is_carried_is_reported_travellers_over_learners_or_the_mean_of_those_known(
    tmp_path: Path, code: str, share: float
) -> None:
    assert of(priced(tmp_path, code), "carried_share")["value"].tolist() == [round(share, 3)]


@pytest.mark.parametrize(("ons", "code"), [("E10000014", "850"), ("E10000015", "919")])
def test_learners_who_could_be_carried_are_those_of_the_panel(ons: str, code: str) -> None:
    panel = pd.read_csv(REFERENCE / "placements_panel.csv")
    kinds = ("base", "state_special", "inmss_special", "independent_mainstream")
    own = panel[(panel["authority"] == ons) & (panel["census_year"] == 2024) & panel["series"].isin(kinds)]
    known = money_facts(code, "prices").set_index("item")
    assert known.loc["travellers", "learners"] == own["learners"].sum()


def test_the_index_of_fees_is_the_growth_of_what_hampshires_block_paid() -> None:
    growth = pd.read_csv(REFERENCE / "price_indices.csv").set_index(["index", "financial_year"])["growth"]
    first, last = 25_900_000 / 480, 71_162  # 2018-19 and 2024-25
    assert first == pytest.approx(53_958, abs=1)
    assert round((last / first) ** (1 / 6) - 1, 3) == 0.047
    assert set(growth["fees"]) == {0.047}
    assert growth["top_up"].tolist() == [0.03] * 7


def test_dfe_pays_the_places_of_non_maintained_schools_and_specialist_post_16(tmp_path: Path) -> None:
    table = priced(tmp_path)
    funding = table[table["item"] == "place_funding"].set_index("provision")["value"].to_dict()
    assert funding == {
        "state_special": 10_000,
        "specialist_base": 6_000,
        "non_maintained_special": 10_000,
        "specialist_post_16": 10_000,
    }
    moves = table.set_index("item")[["price_year", "index"]].apply(tuple, axis=1).to_dict()
    assert moves["place_funding"] == (2024, "cash")
    assert moves["fee"] == moves["fee_health"] == (2024, "fees")
    assert moves["top_up"] == (2024, "top_up")
    assert moves["transport_mile"] == (2023, "transport")


def test_every_need_has_a_price_of_every_kind_that_is_charged(tmp_path: Path) -> None:
    table = priced(tmp_path)
    assert set(of(table, "top_up", "state_special")["need"]) == set(NEEDS)
    assert set(table.loc[table["item"].str.startswith("fee"), "need"]) == {"any"}


def published(folder: Path, **values: str) -> SourceFile:
    """The published file with one authority: a pound more in each column than in the one before, but for ``values``."""
    names = [name for columns, _ in outturn_columns().values() for name in columns]
    cells = {f"{kind}_2021_22_{name}": str(n) for kind in ("budget", "outturn") for n, name in enumerate(names)}
    cells |= {f"plans_jan2021_{name}": str(10 * (n + 1)) for n, name in enumerate(PAID_FOR)}
    row = {"old_la_code": "805", **cells, **values}
    path = folder / "published.csv"
    path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    return SourceFile("high_needs_2021_22", path, "DfE", "t", "2022", "OGL")


def returned(source: SourceFile, **learners: tuple[float, float]) -> pd.DataFrame:
    """The table, checked, by line and kind."""
    table = high_needs.high_needs_table(spend_return(source, **learners))
    return check(table, HIGH_NEEDS).set_index(["line", "kind"])


def test_the_return_is_added_up_by_line_with_income_below_nought_and_noughts_kept(tmp_path: Path) -> None:
    table = returned(
        published(
            tmp_path,
            outturn_2021_22_topup_maint_primary='"1,000"',
            outturn_2021_22_topup_maint_secondary="250.5",
            outturn_2021_22_topup_maint_income="40",
            outturn_2021_22_ap_services="0",
            budget_2021_22_topup_inmss_special="7",
            budget_2021_22_topup_inmss_early_years="1",
            budget_2021_22_topup_inmss_primary="1",
            budget_2021_22_topup_inmss_secondary="1",
            budget_2021_22_topup_inmss_ap="1",
        )
    )
    amounts = table["amount_gbp"]
    assert amounts["top_up_schools", "outturn"] == 1_250.5
    assert amounts["top_up_income", "outturn"] == -40
    assert amounts["ap_services", "outturn"] == 0
    assert amounts["inmss_fees", "budget"] == 11
    assert len(table) == 2 * len(outturn_columns())
    assert set(table["financial_year"]) == {"2021-22"}


def test_learners_are_those_of_the_financial_year_line_by_line(tmp_path: Path) -> None:
    table = returned(
        published(tmp_path),
        mainstream=(120, 240),
        base=(12, 24),
        state_special=(36, 48),
        inmss_special=(60, 72),
        independent_mainstream=(12, 0),
        post_16=(24, 36),
    ).xs("outturn", level="kind")
    expected = {"top_up_schools": 55 + 154, "top_up_special": 15 + 28, "inmss_fees": 30 + 42}
    expected |= {"top_up_post_school": 10 + 21, "inmss_post_school": 10 + 21}
    assert table["learners"].dropna().to_dict() == expected
    assert set(table.loc[list(expected), "source"]) == {"high_needs_2021_22 dfe_ehc_2025 A-414"}
    assert table.loc["place_special", "source"] == "high_needs_2021_22"


def test_learners_whom_no_release_counts_are_the_printed_plans_of_january_2021(tmp_path: Path) -> None:
    table = returned(published(tmp_path)).xs("outturn", level="kind")
    assert table.loc["inmss_fees", "source"] == "high_needs_2021_22: January 2021 alone A-414"
    learners = table["learners"]
    expected = {"top_up_schools": 10 + 20, "top_up_special": 30, "inmss_fees": 40}
    expected |= {"top_up_post_school": 50, "inmss_post_school": 50}
    assert learners.dropna().to_dict() == expected


def test_a_line_without_a_figure_has_no_row_and_an_authority_without_any_no_table(tmp_path: Path) -> None:
    table = returned(published(tmp_path, outturn_2021_22_place_secondary="", outturn_2021_22_therapies_health="x"))
    lacking = {("place_bases", "outturn"), ("therapies", "outturn")}
    assert not lacking & set(table.index)
    assert {("place_bases", "budget"), ("therapies", "budget")} <= set(table.index)
    assert high_needs.high_needs_table(spend_return(published(tmp_path), "420")).empty
    assert high_needs.grant_table("805").empty


def test_what_was_published_since_stands_beside_the_return(tmp_path: Path) -> None:
    later = check(high_needs.high_needs_table(spend_return(published(tmp_path), "850")), HIGH_NEEDS)
    assert later["financial_year"].tolist() == ["2022-23", "2023-24", "2024-25"]
    assert later["amount_gbp"].tolist() == [54_390_000, 67_890_000, 92_830_000]
    assert set(later["line"] + later["kind"]) == {"inmss_feesoutturn"}
    grant = check(high_needs.grant_table("850"), GRANT).set_index(["financial_year", "item"])["value"]
    assert grant.to_dict() == {("2026-27", "opening_balance"): -354e6, ("2025-26", "eligible_deficit"): 354e6}
    assert high_needs.grant_table("919")[["item", "value"]].to_numpy().tolist() == [["grant", 207e6]]
