"""Makes an invented list of invoices, as councils keep them: pounds with signs and commas, part years, credit notes.

Schools, the mix of needs and the level of fees are the pack's; that fees differ by need, who boards and what health and
care pay are invented, and so is every learner. The same seed gives the same bytes, with the same version of numpy.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from models.money.lines import ANY
from models.vocabulary import INMSS, NEED_NAMES, Need, Provision, financial_year
from sufficiency.errors import Fault, InputError
from sufficiency.importers.pack.existing import ExistingPack, read_existing
from sufficiency.packs.contracts import PLANS_JOINT, PRICES, PROVIDERS
from sufficiency.tables.files import csv_text, frame_text
from sufficiency.tables.outputs import write_output

README = """# Invented invoices

No learner in it is real. Made by

    sufficiency demo-data invoices --invoices {invoices} --year {year} --seed {seed} --pack {pack} --out <folder>

with the schools and the mix of needs of {name}. `true_costs.csv` is what a place costs by kind and need, and on how
many learners it rests: what the import should find where there are five or more. To see what it would change:

    sufficiency import invoices --pack {pack} --from <folder>/invoices.csv --year {year} --dry-run
"""
HEADING = (
    *("Invoice number", "Learner reference", "URN", "Provider", "Primary need", "Day or residential", "Weeks"),
    *("Education (\u00a3)", "Health (\u00a3)", "Social care (\u00a3)", "Total cost (\u00a3)"),
)
DAY, TERMLY, ALL_YEAR = "Day", "Termly boarding", "Residential 52"
WHOLE = {DAY: 38, TERMLY: 38, ALL_YEAR: 52}
DEARER = {DAY: 1.0, TERMLY: 1.7, ALL_YEAR: 2.8}
BOARDS = 0.12
PART_YEARS = (13, 25)
CREDITED = 100.0
"""Pounds of a credit note, which the invoice before it holds too much."""
PAYS = {DAY: (0.03, 0.04), TERMLY: (0.05, 0.2), ALL_YEAR: (0.1, 0.35)}
"""Shares that health and care pay, by kind of place."""


@dataclass(frozen=True)
class InvoiceWish:
    """What to make: learners, the year in which the financial year starts, and seed."""

    learners: int
    year: int
    seed: int


def write_demo_invoices(wish: InvoiceWish, pack_folder: Path, out: Path) -> list[str]:
    """Write the list, what a place truly costs and a page into ``out``; return what to say to the person.

    Raises
    ------
    InputError
        When there is no pack, it has no school that charges a fee, or ``out`` holds other files.
    """
    pack = read_existing(pack_folder, (PROVIDERS, PRICES, PLANS_JOINT), ())
    places = invented_places(pack, wish)
    about = {"name": pack.about["name"], "pack": pack_folder.as_posix(), "year": financial_year(wish.year)}
    files = {
        "invoices.csv": csv_text(HEADING, _rows(places)),
        "true_costs.csv": frame_text(true_costs(places), 2),
        "README.md": README.format(invoices=wish.learners, seed=wish.seed, **about),
    }
    write_output(out, files, "demo-data invoices")
    return [f"{wish.learners:,} invented places of {financial_year(wish.year)} in {out}"]


def invented_places(pack: ExistingPack, wish: InvoiceWish) -> pd.DataFrame:
    """Return a row a learner: provider, kind, need, place, weeks, and pounds by who pays."""
    rng = np.random.default_rng(wish.seed)
    providers = pack.tables["providers"]
    schools = providers[providers["provision"].isin(INMSS) & (providers["elastic"] == "no")].reset_index(drop=True)
    if schools.empty:
        message = "has no independent or non-maintained school by name; invoices need schools"
        raise InputError([Fault(str(pack.folder / "providers.csv"), 0, 0, "", message)])
    learners = schools.loc[rng.integers(0, len(schools), wish.learners), ["provider_id", "name", "provision"]]
    learners = learners.reset_index(drop=True)
    learners["need"] = _needs(pack, learners["provision"], rng)
    special = learners["provision"] != Provision.INDEPENDENT_MAINSTREAM
    boards = special & (rng.random(wish.learners) < BOARDS)
    place = np.where(boards, np.where(rng.random(wish.learners) < 0.5, TERMLY, ALL_YEAR), DAY)
    part = rng.random(wish.learners) < 0.15
    weeks = np.where(part, rng.choice(PART_YEARS, wish.learners), [WHOLE[kind] for kind in place])
    yearly = _fees(pack, learners, rng) * np.array([DEARER[kind] for kind in place])
    gbp = np.round(yearly * weeks / np.array([WHOLE[kind] for kind in place]), 2)
    shares = np.array([PAYS[kind] for kind in place]) * (rng.random(wish.learners) < 0.5)[:, np.newaxis]
    health, care = (np.round(gbp * share, 2) for share in shares.T)
    money = {"gbp": gbp, "education": np.round(gbp - health - care, 2), "health": health, "care": care}
    return learners.assign(place=place, weeks=weeks, **money)


def _needs(pack: ExistingPack, kinds: pd.Series, rng: np.random.Generator) -> list[str]:
    """Draw needs as the pack's learners of each kind of provision have them."""
    joint = pack.tables["plans_joint"]
    mixes = {}
    for kind in kinds.unique():
        rows = joint[joint["provision"] == kind]
        counts = (rows if rows["plans"].sum() > 0 else joint).groupby("need")["plans"].sum()
        mixes[kind] = (counts.index.to_list(), (counts / counts.sum()).to_numpy())
    return [str(rng.choice(mixes[kind][0], p=mixes[kind][1])) for kind in kinds]


