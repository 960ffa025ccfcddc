"""A complete pack of an invented authority, small enough to count by hand, for tests of the whole pipeline.

Two areas, *north* and *south*, in which 60 and 40 persons of each age live every year. Three needs. In the base year
147 plans: ten at each age 4 to 15, seven at 16 to 18, two at ages 2 and 3, one at 19 and 20. Of each ten: five in
mainstream schools (ASD 4, SEMH 1), one in a base (ASD), three in state special schools (ASD, SEMH, SLD), one in an
independent special school (SEMH). England's tables are the published ones of ``data/reference``.
"""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import pandas as pd
import yaml

from models.demand.forecast import DrawnDemand
from models.vocabulary import PHASES, ages_of_phase
from sufficiency.forecast.kept import Drawn
from sufficiency.forecast.pipeline import Run, draw_demand, run
from sufficiency.packs.contracts import PACK_TABLES
from sufficiency.packs.england.contracts import REFERENCE_TABLES
from sufficiency.packs.inputs import Inputs, load_inputs
from sufficiency.results.every_table import make_tables
from sufficiency.results.shapes import ResultTable
from sufficiency.scenario.loader import load_scenario
from sufficiency.tables.contracts import Contract
from sufficiency.tables.files import table_text, write_table

REPOSITORY = Path(__file__).parents[2]
BASE, HORIZON = 2025, 2029
AREAS = {"north": 60.0, "south": 40.0}
CENTRES = {"north": (450_000, 130_000), "south": (450_000, 113_906.56)}
"""The centres are ten straight-line miles apart."""
SCHOOL_AGE = {
    ("ASD", "mainstream"): 4,
    ("SEMH", "mainstream"): 1,
    ("ASD", "specialist_base"): 1,
    ("ASD", "state_special"): 1,
    ("SEMH", "state_special"): 1,
    ("SLD", "state_special"): 1,
    ("SEMH", "independent_special"): 1,
}
PLANS: dict[range, Mapping[tuple[str, str], int]] = {
    range(2, 4): {("ASD", "early_years_setting"): 2},
    range(4, 16): SCHOOL_AGE,
    range(16, 19): {
        ("ASD", "further_education"): 4,
        ("SEMH", "further_education"): 1,
        ("SLD", "state_special"): 1,
        ("SEMH", "independent_special"): 1,
    },
    range(19, 21): {("ASD", "further_education"): 1},
}
"""Plans of one age by need and provision."""
EARLIER = dict.fromkeys((2, 3), 2) | dict.fromkeys(range(4, 16), 9) | dict.fromkeys(range(16, 19), 6) | {19: 1, 20: 1}
NEW_PLANS = {2: 1, 3: 1, 4: 7} | dict.fromkeys(range(5, 16), 2)
CEASED_PLANS = {16: 3, 17: 1, 18: 1, 19: 5, 20: 2}
HISTORY = {2019: 80, 2020: 88, 2021: 96, 2022: 106, 2023: 118, 2024: 132, 2025: 147}
PROVIDERS = pd.DataFrame(
    [
        # provider, name, provision, area, youngest, oldest, needs, requirements, places, elastic
        ("oak", "Oak School", "state_special", "north", 4, 18, "ASD SEMH SLD", "special", 24, "no"),
        ("elm", "Elm School", "state_special", "south", 4, 15, "ASD SEMH SLD", "special", 12, "no"),
        ("ash-base", "Ash base", "specialist_base", "north", 4, 15, "ASD", "base", 12, "no"),
        ("yew", "Yew House", "independent_special", "", 4, 18, "SEMH", "special independent_only", 8, "no"),
        ("market-SEMH", "Market, SEMH", "independent_special", "", 2, 25, "SEMH", "special independent_only", 7, "yes"),
        ("market-ASD", "Market, ASD", "independent_special", "", 2, 25, "ASD", "special independent_only", 0, "yes"),
    ],
    columns=[
        *("provider_id", "name", "provision", "area", "min_age", "max_age", "needs", "requirements"),
        *("places", "elastic"),
    ],
)
PLACES = pd.DataFrame(
    [
        ("oak", "2024/25", "all", 24.0, 0.0),
        ("elm", "2024/25", "all", 14.0, 2.0),
        ("elm", "2026/27", "all", 20.0, 2.0),
        ("ash-base", "2024/25", "primary", 8.0, 0.0),
        ("ash-base", "2024/25", "secondary", 4.0, 0.0),
        ("yew", "2024/25", "all", 8.0, 0.0),
        ("market-SEMH", "2024/25", "all", 7.0, 0.0),
        ("market-ASD", "2024/25", "all", 0.0, 0.0),
    ],
    columns=["provider_id", "academic_year", "phase", "places", "reserved"],
)
PRICES = {
    ("place_funding", "state_special"): 10_000.0,
    ("place_funding", "specialist_base"): 6_000.0,
    ("place_funding_empty", "specialist_base"): 10_000.0,
    ("top_up", "state_special"): 12_000.0,
    ("top_up", "specialist_base"): 7_000.0,
    ("fee", "independent_special"): 80_000.0,
    ("fee", "non_maintained_special"): 80_000.0,
    ("fee", "independent_mainstream"): 28_000.0,
    ("transport_fixed", "any"): 3_000.0,
    ("transport_mile", "any"): 400.0,
}
SCENARIO = {
    "title": "Tiny",
    "question": "Does the whole method run on an authority that can be counted by hand?",
    "author": "Tests",
    "authority": "tiny",
    "seed": 7,
    "draws": 3,
    "horizon": HORIZON,
}
NEW_SCHOOL = {
    "name": "Rowan School",
    "provision": "state_special",
    "area": "south",
    "needs": ["ASD", "SEMH"],
    "ages": [4, 15],
    "easting": 450_000,
    "northing": 114_000,
    "source": "invented",
}
"""A school that a scenario may open."""
WITHOUT_PRACTICE = {"placement": {"as_practised": False}, "capacity": {"practised_occupancy": False}}
"""Parameters of the earlier model, in which independent schools take everyone whom no state place takes."""
Change = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class TinyPack:
    """Where a tiny pack was written: its folder, and the scenario that runs on it."""

    folder: Path
    scenario: Path

    def table(self, name: str) -> Path:
        """File of one of the pack's tables."""
        return self.folder / f"{name}.csv"


