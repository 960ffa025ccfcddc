"""What the figures rest on: checks of the run and of its data, and where everything comes from."""

from collections.abc import Iterator, Mapping

from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView

VOLATILE = ("timings", "seconds")
"""Parts of a manifest that differ between identical runs, and so stay out of the page."""


def _gather(view: RunView, summary: Summary) -> Given:
    return {
        "grave": [row for row in summary.checks if row.severity != "information"],
        "passed": [row for row in summary.checks if row.severity == "information"],
        "quality": view.quality,
        "provenance": tuple(_provenance(view.manifest)),
    }


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