def _fees(
    pack: ExistingPack, learners: pd.DataFrame, rng: np.random.Generator
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Draw fees about those of the pack, dearer for some needs than for others."""
    prices = pack.tables["prices"]
    fees = prices[prices["item"] == "fee"].groupby("provision")["value"].mean()
    leaning = {str(need): 0.85 + 0.05 * number for number, need in enumerate(sorted(Need))}
    dearer = learners["need"].map(leaning)
    level = learners["provision"].map(fees).fillna(fees.mean()) * dearer / dearer.mean()
    return np.asarray(level * rng.lognormal(0.0, 0.2, len(learners)), dtype=np.float64)


def true_costs(places: pd.DataFrame) -> pd.DataFrame:
    """Return what a place costs a year by kind and need, worked out from the learners as they were drawn."""
    kinds = places["provision"].where(places["place"] == DAY, "residential")
    rows = places.assign(kind=kinds, years=places["weeks"] / places["place"].map(WHOLE), learners=1)
    sums = ["learners", "years", "gbp", "health", "care"]
    by_need = rows.groupby(["kind", "need"], as_index=False)[sums].sum()
    whole = rows.groupby("kind", as_index=False)[sums].sum().assign(need=ANY)
    table = pd.concat([by_need, whole], ignore_index=True).sort_values(["kind", "need"], ignore_index=True)
    yearly = {f"{name}_gbp": table[name] / table["years"] for name in ("gbp", "health", "care")}
    yearly = {name.replace("gbp_gbp", "fee_gbp"): value for name, value in yearly.items()}
    return table[["kind", "need", "learners"]].assign(**yearly)


def _rows(places: pd.DataFrame) -> list[list[str]]:
    """Write the list as a person would: weeks and needs in words here and there, credit notes, and a total."""
    rows = []
    for number, one in enumerate(places.to_dict("records"), start=1):
        amounts = [one["education"], one["health"], one["care"], one["gbp"]]
        need = "ASC" if one["need"] == Need.ASD and number % 3 == 0 else NEED_NAMES[Need(one["need"])]
        learner = [f"Zz{number:05d}", one["provider_id"], one["name"], need, one["place"]]
        weeks = f"{one['weeks']} weeks" if number % 4 == 0 else str(one["weeks"])
        over = [CREDITED, 0.0, 0.0, CREDITED] if number % 50 == 0 else [0.0] * 4
        invoiced = [amount + more for amount, more in zip(amounts, over, strict=True)]
        rows.append([f"INV{number}", *learner, weeks, *_pounds(invoiced)])
        if any(over):
            rows.append([f"CRN{number}", *learner, "", *_pounds([-value for value in over])])
    total = _pounds([float(places[name].sum()) for name in ("education", "health", "care", "gbp")])
    return [*rows, ["Total", "", "", "", "", "", "", *total]]


def _pounds(amounts: list[float]) -> list[str]:
    """Amounts as a person writes them; nought is blank, and what is below it in brackets."""
    words = [f"\u00a3{abs(amount):,.2f}" for amount in amounts]
    bracketed = [f"({word})" if amount < 0 else word for word, amount in zip(words, amounts, strict=True)]
    return [word if amount else "" for word, amount in zip(bracketed, amounts, strict=True)]
