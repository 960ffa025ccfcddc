"""Journeys: how far learners travel, and how near home they have their places."""

from itertools import groupby

from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.summary.values import NearHome, Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.words import about, between, percent


def near_home_title(summary: Summary) -> str:
    """Say how near home learners have their places, now and at the end."""
    first, last = summary.near_home[0], summary.near_home[-1]
    if len(summary.area_names) > 1:
        words = "of learners with a specialist place have it in a state-funded school or base of the area they live in"
        return f"{percent(first.share_in_area)} {words}; {percent(last.share_in_area)} in {last.academic_year}"
    words = "learners with a specialist place have it outside the authority"
    return f"{_out(first)} {words}; {_out(last)} in {last.academic_year}"


def travelled_title(summary: Summary) -> str:
    """Say how many learners travel beyond the limits, now and at the end."""
    first, last = summary.travelled[0], summary.travelled[-1]
    least, most = (f"{minutes:g}" for minutes in first.limits)
    limits = f"{least} minutes" if least == most else f"{least} minutes to the end of primary age or {most} after it"
    words = f"learners with a specialist place travel over {limits}, one way"
    return f"{about(first.over_limit)} {words}; {about(last.over_limit)} in {last.academic_year}"


def _out(row: NearHome) -> str:
    return between(row.out_of_authority, row.most_out, about)


def access_title(summary: Summary) -> str:
    """Say where the fewest have a place near enough."""
    worst = min(summary.explained.access, key=lambda row: row.share_in_reach)
    name = dict(summary.area_names).get(worst.area, "the authority")
    return (
        f"In {summary.focus_year} {percent(worst.share_in_reach)} of the learners of {name} who need a base or special "
        "school have a place in one that is near enough, the fewest of all areas"
    )


def _gather(_: RunView, summary: Summary) -> Given | None:
    titles = {}
    if summary.travelled:
        titles["travelled"] = travelled_title(summary)
    if summary.near_home:
        titles["near_home"] = near_home_title(summary)
    if summary.explained.access:
        titles["access"] = access_title(summary)
    if not titles:
        return None
    by_need = groupby(summary.near_home_by_need, key=lambda row: row.need)
    return {"titles": titles, "near_by_need": [tuple(rows) for _, rows in by_need]}


PART = ReportPart("journeys", "Journeys, and near home", _gather)
