"""Do children live where the pack says: points inside their area, with children, as many as the population has."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely

from models.vocabulary import PHASES, Phase, ages_of_phase
from sufficiency.errors import Fault, Severity
from sufficiency.packs.boundaries import IN_DEGREES, NEAR_METRES, SWAP, misplaced
from sufficiency.packs.checks.register import check, count, finding, line, of_table
from sufficiency.packs.reading import Pack

PERSONS = [f"persons_{phase}" for phase in PHASES]
CHILDREN = [f"persons_{phase}" for phase in (Phase.EARLY_YEARS, Phase.PRIMARY, Phase.SECONDARY)]
FAR_METRES = 20_000.0
"""Metres outside its area from which the journeys of a point are certainly wrong (A-304)."""
MOST_ON_ONE_POINT, FEWEST_POINTS = 0.5, 5
"""Share of an area's children on one of this many points or more that is doubtful (A-304)."""
FEWEST_FOR_POPULATION, MOST_FOR_POPULATION = 0.6, 1.6
"""Children at the points of an area, for each in its population of the same phase, that can be right (A-305)."""
FEWEST_PERSONS = 100.0
"""Below this many persons the two are not compared."""


@check(Severity.ERROR, "demand_points", "areas")
def points_are_in_their_authority(pack: Pack) -> Iterator[Fault]:
    """A point far outside its area, in degrees or the wrong way round: every journey from there is wrong."""
    for number, point, metres in _outside(pack, FAR_METRES):
        yield _place_of(pack, number, point, metres)


@check(Severity.WARNING, "demand_points", "areas")
def points_are_in_their_area(pack: Pack) -> Iterator[Fault]:
    """A point of one area that lies in another, or beyond the boundary."""
    for number, point, metres in _outside(pack, NEAR_METRES):
        if metres <= FAR_METRES:
            yield _place_of(pack, number, point, metres)


def _outside(pack: Pack, least: float) -> Iterator[tuple[object, pd.Series, float]]:
    """Points that are at least so many metres outside the boundary of their area."""
    points, shapes = pack.tables["demand_points"], pack.boundaries.shapes
    drawn = points[points["area"].isin(list(shapes))]
    grid = shapely.points(drawn[["easting", "northing"]].to_numpy(dtype=np.float64))
    metres = shapely.distance(np.array([shapes[area] for area in drawn["area"]], dtype=object), grid)
    for (number, point), away in zip(drawn.iterrows(), metres.tolist(), strict=True):
        if away > least:
            yield number, point, away


def _place_of(pack: Pack, number: object, point: pd.Series, metres: float) -> Fault:
    east, north, area = float(point["easting"]), float(point["northing"]), str(point["area"])
    value = f"{point['point']} of {area}: {metres / 1000:,.1f} km outside it, at {count(east)}, {count(north)}"
    wrong = misplaced(east, north, area, pack.boundaries.shapes)
    where, remedy = "easting, northing", "look the point up, and repair its position or its area"
    if wrong is not None and (wrong.lies_in or wrong.remedy in (IN_DEGREES, SWAP)):
        where, remedy = "area" if wrong.lies_in else where, wrong.remedy
    return finding(line("demand_points", number, where), value, "inside the boundary of its area", remedy)


@check(Severity.WARNING, "demand_points")
def points_have_children(pack: Pack) -> Iterator[Fault]:
    """As many persons at a point as small areas of England have; a point without any is no start of a journey."""
    points = pack.tables["demand_points"]
    persons = points[CHILDREN].sum(axis=1)
    seen = pack.ranges.of("point_children", 0.0)
    for number, people in persons.items():
        if people > 0 and (seen is None or seen.holds(float(people))):
            continue
        allowed = "above 0" if seen is None else f"{count(seen.lowest)} to {count(seen.highest)} persons aged 0 to 15"
        value = f"{points['point'].to_dict()[number]}: {count(float(people))} persons aged 0 to 15"
        remedy = "is a nought missing, or one too many? A point stands for a small area (LSOA) of about 1,500 people"
        yield finding(line("demand_points", number, "persons"), value, allowed, remedy)


@check(Severity.WARNING, "demand_points")
def points_stand_apart(pack: Pack) -> Iterator[Fault]:
    """Two points in one place are one point twice; all points of an area in one place are no map of it."""
    points = pack.tables["demand_points"]
    for area, here in points.groupby("area"):
        places = here[["easting", "northing"]].drop_duplicates()
        if len(here) > 1 and len(places) == 1:
            remedy = "give each small area its own position; from one place every journey is the same"
            value = f"{area}: all {len(here)} points in one place"
            yield finding(line("demand_points", here.index[0], "easting, northing"), value, "a place each", remedy)
            continue
        twice = here[here.duplicated(["easting", "northing"])]
        for number, point in twice["point"].items():
            remedy = "is it one point twice? Its children are then counted twice"
            value = f"{point} of {area}, where another point is"
            yield finding(line("demand_points", number, "easting, northing"), value, "a place each", remedy)


@check(Severity.WARNING, "demand_points")
def children_are_spread(pack: Pack) -> Iterator[Fault]:
    """No single point holds most children of an area that has many points."""
    points = pack.tables["demand_points"]
    for phase, column in zip(PHASES, PERSONS, strict=True):
        for area, here in points.groupby("area"):
            whole = float(here[column].sum())
            if len(here) < FEWEST_POINTS or whole < FEWEST_PERSONS or here[column].max() <= MOST_ON_ONE_POINT * whole:
                continue
            number = here[column].idxmax()
            value = f"{here['point'].to_dict()[number]} of {area}: {count(float(here[column].max()))} of {count(whole)}"
            remedy = f"are the children of {phase.replace('_', ' ')} of the other points missing?"
            allowed = f"at most {MOST_ON_ONE_POINT:.0%} of an area on one point"
            yield finding(line("demand_points", number, column), value, allowed, remedy)


@check(Severity.WARNING, "demand_points", "population")
def points_fit_the_population(pack: Pack) -> Iterator[Fault]:
    """Children at the points of an area, against its population of the same phase at the mid-year before the base."""
    points = pack.tables["demand_points"].groupby("area")[PERSONS].sum()
    people = pack.at("population", "year", pack.base - 1)
    for phase, column in zip(PHASES, PERSONS, strict=True):
        residents = people[people["age"].isin(ages_of_phase(phase))].groupby("area")["persons"].sum()
        for area in [area for area in points.index if residents.get(area, 0.0) >= FEWEST_PERSONS]:
            there, known = float(points.loc[area, column]), float(residents[area])
            if FEWEST_FOR_POPULATION <= there / known <= MOST_FOR_POPULATION:
                continue
            name = phase.replace("_", " ")
            value = f"{area}: {count(round(there))} {name} at its points, {count(round(known))} residents"
            allowed = f"{FEWEST_FOR_POPULATION} to {MOST_FOR_POPULATION} for each resident"
            remedy = "are points missing, or of another area? Only their shares are used, for journeys"
            yield finding(of_table("demand_points", f"{column}, {area}"), value, allowed, remedy)
