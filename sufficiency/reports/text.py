"""The summary as plain text: one screen, 40 lines of about 100 columns where words and figures are of the usual length.

Nothing is cut off: a longer line goes on below, and longer figures widen their column.
"""

import textwrap
from collections.abc import Callable, Iterator, Sequence

from sufficiency.harmless import visible
from sufficiency.packs.small_numbers import NOT_FOR_PUBLICATION
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.values import CellGap, NearHome, OfKind, Plans, Summary
from sufficiency.reports.words import (
    KIND_TITLES,
    MEAN_OF_NEEDS,
    PHASE_NAMES,
    REQUIREMENT_NAMES,
    diversion_line,
    in_millions,
    need_name,
    percent,
    range_sentence,
    saves,
    span,
    unexplained_line,
    whole,
    with_span,
)
from sufficiency.results.checks_of_new_places import PLACES_ARE_TAKEN
from sufficiency.results.checks_of_ranges import CAPPED
from sufficiency.tables.aligned import TextColumn, aligned
from sufficiency.tables.contracts import ALL

Row = tuple[str, ...]

WIDTH = 100
WHOLE_FROM = 100e6
GAPS_SHOWN, GAP_LINES, LOST_SHOWN, ABREAST = 3, 4, 2, 3


def render_text(summary: Summary) -> str:
    """Return the summary as text, ending in a line break."""
    figures = _grid([*_places(summary), ("",), *_learners(summary)])
    blocks = (_heading(summary), _plans(summary), figures, _gaps(summary), _files(summary))
    return "\n\n".join("\n".join(part for line in block for part in _fit(line)) for block in blocks) + "\n"


def _heading(summary: Summary) -> Iterator[str]:
    identity = summary.identity
    named = identity.title.startswith(identity.authority)
    yield identity.title if named else f"{identity.authority}: {identity.title}"
    yield range_sentence(identity.draws)
    if identity.small_numbers:
        yield f"{NOT_FOR_PUBLICATION}."


