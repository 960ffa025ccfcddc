"""What is hidden in tables that leave: small counts, what gives them back, and rates on them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from attack import HIDDEN, attacked, only_small_hidden
from small_tables import export, second_of, with_parts

from sufficiency.returns.audience import Audience
from sufficiency.returns.disclosure import hide
from sufficiency.returns.disclosure.notes import OFFICER, RULE, rule_words, with_officer
from sufficiency.returns.exports import Cell, Export

pytestmark = pytest.mark.unit

PLACED = np.array([[3, 20, 41], [12, 30, 15], [9, 14, 22]])
UNMET = np.array([[0, 6, 7], [8, 0, 5], [9, 2, 0]])
HARTLEPOOL = np.array([[0, 0, 1, 0], [0, 2, 6, 11], [1, 0, 0, 4], [0, 25, 61, 3], [0, 0, 2, 0]])
"""As small as a unitary authority of 1,200 plans is by kind of place and phase."""


def rows_of(shown: pd.DataFrame, **codes: str) -> pd.DataFrame:
    return shown[np.logical_and.reduce([shown[key] == code for key, code in codes.items()])]


def test_one_small_count_hides_the_cheapest_rectangle():
    made = export(np.array([[3, 20, 41], [12, 30, 15], [50, 14, 22]]))
    shown = rows_of(hide([made])["table"], academic_year="2024/25")
    inner = shown.iloc[:9]["learners"].to_numpy().reshape(3, 3)
    assert inner.tolist() == [["c", "c", 41], ["c", "c", 15], [50, 14, 22]] or (inner == HIDDEN).sum() == 4
    assert not (shown.iloc[9:]["learners"] == HIDDEN).any()


def test_a_total_that_nothing_protects_is_hidden_with_what_it_is_the_sum_of():
    made = export(np.array([3, 0, 0]))
    shown = rows_of(hide([made])["table"], academic_year="2024/25")["learners"]
    assert shown.tolist() == ["c", 0, 0, "c"]


def test_a_table_without_small_counts_stays_as_it_is():
    made = export(np.array([[5, 0], [17, 8]]))
    pd.testing.assert_frame_equal(hide([made])["table"], made.frame)


def test_a_row_that_the_base_year_lacks_is_shown():
    made = export(np.array([3, 9, 12]))
    new = pd.DataFrame({"academic_year": ["2025/26"], "key_0": ["new"], "learners": [2.0]})
    shown = hide([replace(made, frame=pd.concat([made.frame, new], ignore_index=True))])["table"]
    assert shown["learners"].iloc[-1] == 2.0


def test_rates_are_hidden_with_their_counts_and_on_small_bases():
    made = with_parts(PLACED, UNMET)
    shown = hide([made])["need"]
    hidden = shown == HIDDEN
    true = made.frame
    below = hidden["unmet"] | hidden["required"]
    small = true["unmet"].between(0.5, 4.5) | (true["required"].round() < 10)
    assert (hidden["share_unmet"] == (below | small)).all()
    assert (hidden["mean_cost"] == (hidden["placed"] | true["placed"].between(0.5, 4.5))).all()
    assert (hidden["placed_p90"] == hidden["placed"]).all()
    assert hidden["share_unmet"].any()
    assert not hidden["share_unmet"].all()


def test_the_hard_case_keeps_its_secrets():
    exports = [export(HARTLEPOOL), with_parts(HARTLEPOOL, HARTLEPOOL[::-1])]
    assert attacked((exports, hide(exports))).leaks() == []


def test_two_scenarios_of_a_pack_give_back_no_more_than_one():
    made = export(HARTLEPOOL)
    later = made.frame["academic_year"] != "2024/25"
    other = replace(made, frame=made.frame.assign(learners=made.frame["learners"].where(~later, 7.0)))
    runs = [([one], hide([one])) for one in (made, other)]
    assert attacked(*runs).hidden == attacked(runs[0]).hidden
    assert attacked(*runs).leaks() == []


def test_two_dates_of_a_pack_are_attacked_as_two_sets_of_unknowns():
    made = export(HARTLEPOOL)
    next_year = export(HARTLEPOOL + 1)
    later = replace(next_year, frame=next_year.frame.replace({"2025/26": "2026/27", "2024/25": "2025/26"}))
    both = attacked(([made], hide([made])), ([later], hide([later])))
    assert both.leaks() == []
    assert {year for year, *_ in both.hidden} == {"2024/25", "2025/26"}


def test_a_second_table_gives_back_what_the_first_hides_unless_both_are_hidden_together():
    first = export(np.array([[3, 0], [0, 20]]))
    both = [first, second_of(first)]
    assert attacked((both, hide(both))).leaks() == []
    assert attacked((both, {**hide([first]), "second": both[1].frame})).leaks() != []


def test_the_attack_finds_small_counts_that_are_hidden_alone():
    made = export(np.array([[3, 20], [12, 30]]))
    leaks = attacked(([made], only_small_hidden([made]))).leaks()
    assert [(leak.least, leak.most) for leak in leaks] == [(3.0, 3.0)]


def test_the_attack_finds_a_count_that_is_nought_or_within_two():
    made = Export(
        "table",
        pd.DataFrame({"academic_year": "2024/25", "area": ["a", "b", "all"], "learners": [3, 1, 4]}),
        ("academic_year", "area"),
        ("learners",),
    )
    shown = {"table": made.frame.assign(learners=[HIDDEN, HIDDEN, 4])}
    assert [(leak.least, leak.most) for leak in attacked(([made], shown)).leaks()] == [(0.0, 4.0), (0.0, 4.0)]


def test_a_table_that_does_not_foot_is_named():
    made = export(np.array([3, 9]))
    with pytest.raises(ValueError, match="1 sums do not foot, the first with table: learners of key_0 a"):
        hide([replace(made, frame=made.frame.assign(learners=[3.0, 9, 13, 1, 1, 2]))])


def test_a_link_to_a_cell_that_is_not_there_is_named():
    made = export(np.array([3, 9]))
    link = ((Cell("table", (("key_0", "z"),), "learners"), 1),)
    with pytest.raises(ValueError, match="a link names a cell that is not in table"):
        hide([replace(made, links=(link,))])


def test_two_exports_of_one_name_or_rows_of_one_key_are_refused():
    made = export(np.array([3, 9]))
    with pytest.raises(ValueError, match="two exports are called table"):
        hide([made, made])
    with pytest.raises(ValueError, match="two rows of the base year have one key"):
        hide([replace(made, frame=pd.concat([made.frame, made.frame]))])


def test_nothing_to_hide_is_nothing():
    assert hide([]) == {}


def test_public_exports_say_the_rule_and_those_of_counted_packs_who_must_agree():
    assert rule_words(Audience.INTERNAL) == ""
    assert rule_words(Audience.PUBLIC) == " ".join(("c stands for what is hidden.", *RULE))
    assert with_officer("Mark.", Audience.PUBLIC, small_numbers=True) == f"Mark. {OFFICER}"
    assert with_officer("Mark.", Audience.PUBLIC, small_numbers=False) == "Mark."
    assert with_officer("Mark.", Audience.INTERNAL, small_numbers=True) == "Mark."
