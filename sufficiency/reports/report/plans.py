"""Plans: where their number goes, and why it changes."""

from itertools import groupby

from models.vocabulary import census_year
from sufficiency.reports.pictures import charts
from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.report.phrases import at_end, change_of, more_of, plans_figure
from sufficiency.reports.summary.drivers import MEANINGS, NAMES
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.words import about, band_sentence


def plans_title(summary: Summary) -> str:
    """Say where the number of plans goes."""
    first, last = summary.plans[0], summary.plans[-1]
    change = change_of(first.plans.central, last.plans.central, ("rise from", "fall from", "stay level, from"))
    return f"Plans {change} {plans_figure(first)} in January {first.census_year} to {at_end(last)}"


def drivers_title(summary: Summary) -> str:
    """Say how many plans are added by the last year, and what the two largest drivers do."""
    last = summary.plans[-1].census_year
    change = summary.added_by(last)
    largest = sorted(summary.drivers, key=lambda step: -abs(step.by(last)))[:2]
    parts = [
        f"{NAMES[step.driver].lower()} {'adds' if step.by(last) > 0 else 'takes'} {about(abs(step.by(last)))}"
        for step in largest
        if round(step.by(last))
    ]
    return f"{more_of(change)} plans by January {last}{': ' if parts else ''}{', '.join(parts)}"


def _gather(_: RunView, summary: Summary) -> Given:
    titles = {"plans": plans_title(summary)}
    words = f"A line of plans by January: published, then forecast. {band_sentence(summary.identity.draws)}"
    pictures = {"plans": charts.forecast_chart(summary, titles["plans"], words)}
    if summary.drivers:
        titles["drivers"] = drivers_title(summary)
        words = "Bars: plans of the base year, what each driver adds or takes by the last year, plans of that year."
        pictures["drivers"] = charts.drivers_chart(summary, titles["drivers"], words)
    return {
        "titles": titles,
        "pictures": pictures,
        "driver_years": _driver_years(summary),
        "driver_names": NAMES,
        "driver_meanings": MEANINGS,
        "groups": [tuple(rows) for _, rows in groupby(summary.groups, key=lambda row: row.code)],
    }


def _driver_years(summary: Summary) -> tuple[int, ...]:
    """Januaries for which the table of drivers has a column: the focus year's, and the last."""
    years = (census_year(summary.focus_year), summary.plans[-1].census_year)
    return tuple(dict.fromkeys(year for year in years if summary.drivers and year in summary.drivers[0].years))


PART = ReportPart("plans", "Plans", _gather)
