"""Everything that the maps of a report show: areas, schools, and the journeys between them."""

from collections import defaultdict
from collections.abc import Mapping

from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.maps.areas import area_figures
from sufficiency.reports.summary.maps.points import FEWEST, all_points, grounds_of, holding, on_the_map, school_points
from sufficiency.reports.summary.maps.values import JourneyLine, LeftOut, MapsShown, SchoolPoint
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.contracts import records


def maps(
    view: RunView,
    years: tuple[str, str],
    needed: Mapping[str, tuple[Estimate, Estimate]],
    minutes: Mapping[str, float],
) -> MapsShown:
    """The maps of the focus year; ``years`` are the base year and the focus year.

    ``needed`` has learners required and places missing by area, ``minutes`` the mean journey by area. Without
    boundaries there is no ground, no school and no line.
    """
    areas = area_figures(view, years[1], needed, minutes)
    if not view.boundaries:
        return MapsShown(years[1], years[0], areas, None, (), (), (), LeftOut(0.0, 0.0, 0.0))
    ground = grounds_of(view.boundaries)
    near, beyond = on_the_map(school_points(view, years, ground), ground)
    sited = {provider for one in all_points(view, years) for provider in one.providers}
    lines, left_out = journey_lines(view, years[1], near, beyond, sited)
    return MapsShown(years[1], years[0], areas, holding(ground, near), near, beyond, lines, left_out)


def journey_lines(
    view: RunView,
    academic_year: str,
    near: tuple[SchoolPoint, ...],
    beyond: tuple[SchoolPoint, ...],
    sited: set[str],
) -> tuple[tuple[JourneyLine, ...], LeftOut]:
    """Lines of ``FEWEST`` learners or more to schools that are ``near``, the most first, and who is in none.

    ``sited`` are the providers of every school with a site, those of too few learners to be marked too.
    """
    marked = {provider: one for one in near for provider in one.providers}
    far = {provider for one in beyond for provider in one.providers}
    learners: dict[tuple[str, SchoolPoint], float] = defaultdict(float)
    out = dict.fromkeys(("few", "beyond", "nowhere"), 0.0)
    origins = view.tables["school_origins"]
    for row in records(origins[origins["academic_year"] == academic_year]):
        provider, area, some = str(row["provider_id"]), str(row["area"]), float(row["learners"])
        if provider in marked:
            learners[area, marked[provider]] += some
        else:
            out["beyond" if provider in far else "few" if provider in sited else "nowhere"] += some
    lines = [JourneyLine(area, school, some) for (area, school), some in learners.items()]
    out["few"] += sum(line.learners for line in lines if line.learners < FEWEST)
    shown = [line for line in lines if line.learners >= FEWEST]
    return tuple(sorted(shown, key=lambda line: (-line.learners, line.area, line.school.providers))), LeftOut(**out)
