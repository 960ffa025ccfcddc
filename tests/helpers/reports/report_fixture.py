"""A plausible, invented run that meets every contract, for the tests of reports. The places are Hampshire's districts.

The figures are formulas, not forecasts: no test may read anything about the county into them.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import product

import pandas as pd
from need_tables import kinds_of, totals_of, with_parts
from shapely.geometry import Polygon
from swings_by_hand import swings_table

from models.demand.drivers import DRIVER_NAMES as DRIVER_CODES
from models.money.lines import ITEMS, LINES
from models.vocabulary import (
    AGE_GROUPS,
    INMSS,
    NEEDS,
    PHASES,
    REQUIREMENTS,
    Provision,
    academic_year,
    financial_year,
)
from sufficiency.packs.england.contracts import PAST_MISSES
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.results.every_table import EVERY_TABLE
from sufficiency.results.local_shares import shares_of
from sufficiency.results.ranges import MONEY
from sufficiency.tables.contracts import check

AREAS = {
    "E07000084": "Basingstoke and Deane",
    "E07000085": "East Hampshire",
    "E07000086": "Eastleigh",
    "E07000087": "Fareham",
    "E07000088": "Gosport",
    "E07000089": "Hart",
    "E07000090": "Havant",
    "E07000091": "New Forest",
    "E07000092": "Rushmoor",
    "E07000093": "Test Valley",
    "E07000094": "Winchester",
}
AREA_SHARES = dict(zip(AREAS, (14, 9, 10, 8, 7, 7, 10, 12, 7, 8, 8), strict=True))
PHASE_SHARES = dict(zip(PHASES, (4, 33, 40, 17, 6), strict=True))
NEED_SHARES = dict(zip(NEEDS, (34, 22, 17, 8, 5, 2, 5, 3, 1.4, 0.8, 0.1, 0.5, 1.2), strict=True))
SPECIALIST_SHARES = {"SLD": 0.95, "PMLD": 0.97, "ASD": 0.42, "SEMH": 0.36, "MLD": 0.3}
REQUIREMENT_SHARES = {"base": 0.14, "special": 0.80, "independent_only": 0.06}
BASE_YEAR, LAST_YEAR = 2025, 2035
CENSUS_YEARS = range(BASE_YEAR, LAST_YEAR + 1)
CONTEXT = {
    "scenario": "hampshire-invented",
    "title": "An invented run for Hampshire",
    "question": "How does the report look when every table is there?",
    "author": "Place planning",
    "authority": "Hampshire",
    "base_census_year": 2025,
    "seed": 20250116,
    "draws": 50,
    "folder": "runs/hampshire-invented",
}
HISTORY = (4860, 4859, 4822, 4825, 4902, 4991, 5558, 6553, 7422, 8271, 9094, 10507, 12750, 14583, 15994, 17784)


def total_plans(census_year: int) -> float:
    """Invented path of the total."""
    return 17_784 * (1.09 ** sum(0.82**step for step in range(census_year - BASE_YEAR)))


def spread(census_year: int) -> tuple[float, float]:
    """Factors of the low and the high end of the range."""
    width = 0.035 * (census_year - BASE_YEAR) ** 0.7
    return 1 - width, 1 + width * 1.15


def cells() -> pd.DataFrame:
    """One row a census year, area, phase and need, with its plans."""
    keys = product(CENSUS_YEARS, AREAS, PHASES, NEEDS)
    frame = pd.DataFrame(keys, columns=["census_year", "area", "phase", "need"]).astype({"census_year": int})
    weight = frame["area"].map(AREA_SHARES) * frame["phase"].map(PHASE_SHARES) * frame["need"].map(NEED_SHARES)
    weight *= 1 + 0.5 * (frame["need"].isin(["SEMH"]) & frame["phase"].isin(["secondary", "post_16"]))
    weight *= 1 + 0.6 * (frame["need"].isin(["SLCN"]) & frame["phase"].isin(["early_years", "primary"]))
    total = frame["census_year"].map(total_plans)
    return frame.assign(plans=total * weight / weight.groupby(frame["census_year"]).transform("sum"))


def _ranged(frame: pd.DataFrame, column: str, quantiles: tuple[str, ...]) -> pd.DataFrame:
    low = frame["census_year"].map(lambda year: spread(year)[0])
    high = frame["census_year"].map(lambda year: spread(year)[1])
    values = {"p10": frame[column] * low, "p50": frame[column], "p90": frame[column] * high}
    return frame.assign(**{f"{column}_{quantile}": values[quantile] for quantile in quantiles})


def _forecast_totals(forecast: pd.DataFrame) -> pd.DataFrame:
    levels = {level: forecast.rename(columns={level: "code"}) for level in ("area", "phase", "need")}
    levels["authority"] = forecast.assign(code="E10000014")
    levels["age_group"] = pd.concat(forecast.assign(code=group, plans=forecast["plans"] / 5) for group in AGE_GROUPS)
    sums = [
        frame.groupby(["census_year", "code"], as_index=False)["plans"].sum().assign(level=level)
        for level, frame in levels.items()
    ]
    return _ranged(pd.concat(sums), "plans", ("p10", "p50", "p90"))


def _flows() -> pd.DataFrame:
    frame = pd.DataFrame(product(CENSUS_YEARS, NEEDS, AGE_GROUPS), columns=["census_year", "need", "age_group"])
    flows = {"opening": 100.0, "new_plans": 20.0, "ceased": 8.0, "net_transfers": 1.0, "closing": 113.0}
    return frame.assign(**flows)


def _requirement(forecast: pd.DataFrame) -> pd.DataFrame:
    rows = forecast.merge(pd.DataFrame({"requirement": list(REQUIREMENTS)}), how="cross")
    share = rows["need"].map(lambda need: SPECIALIST_SHARES.get(need, 0.18))
    share *= rows["phase"].map({"early_years": 0.3, "primary": 0.8, "secondary": 1.2, "post_16": 0.9, "post_19": 0.5})
    rows = rows.assign(learners=rows["plans"] * share * rows["requirement"].map(REQUIREMENT_SHARES))
    return _ranged(rows.drop(columns="plans"), "learners", ("p10", "p90"))


def _place_need(requirement: pd.DataFrame) -> pd.DataFrame:
    cell = ["area", "phase", "need", "requirement"]
    base = requirement[requirement["census_year"] == BASE_YEAR].set_index(cell)["learners"]
    now = pd.Series(base.reindex(pd.MultiIndex.from_frame(requirement[cell])).to_numpy() * 0.86).round()
    tilt = requirement["area"].map(dict(zip(AREAS, (1.1, 0.9, 1.0, 0.95, 1.05, 0.8, 1.0, 1.1, 1.0, 0.9, 1.1))))  # noqa: B905
    spare = 1 + 0.4 * (requirement["need"].isin(["MLD", "PD"]) & (requirement["phase"] == "primary"))
    now = (now * tilt.to_numpy() * spare.to_numpy() * (requirement["requirement"] != "independent_only")).round()
    opened = (now * 0.04).round().where(requirement["census_year"] > BASE_YEAR, 0.0)
    rows = requirement.assign(
        academic_year=requirement["census_year"].map(academic_year),
        places_now=now,
        places_committed=opened,
        required=requirement["learners"],
        required_p10=requirement["learners_p10"],
        required_p50=requirement["learners"],
        required_p90=requirement["learners_p90"],
    )
    return with_parts(rows)


COUNTED = {
    "state_special": (2950.0, 3020.0, 3125.0, 3325.0, 3518.0, 3612.0, 3758.0),
    "base": (430.0, 431.0, 477.0, 515.0, 535.0, 510.0, 511.0),
    "inmss_special": (383.0, 440.0, 527.0, 709.0, 821.0, 1053.0, 1354.0),
    "independent_mainstream": (107.0, 99.0, 130.0, 137.0, 161.0, 190.0, 195.0),
    "post_16": (1601.0, 1883.0, 2238.0, 2662.0, 2519.0, 2650.0, 2948.0),
    "elsewhere": (460.0, 614.0, 801.0, 1147.0, 1023.0, 1310.0, 1532.0),
    "not_recorded": (345.0, 0.0, 1.0),
}


def _kinds() -> pd.DataFrame:
    """Counts of seven Januaries; after them every kind grows by so many a year, and nobody was unmet at first."""
    growth = {"state_special": 20.0, "base": 8.0, "inmss_special": 120.0, "independent_mainstream": 15.0}
    growth |= {"post_16": 250.0, "elsewhere": 90.0}
    ahead = range(len(CENSUS_YEARS))
    forecast = {kind: [COUNTED[kind][-1] + more * year for year in ahead] for kind, more in growth.items()}
    others = [sum(of[year] for of in forecast.values()) for year in ahead]
    forecast["mainstream"] = [total_plans(BASE_YEAR + year) - others[year] for year in ahead]
    forecast["unmet_in_mainstream"] = [160.0 * year for year in ahead]
    return kinds_of(COUNTED | {"mainstream": _mainstream()}, {**forecast, "not_recorded": []}, BASE_YEAR)


def _mainstream() -> tuple[float, ...]:
    """Learners in mainstream schools in the Januaries that were counted: the plans that nobody else has."""
    years = len(COUNTED["base"])
    kinds = [(0.0,) * (years - len(counts)) + counts for counts in COUNTED.values()]
    return tuple(plans - sum(of) for plans, *of in zip(HISTORY[-years:], *kinds, strict=True))


def _place_values(need: pd.DataFrame) -> pd.DataFrame:
    """One more place for those who need a special school costs more than it saves; nobody knows of bases."""
    rows = need[(need["requirement"] == "special") & (need["academic_year"] == "2029/30")]
    prices = {"saving_gbp": (2_580.0, -5_970.0, 14_400.0), "shadow_price_gbp": (90_000.0, 80_000.0, 99_000.0)}
    ends = {
        f"{name}{end}": value
        for name, values in prices.items()
        for end, value in zip(("", "_p10", "_p90"), values, strict=True)
    }
    shares = {"diversion": 0.1, "diversion_low": 0.0, "diversion_high": 0.3, "break_even_diversion": 0.23}
    return rows.assign(**ends, **shares, place_funding_gbp=10_000.0)


def _providers() -> pd.DataFrame:
    kinds = {"special": Provision.STATE_SPECIAL, "base": Provision.SPECIALIST_BASE}
    inside = [(f"{kind}-{area}", f"{kind} in {AREAS[area]}", kinds[kind], area) for kind in kinds for area in AREAS]
    outside = [
        ("special-elsewhere", "Special school of a neighbour", Provision.STATE_SPECIAL, None),
        ("independent", "Independent special school", Provision.INDEPENDENT_SPECIAL, None),
        ("non-maintained", "Non-maintained special school", Provision.NON_MAINTAINED_SPECIAL, None),
    ]
    return pd.DataFrame([*inside, *outside], columns=["provider_id", "name", "provision", "area"])


def _placements(requirement: pd.DataFrame, unplaced: pd.DataFrame) -> pd.DataFrame:
    """Place everybody but the unplaced: 78% locally, 4% with a neighbour, the rest with the independent sector."""
    key = ["academic_year", "area", "phase", "need", "requirement"]
    rows = requirement.assign(academic_year=requirement["census_year"].map(academic_year))
    rows = rows.merge(unplaced[[*key, "learners"]], on=key, how="left", suffixes=("", "_out"), validate="one_to_one")
    placed = rows["learners"] - rows["learners_out"].where(rows["learners_out"].notna(), 0.0)
    ahead = rows["census_year"] - BASE_YEAR
    local = (0.76 - 0.012 * ahead).where(rows["requirement"] != "independent_only", 0.0)
    near = pd.Series(0.04, index=rows.index).where(rows["requirement"] == "special", 0.0)
    shares = {
        "local": (rows["requirement"] + "-" + rows["area"], local),
        "special-elsewhere": ("special-elsewhere", near),
        "independent": ("independent", (1 - local - near) * 0.8),
        "non-maintained": ("non-maintained", (1 - local - near) * 0.2),
    }
    parts = [rows[key].assign(provider_id=who, learners=placed * share) for who, share in shares.values()]
    frame = pd.concat(parts)
    frame = frame[frame["learners"] > 0]
    fee = frame["provider_id"].isin(["independent", "non-maintained"])
    return frame.assign(
        entrants=frame["learners"] * 0.2,
        incumbents=frame["learners"] * 0.8,
        miles=8.0,
        minutes=25.0,
        cost_gbp=frame["learners"] * fee.map({True: 66_000.0, False: 24_000.0}),
    )


def _unplaced(requirement: pd.DataFrame) -> pd.DataFrame:
    rows = requirement[(requirement["need"] == "SEMH") & (requirement["requirement"] == "special")]
    rows = rows[rows["census_year"] > BASE_YEAR + 2]
    learners = rows["learners"] * 0.004
    return rows.assign(
        academic_year=rows["census_year"].map(academic_year),
        learners=learners,
        learners_p90=learners * 3,
        reason="no provider within reach has a place",
    )


def _schools(placements: pd.DataFrame) -> pd.DataFrame:
    """Places are 97 in 100 of the learners of each year, all of them agreed; a tenth of the learners either way."""
    rows = placements.groupby(["academic_year", "provider_id"], as_index=False)[["entrants", "incumbents"]].sum()
    learners = rows["entrants"] + rows["incumbents"]
    figures = school_figures(learners, (learners * 0.97).round())
    return rows.merge(_providers(), on="provider_id", validate="many_to_one").assign(**figures)


def school_figures(learners: pd.Series, places: pd.Series) -> dict[str, object]:
    """The other columns of the table of schools, given learners and places, with a range of a tenth either way."""
    ends = {"": 1.0, "_p10": 0.9, "_p90": 1.1}
    none = dict.fromkeys(("places_committed", "places_scenario", "places_grown", "reserved"), 0.0)
    return {
        "takes_needs": "ASD SLD",
        "min_age": 4,
        "max_age": 18,
        **dict.fromkeys(("places_agreed", "places", "usable_places"), places),
        **none,
        **{f"learners{end}": learners * times for end, times in ends.items()},
        **{f"occupancy{end}": learners / places * times for end, times in ends.items()},
        "over_capacity": (learners - places).clip(lower=0),
        "unused": (places - learners).clip(lower=0),
        "place_saving_gbp": -9e3,
        "place_shadow_price_gbp": 9e4,
    }


def origins_of(placements: pd.DataFrame) -> pd.DataFrame:
    """Where the learners of each school live; all travel alike."""
    key = ["academic_year", "provider_id", "area"]
    sums = placements.groupby(key, as_index=False)[["learners", "entrants"]].sum()
    return sums.assign(minutes=25.0, miles=8.0)


def _spend(placements: pd.DataFrame, providers: pd.DataFrame) -> pd.DataFrame:
    rows = placements.merge(providers, on="provider_id", validate="many_to_one")
    sums = rows.groupby(["academic_year", "provision"], as_index=False)["cost_gbp"].sum()
    sums["financial_year"] = sums["academic_year"].map(lambda label: financial_year(int(label[:4])))
    lines: dict[str, dict[str, float]] = {
        str(provision): {"inmss_fees": 0.9, "sen_transport": 0.1} for provision in INMSS
    }
    lines["state_special"] = {"place_special": 0.4, "top_up_special": 0.5, "sen_transport": 0.1}
    lines["specialist_base"] = {"place_bases": 0.4, "top_up_schools": 0.5, "sen_transport": 0.1}
    records = [
        (row.financial_year, str(LINES[line].ledger), line, row.provision, row.cost_gbp * share)
        for row in sums.itertuples()
        for line, share in lines[row.provision].items()
    ]
    frame = pd.DataFrame(records, columns=["financial_year", "ledger", "line", "provision", "real_gbp"])
    ends = {"real_gbp_p10": 0.93, "real_gbp_p50": 1.0, "real_gbp_p90": 1.09}
    return frame.assign(**{name: frame["real_gbp"] * times for name, times in ends.items()})


def _ranges(spend: pd.DataFrame) -> pd.DataFrame:
    """Ranges of what the block and the council spend."""
    rows = []
    for measure, items in MONEY.items():
        lines = {item.line for item, counts in zip(ITEMS, items, strict=True) if counts}
        sums = spend["real_gbp"].where(spend["line"].isin(lines), 0.0).groupby(spend["financial_year"]).sum()
        rows += [
            (measure, year.replace("-", "/"), pounds, pounds * 0.93, pounds * 1.09) for year, pounds in sums.items()
        ]
    return pd.DataFrame(rows, columns=["measure", "academic_year", "central", "p10", "p90"])


def _checks() -> pd.DataFrame:
    rows = [
        ("learners_conserved", "information", "every cell", 0.0, 1e-6, "Required equals placed and unplaced."),
        ("flow_identity", "information", "every cell", 0.0, 1e-6, "Opening, new, ceased and transfers give closing."),
        ("certificate", "information", "2025/26", 3e-12, 1e-7, "The allocation is proved optimal."),
        ("places_against_roll", "warning", "special-E07000084", 1.09, 1.0, "More learners than places at the start."),
    ]
    return pd.DataFrame(rows, columns=["check", "severity", "subject", "value", "threshold", "message"])


@cache
def run_tables() -> dict[str, pd.DataFrame]:
    """Every table of the invented run, each checked against its contract."""
    plans = cells()
    requirement = _requirement(plans)
    unplaced = _unplaced(requirement)
    placements = _placements(requirement, unplaced)
    tables = {
        "forecast": _ranged(plans, "plans", ("p10", "p50", "p90")),
        "forecast_totals": _forecast_totals(plans),
        "flows": _flows(),
        "requirement": requirement,
        "placements": placements,
        "schools": _schools(placements),
        "school_origins": origins_of(placements),
        "unplaced": unplaced,
        "spend": _spend(placements, _providers()),
        "place_need": _place_need(requirement),
        "learners_by_kind": _kinds(),
        "checks": _checks(),
    }
    tables["place_need_totals"] = totals_of(tables["place_need"])
    tables["place_values"] = _place_values(tables["place_need"])
    tables["ranges"] = _ranges(tables["spend"])
    market = _providers()["provider_id"].eq("independent").map({True: "yes", False: "no"})
    tables["local_shares"] = shares_of(placements, _providers().assign(elastic=market))
    tables["drivers"] = _drivers()
    tables["swings"] = swings_table()
    return filled_up(tables)


def filled_up(made: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Every table of a run: those that are ``made``, each checked against its contract, and no rows of the others."""
    return {
        table.name: check(made.get(table.name, pd.DataFrame(columns=table.column_names, dtype=float)), table)
        for table in EVERY_TABLE
    }


