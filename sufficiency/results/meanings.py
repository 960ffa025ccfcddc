"""What each column of the tables of a run means, in one sentence: by name, and by table where that says more."""

from sufficiency.tables.contracts import Column
from sufficiency.tables.rounding import QUANTILES

MEANINGS: dict[str, str] = {
    "academic_year": "Academic year, September to August; learners are those of its January census.",
    "calendar_year": "Calendar year, January to December.",
    "census_year": "Year of the January census.",
    "financial_year": "Financial year, April to March.",
    "area": "Code of the area of the authority in which the learner lives.",
    "phase": "Phase of education, by year group.",
    "need": "Primary need of the plan.",
    "need_group": "Group of needs that one kind of school mostly serves together.",
    "age_group": "Age group of DfE's release, by age on 31 August.",
    "year_group": "National Curriculum year group: age on 31 August less four; Reception is 0.",
    "requirement": "Kind of specialist place that the learner requires.",
    "provider_id": "Code of the school, base or market.",
    "provision": "Kind of provision.",
    "level": "What the row is a total over; keep one level before adding up.",
    "code": "Which one at that level; all stands for all together.",
    "driver": "Why the number of plans changes.",
    "direction": "Whether others' learners come in, own learners go out, or go to the independent market.",
    "measure": "What is measured.",
    "kind": "Where learners who require a specialist place are.",
    "ledger": "Who pays.",
    "line": "Line of the section 251 return.",
    "check": "Code of the check.",
    "severity": "How much a finding matters.",
    "subject": "What was checked: a school, an area, or another part of the run.",
    "value": "Figure that the check found.",
    "threshold": "Figure from which the check speaks.",
    "message": "What was found, and what it means.",
    "reason": "Why no place was found.",
    "draw": "Number of the draw; -1 is the central run.",
    "plans": "EHC plans on census day.",
    "opening": "Plans at the census before.",
    "new_plans": "Plans made since the census before.",
    "ceased": "Plans that ended since the census before.",
    "net_transfers": "Plans that moved in less those that moved out, moves between age groups with them.",
    "closing": "Plans at the later census.",
    "requests": "Requests for an assessment.",
    "assessments": "Assessments that were decided.",
    "counted": "Learners counted in January, up to the base year.",
    "learners": "Learners in the row.",
    "entrants": "Learners who are new there this September.",
    "incumbents": "Learners who keep the place that they had.",
    "required": "Learners who require such a place.",
    "required_base": "Learners who require a specialist base.",
    "required_special": "Learners who require a special school.",
    "required_independent_only": "Learners whom only an independent school can serve.",
    "state_required": "Learners who require a base or a special school.",
    "specialist_base": "Of them, learners in specialist bases.",
    "state_special": "Of them, learners in state special schools.",
    "non_maintained_special": "Of them, learners in non-maintained special schools.",
    "independent_special": "Of them, learners in independent special schools.",
    "independent_mainstream": "Of them, learners in independent mainstream schools.",
    "unmet": "Learners unmet in mainstream: like those who had a specialist place, for whom none is free.",
    "unmet_base": "Learners unmet in mainstream who require a specialist base.",
    "unmet_special": "Learners unmet in mainstream who require a special school.",
    "unplaced": "Learners without any place.",
    "on_roll": "Of them, learners on the roll of a state school or base.",
    "in_state_special": "Of them, learners in a state special school.",
    "at_inmss": "Learners in independent and non-maintained schools (INMSS) whose need a state place could meet.",
    "directed": "Of them, those sent there by order or preference.",
    "out_of_reach": "Of them, those whom no state school is near enough to.",
    "displaced": "Learners in INMSS only for want of a local place.",
    "inmss_for_want": "Learners in INMSS only for want of a local place: a part of the gap.",
    "inmss_otherwise": "Learners in INMSS for another reason than want of a place.",
    "above_places": "Learners above the places of their state school: a part of the gap.",
    "gap": "Places missing: above places, in INMSS for want of a place, and unmet.",
    "reallocated": "More or fewer learners than the places that stood for them, as the plan shares places out.",
    "without": "Learners without a place, or unmet in mainstream.",
    "places": "Places of the year.",
    "places_now": "Places that stood for such learners in the base year and still stand.",
    "places_agreed": "Places agreed in the base year.",
    "places_committed": "Places committed since the base year.",
    "places_to_close": "Places of the base year that close.",
    "places_scenario": "Places that the scenario adds or takes.",
    "places_grown": "Places that grew with practice, or of a market.",
    "reserved": "Places kept for other authorities' learners.",
    "usable_places": "Places less those reserved.",
    "over_capacity": "Learners above the usable places.",
    "unused": "Places that nobody fills.",
    "occupancy": "Learners and reserved places over places; 1 is full.",
    "takes_needs": "Codes of the needs that it takes, apart by spaces.",
    "min_age": "Age on 31 August of the youngest whom it takes.",
    "max_age": "Age on 31 August of the oldest whom it takes.",
    "miles": "Mean miles one way of a journey.",
    "minutes": "Mean minutes one way of a journey.",
    "mean_miles": "Mean miles one way of those who travel daily.",
    "mean_minutes": "Mean minutes one way of those who travel daily.",
    "p95_minutes": "Minutes one way below which 95 of 100 of those who travel daily stay.",
    "limit_minutes": "Longest journey one way that the phase should have.",
    "over_limit": "Learners who travel beyond the limit, without the market.",
    "miles_saved": "Miles one way saved if those in INMSS for want of a place went to the middle of their own area.",
    "residential": "Learners who board.",
    "stated": "Learners of the market, whose journey is only stated.",
    "within_reach": "Of them, those with a suitable school of the authority within the limit, full or not.",
    "share_within_reach": "Share with a suitable school of the authority within the limit, full or not.",
    "in_reach": "Of them, those with a place in a suitable school within the limit.",
    "share_in_reach": "Share with a place in a suitable school within the limit.",
    "in_area_state": "Of them, learners in a state school of their own area.",
    "in_authority": "Of them, learners in the authority.",
    "out_of_authority": "Of them, learners outside the authority.",
    "in_market": "Of them, learners in the independent market.",
    "share_in_area_state": "Share in a state school of their own area: near home.",
    "share_out_of_authority": "Share outside the authority, the market left out.",
    "share": "Share of those who require a special school who are in a state one.",
    "cost_gbp": "What their places and journeys cost in a year, before inflation.",
    "real_gbp": "Pounds at the prices of the base financial year; income is below zero.",
    "units": "Places or learners that the line is paid for.",
    "place_saving_gbp": "What one more place would save in money in a year, before its own funding.",
    "place_shadow_price_gbp": "What one more place is worth in weights, which are no money.",
    "saving_gbp": "What it would save in money in a year; below zero it costs more.",
    "shadow_price_gbp": "What one more place is worth in weights, which are no money.",
    "place_funding_gbp": "Funding of one more place in a year.",
    "diversion": "Share of learners in new places who would else be in INMSS.",
    "diversion_low": "Low end of the interval from which the diversion is drawn.",
    "diversion_high": "High end of the interval from which the diversion is drawn.",
    "break_even_diversion": "Diversion at which a place, funding included, saves nothing; above 1 it never does.",
    "spare_places": "Places to spare near enough that may not take the need.",
    "takes": "Codes of the needs that the provider takes now, apart by spaces.",
    "provider_unused": "Places of the provider that nobody fills.",
    "placed": "Learners whom the provider would place if it took the need.",
    "objective_saving_gbp": "Saving in weights of the plan, which are no money.",
    "plan_gbp": "Cost of the year as planned.",
    "anew_gbp": "Cost of the year with everyone in state places placed anew, which is never done.",
    "moved": "Incumbents who would lose their place if all were placed anew.",
    "unserved": "Learners without a state place, as planned.",
    "unserved_anew": "Learners without a state place, if all were placed anew.",
    "above_places_anew": "Learners above the places of their school, if all were placed anew.",
    "central": "Figure of the central run.",
    "p10": "Low end of the range: one outcome in ten lies below.",
    "p90": "High end of the range: one outcome in ten lies above.",
}
"""By name of the column; ends of ranges follow from the column whose range they are."""
OF_TABLE: dict[tuple[str, str], str] = {
    ("schools", "area"): "Code of the area in which it stands; blank outside the authority.",
    ("drivers", "plans"): "Plans that the driver adds since the base year; below zero it takes some away.",
    ("drivers_totals", "plans"): "Plans that the driver adds since the base year; below zero it takes some away.",
    ("learners_by_kind", "learners"): "Learners there, forecast from the base year on.",
    ("unmet", "learners"): "Learners unmet in mainstream.",
    ("unplaced", "learners"): "Learners without a place.",
    ("requirement", "learners"): "Learners who require the kind of place.",
    ("local_shares", "learners"): "Learners with a specialist place.",
    ("local_shares_totals", "learners"): "Learners with a specialist place.",
    ("access", "learners"): "Learners who travel daily to a specialist place.",
    ("access_totals", "learners"): "Learners who travel daily to a specialist place.",
    ("journeys", "learners"): "Learners with a specialist place.",
    ("schools", "learners"): "Learners there, incumbents and entrants.",
    ("cross_border", "learners"): "The authority's learners there.",
    ("cross_border", "places"): "Places there; of an import, those kept for other authorities' learners.",
    ("funnel", "new_plans"): "Plans that are new in the calendar year.",
    ("stability", "saving_gbp"): "What placing all anew would save in a year.",
    ("stability", "above_places"): "Learners above the places of their school, as planned.",
    ("place_values", "saving_gbp"): "What one more place would save in money in a year, before its own funding.",
    ("place_need_totals", "places"): "Places that stand for such learners.",
    ("state_shares", "places"): "State places that stand for such learners.",
    ("state_shares_totals", "places"): "State places that stand for such learners.",
}
"""Where the table says more than the name of the column, or the name means something else in it."""
UNITS: dict[tuple[str, str], str] = {
    **{("checks", name): "as the message says" for name in ("value", "threshold")},
    **{("ranges", name): "learners; pounds where the measure is in pounds" for name in ("central", "p10", "p90")},
}
"""Units of columns in which each row has its own."""
_ENDS = {
    "_p10": "Low end of the range (p10), one outcome in ten lies below: ",
    "_p50": "Middle of the draws (p50): ",
    "_p90": "High end of the range (p90), one outcome in ten lies above: ",
}


def meaning(table: str, column: str) -> str:
    """What a column of a table means: one sentence.

    Raises
    ------
    KeyError
        When nothing is known of the column.
    """
    end = next((end for end in QUANTILES if column.endswith(end)), "")
    if not end:
        return _plain(table, column)
    words = _plain(table, column.removesuffix(end))
    return f"{_ENDS[end]}{words[:1].lower() if words[1:2].islower() or words[1:2] == ' ' else words[:1]}{words[1:]}"


def unit(table: str, column: Column) -> str:
    """The unit of a column of figures; empty for text."""
    return column.unit or UNITS.get((table, column.name), "")


def _plain(table: str, column: str) -> str:
    return OF_TABLE.get((table, column)) or MEANINGS[column]
