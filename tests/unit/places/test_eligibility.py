from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import run_tiny, write_tiny_pack

from models.demand.requirement import Cells, cells_with_learners
from models.parameters.method import SubstitutionParameters, TravelParameters
from models.parameters.substitution import opened
from models.places.eligibility import eligible_pairs, long_journeys, read_providers, takes_phase, with_substitutes
from models.places.journeys import MeasuredJourneys
from models.places.travel import Journeys
from models.vocabulary import NEEDS, PHASES, PROVISIONS, REQUIREMENTS, Phase

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

EARLY, PRIMARY, SECONDARY, POST_16, POST_19 = PHASES
ASD, SEMH = NEEDS.index("ASD"), NEEDS.index("SEMH")
BASE, SPECIAL, INDEPENDENT = (REQUIREMENTS.index(kind) for kind in ("base", "special", "independent_only"))
STATE, PRIVATE = PROVISIONS.index("state_special"), PROVISIONS.index("independent_special")


def provider(name: str, **given: object) -> dict[str, object]:
    plain = {
        "provider_id": name,
        "provision": "state_special",
        "area": "north",
        "min_age": 4,
        "max_age": 15,
        "needs": "ASD SEMH",
        "requirements": "special",
        "elastic": "no",
    }
    return plain | given


def pairs_of(providers, cells, learners=(), miles=5.0, *, longest=60.0, opens=None, closed=()):
    """Eligible (cell, provider) pairs; ``learners`` are the (cell, provision) with learners in the base year."""
    read = with_substitutes(read_providers(pd.DataFrame(providers)), opens or {})
    position = Cells(*(np.array(column, dtype=np.intp) for column in zip(*cells, strict=True)))
    distance = np.full((2, len(PHASES), len(providers)), miles)
    evidence = np.zeros((len(cells), len(PROVISIONS)))
    for cell, provision in learners:
        evidence[cell, provision] = 3.0
    is_open = ~np.isin(read.ids, closed)
    return eligible_pairs(position, read, Journeys(distance, 2 * distance), longest, evidence, is_open)


def found(eligible) -> list[tuple[int, int]]:
    return list(zip(eligible.cell.tolist(), eligible.provider.tolist(), strict=True))


def cell(phase: Phase, need: int = ASD, kind: int = SPECIAL, area: int = 0) -> tuple[int, int, int, int]:
    return area, PHASES.index(phase), need, kind


@pytest.mark.parametrize(
    ("low", "high", "phases"),
    [
        (4, 10, [PRIMARY]),
        (4, 6, [PRIMARY]),  # an infant school's base
        (7, 10, [PRIMARY]),  # a junior school's base
        (9, 15, [SECONDARY]),  # two primary ages make no primary school
        (8, 15, [PRIMARY, SECONDARY]),
        (5, 15, [PRIMARY, SECONDARY]),
        (11, 18, [SECONDARY, POST_16]),
        (11, 17, [SECONDARY, POST_16]),  # two of three ages are half of them
        (11, 16, [SECONDARY]),
        (13, 15, [SECONDARY]),
        (14, 15, []),
        (3, 18, [EARLY, PRIMARY, SECONDARY, POST_16]),  # one year of nursery is early years
        (2, 25, [EARLY, PRIMARY, SECONDARY, POST_16, POST_19]),
        (16, 19, [POST_16, POST_19]),
        (19, 19, [POST_19]),
    ],
)
def test_a_provider_takes_the_phases_that_its_ages_serve(low, high, phases):
    assert [phase for phase in PHASES if takes_phase(phase, low, high)] == phases


def test_a_pair_needs_the_need_the_phase_and_the_kind_of_place():
    providers = [
        provider("oak"),
        provider("upper", min_age=11),
        provider("semh", needs="SEMH"),
        provider("base", provision="specialist_base", requirements="base"),
    ]
    cells = [cell(PRIMARY), cell(SECONDARY), cell(PRIMARY, SEMH), cell(PRIMARY, kind=BASE)]
    assert found(pairs_of(providers, cells)) == [(0, 0), (1, 0), (1, 1), (2, 0), (2, 2), (3, 3)]


def test_a_journey_beyond_the_limit_makes_no_pair_and_one_at_it_does():
    assert found(pairs_of([provider("oak")], [cell(PRIMARY)], miles=60.0)) == [(0, 0)]
    assert found(pairs_of([provider("oak")], [cell(PRIMARY)], miles=60.1)) == []


def test_learners_known_to_be_in_a_kind_of_provision_make_it_take_their_phase():
    upper = [provider("upper", min_age=11)]
    assert found(pairs_of(upper, [cell(PRIMARY)])) == []
    assert found(pairs_of(upper, [cell(PRIMARY)], learners=[(0, STATE)])) == [(0, 0)]
    assert found(pairs_of(upper, [cell(PRIMARY)], learners=[(0, STATE)], miles=99.0)) == [(0, 0)]


def test_evidence_brings_in_no_provider_where_another_of_its_kind_takes_them_already():
    providers = [provider("oak"), provider("upper", min_age=11)]
    assert found(pairs_of(providers, [cell(PRIMARY)], learners=[(0, STATE)])) == [(0, 0)]


def test_a_provider_that_opens_later_does_not_stand_against_the_evidence():
    providers = [provider("new"), provider("upper", min_age=11)]
    assert found(pairs_of(providers, [cell(PRIMARY)], learners=[(0, STATE)], closed=["new"])) == [(0, 0), (0, 1)]


