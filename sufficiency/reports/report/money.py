"""Money: what the block and the council pay, kinds of provision side by side, the bridge, the block's position."""

from sufficiency.reports.pictures.money import bridge_chart, kinds_cost_chart
from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.summary.money.values import Bridge, KindCost, MoneyShown
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.words import FACTOR_NAMES, KIND_OF_PLACE, millions, percent, pounds, signed_millions

NO_GRANT = (
    "Not known: no grant is given, so that there is no balance. Write {where} (financial_year, item, value, basis,"
    " source) with an item grant for each year and opening_balance of one, a deficit below zero, and run the scenario"
    " again."
)


DEAR_JOURNEY_GBP = 2 * 8_116.0
"""Pounds a learner a year from which a journey is remarked on: twice the mean of those carried in England (National
Audit Office 2025, A-33).
"""


def money_title(summary: Summary) -> str:
    """Say what the high needs block and the council's transport cost in the focus year."""
    row = summary.spend_in(summary.focus_year) or summary.spend[-1]
    return (
        f"In {row.financial_year} the high needs block spends {millions(row.high_needs.central)}, of it "
        f"{millions(row.inmss.central)} on INMSS fees; the council's transport costs "
        f"{millions(row.transport.central)} (prices of {summary.identity.price_year})"
    )


def money_titles(summary: Summary) -> dict[str, str]:
    """A title for each part of the section that there is."""
    money = summary.money
    if money is None:
        return {}
    titles = {"kinds_cost": kinds_cost_title(money)} if money.kinds else {}
    titles |= {"bridge": bridge_title(money.bridge)} if money.bridge else {}
    return titles | {"block": block_title(money), "unexplained": unexplained_title(money)}


def kinds_cost_title(money: MoneyShown) -> str:
    """Say what the dearest and the cheapest special school cost a learner."""
    by_kind = {kind.provision: kind for kind in money.kinds}
    wanted = [by_kind[name] for name in ("independent_special", "state_special") if name in by_kind]
    told = " and ".join(f"{pounds(kind.average)} in {_in_words(kind)}" for kind in wanted or money.kinds[:2])
    return f"In {money.kinds_year} a learner costs {told}, whoever pays"


def _in_words(kind: KindCost) -> str:
    name = KIND_OF_PLACE[kind.provision]
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name[0].lower()}{name[1:]}"


def dear_journeys(money: MoneyShown | None) -> str:
    """Say of which kinds the journeys are so dear that nobody should quote them unseen, and why; nothing of none."""
    dear = [kind for kind in (money.kinds if money else ()) if kind.transport >= DEAR_JOURNEY_GBP]
    if not dear:
        return ""
    told = " and ".join(f"to {KIND_OF_PLACE[kind.provision].lower()}s at {pounds(kind.transport)}" for kind in dear)
    return (
        f"Journeys {told} a learner are counted as daily journeys at a national rate a mile, over the distance to the"
        " few schools that the pack knows of. Learners who board or share so long a journey cost less: ask for the"
        " invoices before this average is quoted."
    )


def bridge_title(bridge: Bridge) -> str:
    """Say by how much the block's spend changes, and what each factor adds."""
    change = bridge.after - bridge.before
    parts = [f"{FACTOR_NAMES[name]} {signed_millions(bridge.of_factor(name))}" for name in ("plans", "share", "price")]
    way = "more" if change >= 0 else "less"
    years = f"in {bridge.last} than in {bridge.first}, each at its own prices"
    return f"The block spends {millions(abs(change))} {way} {years}: {', '.join(parts)}"


def block_title(money: MoneyShown) -> str:
    """Say with what balance the last year ends whose grant was given, or that no balance is known."""
    known = [row for row in money.block if row.closing is not None]
    if not known:
        return f"The block's balance is not known{_last_granted(money)}"
    last = ([row for row in known if not row.assumed] or known[:1])[-1]
    closing = last.closing
    if closing is None:
        raise AssertionError("only years with a balance are told")
    year = int(last.financial_year[:4]) + 1
    kind = "deficit" if closing.central < 0 else "surplus"
    chance = last.chance_of_deficit
    likely = "" if chance is None or closing.low is None else f"; it is in deficit in {percent(chance)} of draws"
    return f"The block ends March {year} with a {kind} of {millions(abs(closing.central))}{likely}"


def _last_granted(money: MoneyShown) -> str:
    """What is left, or lacks, of the last grant that was given; nothing where none was."""
    given = [(row.financial_year, row.in_year) for row in money.block if row.in_year is not None and not row.assumed]
    if not given:
        return ""
    year, left = given[-1]
    return (
        f"; of the last grant given, that of {year}, {millions(abs(left))} {'is left' if left >= 0 else 'is lacking'}"
    )


def unexplained_title(money: MoneyShown) -> str:
    """Say whether what the council spent is explained."""
    if money.unexplained:
        return "Not all of the council's own outturn is explained"
    return "The model and the council's own outturn agree within 2%"


def _gather(view: RunView, summary: Summary) -> Given | None:
    if not summary.spend:
        return None
    titles = {"money": money_title(summary), **money_titles(summary)}
    return {
        "titles": titles,
        "pictures": _pictures(summary, titles),
        "money": summary.money,
        "prices_of": summary.identity.price_year,
        "dear_journeys": dear_journeys(summary.money),
        "no_grant": NO_GRANT.format(where=f"{view.context.get('pack', 'the pack')}/grant.csv"),
    }


def _pictures(summary: Summary, titles: dict[str, str]) -> dict[str, str]:
    money, drawn = summary.money, {}
    if money is not None and money.bridge is not None:
        words = (
            "Bars from top to bottom: the block's spend of one year, what adds to it or takes off, that of the other."
        )
        drawn["bridge"] = bridge_chart(money.bridge, titles["bridge"], f"{words} Nominal pounds.")
    if money is not None and money.kinds:
        words = f"A bar a kind of provision: pounds a learner in {money.kinds_year} by who pays, real."
        drawn["kinds_cost"] = kinds_cost_chart(money, titles["kinds_cost"], words)
    return drawn


PART = ReportPart("money", "Money", _gather)
