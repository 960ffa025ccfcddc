"""The reader of the EHC plans release, on a release of one authority made here."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from made_release import (
    AGE_AT_START,
    AGES,
    as_of_2026,
    made_tables,
    release_row,
    write_release,
    write_tables,
)

from sufficiency.errors import InputError
from sufficiency.importers.open_data.people import dfe_release
from sufficiency.importers.open_data.people.release_reading import ENGLAND
from sufficiency.importers.opening import bundles as archives
from sufficiency.importers.opening.published_csv import read_every_word
from sufficiency.packs.lookups import lookup

pytestmark = pytest.mark.unit

Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dfe_release.Release:
    """The made release, read once."""
    return dfe_release.read_release(write_release(tmp_path_factory.mktemp("release")))


def plans(table: pd.DataFrame, *columns: str) -> dict[object, float]:
    """Plans that are not nought, by the columns named."""
    kept = table[table["plans"] > 0]
    keys = kept[columns[0]] if len(columns) == 1 else list(zip(*(kept[column] for column in columns), strict=True))
    return dict(zip(keys, kept["plans"], strict=True))


def test_placements_are_pooled_into_provisions_by_single_age(usual: dfe_release.Release) -> None:
    table = dfe_release.plans_by_age_provision(usual, "805")
    assert plans(table, "age", "provision") == {
        (2, "early_years_setting"): 1,
        (11, "state_special"): 4,
        (11, "mainstream"): 2,
        (11, "specialist_base"): 1,
        (11, "elsewhere"): 1,
        (11, "not_recorded"): 1,
    }
    assert set(table["census_year"]) == {2025}
    assert set(table["age"]) == set(range(2, 26))


def test_subtotals_of_placements_are_not_counted_again(usual: dfe_release.Release) -> None:
    table = dfe_release.plans_by_need_provision(usual, "805")
    assert plans(table, "need", "provision") == {("ASD", "state_special"): 4}


def test_needs_keep_the_plans_whose_need_is_not_recorded(usual: dfe_release.Release) -> None:
    release = usual
    assert plans(dfe_release.plans_by_age_need(release, "805"), "age", "need") == {
        (11, "ASD"): 8,
        (11, "not_recorded"): 1,
    }


def test_new_and_ceased_plans_are_read_by_age_at_the_event(usual: dfe_release.Release) -> None:
    release = usual
    assert plans(dfe_release.new_plans(release, "805"), "calendar_year", "age") == {(2024, 20): 1}
    assert plans(dfe_release.ceased_plans(release, "805"), "age", "reason") == {
        (19, "higher_education"): 2,
        (19, "employment"): 1,
        (19, "all"): 3,
    }
    assert plans(dfe_release.new_plans_by_need(release, "805"), "age", "need") == {(4, "SLCN"): 2}


def test_a_year_without_new_plans_is_left_out_of_the_funnel_and_unpublished_assessments_are_blank(
    usual: dfe_release.Release,
) -> None:
    table = dfe_release.funnel(usual, "805")
    assert table["calendar_year"].tolist() == [2024]
    assert table["assessments"].isna().all()


def test_new_plans_that_are_the_whole_regions_are_added_up_from_their_ages(tmp_path: Path) -> None:
    total = release_row("newplans", "2024", "New EHC plans", "New EHC plans", new_ehc_plans=60)
    region = total | {"geographic_level": "Regional", "old_la_code": "", "la_name": ""}
    ages = [release_row("newplans", "2024", "Age when plan started", f"age {age}", new_ehc_plans=2) for age in (4, 11)]
    with_region, without = ([total, *rest, *ages] for rest in ([region], []))
    rows = [
        dfe_release.funnel(dfe_release.read_release(write_release(tmp_path, newplans=rows)), "805").iloc[0]
        for rows in (with_region, without)
    ]
    assert [(row["new_plans"], row["source"]) for row in rows] == [(4, "dfe_ehc_2025 A-110"), (60, "dfe_ehc_2025")]


def test_a_table_that_an_authority_does_not_have_is_empty_and_not_nought(tmp_path: Path) -> None:
    rows = [release_row("sen_needs_all_plans", "202425", "All EHC plans", "All EHC plans", number_asd=9)]
    release = dfe_release.read_release(write_release(tmp_path, sen_needs_all_plans=rows))
    assert dfe_release.plans_by_age_need(release, "805").empty
    assert dfe_release.plans_by_need_provision(release, "805").empty
    assert dfe_release.plans_by_need(release, "805")["ASD"] == 9


def test_a_published_count_that_is_suppressed_is_absent_and_not_nought(tmp_path: Path) -> None:
    rows = [
        release_row("caseload", "202425", "All EHC plans", "All EHC plans", ehcplans="x", neet=0, nm_early_years="x")
    ]
    release = dfe_release.read_release(write_release(tmp_path, caseload=rows))
    found = dfe_release.published_counts(release, "805")
    assert "all" not in found
    assert "early_years_setting" not in found
    assert found["elsewhere"] == 0


def test_an_unknown_placement_is_named(tmp_path: Path) -> None:
    rows = [release_row("sen_needs_all_plans", "202425", "Type of placement", "Special - on the Moon", number_asd=1)]
    with pytest.raises(InputError, match="Special - on the Moon"):
        dfe_release.read_release(write_release(tmp_path, sen_needs_all_plans=rows))


def test_a_word_where_a_number_belongs_is_absent_and_noted_and_a_spoilt_number_is_a_fault(tmp_path: Path) -> None:
    def lines(*words: str) -> Path:
        rows = [
            release_row(
                "requests", str(year), "All requests for EHC needs assessments", "All", requests_received_in_year=word
            )
            for year, word in zip(range(2024, 2018, -1), words, strict=False)
        ]
        return write_release(tmp_path, requests=rows)

    release = dfe_release.read_release(lines("1,200", "[z]", "no data"))
    assert release.rows("requests", "805", "all")["requests_received_in_year"].tolist()[0] == 1200
    assert release.rows("requests", "805", "all")["requests_received_in_year"].isna().tolist() == [False, True, True]
    assert [note.partition(".zip/")[2] for note in release.notes] == [
        "data/requests.csv, requests_received_in_year, line 4: 'no data' is read as not published (Hartlepool)"
    ]
    with pytest.raises(InputError) as caught:
        dfe_release.read_release(lines("7", "1.2.3", "12a", "-4"))
    assert [(fault.line, fault.where) for fault in caught.value.faults] == [
        (line, "requests_received_in_year") for line in (3, 4, 5)
    ]


def test_a_line_that_stands_twice_is_named(tmp_path: Path) -> None:
    rows = [release_row("newplans", "2024", "New EHC plans", "New EHC plans", new_ehc_plans=1)] * 2
    with pytest.raises(InputError, match=r"newplans\.csv:3 breakdown: stands in an earlier line too: Hartlepool"):
        dfe_release.read_release(write_release(tmp_path, newplans=rows))


def rewritten(**spoilt: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Tables], Tables]:
    """A change of the release: what becomes of the tables named."""
    return lambda tables: {name: spoilt.get(name, pd.DataFrame.copy)(frame) for name, frame in tables.items()}


def other_words(**words: dict[str, str]) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """A change of a table: in each column other words for some."""
    return lambda frame: frame.assign(**{column: frame[column].replace(other) for column, other in words.items()})


def faults_of(folder: Path, spoil: Callable[[Tables], Tables]) -> list[tuple[str, str, str]]:
    """Table, column and message of each fault of a spoilt release."""
    path = write_tables(folder / "education-health-and-care-plans_2025.zip", spoil(made_tables()))
    with pytest.raises(InputError) as caught:
        dfe_release.read_release(path)
    return [(fault.file.rpartition("/")[2], fault.where, fault.message) for fault in caught.value.faults]


SPOILT = {
    "an age topic renamed": (
        rewritten(caseload=other_words(breakdown_topic={AGES: "Age on 31 August"})),
        [
            (
                "caseload.csv",
                "breakdown_topic",
                "no line of 'Child or young persons age' or 'Age at start of academic year'",
            )
        ],
        "nearest that is there: 'Age on 31 August'",
    ),
    "all plans renamed": (
        rewritten(sen_needs_all_plans=other_words(breakdown_topic={"All EHC plans": "Total plans"})),
        [("sen_needs_all_plans.csv", "breakdown_topic", "no line of 'All EHC plans'")],
        "nearest that is there: 'Total plans'",
    ),
    "an all-plans topic of another table renamed": (
        rewritten(requests=other_words(breakdown_topic={"All requests for EHC needs assessments": "Requests"})),
        [("requests.csv", "breakdown_topic", "no line of 'All requests")],
        "nearest that is there: 'Requests'",
    ),
    "an age in words": (
        rewritten(newplans=other_words(breakdown={"age 10": "ten", "age 20 and over": "20 and over"})),
        [
            ("newplans.csv", "breakdown", "England has no line for 2024 of age 10"),
            ("newplans.csv", "breakdown", "'ten' is no age such as 'age 10'"),
        ],
        "",
    ),
    "a band for an age": (
        rewritten(caseload=other_words(breakdown={"age 11": "age 11 to 15"})),
        [
            ("caseload.csv", "breakdown", "England has no line for 2024/25 of age 11"),
            ("caseload.csv", "breakdown", "'age 11 to 15' is no age"),
        ],
        "(and in 1 later lines)",
    ),
    "a placement renamed": (
        rewritten(sen_needs_all_plans=other_words(breakdown={"Special - LA maintained": "Special - community"})),
        [("sen_needs_all_plans.csv", "breakdown", "'Special - community' is no placement that is known")],
        "",
    ),
    "a placement that is missing": (
        rewritten(
            sen_needs_all_plans=lambda frame: frame[~frame["breakdown"].isin(list(lookup("placements")["label"])[:9])]
        ),
        [("sen_needs_all_plans.csv", "breakdown", "England has no line for 2024/25 of 'Mainstream - academy'")],
        "'Mainstream - LA maintained (SEN unit)'",
    ),
    "no lines of England": (
        rewritten(caseload=lambda frame: frame[frame["geographic_level"] != "National"]),
        [("caseload.csv", "geographic_level", "no line of 'National' for 2024/25")],
        "",
    ),
    "another year": (
        rewritten(sen_needs_all_plans=other_words(time_period={"202425": "202324"})),
        [("sen_needs_all_plans.csv", "time_period", "no line of 'All EHC plans' for 2024/25")],
        "the newest that is there: 2023/24",
    ),
    "a period that is none": (
        rewritten(newplans=other_words(time_period={"2024": "202425"})),
        [("newplans.csv", "time_period", "'202425' is no calendar year such as 2024")],
        "",
    ),
    "a code that is none": (
        rewritten(caseload=other_words(old_la_code={"805": "Hpool"})),
        [("caseload.csv", "old_la_code", "'Hpool' is no code of an authority such as 851")],
        "",
    ),
    "a column of words": (
        rewritten(newplans=lambda frame: frame.assign(new_ehc_plans="no data")),
        [("newplans.csv", "new_ehc_plans", "has no number for England (2024, 'New EHC plans' or 'All new EHC plans')")],
        "",
    ),
    "a column of words among others": (
        rewritten(caseload=lambda frame: frame.assign(mainstream_academy="no data")),
        [("caseload.csv", "ehcplans", "the counts beside it add up to 768 of England's 792")],
        "without a number: mainstream_academy",
    ),
    "a column renamed": (
        rewritten(caseload=lambda frame: frame.rename(columns={"special_independent": "special_indep"})),
        [("caseload.csv", "special_independent", "this column is missing; nearest that is there: 'special_indep'")],
        "",
    ),
    "half of a column in two": (
        rewritten(caseload=lambda frame: frame.rename(columns={"special_academy_free": "special_academy"})),
        [("caseload.csv", "special_academy_free", "this column is missing")],
        "",
    ),
    "no total of any authority": (
        rewritten(
            caseload=lambda frame: frame[
                (frame["geographic_level"] == "National") | (frame["breakdown_topic"] != "All EHC plans")
            ]
        ),
        [("caseload.csv", "breakdown_topic", "no line of 'All EHC plans' for any authority in 2024/25")],
        "",
    ),
    "a need of new plans without a number": (
        rewritten(sen_need_newplans=lambda frame: frame.assign(number_slcn="x")),
        [("sen_need_newplans.csv", "ehc_plans", "the counts beside it add up to 228 of England's 247")],
        "without a number: number_slcn",
    ),
    "a reason without a number": (
        rewritten(ceased_plans=lambda frame: frame.assign(max_age="no data")),
        [("ceased_plans.csv", "total_ceased", "the counts beside it add up to")],
        "without a number: max_age",
    ),
    "an empty table": (
        rewritten(assessments=lambda frame: frame.iloc[:0]),
        [("assessments.csv", "", "has no line of figures")],
        "",
    ),
    "a table renamed": (
        lambda tables: {"ceased" if name == "ceased_plans" else name: frame for name, frame in tables.items()},
        [("education-health-and-care-plans_2025.zip", "data/ceased_plans.csv", "is missing")],
        "nearest that is there: 'data/ceased.csv'",
    ),
}


AT_ONCE = (
    (
        *("an age topic renamed", "all plans renamed", "an all-plans topic of another table renamed"),
        *("an age in words", "an empty table", "a table renamed"),
    ),
    ("no lines of England", "a placement that is missing", "a column of words"),
    ("a column of words among others", "a period that is none", "a placement renamed"),
    ("a column renamed", "another year"),
    ("half of a column in two", "a band for an age", "a code that is none"),
    ("no total of any authority", "a need of new plans without a number", "a reason without a number"),
)


@pytest.mark.parametrize("spoilt", AT_ONCE)
def test_what_a_release_lacks_is_named_at_once_with_table_column_and_the_nearest_label(
    tmp_path: Path, spoilt: tuple[str, ...]
) -> None:
    def spoil(tables: Tables) -> Tables:
        for what in spoilt:
            tables = SPOILT[what][0](tables)
        return tables

    found = faults_of(tmp_path, spoil)
    said = "\n".join(fault[2] for fault in found)
    for _, expected, word in (SPOILT[what] for what in spoilt):
        for table, column, message in expected:
            assert any((table, column) == fault[:2] and message in fault[2] for fault in found), found
        assert word in said


def test_every_spoilt_release_is_tried() -> None:
    assert sorted(what for spoilt in AT_ONCE for what in spoilt) == sorted(SPOILT)


def test_what_can_only_mean_one_thing_is_read(usual: dfe_release.Release, tmp_path: Path) -> None:
    """``10``, ``Aged 10``, ``2024/25``, ``2024.0``, ``805.0``, capitals and spaces."""

    def age(word: str) -> str:
        return word.removeprefix("age ") if word.endswith(("1", "2")) else word.replace("age ", "Aged ", 1)

    tables = made_tables()
    written: dict[str, Callable[[str], str]] = {
        "breakdown": lambda word: age(word) if word.startswith("age ") else word,
        "time_period": lambda word: f"{word[:4]}/{word[4:]}" if len(word) == 6 else f"{word}.0",
        "old_la_code": lambda word: f"{word}.0" if word else word,
        "geographic_level": str.upper,
        "breakdown_topic": lambda word: f" {word.upper()}",
    }
    for name, frame in tables.items():
        tables[name] = frame.assign(**{column: frame[column].map(other) for column, other in written.items()})
        tables[name].columns = [f" {column.upper().replace('_', ' ')}" for column in frame.columns]
    other = dfe_release.read_release(write_tables(tmp_path / "other.zip", tables))
    for name, table in dfe_release.plan_tables(usual, "805").items():
        pd.testing.assert_frame_equal(dfe_release.plan_tables(other, "805")[name], table)


def test_the_release_of_2026_gives_the_same_tables_a_year_later(usual: dfe_release.Release, tmp_path: Path) -> None:
    older = usual
    newer = dfe_release.read_release(write_tables(tmp_path / "2026.zip", as_of_2026(made_tables())))
    assert (newer.base_year, newer.source) == (2026, "dfe_ehc_2026")
    assert [note.partition(": ")[2] for note in newer.notes] == ["'no data' is read as not published (Hartlepool)"]
    assert newer.authorities().equals(older.authorities())
    for authority in ("805", ENGLAND):
        before, after = (dfe_release.plan_tables(release, authority) for release in (older, newer))
        for name in ("plans_by_age_provision", "plans_by_age_need", "plans_by_need_provision", "new_plans_by_need"):
            keys = [column for column in before[name] if column in {"age", "provision"}]
            sums = [table[name].groupby(keys)["plans"].sum() for table in (before, after)]
            assert sums[0].equals(sums[1]), name
            years = {int(table[name].filter(regex="_year$").iloc[0, 0]) for table in (before, after)}
            assert len(years) == 2, name
        assert dfe_release.published_counts(newer, authority) == dfe_release.published_counts(older, authority)


def test_the_earlier_issue_of_2025_has_another_label_for_the_age_of_new_plans(tmp_path: Path) -> None:
    tables = made_tables()
    new = tables["sen_need_newplans"]
    tables["sen_need_newplans"] = new.assign(breakdown_topic=new["breakdown_topic"].replace({AGES: AGE_AT_START}))
    release = dfe_release.read_release(write_tables(tmp_path / "release.zip", tables))
    assert plans(dfe_release.new_plans_by_need(release, "805"), "age", "need") == {(4, "SLCN"): 2}


@pytest.mark.parametrize(
    ("content", "words"), [(b"a;b\n1;2\n", "not separated by commas"), (b"a,b\n", "no line"), (b"A,a\n1,2\n", "twice")]
)
def test_a_table_that_is_none_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_every_word(BytesIO(content), "table.csv")


def test_an_age_that_is_none_is_no_line_that_stands_twice(tmp_path: Path) -> None:
    found = faults_of(tmp_path, rewritten(newplans=other_words(breakdown={"age 10": "ten", "age 11": "eleven"})))
    assert not [message for _, _, message in found if "earlier line" in message]


def test_a_table_whose_first_line_names_no_column_is_one_fault(tmp_path: Path) -> None:
    tables = {name: frame.to_csv(index=False) for name, frame in made_tables().items()}
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        for name, text in tables.items():
            below = "\n".join(f"{line}," for line in text.splitlines()[1:])
            spoilt = {
                "caseload": f"Plans in 2025\n\n{text}",
                "requests": f"{text.splitlines()[0]}\n{below}",
                "newplans": below,
            }
            bundle.writestr(f"data/{name}.csv", spoilt.get(name, text))
    with pytest.raises(InputError) as caught:
        dfe_release.read_release(path)
    assert [(fault.file, fault.line, fault.message.partition(",")[0]) for fault in caught.value.faults] == [
        (f"release.zip/data/{table}.csv", 1, "the first line must name the columns")
        for table in ("caseload", "newplans", "requests")
    ]


def test_an_archive_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "release.zip"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(InputError, match="not a readable zip"):
        archives.read_member(path, "data/caseload.csv")


def test_an_archive_with_a_path_that_leads_outside_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("../data.csv", "a")
    with pytest.raises(InputError, match="leads outside"):
        archives.read_member(path, "data/caseload.csv")


def test_an_archive_that_would_unpack_to_far_more_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("data/caseload.csv", "0" * 5_000_000)
    with pytest.raises(InputError, match="would unpack to 5,000,000 bytes"):
        archives.read_member(path, "data/caseload.csv")


def test_a_missing_member_is_named_with_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"data/other\.csv.*holds data/assessments\.csv"):
        archives.read_member(write_release(tmp_path), "data/other.csv")