def write_tiny_pack(
    root: Path, changes: Mapping[str, Change] | None = None, scenario: Mapping[str, object] | None = None
) -> TinyPack:
    """Write pack, reference tables and scenario under ``root``.

    ``changes`` are functions of a table by its name, applied before it is written; ``scenario`` adds keys to the YAML.
    """
    folder, reference = root / "data" / "tiny", root / "data" / "reference"
    folder.mkdir(parents=True)
    reference.mkdir()
    tables = tiny_tables() if changes else {}
    for contract in PACK_TABLES:
        path = folder / f"{contract.name}.csv"
        if change := (changes or {}).get(contract.name):
            write_table(change(_filled(tables[contract.name], contract)), contract, path)
        else:
            path.write_text(_as_written()[contract.name], encoding="utf-8", newline="\n")
    about = {"id": "tiny", "name": "Tiny", "ons_code": "E99", "base_census_year": BASE, "area_kind": "district"}
    (folder / "pack.yaml").write_text(yaml.safe_dump(about), encoding="utf-8")
    (folder / "areas.geojson").write_text(json.dumps(_boundaries()), encoding="utf-8")
    for contract in REFERENCE_TABLES:
        shutil.copy(REPOSITORY / "data" / "reference" / f"{contract.name}.csv", reference)
    path = root / "scenarios" / "tiny" / "baseline.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump({**SCENARIO, **(scenario or {})}, sort_keys=False), encoding="utf-8")
    return TinyPack(folder, path)


def without_need(need: str) -> Change:
    """Change of the table of providers: nobody takes ``need``; who took nothing else takes HI, which nobody has."""
    return lambda table: table.assign(
        needs=[" ".join(code for code in codes.split() if code != need) or "HI" for codes in table["needs"]]
    )


def tiny_tables() -> dict[str, pd.DataFrame]:
    """Every table of the pack, without the columns that say where a figure is from."""
    joint = pd.DataFrame(
        [
            (age, need, provision, float(plans))
            for ages, cells in PLANS.items()
            for age in ages
            for (need, provision), plans in cells.items()
        ],
        columns=["age", "need", "provision", "plans"],
    )
    now = joint.assign(census_year=BASE)
    return {
        "areas": pd.DataFrame({"area": list(AREAS), "name": ["The North", "The South"]}),
        "plans_by_age_band": _counts("census_year", HISTORY).assign(age_band="total"),
        "plans_by_age_provision": pd.concat([_sums(now, "age", "provision"), _earlier()], ignore_index=True),
        "plans_by_age_need": _sums(now, "age", "need"),
        "plans_by_need_provision": _sums(now, "need", "provision"),
        "plans_joint": joint,
        "new_plans": _counts("age", NEW_PLANS).assign(calendar_year=BASE - 1),
        "new_plans_by_need": _by_need(_counts("age", NEW_PLANS).assign(calendar_year=BASE - 1)),
        "ceased_plans": _ceased(),
        "funnel": pd.DataFrame({"calendar_year": [BASE - 1], "requests": 60.0, "assessments": 40.0, "new_plans": 31.0}),
        "population": _population(),
        "demand_points": _points(),
        "providers": _providers(),
        "places": PLACES,
        "prices": _prices(),
        "facts": pd.DataFrame({"fact": ["invented"], "value": [1.0], "unit": ["none"], "as_at": ["2025"]}),
    }


@cache
def _as_written() -> Mapping[str, str]:
    """The text of every table as nobody changed it, made once for all packs."""
    tables = tiny_tables()
    return {contract.name: table_text(_filled(tables[contract.name], contract), contract) for contract in PACK_TABLES}


