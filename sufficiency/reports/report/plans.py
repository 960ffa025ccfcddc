"""Plans: where their number goes, for whom, how far such forecasts missed before, and why it changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.demand.practised import PLANS
from models.vocabulary import census_year
from sufficiency.reports.pictures import charts
from sufficiency.reports.pictures.misses import misses_chart
from sufficiency.reports.pictures.panels import MOST_PANELS, PlansPanel, panels_chart, scale_sentence
from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.report.sentences.phrases import STEADY, at_end, change_of, more_of, plans_figure
from sufficiency.reports.summary.drivers import MEANINGS, NAMES
from sufficiency.reports.summary.plans.histories import AGE_BAND, AREA, NEED, PHASE
from sufficiency.reports.summary.plans.values import MissHere, PastMiss, PlansOf
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.words import AGE_BAND_NAMES, KIND_TITLES, PHASE_NAMES, about, band_sentence, need_name, whole

MOMENTUM = "ageing"
LEVEL_TITLES = {AGE_BAND: "Age band", PHASE: "Phase", NEED: "Need", AREA: "Area"}
MISS_NAMES = {PLANS: "Plans in all", **AGE_BAND_NAMES, **KIND_TITLES, "all_special": "All special schools"}
"""Series whose past misses are shown, in their order."""
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Group:
    """The plans of one level as the part shows them: what its members are called, one and several, and their names."""

    level: str
    one: str
    several: str
    rows: tuple[PlansOf, ...]
    names: tuple[str, ...]


def plans_title(summary: Summary) -> str:
    """Say where the number of plans goes."""
    first, last = summary.plans[0], summary.plans[-1]
    change = change_of(first.plans.central, last.plans.central, ("rise from", "fall from", "stay level, from"))
    return f"Plans {change} {plans_figure(first)} in January {first.census_year} to {at_end(last)}"


def group_title(group: Group, last: int) -> str:
    """Say in how many members of a group plans rise, and in which the most; then in how many they fall."""
    moves = [change_of(row.now, row.last.central, ("rise", "fall", "stay level")) for row in group.rows]
    if len(moves) == 1:
        return f"{group.names[0]}: plans {moves[0]} from {_now(group, 0)} to {_to(group.rows[0], last)}"
    rising, falling = moves.count("rise"), moves.count("fall")
    if not rising + falling:
        return f"Plans stay level in every {group.one}"
    leading = "rise" if rising >= falling else "fall"
    most = max(
        (place for place, move in enumerate(moves) if move == leading),
        key=lambda place: abs(group.rows[place].last.central - group.rows[place].now),
    )
    row = group.rows[most]
    others = _others(group, moves, "fall" if leading == "rise" else "rise")
    return (
        f"Plans {leading} in {_how_many(group, moves.count(leading))}, the most {_at(group, most)}:"
        f" from {_now(group, most)} to {_to(row, last)}{others}"
    )


def _others(group: Group, moves: list[str], opposite: str) -> str:
    """What the members that do not lead do: where there is one, by name."""
    parts = []
    for move in (opposite, "stay level"):
        found = [place for place, one in enumerate(moves) if one == move]
        if found:
            parts.append(f"{move} {_at(group, found[0]) if len(found) == 1 else f'in {_number(len(found))}'}")
    return f"; they {' and '.join(parts)}" if parts else ""


def drivers_title(summary: Summary) -> str:
    """Say how many plans are added by the last year, and what the two largest drivers do."""
    last = summary.plans[-1].census_year
    change = summary.added_by(last)
    largest = sorted(summary.drivers, key=lambda step: -abs(step.by(last)))[:2]
    parts = [
        f"{NAMES[step.driver].lower()} {'adds' if step.by(last) > 0 else 'takes away'} {about(abs(step.by(last)))}"
        for step in largest
        if round(step.by(last))
    ]
    return f"{more_of(change)} plans by January {last}{': ' if parts else ''}{', '.join(parts)}"


def momentum_sentence(summary: Summary) -> str:
    """Say what momentum is, in words that need no model; nothing where a run has no drivers."""
    found = next((step for step in summary.drivers if step.driver == MOMENTUM), None)
    if found is None:
        return ""
    base, last = summary.plans[0].census_year, summary.plans[-1].census_year
    added = found.by(last)
    first = (
        f"Momentum is what comes if nothing changes after January {base}: as many children and young people of each"
        " age, new plans for them at the rate of the year before, and plans that last as they did. Most plans start"
        " before the age of 11 and last for years."
    )
    if not round(added):
        return f"{first} By January {last} as many have ended as started."
    if added > 0:
        return (
            f"{first} The children who have a plan now grow older and keep it, as many new plans start behind them each"
            f" year, and by January {last} fewer have ended than started. So the number rises although the rate of new"
            " plans stays as it was."
        )
    return f"{first} By January {last} more have ended than started, although the rate of new plans stays as it was."


def misses_title(here: MissHere, authority: str) -> str:
    """Say how far forecasts of plans missed in the farthest year that was scored, and what that would be here."""
    return (
        f"Forecasts of plans made in this way missed by {tenth(here.miss.missed)} on average"
        f" {_ahead(here.miss.years_ahead).lower()} ahead: for {authority}, about {rough(here.either_way)} plans either"
        " way"
    )


def scored_sentence(miss: PastMiss) -> str:
    """Say what was scored, which way the forecasts leaned, and how often the range held."""
    held = (
        ""
        if miss.inside is None
        else f" Of the counts that came, {tenth(miss.inside)} lay inside the range meant for four in five."
    )
    return (
        f"They were made {_from_januaries(miss)} for {miss.authorities} authorities in England, from what was known"
        f" then, and set against what was counted {_ahead(miss.years_ahead).lower()} later. {_lean(miss)}.{held}"
    )


def kind_sentence(here: MissHere) -> str:
    """Say how far forecasts of the learners of a kind of provision missed, and what that would be here."""
    miss = here.miss
    return (
        f"{_ahead(miss.years_ahead)} ahead, forecasts were off by {tenth(miss.missed)} on average, about"
        f" {rough(here.either_way)} of the {about(here.forecast)} learners forecast here for January {here.census_year}"
        f" ({miss.authorities} authorities, {_from_januaries(miss)}). {_lean(miss)}."
    )


def tenth(value: float) -> str:
    """A percentage as the part writes it everywhere, to a tenth: ``10.6%``; never minus nothing."""
    return f"{round(value, 1) + 0.0:.1f}%".replace("-", "−")


def rough(value: float) -> str:
    """A figure to two digits, because a mean of past misses says no more: ``2,700``."""
    return about(round(value, 2 - len(str(round(abs(value))))) if abs(value) >= 10 else round(value))


def _lean(miss: PastMiss) -> str:
    """Which way forecasts leaned: authority by authority, and all their learners together where that differs."""
    own, together = _side(miss.leaned), _side(miss.leaned if miss.together is None else miss.together)
    leaned = f"were {_too(miss.leaned)} on average" if own else "leaned neither way"
    if own == together or miss.together is None:
        return f"They {leaned}"
    all_learners = _too(miss.together) if together else "they leaned neither way"
    return f"Authority by authority they {leaned}; for all their learners together, {all_learners}"


def _too(percent: float) -> str:
    return f"{tenth(abs(percent))} too {'high' if percent > 0 else 'low'}"


def _side(percent: float) -> int:
    """1: too high, -1: too low, 0: hardly either."""
    return 0 if abs(percent) < 100 * STEADY else (1 if percent > 0 else -1)


def _ahead(years: int) -> str:
    return f"{_number(years).capitalize()} {'year' if years == 1 else 'years'}"


def _from_januaries(miss: PastMiss) -> str:
    if miss.first_january == miss.last_january:
        return f"from January {miss.first_january} alone"
    return f"from each January of {miss.first_january} to {miss.last_january}"


def _number(many: int) -> str:
    return COUNTS[many] if many < len(COUNTS) else str(many)


def _how_many(group: Group, many: int) -> str:
    if many == len(group.rows):
        return f"all {_number(many)} {group.several}"
    return f"{_number(many)} of {_number(len(group.rows))} {group.several}"


def _at(group: Group, place: int) -> str:
    name = group.names[place]
    if group.level == AREA:
        return f"in {name}"
    return f"{'for' if group.level == NEED else 'at'} {name[0].lower()}{name[1:]}"


def _now(group: Group, place: int) -> str:
    """Plans of the base January as a sentence says them: in full where they are published, which no area's are."""
    now = group.rows[place].now
    return f"about {about(now)}" if group.level == AREA else whole(now)