def test_evidence_of_one_kind_of_provision_says_nothing_of_another():
    private = provider("yew", provision="independent_special", requirements="special independent_only", min_age=11)
    upper = provider("upper", min_age=11)
    assert found(pairs_of([upper, private], [cell(PRIMARY)], learners=[(0, PRIVATE)])) == [(0, 1)]


def test_evidence_overrides_neither_need_nor_kind_of_place():
    semh = [provider("semh", needs="SEMH", min_age=11)]
    assert found(pairs_of(semh, [cell(PRIMARY)], learners=[(0, STATE)])) == []
    assert found(pairs_of(semh, [cell(PRIMARY, SEMH, BASE)], learners=[(0, STATE)])) == []


def test_a_school_that_opens_after_the_base_year_is_no_evidence_of_who_took_whom_in_it(tmp_path):
    """Three of 16 to 18 with SLD are in a state school though none states their ages but fir, which opens later."""

    def no_sixth_form_but_fir(table: pd.DataFrame) -> pd.DataFrame:
        fir = table[table["provider_id"] == "oak"].assign(provider_id="fir", name="Fir School")
        return pd.concat([table.assign(max_age=table["max_age"].mask(table["provider_id"] == "oak", 15)), fir])

    def fir_from_2026(table: pd.DataFrame) -> pd.DataFrame:
        fir = table[table["provider_id"] == "oak"].assign(provider_id="fir", academic_year="2026/27")
        return pd.concat([table, fir])

    changes = {"providers": no_sixth_form_but_fir, "places": fir_from_2026}
    instance = run_tiny(write_tiny_pack(tmp_path, changes, {"draws": 1, "horizon": 2027}))[0].instance
    post_16_sld = [name.split()[1:3] == ["post_16", "SLD"] for name in instance.cells.labels(instance.areas)]
    mine = np.array(post_16_sld)[instance.pairs.cell]
    taken_by = {instance.providers.ids[provider] for provider in instance.pairs.provider[mine]}
    assert taken_by == {"oak", "elm", "fir"}


def test_a_journey_of_just_the_limit_is_within_it():
    pairs = pairs_of([provider("oak"), provider("elm")], [cell(PRIMARY), cell(SECONDARY)])
    pairs = replace(pairs, minutes=np.array([45.0, 45.1, 75.0, 75.1]))
    cells = Cells(np.zeros(2, int), np.array([1, 2]), np.full(2, ASD), np.full(2, SPECIAL))
    nowhere = np.zeros((1, len(PHASES), 2), dtype=bool)
    measured = MeasuredJourneys(Journeys(np.zeros(0), np.zeros(0)), nowhere, 0, (), (), 0)
    long = long_journeys(cells, pairs, np.zeros(2, dtype=bool), measured, TravelParameters())
    assert long.beyond.tolist() == [False, True, False, True]


def test_a_pair_leads_on_to_the_same_learners_at_the_same_provider_in_the_next_phase():
    providers = [provider("oak"), provider("junior", max_age=10)]
    cells = [cell(PRIMARY), cell(PRIMARY, area=1), cell(SECONDARY), cell(SECONDARY, SEMH)]
    eligible = pairs_of(providers, cells)
    assert found(eligible) == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (3, 0)]
    assert eligible.onward.tolist() == [4, -1, -1, -1, -1, -1]


def test_pairs_carry_the_journey_of_their_area_and_phase():
    eligible = pairs_of([provider("oak")], [cell(PRIMARY)], miles=7.0)
    assert (eligible.miles.tolist(), eligible.minutes.tolist()) == ([7.0], [14.0])


def test_providers_are_arranged_as_the_table_gives_them():
    read = read_providers(
        pd.DataFrame([provider("oak"), provider("market", area="", elastic="yes", provision="independent_special")])
    )
    assert read.ids == ("oak", "market")
    assert read.provision.tolist() == [STATE, PRIVATE]
    assert (read.elastic.tolist(), read.home.tolist()) == ([False, True], [True, False])
    assert read.needs[0].sum() == 2


def test_cells_are_those_with_learners_in_any_year_in_the_order_of_their_axes():
    required = np.zeros((2, 2, len(PHASES), len(NEEDS), len(REQUIREMENTS)))
    required[0, 1, 1, SEMH, SPECIAL] = 1.0
    required[1, 0, 2, ASD, BASE] = 1.0
    cells = cells_with_learners(required)
    assert cells.labels(("north", "south")) == ("north secondary ASD base", "south primary SEMH special")


def test_a_substitution_adds_pairs_within_need_phase_and_limit_and_takes_none_away():
    providers = [
        provider("oak"),
        provider("upper", min_age=11),
        provider("semh", needs="SEMH"),
        provider("base", provision="specialist_base", requirements="base"),
    ]
    cells = [cell(PRIMARY), cell(PRIMARY, kind=BASE)]
    table = opened(SubstitutionParameters(base=("state_special",)).model_dump())
    assert found(pairs_of(providers, cells)) == [(0, 0), (1, 3)]
    assert found(pairs_of(providers, cells, opens=table)) == [(0, 0), (1, 0), (1, 3)]
    assert found(pairs_of(providers, cells, miles=99.0, opens=table)) == []


def test_a_substitution_does_not_replace_evidence():
    upper = provider("upper", provision="independent_special", min_age=11)
    young = provider("young", provision="independent_special", requirements="independent_only")
    table = opened(SubstitutionParameters(special=("independent_special",)).model_dump())
    evidence = [(0, PRIVATE)]
    assert found(pairs_of([upper, young], [cell(PRIMARY)], evidence)) == [(0, 0)]
    assert found(pairs_of([upper, young], [cell(PRIMARY)], evidence, opens=table)) == [(0, 0), (0, 1)]
