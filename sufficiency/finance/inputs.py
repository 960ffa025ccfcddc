"""What finance reads of a pack as it is now: the authority's own ledger, the grant, prices and how they move."""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from models.demand.practised import PLANS
from models.money.indices import PriceIndices, indices_of
from models.money.lines import CASH, INDICES
from models.parameters.method import CostParameters
from models.vocabulary import start_of
from sufficiency.errors import Fault, InputError
from sufficiency.forecast.pipeline import base_financial_year
from sufficiency.packs.checks.runner import errors_of_money
from sufficiency.packs.contracts import GRANT, HIGH_NEEDS, PRICE_INDICES, PRICES
from sufficiency.packs.england.contracts import PLACEMENTS_KNOWN_FAULTS, PLACEMENTS_PANEL
from sufficiency.packs.inputs import Inputs
from sufficiency.packs.lookups import current_codes
from sufficiency.packs.particulars import PACK_FILE, base_year_of, faults_of, read_particulars
from sufficiency.packs.placements import PROVISIONS_OF_SERIES, placements_by_year, usable_placements
from sufficiency.packs.reading import Pack
from sufficiency.tables.contracts import Contract
from sufficiency.tables.files import inspect_table
from sufficiency.tree.small_files import refuse_links

OUTTURN, BUDGET, EXPLAINED = "outturn", "budget", "explained"
"""Kinds of amounts in the authority's own ledger."""
REFERENCE = "reference"
_YEAR = "financial_year"


@dataclass(frozen=True)
class MoneyInputs:
    """Tables of a pack about money (``sufficiency.packs.contracts``), empty where the pack has none.

    ``panel`` is England's panel of placements for this authority alone: census_year, series, learners.
    """

    high_needs: pd.DataFrame
    grant: pd.DataFrame
    prices: pd.DataFrame
    panel: pd.DataFrame
    indices: PriceIndices

    def of_ledger(self, kind: str) -> dict[tuple[str, int], float]:
        """Pounds of a kind in the authority's own ledger, by line and year in which the financial year starts."""
        rows = self.high_needs[self.high_needs["kind"] == kind]
        years = map(start_of, rows[_YEAR])
        return dict(zip(zip(rows["line"], years, strict=True), map(float, rows["amount_gbp"]), strict=True))


def read_money(folder: Path, base: int, costs: CostParameters) -> MoneyInputs:
    """Read what a pack, ``data/<authority>/``, and England's tables beside it say of money.

    ``base`` is the base financial year by the year in which it starts, after which prices also grow as ``costs`` say.

    Raises
    ------
    InputError
        With every fault of every table.
    """
    refuse_links(folder)
    refuse_links(folder.parent / REFERENCE)
    reader = _Reader(folder, [])
    about = read_particulars(folder)
    reader.faults.extend([*about.unreadable, *faults_of(about.values, about.lines)])
    high_needs, grant, prices = reader.table(HIGH_NEEDS), reader.table(GRANT), reader.table(PRICES, required=True)
    own, england = reader.table(PRICE_INDICES), reader.table(PRICE_INDICES, required=True, reference=True)
    published = reader.table(PLACEMENTS_PANEL, required=True, reference=True)
    known_faults = reader.table(PLACEMENTS_KNOWN_FAULTS, required=True, reference=True)
    pack = Pack(folder, about, base_year_of(about.values), reader.sound, reader.own, dict.fromkeys(reader.own, ()))
    lacking = [] if reader.faults else _lacking(england, own, folder)
    if faults := lacking or [*reader.faults, *errors_of_money(pack)]:
        raise InputError(faults)
    return MoneyInputs(
        high_needs=high_needs,
        grant=grant,
        prices=prices,
        panel=_own_panel(published, known_faults, str(about.values["ons_code"])),
        indices=indices_of((england, own), base, costs.inflation),
    )


