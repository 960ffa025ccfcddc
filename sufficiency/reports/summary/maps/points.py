"""Where schools and bases stand, with their places and learners of the focus year."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from shapely.geometry.base import BaseGeometry

from models.vocabulary import IN_COUNTY, Provision
from sufficiency.reports.summary.maps.values import Ground, SchoolPoint
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.contracts import records

FEWEST = 10
"""Learners of one area at a school, or at an independent or non-maintained school, who are shown on a map (A-510)."""
LEAST = 0.5
"""Places below which a school has none."""
TOGETHER, NEARBY = 40, 10
"""Bases of an area that stand within this part of the longer side of the map are one mark; schools within that part
outside the areas are on the map (A-511)."""
STATE = tuple(str(kind) for kind in IN_COUNTY)
SHOWN = (*STATE, str(Provision.INDEPENDENT_SPECIAL), str(Provision.NON_MAINTAINED_SPECIAL))
"""Kinds that are marked: each has a site. What stands for many schools of an area at once is left out."""
POSITION = ["easting", "northing"]
Points = tuple[SchoolPoint, ...]


def grounds_of(boundaries: Mapping[str, BaseGeometry]) -> Ground:
    """The part of the country that holds every area, of which there is one or more."""
    wests, souths, easts, norths = zip(*(shape.bounds for shape in boundaries.values()), strict=True)
    return (min(wests), min(souths), max(easts), max(norths))


def long_side(ground: Ground) -> float:
    """Metres of the longer side."""
    west, south, east, north = ground
    return max(east - west, north - south)


def school_points(view: RunView, years: tuple[str, str], ground: Ground) -> tuple[SchoolPoint, ...]:
    """Schools with a known site that have places in the focus year, the largest first.

    ``years`` are the base year and the focus year. Independent and non-maintained schools are those with ``FEWEST``
    learners or more, so that nobody is recognised.
    """
    shown = [one for one in all_points(view, years) if _is_shown(one)]
    names = {str(row["area"]): str(row["name"]) for row in records(view.areas)}
    joined = _joined(shown, long_side(ground) / TOGETHER, names)
    return tuple(sorted(joined, key=lambda one: (-one.size, one.name, one.providers)))


def all_points(view: RunView, years: tuple[str, str]) -> list[SchoolPoint]:
    """Every school and base with a known site, whoever is there."""
    return [_point(now, then) for now, then in _rows(view, years)]


def _is_shown(one: SchoolPoint) -> bool:
    if one.is_state:
        return max(one.places, one.learners) >= LEAST
    return one.learners >= FEWEST


def on_the_map(
    points: Sequence[SchoolPoint], ground: Ground
) -> tuple[tuple[SchoolPoint, ...], tuple[SchoolPoint, ...]]:
    """Those in the ground or near it, and those beyond."""
    margin = long_side(ground) / NEARBY
    west, south, east, north = ground
    near = [
        west - margin <= one.at[0] <= east + margin and south - margin <= one.at[1] <= north + margin for one in points
    ]
    pairs = list(zip(points, near, strict=True))
    return tuple(one for one, is_near in pairs if is_near), tuple(one for one, is_near in pairs if not is_near)


def holding(ground: Ground, points: Iterable[SchoolPoint]) -> Ground:
    """The ground, grown so that every point is in it."""
    easts, norths = [ground[0], ground[2]], [ground[1], ground[3]]
    for one in points:
        easts.append(one.at[0])
        norths.append(one.at[1])
    return (min(easts), min(norths), max(easts), max(norths))


def _rows(view: RunView, years: tuple[str, str]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The rows of the base year and the focus year of each school of a kind that is shown and whose site is known."""
    known = view.providers.reindex(columns=["provider_id", "name", *POSITION]).dropna(subset=POSITION)
    table = view.tables["schools"]
    table = table[table["provision"].isin(SHOWN)].merge(known, on="provider_id", validate="many_to_one")
    table = table.assign(area=table["area"].fillna(""))
    first, focus = (
        {str(row["provider_id"]): row for row in records(table[table["academic_year"] == year])} for year in years
    )
    return [(first[provider], focus[provider]) for provider in sorted(first.keys() & focus.keys())]


def _point(now: dict[str, Any], then: dict[str, Any]) -> SchoolPoint:
    return SchoolPoint(
        providers=(str(then["provider_id"]),),
        name=str(then["name"]),
        kind=str(then["provision"]),
        area=str(then["area"]),
        at=(float(then["easting"]), float(then["northing"])),
        places_now=float(now["places"]),
        places=float(then["places"]),
        reserved=float(then["reserved"]),
        learners=float(then["learners"]),
    )


def _joined(points: list[SchoolPoint], near: float, names: dict[str, str]) -> list[SchoolPoint]:
    """The points, with bases of one area that stand within ``near`` metres of the largest of them as one."""
    base = str(Provision.SPECIALIST_BASE)
    bases = sorted((one for one in points if one.kind == base), key=lambda one: (one.area, -one.places, one.providers))
    joined = [one for one in points if one.kind != base]
    for area, of_area in groupby(bases, key=lambda one: one.area):
        left = list(of_area)
        while left:
            close = [one for one in left if _apart(one, left[0]) <= near]
            left = [one for one in left if one not in close]
            joined.append(_together(close, names.get(area, area)))
    return joined


def _apart(one: SchoolPoint, other: SchoolPoint) -> float:
    return max(abs(one.at[0] - other.at[0]), abs(one.at[1] - other.at[1]))


def _together(bases: list[SchoolPoint], area_name: str) -> SchoolPoint:
    """Bases as one mark, where the largest of them stands."""
    if len(bases) == 1:
        return bases[0]
    largest = bases[0]
    return SchoolPoint(
        providers=tuple(provider for one in bases for provider in one.providers),
        name=f"Bases in {area_name}",
        kind=largest.kind,
        area=largest.area,
        at=largest.at,
        places_now=sum(one.places_now for one in bases),
        places=sum(one.places for one in bases),
        reserved=sum(one.reserved for one in bases),
        learners=sum(one.learners for one in bases),
    )
