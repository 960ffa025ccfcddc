"""`sufficiency allocate`, as an analyst uses it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from allocation_cases import drawn, least_cost
from click.testing import CliRunner, Result

from sufficiency.cli import cli

pytestmark = pytest.mark.end_to_end

ENTRANTS = "cell,learners\nnorth,10\nsouth,4.5\nwest,3\n"
PROVIDERS = "provider_id,places\nOak,8\nElm,5\nAsh,0\n"
PAIRS = "cell,provider_id,cost_gbp,miles\nnorth,Oak,10000,3\nnorth,Elm,12000,5\nsouth,Oak,9000,2\nsouth,Ash,20000,1\n"
HEADER = PAIRS.partition("\n")[0] + "\n"
TABLES = ("placements", "unplaced", "providers")


def allocate(folder: Path, *options: str, **texts: str) -> Result:
    for name, text in {"entrants": ENTRANTS, "providers": PROVIDERS, "pairs": PAIRS, **texts}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    files = [part for name in ("entrants", "providers", "pairs") for part in (f"--{name}", str(folder / f"{name}.csv"))]
    result = CliRunner().invoke(cli, ["allocate", *files, "--out", str(folder / "answer"), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def answer(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "answer" / f"{name}.csv")


def test_one_september_is_solved_from_three_tables(tmp_path: Path):
    result = allocate(tmp_path)
    assert result.exit_code == 0
    assert result.output.startswith("17.5 learners: 3 unplaced, 1.5 above places; objective ")
    placements = answer(tmp_path, "placements")
    assert placements.columns.tolist() == ["cell", "provider_id", "learners"]
    assert placements.to_dict("records") == [
        {"cell": "north", "provider_id": "Elm", "learners": 5.0},
        {"cell": "north", "provider_id": "Oak", "learners": 5.0},
        {"cell": "south", "provider_id": "Oak", "learners": 4.5},
    ]
    providers = answer(tmp_path, "providers").set_index("provider_id")
    prices = ["place_saving_gbp", "place_shadow_price_gbp"]
    assert providers.columns.tolist() == ["places", "placed", "over_capacity", "unused", *prices]
    assert providers.loc["Oak"].tolist() == [8.0, 9.5, 1.5, 0.0, 0.0, 150_000.0]
    assert answer(tmp_path, "unplaced").set_index("cell")["learners"].to_dict() == {"north": 0, "south": 0, "west": 3}
    said = json.loads((tmp_path / "answer" / "solution.json").read_text(encoding="utf-8"))
    assert said["status"] == "optimal"
    assert said["gap"] == 0.0
    assert said["time"] >= 0
    assert said["objective"] == pytest.approx(5 * 12_000 + 5 * 10_000 + 4.5 * 9_000 + 1.5 * 150_000 + 3 * 300_000)


def test_the_answer_has_two_decimals_of_a_learner_and_no_pence(tmp_path: Path):
    allocate(tmp_path, entrants="cell,learners\nnorth,10.333333\nsouth,4.000499\nwest,0.09848598\n")
    for name in ("placements", "providers", "unplaced"):
        for line in (tmp_path / "answer" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]:
            pounds = line.split(",")[5:]
            counts = [word for word in line.split(",")[1:5] if word[0].isdigit()]
            assert all(len(count.partition(".")[2]) == 2 for count in counts), line
            assert not any("." in amount for amount in pounds), line
    placed, left = (answer(tmp_path, name).groupby("cell")["learners"].sum() for name in ("placements", "unplaced"))
    assert placed.add(left, fill_value=0).round(2).to_dict() == {"north": 10.33, "south": 4.0, "west": 0.1}


def test_penalties_and_the_weight_of_a_mile_are_options(tmp_path: Path):
    allocate(tmp_path, "--over-penalty", "0", "--unplaced-penalty", "9500", "--mile-weight", "100")
    assert answer(tmp_path, "placements").to_dict("records") == [
        {"cell": "south", "provider_id": "Oak", "learners": 4.5}
    ]


def test_equal_inputs_give_equal_bytes_whatever_the_order_of_rows(tmp_path: Path):
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    allocate(tmp_path / "one")
    turned = {
        name: "\n".join([text.split("\n")[0], *text.split("\n")[-2:0:-1], ""])
        for name, text in {"entrants": ENTRANTS, "providers": PROVIDERS, "pairs": PAIRS}.items()
    }
    allocate(tmp_path / "other", **turned)
    for name in TABLES:
        one, other = ((tmp_path / side / "answer" / f"{name}.csv").read_bytes() for side in ("one", "other"))
        assert one == other


@pytest.mark.slow
def test_random_septembers_agree_with_linprog(tmp_path: Path):
    for seed in range(30):
        case = drawn(seed, rules=False, whole=False)
        structure = case.structure
        result = allocate(
            tmp_path,
            "--unplaced-penalty",
            "300",
            "--over-penalty",
            "150",
            "--mile-weight",
            "2",
            entrants=pd.DataFrame({"cell": structure.cells, "learners": case.entrants}).to_csv(index=False),
            providers=pd.DataFrame({"provider_id": structure.providers, "places": case.room}).to_csv(index=False),
            pairs=pd.DataFrame(
                {
                    "cell": np.array(structure.cells)[structure.cell],
                    "provider_id": np.array(structure.providers)[structure.provider],
                    "cost_gbp": structure.cost_gbp,
                    "miles": structure.miles,
                }
            ).to_csv(index=False),
        )
        assert result.exit_code == 0
        said = json.loads((tmp_path / "answer" / "solution.json").read_text(encoding="utf-8"))
        assert said["objective"] == pytest.approx(least_cost(case), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    "texts",
    [
        {"entrants": "cell,learners\n", "providers": "provider_id,places\n", "pairs": HEADER},
        {"providers": "provider_id,places\n", "pairs": HEADER},
        {"entrants": "cell,learners\nnorth,0\nsouth,0\n"},
        {"pairs": HEADER},
        {"providers": "provider_id,places\nOak,0\nElm,0\nAsh,0\n"},
        {"entrants": "cell,learners\nnorth,1e9\nsouth,1e-9\n"},
    ],
    ids=["nothing", "no providers", "no learners", "no pairs", "no places", "huge and tiny"],
)
def test_what_is_empty_is_an_answer_too(tmp_path: Path, texts: dict[str, str]):
    result = allocate(tmp_path, **texts)
    assert result.exit_code == 0
    learners = pd.read_csv(tmp_path / "entrants.csv")["learners"].sum()
    placed, unplaced = (answer(tmp_path, name)["learners"].sum() for name in ("placements", "unplaced"))
    assert placed + unplaced == pytest.approx(learners, abs=1e-6)


def test_every_fault_is_named_at_once_with_its_line_and_nothing_is_written(tmp_path: Path):
    result = allocate(
        tmp_path,
        entrants="cell,learners\nnorth,-1\nnorth,2\nsouth,many\n,3\n",
        providers="provider_id\nOak\n",
        pairs="cell,provider_id,cost_gbp,miles\nnorth,Oak,-5,1\nnorth,Oak,1e400,1\n",
    )
    assert result.exit_code == 2
    assert not (tmp_path / "answer").exists()
    said = result.output.replace(str(tmp_path), "")
    for part in (
        "entrants.csv:2",
        "'-1'",
        "entrants.csv:4",
        "'many'",
        "entrants.csv:5",
        "providers.csv:1 places",
        "pairs.csv:2",
        "'-5'",
        "pairs.csv:3",
        "'1e400'",
    ):
        assert part in said, part


def test_pairs_of_unknown_cells_and_providers_are_named(tmp_path: Path):
    result = allocate(tmp_path, pairs="cell,provider_id,cost_gbp,miles\nnorth,Oak,5,1\neast,Oak,5,1\nnorth,Yew,5,1\n")
    assert result.exit_code == 2
    assert "pairs.csv:3 cell: 'east' is not in entrants.csv; add its row, or drop this one" in result.output
    assert "pairs.csv:4 provider_id: 'Yew' is not in providers.csv" in result.output


def test_rows_that_stand_twice_are_refused(tmp_path: Path):
    twice = allocate(tmp_path, pairs=PAIRS + "north,Oak,1,1\n")
    assert twice.exit_code == 2
    assert "pairs.csv:6" in twice.output


def test_the_answer_never_overwrites_a_question(tmp_path: Path):
    result = allocate(tmp_path, "--out", str(tmp_path))
    assert result.exit_code == 2
    assert "would be overwritten by the answer" in result.output
    assert (tmp_path / "providers.csv").read_text(encoding="utf-8") == PROVIDERS


@pytest.mark.parametrize("pounds", ["-1", "nan", "inf", "many"])
def test_a_penalty_that_is_no_amount_is_refused(tmp_path: Path, pounds: str):
    assert allocate(tmp_path, "--over-penalty", pounds).exit_code == 2


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = allocate(tmp_path, "--out", str(tmp_path / "file" / "inside"))
    assert result.exit_code == 2
    assert "cannot be written to" in result.output


def test_the_program_itself_ends_with_code_2_and_no_traceback(tmp_path: Path):
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    files = [part for name in ("entrants", "providers", "pairs") for part in (f"--{name}", "empty.csv")]
    command = [sys.executable, "-c", "from sufficiency.cli import main; main()", "allocate", *files]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert "empty.csv" in ended.stderr
