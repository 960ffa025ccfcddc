"""How figures and codes are written, the same in every format."""

from collections.abc import Callable, Sequence

from models.vocabulary import NEED_NAMES, AgeGroup, Need, Phase, Requirement
from sufficiency.packs.contracts import NOT_RECORDED
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.learners import UNPLACED
from sufficiency.reports.summary.schools.schools import OUTSIDE
from sufficiency.reports.summary.schools.values import in_percent
from sufficiency.reports.summary.values import Missing
from sufficiency.results.checks_of_ranges import ENOUGH_DRAWS, FEWEST_DRAWS, too_few
from sufficiency.results.diversion import AssumedDiversion
from sufficiency.results.learners_by_kind import COLLEGE_KIND, ELSEWHERE_KIND, MAINSTREAM_KIND, UNMET_KIND
from sufficiency.tables.contracts import ALL

PHASE_NAMES: dict[str, str] = {
    Phase.EARLY_YEARS: "Early years",
    Phase.PRIMARY: "Primary",
    Phase.SECONDARY: "Secondary",
    Phase.POST_16: "Post-16",
    Phase.POST_19: "Post-19",
}
AGE_BAND_NAMES: dict[str, str] = {
    AgeGroup.UNDER_5: "Ages 0 to 4",
    AgeGroup.AGE_5_10: "Ages 5 to 10",
    AgeGroup.AGE_11_15: "Ages 11 to 15",
    AgeGroup.AGE_16_19: "Ages 16 to 19",
    AgeGroup.AGE_20_25: "Ages 20 to 25",
}
REQUIREMENT_NAMES: dict[str, str] = {
    Requirement.BASE: "specialist base",
    Requirement.SPECIAL: "special school",
    Requirement.INDEPENDENT_ONLY: "independent school",
}


KIND_TITLES: dict[str, str] = {
    "state_special": "State special schools",
    "base": "Specialist bases",
    "inmss_special": "INMSS special schools",
    "independent_mainstream": "Independent mainstream schools",
    UNMET_KIND: "Unmet in mainstream",
    UNPLACED: "Unplaced",
    MAINSTREAM_KIND: "Mainstream schools",
    COLLEGE_KIND: "Colleges and specialist post-16",
    ELSEWHERE_KIND: "Elsewhere",
    NOT_RECORDED: "Not recorded",
}
"""Where everybody with a plan is; those who require a specialist place first, in the order of reports."""
INMSS_SENTENCE = (
    "INMSS: independent and non-maintained schools. Unmet in mainstream: learners like those who had a base or a"
    " special school in the base year, for whom no state place is free and whom INMSS does not take; they ask again the"
    " next September."
)


KIND_OF_PLACE: dict[str, str] = {
    "specialist_base": "Specialist base",
    "state_special": "State special school",
    "non_maintained_special": "Non-maintained special school",
    "independent_special": "Independent special school",
    "independent_mainstream": "Independent mainstream school",
}
SCHOOL_KINDS: dict[str, tuple[str, str]] = {
    "state_special": ("state special school", "state special schools"),
    "specialist_base": ("specialist base", "specialist bases"),
    OUTSIDE: ("state school outside the authority", "state schools outside the authority"),
}
"""One and several of the kinds of school that the report lists."""
PAYER_NAMES = {
    "block": "Top-up or fee (block)",
    "health_and_care": "Health and care",
    "transport": "Transport (council)",
    "place": "Place funding",
}
FACTOR_NAMES = {"plans": "plans", "share": "learners a plan", "price": "price"}
"""Why spend on a line changes: more plans, more learners or places of the line a plan, pounds a learner or place."""
MEAN_OF_NEEDS = "mean of all needs: fees by need are not known"
_MOST_OF_IT = ", most of it in "
_NO_SHARE = 1e-6
"""A share below which nobody is left over."""


