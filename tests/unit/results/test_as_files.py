"""Tables as files: names beside codes, totals apart, and back as a run has them."""

from pathlib import Path

import pandas as pd
import pytest

from sufficiency.results.as_files import named_text, names_written, read_back, texts_of, totals_of, words_of
from sufficiency.results.drivers import DRIVERS
from sufficiency.results.every_table import EVERY_TABLE
from sufficiency.results.forecast import FORECAST_TOTALS
from sufficiency.results.place_need_totals import PLACE_NEED_TOTALS
from sufficiency.results.pockets import POCKETS
from sufficiency.results.shapes import ResultTable
from sufficiency.results.state_shares import STATE_SHARES
from sufficiency.tables.contracts import check
from sufficiency.tables.files import table_text
from sufficiency.tables.rounding import QUANTILES

pytestmark = pytest.mark.unit

NAMES = {
    "area": {"E01": "Eastshire"},
    "need": {"ASD": "Autism (ASD)", "SEMH": "Social, emotional"},
    "takes": {"ASD": "Autism (ASD)", "SEMH": "Social, emotional"},
    "provider_id": {"oak": "=Oak School"},
    "authority": {"all": "Anyshire"},
    "phase": {"primary": "Primary"},
}


def shares() -> pd.DataFrame:
    """State shares of one area and need, and its totals."""
    rows = [("E01", "ASD"), ("E01", "all"), ("all", "ASD"), ("all", "all")]
    frame = pd.DataFrame(rows, columns=["area", "need"]).assign(academic_year="2025/26")
    return check(frame.assign(required=1.23456, in_state_special=1.0, places=1.0, share=0.81), STATE_SHARES)


def test_totals_stand_in_a_table_of_their_own_that_says_at_which_level():
    files = texts_of(STATE_SHARES, shares(), NAMES, exact=False)
    assert files["state_shares.csv"].splitlines() == [
        "academic_year,area,area_name,need,need_name,required,in_state_special,places,share",
        "2025/26,E01,Eastshire,ASD,Autism (ASD),1.23,1.00,1.00,0.8100",
    ]
    assert files["state_shares_totals.csv"].splitlines() == [
        "academic_year,level,code,code_name,required,in_state_special,places,share",
        "2025/26,area,E01,Eastshire,1.23,1.00,1.00,0.8100",
        "2025/26,authority,all,Anyshire,1.23,1.00,1.00,0.8100",
        "2025/26,need,ASD,Autism (ASD),1.23,1.00,1.00,0.8100",
    ]
    assert set(words_of(STATE_SHARES)) == set(files)


def test_totals_over_one_column_keep_the_others():
    totals = totals_of(DRIVERS)
    assert totals is not None
    assert totals.key_names == ["census_year", "level", "code", "driver"]


def test_exact_files_have_every_figure_in_full():
    assert ",1.23456000," in texts_of(STATE_SHARES, shares(), NAMES, exact=True)["state_shares.csv"]


def written(folder: Path, files: dict[str, str]) -> dict[str, str]:
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return files


def test_what_is_written_is_read_back_as_a_run_has_it(tmp_path):
    files = written(tmp_path, texts_of(STATE_SHARES, shares(), NAMES, exact=True))
    found, faults = read_back(tmp_path, STATE_SHARES, files)
    assert faults == []
    pd.testing.assert_frame_equal(found, shares())


def test_an_older_run_with_totals_among_the_parts_is_read_too(tmp_path):
    files = written(tmp_path, {"state_shares.csv": table_text(shares(), STATE_SHARES)})
    pd.testing.assert_frame_equal(read_back(tmp_path, STATE_SHARES, files)[0], shares())


def test_faults_of_totals_are_named(tmp_path):
    files = texts_of(STATE_SHARES, shares(), NAMES, exact=True)
    spoilt = files["state_shares_totals.csv"].replace(",need,", ",street,")
    written(tmp_path, {**files, "state_shares_totals.csv": spoilt})
    _, faults = read_back(tmp_path, STATE_SHARES, files)
    assert [(Path(fault.file).name, fault.line) for fault in faults] == [("state_shares_totals.csv", 4)]


def test_a_name_is_no_formula_and_several_needs_are_named_each():
    empty = {column.name: 0.0 for column in POCKETS.values if column.kind == "number"}
    key = {"academic_year": "2025/26", "area": "E01", "phase": "primary", "need": "ASD", "requirement": "base"}
    row = pd.DataFrame([{**key, **empty, "provider_id": "oak", "takes": "ASD SEMH"}])
    text = texts_of(POCKETS, row, NAMES, exact=False)["pockets.csv"]
    assert 'oak,\'=Oak School,ASD SEMH,"Autism (ASD); Social, emotional"' in text


def test_totals_that_mix_levels_name_each_code_by_its_level():
    figures = dict.fromkeys((column.name for column in PLACE_NEED_TOTALS.values), 1.0)
    rows = [{"academic_year": "2025/26", "level": level, "code": code, **figures} for level, code in CODES]
    lines = texts_of(PLACE_NEED_TOTALS, pd.DataFrame(rows), NAMES, exact=False)["place_need_totals.csv"].splitlines()
    assert [",".join(line.split(",")[1:4]) for line in lines[1:]] == ["authority,all,Anyshire", "phase,primary,Primary"]


def test_names_that_a_run_wrote_are_read_and_an_older_run_has_none(tmp_path):
    figures = dict.fromkeys((column.name for column in FORECAST_TOTALS.values), 1.0)
    names = {**NAMES, "authority": {"all": "=Anyshire"}}
    frame = pd.DataFrame([{"census_year": 2026, "level": level, "code": code, **figures} for level, code in CODES])
    written(tmp_path, texts_of(FORECAST_TOTALS, frame, names, exact=False))
    assert names_written(tmp_path, FORECAST_TOTALS) == {"authority": {"all": "=Anyshire"}, "phase": NAMES["phase"]}
    (tmp_path / "forecast_totals.csv").write_text(table_text(frame, FORECAST_TOTALS), encoding="utf-8")
    assert names_written(tmp_path, FORECAST_TOTALS) == {}
    assert "code_name" not in named_text(frame, FORECAST_TOTALS, {})


CODES = (("phase", "primary"), ("authority", "all"))


@pytest.mark.parametrize("table", EVERY_TABLE, ids=lambda table: table.name)
def test_a_central_figure_stands_before_its_range(table: ResultTable):
    names = table.column_names
    ends = [name for name in names if name.endswith(QUANTILES) or name in {"p10", "p50", "p90"}]
    for name in ends:
        centre = "central" if name in {"p10", "p50", "p90"} else name[: -len("_p10")]
        assert centre in names, name
        between = names[names.index(centre) + 1 : names.index(name)]
        assert all(other in ends for other in between), name
