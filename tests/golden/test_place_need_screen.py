"""The screen of ``place-need`` as a planner reads it, of the small authority of ``need_by_hand``."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from need_by_hand import cells_by_hand, groups_by_hand, reach_by_hand, schools_by_hand, totals_by_hand

from models.vocabulary import NEED_GROUPS
from sufficiency.reports.returns.place_need.screen import place_need_text
from sufficiency.returns.audience import Audience
from sufficiency.returns.place_need.answer import Asked, PlaceNeedAnswer
from sufficiency.returns.place_need.market_position import market_position, with_places
from sufficiency.returns.place_need.prices_of_places import BuildingCost, CostsOfPlaces
from sufficiency.returns.place_need.spare import MINUTES, places_to_spare
from sufficiency.returns.place_need.tables import KEY, DiversionAssumed, derived_rows, independent_rows, place_need_rows

pytestmark = pytest.mark.golden
GOLDEN = Path(__file__).parent / "place_need" / "screen.txt"


def costs() -> CostsOfPlaces:
    kinds = [(kind, str(group)) for kind in ("base", "special") for group in NEED_GROUPS]
    return CostsOfPlaces(
        funding={"base": 6_000.0, "special": 10_000.0},
        top_up={(kind, group): 9_000.0 if group == "semh" else 8_000.0 for kind, group in kinds},
        fee=dict.fromkeys(kinds, 63_000.0),
        mainstream=8_600.0,
        fees_by_need=False,
        building={
            "base": BuildingCost(15_000.0, 75_000.0, "conversion or base extension"),
            "special": BuildingCost(80_000.0, 95_000.0, "the last two schools", 74_000.0),
        },
    )


def answer() -> PlaceNeedAnswer:
    groups, diversion = groups_by_hand(), DiversionAssumed(0.1, 0.0, 0.3)
    state = groups[groups["requirement"] == "special"]
    to_spare = places_to_spare(state, cells_by_hand(), schools_by_hand(), reach_by_hand(), MINUTES)
    derived = derived_rows(groups, to_spare, diversion, costs())
    rows, independent = place_need_rows(groups, totals_by_hand()), independent_rows(groups)
    need = rows.merge(derived.drop(columns="gap", errors="ignore"), on=list(KEY))
    saved = SimpleNamespace(
        manifest={"title": "Smallshire baseline", "draws": 1_000},
        authority="Smallshire",
        names={"area": {"north": "The North", "south": "The South"}},
        years=["2024/25", "2025/26"],
    )
    return PlaceNeedAnswer(
        saved=saved,
        asked=Asked(Audience.INTERNAL),
        need=need,
        independent=independent,
        market=with_places(market_position(rows, independent), derived),
        schools=schools_by_hand(),
        costs=costs(),
        diversion=diversion,
        exact=need,
    )


def test_the_screen_reads_as_it_did() -> None:
    assert place_need_text(answer(), "smallshire-baseline/place-need-internal/") == GOLDEN.read_text(encoding="utf-8")
