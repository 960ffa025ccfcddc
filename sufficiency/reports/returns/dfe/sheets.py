"""The sheets of the workbook of returns: each in the shape of its return."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format

from models.vocabulary import KINDS_OF_PROVISION
from sufficiency.reports.finance.sheets.desk import HEAD, Desk
from sufficiency.reports.returns.dfe.printed import PrintedTable, ReturnsAsked
from sufficiency.reports.workbooks import Cell, put, widest
from sufficiency.returns.audience import HIDDEN, UNVERIFIED, Audience
from sufficiency.returns.dfe.kinds import TITLES, ReturnKind
from sufficiency.returns.dfe.mapping import AGE_WORDS, GROUP_NAMES, PLAN_LINES, SCAP_NAMES
from sufficiency.returns.dfe.reform_plan import FIRST_YEAR
from sufficiency.returns.dfe.scap import HEADINGS, scap_ranges

KIND_NAMES = {kind: f"{kind}: {name}" for kind, name in SCAP_NAMES.items()}
PLAN_TITLES: dict[str, str] = {
    "5.1": "EHC plans by age group",
    "6": "EHC plans by provision",
    "7": "EHC plans by primary need",
    **{table: f"EHC plans by primary need: {name}" for table, name in GROUP_NAMES.items()},
    "10": "Requests for assessment",
    "11": "Assessments",
    "12": "Assessments that led to a plan",
}
PROVISION_NAMES = {str(code): kind.name.capitalize() for code, kind in KINDS_OF_PROVISION.items()}
_UNVERIFIED = UNVERIFIED[0].upper() + UNVERIFIED[1:]
_LINE_NOTES = {line.name: line.note for line in PLAN_LINES}


@dataclass(frozen=True)
class ReturnSheet:
    """A sheet: its name, what it holds, its headings and rows, and the first column of figures."""

    name: str
    words: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    figures: int


def sheets_of(asked: ReturnsAsked, tables: Sequence[PrintedTable]) -> tuple[ReturnSheet, ...]:
    """Every sheet of the returns asked for, in their order."""
    found: list[ReturnSheet] = []
    for table in tables:
        if table.name == "scap":
            found += [_scap(table, phase) for phase in ("primary", "secondary")] + [_ranges(asked, table)]
        elif table.name == "reform_plan":
            found.append(_reform_plan(asked))
        elif table.name == "reconciliation":
            found.append(_reconciliation(table))
        elif table.name != "reform_plan_actuals":
            found.append(_plain(table))
    return tuple(found)


def _cell(value: object) -> Cell:
    if value is None or value != value:  # noqa: PLR0124 - not a number
        return None
    return value if isinstance(value, str | float | int) else str(value)


def _tenths(value: float) -> str:
    """An end of a range with one decimal, empty where too few draws give none."""
    return "" if value != value else f"{value:,.1f}"  # noqa: PLR0124 - not a number


def _scap(table: PrintedTable, phase: str) -> ReturnSheet:
    own = table.frame[table.frame["phase"] == phase]
    columns = HEADINGS[:7] if phase == "primary" else HEADINGS[7:]
    rows = [
        (KIND_NAMES[row["kind"]], row["academic_year"], *(_cell(row[name]) for name in (*columns, "total")))
        for row in own.to_dict("records")
    ]
    names = ["Reception" if name == "R" else f"Year {name}" for name in columns]
    words = (
        f"{_UNVERIFIED}. Pupils with an EHC plan who require a specialist place, {phase}; the first year is counted."
    )
    return ReturnSheet(f"SCAP {phase}", words, ("Kind", "Academic year", *names, "Total"), tuple(rows), 2)


def _ranges(asked: ReturnsAsked, table: PrintedTable) -> ReturnSheet:
    """Ranges of the phases: for the public where the total itself is shown."""
    ranges = scap_ranges(asked.facts)
    if asked.audience is Audience.PUBLIC:
        shown = table.frame[table.frame["total"] != HIDDEN]
        keys = {*shown[["academic_year", "phase", "kind"]].itertuples(index=False, name=None)}
        ranges = ranges[[(row.academic_year, row.phase, row.kind) in keys for row in ranges.itertuples()]]
    rows = [
        (
            *(KIND_NAMES[row["kind"]], row["phase"], row["academic_year"]),
            *(_tenths(row[name]) for name in ("learners_p10", "learners_p50", "learners_p90")),
        )
        for row in ranges.sort_values(["kind", "phase", "academic_year"]).to_dict("records")
    ]
    words = "Ranges of the forecast: eight draws of ten lie between p10 and p90. They do not add up."
    headings = ("Kind", "Phase", "Academic year", "p10", "p50", "p90")
    return ReturnSheet("SCAP ranges", words, headings, tuple(rows), 3)


def _reform_plan(asked: ReturnsAsked) -> ReturnSheet:
    plan = asked.whole_plan
    years = sorted({int(str(year)) for year in plan["year"]})
    rows = []
    for (table, name), of_row in plan.groupby(["table", "row"], sort=False):
        values = dict(zip(map(str, of_row["year"]), of_row["value"], strict=True))
        note = _LINE_NOTES.get(str(name), "") if table == "6" else ""
        rows.append(
            (str(table), PLAN_TITLES[str(table)], str(name), *(_cell(values.get(str(year))) for year in years), note)
        )
    names = [
        str(year) if year >= FIRST_YEAR else f"{year}: January {year + 1}, no part of the return" for year in years
    ]
    words = f'{_UNVERIFIED}. "2025" is the census of January 2026. Ages: {AGE_WORDS[asked.basis]}.'
    return ReturnSheet("Reform plan", words, ("Table", "Of", "Row", *names, "Note"), tuple(rows), 3)


def _reconciliation(table: PrintedTable) -> ReturnSheet:
    """Equations with a column a year; a row says what each comes to."""
    frame = table.frame
    years = list(dict.fromkeys(frame["academic_year"]))
    rows: list[tuple[Cell, ...]] = []
    for title, of_title in frame.groupby("equation", sort=False):
        sums: dict[str, Cell] = dict.fromkeys(years, 0)
        for term, of_term in of_title.groupby("term", sort=False):
            sign = int(of_term["sign"].iloc[0])
            values = dict(zip(of_term["academic_year"], of_term["learners"], strict=True))
            rows.append((str(title), "+" if sign > 0 else "−", str(term), *(_cell(values.get(year)) for year in years)))
            sums = {year: _added(sums[year], values.get(year), sign) for year in years}
        rows.append((str(title), "=", "comes to", *sums.values()))
    words = "Terms with their signs come to nought; a term that stands in another return is the same number there."
    return ReturnSheet("Reconciliation", words, ("Equation", "Sign", "Term", *years), tuple(rows), 3)


def _added(so_far: Cell, value: object, sign: int) -> Cell:
    """A sum, hidden once a part of it is."""
    if HIDDEN in {so_far, value} or not isinstance(so_far, int | float) or not isinstance(value, int | float):
        return HIDDEN
    return so_far + sign * value


NAMES = {
    "place_change": "Place change",
    "places": "All places",
    "free_school": "New and larger schools",
    "commissioners": "Commissioners",
    "published": "Published counts",
    "reform_plan_monitoring": "Plan and actual",
}


def _plain(table: PrintedTable) -> ReturnSheet:
    headings = tuple(str(name).replace("_", " ").capitalize().replace("Urn", "URN") for name in table.frame)
    frame = table.frame.replace({"provision": PROVISION_NAMES}) if "provision" in table.frame else table.frame
    rows = tuple(tuple(_cell(value) for value in row) for row in frame.itertuples(index=False, name=None))
    verified = table.kind is ReturnKind.RECONCILIATION
    words = table.words if verified else f"{_UNVERIFIED}. {table.words}"
    return ReturnSheet(NAMES[table.name], words, headings, rows, len(headings))


def write_sheet(desk: Desk, sheet: ReturnSheet) -> None:
    """Write a sheet: headings that stay in sight, figures as figures."""
    columns = [[row[place] for row in sheet.rows] for place in range(len(sheet.headings))]
    widths = [
        _width(name, values, least=9 if place >= sheet.figures else 12)
        for place, (name, values) in enumerate(zip(sheet.headings, columns, strict=True))
    ]
    page = desk.sheet(sheet.name, sheet.words, widths)
    desk.headings(page, HEAD, sheet.headings, height=44)
    for row, values in enumerate(sheet.rows, HEAD + 1):
        for place, value in enumerate(values):
            style = desk.styles.text if isinstance(value, str) and value != HIDDEN else None
            put(page, (row, place), value, style or _figure(desk, value))
    page.freeze_panes(HEAD + 1, min(sheet.figures, 3))
    page.repeat_rows(HEAD)


def _width(name: str, values: Sequence[Cell], least: int) -> int:
    words = [value for value in values if isinstance(value, str)]
    return widest([*words, max(name.split(), key=len, default="")], least, most=55) + 2


def _figure(desk: Desk, value: Cell) -> Format:
    return desk.styles.count if isinstance(value, float) and not value.is_integer() else desk.styles.plain


def titles(kinds: Sequence[ReturnKind]) -> str:
    """The returns in words."""
    return ", ".join(TITLES[kind] for kind in kinds)
