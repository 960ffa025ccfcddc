"""For whom an export is, and the marks that it bears."""

from enum import StrEnum


class Audience(StrEnum):
    """Who may see an export: everybody, or the authority's officers (and DfE, which collects whole numbers)."""

    PUBLIC = "public"
    INTERNAL = "internal"

    def folder(self, name: str) -> str:
        """The folder of an export in its run: that of officers stands apart, so that neither is taken for the other."""
        return name if self is Audience.PUBLIC else f"{name}-{self}"


HIDDEN = "c"
"""Stands for a count that is hidden, as in DfE's statistics."""
INTERNAL_MARK = "INTERNAL: holds small numbers; not for publication"
UNVERIFIED = "unverified: check against the live guide"
"""Stands in every return whose template was not seen."""
