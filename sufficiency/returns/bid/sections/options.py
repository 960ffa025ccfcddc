"""What else could be done, and whether it pays: options beside doing nothing, and what would turn each answer."""

from collections.abc import Iterator
from dataclasses import replace

from models.vocabulary import (
    KINDS_OF_PROVISION,
    STATE_KIND,
    STATE_REQUIREMENTS,
    Provision,
    academic_year,
    financial_year,
)
from sufficiency.finance.appraisal.of_run import Payers
from sufficiency.finance.appraisal.options import OptionAppraised, Switch
from sufficiency.finance.appraisal.tables import UNITS, cash_flow_table
from sufficiency.finance.sets import BUILDINGS, COUNCIL
from sufficiency.returns.bid.evidence import (
    BidCell,
    BidHeading,
    BidSection,
    BidTable,
    Figures,
    counts,
    millions,
    pounds,
    words,
)
from sufficiency.returns.bid.given import BidGiven
from sufficiency.returns.bid.sections.demand import total_gap
from sufficiency.tables.contracts import records

PAYER_WORDS = {Payers.PUBLIC_VALUE: "public value", Payers.DSG_AND_COUNCIL: "DSG and council"}
FLOW_WORDS = {
    "capital_gbp": "Capital",
    "place_funding_gbp": "Place funding",
    "top_ups_gbp": "Top-ups",
    "fees_avoided_gbp": "Fees avoided",
    "transport_gbp": "Transport",
    "mainstream_avoided_gbp": "Mainstream avoided",
    "net_gbp": "Net",
    "discounted_gbp": "Net, discounted",
}
_NOTHING, NEVER = "Do nothing", "never"


def options_section(given: BidGiven) -> BidSection:
    """Options, their worth to two sets of payers, what they cost beside the benchmark, and what turns each answer."""
    money = given.appraised.money
    first, last = given.appraised.first_year, given.appraised.first_year + given.appraised.sets.years
    rates = given.appraised.sets.rates
    return BidSection(
        "options",
        "Options and appraisal",
        (
            (
                f"Pounds at the prices of {financial_year(money.base)}; {financial_year(first)} to"
                f" {financial_year(last)}, discounted to {financial_year(first)} at {rates.in_year(0):.1%} real"
                f" ({rates.edition}). Learners of new places would else be in INMSS, in the share that is called"
                f" diversion, or in mainstream. Prices and diversion are those of the run {money.title}."
            ),
            "Give a value never without the diversion from which the option pays.",
        ),
        (_options(given), _worth(given), _benchmarks(given), _switches(given), _flows(given)),
        ("site", "revenue"),
    )


def _options(given: BidGiven) -> BidTable:
    nothing = (_NOTHING, "None", 0.0, "", 0.0, 0.0, total_gap(given, given.full), "")
    rows = [nothing, *(_option(given, one) for one in given.appraised.answers if one.payers is Payers.PUBLIC_VALUE)]
    return BidTable(
        "options",
        "The options, doing nothing among them",
        f"What each option is. Capital has optimism bias, at the option's own prices. Missing: the gap of {given.full}"
        " less the learners of the option in that year, as far as the gap is of learners who require its kind of"
        " place.",
        (
            *words("Option", "Kind of place"),
            *counts("Places"),
            *words("Opens"),
            *millions("Capital with bias"),
            *counts("Learners then", "Still missing"),
            *words("Preferred"),
        ),
        tuple(rows),
    )


def _option(given: BidGiven, one: OptionAppraised) -> tuple[BidCell, ...]:
    option, gap = one.option, total_gap(given, given.full)
    step = int(given.full[:4]) - option.opens
    filled = option.fills[min(step, len(option.fills) - 1)] if step >= 0 else 0.0
    return (
        *(option.title, KINDS_OF_PROVISION[option.provision].name.capitalize(), float(option.places)),
        *(academic_year(option.opens + 1), option.capital.total_gbp, float(filled)),
        _still_missing(gap, _gap_of_kind(given, option.provision), float(filled)),
        "yes" if option.name == given.project.preferred else "",
    )


def _gap_of_kind(given: BidGiven, provision: Provision) -> BidCell:
    """Places missing of one kind; of both, where the option is of another kind than the state's two."""
    kinds = tuple(one for one in STATE_REQUIREMENTS if STATE_KIND[one] == provision) or STATE_REQUIREMENTS
    return given.main.facts.of("gap", given.full, replace(given.asked, requirements=kinds))


def _still_missing(gap: BidCell, of_kind: BidCell, learners: float) -> BidCell:
    """The gap without those of it whom an option serves; hidden, or not known, where either gap is."""
    if not isinstance(gap, float) or not isinstance(of_kind, float):
        return gap if of_kind is None or not isinstance(gap, float) else of_kind
    return gap - min(learners, of_kind)