def money_of(inputs: Inputs, costs: CostParameters) -> MoneyInputs:
    """The same of a pack that a run has read and checked; ``costs`` say how prices grow after the base year."""
    own = {one.name: inputs.tables.get(one.name, _nothing(one)) for one in (HIGH_NEEDS, GRANT, PRICES, PRICE_INDICES)}
    england = inputs.reference
    panel, known_faults = england[PLACEMENTS_PANEL.name], england[PLACEMENTS_KNOWN_FAULTS.name]
    growth = (england[PRICE_INDICES.name], own[PRICE_INDICES.name])
    return MoneyInputs(
        high_needs=own[HIGH_NEEDS.name],
        grant=own[GRANT.name],
        prices=own[PRICES.name],
        panel=_own_panel(panel, known_faults, str(inputs.about["ons_code"])),
        indices=indices_of(growth, base_financial_year(inputs), costs.inflation),
    )


def _nothing(contract: Contract) -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in contract.column_names})


def files_of_money(folder: Path) -> list[Path]:
    """The files that :func:`read_money` reads where they are there: of a pack, and of England."""
    england = folder.parent / REFERENCE
    own = [folder / f"{contract.name}.csv" for contract in (HIGH_NEEDS, GRANT, PRICES, PRICE_INDICES)]
    reference = (PRICE_INDICES, PLACEMENTS_PANEL, PLACEMENTS_KNOWN_FAULTS)
    return [folder / PACK_FILE, *own, *(england / f"{contract.name}.csv" for contract in reference)]


def _lacking(england: pd.DataFrame, own: pd.DataFrame, folder: Path) -> list[Fault]:
    """Indices of which no growth is known."""
    known = {CASH, *england["index"], *own["index"]}
    path = str(folder.parent / REFERENCE / f"{PRICE_INDICES.name}.csv")
    return [
        Fault(path, 0, 0, "index", f"has no row of {name}; add its growth, of one financial year or more")
        for name in INDICES
        if name not in known
    ]


def _own_panel(published: pd.DataFrame, known_faults: pd.DataFrame, code: str) -> pd.DataFrame:
    """What may be used of England's panel for one authority: census_year, series, learners."""
    codes = current_codes()
    usable = usable_placements(placements_by_year(published, codes), known_faults, codes)
    wide = pd.DataFrame(
        {one: usable[one].loc[usable[one].index == code].sum(min_count=1) for one in (PLANS, *PROVISIONS_OF_SERIES)}
    ).rename_axis("census_year")
    return wide.reset_index().melt("census_year", var_name="series", value_name="learners").dropna(ignore_index=True)


@dataclass(frozen=True)
class _Reader:
    """Reads tables of a pack and of England, and gathers their faults.

    ``own`` are the pack's tables as far as they can be read, ``sound`` those without a fault.
    """

    folder: Path
    faults: list[Fault]
    own: dict[str, pd.DataFrame] = field(default_factory=dict)
    sound: dict[str, pd.DataFrame] = field(default_factory=dict)

    def table(self, contract: Contract, *, required: bool = False, reference: bool = False) -> pd.DataFrame:
        """Read a table: empty where it is faulty, or absent and not required."""
        path = (self.folder.parent / REFERENCE if reference else self.folder) / f"{contract.name}.csv"
        nothing = _nothing(contract)
        if not required and not path.exists():
            return nothing
        inspected = inspect_table(path, contract)
        years = self._no_years(path, inspected.table, inspected.lines) if reference else []
        wrong = [*inspected.errors, *years]
        self.faults.extend(wrong)
        if not reference:
            self.own[contract.name] = inspected.readable
            self.sound.update({} if wrong else {contract.name: inspected.readable})
        return nothing if wrong else inspected.table

    def _no_years(self, path: Path, table: pd.DataFrame, lines: tuple[int, ...]) -> list[Fault]:
        """Labels that are no financial years."""
        found = []
        for line, label in zip(lines, table.get(_YEAR, []), strict=bool(_YEAR in table)):
            try:
                start_of(str(label))
            except ValueError:
                remedy = "write the financial year so"
                found.append(Fault(str(path), line, 0, _YEAR, value=str(label), allowed="2025-26", remedy=remedy))
        return found
