"""The report as one page of HTML that needs nothing but itself: no script, no network, no fonts from elsewhere."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined

from models.vocabulary import NEEDS, PHASES, academic_year, census_year
from sufficiency.harmless import visible
from sufficiency.packs.small_numbers import NOT_FOR_PUBLICATION
from sufficiency.reports import sentences, words
from sufficiency.reports.pictures import charts
from sufficiency.reports.pictures.maps import gap_map
from sufficiency.reports.pictures.money import bridge_chart, kinds_cost_chart
from sufficiency.reports.sentences import explained_titles
from sufficiency.reports.sentences_of_money import NO_GRANT, dear_journeys, money_titles
from sufficiency.reports.sentences_of_schools import kind_title, schools_title
from sufficiency.reports.summary.drivers import MEANINGS, NAMES
from sufficiency.reports.summary.values import Balance, Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.contracts import ALL

HEAT_LEVELS = 5
VOLATILE = ("timings", "seconds")
"""Parts of a manifest that differ between identical runs, and so stay out of the page."""


@dataclass(frozen=True)
class HeatCell:
    """One cell of the heat table: its balance, if it has one, and its shade from 0 (none missing) to 5."""

    balance: Balance | None
    level: int


def render_page(view: RunView, summary: Summary) -> str:
    """Return the report of a run as HTML, under 3 MB; the same bytes for the same run."""
    made = environment()
    page = made.get_template("report.html.j2").render(
        summary=summary,
        identity=summary.identity,
        answer=sentences.answer(summary),
        titles=_titles(summary),
        pictures=_pictures(view, summary),
        phases=_phases(summary),
        heat=tuple(_heat(summary)),
        total=sentences.total(summary, summary.focus_year),
        totals=[row for row in summary.by_phase if row.phase == ALL],
        kind_years=sorted({year for row in summary.kinds for year, _ in (*row.counted, *row.forecast)}),
        school_titles={of_kind.kind: kind_title(of_kind, summary) for of_kind in summary.schools},
        first_year=academic_year(summary.identity.base_census_year + 1),
        at_focus={row.phase: row for row in summary.by_phase if row.academic_year == summary.focus_year},
        near_by_need=[tuple(rows) for _, rows in groupby(summary.near_home_by_need, key=lambda row: row.need)],
        driver_years=_driver_years(summary),
        driver_names=NAMES,
        driver_meanings=MEANINGS,
        groups=[tuple(rows) for _, rows in groupby(summary.groups, key=lambda row: row.code)],
        grave=[row for row in summary.checks if row.severity != "information"],
        passed=[row for row in summary.checks if row.severity == "information"],
        quality=view.quality,
        provenance=tuple(_provenance(view.manifest)),
        area_names=dict(summary.area_names),
        ranges=words.range_sentence(summary.identity.draws),
        range_name=words.range_name(summary.identity.draws),
        with_range=words.with_range(summary.identity.draws),
        words=words,
        not_for_publication=NOT_FOR_PUBLICATION,
        money=summary.money,
        prices_of=sentences.base_year(summary),
        dear_journeys=dear_journeys(summary.money),
        no_grant=NO_GRANT.format(where=f"{view.context.get('pack', 'the pack')}/grant.csv"),
    )
    return visible(page)


@cache
def environment() -> Environment:
    """Return what every page is rendered with: nothing is markup that does not say so, nothing unknown is blank."""
    made = Environment(
        loader=PackageLoader("sufficiency.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    figures = (words.whole, words.about, words.millions, words.money, words.pounds, words.percent, words.span)
    for write in (*figures, words.need_name, academic_year):
        made.filters[write.__name__] = write
    return made


def _titles(summary: Summary) -> dict[str, str]:
    """Return a title for each section that has something to say."""
    titles = {"plans": sentences.plans_title(summary), "gap": sentences.gap_title(summary)}
    titles |= {"places": sentences.places_title(summary), **explained_titles(summary), **money_titles(summary)}
    sections: tuple[tuple[str, object, Callable[[Summary], str]], ...] = (
        ("drivers", summary.drivers, sentences.drivers_title),
        ("map", summary.by_area, sentences.map_title),
        ("kinds", summary.kinds, sentences.kinds_title),
        ("smaller_kinds", summary.kinds, sentences.smaller_kinds_title),
        ("schools", summary.schools, schools_title),
        ("travelled", summary.travelled, sentences.travelled_title),
        ("near_home", summary.near_home, sentences.near_home_title),
        ("money", summary.spend, sentences.money_title),
    )
    return titles | {name: title(summary) for name, present, title in sections if present}


def _pictures(view: RunView, summary: Summary) -> dict[str, str]:
    """Draw the pictures; each says in its description what it shows, and its table follows it on the page."""
    titles = _titles(summary)
    draws = summary.identity.draws
    name = words.range_name(draws)
    band = f"A band about the forecast shows the {name}." if name else ""
    drawn = {
        "forecast": charts.forecast_chart(
            summary, titles["plans"], f"A line of plans by January: published, then forecast. {band}"
        ),
        "places": charts.places_chart(
            summary,
            titles["places"],
            f"Lines by academic year: places required, places available, and those in them. {band}",
        ),
    }
    if summary.drivers:
        description = (
            "Bars: plans of the base year, what each driver adds or takes by the last year, plans of that year."
        )
        drawn["drivers"] = charts.drivers_chart(summary, titles["drivers"], description)
    if summary.of_kind("state_special"):
        history = f"Dots are January counts, lines after {summary.key_years[0]} the forecast. {band}"
        drawn["kinds"] = charts.kinds_chart(summary, titles["kinds"], f"Learners by kind of school. {history}")
        drawn["smaller_kinds"] = charts.smaller_kinds_chart(
            summary, titles["smaller_kinds"], f"Learners by kind of provision. {history}"
        )
    drawn |= _of_money(summary, titles)
    if view.boundaries is not None and summary.by_area:
        description = "A map of the areas, darker where more places are missing, each area with its figure and range."
        drawn["map"] = gap_map(summary, view.boundaries, titles["map"], description)
    return drawn


def _of_money(summary: Summary, titles: dict[str, str]) -> dict[str, str]:
    """The pictures of the section on money."""
    money, drawn = summary.money, {}
    if money is not None and money.bridge is not None:
        words = (
            "Bars from top to bottom: the block's spend of one year, what adds to it or takes off, that of the other."
        )
        drawn["bridge"] = bridge_chart(money.bridge, titles["bridge"], f"{words} Nominal pounds.")
    if money is not None and money.kinds:
        words = f"A bar a kind of provision: pounds a learner in {money.kinds_year} by who pays, real."
        drawn["kinds_cost"] = kinds_cost_chart(money, titles["kinds_cost"], words)
    return drawn


def _driver_years(summary: Summary) -> tuple[int, ...]:
    """Januaries for which the table of drivers has a column: the focus year's, and the last."""
    years = (census_year(summary.focus_year), summary.plans[-1].census_year)
    return tuple(dict.fromkeys(year for year in years if summary.drivers and year in summary.drivers[0].years))