def _to(row: PlansOf, last: int) -> str:
    return f"about {about(row.last.central)} in January {last}"


def _groups(summary: Summary) -> tuple[Group, ...]:
    """Every level that has rows, in the order of the part; needs and areas the largest of the last January first."""
    names: dict[str, Callable[[str], str]] = {
        AGE_BAND: AGE_BAND_NAMES.__getitem__,
        PHASE: PHASE_NAMES.__getitem__,
        NEED: need_name,
        AREA: dict(summary.area_names).__getitem__,
    }
    found = []
    for level, several in ((AGE_BAND, "age bands"), (PHASE, "phases"), (NEED, "needs"), (AREA, "areas")):
        rows = [row for row in summary.plans_by if row.level == level]
        if level in {NEED, AREA}:
            rows.sort(key=lambda row: -row.last.central)
        if rows:
            named = tuple(names[level](row.code) for row in rows)
            found.append(Group(level, several.removesuffix("s"), several, tuple(rows), named))
    return tuple(found)


def _panels(group: Group) -> list[PlansPanel]:
    """The panels of a group; of many areas the largest."""
    both = zip(group.names, group.rows, strict=True)
    return [PlansPanel(name, row.published, row.forecast, published=group.level != AREA) for name, row in both][
        :MOST_PANELS
    ]


