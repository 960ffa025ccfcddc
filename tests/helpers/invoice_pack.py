"""A pack of six schools and the prices of their places, small enough to hold lists of invoices against it by hand."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import yaml

PROVIDERS = (
    # provider, name, provision, elastic
    ("100001", "Yew House School", "independent_special", "no"),
    ("100002", "Rowan Lodge", "independent_special", "no"),
    ("100003", "St Hild's College", "non_maintained_special", "no"),
    ("100004", "Fir Tree Preparatory School", "independent_mainstream", "no"),
    ("100005", "Oak School", "state_special", "no"),
    ("market-ASD", "Market, ASD", "independent_special", "yes"),
)
PRICES = (
    # item, provision, need, value, index
    ("fee", "independent_special", "any", 78_000, "fees"),
    ("fee", "non_maintained_special", "any", 70_000, "fees"),
    ("fee", "independent_mainstream", "any", 28_000, "fees"),
    ("fee_health", "independent_special", "any", 3_000, "fees"),
    ("fee_care", "independent_special", "any", 4_000, "fees"),
    ("fee_place_funding", "non_maintained_special", "any", 10_000, "cash"),
    ("place_funding", "state_special", "any", 10_000, "cash"),
    ("top_up", "state_special", "any", 12_000, "top_up"),
    ("transport_fixed", "any", "any", 3_000, "transport"),
)
HEADING = ("URN", "Provider", "Need", "Day or residential", "Weeks", "Education", "Health", "Care", "Amount")
Row = Sequence[object]


def write_invoice_pack(root: Path) -> Path:
    """Write the pack under ``root/data/little`` and return its folder."""
    folder = root / "data" / "little"
    folder.mkdir(parents=True)
    about = {"id": "little", "name": "Little", "ons_code": "E99", "base_census_year": 2025, "area_kind": "district"}
    (folder / "pack.yaml").write_text(yaml.safe_dump(about), encoding="utf-8")
    (folder / "sources.yaml").write_text("invented:\n  file: none\n", encoding="utf-8")
    (folder / "README.md").write_text("# Little\n", encoding="utf-8")
    ages = "4,18,ASD SEMH SLD MLD,special independent_only"
    providers = [
        f"{number},{name.replace(',', '')},{kind},,,,,{ages},{elastic},estimated,invented"
        for number, name, kind, elastic in PROVIDERS
    ]
    heading = "provider_id,name,provision,area,easting,northing,journey_miles,min_age,max_age,needs,requirements"
    _write(folder / "providers.csv", f"{heading},elastic,basis,source", providers)
    prices = [
        f"{item},{kind},any,{need},{value},GBP,2024,{index},estimated,DfE invented"
        for item, kind, need, value, index in PRICES
    ]
    _write(folder / "prices.csv", "item,provision,phase,need,value,unit,price_year,index,basis,source", prices)
    return folder


def _write(path: Path, heading: str, rows: Sequence[str]) -> None:
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")


def write_list(folder: Path, rows: Sequence[Row], heading: Row = HEADING, name: str = "Fees 2024.csv") -> Path:
    """Write rows below a heading as a CSV, and return the file."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *rows])
    return path


def day(
    gbp: object, need: object = "ASD", provider: str = "100001", weeks: object = 38, **paid: object
) -> list[object]:
    """Return a row of a day place; ``education``, ``health`` and ``care`` say who pays."""
    return [provider, "", need, "Day", weeks, paid.get("education"), paid.get("health"), paid.get("care"), gbp]


def values_of(folder: Path) -> Mapping[tuple[str, str, str], float]:
    """Return the prices of a pack by item, provision and need."""
    table = pd.read_csv(folder / "prices.csv")
    return dict(zip(zip(table["item"], table["provision"], table["need"], strict=True), table["value"], strict=True))