def _filled(table: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Add the columns that every row of an invented table fills alike."""
    alike = {"source": "invented", "basis": "estimated", "variant": "estimate", "unit": "GBP"}
    alike |= {"phase": "any", "price_year": BASE - 1, "index": "cash"}
    missing = {name: alike[name] for name in contract.column_names if name not in table.columns}
    return table.assign(**missing)


def _counts(key: str, counts: Mapping[int, int]) -> pd.DataFrame:
    return pd.DataFrame({key: list(counts), "plans": [float(count) for count in counts.values()]})


def _sums(joint: pd.DataFrame, *keys: str) -> pd.DataFrame:
    return joint.groupby(["census_year", *keys], as_index=False)["plans"].sum()


def _earlier() -> pd.DataFrame:
    return _counts("age", EARLIER).assign(census_year=BASE - 1, provision="mainstream")


def _by_need(new_plans: pd.DataFrame) -> pd.DataFrame:
    shares = pd.DataFrame({"need": ["ASD", "SEMH", "SLD"], "share": [0.6, 0.3, 0.1]})
    split = new_plans.merge(shares, how="cross")
    return split.assign(plans=split["plans"] * split["share"]).drop(columns="share")


def _ceased() -> pd.DataFrame:
    """The total and one of the reasons it is made of, as they are published: side by side."""
    total = _counts("age", CEASED_PLANS).assign(calendar_year=BASE - 1, reason="all")
    return pd.concat([total, total.assign(reason="needs_met")], ignore_index=True)


def _population() -> pd.DataFrame:
    rows = [
        (year, area, age, persons)
        for year in range(2019, HORIZON)
        for area, persons in AREAS.items()
        for age in range(26)
    ]
    return pd.DataFrame(rows, columns=["year", "area", "age", "persons"])


def _points() -> pd.DataFrame:
    """Two points an area, a mile west and a mile east of its centre, each with half of the area's persons."""
    points = [
        {"point": f"{area}-{side}", "area": area, "easting": east + way * 1609.344, "northing": north}
        for area, (east, north) in CENTRES.items()
        for side, way in (("west", -1), ("east", 1))
    ]
    persons = {
        f"persons_{phase}": [AREAS[point["area"]] * len(ages_of_phase(phase)) / 2 for point in points]
        for phase in PHASES
    }
    return pd.DataFrame(points).assign(**persons)


def _providers() -> pd.DataFrame:
    """Schools stand at the centre of their area, Yew House in the south, the market is a stated journey away."""
    place = PROVIDERS["area"].replace("", "south")
    elastic = PROVIDERS["elastic"] == "yes"
    return PROVIDERS.drop(columns="places").assign(
        easting=place.map(lambda area: CENTRES[area][0]).mask(elastic),
        northing=place.map(lambda area: CENTRES[area][1]).mask(elastic),
        journey_miles=pd.Series(20.0, index=PROVIDERS.index).where(elastic),
    )


def _prices() -> pd.DataFrame:
    rows = [(item, provision, "any", value) for (item, provision), value in PRICES.items()]
    return pd.DataFrame(rows, columns=["item", "provision", "need", "value"])


def _boundaries() -> dict[str, object]:
    """A square an area, in degrees as GeoJSON has it; pictures need shapes, not their exact place."""
    features = []
    for area, south in (("north", 51.05), ("south", 50.90)):
        ring = [[-1.4, south], [-1.2, south], [-1.2, south + 0.15], [-1.4, south + 0.15], [-1.4, south]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"area": area, "name": area}, "geometry": shape})
    return {"type": "FeatureCollection", "features": features}


def table_of(run: Run, table: ResultTable) -> pd.DataFrame:
    """One table of a run, made and checked as a run does it; of those that need the run alone."""
    return make_tables(run, None, [table])[table.name]


def every_draw(run: Run) -> Drawn:
    """The figures of all draws of a run."""
    return run.draws.some(run.draws.numbers)


def demand_of_draws(run: Run, inputs: Inputs) -> DrawnDemand:
    """The demand of all draws of a run, drawn again."""
    return draw_demand(run.demand, run.scenario, inputs, run.scenario.draws)


_READ: dict[str, Inputs] = {}


def inputs_of(pack: TinyPack) -> Inputs:
    """The inputs of a tiny pack, which are read once for all packs whose files are the same; nobody changes them."""
    files = sorted([*pack.folder.glob("*.*"), *(pack.folder.parent / "reference").glob("*.*")])
    content = sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()
    if content not in _READ:
        _READ[content] = load_inputs(pack.folder)
    return replace(_READ[content], folder=pack.folder)


def run_tiny(pack: TinyPack, workers: int = 1) -> tuple[Run, Inputs]:
    """Run a tiny pack's scenario without writing anything."""
    inputs = inputs_of(pack)
    return run(load_scenario(pack.scenario), inputs, workers, lambda _step: None), inputs
