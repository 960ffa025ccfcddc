"""The layers of the map: areas, gaps by year, providers and journeys, each with figures of the run's tables."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString, MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from models.vocabulary import KINDS_OF_PROVISION, academic_year, census_year
from sufficiency.harmless import visible
from sufficiency.packs.boundaries import NATIONAL_GRID
from sufficiency.reports.explore.opened import OpenRun
from sufficiency.results.headlines import FOCUS_YEARS_AHEAD

AREAS, GAPS, PROVIDERS, FLOWS = "areas", "gaps_by_year", "providers", "flows"
YEAR, STARTS, ENDS = "academic_year", "starts", "ends"
OF_GAP = ("required", "places", "gap", "gap_p10", "gap_p90", "above_places", "inmss_for_want", "unmet")
NEAR_HOME, MINUTES = "share_near_home", "mean_minutes"
OF_AREA = (*OF_GAP, NEAR_HOME, MINUTES)
OF_PROVIDER = ("places", "learners", "occupancy")
OF_FLOW = ("learners", "entrants", "minutes", "miles")
CRS = f"EPSG:{NATIONAL_GRID}"
Layers = Mapping[str, gpd.GeoDataFrame]


def shown_years(run: OpenRun) -> list[str]:
    """The years that have columns of their own: base year, first year ahead, focus year and last year."""
    years = run.years
    return list(dict.fromkeys((years[0], years[min(1, len(years) - 1)], focus_year(run), years[-1])))


def focus_year(run: OpenRun) -> str:
    """The furthest year for which forecasts like it have been scored, or the last where the run is shorter."""
    wanted = academic_year(census_year(run.years[0]) + FOCUS_YEARS_AHEAD)
    return wanted if wanted in run.years else run.years[-1]


def of_year(measure: str, year: str) -> str:
    """The column of a measure in a year: ``gap_2029_30``."""
    return f"{measure}_{year.replace('/', '_')}"


def layers_of(run: OpenRun) -> Layers:
    """Every layer, by name; without boundaries there are no areas."""
    made = {} if not run.inputs.boundaries else {AREAS: _areas(run), GAPS: _gaps(run)}
    return {**made, FLOWS: _flows(run), PROVIDERS: _providers(run)}


def figures_of_areas(run: OpenRun) -> pd.DataFrame:
    """A row an area and year: what is required, the gap and its parts, the share near home, and minutes."""
    need, shares = (
        table[table["level"] == "area"].rename(columns={"code": "area"})
        for table in (run.table("place_need_totals"), run.table("local_shares_totals"))
    )
    near = shares.rename(columns={"share_in_area_state": NEAR_HOME})
    key = [YEAR, "area"]
    figures = need[[*key, *OF_GAP]].merge(near[[*key, NEAR_HOME]], how="left", on=key, validate="1:1")
    return figures.merge(run.table("access")[[*key, MINUTES]], how="left", on=key, validate="1:1")


def _areas(run: OpenRun) -> gpd.GeoDataFrame:
    figures, years = figures_of_areas(run), shown_years(run)
    rows = _wide(figures, "area", OF_AREA, years, sorted(run.inputs.boundaries))
    rows.insert(1, "name", [_name(run, "area", code) for code in rows["area"]])
    return _layer(rows, [_shape(run, code) for code in rows["area"]])


def _gaps(run: OpenRun) -> gpd.GeoDataFrame:
    figures = figures_of_areas(run)
    rows = figures[figures["area"].isin(list(run.inputs.boundaries))].sort_values(["area", YEAR], ignore_index=True)
    rows = _dated(rows[["area", YEAR, *OF_AREA]])
    rows.insert(1, "name", [_name(run, "area", code) for code in rows["area"]])
    return _layer(rows, [_shape(run, code) for code in rows["area"]])


def _providers(run: OpenRun) -> gpd.GeoDataFrame:
    """Every provider that has a position: a market has none."""
    known = run.providers[run.providers["easting"].notna()]
    rows = _wide(run.table("schools"), "provider_id", OF_PROVIDER, shown_years(run), list(known["provider_id"]))
    packed = set(run.inputs.tables["providers"]["provider_id"])
    who = {
        "name": [_name(run, "provider_id", code) for code in known["provider_id"]],
        "kind": [kind_name(provision) for provision in known["provision"]],
        "provision": known["provision"].tolist(),
        "area": known["area"].fillna("").tolist(),
        "area_name": [_name(run, "area", code) for code in known["area"].fillna("")],
        "needs": [_needs(run, codes) for codes in known["needs"]],
        "min_age": known["min_age"].astype("int64").tolist(),
        "max_age": known["max_age"].astype("int64").tolist(),
        "opened_by": ["pack" if code in packed else "scenario" for code in known["provider_id"]],
    }
    for place, (column, values) in enumerate(who.items(), 1):
        rows.insert(place, column, values)
    points = [Point(*at) for at in zip(known["easting"], known["northing"], strict=True)]
    return _layer(rows, points)


def _flows(run: OpenRun) -> gpd.GeoDataFrame:
    """A line from the middle of each area to each provider that has a position and learners of it, by year."""
    known = run.providers[run.providers["easting"].notna()].set_index("provider_id")
    middles = middles_of(run)
    rows = run.table("school_origins")
    rows = rows[rows["provider_id"].isin(known.index) & rows["area"].isin(list(middles)) & (rows["learners"] > 0)]
    rows = _dated(rows[[YEAR, "area", "provider_id", *OF_FLOW]].reset_index(drop=True))
    rows.insert(4, "area_name", [_name(run, "area", code) for code in rows["area"]])
    rows.insert(6, "provider_name", [_name(run, "provider_id", code) for code in rows["provider_id"]])
    rows.insert(7, "kind", [kind_name(known["provision"][code]) for code in rows["provider_id"]])
    places = {code: (at.easting, at.northing) for code, at in known[["easting", "northing"]].iterrows()}
    ends = zip(rows["area"], rows["provider_id"], strict=True)
    return _layer(rows, [LineString([middles[area], places[provider]]) for area, provider in ends])


def middles_of(run: OpenRun) -> dict[str, tuple[float, float]]:
    """A point in the middle of each area: within its shape, or amid its points of demand where there is no shape."""
    points = run.inputs.tables["demand_points"].groupby("area")[["easting", "northing"]].mean()
    amid = {str(code): (float(at["easting"]), float(at["northing"])) for code, at in points.iterrows()}
    shaped = {code: shape.representative_point() for code, shape in run.inputs.boundaries.items()}
    return amid | {code: (point.x, point.y) for code, point in shaped.items()}


def _wide(
    figures: pd.DataFrame, key: str, measures: Sequence[str], years: Sequence[str], codes: Sequence[str]
) -> pd.DataFrame:
    """A row a code, with a column for each year of each measure."""
    columns: dict[str, object] = {key: list(codes)}
    for year in years:
        rows = figures[figures[YEAR] == year].set_index(key)
        columns |= {of_year(measure, year): rows[measure].reindex(list(codes)).to_numpy() for measure in measures}
    return pd.DataFrame(columns)


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows by year with the first and the last day of each, which programs for maps go by."""
    first = rows[YEAR].str[:4].astype("int64")
    starts, ends = (
        pd.to_datetime({"year": year, "month": month, "day": day})
        for year, month, day in ((first, 9, 1), (first + 1, 8, 31))
    )
    place = rows.columns.get_loc(YEAR)
    if not isinstance(place, int):
        raise TypeError("each column once")
    dated = rows.copy()
    dated.insert(place + 1, STARTS, starts)
    dated.insert(place + 2, ENDS, ends)
    return dated


def _layer(rows: pd.DataFrame, shapes: Sequence[BaseGeometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=list(shapes), crs=CRS)


def _shape(run: OpenRun, code: str) -> MultiPolygon:
    shape = run.inputs.boundaries[code]
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])


def _name(run: OpenRun, column: str, code: str) -> str:
    return visible(run.names[column].get(code, ""))


def _needs(run: OpenRun, codes: str) -> str:
    return "; ".join(run.names["need"][code] for code in codes.split())


def kind_name(provision: str) -> str:
    """A kind of provision as a legend writes it: ``State special school``."""
    name = next(kind.name for kind in KINDS_OF_PROVISION.values() if str(kind.provision) == provision)
    return f"{name[:1].upper()}{name[1:]}"
