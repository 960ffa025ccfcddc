"""The page is well formed, stands alone, can be read without seeing it, and lets no name become markup."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hand_made_run import hand_made_view
from page_reader import Page, read_page
from pages_made import page as made
from pages_made import report_of
from report_fixture import CONTEXT, run_view, squares

from sufficiency.errors import Fault, Severity
from sufficiency.packs.quality import Quality, State
from sufficiency.reports.report.page import render_page
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.text import render_text

pytestmark = pytest.mark.unit

LOADING = {"src", "srcset", "action", "formaction", "data", "poster", "background", "ping", "manifest"}
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><script>alert(1)</script>",
    "</style></svg></text><script>alert(1)</script>",
    "<!-- <b>",
    "]]><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }} {% raw %}",
    "' onmouseover='alert(1)",
    "&lt;script&gt;",
    "$\\frac{1}{0}$ ^_{",
    "tab\tbell\x07end",
]


@pytest.fixture(scope="module")
def boundaries():
    return squares()


@pytest.fixture(scope="module")
def html() -> str:
    return made("run")


@pytest.fixture(scope="module")
def page(html) -> Page:
    return read_page(html)


def test_every_element_is_closed_in_its_place(page):
    assert page.faults == []


def test_the_page_loads_nothing_from_anywhere(html, page):
    assert "script" not in page.names
    assert not {"link", "iframe", "object", "embed", "img", "image", "form"} & set(page.names)
    references = [value for name, value in page.attributes() if name in {"href", "xlink:href"}]
    assert references
    assert all(value.startswith("#") for value in references)
    assert not [name for name, _ in page.attributes() if name in LOADING or name.startswith("on")]
    assert not re.findall(r"@import|url\((?!#)", html)
    assert "default-src 'none'" in page.having("meta")[2]["content"]


def test_every_id_is_single_and_every_reference_has_one(page):
    assert len(page.ids) == len(set(page.ids))
    named = [value for name, value in page.attributes() if name in {"aria-labelledby", "aria-describedby"}]
    wanted = {word for value in named for word in value.split()}
    wanted |= {value[1:] for name, value in page.attributes() if name in {"href", "xlink:href"}}
    assert wanted <= set(page.ids)


def test_every_picture_has_a_title_a_description_and_a_table(page):
    pictures = page.having("svg")
    assert len(pictures) == 15
    for picture in pictures:
        assert picture["role"] == "img"
        title, description = picture["aria-labelledby"].split()
        assert {title, description} <= set(page.ids)
    assert page.names.count("details") >= 4


def test_every_table_has_a_caption_and_every_heading_cell_a_scope(page):
    assert page.names.count("table") == page.names.count("caption") == page.names.count("thead")
    assert {heading.get("scope") for heading in page.having("th")} == {"row", "rowgroup", "col"}


def test_the_page_has_landmarks_one_heading_of_the_first_rank_and_no_rank_left_out(page):
    assert [page.names.count(name) for name in ("header", "nav", "main", "footer", "h1")] == [1] * 5
    assert page.having("html")[0]["lang"] == "en-GB"
    ranks = [int(name[1]) for name in page.names if re.fullmatch(r"h[1-6]", name)]
    assert all(after - before <= 1 for before, after in pairwise(ranks))


def test_every_region_that_scrolls_can_be_reached_and_is_named(page):
    scrolling = [attributes for _, attributes in page.elements if attributes.get("class") in {"scroll", "picture"}]
    assert len(scrolling) > 10
    assert all(region["tabindex"] == "0" and region["aria-label"] for region in scrolling)


def test_figures_and_ranges_reach_the_page(html):
    assert "Plans rise from 17,784 in January 2025" in html
    assert "(80%, from 50 draws)" in html
    assert (
        "2,661 = 532 above places + 1,330 in INMSS for want of a place + 798 unmet in mainstream (each rounded)" in html
    )
    assert "against 3,760 in 2024/25 and 2,950 in 2018/19" in html
    assert "Basingstoke and Deane" in html
    assert "9f2c" * 16 in html
    assert "20250116 (set by scenarios/invented.yaml:5)" in html


def test_a_run_of_few_draws_calls_no_range_an_80_per_cent_one(boundaries):
    view = run_view(boundaries)
    summary = summarise(replace(view, context={**view.context, "draws": 19}))
    html, text = render_page(view, summary), render_text(summary)
    assert "range of 19 draws" in html
    assert "19 draws, too few to say" in text
    for shown in (html, text):
        assert "80%" not in shown.replace("100.80%", "")
        assert "four outcomes in five" not in shown


def test_a_page_tells_what_every_saving_rests_on(html):
    rests_on = (
        "Of learners whom a new state place takes, 10% (0% to 30%) would else be in INMSS, the others in mainstream"
    )
    assert f"{rests_on}; from 23% on a place saves more than it costs, its funding included." in html
    assert "costs £7,420 a year more than it saves (£4,400 less to £16,000 more), its funding included" in html


def test_what_differs_between_identical_runs_stays_out(html):
    assert "1.234" not in html


def unwrapped(read: Page) -> list[str]:
    """Every element but the lines and shapes of pictures, in which a long name takes more lines than a short one."""
    return [name for name in read.names if name not in {"g", "text", "defs", "path", "use"}]


@pytest.mark.slow
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_name_becomes_markup(payload, page, boundaries):
    view = run_view(boundaries)
    areas = view.areas.assign(name=payload)
    checks = view.tables["checks"].assign(subject=payload, message=payload, check=payload)
    said = dict.fromkeys(("scenario", "title", "question", "author", "authority", "folder"), payload)
    poisoned = replace(
        view,
        areas=areas,
        tables={**view.tables, "checks": checks},
        context={**CONTEXT, **said},
        manifest={**view.manifest, "commit": payload, "solver": {"name": payload, "status": payload, "gap": payload}},
    )
    read = read_page(report_of(poisoned))
    assert unwrapped(read) == unwrapped(page)
    assert read.faults == []
    assert not [name for name, _ in read.attributes() if name.startswith("on")]
    shown = "".join(character for character in payload if character.isprintable())
    assert shown in "".join(character for character in "".join(read.text) if character.isprintable())


@pytest.mark.slow
def test_the_same_run_gives_the_same_bytes_in_another_process(html):
    code = (
        "import sys; from report_fixture import run_view, squares\n"
        "from sufficiency.reports.report.page import render_page\n"
        "from sufficiency.reports.summary.summary import summarise\n"
        "view = run_view(squares()); sys.stdout.buffer.write(render_page(view, summarise(view)).encode())"
    )
    root = Path(__file__).parents[3]
    folders = [root, root / "tests" / "helpers", root / "tests" / "helpers" / "reports"]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(map(str, folders))}
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
    assert made.stdout == html.encode()


def test_a_page_without_boundaries_has_its_table_open_in_place_of_the_map():
    read = read_page(made("run without a map"))
    assert len(read.having("svg")) == 14
    assert read.faults == []
    assert any("open" in attributes for attributes in read.having("details"))


def test_an_area_without_a_boundary_and_a_boundary_without_a_figure_do_not_stop_the_page(boundaries):
    view = run_view({area: shape for area, shape in boundaries.items() if area != "E07000084"})
    kept = {
        name: table[table["area"] != "E07000094"] if "area" in table.columns else table
        for name, table in view.tables.items()
    }
    read = read_page(report_of(replace(view, tables=kept)))
    assert read.faults == []


def test_the_page_is_small(html):
    assert len(html.encode()) < 3_000_000


def test_words_on_colours_can_be_read():
    css = (Path(__file__).parents[3] / "sufficiency/reports/templates/report.css").read_text(encoding="utf-8")
    levels = dict(re.findall(r"\.(l\d) \{[^}]*background: (#\w{6})", css))
    assert len(levels) == 6
    words = {"l0": "#595959", "l4": "#ffffff", "l5": "#ffffff"}
    for level, background in levels.items():
        assert contrast(words.get(level, "#3d3d3b"), background) >= 4.5, level
    for colour in ("#0b5c92", "#b34700", "#595959", "#1d1d1b"):
        assert contrast(colour, "#ffffff") >= 4.5, colour


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_page_shows_what_the_checks_of_the_data_found():
    words = {"value": "1,200", "allowed": "1,300", "remedy": "count again"}
    finding = Fault("", 0, 0, "plans.csv <b>", kind="ages add up", severity=Severity.WARNING, **words)
    note = replace(finding, severity=Severity.INFORMATION, kind="a note")
    view = replace(hand_made_view(), quality=Quality(State.CURRENT, (finding, note)))
    shown = report_of(view)
    assert "plans.csv &lt;b&gt;" in shown
    assert "count again" in shown
    assert "a note" in shown
    assert "has changed since" in report_of(replace(view, quality=Quality(State.CHANGED, (finding,))))
    assert "has not been checked" in made("run by hand")
