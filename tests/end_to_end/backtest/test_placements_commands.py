import csv

import pytest
from click.testing import CliRunner
from made_placements import placement_rows, write_placements

from sufficiency.commands.backtest import backtest_command, calibrate_command
from sufficiency.errors import InputError

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]


def run(command, *arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    return write_placements(tmp_path_factory.mktemp("placements"))


@pytest.fixture(scope="module")
def out(panel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    done = run(backtest_command, "placements", panel, "--out", folder)
    assert done.exit_code == 0
    assert "| state special schools | sufficiency |" in done.output
    return folder


def test_it_writes_forecasts_accuracy_report_and_pictures(out):
    pictures = {f"placements-{name}.svg" for name in ("all", "state", "inmss", "chain", "coverage")}
    assert {path.name for path in out.iterdir()} == {
        "forecasts.csv",
        "accuracy.csv",
        "report.md",
        "manifest.json",
        "SHA256SUMS",
        *pictures,
    }
    report = (out / "report.md").read_text(encoding="utf-8")
    assert "## Gates" in report
    assert all(f"({name})" in report for name in pictures)


def test_the_tables_have_the_columns_that_they_promise(out):
    forecasts, accuracy = rows(out / "forecasts.csv"), rows(out / "accuracy.csv")
    assert list(forecasts[0]) == [
        *("authority", "origin", "horizon", "setting", "method", "series"),
        *("forecast", "p10", "p90", "actual"),
    ]
    assert list(accuracy[0]) == ["setting", "method", "series", "horizon", "measure", "value"]
    assert {row["setting"] for row in forecasts} == {"plans_known", "plans_and_places_known", "all_forecast"}
    assert {row["series"] for row in forecasts} == {"base", "state_special", "inmss_special", "all_special"}
    assert {row["measure"] for row in accuracy} == {"mape", "bias", "england_error", "cover_80", "width_80", "n"}
    assert all((row["p10"] == "") == (row["method"] != "sufficiency") for row in forecasts)


@pytest.mark.slow
def test_the_same_panel_gives_the_same_bytes(panel, out, tmp_path):
    run(backtest_command, "placements", panel, "--out", tmp_path)
    for path in out.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_origins_may_be_chosen_and_those_without_a_past_or_an_outcome_are_refused(panel, tmp_path):
    run(backtest_command, "placements", panel, "--origins", "2035", "--out", tmp_path)
    assert {row["origin"] for row in rows(tmp_path / "forecasts.csv")} == {"2035"}
    for year in ("2032", "2037"):
        with pytest.raises(InputError, match=f"{year}: not between 2033 and 2036"):
            run(backtest_command, "placements", panel, "--origins", year, "--out", tmp_path)


@pytest.mark.slow
def test_longer_histories_of_plans_may_be_given(panel, tmp_path):
    plans = placement_rows().query("series == 'plans'").rename(columns={"census_year": "year", "learners": "plans"})
    path = tmp_path / "plans.csv"
    plans.drop(columns="series").to_csv(path, index=False)
    done = run(backtest_command, "placements", panel, "--plans", path, "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert "--plans plans.csv" in (tmp_path / "out" / "report.md").read_text(encoding="utf-8")


def test_calibration_writes_the_tables_that_a_run_reads_the_same_each_time(panel, tmp_path):
    for name in ("one", "two"):
        done = run(calibrate_command, "placements", panel, "--out", tmp_path / name, "--source", "made")
        assert "state_special: " in done.output
        assert "diversion, chosen: 0.100" in done.output
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    tables = ["placements_diversion.csv", "placements_elasticities.csv", "placements_errors.csv"]
    assert names == ["market_growth.csv", *tables]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_panel_that_is_too_short_or_not_a_panel_is_refused(tmp_path):
    short = tmp_path / "short.csv"
    table = placement_rows()
    table[table["census_year"] < 2034].to_csv(short, index=False)
    with pytest.raises(InputError, match="4 at least"):
        run(backtest_command, "placements", short, "--out", tmp_path)
    few = tmp_path / "few.csv"
    table[(table["authority"] == "E07000000") & (table["census_year"] < 2035)].to_csv(few, index=False)
    with pytest.raises(InputError, match="too few forecasts"):
        run(calibrate_command, "placements", few, "--out", tmp_path)
    other = tmp_path / "other.csv"
    other.write_text("authority,year,plans\nA,2030,5\n", encoding="utf-8")
    with pytest.raises(InputError, match="census_year"):
        run(backtest_command, "placements", other, "--out", tmp_path)


def test_help_shows_both_backtests_and_a_file_alone_means_plans():
    for command in (backtest_command, calibrate_command):
        text = run(command, "--help").output
        assert "plans" in text
        assert "placements" in text
    refused = run(backtest_command, "no-such-panel.csv")
    assert refused.exit_code == 2
    assert "'no-such-panel.csv' does not exist" in refused.output
    assert "--methods" in run(backtest_command, "plans", "--help").output