def _plans(summary: Summary) -> list[str]:
    cells = [_plans_cell(row) for row in summary.plans]
    depth = -(-len(cells) // _abreast(cells))
    return ["EHC PLANS ON CENSUS DAY, JANUARY", *_grid([("", *cells[place::depth]) for place in range(depth)])]


def _abreast(cells: Sequence[str]) -> int:
    """How many plans stand on one line."""
    return min(ABREAST, max(1, WIDTH // (max(map(len, cells)) + 1)))


def _plans_cell(row: Plans) -> str:
    note = "published" if row.published else span(row.plans)
    return f"{row.census_year} {whole(row.plans.central):>7}" + (f" ({note})" if note else "")


def _places(summary: Summary) -> Iterator[Row]:
    years = summary.key_years
    rows = [summary.total_in(year) for year in years]
    yield ("STATE SPECIAL SCHOOLS AND BASES", *(f"{year:>7}" for year in years))
    yield ("  Learners who require a place", *(_cell(row.required) for row in rows))
    yield ("  Places", *(f"{whole(row.places):>5}" for row in rows))
    yield ("  Places missing, for learners", *(_cell(row.gap) for row in rows))
    yield ("    above places", *(_cell(row.missing.above_places) for row in rows))
    yield ("    in INMSS for want of a place", *(_cell(row.missing.inmss_for_want) for row in rows))
    yield ("    unmet in mainstream", *(_cell(row.missing.unmet) for row in rows))


def _learners(summary: Summary) -> list[Row]:
    years = summary.key_years
    rows: list[Row] = [(f"LEARNERS; COST ({summary.identity.price_year} PRICES)", *(f"{year:>7}" for year in years))]
    rows += [
        (f"  {KIND_TITLES[of_kind.kind]}", *(_kind_cell(of_kind, year, years[0]) for year in years))
        for of_kind in summary.kinds
    ]
    rows += [*_near_home(summary), *_travelled(summary)]
    for kind, label in (
        ("high_needs", "High needs block"),
        ("inmss", "  of it INMSS"),
        ("transport", "Transport"),
    ):
        rows.append((f"  {label}, £m from April", *(_cost_cell(summary, year, kind) for year in years)))
    return rows


def _kind_cell(of_kind: OfKind, year: str, base: str) -> str:
    """Learners of a kind in a year; those that no draw moves are capped, and said to be."""
    found = of_kind.in_year(year)
    if found is None or found.high is None or year <= base or round(found.central) <= 0 or span(found):
        return _cell(found)
    return _cell(found) + (" (capped)" if found.high - found.central <= CAPPED * found.central else "")


def _near_home(summary: Summary) -> Iterator[Row]:
    """Where the places are; the share in the own area only where there is more than one area."""
    if not summary.near_home:
        return
    by_year = {row.academic_year: row for row in summary.near_home}
    found = [by_year.get(year) for year in summary.key_years]
    if len(summary.area_names) > 1:
        shares = ["" if row is None else f"{percent(row.share_in_area):>5}" for row in found]
        yield ("  State-funded, in their own area", *shares)
    yield ("  Placed outside, fewest to most", *map(_out_cell, found))


def _travelled(summary: Summary) -> Iterator[Row]:
    """Journeys over the limits and, where any learners do, boarding beside them."""
    if not summary.travelled:
        return
    by_year = {row.academic_year: row for row in summary.travelled}
    found = [by_year.get(year) for year in summary.key_years]
    least, most = summary.travelled[0].limits
    label = f"{least:g}" if least == most else f"{least:g} or {most:g}"
    boards = any(row.residential > 0 for row in summary.travelled)
    cells = ("" if row is None else f"{whole(row.over_limit):>5}" for row in found)
    if boards:
        cells = ("" if row is None else f"{whole(row.over_limit):>5}; {whole(row.residential)} board" for row in found)
    yield (f"  Journey over {label} minutes", *cells)


def _out_cell(row: NearHome | None) -> str:
    if row is None:
        return ""
    least, most = whole(row.out_of_authority), whole(row.most_out)
    return f"{least:>5}" if least == most else f"{least:>5} to {most}"


def _cost_cell(summary: Summary, year: str, kind: str) -> str:
    """Cost of the financial year that starts in an academic year; before the first there is, that one, named."""
    row, write = summary.spend_in(year), _whole_millions if _is_large(summary) else in_millions
    if row is not None:
        return _cell(getattr(row, kind), write)
    first = summary.spend[0] if summary.spend and year < summary.spend[0].financial_year else None
    return "" if first is None else f"{write(getattr(first, kind).central):>5} in {first.financial_year}"


def _cell(estimate: Estimate | None, write: Callable[[float], str] = whole) -> str:
    """Return a figure and its range, in line with those above and below it; nothing where there is none."""
    if estimate is None:
        return ""
    bounds = span(estimate, write)
    return f"{write(estimate.central):>5}" + (f" ({bounds})" if bounds else "")


def _whole_millions(pounds: float) -> str:
    return whole(pounds / 1e6)


def _is_large(summary: Summary) -> bool:
    """Whether whole millions say enough of the block; of a smaller one tenths are shown."""
    return bool(summary.spend) and summary.spend[0].high_needs.central >= WHOLE_FROM


def _gaps(summary: Summary) -> Iterator[str]:
    yield f"PLACES MISSING, {summary.focus_year}: in all by phase, and the most by need, phase and area"
    at_focus = (row for row in summary.by_phase if row.academic_year == summary.focus_year and row.phase != ALL)
    phases = ", ".join(f"{PHASE_NAMES[row.phase].lower()} {whole(row.gap.central)}" for row in at_focus)
    yield f"  {phases[:1].upper()}{phases[1:]}"
    lost = [check.message for check in summary.checks if check.check == PLACES_ARE_TAKEN]
    yield from (f"  {message}" for message in lost[:LOST_SHOWN])
    if len(lost) > LOST_SHOWN:
        yield f"  Places of {len(lost) - LOST_SHOWN} more providers come to nothing: checks.csv names them"
    yield from _largest(summary)
    if not summary.largest_gaps:
        yield "  None: every cell has at least the places it requires."
    roomy = _abreast([_plans_cell(row) for row in summary.plans]) == ABREAST
    for value in summary.explained.place_values[:roomy]:
        mean = "" if summary.explained.by_need else f" ({MEAN_OF_NEEDS})"
        yield f"  A funded place for the first{mean} {saves(value.net)}"
    if summary.explained.diversion is not None:
        yield f"  {diversion_line(summary.explained.diversion)}"


def _largest(summary: Summary) -> Iterator[str]:
    """The largest gaps, fewer where they take two lines each; always the first, which the next line is about."""
    height = 0
    for gap in summary.largest_gaps[: max(1, GAPS_SHOWN - _notes(summary))]:
        line = _gap_line(gap)
        height += len(_fit(line))
        if height > GAP_LINES and gap is not summary.largest_gaps[0]:
            break
        yield line


def _notes(summary: Summary) -> int:
    """Lines about money that stand in the place of gaps, so that all keep to one screen."""
    unexplained = summary.money is not None and bool(summary.money.unexplained)
    return int(unexplained) + int(bool(summary.explained.place_values) and not summary.explained.by_need)


def _gap_line(gap: CellGap) -> str:
    kind = REQUIREMENT_NAMES[gap.requirement]
    where = f"{PHASE_NAMES[gap.phase].lower()}, {kind}, {gap.area_name}"
    return f"  {with_span(gap.gap)}: {need_name(gap.need)}, {where}"


def _files(summary: Summary) -> Iterator[str]:
    if summary.money is not None and summary.money.unexplained:
        yield unexplained_line(summary.money.unexplained)
    yield f"FILES in {summary.identity.folder}: report.html (open it in a browser), every table as .csv"


def _grid(rows: Sequence[Row]) -> list[str]:
    """Lines of a label and cells, each column as wide as its widest figure; nearer together where they are many."""
    for gap in ("  ", " "):
        lines = aligned((TextColumn(),) * max(map(len, rows)), rows, gap=gap)
        if max(map(len, lines)) <= WIDTH:
            break
    return lines


def _fit(line: str) -> list[str]:
    """A line without breaks of its own; words that are too long for one go on below. Figures are left as they stand."""
    line = " ".join(visible(line).splitlines()).rstrip()
    if len(line) <= WIDTH or "  " in line.lstrip():
        return [line]
    return textwrap.wrap(line, WIDTH, initial_indent="", subsequent_indent="    ")
