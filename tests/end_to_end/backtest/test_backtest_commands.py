import csv

import pytest
from click.testing import CliRunner
from made_panel import AUTHORITIES, tidy_panel

from sufficiency.commands.backtest import backtest_command, calibrate_command
from sufficiency.errors import InputError

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]


def run(command, *arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    path = tmp_path_factory.mktemp("panel") / "panel.csv"
    tidy_panel().to_csv(path, index=False)
    return path


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_backtest_writes_forecasts_accuracy_remarks_report_and_pictures(panel, tmp_path):
    done = run(backtest_command, panel, "--origins", "2037-2039", "--horizons", "1-2", "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert "| sufficiency |" in done.output
    names = {path.name for path in (tmp_path / "out").iterdir()}
    pictures = {f"accuracy-{name}.svg" for name in ("methods", "size", "origin", "coverage")}
    assert names == {
        "forecasts.csv",
        "accuracy.csv",
        "remarks.csv",
        "report.md",
        "manifest.json",
        "SHA256SUMS",
        *pictures,
    }
    forecasts = rows(tmp_path / "out" / "forecasts.csv")
    assert list(forecasts[0]) == [
        *("authority", "origin", "horizon", "method", "series"),
        *("forecast", "p10", "p90", "p2_5", "p97_5", "actual"),
    ]
    assert {row["origin"] for row in forecasts} == {"2037", "2038", "2039", "2041"}
    assert {row["horizon"] for row in forecasts} == {"1", "2"}
    assert all(row["actual"] == "" for row in forecasts if row["origin"] == "2041")


@pytest.mark.slow
def test_the_same_panel_gives_the_same_bytes(panel, tmp_path):
    for name in ("one", "two"):
        run(backtest_command, panel, "--origins", "2038", "--methods", "sufficiency", "--out", tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_forecasts_of_your_own_are_scored_beside_ours(panel, tmp_path):
    own = tmp_path / "own.csv"
    lines = [f"{name},2038,1,council,{100 + number}" for number, name in enumerate(AUTHORITIES)]
    own.write_text("authority,origin,horizon,method,forecast\n" + "\n".join(lines), encoding="utf-8")
    arguments = ("--origins", "2038", "--methods", "sufficiency", "--forecasts", own, "--out", tmp_path / "out")
    assert "| council |" in run(backtest_command, panel, *arguments).output
    found = [row for row in rows(tmp_path / "out" / "accuracy.csv") if row["method"] == "council"]
    assert {row["measure"] for row in found} == {"mape", "bias"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--origins", "2005"), "no counts to forecast from"),
        (("--methods", "guess"), "is not one of sufficiency"),
        (("--exclude", "Newham"), "is not AUTHORITY:YEAR"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(panel, tmp_path, arguments, words):
    with pytest.raises(InputError, match=words):
        run(backtest_command, panel, *arguments, "--out", tmp_path / "out")


def test_origins_that_are_no_years_are_refused(panel):
    refused = run(backtest_command, panel, "--origins", "last year")
    assert refused.exit_code == 2
    assert "is not numbers such as 2017-2024" in refused.output


def test_forecasts_of_your_own_that_are_faulty_are_refused(panel, tmp_path):
    own = tmp_path / "own.csv"
    for text, words in (
        ("authority,origin,horizon,method\nA,2038,1,council\n", "missing columns forecast"),
        ("authority,origin,horizon,method,forecast\nA,2038,1,theta,5\n", "name of a method of ours"),
        ("authority,origin,horizon,method,forecast\nA,2038,1,council,-5\n", "below 0"),
    ):
        own.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=words):
            run(backtest_command, panel, "--forecasts", own, "--origins", "2038", "--out", tmp_path / "out")


def test_one_authority_with_a_short_history_is_forecast_and_the_report_says_so(tmp_path):
    path = tmp_path / "panel.csv"
    path.write_text("authority,year,plans\nE06000001,2024,900\nE06000001,2025,1000\n", encoding="utf-8")
    done = run(backtest_command, path, "--methods", "sufficiency", "--out", tmp_path / "out")
    assert done.exit_code == 0
    report = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "only 2 counts" in report
    latest = [row for row in rows(tmp_path / "out" / "forecasts.csv") if row["origin"] == "2025"]
    assert {row["authority"] for row in latest} == {"E06000001", "E92000001"}
    assert all(float(row["p10"]) < float(row["forecast"]) < float(row["p90"]) for row in latest)


def test_calibrate_writes_the_same_bytes_each_time(panel, tmp_path):
    for name in ("one", "two"):
        done = run(calibrate_command, panel, "--out", tmp_path / name, "--source", "made")
        assert "total: one year ahead common" in done.output
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["growth_age_errors.csv", "growth_england.csv", "growth_errors.csv"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_calibrate_refuses_a_panel_that_is_too_short(tmp_path):
    path = tmp_path / "panel.csv"
    path.write_text("authority,year,plans\nE1,2024,5\nE1,2025,6\n", encoding="utf-8")
    with pytest.raises(InputError, match="four years at least"):
        run(calibrate_command, path, "--out", tmp_path)