def _miss_rows(misses: Sequence[PastMiss]) -> list[tuple[str, dict[int, PastMiss]]]:
    """Past misses of each series that was scored, by years ahead."""
    by_series = {name: {miss.years_ahead: miss for miss in misses if miss.series == name} for name in MISS_NAMES}
    return [(MISS_NAMES[series], found) for series, found in by_series.items() if found]


def _gather(_: RunView, summary: Summary) -> Given:
    titles = {"plans": plans_title(summary)}
    words = f"A line of plans by January: published, then forecast. {band_sentence(summary.identity.draws)}"
    pictures = {"plans": charts.forecast_chart(summary, titles["plans"], words)}
    groups, scales = _groups(summary), {}
    for group in groups:
        if group.level == PHASE:
            continue
        titles[group.level], panels = group_title(group, summary.plans[-1].census_year), _panels(group)
        scales[group.level] = scale_sentence(panels)
        words = f"A small picture for each {group.one}: plans by January. {scales[group.level]}"
        pictures[group.level] = panels_chart(f"plans-by-{group.level}", panels, titles[group.level], words)
    if summary.drivers:
        titles["drivers"] = drivers_title(summary)
        words = "Bars of plans that each driver adds or takes by the last year, one after another, and their sum."
        pictures["drivers"] = charts.drivers_chart(summary, titles["drivers"], words)
    return {
        "titles": titles,
        "pictures": pictures,
        "driver_years": _driver_years(summary),
        "driver_names": NAMES,
        "driver_meanings": MEANINGS,
        "momentum": momentum_sentence(summary),
        "groups": groups,
        "scales": scales,
        "level_titles": LEVEL_TITLES,
        "most_panels": MOST_PANELS,
        "group_years": _key_years(summary),
        "history_years": sorted({year for row in summary.plans_by for year, _ in row.published}),
        "misses": _misses(summary),
        "tenth": tenth,
    }


def _misses(summary: Summary) -> Given | None:
    """What the part says of past misses; None where plans of no year were scored."""
    of_plans = next((here for here in summary.misses_here if here.miss.series == PLANS), None)
    if of_plans is None:
        return None
    title = misses_title(of_plans, summary.identity.authority)
    words = "A line for plans and for each kind of provision: how far forecasts were off on average, by years ahead."
    kinds = [here for here in summary.misses_here if here.miss.series != PLANS]
    return {
        "title": title,
        "picture": misses_chart(summary.past_misses, title, words),
        "scored": scored_sentence(of_plans.miss),
        "kinds": [(KIND_TITLES[here.miss.series], kind_sentence(here)) for here in kinds],
        "years": sorted({miss.years_ahead for miss in summary.past_misses}),
        "rows": _miss_rows(summary.past_misses),
        "here": [(MISS_NAMES[one.miss.series], one.miss, rough(one.either_way)) for one in (of_plans, *kinds)],
    }


def _key_years(summary: Summary) -> tuple[int, ...]:
    """The base census, the January of the focus year, and the last."""
    wanted = (summary.plans[0].census_year, census_year(summary.focus_year), summary.plans[-1].census_year)
    return tuple(dict.fromkeys(wanted))


def _driver_years(summary: Summary) -> tuple[int, ...]:
    """Januaries for which the table of drivers has a column: the focus year's, and the last."""
    years = _key_years(summary)[1:] or _key_years(summary)
    return tuple(year for year in years if summary.drivers and year in summary.drivers[0].years)


PART = ReportPart("plans", "Plans", _gather)
