"""An appraisal as text, on one screen: the answer, what turns it, what it is made of, and what is not known."""

import textwrap
from collections.abc import Iterator

from models.vocabulary import KINDS_OF_PROVISION, Provision, academic_year, financial_year
from sufficiency.finance.appraisal.of_run import Payers
from sufficiency.finance.appraisal.options import Appraised, OptionAppraised, Switch
from sufficiency.finance.sets import BUILDINGS
from sufficiency.tables.aligned import TextColumn, aligned

WIDTH = 110
PAYERS = {
    Payers.PUBLIC_VALUE: "PUBLIC VALUE: the money of every public body",
    Payers.DSG_AND_COUNCIL: "DSG AND COUNCIL: the high needs block, transport, social care's part of fees, and capital"
    " where the council pays it",
}
_LEFT, _RIGHT = TextColumn(), TextColumn(right=True)
_NEVER = "never"


def appraisal_text(appraised: Appraised) -> str:
    """The whole text."""
    parts = [_heading(appraised)]
    for payers in Payers:
        parts += [_answers(appraised, payers), _switches(appraised, payers)]
    parts += [_a_learner(appraised), _benchmarks(appraised), _not_known(appraised)]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _heading(appraised: Appraised) -> list[str]:
    first = appraised.first_year
    rates = appraised.sets.rates
    last = f"{financial_year(first + appraised.sets.years)} (year {appraised.sets.years})"
    titles = [(f"{option.name}:", option.title) for option in appraised.sets.options if option.title != option.name]
    return [
        f"{appraised.sets.title}: appraisal on the run {appraised.money.title}",
        *_wrapped(
            f"Pounds at the prices of {financial_year(appraised.money.base)}; {financial_year(first)} (year 0) to"
            f" {last}, discounted to year 0 at {rates.in_year(0):.1%} real ({rates.edition}). Against doing nothing:"
            " learners of new places would else be at independent and non-maintained special schools (INMSS), in the"
            " share that is called diversion, or in mainstream."
        ),
        *aligned((_LEFT, _LEFT), titles, indent="  ", gap=" "),
    ]


def _answers(appraised: Appraised, payers: Payers) -> list[str]:
    """Options ranked, do nothing among them; the diversion beside its switching value and the value at its ends."""
    columns = (
        *(
            _RIGHT,
            TextColumn("option"),
            TextColumn("places", right=True),
            TextColumn("opens"),
            TextColumn("capital", right=True),
        ),
        *(TextColumn(heading, right=True) for heading in ("value at low", "NET PRESENT VALUE", "at high")),
        *(TextColumn("diversion"), TextColumn("pays from", right=True), TextColumn("paid back")),
    )
    nothing = ("Do nothing", "0", "", "0", "0", "0", "0")
    rows = [(one.value, _answer(appraised, one)) for one in appraised.of(payers)] + [(0.0, nothing)]
    ranked = sorted(rows, key=lambda row: -row[0])
    table = [(f"{place}", *cells) for place, (_, cells) in enumerate(ranked, start=1)]
    return [PAYERS[payers], *aligned(columns, table, indent="  ", gap="  ")]


def _answer(appraised: Appraised, one: OptionAppraised) -> tuple[str, ...]:
    share = one.diversion
    return (
        one.option.name,
        f"{one.option.places}",
        academic_year(one.option.opens + 1),
        _pounds(float(one.planned.capital.sum())),
        *(_pounds(case.net_present_value) for case in (one.low, one.central, one.high)),
        f"{share.share:.0%} ({share.low:.0%} to {share.high:.0%})",
        _nil(next(switch for switch in one.switches if switch.variable == "diversion")),
        _NEVER if one.central.payback is None else financial_year(appraised.first_year + one.central.payback),
    )


def _switches(appraised: Appraised, payers: Payers) -> list[str]:
    columns = (
        *(TextColumn("What turns the answer"), TextColumn("of"), TextColumn("taken", right=True)),
        *(TextColumn("nil at", right=True), TextColumn("varied"), TextColumn("value", right=True)),
        *(TextColumn("to", right=True), TextColumn("moves it by", right=True)),
    )
    rows = [
        (
            *(one.option.name, switch.variable, _amount(switch, switch.taken), _nil(switch)),
            f"{_amount(switch, switch.low)} to {_amount(switch, switch.high)}",
            *(_pounds(switch.value_at_low), _pounds(switch.value_at_high)),
            _pounds(abs(switch.value_at_high - switch.value_at_low)),
        )
        for one in appraised.of(payers)
        for switch in one.switches
    ]
    return aligned(columns, rows, indent="  ", gap="  ")