def _drivers() -> pd.DataFrame:
    """Change of plans by driver, one of them taking plans away; the other needs have half of everybody's each."""
    shares = dict(zip(DRIVER_CODES, (0.7, -0.1, 0.3, 0.05, 0.0, 0.05), strict=True))
    rows = [
        (year, need, driver, share * part * (total_plans(year) - total_plans(BASE_YEAR)))
        for year in CENSUS_YEARS[1:]
        for need, part in (("all", 1.0), ("ASD", 0.5), ("SEMH", 0.5))
        for driver, share in shares.items()
    ]
    return pd.DataFrame(rows, columns=["census_year", "need", "driver", "plans"])


def _plans_by_age_band() -> pd.DataFrame:
    """A fifth of the history in each band; nobody was 20 or more before 2015."""
    rows = [
        (year, str(band), plans / len(AGE_GROUPS))
        for year, plans in zip(range(2010, 2026), HISTORY, strict=True)
        for band in AGE_GROUPS
        if year >= 2015 or band is not AGE_GROUPS[-1]
    ]
    return pd.DataFrame(rows, columns=["census_year", "age_band", "plans"])


def past_misses() -> pd.DataFrame:
    """Invented past misses: plans up to five years ahead, kinds of provision up to four from one January alone."""
    rows = [("plans", ahead, 2.04 * ahead, 0.4, None, 80.0, 145, 2020, 2025 - ahead) for ahead in range(1, 6)]
    rows += [("5_to_10", ahead, 3.0 * ahead, -0.2, None, None, 145, 2020, 2025 - ahead) for ahead in range(1, 6)]
    rows += [("state_special", ahead, 2.0 * ahead, -3.1, -2.5, 81.0, 112, 2021, 2021) for ahead in range(1, 5)]
    rows += [("inmss_special", ahead, 7.0 * ahead, 5.0, -4.0, 79.0, 105, 2021, 2021) for ahead in range(1, 5)]
    figures = ["mean_abs_percent", "signed_percent", "together_percent", "inside_80"]
    columns = ["series", "years_ahead", *figures, "authorities", "first_january", "last_january"]
    table = pd.DataFrame(rows, columns=columns).assign(forecasts=100, source="invented")
    return check(table.astype(dict.fromkeys(figures, float)), PAST_MISSES)


