"""Schools and areas on invented ground, for the tests of maps: the invented run with sites, and crowds of any size."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from report_fixture import run_summary, run_view, squares
from shapely.geometry import Polygon, box

from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.maps.maps import maps
from sufficiency.reports.summary.maps.points import grounds_of
from sufficiency.reports.summary.maps.values import AreaFigures, JourneyLine, LeftOut, MapsShown, SchoolPoint
from sufficiency.reports.summary.view import RunView

KINDS = ("state_special", "specialist_base", "independent_special")
HOSTILE = (
    "<script>alert(1)</script>",
    "Bell\x07 and \u202eturned\u202c & \x00nought",
    "$\\frac{1}{2}$ School " + "of a very long name " * 12,
    "Unbroken" * 30,
    "",
)
"""Names that a person may have typed: markup, control characters, a formula, too long for any map, and nothing."""


@cache
def located_view() -> RunView:
    """The invented run with a site for each school: in its square, outside it but near, or far away."""
    view, shapes = run_view(squares()), squares()
    sites = {"special-elsewhere": (428_000.0, 100_000.0), "independent": (455_000.0, 118_000.0)}
    sites["non-maintained"] = (600_000.0, 300_000.0)
    for area, shape in shapes.items():
        sites[f"special-{area}"] = (shape.centroid.x + 2_000.0, shape.centroid.y)
        sites[f"base-{area}"] = (shape.centroid.x - 3_000.0, shape.centroid.y - 4_000.0)
    found = np.array([sites[provider] for provider in view.providers["provider_id"]])
    return replace(view, providers=view.providers.assign(easting=found[:, 0], northing=found[:, 1]))


def shown_of(view: RunView) -> MapsShown:
    """What the maps of a view of the invented run show; its areas are those of the run as it is."""
    summary = run_summary()
    needed = {row.area: (row.required, row.gap) for row in summary.by_area}
    minutes = {row.area: row.mean_minutes for row in summary.explained.access}
    return maps(view, (summary.key_years[0], summary.focus_year), needed, minutes)


def rows_of_squares(count: int, side: float = 10_000.0) -> dict[str, Polygon]:
    """Areas in rows of four, every third a tenth as wide as the others."""
    shapes = {}
    for index in range(count):
        west, south = 400_000 + side * (index % 4), 100_000 + side * (index // 4)
        shapes[f"area-{index}"] = box(west, south, west + (side / 10 if index % 3 == 2 else side), south + side)
    return shapes


def area_of(code: str, name: str, index: int) -> AreaFigures:
    """An area with figures of its own, every fourth without learners in specialist places."""
    required, missing = Estimate(1000.0 + index, 900.0, 1100.0 + index), Estimate(37.0 * index, 0.0, 50.0 * index)
    known = index % 4 != 3
    return AreaFigures(code, name, required, missing, index / 20 if known else None, 20.0 + index if known else None)


def crowd(shapes: Mapping[str, Polygon], schools: int, names: Sequence[str] = (), part: float = 1.0) -> MapsShown:
    """So many schools of three kinds in a ``part`` of the ground, and a journey from each area to every fifth."""
    ground, chance = grounds_of(shapes), np.random.default_rng(20250116)
    west, south, east, north = ground
    areas = sorted(shapes)
    typed = list(names) or [f"School {number}" for number in range(max(schools, len(areas)))]
    points = [
        SchoolPoint(
            providers=(f"school-{index}",),
            name=typed[index % len(typed)],
            kind=KINDS[index % 3],
            area=areas[index % len(areas)],
            at=(west + (east - west) * part * float(x), south + (north - south) * part * float(y)),
            places_now=float(index % 5) * 20.0,
            places=20.0 + 4.0 * index,
            reserved=0.0,
            learners=(20.0 + 4.0 * index) * (0.9 + 0.1 * (index % 4)),
        )
        for index, (x, y) in enumerate(chance.random((schools, 2)))
    ]
    lines = [JourneyLine(area, one, one.learners / 3) for area in areas for one in points[::5]]
    figures = tuple(area_of(code, typed[index % len(typed)], index) for index, code in enumerate(areas))
    lines.sort(key=lambda line: -line.learners)
    left_out = LeftOut(123.0, 4.0, 0.0)
    return MapsShown("2029/30", "2024/25", figures, ground, tuple(points), (), tuple(lines), left_out)
