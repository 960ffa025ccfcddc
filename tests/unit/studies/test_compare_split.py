"""The split of a difference into changes, on worths that can be worked out by hand; and the bracketing of a goal."""

import numpy as np
import pandas as pd
import pytest

from sufficiency.studies.attribution import (
    INTERACTION,
    TOTAL,
    change_of,
    changes_between,
    split,
    together,
    told_of,
    values_with,
)

pytestmark = pytest.mark.unit


def worth_of(points: dict[str, float], together: float = 0.0):
    """Each change is worth its points, and the first two together something more."""

    def worth(made: frozenset[str]) -> pd.DataFrame:
        extra = together if {"a", "b"} <= made else 0.0
        total = 100.0 + sum(points[name] for name in made) + extra
        return pd.DataFrame({"learners": [total, 2 * total], "high_needs_gbp": [total, np.nan]}, index=[2026, 2027])

    return worth


def test_what_two_changes_do_together_is_the_interaction_and_is_shared_fairly():
    found = split(["a", "b", "c"], worth_of({"a": -10.0, "b": -4.0, "c": 1.0}, together=6.0), seed=1)
    alone = found.alone["learners"].xs(2026, level=1)
    assert alone.to_dict() == pytest.approx({"a": -10, "b": -4, "c": 1, INTERACTION: 6, TOTAL: -7})
    assert found.shapley["learners"].xs(2026, level=1).to_dict() == pytest.approx({"a": -7, "b": -1, "c": 1, TOTAL: -7})
    assert found.shapley["learners"].loc[("a", 2027)] == pytest.approx(-14)
    assert np.isnan(found.shapley["high_needs_gbp"].loc[("a", 2027)])
    assert found.method.startswith("exact")


def test_more_than_eight_changes_are_sampled_and_still_add_up():
    points = {name: float(place) for place, name in enumerate("abcdefghi")}
    found = split(list(points), worth_of(points, together=5.0), seed=1)
    shares = found.shapley["learners"].xs(2026, level=1)
    assert shares.drop(TOTAL).sum() == pytest.approx(shares[TOTAL])
    assert shares[list("cdefghi")].to_dict() == pytest.approx({name: points[name] for name in "cdefghi"})
    assert "seed 1" in found.method
    again = split(list(points), worth_of(points, together=5.0), seed=1)
    assert found.shapley.equals(again.shapley)


def test_values_belong_to_named_changes():
    assert change_of("levers.one.multiply") == "lever one"
    assert change_of("policies.reviews.one.from") == "review one"
    assert change_of("places.changes.oak.add") == change_of("places.new_providers.new.area") == "place changes"
    assert change_of("places.committed") == "committed places"
    assert change_of("parameters.costs.inflation") == "parameters.costs.inflation"
    assert change_of("title") is None


def test_a_change_is_made_whole_or_not_at_all():
    first = {"title": "A", "levers.one.multiply": 1.1, "levers.one.from": "2026/27", "parameters.a": 1}
    second = {"title": "B", "levers.one.add": 0.1, "levers.one.from": "2026/27", "parameters.a": 1}
    changes = changes_between(first, second)
    assert list(changes) == ["lever one"]
    made = values_with(first, second, changes, frozenset(["lever one"]))
    assert made == {"title": "A", "levers.one.add": 0.1, "levers.one.from": "2026/27", "parameters.a": 1}
    assert values_with(first, second, changes, frozenset()) == first


def test_changes_that_no_scenario_may_have_without_one_another_are_one():
    changes = {"a": ["parameters.a"], "b": ["parameters.b"], "c": ["parameters.c"]}
    assert together(changes, lambda made: made is not None) == changes
    both = together(changes, lambda made: ("a" in made) <= ("c" in made))
    assert both == {"a with c": ["parameters.a", "parameters.c"], "b": ["parameters.b"]}


def test_a_change_is_told_by_what_becomes_of_its_values():
    first, second = {"parameters.a": True, "levers.x.multiply": 1.1}, {"parameters.a": False, "levers.y.add": 1}
    assert told_of("parameters.a", ["parameters.a"], first, second) == "parameters.a: true becomes false"
    assert told_of("lever x", ["levers.x.multiply"], first, second) == "lever x: only in the first run"
    assert told_of("lever y", ["levers.y.add"], first, second) == "lever y: only in the second run"
    many = {f"places.changes.oak.{name}": name for name in "abcde"}
    told = told_of("place changes", list(many), many, dict.fromkeys(many, 1))
    assert told == "place changes: 5 values differ; sufficiency diff names them"
