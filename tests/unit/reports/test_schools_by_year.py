"""School by school: every year as the table of schools has it, those above 110% first, and what is said of each."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hand_made_run import hand_made_view
from page_reader import read_page
from pages_made import page as made
from pages_made import report_of
from report_fixture import run_view

from sufficiency.reports.pictures.schools import (
    SchoolGroup,
    fitted,
    name_lines,
    places_in_words,
    scale_of,
    schools_charts,
    schools_figures,
)
from sufficiency.reports.pictures.style import extent, styled
from sufficiency.reports.report import page as pages
from sufficiency.reports.report import schools as part_on_schools
from sufficiency.reports.report.sentences.schools import (
    alike_words,
    change_words,
    estimated_words,
    full_from_words,
    pooled_words,
    school_notes,
)
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.schools.values import PlacesUsed, SchoolShown, SchoolsOfKind
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.words import occupancy

pytestmark = pytest.mark.unit
YEARS = tuple(f"20{year}/{year + 1}" for year in range(24, 35))
PAYLOADS = (
    "</text></svg><script>alert(1)</script>",
    "$\\frac{<b>",
    "{{ 7 * 7 }}",
    "a\x07b",
    "&lt;i&gt;",
    "\u202edesrever",
)


@pytest.fixture(autouse=True)
def _only_this_part(monkeypatch):
    """The page with this part alone, which is what is read here."""
    monkeypatch.setattr(pages, "PARTS", (part_on_schools.PART,))


def uneven_view() -> RunView:
    """The invented run, its schools unevenly full: from 70% to 150%, by school and by year."""
    view = run_view()
    table = view.tables["schools"].reset_index(drop=True)
    factor = 0.7 + 0.8 * ((np.arange(len(table)) * 37) % 101) / 100
    places = (table["learners"] / factor).round(2)
    figures = {f"occupancy{end}": table[f"learners{end}"] / places for end in ("", "_p10", "_p90")}
    parts = dict.fromkeys(("places", "places_agreed", "usable_places"), places)
    return replace(view, tables={**view.tables, "schools": table.assign(**parts, **figures)})


def used(year: str, places: float, share: float | None, by: tuple[float, ...] | None = None) -> PlacesUsed:
    full = None if share is None else Estimate(share, share - 0.05, share + 0.05)
    return PlacesUsed(places, 0.0, Estimate(places * (share or 0.0)), full, year, by or (places, 0.0, 0.0, 0.0))


def school(name: str, years: tuple[PlacesUsed, ...], area: str = "North") -> SchoolShown:
    return SchoolShown(name, area, area, ("ASD",), years[0], years[min(5, len(years) - 1)], 1.0, (), None, years)


def steady(name: str, share: float, area: str = "North") -> SchoolShown:
    return school(name, tuple(used(year, 100.0, share) for year in YEARS), area)


def test_every_year_of_every_school_is_that_of_the_table():
    view = uneven_view()
    table = view.tables["schools"]
    names = dict(zip(view.providers["provider_id"], view.providers["name"], strict=True))
    shown = {one.name: one for of_kind in summarise(view).schools for one in of_kind.schools}
    compared = 0
    for row in table.to_dict("records"):
        one = shown.get(names[row["provider_id"]])
        if one is None:
            continue
        of_year = next(year for year in one.years if year.academic_year == row["academic_year"])
        assert of_year.places == row["places"]
        assert of_year.learners.central == row["learners"]
        assert of_year.occupancy.central == row["occupancy"]
        if row["academic_year"] != min(table["academic_year"]):
            assert (of_year.occupancy.low, of_year.occupancy.high) == (row["occupancy_p10"], row["occupancy_p90"])
        compared += 1
    assert compared == 11 * len(shown) == 11 * 23


def test_those_above_110_per_cent_come_first_the_fullest_first_and_the_others_by_area():
    view = uneven_view()
    summary = summarise(view)
    table = view.tables["schools"]
    now = table[table["academic_year"].isin([summary.key_years[0], summary.focus_year])]
    fullest = (100 * now.groupby("provider_id")["occupancy"].max()).round()
    names = view.providers.set_index("provider_id")["name"]
    for of_kind in summary.schools[:2]:
        found = [fullest[names[names == one.name].index[0]] for one in of_kind.schools]
        full = [value for value in found if value > 110]
        assert 0 < len(full) < len(found)
        assert found[: len(full)] == sorted(full, reverse=True)
        areas = [one.area_name for one in of_kind.schools[len(full) :]]
        assert areas == sorted(areas)
        assert of_kind.above_full[1] == sum(one.then.is_full for one in of_kind.schools)


def test_the_first_year_above_110_per_cent_is_named_with_its_figure():
    view = uneven_view()
    table = view.tables["schools"].merge(view.providers[["provider_id", "name"]], on="provider_id")
    above = table[(100 * table["occupancy"]).round() > 110].sort_values("academic_year").drop_duplicates("name")
    first = {row.name: f"{row.academic_year}, {100 * row.occupancy:.0f}%" for row in above.itertuples(index=False)}
    shown = [one for of_kind in summarise(view).schools for one in of_kind.schools]
    assert {one.name: full_from_words(one) for one in shown if full_from_words(one)} == {
        name: words for name, words in first.items() if name in {one.name for one in shown}
    }


def test_a_school_that_is_written_as_110_per_cent_is_not_above_it():
    assert not used("2024/25", 1000.0, 1.1049).is_full
    assert used("2024/25", 1000.0, 1.1051).is_full
    assert (occupancy(1.1049), occupancy(1.1051)) == ("110%", "111%")


def test_a_new_school_says_who_opens_it_and_one_that_closes_who_closes_it():
    nothing, opened = used(YEARS[0], 0.0, None, (0.0,) * 4), used(YEARS[2], 40.0, 0.5, (0.0, 0.0, 40.0, 0.0))
    new = school(
        "New", (nothing, replace(nothing, academic_year=YEARS[1]), opened, replace(opened, academic_year=YEARS[3]))
    )
    assert school_notes(new) == ("New in this scenario, opens 2026/27 at 50%",)
    assert places_in_words(new) == "40 places, opens 2026/27"
    committed = school("Agreed", tuple(replace(year, by=(0.0, year.places, 0.0, 0.0)) for year in new.years))
    assert school_notes(committed) == ("Committed, opens 2026/27 at 50%",)
    gone = used(YEARS[1], 0.0, None, (60.0, 0.0, -60.0, 0.0))
    closing = school("Old", (used(YEARS[0], 60.0, 1.0), gone))
    assert school_notes(closing) == ("Closes 2025/26, in this scenario",)
    assert places_in_words(closing) == "60 places, closes 2025/26"
    assert change_words(closing) == change_words(new) == ""


def test_places_that_change_say_why():
    years = (used(YEARS[0], 150.0, 1.0), *(used(year, 200.0, 1.0, (150.0, 20.0, 30.0, 0.0)) for year in YEARS[1:]))
    assert change_words(school("More", years)) == "+20 places committed, +30 in this scenario"
    assert places_in_words(school("More", years)) == "150 to 200 places, 2025/26"
    assert change_words(steady("Same", 1.0)) == ""


def test_estimated_places_are_said_to_be_no_agreed_ones():
    known = [replace(steady(f"School {at}", 1.09), is_published=at == 0, cites=("A-21",)) for at in range(4)]
    words = estimated_words(SchoolsOfKind("state_special", tuple(known)))
    assert words.startswith("The places of 3 of the 4 state special schools are not agreed place numbers")
    assert "(A-21)" in words
    assert "109% in 2024/25: how full they are together, not how full any one of them is" in words
    apart = (*known[:2], replace(known[2], now=used(YEARS[0], 100.0, 0.8)))
    assert "(80% to 109% in 2024/25)" in estimated_words(SchoolsOfKind("state_special", apart))
    assert estimated_words(SchoolsOfKind("state_special", (steady("Unknown", 1.0),))) == ""
    pooled = SchoolsOfKind("specialist_base", (replace(known[0], is_pooled=True),))
    assert pooled_words(pooled).startswith("Every row stands for all bases of an area and phase")


def test_equal_figures_of_many_schools_are_said_to_be_the_models():
    many = SchoolsOfKind("state_special", tuple(steady(f"School {at}", 1.14) for at in range(6)))
    assert alike_words(many).startswith("6 of 6 stand at 114% in 2029/30")
    few = SchoolsOfKind("state_special", many.schools[:4])
    assert alike_words(few) == ""
    below = SchoolsOfKind("state_special", tuple(steady(f"School {at}", 0.9) for at in range(6)))
    assert alike_words(below) == ""


def test_the_basis_of_places_comes_from_the_pack():
    view = run_view()
    first = min(view.tables["schools"]["academic_year"])
    rows = [
        ("special-E07000084", first, "all", "scaled", "dfe_special_schools_2019 A-21"),
        ("special-E07000085", "2019/20", "all", "estimated", "A-21"),
        ("special-E07000085", first, "all", "published", "place_facts"),
        ("special-E07000086", "2030/31", "all", "estimated", "later"),
    ]
    places = pd.DataFrame(rows, columns=["provider_id", "academic_year", "phase", "basis", "source"])
    summary = summarise(replace(view, places=places))
    known = {one.area: (one.is_published, one.cites) for one in summary.schools[0].schools}
    assert known["E07000084"] == (False, ("A-21",))
    assert known["E07000085"] == (True, ())
    assert known["E07000086"] == (None, ())


def test_independent_schools_of_five_stand_by_name_and_a_market_as_what_it_is():
    view = hand_made_view()
    kinds = {"named": 7.0, "small-a": 2.0, "small-b": 4.9, "market-x": 9.0, "nobody": 0.0}
    own = view.tables["schools"]
    extra = [
        own.iloc[[0]].assign(provider_id=who, provision="independent_special", learners=n) for who, n in kinds.items()
    ]
    providers = pd.DataFrame({"provider_id": list(kinds), "name": [f"The {who}" for who in kinds]})
    providers["source"] = ["A-30" if who == "market-x" else "A-27" for who in kinds]
    tables = {**view.tables, "schools": pd.concat([own, *extra])}
    given = replace(view, tables=tables, providers=pd.concat([view.providers, providers]))
    shown = summarise(given).independent
    assert [(one.name, one.count, one.is_pooled, one.now) for one in shown] == [
        ("The named", 1, False, 7.0),
        ("few", 2, False, 6.9),
        ("The market-x", 1, True, 9.0),
    ]
    page = report_of(given)
    assert "2 other schools, fewer than five learners each" in page
    assert "Not known by name: each row stands for many schools" in page


def groups_of(count: int, name: str = "Very long name of a special school {} and academy for learners aged 3 to 19"):
    shares = [0.4 + 0.9 * ((at * 37) % 101) / 100 for at in range(count)]
    schools = [
        steady(name.format(at), share, "Waltham Cross and Broxbourne East, planning area 12")
        for at, share in enumerate(shares)
    ]
    opening = school(
        "Opens late", tuple(used(year, 50.0 * (at > 3), 1.02 if at > 3 else None) for at, year in enumerate(YEARS))
    )
    full = tuple(one for one in schools if one.is_full)
    others = (*(one for one in schools if not one.is_full), opening)
    return (SchoolGroup("Above 110% in 2024/25 or 2029/30, the fullest first", full), SchoolGroup("Others", others))


@pytest.mark.parametrize("count", [1, 5, 80])
def test_no_text_of_the_picture_is_clipped_or_over_another(count):
    with styled():
        for figure in schools_figures(groups_of(count)):
            left, foot, right, top = np.array([extent(label).extents for label in figure.axes[0].texts]).T
            room = figure.bbox
            assert room.x0 - 0.5 <= min(left)
            assert max(right) <= room.x1 + 0.5
            assert room.y0 <= min(foot)
            assert max(top) <= room.y1
            beside = (left[:, None] < right) & (left < right[:, None])
            over = (foot[:, None] < top) & (foot < top[:, None])
            assert np.argwhere(beside & over & ~np.eye(len(left), dtype=bool)).tolist() == []


def test_eighty_schools_stand_in_figures_that_a_page_holds():
    pictures = schools_charts("state-special", groups_of(80), ("Title", "Description"))
    assert len(pictures) > 1
    assert all(read_page(picture).faults == [] for picture in pictures)
    names = [name for picture in pictures for name in read_page(picture).ids]
    assert len(names) == len(set(names))


def test_the_picture_writes_the_first_and_the_last_figure_of_each_school():
    groups = groups_of(7)
    (picture,) = schools_charts("bases", groups, ("Title", "Description"))
    written = re.findall(r"\d+%", " ".join(read_page(picture).text))
    for group in groups:
        for one in group.schools:
            known = [year for year in one.years if year.occupancy is not None]
            assert {f"{known[0].percent}%", f"{known[-1].percent}%"} <= set(written)


def test_the_scale_holds_every_figure_and_range():
    scale = scale_of([steady("Low", 0.43), steady("High", 1.28)])
    assert (scale.low, scale.high) == (30, 140)
    assert scale.height(0.43) < scale.height(1.28)
    assert (scale_of([]).low, scale_of([]).high) == (90, 120)


def test_a_name_that_is_too_long_ends_in_an_ellipsis():
    lines = name_lines(
        "A special school whose name is longer than two lines of the picture can ever be expected to hold"
    )
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert name_lines("Short School") == ("Short School",)
    assert fitted("Short", 100.0, 9.0) == "Short"
    assert fitted("W" * 99, 100.0, 9.0).endswith("W…")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_name_of_a_school_becomes_markup(payload):
    view = hand_made_view()
    named = replace(view, providers=view.providers.assign(name=payload))
    page = report_of(named)
    read = read_page(page)
    assert read.faults == []
    assert "script" not in read.names
    assert "\x07" not in page


def test_a_run_without_bases_and_a_run_of_one_school_have_their_part():
    view = hand_made_view()
    table = view.tables["schools"]
    alone = replace(view, tables={**view.tables, "schools": table[table["provision"] == "state_special"]})
    page = report_of(alone)
    assert read_page(page).faults == []
    assert "Of 1 state special school" in page
    assert "pecialist bases, as a table" not in page
    assert "How full in every year" not in page


def test_codes_of_needs_have_their_key_in_the_part():
    page = made("run without a map")
    part = page.partition('<section aria-labelledby="schools">')[2].partition("</section>")[0]
    assert "<b>ASD</b> Autism" in part
    assert "<b>DS</b> Down syndrome" in part
    assert part.index("<b>ASD</b>") < part.index("takes ASD")
    assert "special-E07" not in part
