"""What a part of the report is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView

Given = Mapping[str, object]
"""What a template is given, by name."""


@dataclass(frozen=True)
class ReportPart:
    """A part of the report: where links lead, what the list of parts calls it, and what its template is given.

    Its template is ``report/<anchor>.html.j2``. ``gather`` returns None where the run has nothing for the part.
    """

    anchor: str
    name: str
    gather: Callable[[RunView, Summary], Given | None]