def _phases(summary: Summary) -> list[str]:
    """Phases that the table of gaps has, in order."""
    present = {row.phase for row in summary.by_need_phase}
    return [str(phase) for phase in PHASES if phase in present]


def _heat(summary: Summary) -> Iterator[tuple[str, list[HeatCell], Balance]]:
    """Rows of the heat table: the need, its cells by phase, and its total."""
    cells = {(row.need, row.phase): row for row in summary.by_need_phase}
    totals = {row.need: row for row in summary.by_need}
    largest = max((row.gap.central for row in summary.by_need_phase), default=0.0)
    for need in NEEDS:
        if need in totals:
            row = [cells.get((str(need), phase)) for phase in _phases(summary)]
            yield str(need), [HeatCell(balance, heat_level(balance, largest)) for balance in row], totals[need]


def heat_level(balance: Balance | None, largest: float) -> int:
    """Return the shade of a cell, from 0 (no place missing) to 5 (as many as the worst cell lacks, or nearly)."""
    if balance is None or round(balance.gap.central) <= 0 or largest <= 0:
        return 0
    return min(1 + int(HEAT_LEVELS * balance.gap.central / largest), HEAT_LEVELS)


def _provenance(manifest: Mapping[str, object]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the parts of a manifest, each a title and its rows; what stands alone comes first."""
    kept = {name: value for name, value in manifest.items() if name not in VOLATILE}
    alone = [(name, _value(value)) for name, value in kept.items() if not isinstance(value, Mapping)]
    if alone:
        yield "Run", alone
    for name, value in kept.items():
        if isinstance(value, Mapping) and value:
            yield name.replace("_", " ").capitalize(), list(_flat(value))


def _flat(values: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, Mapping) and set(value) == {"value", "set_by"}:
            yield f"{prefix}{name}", f"{_value(value['value'])} (set by {_value(value['set_by'])})"
        elif isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", _value(value)


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return "not set" if value is None else str(value)