def _a_learner(appraised: Appraised) -> list[str]:
    """Pounds a learner a year on both sides, by kind of new place."""
    kinds = list(dict.fromkeys(option.provision for option in appraised.sets.options))
    columns = (
        *(TextColumn("A LEARNER, A YEAR"), TextColumn("a place, filled", right=True), TextColumn("empty", right=True)),
        *(TextColumn(words, right=True) for words in ("top-up", "journey", "INMSS fee", "its journey", "mainstream")),
    )
    rows = []
    for kind in kinds:
        for payers in Payers:
            unit = appraised.money.units[payers, kind]
            amounts = (unit.filled, unit.empty, unit.top_up, unit.journey, unit.fee, unit.fee_journey, unit.mainstream)
            name = f"{KINDS_OF_PROVISION[kind].name}, {payers.replace('_', ' ').replace('dsg', 'DSG')}"
            rows.append((name, *map(_pounds, amounts)))
    return aligned(columns, rows, gap="  ")


def _benchmarks(appraised: Appraised) -> list[str]:
    """What a place costs, beside what such buildings mostly cost and how long they mostly take."""
    columns = (
        *(TextColumn("A PLACE"), TextColumn("building"), TextColumn("cost", right=True), TextColumn("mostly")),
        *(TextColumn("with bias", right=True), TextColumn("a year, all in", right=True)),
        *(TextColumn("months", right=True), TextColumn("mostly")),
    )
    rows = [_benchmark(answer) for answer in appraised.of(Payers.PUBLIC_VALUE)]
    sources = [f"{one.name}: {one.capital.source}" for one in appraised.sets.options if one.capital.source]
    return [
        *aligned(columns, rows, gap="  "),
        *_wrapped(
            "Cost: at its own prices, without optimism bias. A year, all in: discounted capital, funding, top-ups and"
            " journeys over discounted places. Months: from the first April of spend to opening. Mostly: A-427, rough."
        ),
        *_wrapped(f"Sources of cost: {'; '.join(sources)}."),
    ]


def _benchmark(answer: OptionAppraised) -> tuple[str, ...]:
    option, capital = answer.option, answer.option.capital
    months, a_place = 12 * (option.opens - option.first_year) + 5, capital.cost_gbp / option.places
    low, high, soonest, latest = BUILDINGS.get(capital.building, (0.0, 0.0, 0, 0))
    known = bool(capital.building)
    return (
        *(option.name, capital.building.replace("_", " ") or "not said", _pounds(a_place)),
        f"{_pounds(low)} to {_pounds(high)}: {_against(a_place, low, high)}" if known else "",
        _pounds(capital.total_gbp / option.places),
        _pounds(answer.central.cost_a_place_year),
        f"{months}",
        f"{soonest} to {latest}: {_against(months, soonest, latest)}" if known else "",
    )


def _against(value: float, low: float, high: float) -> str:
    return "less" if value < low else "more" if value > high else "within"


def _not_known(appraised: Appraised) -> list[str]:
    return ["WHAT IS NOT KNOWN", *(line for words in _doubts(appraised) for line in _wrapped(words))]


def _doubts(appraised: Appraised) -> Iterator[str]:
    """Yield what the answer leaves open, the gravest first."""
    first, last = appraised.of(Payers.PUBLIC_VALUE)[0], financial_year(appraised.first_year + appraised.sets.years)
    bases = [one.name for one in appraised.sets.options if one.provision is Provision.SPECIALIST_BASE]
    swings = {one.variable: abs(one.value_at_high - one.value_at_low) for one in first.switches}
    yield (
        "Where learners of these very places would else be. The diversion is the run's unless the file has its own;"
        f" between its ends it moves the value of {first.option.name} by {_pounds(swings['diversion'])}"
        + (f", capital by {_pounds(swings['capital'])}" if "capital" in swings else "")
        + ". Give the answer with the diversion from which it pays, never without."
    )
    if bases:
        yield f"The diversion was read from places in special schools; of bases ({', '.join(bases)}) nothing is known."
    if appraised.money.fees_by_need:
        yield "Fees and top-ups are means over the needs of learners who are there now, whatever the places are for."
    else:
        yield "Fees are one mean for all needs until invoices are imported; no saving by need is given."
    yield (
        "What a mainstream school spends of its own budget on a learner (core funding, the first £6,000) is not counted"
        " as saved: only the top-up is, and no journey (A-429)."
    )
    yield (
        f"Not counted: start-up costs and small classes of a new school, the building's worth after {last}, borrowing,"
        " and what levers of the scenario do to prices. Learners already at INMSS stay there: savings come as places"
        " fill."
    )
    if appraised.money.pack_changed:
        yield "The pack's prices are no longer those that the run read; run the scenario again to have both agree."


def _wrapped(words: str) -> list[str]:
    return textwrap.wrap(words, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _pounds(value: float) -> str:
    """Whole pounds, with a true minus sign."""
    return f"{'−' if round(value) < 0 else ''}£{abs(round(value)):,}"


def _amount(switch: Switch, value: float) -> str:
    return _pounds(value) if switch.variable in {"fee", "capital"} else f"{value:.0%}"


def _nil(switch: Switch) -> str:
    """The switching value, or that there is none which could come true."""
    most = {"diversion": 1.0, "fill": 1.0}.get(switch.variable, float("inf"))
    if switch.nil is None or not 0.0 <= switch.nil <= most:
        return _NEVER
    return f"{switch.nil:.1%}" if most == 1.0 else _pounds(switch.nil)
