"""Journeys that a pack gives of its own: the matrix, the road network, real routes; and their faults, all at once."""

import io
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from changed_pack import pack_of
from click.testing import CliRunner
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import CENTRES, inputs_of, run_tiny, write_tiny_pack

from models.authority import Authority
from models.parameters.method import TravelParameters
from models.places.journeys import MeasuredJourneys, measured_journeys
from models.vocabulary import PHASES
from sufficiency.commands.packs import fit_routes_command
from sufficiency.errors import InputError
from sufficiency.forecast.supply import given_ways
from sufficiency.packs.arrange import arrange
from sufficiency.packs.checks import files, journeys
from sufficiency.packs.contracts import LOCAL_PACK_TABLES
from sufficiency.packs.inputs import Inputs
from sufficiency.packs.routes import fitted_text
from sufficiency.results.checks import journeys_are_described
from sufficiency.results.every_table import make_tables
from sufficiency.results.shapes import Made
from sufficiency.tables.contracts import Contract

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

MATRIX = """area,phase,provider_id,miles,minutes,source
north,all,elm,12.5,31.5,a test
north,primary,elm,11,,a test
south,all,market-SEMH,33,70,a test
"""
EAST, NORTH = CENTRES["north"]
SOUTH = CENTRES["south"][1]
NODES = f"""node,easting,northing
a,{EAST},{NORTH}
b,{EAST},{SOUTH}
lone,{EAST + 9000},{NORTH}
lone-2,{EAST + 9100},{NORTH}
"""
EDGES = """edge,from_node,to_node,metres,road_class,mph
1,a,b,19312.128,a_road,
2,lone,lone-2,100,minor,
"""
TRAVEL = TravelParameters()


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return inputs_of(write_tiny_pack(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def authority(inputs: Inputs) -> Authority:
    return arrange(inputs, 2027)


def table_of(contract: Contract, content: str) -> pd.DataFrame:
    """A table as it would be read from its file."""
    table = pd.read_csv(io.StringIO(content), dtype=dict.fromkeys(contract.key_names, str))
    return table.reindex(columns=contract.column_names)


def giving(inputs: Inputs, **files: str | pd.DataFrame) -> Inputs:
    """Inputs with tables added or in place."""
    contracts = {contract.name: contract for contract in LOCAL_PACK_TABLES}
    added = {n: f if isinstance(f, pd.DataFrame) else table_of(contracts[n], f) for n, f in files.items()}
    return replace(inputs, tables=MappingProxyType({**inputs.tables, **added}))


def measured(inputs: Inputs, authority: Authority) -> tuple[MeasuredJourneys, list[str]]:
    providers = inputs.tables["providers"].sort_values("provider_id", ignore_index=True)
    found = measured_journeys(authority, providers, given_ways(inputs), TRAVEL)
    return found, providers["provider_id"].tolist()


def faults(inputs: Inputs) -> list[tuple[str, int, str]]:
    pack = pack_of(inputs.folder, inputs.tables)
    checks = (
        files.references_hold,
        journeys.every_provider_has_a_position,
        journeys.the_road_network_is_whole,
        journeys.no_road_is_shorter_than_the_straight_line,
    )
    return [(Path(fault.file).name, fault.line, fault.message) for check in checks for fault in check(pack)]


def test_the_tiny_pack_has_no_fault(inputs: Inputs):
    assert faults(inputs) == []


def test_the_matrix_replaces_journeys_pair_by_pair_and_a_phases_row_goes_first(inputs: Inputs, authority: Authority):
    plain, ids = measured(inputs, authority)
    found, _ = measured(giving(inputs, journeys=MATRIX), authority)
    elm, market, primary = ids.index("elm"), ids.index("market-SEMH"), PHASES.index("primary")
    others = [phase for phase in range(len(PHASES)) if phase != primary]
    assert found.travel.miles[0, others, elm].tolist() == [12.5] * 4
    assert found.travel.minutes[0, others, elm].tolist() == [31.5] * 4
    assert found.travel.miles[0, primary, elm] == 11.0
    assert found.travel.minutes[0, primary, elm] == 6.0 + 60 * 11.0 / 25
    assert found.travel.minutes[1, :, market].tolist() == [70.0] * 5
    assert found.given == 10
    same = np.ones(found.travel.miles.shape, dtype=bool)
    same[0, :, elm] = same[1, :, market] = False
    assert (found.travel.miles[same] == plain.travel.miles[same]).all()


def test_a_road_network_replaces_the_straight_line_and_says_who_is_off_it(inputs: Inputs, authority: Authority):
    found, ids = measured(giving(inputs, road_nodes=NODES, road_edges=EDGES), authority)
    elm, oak, market = ids.index("elm"), ids.index("oak"), ids.index("market-SEMH")
    mile_to_road = 1.35 * 1.0
    assert found.travel.miles[0, 1, oak] == pytest.approx(mile_to_road)
    assert found.travel.miles[0, 1, elm] == pytest.approx(12.0 + mile_to_road)
    assert found.travel.minutes[0, 1, elm] == pytest.approx(6.0 + 60 * 12.0 / 25.4 + 60 * mile_to_road / 25)
    assert found.travel.miles[0, 1, market] == 20.0, "what the pack states of a market stays"
    assert set(found.by_road) == {"ash-base", "elm", "oak", "yew"}
    assert (found.left_out, found.off_network) == (2, ())


def test_a_run_uses_what_is_given_and_its_checks_say_so(tmp_path: Path):
    def far(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(easting=table["easting"].mask(table["provider_id"] == "yew", 480_000.0))

    pack = write_tiny_pack(tmp_path, {"providers": far}, {"draws": 1})
    for name, content in (("journeys", MATRIX), ("road_nodes", NODES), ("road_edges", EDGES)):
        pack.table(name).write_text(content, encoding="utf-8")
    made, inputs = run_tiny(pack)
    tables = make_tables(made, inputs)
    table = tables["placements"]
    north = table[(table["area"] == "north") & (table["provider_id"] == "elm") & (table["phase"] == "secondary")]
    assert set(north["minutes"]) <= {31.5}
    said = {str(row["check"]): str(row["message"]) for row in journeys_are_described(Made(made, inputs, tables))}
    assert list(said) == ["journeys as given", "journeys by road", "off the road network"]
    assert "yew" in said["off the road network"]
    assert {"tiny/journeys.csv", "tiny/road_edges.csv"} <= set(inputs.hashes)


def test_every_fault_of_the_ways_is_told_at_once_with_its_row(inputs: Inputs):
    matrix = MATRIX + "east,all,elm,1,2,x\nnorth,all,nobody,1,2,x\n"
    edges = EDGES + "3,a,c,5,minor,\n4,a,b,12,minor,\n"
    told = faults(giving(inputs, journeys=matrix, road_nodes=NODES, road_edges=edges))
    assert [(file, line) for file, line, _ in told] == [
        ("journeys.csv", 5),
        ("journeys.csv", 6),
        ("road_edges.csv", 4),
        ("road_edges.csv", 5),
    ]
    assert "shorter than the straight line" in told[-1][2]


def test_a_network_without_its_nodes_or_its_roads_is_refused(inputs: Inputs):
    assert faults(giving(inputs, road_edges=EDGES))[0][0] == "road_nodes.csv"
    assert faults(giving(inputs, road_nodes=NODES))[0][0] == "road_edges.csv"
    empty = EDGES.splitlines()[0] + "\n"
    assert "without roads" in faults(giving(inputs, road_nodes=NODES, road_edges=empty))[0][2]


def nowhere(table: pd.DataFrame) -> pd.DataFrame:
    yew = table["provider_id"] == "yew"
    return table.assign(easting=table["easting"].mask(yew), northing=table["northing"].mask(yew))


def test_a_provider_with_no_position_is_named_unless_the_matrix_has_its_journeys(inputs: Inputs, authority: Authority):
    lost = giving(inputs, providers=nowhere(inputs.tables["providers"]))
    assert "no position" in faults(lost)[0][2]
    rows = "area,phase,provider_id,miles,minutes,source\nnorth,all,yew,9,20,x\nsouth,all,yew,7,18,x\n"
    given = giving(lost, journeys=rows)
    assert faults(given) == []
    found, ids = measured(given, authority)
    assert found.travel.miles[:, 0, ids.index("yew")].tolist() == [9.0, 7.0]
    assert not found.stated[:, :, ids.index("yew")].any()


def test_half_a_position_is_named(inputs: Inputs):
    table = inputs.tables["providers"]
    half = table.assign(easting=table["easting"].mask(table["provider_id"] == "yew"))
    assert "together, or neither" in faults(giving(inputs, providers=half))[0][2]


ROUTES = f"""route,area,easting,northing,provider_id,miles,minutes
1,,{EAST},{NORTH},elm,13.5,30
2,,{EAST},{NORTH + 1609.344},elm,14.7,32.4
3,,{EAST},{SOUTH + 3218.688},elm,3.9,10.8
4,north,,,oak,2.7,8.4
"""


def test_real_routes_give_circuity_detour_speed_and_boarding(tmp_path: Path, inputs: Inputs):
    file = tmp_path / "routes.csv"
    file.write_text(ROUTES, encoding="utf-8")
    done = CliRunner().invoke(fit_routes_command, ["--pack", str(inputs.folder), "--from", str(file)])
    assert done.exit_code == 0
    said = done.output
    assert "circuity: 1.2" in said
    assert "detour_miles: 1.5" in said
    assert "speed_mph: 30.0" in said
    assert "boarding_minutes: 3.0" in said


def test_routes_that_lead_nowhere_are_named_with_their_row(tmp_path: Path, inputs: Inputs):
    file = tmp_path / "routes.csv"
    file.write_text(ROUTES + "5,north,,,nobody,1,1\n6,east,,,oak,1,1\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        fitted_text(inputs.folder, file)
    assert [(fault.line, fault.where) for fault in refused.value.faults] == [(6, "provider_id"), (7, "area")]
    file.write_text("\n".join(ROUTES.splitlines()[:2]) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="at least 3"):
        fitted_text(inputs.folder, file)
