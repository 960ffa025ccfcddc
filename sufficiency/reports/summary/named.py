"""What a check is about, with the name of every code in it."""

from collections.abc import Iterator, Mapping

import pandas as pd

from models.vocabulary import NEED_NAMES
from sufficiency.reports.summary.view import RunView

NEEDS_BY_CODE = {str(need): name for need, name in NEED_NAMES.items()}


def names_of_codes(view: RunView) -> Mapping[str, str]:
    """Return the names of a run's schools, areas and needs by their codes; a need's name holds its code already."""
    schools = {code: f"{name} ({code})" for code, name in _pairs(view.providers, "provider_id")}
    areas = {code: f"{name} ({code})" for code, name in _pairs(view.areas, "area")}
    return {**NEEDS_BY_CODE, **areas, **schools}


def subject_in_words(subject: str, names: Mapping[str, str]) -> str:
    """Return what a check is about, each part of it that is a code with its name: ``Oak School (116511)``."""
    parts = (names.get(part, part.replace("_", " ")) for part in subject.split(", "))
    return ", ".join(parts)


def _pairs(frame: pd.DataFrame, code: str) -> Iterator[tuple[str, str]]:
    named = frame.dropna(subset=["name"]) if "name" in frame else frame.head(0).assign(name="")
    return zip(named[code].astype(str), named["name"].astype(str), strict=True)
