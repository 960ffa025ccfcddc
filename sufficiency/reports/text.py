"""The summary as plain text: one screen, at most 40 lines of 100 columns."""

from collections.abc import Callable, Iterable, Iterator

from sufficiency.reports.values import Balance, CellGap, Estimate, Plans, Summary
from sufficiency.reports.view import ALL
from sufficiency.reports.words import (
    PHASE_NAMES,
    REQUIREMENT_NAMES,
    SUMMED_SENTENCE,
    need_name,
    range_sentence,
    span,
    whole,
    with_span,
)

WIDTH = 100
GAPS_SHOWN = 3


def render_text(summary: Summary) -> str:
    """Return the summary as text, ending in a line break."""
    blocks = (_heading(summary), _plans(summary), _places(summary), _learners(summary), _gaps(summary), _files(summary))
    return "\n\n".join("\n".join(_fit(line) for line in block) for block in blocks) + "\n"


def _heading(summary: Summary) -> Iterator[str]:
    yield f"{summary.identity.authority}: {summary.identity.title}"
    yield range_sentence(summary.identity.draws)
    if summary.summed_ranges:
        yield SUMMED_SENTENCE


def _plans(summary: Summary) -> Iterator[str]:
    yield "EHC PLANS ON CENSUS DAY, JANUARY"
    depth = -(-len(summary.plans) // 3)
    for position in range(depth):
        yield _row("", [_plans_cell(row) for row in summary.plans[position::depth]], label=2, column=33)


def _plans_cell(row: Plans) -> str:
    note = "published" if row.published else span(row.plans)
    return f"{row.census_year}  {whole(row.plans.central):>6}" + (f" ({note})" if note else "")


def _places(summary: Summary) -> Iterator[str]:
    years = summary.key_years
    by_key = {(row.phase, row.academic_year): row for row in summary.by_phase}
    yield "PLACES IN SPECIAL SCHOOLS AND BASES: required, and available"
    yield _row("", (f"{year:>8}{'available':>20}" for year in years), label=13, column=29)
    for phase in (*PHASE_NAMES, ALL):
        cells = [_balance_cell(by_key.get((phase, year))) for year in years]
        if any(cells):
            yield _row(f"  {PHASE_NAMES.get(phase, 'All')}", cells, label=13, column=29)
    yield _row("  Missing", (_cell(by_key[ALL, year].gap, to=" to ") for year in years), label=13, column=29)


def _balance_cell(row: Balance | None) -> str:
    return "" if row is None else f"{_cell(row.required):<22}{whole(row.places):>6}"


def _learners(summary: Summary) -> Iterator[str]:
    years = summary.key_years
    rows = {row.academic_year: row for row in summary.learners}
    here = [rows[year] for year in years if year in rows]
    yield _row("LEARNERS, AND COST IN A YEAR", (f"{year:>8}" for year in years), label=40, column=20)
    yield _across("In county: special schools, bases", (row.in_county for row in here))
    if any(row.state_elsewhere for row in here):
        yield _across("Special schools of other authorities", (Estimate(row.state_elsewhere) for row in here))
    yield _across("Independent and non-maintained (INMSS)", (row.inmss for row in here))
    yield _across("Unplaced: need a place and have none", (row.unplaced for row in here))
    yield _across("Above the places of their provider", (row.over_capacity for row in here))
    spend = {row.financial_year.replace("-", "/"): row for row in summary.spend}
    paid = [spend.get(year) for year in years]
    yield _across("Cost, April to March, £m: in county", (row.state if row else None for row in paid), _in_millions)
    yield _across("Cost, April to March, £m: INMSS", (row.inmss if row else None for row in paid), _in_millions)


def _across(label: str, estimates: Iterable[Estimate | None], write: Callable[[float], str] = whole) -> str:
    return _row(f"  {label}", (_cell(estimate, write) for estimate in estimates), label=40, column=20)


def _cell(estimate: Estimate | None, write: Callable[[float], str] = whole, to: str = "–") -> str:
    """Return a figure and its range, in line with those above and below it; nothing where there is none."""
    if estimate is None:
        return ""
    bounds = span(estimate, write, to)
    return f"{write(estimate.central):>6}" + (f" ({bounds})" if bounds else "")


def _in_millions(pounds: float) -> str:
    return whole(pounds / 1e6)


def _gaps(summary: Summary) -> Iterator[str]:
    yield f"LARGEST GAPS, {summary.focus_year}: places missing by need, phase and area"
    for gap in summary.largest_gaps[:GAPS_SHOWN]:
        line = _gap_line(gap, need_name(gap.need))
        yield line if len(line) <= WIDTH else _gap_line(gap, gap.need)
    if not summary.largest_gaps:
        yield "  None: every cell has at least the places it requires."


def _gap_line(gap: CellGap, need: str) -> str:
    kind = REQUIREMENT_NAMES[gap.requirement]
    return f"  {with_span(gap.gap)}: {need}, {PHASE_NAMES[gap.phase].lower()}, {kind}, {gap.area_name}"


def _files(summary: Summary) -> Iterator[str]:
    yield f"FILES in {summary.identity.folder}"
    yield "  report.html (open it in a browser), summary.txt, every table as .csv, manifest.json"


def _row(head: str, cells: Iterable[str], *, label: int, column: int) -> str:
    return f"{head:<{label}}" + "".join(f"{cell:<{column}}" for cell in cells)


def _fit(line: str) -> str:
    line = " ".join(line.splitlines()).rstrip()
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"
