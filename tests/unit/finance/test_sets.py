"""Files of places to appraise: what is taken, and what is refused with its line."""

from pathlib import Path

import pytest

from models.vocabulary import Provision
from sufficiency.errors import InputError
from sufficiency.finance.sets import PlaceSets, read_sets

pytestmark = pytest.mark.unit

EXAMPLE = Path(__file__).parents[3] / "docs" / "sets" / "semh-60-places.yaml"
SOUND = """\
title: Sixty places
places: 60
provision: state_special
opens: 2027/28
fills: [20, 40, 60]
capital:
  cost_a_place_gbp: 80000
  optimism_bias: 0.24
  profile: {2025-26: 0.5, 2026-27: 0.5}
  price_year: 2025
  source: an invented paper
"""


def read(tmp_path: Path, text: str) -> PlaceSets:
    path = tmp_path / "set.yaml"
    path.write_text(text, encoding="utf-8")
    return read_sets(path)


def faults(tmp_path: Path, text: str) -> dict[tuple[int, str], str]:
    with pytest.raises(InputError) as refused:
        read(tmp_path, text)
    return {(fault.line, fault.where): fault.message for fault in refused.value.faults}


def test_the_example_is_accepted_without_a_doubt():
    sets = read_sets(EXAMPLE)
    assert [option.name for option in sets.options] == ["extension", "new-school", "bases"]
    assert sets.warnings == ()
    assert sets.first_year == 2025
    bases = sets.options[2]
    assert (bases.provision, bases.otherwise.inmss, bases.capital.paid_by) == (
        Provision.SPECIALIST_BASE,
        0.1,
        "council",
    )


def test_a_file_of_one_set_is_one_option_whose_capital_falls_into_its_years(tmp_path):
    sets = read(tmp_path, SOUND)
    (one,) = sets.options
    assert (one.title, one.places, one.opens, one.fills, sets.years) == ("Sixty places", 60, 2027, (20, 40, 60), 26)
    spent = one.capital_by_financial_year(range(2024, 2029))
    assert spent.tolist() == pytest.approx([0, 2_976_000, 2_976_000, 0, 0])


def test_what_is_left_out_is_24_percent_bias_paid_by_the_council_and_the_runs_diversion(tmp_path):
    (one,) = read(tmp_path, SOUND.replace("  optimism_bias: 0.24\n", "")).options
    assert one.capital.total_gbp == pytest.approx(5_952_000)
    assert one.capital.paid_by == "council"
    assert one.otherwise.inmss is None


def test_learners_and_places_of_the_plan_are_those_of_financial_years(tmp_path):
    (one,) = read(tmp_path, SOUND.replace("80000", "0")).options
    planned = one.planned(first=2025, years=5)
    assert planned.learners.tolist() == pytest.approx([0, 0, 140 / 12, (100 + 280) / 12, (200 + 420) / 12, 60])
    assert planned.places.tolist() == pytest.approx([0, 0, 35, 60, 60, 60])
    assert planned.capital.sum() == 0


def test_the_green_books_rates_are_taken_unless_the_file_has_one(tmp_path):
    assert read(tmp_path, SOUND).rates.steps == ((0, 0.035), (31, 0.03), (76, 0.025))
    assert read(tmp_path, f"{SOUND}discount_rate: 0.05\n").rates.in_year(40) == 0.05
    assert "write 0.035 for 3.5%" in faults(tmp_path, f"{SOUND}discount_rate: 3.5\n")[12, "discount_rate"]


