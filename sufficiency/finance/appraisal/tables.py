"""The tables of an appraisal: its measures, its cash flows, and its switching values."""

from dataclasses import asdict

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.money.appraisal import Appraisal
from models.vocabulary import financial_year
from sufficiency.finance.appraisal.of_run import Payers
from sufficiency.finance.appraisal.options import Appraised, OptionAppraised
from sufficiency.finance.sets import DO_NOTHING
from sufficiency.tables.contracts import Contract, check, number, text

_OPTION, _VIEW = text("option"), text("ledger_view", tuple(Payers))
MEASURES = {
    "net_present_value_gbp": "net_present_value",
    "net_undiscounted_gbp": "net_undiscounted",
    "payback_years": "payback",
    "payback_discounted_years": "payback_discounted",
    "cost_a_place_gbp": "cost_a_place",
    "cost_a_place_year_gbp": "cost_a_place_year",
}
"""Each measure and what it is of an appraisal; paybacks are years after the first, blank where it never pays."""
RANK, DIVERSION = "rank", "diversion"
APPRAISAL = Contract(
    "appraisal",
    (_OPTION, _VIEW, text("measure", (*MEASURES, RANK, DIVERSION))),
    (
        number("amount", "", optional=True),
        *(number(f"at_{end}_diversion", "", optional=True) for end in ("low", "high")),
    ),
)
FLOWS = ("capital", "place_funding", "top_ups", "fees_avoided", "transport", "mainstream_avoided")
CASH_FLOWS = Contract(
    "cash_flows",
    (_OPTION, _VIEW, text("financial_year")),
    (
        number("places", "places", 0),
        number("learners", "learners", 0),
        *(number(f"{flow}_gbp", "pounds") for flow in (*FLOWS, "net")),
        number("discount_factor", "share", 0, 1),
        number("discounted_gbp", "pounds"),
    ),
)
SWITCHING = Contract(
    "switching",
    (_OPTION, _VIEW, text("variable", ("diversion", "fee", "fill", "capital"))),
    (
        text("unit"),
        number("taken", ""),
        number("switching_value", "", optional=True),
        number("low", ""),
        number("high", ""),
        number("value_at_low_gbp", "pounds"),
        number("value_at_high_gbp", "pounds"),
    ),
)
UNITS = {
    "diversion": "share of learners",
    "fee": "pounds a learner a year",
    "fill": "share of the planned filling",
    "capital": "pounds a place with optimism bias",
}
"""What each variable of a switching value is counted in."""


def appraisal_table(appraised: Appraised) -> pd.DataFrame:
    """Every option, payers and measure, do nothing too: what is taken, and the same at both ends of the diversion."""
    rows: list[tuple[str, str, str, float, float, float]] = []
    for payers in Payers:
        answers = appraised.of(payers)
        ranked = sorted(
            [(one.value, one.option.name) for one in answers] + [(0.0, DO_NOTHING)], key=lambda one: -one[0]
        )
        places = {name: place for place, (_, name) in enumerate(ranked, start=1)}
        rows += [(name, payers, RANK, float(place), np.nan, np.nan) for name, place in places.items()]
        rows += [(DO_NOTHING, payers, name, 0.0, 0.0, 0.0) for name in list(MEASURES)[:2]]
        for one in answers:
            share = one.diversion
            rows.append((one.option.name, payers, DIVERSION, share.share, share.low, share.high))
            rows += [(one.option.name, payers, *measured) for measured in _measured(one, appraised.factors)]
    return check(pd.DataFrame(rows, columns=APPRAISAL.column_names), APPRAISAL)


def _measured(answer: OptionAppraised, factors: Floats) -> list[tuple[str, float, float, float]]:
    """Each measure of an option: as taken, where it is the sum of its cash flows, and at the ends of the diversion."""

    def of(one: Appraisal, name: str) -> float:
        amount = asdict(one)[name]
        return np.nan if amount is None else float(amount)

    net = _pence(answer)["net_gbp"]
    added_up = {"net_present_value_gbp": np.round(net * factors, 2).sum(), "net_undiscounted_gbp": net.sum()}
    return [
        (measure, added_up.get(measure, of(answer.central, name)), of(answer.low, name), of(answer.high, name))
        for measure, name in MEASURES.items()
    ]


def _pence(answer: OptionAppraised) -> dict[str, Floats]:
    """Flows to the penny and their sum, (years,) each."""
    flows = {f"{flow}_gbp": np.round(getattr(answer.flows, flow), 2) for flow in FLOWS}
    return {**flows, "net_gbp": np.round(sum(flows.values()), 2)}


def cash_flow_table(appraised: Appraised) -> pd.DataFrame:
    """Every option, payers and financial year; pounds to the penny, so that rows and columns add up."""
    years = [financial_year(appraised.first_year + year) for year in range(len(appraised.factors))]
    frames = []
    for one in appraised.answers:
        flows = _pence(one)
        frames.append(
            pd.DataFrame(
                {
                    "option": one.option.name,
                    "ledger_view": str(one.payers),
                    "financial_year": years,
                    "places": one.planned.places,
                    "learners": one.planned.learners,
                    **flows,
                    "discount_factor": appraised.factors,
                    "discounted_gbp": np.round(flows["net_gbp"] * appraised.factors, 2),
                }
            )
        )
    return check(pd.concat(frames, ignore_index=True), CASH_FLOWS)


def switching_table(appraised: Appraised) -> pd.DataFrame:
    """Every option, payers and variable: what was taken, what makes the value nil, and the value at two ends."""
    rows = [
        (
            *(one.option.name, str(one.payers), switch.variable, UNITS[switch.variable], switch.taken, switch.nil),
            *(switch.low, switch.high, switch.value_at_low, switch.value_at_high),
        )
        for one in appraised.answers
        for switch in one.switches
    ]
    frame = pd.DataFrame(rows, columns=SWITCHING.column_names).astype({"switching_value": "float64"})
    return check(frame, SWITCHING)
