"""Small multiples: every name and figure has a place of its own, for few groups and many, with and without history."""

import pytest
from page_reader import read_page
from words_of_figures import assert_words_stand_apart

from sufficiency.reports.pictures.panels import PlansPanel, panels_chart, panels_figure, scale_sentence, tops_of
from sufficiency.reports.pictures.style import styled
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.words import span, whole

pytestmark = pytest.mark.unit

NAMES = (
    "Profound and multiple learning difficulty (PMLD)",
    "Hart",
    "An area whose name is so long that no two lines of a panel could ever hold all of it, whatever its size",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbau",
)
RISING = ((2010, 20.0), (2015, 60.0), (2020, 70.0), (2024, 95.0))
FALLING = ((2010, 260.0), (2015, 200.0), (2020, 150.0), (2024, 120.0))


def panel(place: int, counted: tuple[tuple[int, float], ...], size: float = 1.0, *, ranged: bool = True) -> PlansPanel:
    """A panel that starts with a hundred times its size in 2025 and grows for ten years."""
    years = range(2025, 2036)
    middle = [100 * size * (1 + 0.07 * (year - 2025)) for year in years]
    ends = [
        (value * 0.8, value * 1.3) if ranged and year > 2025 else (None, None)
        for value, year in zip(middle, years, strict=True)
    ]
    forecast = tuple((year, Estimate(value, *bounds)) for year, value, bounds in zip(years, middle, ends, strict=True))
    return PlansPanel(
        f"{place} {NAMES[place % len(NAMES)]}", tuple((year, plans * size) for year, plans in counted), forecast
    )


@pytest.mark.parametrize("many", [1, 2, 5, 13, 16])
@pytest.mark.parametrize("counted", [(), RISING, FALLING], ids=["no history", "rising", "falling"])
def test_words_stand_within_the_picture_and_apart(many, counted):
    panels = [panel(place, counted, size=123.0 / (1 + place)) for place in range(many)]
    with styled():
        figure = panels_figure(panels)
        assert_words_stand_apart(figure, figure.axes[0].texts)


def test_each_line_ends_with_its_figure_and_range_and_starts_with_the_base_census():
    panels = [panel(place, counted, size=1.0 + place) for place, counted in enumerate([(), RISING])]
    words = "".join(read_page(panels_chart("p", panels, "Title", "Description")).text)
    for one in panels:
        last = one.forecast[-1][1]
        assert whole(last.central) in words
        assert span(last) in words
        assert whole(one.forecast[0][1].central) in words
    assert "2010" in words
    assert "2035" in words


def test_a_run_without_ranges_has_none_in_its_panels():
    drawn = read_page(panels_chart("p", [panel(0, (), ranged=False)], "Title", "Description"))
    assert drawn.faults == []
    assert " to " not in "".join(drawn.text)


def test_panels_share_a_scale_unless_rows_differ_much_and_the_picture_says_so():
    alike = [panel(place, (), size=3.0) for place in range(6)]
    assert tops_of(alike) == [tops_of(alike)[0]] * 2
    assert scale_sentence(alike) == "All panels share one scale, which starts at zero."
    unlike = [panel(place, (), size=50.0 if place < 3 else 1.0) for place in range(6)]
    first, second = tops_of(unlike)
    assert first > 40 * second
    assert (
        scale_sentence(unlike) == "Each row has a scale of its own, which its panels share; every scale starts at zero."
    )
    assert scale_sentence(alike[:1]) == "The axis starts at zero."


def test_a_figure_of_the_base_census_stands_below_a_history_that_falls():
    heights = {}
    for name, counted in (("rising", RISING), ("falling", FALLING)):
        with styled():
            figure = panels_figure([panel(0, counted)])
        label = next(text for text in figure.axes[0].texts if text.get_text() == "100")
        heights[name] = label.get_verticalalignment()
    assert heights == {"rising": "bottom", "falling": "top"}


def test_a_group_without_any_plan_is_drawn_on_an_axis_of_its_own():
    nothing = PlansPanel("None", (), ((2025, Estimate(0.0)), (2026, Estimate(0.0))))
    assert read_page(panels_chart("p", [nothing], "Title", "Description")).faults == []


def test_the_same_panels_give_the_same_bytes_and_no_name_becomes_markup():
    one = PlansPanel("<b>$\\frac\x07 & </text>", RISING, panel(0, ()).forecast)
    drawn = [panels_chart("p", [one], "Title", "Description") for _ in range(2)]
    assert drawn[0] == drawn[1]
    read = read_page(drawn[0])
    assert read.faults == []
    assert "b" not in read.names
    assert "<b>$\\frac & </text>" in "".join(read.text)
