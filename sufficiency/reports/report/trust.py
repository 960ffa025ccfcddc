"""What the figures rest on: data, assumptions, checks of the run, and where everything comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sufficiency.packs.quality import Quality
from sufficiency.reports.pictures.tornado import tornado_chart
from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.summary.named import finding_in_words
from sufficiency.reports.summary.trust.swings import AssumptionSwung, SwingsShown
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.words import in_millions, whole
from sufficiency.results.checks_of_ranges import ENOUGH_DRAWS

VOLATILE = ("timings", "seconds")
"""Parts of a manifest that differ between identical runs, and so stay out of the page."""


BASIS_TABLES = {
    "plans_joint": "Plans by age, need and provision together",
    "providers": "Who takes whom: positions, ages, needs",
    "places": "Places of schools by date",
    "prices": "Prices",
    "high_needs": "The high needs block, line by line",
    "grant": "Grant and balance of the block",
    "price_indices": "The authority's own price indices",
}
"""Tables of a pack that say row by row what they rest on, in plain words."""
QUALITY_WORDS = {"green": "good", "amber": "middling", "red": "weak"}
IMPACT_WORDS = {"green": "small", "amber": "middling", "red": "large"}
"""What the colours of the assumptions log mean, as its head says."""
MEASURE_HEADS = {
    "missing_places": "Places missing",
    "plans": "Plans",
    "inmss_learners": "In INMSS",
    "unmet_learners": "Unmet in mainstream",
    "high_needs_gbp": "Block, £m real",
    "high_needs_nominal_gbp": "Block, £m nominal",
}
TORNADO_WORDS = (
    "Bars about a line, which is the run's own figure, the longest on top: the places missing when one assumption is"
    " low or high, all else as it is. Each end is labelled with the value and the figure."
)


def swings_title(swings: SwingsShown) -> str:
    """Say which assumption moves the places missing most."""
    if not swings.moving:
        return f"No assumption that was varied moves the places missing in {swings.academic_year} by half a per cent"
    first = swings.moving[0]
    ends = sorted((first.headline.low, first.headline.high))
    name = f"{first.name[0].lower()}{first.name[1:]}"
    return (
        f"Of all assumptions, {name} moves the places missing in {swings.academic_year} most: "
        f"{whole(ends[0])} to {whole(ends[1])}, against {whole(swings.missing)} as the run has it"
    )


def why_no_swings(draws: int) -> str:
    """Say why a run varied no assumption."""
    if draws < ENOUGH_DRAWS:
        return (
            f"No assumption was varied: a run of {draws:,} draw{'' if draws == 1 else 's'} is a trial; with"
            f" {ENOUGH_DRAWS} draws or more a run varies each in turn and says which matters most."
        )
    return "No assumption was varied in this run, as it is one of a sweep, which varies what it was asked to."


def between_ends(swing: AssumptionSwung) -> str:
    """The low and the high value of an assumption: ``0% to 50%``; a choice without figures, ``no or yes``."""
    is_choice = not any(letter.isdigit() for letter in swing.low + swing.high)
    return f"{swing.low} {'or' if is_choice else 'to'} {swing.high}"


def _written(measure: str, value: float) -> str:
    return in_millions(value) if measure.endswith("_gbp") else whole(value)


def _ends(swing: AssumptionSwung, measure: str) -> str:
    """A measure at the low and the high value; as it is where neither moves it."""
    of = swing.measures[measure]
    low, own, high = (_written(measure, value) for value in (of.low, of.own, of.high))
    return own if low == own == high else f"{low} to {high}"


def _swings(summary: Summary) -> dict[str, object]:
    """What the sections on assumptions show."""
    swings = summary.trust.swings
    given: dict[str, object] = {
        "swings": swings,
        "swung": summary.trust.swung,
        "cited": summary.trust.cited,
        "quality_words": QUALITY_WORDS,
        "impact_words": IMPACT_WORDS,
        "log_found": summary.trust.log_found,
    }
    if swings is None:
        return {**given, "swings_title": why_no_swings(summary.identity.draws)}
    title = swings_title(swings)
    tornado = tornado_chart(swings, title, TORNADO_WORDS) if swings.moving else ""
    heads = {name: MEASURE_HEADS[name] for name in swings.measures}
    return {
        **given,
        "swings_title": title,
        "tornado": tornado,
        "measure_heads": heads,
        "ends_of": _ends,
        "between": between_ends,
    }


def _gather(view: RunView, summary: Summary) -> Given:
    bases = summary.trust.bases
    return {
        **_swings(summary),
        "bases": [(BASIS_TABLES.get(table, table.replace("_", " ")), rows) for table, rows in bases.items()],
        "grave": [row for row in summary.checks if row.severity != "information"],
        "passed": [row for row in summary.checks if row.severity == "information"],
        "quality": _quality(view, summary),
        "provenance": tuple(_provenance(view.manifest)),
    }


def _quality(view: RunView, summary: Summary) -> Quality:
    """What the checks of the pack found, with names for codes."""
    names = {code: f"{name} ({code})" for code, name in summary.area_names}
    return replace(view.quality, findings=tuple(finding_in_words(one, names) for one in view.quality.findings))


def _provenance(manifest: Mapping[str, object]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the parts of a manifest, each a title and its rows; what stands alone comes first."""
    kept = {name: value for name, value in manifest.items() if name not in VOLATILE}
    alone = [(name, _value(value)) for name, value in kept.items() if not isinstance(value, Mapping)]
    if alone:
        yield "Run", alone
    for name, value in kept.items():
        if isinstance(value, Mapping) and value:
            yield name.replace("_", " ").capitalize(), list(_flat(value))


def _flat(values: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, Mapping) and set(value) == {"value", "set_by"}:
            yield f"{prefix}{name}", f"{_value(value['value'])} (set by {_value(value['set_by'])})"
        elif isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", _value(value)


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return "not set" if value is None else str(value)


PART = ReportPart("trust", "May it be believed?", _gather)