def test_every_slip_of_a_file_is_named_at_once_with_its_line_and_a_remedy(tmp_path):
    found = faults(
        tmp_path,
        """\
title: 5
yaers: 3
places: sixty
provision: special
opens: 2027
fills: [20, -1]
capital:
  cost_gbp: £4.8m
  optimism_bias: 24
  profile: {2025/26: 0.5, 2026-27: 0.6}
  price_year: 25
  paid_by: nobody
form: {inmss: 1}
from: {inms: 0.1, low: 0.5, high: 10%}
""",
    )
    assert "did you mean years?" in found.pop((2, "yaers"))
    assert "did you mean from?" in found.pop((13, "form"))
    assert "did you mean inmss?" in found.pop((14, "from.inms"))
    assert "did you mean 2027/28" in found.pop((5, "opens"))
    assert "did you mean 2025-26?" in found.pop((10, "capital.profile.2025/26"))
    assert "write the number alone: 4800000" in found.pop((8, "capital.cost_gbp"))
    assert "write 0.24 for 24%" in found.pop((9, "capital.optimism_bias"))
    assert "such as 0.1" in found.pop((14, "from.high"))
    assert "did you mean state_special?" in found.pop((4, "provision"))
    assert set(found) == {
        (1, "title"),
        (3, "places"),
        (6, "fills"),
        (8, "capital.source"),
        (11, "capital.price_year"),
        (12, "capital.paid_by"),
    }


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("fills: [20, 40, 60]", "fills: [20, 61]", "fills", "61 learners are more than the 60 places"),
        ("2026-27: 0.5", "2026-27: 0.6", "capital.profile", "add up to 1.1"),
        ("cost_a_place_gbp: 80000", "cost_gbp: 1\n  cost_a_place_gbp: 1", "capital", "give one of"),
        ("  cost_a_place_gbp: 80000\n", "", "capital", "give one of"),
        ("provision: state_special\n", "", "provision", "missing"),
        ("title: Sixty places", "title: Sixty places\nyears: 2", "years", "before set is open a year"),
        ("price_year: 2025", "price_year: 2025.5", "capital.price_year", "a whole number"),
        ("price_year: 2025", "price_year: 2025-26", "capital.price_year", "write the year in which it begins: 2025"),
        ("title: Sixty places", "title: Sixty places\nfrom: {inmss: 0.1, high: 0.05}", "from", "in that order"),
        ("fills: [20, 40, 60]", "fills: true", "fills", "true is no number"),
        ("{2025-26: 0.5, 2026-27: 0.5}", "{}", "capital.profile", "add up to 0"),
        ("2026-27: 0.5", "2099-00: 0.5", "years", "before set is paid for: its profile has 2099-00"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(tmp_path, old, new, where, words):
    found = faults(tmp_path, SOUND.replace(old, new))
    assert [words in message for (_, place), message in found.items() if place == where] == [True]
    assert len(found) == 1


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("cost_a_place_gbp: 80000", "cost_a_place_gbp: 800000", "capital.cost_a_place_gbp"),
        ("cost_a_place_gbp: 80000", "cost_gbp: 48000000", "capital.cost_gbp"),
        ("optimism_bias: 0.24", "optimism_bias: 0.6", "capital.optimism_bias"),
        ("places: 60", "places: 600", "places"),
        ("cost_a_place_gbp: 80000", "cost_gbp: 4.8", "capital.cost_gbp"),
        ("price_year: 2025", "price_year: 2100", "capital.price_year"),
        ("fills: [20, 40, 60]", "fills: [0]", "fills"),
        ("title: Sixty places", "title: Sixty places\ndiscount_rate: 0.1", "discount_rate"),
    ],
)
def test_an_amount_that_is_hard_to_believe_is_taken_and_doubted(tmp_path, old, new, where):
    (doubt,) = read(tmp_path, SOUND.replace(old, new)).warnings
    assert (doubt.where, doubt.severity) == (where, "warning")
    assert "is it a slip?" in doubt.message


def test_options_stand_under_names_and_nothing_of_a_set_beside_them(tmp_path):
    inside = "".join(f"    {line}\n" for line in SOUND.splitlines()[1:])
    both = f"title: Two\noptions:\n  one:\n{inside}  two:\n{inside}"
    assert [option.name for option in read(tmp_path, both).options] == ["one", "two"]
    assert list(faults(tmp_path, f"{both}places: 3\n")) == [(25, "places")]
    assert "another name" in faults(tmp_path, both.replace("  two:", "  do-nothing:"))[14, "options.do-nothing"]
    assert "is not a name" in faults(tmp_path, both.replace("  two:", "  Option Two:"))[14, "options.Option Two"]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "title: &a x\n", "title: 'x\n"])
def test_what_is_no_file_of_places_is_refused(tmp_path, text):
    assert faults(tmp_path, text)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="is not there; name a file of places"):
        read_sets(tmp_path / "none.yaml")
