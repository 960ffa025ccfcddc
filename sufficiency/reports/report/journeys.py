"""Journeys: how near home learners have their places, how far they travel, and what crosses the border."""

from itertools import groupby

from sufficiency.reports.pictures.atlas.journeys_map import journeys_map
from sufficiency.reports.pictures.kind_panels import near_home_chart
from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.report.sentences.maps import JOURNEYS_MAP_DESCRIPTION, journeys_map_title, left_out_sentence
from sufficiency.reports.summary.border import Border, Crossers
from sufficiency.reports.summary.values import NearHome, Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.words import about, between, percent, whole


def part_title(summary: Summary) -> str:
    """Say what the part is about in the focus year: near home, over the limit, outside."""
    focus = summary.focus_year
    where = "the area they live in" if len(summary.area_names) > 1 else "the authority"
    words = f"of learners with a specialist place have it in a state school or base of {where}"
    near = [row for row in summary.near_home if row.academic_year == focus]
    far = [row for row in summary.travelled if row.academic_year == focus]
    said = [f"{percent(row.share_in_area)} {words}" for row in near]
    said += [f"{about(row.over_limit)} are known to travel longer than the limit" for row in far]
    if summary.border is not None:
        said.append(f"{whole(summary.border.in_year(focus).outside)} are known to be in schools outside the authority")
    if not said:
        return "Near home, journeys, and across the border"
    return f"In {focus}, {', '.join(said[:-1])}{' and ' if len(said) > 1 else ''}{said[-1]}"


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
    said = f"{about(first.over_limit)} {words}; {about(last.over_limit)} in {last.academic_year}"
    if round(last.stated) <= round(first.stated):
        return said
    return f"{said}, when {about(last.stated)} journeys are not known, {about(first.stated)} now"


def _out(row: NearHome) -> str:
    return between(row.out_of_authority, row.most_out, about)


def access_title(summary: Summary) -> str:
    """Say where the smallest share has a place near enough."""
    worst = min(summary.explained.access, key=lambda row: row.share_in_reach)
    name = dict(summary.area_names).get(worst.area, "the authority")
    return (
        f"In {summary.focus_year}, {percent(worst.share_in_reach)} of the learners of {name} who need a base or"
        " special school have a place in one that is near enough"
        + (", the smallest share of all areas" if len(summary.area_names) > 1 else "")
    )


def picture_title(summary: Summary) -> str:
    """Say how near home places are and how long journeys are in the last year, against the first."""
    said = []
    if summary.near_home:
        first, last = summary.near_home[0], summary.near_home[-1]
        where = "of the area they live in" if len(summary.area_names) > 1 else "of the authority"
        now = f"{percent(last.share_in_area)} of learners with a specialist place have it in a state school or base"
        said.append(f"In {last.academic_year}, {now} {where}, {percent(first.share_in_area)} in {first.academic_year}")
    if summary.travelled:
        before, after = summary.travelled[0], summary.travelled[-1]
        over = f"{about(after.over_limit)} travel longer than the limit"
        said.append(f"{over}, {about(before.over_limit)} in {before.academic_year}")
    return "; ".join(said)


def border_title(border: Border, focus: str) -> str:
    """Say what crosses the border in the focus year."""
    row = border.in_year(focus)
    kept = f"{whole(row.kept)} places of the authority's schools are kept for learners of others"
    if round(row.kept) == 0:
        kept = "no place of the authority's schools is known to be kept for learners of others"
    return f"In {focus}, {kept}; {whole(row.outside)} of its own learners are in schools outside it"


def crossers_title(crossers: Crossers, what: str) -> str:
    """Say how many providers have how many of the places or learners that cross the border, now."""
    count, most = len(crossers.largest) + crossers.others, crossers.largest[0]
    schools = f"{count} schools have" if count > 1 else "One school has"
    said = f"{schools} {whole(crossers.of_all[0])} {what} in {crossers.years[0]}"
    return f"{said}; the most, {whole(most.figures[0])}, at {most.name}" if count > 1 else said


def _gather(view: RunView, summary: Summary) -> Given | None:
    titles, pictures = {}, {}
    shown = summary.maps
    if view.boundaries is not None and shown is not None and shown.ground is not None and shown.lines:
        titles["map"] = journeys_map_title(shown)
        pictures["map"] = journeys_map(shown, view.boundaries, titles["map"], JOURNEYS_MAP_DESCRIPTION)
    if summary.near_home or summary.travelled:
        titles["picture"] = picture_title(summary)
        pictures["near_home"] = near_home_chart(summary, titles["picture"], picture_words(summary))
    if summary.travelled:
        titles["travelled"] = travelled_title(summary)
    if summary.near_home:
        titles["near_home"] = near_home_title(summary)
    if summary.explained.access:
        titles["access"] = access_title(summary)
    if summary.border is not None:
        titles |= _border_titles(summary.border, summary.focus_year)
    if not titles:
        return None
    titles["part"] = part_title(summary)
    by_need = groupby(summary.near_home_by_need, key=lambda row: row.need)
    return {
        "titles": titles,
        "pictures": pictures,
        "near_by_need": [tuple(rows) for _, rows in by_need],
        "left_out": "" if shown is None else left_out_sentence(shown.left_out),
    }


def _border_titles(border: Border, focus: str) -> dict[str, str]:
    titles = {"border": border_title(border, focus)}
    if border.imports is not None:
        titles["imports"] = crossers_title(border.imports, "places for learners of other authorities")
    if border.exports is not None:
        titles["exports"] = crossers_title(border.exports, "learners of this authority")
    return titles


def picture_words(summary: Summary) -> str:
    """Describe the picture for those who do not see it: what its panels are."""
    said = []
    if summary.near_home:
        said.append("Bars by academic year: shares of learners with a specialist place, from near home to outside.")
    if summary.travelled:
        said.append("Lines by academic year: minutes one way, and learners whose journey is over the limit.")
    return " ".join(said)


PART = ReportPart("journeys", "Journeys, near home, and the border", _gather)