def range_sentence(draws: int) -> str:
    """Say what the ranges of a run are."""
    if draws < FEWEST_DRAWS:
        return f"No ranges: {too_few(draws)}. Every figure is the central one."
    if draws < ENOUGH_DRAWS:
        return f"Ranges are rough: they are from {draws:,} draws, too few to say how many outcomes lie outside."
    return f"Ranges hold four outcomes in five (80%, from {draws:,} draws): one in five lies outside."


def range_name(draws: int) -> str:
    """What a range is called: by how many outcomes it holds, or by its draws; nothing where those are too few."""
    if draws < FEWEST_DRAWS:
        return ""
    return "80% range" if draws >= ENOUGH_DRAWS else f"range of {draws:,} draws"


def with_range(draws: int) -> str:
    """What a heading says of the ranges that stand with its figures; nothing where there are none."""
    return f", with the {range_name(draws)}" if range_name(draws) else ""


def band_sentence(draws: int) -> str:
    """What the description of a picture says of its band; nothing where there is none."""
    name = range_name(draws)
    return f"A band about the forecast shows the {name}." if name else ""


def whole(value: float) -> str:
    """Return a figure to the nearest whole, with thousands separators and a true minus sign: ``−1,234``."""
    return f"{rounded(value):,}".replace("-", "−")


def rounded(value: float) -> int:
    """Round to the nearest whole; half is half, whatever the last digit of a sum."""
    return round(round(value, 6))


def about(value: float) -> str:
    """Return a figure to three significant digits, as a sentence would say it."""
    size = len(str(abs(round(value))))
    return whole(round(value, 3 - size) if size > 3 else value)


def tenths(value: float) -> str:
    """Return a small figure to a tenth, a larger one to the nearest whole."""
    return f"{value:.1f}" if abs(value) < 10 else whole(value)


def pounds(value: float) -> str:
    """Pounds to three significant digits: ``£71,900``."""
    return f"{'−' if round(value) < 0 else ''}£{about(abs(value))}"


def millions(value: float) -> str:
    """Pounds as millions to one decimal: ``£123.4m``."""
    sign = "−" if round(value / 1e6, 1) < 0 else ""
    return f"{sign}£{abs(value) / 1e6:,.1f}m"


def in_millions(value: float) -> str:
    """Millions to one decimal, where a heading says so: ``123.4``; never minus nothing."""
    return f"{round(value / 1e6, 1) + 0.0:,.1f}".replace("-", "−")


def signed_millions(value: float) -> str:
    """Millions with their sign, plus too: ``+£12.3m``."""
    return f"{'+' if round(value / 1e6, 1) > 0 else ''}{millions(value)}"


def money(value: float) -> str:
    """Pounds as millions, or in full where a tenth of a million would show little of them."""
    return millions(value) if abs(value) >= 1e5 or round(value) == 0 else pounds(value)


def percent(share: float) -> str:
    """A share to the nearest whole per cent: ``37%``; what is not quite all or nothing is not written as such."""
    shown = round(100 * share)
    if shown == 100 and share < 1 - _NO_SHARE:
        return "over 99%"
    return "under 1%" if shown == 0 and share > _NO_SHARE else f"{shown}%"


def occupancy(share: float) -> str:
    """How full a school is, to the whole per cent: ``110%`` is not above 110% (A-540)."""
    return f"{in_percent(share)}%"