def squares() -> dict[str, Polygon]:
    """One square an area, on the British National Grid."""
    shapes = {}
    for position, area in enumerate(AREAS):
        west, south = 430_000 + 20_000 * (position % 4), 90_000 + 20_000 * (position // 4)
        shapes[area] = Polygon(
            [(west, south), (west + 20_000, south), (west + 20_000, south + 20_000), (west, south + 20_000)]
        )
    return shapes


def run_view(boundaries: Mapping[str, Polygon] | None = None) -> RunView:
    """Return the invented run as a report sees it."""
    return RunView(
        tables=run_tables(),
        providers=_providers(),
        history=pd.DataFrame({"census_year": range(2010, 2026), "plans": [float(plans) for plans in HISTORY]}),
        areas=pd.DataFrame({"area": list(AREAS), "name": list(AREAS.values())}),
        plans_by_age_band=_plans_by_age_band(),
        past_misses=past_misses(),
        boundaries=boundaries,
        context=CONTEXT,
        manifest={
            "version": "0.1.0",
            "commit": "0123abc",
            "solver": {"name": "HiGHS 1.11.0", "status": "optimal", "largest_gap": 3e-12},
            "inputs": {"plans_joint.csv": "9f2c" * 16, "places.csv": "07aa" * 16},
            "settings": {"seed": {"value": 20250116, "set_by": "scenarios/invented.yaml:5"}},
            "seconds": 1.234,
        },
    )


@cache
def run_summary() -> Summary:
    """The summary of the invented run without boundaries, made once; nobody changes it."""
    return summarise(run_view())


def changed(view: RunView, name: str, **columns: object) -> RunView:
    """A run whose table of that name has these columns instead of its own."""
    return replace(view, tables={**view.tables, name: view.tables[name].assign(**columns)})
