"""Place need as plain text on one screen: what is missing where, what to build of it, and what that costs."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from models.vocabulary import NEED_GROUPS, Requirement
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS
from sufficiency.reports.returns.place_need.lookup import GROUPS, OF_PHASES, Lookup, Value, whole
from sufficiency.reports.words import PHASE_NAMES, REQUIREMENT_NAMES, millions, pounds, range_sentence
from sufficiency.returns.audience import HIDDEN, INTERNAL_MARK, Audience
from sufficiency.returns.disclosure.notes import with_officer
from sufficiency.returns.place_need import market_position as market
from sufficiency.returns.place_need.answer import PlaceNeedAnswer
from sufficiency.returns.place_need.cube import EACH, YEAR
from sufficiency.returns.place_need.tables import of_level
from sufficiency.tables.aligned import TextColumn, aligned
from sufficiency.tables.contracts import ALL

WIDTH, MOST_AREAS, MOST_PARTS, LEAST = 100, 3, 2, 0.5
PUBLIC_MARK = f"For publication: counts that rest on 1 to 4 learners are hidden ({HIDDEN})."
ROWS = {
    "required": "Learners who require a place",
    "places": "Places that stand for them",
    "gap": "Gap",
    "above_places": "  above the places of their school",
    "inmss_for_want": "  in INMSS for want of a place",
    "unmet": "  unmet in mainstream",
    "inmss_otherwise": "In INMSS by order, preference or distance",
    "to_spare": "Served by spare places within {within:g} minutes",
    "to_build": "Places to build",
    "base": "  in specialist bases",
    "special": "  in special schools",
}


def place_need_text(answer: PlaceNeedAnswer, folder: str) -> str:
    """Return the screen, ending in a line break; ``folder`` is where the files are."""
    look = Lookup(answer)
    last = [*_costs(look), *_files(folder)]
    blocks = (_heading(answer), _totals(look), _by_need(look), _where(look), last)
    return "\n\n".join("\n".join(block) for block in map(list, blocks) if block) + "\n"


def mark_of(answer: PlaceNeedAnswer) -> str:
    """What every sheet and screen says of who may see it."""
    audience = answer.asked.audience
    mark = INTERNAL_MARK if audience is Audience.INTERNAL else PUBLIC_MARK
    return with_officer(mark, audience, small_numbers=bool(answer.saved.manifest.get(HOLDS_SMALL_NUMBERS)))


def _heading(answer: PlaceNeedAnswer) -> Iterator[str]:
    title, authority = str(answer.saved.manifest["title"]), answer.saved.authority
    named = title if title.startswith(authority) else f"{authority}: {title}"
    yield f"{named}: places missing, and what to build"
    yield from textwrap.wrap(mark_of(answer), WIDTH)
    yield range_sentence(int(answer.saved.manifest["draws"]))


def _totals(look: Lookup) -> list[str]:
    years = look.answer.years
    cells = {name: [_total(look, year, name) for year in years] for name in ROWS}
    lines = [(words.format(within=look.answer.asked.within), *cells[name]) for name, words in ROWS.items()]
    columns = (TextColumn(), *(TextColumn(year) for year in years))
    return ["STATE SPECIAL SCHOOLS AND BASES", *aligned(columns, lines, indent="  ", gap="  ")]


def _total(look: Lookup, year: str, name: str) -> str:
    value = whole(look.whole(year, name))
    low, high = (look.value(year, f"{name}_{end}") for end in ("p10", "p90")) if name in _RANGED else (np.nan, np.nan)
    ends = f"{whole(low)} to {whole(high)}" if whole(low) and year != look.answer.years[0] else ""
    return f"{value} ({ends})" if ends else value


_RANGED = ("required", "gap")


def _by_need(look: Lookup) -> list[str]:
    """Places to build by need group and phase, in the year that plans aim at."""
    year = _aim(look.answer)
    names = [*(words[:1].upper() + words[1:] for words in IN_SHORT.values()), "All"]
    columns = (TextColumn(), *(TextColumn(words, right=True) for words in (*PHASE_NAMES.values(), "All")))
    lines = [
        (name, *(whole(look.whole(year, "to_build", group, phase)) for phase in OF_PHASES))
        for name, group in zip(names, GROUPS, strict=True)
    ]
    return [f"PLACES TO BUILD IN {year}, BY NEED", *aligned(columns, lines, indent="  ", gap="  ")]


def _aim(answer: PlaceNeedAnswer) -> str:
    """The year that the tables of one year show: five years after the base year, or the last."""
    return answer.years[min(1, len(answer.years) - 1)]


def _where(look: Lookup) -> list[str]:
    """The areas in which most is to be built, and what of it."""
    answer, year = look.answer, _aim(look.answer)
    need = answer.need[answer.need[YEAR] == year]
    areas = _most(of_level(need, area=EACH), "area")
    by_group, by_phase = of_level(need, area=EACH, need_group=EACH), of_level(need, area=EACH, phase=EACH)
    lines = []
    for area, value in areas[:MOST_AREAS]:
        groups = _inside(by_group, area, "need_group", IN_SHORT)[:MOST_PARTS]
        phases = _inside(by_phase, area, "phase", PHASE_NAMES)[:1]
        words = "; ".join(", ".join(some) for some in (groups, [one.lower() for one in phases]) if some)
        name = answer.saved.names["area"].get(area, area)
        lines.append(f"{name}: {whole(value)}{f' ({words})' if words else ''}")
    return [f"WHERE TO BUILD IN {year}: the areas with most", *_folded(lines)] if lines else []


def _inside(rows: pd.DataFrame, area: str, column: str, names: Mapping[str, str]) -> list[str]:
    """What most is to be built for in an area, in words with their places; nothing where some of it is hidden."""
    own = rows[rows["area"] == area]
    if (own["to_build"] == HIDDEN).any():
        return []
    return [f"{names[code]} {whole(value)}" for code, value in _most(own, column)]


def _most(rows: pd.DataFrame, column: str) -> list[tuple[str, float]]:
    """Codes of a column with half a place to build and more, the largest first; hidden ones are left out."""
    pairs = zip(rows[column], rows["to_build"], strict=True)
    known = [(str(code), float(value)) for code, value in pairs if not isinstance(value, str)]
    return sorted((one for one in known if one[1] >= LEAST), key=lambda one: (-one[1], one[0]))


IN_SHORT = {
    "autism_communication": "autism and communication",
    "semh": "SEMH",
    "moderate_specific": "moderate and specific",
    "severe_profound": "severe and profound",
    "sensory_physical": "sensory and physical",
    "other": "other needs",
}
"""Need groups where there is little room."""


def _costs(look: Lookup) -> list[str]:
    """What a place costs, what is avoided, and what the market is asked for."""
    answer, year = look.answer, _aim(look.answer)
    lines = [_cost(answer, kind) for kind in (Requirement.BASE, Requirement.SPECIAL)]
    fees = sorted({round(fee) for fee in answer.costs.fee.values()})
    fee = pounds(fees[0]) if len(fees) == 1 else f"{pounds(fees[0])} to {pounds(fees[-1])}"
    lines.append(f"A learner in INMSS: {fee} a year; one in mainstream: {pounds(answer.costs.mainstream)} (top-up)")
    lines += [_built(look, year), _market(answer, year)]
    return ["COSTS, AND WHAT IS AVOIDED", *_folded([line for line in lines if line])]


def _cost(answer: PlaceNeedAnswer, kind: Requirement) -> str:
    running = sorted(answer.costs.running(str(kind), str(group)) for group in NEED_GROUPS)
    of = answer.costs.building[str(kind)]
    beside = "" if of.benchmark is None else f"; benchmark {pounds(of.benchmark)}"
    return (
        f"A {REQUIREMENT_NAMES[kind]} place: {pounds(running[0])} to {pounds(running[-1])} a year by need,"
        f" {pounds(of.low)} to {pounds(of.high)} to build{beside}"
    )


def _built(look: Lookup, year: str) -> str:
    """What building all places to build costs, and who of their learners would else be in INMSS."""
    low, high, benchmark = (look.value(year, name) for name in ("build_low_gbp", "build_high_gbp", "benchmark_gbp"))
    if isinstance(low, str) or isinstance(high, str):
        return ""
    beside = "" if isinstance(benchmark, str) or np.isnan(benchmark) else f" (benchmark {millions(benchmark)})"
    names = ("inmss_avoided", "inmss_avoided_low", "inmss_avoided_high")
    share, least, most = (whole(look.value(year, name)) for name in names)
    return (
        f"Building all of {year}: {millions(low)} to {millions(high)}{beside}; at a diversion of"
        f" {look.answer.diversion.share:.0%}, {share} ({least} to {most}) else in INMSS"
    )


def _market(answer: PlaceNeedAnswer, year: str) -> str:
    table = answer.market
    rows = table[(table[YEAR] == year) & (table["area"] == ALL) & (table["need_group"] == ALL)]
    if rows.empty:
        return ""
    there, want, other, only = (_whole_of(rows.iloc[0][name]) for name in market.LEARNERS)
    return f"In INMSS in {year}: {there} ({want} for want of a place, {only} whom only INMSS serves, {other} otherwise)"


def _whole_of(value: Value) -> str:
    return whole(value if isinstance(value, str) else float(value))


def _files(folder: str) -> list[str]:
    return [f"FILES in {folder}: place_need.xlsx, and every table as .csv"]


def _folded(sentences: Sequence[str]) -> list[str]:
    return [
        line for one in sentences for line in textwrap.wrap(one, WIDTH, initial_indent="  ", subsequent_indent="    ")
    ]