def listed(names: Sequence[str]) -> str:
    """Names with commas and an and: ``primary, secondary and post-16``."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def between(least: float, most: float, write: Callable[[float], str] = whole) -> str:
    """Return two figures, ``63 to 148``, or the one where both are written alike."""
    low, high = write(least), write(most)
    return low if low == high else f"{low} to {high}"


def span(estimate: Estimate, write: Callable[[float], str] = whole) -> str:
    """Return the range alone: ``1,100 to 1,300``; ``up to 1,300`` where only the top is known; nothing if certain."""
    central = write(estimate.central)
    low, high = (central if bound is None else write(bound) for bound in (estimate.low, estimate.high))
    if low == high == central:
        return ""
    return f"up to {high}" if estimate.low is None else f"{low} to {high}"


def with_span(estimate: Estimate, write: Callable[[float], str] = whole) -> str:
    """Return the central figure and its range, ``1,200 (1,100 to 1,300)``."""
    bounds = span(estimate, write)
    return write(estimate.central) + (f" ({bounds})" if bounds else "")


def measure(value: float | None) -> str:
    """Return a figure of any size and unit to four digits; nothing where there is none."""
    if value is None:
        return ""
    return whole(value) if abs(value) >= 1000 else f"{'−' if value < 0 else ''}{abs(value):.4g}"


def need_name(code: str) -> str:
    """Name of a need, ``Autism (ASD)``; of all together too."""
    return "All needs" if code == ALL else NEED_NAMES[Need(code)]


def need_words(code: str) -> str:
    """Name of a need without its code, as it follows the code in a key: ``Autism``."""
    return NEED_NAMES[Need(code)].partition(" (")[0]


def needs_taken(codes: Sequence[str]) -> str:
    """The needs that a school takes, as codes: ``ASD, SLD``, or those that it does not where they are fewer."""
    others = [str(need) for need in NEED_NAMES if need not in codes]
    if not others:
        return "every need"
    return f"all but {', '.join(others)}" if len(others) < len(codes) else ", ".join(codes)


def as_sum(missing: Missing) -> str:
    """Places missing as their sum: ``1,234 = 354 above places + 410 in INMSS for want of a place + 470 unmet ...``.

    Each is rounded by itself, as wherever else it is shown; where that keeps them from adding up, it is said.
    """
    above, want, unmet = map(whole, missing.parts)
    total = whole(missing.total.central)
    parts = f"{total} = {above} above places + {want} in INMSS for want of a place + {unmet} unmet in mainstream"
    adds_up = sum(map(rounded, missing.parts)) == rounded(missing.total.central)
    return parts if adds_up else f"{parts} (each rounded)"


def saves(saving: Estimate) -> str:
    """What a place saves in a year, with its range; below zero, what it costs more than it saves."""
    if round(saving.central) >= 0:
        return f"saves {with_span(saving, pounds)} a year"
    ends = [bound for bound in (saving.high, saving.low) if bound is not None]
    words = [(f"£{about(abs(end))}", "less" if end > 0 else "more") for end in ends]
    if len(words) == 2 and words[0][1] == words[1][1]:
        words[0] = (words[0][0], "")
    bounds = " to ".join(" ".join(part for part in pair if part) for pair in words)
    return f"costs £{about(-saving.central)} a year more than it saves" + (f" ({bounds})" if bounds else "")


def diversion_sentence(diversion: AssumedDiversion | None) -> str:
    """Say what every saving rests on; nothing where a run has no such figure."""
    if diversion is None:
        return ""
    first = f"Of learners whom a new state place takes, {_share(diversion)} would else be in INMSS, the others in"
    first += " mainstream"
    if diversion.break_even is None:
        return f"{first}."
    return f"{first}; from {percent(diversion.break_even)} on a place saves more than it costs, its funding included."


def diversion_line(diversion: AssumedDiversion) -> str:
    """The same in one line of a text."""
    even = "" if diversion.break_even is None else f"; break-even {percent(diversion.break_even)}"
    return f"Diversion: {_share(diversion)} of learners in new places would else be in INMSS{even}"


def unexplained_line(sentences: Sequence[str]) -> str:
    """What is unexplained of the council's outturn, in one short line; nothing where all of it is explained."""
    if not sentences:
        return ""
    first, rest = sentences[0].partition(_MOST_OF_IT)[0].removesuffix("."), len(sentences) - 1
    return f"{first}{f' (and {rest} more)' if rest else ''}."


def _share(diversion: AssumedDiversion) -> str:
    if diversion.low == diversion.high:
        return percent(diversion.share)
    return f"{percent(diversion.share)} ({percent(diversion.low)} to {percent(diversion.high)})"
