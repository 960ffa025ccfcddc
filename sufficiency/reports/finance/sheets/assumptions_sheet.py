"""The sheet Assumptions: growth, index factors, unit prices, the grant and the pack's prices, and where each stands.

What a person may edit is blue on cream; every sheet that counts starts from these cells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell as at_cell
from xlsxwriter.worksheet import Worksheet

from models.money.lines import INDICES, LINES
from models.vocabulary import financial_year
from sufficiency.reports.finance.assumptions import Assumptions, PackPrice, UnitPrice
from sufficiency.reports.finance.names import NAMES
from sufficiency.reports.finance.positions import GrantYear
from sufficiency.reports.finance.sheets.desk import HEAD, Desk, ref, span
from sufficiency.reports.workbooks import Cell, put

SHEET = "Assumptions"
WORDS = (
    "What every figure of the sheets Workings, Summary (nominal), Summary (real) and Block summary starts from. Cells"
    " in blue on cream may be edited: those sheets follow at once. The tables of the run stay as they were made."
)
WIDTHS = (26, 40, 27, 14, 12, 11, 9, 15, 12, 12, 11, 46)
UNIT_GBP, GROWTH = 3, 3
OPENING, GRANT, STABILITY, RATE = 2, 3, 4, 5
_GAP = 3
_BLOCK_TITLE = (
    "4. High needs block: grant and balance (opening empty: the closing balance of the year before; the Stability Grant"
    " is paid only if the authority's local SEND reform plan is approved)"
)


@dataclass(frozen=True)
class Places:
    """Where the parts of the sheet stand: the row of the first line of each, below its headings."""

    years: int
    first_year: int
    growth: int
    factors: int
    units: int
    grants: int
    prices: int
    settings: int

    def factor(self, index: str, year: str) -> str:
        """A formula for the factor of an index in a year, each given as a reference."""
        rows = (self.factors, self.factors + self.years - 1)
        table = span(SHEET, (rows[0], GROWTH), (rows[1], GROWTH + len(INDICES) - 1))
        names = span(SHEET, (self.factors - 1, GROWTH), (self.factors - 1, GROWTH + len(INDICES) - 1))
        starts = span(SHEET, (rows[0], 0), (rows[1], 0))
        return f"INDEX({table},MATCH({year},{starts},0),MATCH({index},{names},0))"

    def unit(self, place: int) -> str:
        """Reference to the unit price of a line."""
        return ref(SHEET, self.units + place, UNIT_GBP)

    def grant(self, place: int, column: int) -> str:
        """Reference to a figure of a year of the block."""
        return ref(SHEET, self.grants + place, column)


def places_of(known: Assumptions, grants: Sequence[GrantYear]) -> Places:
    """Lay the parts of the sheet out, one below the other."""
    years = len(known.years)
    growth = HEAD + 2
    factors = growth + years + _GAP
    units = factors + years + _GAP
    of_block = units + len(known.units) + _GAP
    prices = of_block + len(grants) + _GAP
    return Places(years, known.years[0], growth, factors, units, of_block, prices, prices + len(known.prices) + _GAP)


def write_assumptions(
    desk: Desk,
    known: Assumptions,
    grants: Sequence[GrantYear],
    settings: Mapping[str, tuple[Cell, str]],
) -> Places:
    """Write the sheet; return where its parts stand."""
    sheet, places = desk.sheet(SHEET, WORDS, WIDTHS), places_of(known, grants)
    sheet.freeze_panes(HEAD, 0)
    sheet.repeat_rows(0)
    _growth(desk, sheet, known, places)
    _factors(desk, sheet, known, places)
    _units(desk, sheet, known, places)
    _grants(desk, sheet, grants, places)
    _prices(desk, sheet, known, places)
    _settings(desk, sheet, settings, places)
    return places


def _section(desk: Desk, sheet: Worksheet, row: int, title: str, headings: Sequence[str]) -> None:
    """Write the title of a part two rows above its first line, and its headings one above."""
    for place in range(len(WIDTHS)):
        put(sheet, (row - 2, place), title if place == 0 else None, desk.styles.section)
    desk.headings(sheet, row - 1, headings)


def _growth(desk: Desk, sheet: Worksheet, known: Assumptions, places: Places) -> None:
    title = "1. How prices move: growth on the financial year before (source: price_indices.csv)"
    _section(desk, sheet, places.growth, title, ["Starts in April", "Financial year", "", *INDICES])
    for row, year in enumerate(known.years, places.growth):
        _year(desk, sheet, row, year, known.base)
        for place, index in enumerate(INDICES, GROWTH):
            put(sheet, (row, place), known.growth(index, year), desk.styles.input_share)


def _factors(desk: Desk, sheet: Worksheet, known: Assumptions, places: Places) -> None:
    title = f"2. Index factors: pounds of the year for a pound of {financial_year(known.base)}"
    _section(desk, sheet, places.factors, title, ["Starts in April", "Financial year", "", *INDICES])
    for row, year in enumerate(known.years, places.factors):
        _year(desk, sheet, row, year, known.base)
        for place, index in enumerate(INDICES, GROWTH):
            after, before = (at_cell(row - step, place) for step in (1, -1))
            own, next_year = (at_cell(places.growth + year - known.years[0] + step, place) for step in (0, 1))
            later, earlier = f"={after}*(1+{own})", f"={before}/(1+{next_year})"
            formula = "=1" if year == known.base else later if year > known.base else earlier
            sheet.write_formula(row, place, formula, desk.styles.factor, known.factor(index, year))


def _year(desk: Desk, sheet: Worksheet, row: int, year: int, base: int) -> None:
    put(sheet, (row, 0), year, desk.styles.plain)
    put(sheet, (row, 1), f"{financial_year(year)}{' (base year)' if year == base else ''}", desk.styles.text)


def _units(desk: Desk, sheet: Worksheet, known: Assumptions, places: Places) -> None:
    title = f"3. What a unit of each line costs, at the prices of {financial_year(known.base)}"
    headings = ["Line", "Line name", "Provision", "Unit price (£)", "Index", "Unit", "", "From"]
    _section(desk, sheet, places.units, title, headings)
    for row, unit in enumerate(known.units, places.units):
        line = LINES.get(unit.line)
        kind = NAMES["provision"].get(unit.provision, unit.provision)
        of_unit = "a year" if unit.by_amount else "a place" if unit.line.startswith("place_") else "a learner"
        words = [
            unit.line,
            line.name if line else unit.line,
            kind,
            None,
            unit.index,
            of_unit,
            None,
            _origin(unit, known),
        ]
        for place, word in enumerate(words):
            put(sheet, (row, place), word, desk.styles.text)
        if unit.parts:
            formula = "=" + "".join(_part(part, places, known.prices) for part in unit.parts).removeprefix("+")
            sheet.write_formula(row, UNIT_GBP, formula, desk.styles.pounds, unit.gbp)
        else:
            put(sheet, (row, UNIT_GBP), unit.gbp, desk.styles.input_pounds)


def _part(part: tuple[int, int, int], places: Places, prices: Sequence[PackPrice]) -> str:
    """One price of the pack, or the mean over needs, with its sign."""
    sign, first, last = part
    top, bottom = places.prices + first, places.prices + last
    by = "+" if sign > 0 else "-"
    if first == last:
        return f"{by}{at_cell(top, 7)}"
    gbp, learners = (f"{at_cell(top, place)}:{at_cell(bottom, place)}" for place in (7, 8))
    if not sum(price.learners for price in prices[first : last + 1]):
        return f"{by}AVERAGE({gbp})"
    return f"{by}SUMPRODUCT({gbp},{learners})/SUM({learners})"


def _origin(unit: UnitPrice, known: Assumptions) -> str:
    if unit.parts:
        names = list(dict.fromkeys(known.prices[first].item for _, first, _ in unit.parts))
        return f"Prices of part 5: {' less '.join(names)}"
    year = financial_year(unit.year)
    return f"The line's amount in {year}" if unit.by_amount else f"The run's mean in {year}"


def _grants(desk: Desk, sheet: Worksheet, grants: Sequence[GrantYear], places: Places) -> None:
    headings = [
        "Starts in April",
        "Grant is",
        "Opening balance (£)",
        "Grant (£)",
        "Stability Grant (£)",
        "Interest rate",
    ]
    _section(desk, sheet, places.grants, _BLOCK_TITLE, [*headings, "", "Source"])
    for row, year in enumerate(grants, places.grants):
        put(sheet, (row, 0), year.year, desk.styles.plain)
        put(sheet, (row, 1), year.reading, desk.styles.text)
        for place, value in ((OPENING, year.given_opening), (GRANT, year.grant), (STABILITY, year.stability or None)):
            put(sheet, (row, place), value, desk.styles.input_pounds)
        put(sheet, (row, RATE), year.rate or None, desk.styles.input_share)
        put(sheet, (row, 7), year.source, desk.styles.text)


def _prices(desk: Desk, sheet: Worksheet, known: Assumptions, places: Places) -> None:
    base = financial_year(known.base)
    headings = [
        "Item",
        "Unit",
        "Provision",
        "Value",
        "Price year (from April)",
        "Index",
        "Need",
        f"At {base} prices",
    ]
    headings += [f"Learners in {base}", "Phase", "Basis", "Source"]
    title = "5. Prices of the pack (prices.csv). In blue: a unit price of part 3 is made of it"
    _section(desk, sheet, places.prices, title, headings)
    used = {place for unit in known.units for _, first, last in unit.parts for place in range(first, last + 1)}
    for place, price in enumerate(known.prices):
        _price(desk, sheet, places, (places.prices + place, price, place in used))


def _price(desk: Desk, sheet: Worksheet, places: Places, what: tuple[int, PackPrice, bool]) -> None:
    row, price, used = what
    style = desk.styles
    for place, word in ((0, price.item), (1, price.unit), (6, price.need), (9, price.phase), (10, price.basis)):
        put(sheet, (row, place), word, style.text)
    put(sheet, (row, 2), NAMES["provision"].get(price.provision, price.provision), style.text)
    put(sheet, (row, 3), price.gbp, style.input_count if used else style.share if _is_share(price) else style.count)
    put(sheet, (row, 4), price.year, style.plain)
    put(sheet, (row, 5), price.index, style.text)
    if not _is_share(price):
        year, index = (at_cell(row, place, col_abs=True) for place in (4, 5))
        formula = f"={at_cell(row, 3)}/{places.factor(index, year)}"
        sheet.write_formula(row, 7, formula, style.pounds, price.at_base)
    put(sheet, (row, 8), price.learners if used else None, style.count)
    put(sheet, (row, 11), price.source, style.wrapped)


def _is_share(price: PackPrice) -> bool:
    return price.item == "carried_share"


def _settings(desk: Desk, sheet: Worksheet, settings: Mapping[str, tuple[Cell, str]], places: Places) -> None:
    title = "6. Settings of the run that move money (to change one, change the scenario and run again)"
    _section(desk, sheet, places.settings, title, ["Setting", "Path", "Set by", "Value"])
    for row, (path, (value, by)) in enumerate(settings.items(), places.settings):
        put(sheet, (row, 0), path.rpartition(".")[2].replace("_", " ").capitalize(), desk.styles.text)
        put(sheet, (row, 1), path, desk.styles.text)
        put(sheet, (row, 2), by, desk.styles.text)
        put(sheet, (row, 3), value, desk.styles.text)