def _worth(given: BidGiven) -> BidTable:
    return BidTable(
        "appraisal",
        "What each option is worth, best first",
        "Net present value against doing nothing: at the diversion taken, and at the ends of its interval. Public value"
        " counts every public body's money; DSG and council the high needs block, transport, social care's part of"
        " fees, and capital where the council pays it. Pays from: the diversion at which the value is nil.",
        (
            *words("Whose money"),
            BidHeading("Rank"),
            *words("Option"),
            *millions("Value at low diversion", "Net present value", "Value at high diversion"),
            BidHeading("Diversion taken", Figures.SHARE),
            BidHeading("Pays from", Figures.SHARE),
            *words("Paid back"),
            *pounds("Cost a place a year"),
        ),
        tuple(row for payers in Payers for row in _ranked(given, payers)),
        notes=(
            (
                "Not counted: start-up costs and small classes of a new school, the building's worth after the last"
                " year, borrowing. Learners already in INMSS stay there: savings come as places fill."
            ),
            "The diversion was read from places in special schools; of bases nothing is known.",
            *_of_prices(given),
        ),
    )


def _of_prices(given: BidGiven) -> Iterator[str]:
    money = given.appraised.money
    if money.fees_by_need:
        yield "Fees and top-ups are means over the needs of learners who are there now, whatever the places are for."
    else:
        yield "Fees are one mean for all needs until invoices are imported; no saving by need is given."
    if money.pack_changed:
        yield "The pack's prices are no longer those that the run read; run the scenario again to have both agree."


def _ranked(given: BidGiven, payers: Payers) -> Iterator[tuple[BidCell, ...]]:
    name = PAYER_WORDS[payers]
    nothing = (_NOTHING, 0.0, 0.0, 0.0, None, None, "", None)
    rows = [(one.value, _answer(given, one)) for one in given.appraised.of(payers)] + [(0.0, nothing)]
    for rank, (_, row) in enumerate(sorted(rows, key=lambda row: -row[0]), start=1):
        yield name, float(rank), *row


def _answer(given: BidGiven, one: OptionAppraised) -> tuple[BidCell, ...]:
    nil = nil_of(next(switch for switch in one.switches if switch.variable == "diversion"))
    back = one.central.payback
    return (
        one.option.title,
        *(case.net_present_value for case in (one.low, one.central, one.high)),
        *(one.diversion.share, nil),
        NEVER if back is None else financial_year(given.appraised.first_year + back),
        one.central.cost_a_place_year,
    )


def _benchmarks(given: BidGiven) -> BidTable:
    rows = [_benchmark(one) for one in given.appraised.answers if one.payers is Payers.PUBLIC_VALUE]
    return BidTable(
        "benchmarks",
        "What a place costs to build, beside what such buildings mostly cost",
        "Pounds a place without and with optimism bias, at the option's own prices; months from the first April of"
        " spend to opening. Mostly: A-427, rough.",
        (
            *words("Option", "Building", "Paid by"),
            *pounds("A place", "Mostly from", "to", "A place with bias"),
            *counts("Months", "Mostly from", "to"),
            *words("Where the cost is from"),
        ),
        tuple(rows),
    )


def _benchmark(one: OptionAppraised) -> tuple[BidCell, ...]:
    option, capital = one.option, one.option.capital
    low, high, soonest, latest = BUILDINGS.get(capital.building, (None, None, None, None))
    return (
        *(option.title, capital.building.replace("_", " ") or "not said"),
        "the council" if capital.paid_by == COUNCIL else "DfE",
        *(capital.cost_gbp / option.places, low, high, capital.total_gbp / option.places),
        *(float(12 * (option.opens - option.first_year) + 5), soonest, latest),
        capital.source,
    )


def _switches(given: BidGiven) -> BidTable:
    rows = [
        (
            *(PAYER_WORDS[payers], one.option.title, switch.variable, UNITS[switch.variable]),
            *(switch.taken, nil_of(switch), switch.low, switch.high, switch.value_at_low, switch.value_at_high),
        )
        for payers in Payers
        for one in given.appraised.of(payers)
        for switch in one.switches
    ]
    return BidTable(
        "switching",
        "What would turn each answer",
        "What each amount was taken as, the amount at which the net present value is nil, and the value when that"
        " amount alone is varied between two ends. Never: no amount that could come true makes the value nil.",
        (
            *words("Whose money", "Option", "Amount", "In"),
            *(BidHeading(name, Figures.TENTHS) for name in ("Taken", "Nil at", "Varied from", "to")),
            *millions("Value at the first", "Value at the second"),
        ),
        tuple(rows),
    )


def nil_of(switch: Switch) -> BidCell:
    """The amount at which a value is nil, where it could come true."""
    most = {"diversion": 1.0, "fill": 1.0}.get(switch.variable, float("inf"))
    return switch.nil if switch.nil is not None and 0.0 <= switch.nil <= most else NEVER


def _flows(given: BidGiven) -> BidTable:
    """Cash flows of the preferred option by year, for both sets of payers."""
    table = cash_flow_table(given.appraised)
    mine = table[table["option"] == given.project.preferred]
    rows = [
        (PAYER_WORDS[payers], row["financial_year"], row["learners"], *(row[name] for name in FLOW_WORDS))
        for payers in Payers
        for row in records(mine[mine["ledger_view"] == str(payers)])
    ]
    return BidTable(
        "cash_flows",
        f"Cash flows of the preferred option: {given.project.option.title}",
        "Pounds by financial year against doing nothing: below nought is paid, above it saved.",
        (*words("Whose money", "Financial year"), *counts("Learners"), *pounds(*FLOW_WORDS.values())),
        tuple(rows),
    )
