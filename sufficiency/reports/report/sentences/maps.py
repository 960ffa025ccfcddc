"""What the maps say in sentences: which area stands out, which schools are fullest, who crosses a border."""

from sufficiency.reports.summary.maps.points import FEWEST
from sufficiency.reports.summary.maps.values import FAR_OVER, LeftOut, MapsShown
from sufficiency.reports.words import about, listed, percent, whole

AREA_MAPS_DESCRIPTION = (
    "Four maps of the areas, each area with its number and its figure: learners who require a state specialist place,"
    " places missing, share of learners with a specialist place who have it in a state school of the area that they"
    " live in, and mean minutes to it one way. Darker is more. A list below has the names and all figures."
)
SCHOOL_MAP_DESCRIPTION = (
    "A map of state special schools (circles), specialist bases (squares) and independent and non-maintained schools"
    f" (diamonds; those with {FEWEST} learners or more of the authority). Each is as large as its places, filled where"
    f" it has more learners than places, and ringed above {FAR_OVER}%. Labels give name, places and occupancy, or a"
    " number that stands in the list below. Dense parts are shown again, larger."
)
JOURNEYS_MAP_DESCRIPTION = (
    "Lines from the middle of each area to the schools of its learners, as wide as there are learners: dark across the"
    " border of the area, pale within it. The largest across a border have numbers, with areas, schools and learners in"
    " the list below."
)


def area_maps_title(shown: MapsShown) -> str:
    """Say where the smallest share of learners has a place near home, and where the most places are missing."""
    known = [(one.share_in_area, one.name) for one in shown.areas if one.share_in_area is not None]
    worst = max(shown.areas, key=lambda one: one.missing.central, default=None)
    if worst is None:
        return f"Areas in {shown.academic_year}"
    missing = f"{worst.name} lacks the most places in {shown.academic_year}: about {about(worst.missing.central)}"
    if round(worst.missing.central) <= 0:
        missing = f"In {shown.academic_year} no area lacks specialist places"
    if len(known) < 2:
        return missing
    share, name = min(known)
    return f"{missing}; in {name} the smallest share have theirs in a state school of their area: {percent(share)}"


def school_map_title(shown: MapsShown) -> str:
    """Say how many state schools and bases on the map are far above their places."""
    state = [one for one in shown.schools if one.is_state]
    far = sum(one.per_cent is not None and one.per_cent > FAR_OVER for one in state)
    new = sum(one.is_new for one in state)
    are = f"{far} of {len(state)} marks of state special schools and bases {'is' if far == 1 else 'are'} above"
    words = f"{are} {FAR_OVER}% of {'its' if far == 1 else 'their'} places in {shown.academic_year}"
    return f"{words}; {new} {'is' if new == 1 else 'are'} new" if new else words


def journeys_map_title(shown: MapsShown) -> str:
    """Say how many learners of the map's lines cross the border of their area."""
    total = sum(line.learners for line in shown.lines)
    if not shown.lines:
        return f"No journey of {FEWEST} learners or more in {shown.academic_year}"
    across = sum(line.learners for line in shown.across)
    return (
        f"Of {about(total)} learners on the map of journeys, {about(across)} ({percent(across / total)})"
        f" cross the border of their area in {shown.academic_year}"
    )


def left_out_sentence(left_out: LeftOut) -> str:
    """Say how many learners with a specialist place are in no line, and why."""
    parts = (
        (left_out.few, f"would be in lines of fewer than {FEWEST}"),
        (left_out.beyond, "go to schools beyond the map"),
        (left_out.nowhere, "have places whose site nobody has named, such as the independent market"),
    )
    said = [f"{_some(count)} {why}" for count, why in parts if round(count) > 0]
    if not said:
        return "No learner with a specialist place is left out."
    return f"Learners left out: {listed(said)}."


def _some(count: float) -> str:
    return whole(count) if count >= FEWEST else f"fewer than {FEWEST}"
