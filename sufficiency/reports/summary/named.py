"""What a check is about, with the name of every code in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from models.vocabulary import AGE_GROUPS, NEED_NAMES
from sufficiency.errors import Fault
from sufficiency.reports.summary.view import RunView

NEEDS_BY_CODE = {str(need): name for need, name in NEED_NAMES.items()}
_AGES = re.compile(rf"\b({'|'.join(AGE_GROUPS)})\b")
_MINUS = re.compile(r"(?<!\S)-(?=[\d ])")


def names_of_codes(view: RunView) -> Mapping[str, str]:
    """Return the names of a run's schools, areas and needs by their codes; a need's name holds its code already."""
    schools = {code: f"{name} ({code})" for code, name in _pairs(view.providers, "provider_id")}
    areas = {code: f"{name} ({code})" for code, name in _pairs(view.areas, "area")}
    return {**NEEDS_BY_CODE, **areas, **schools}


def subject_in_words(subject: str, names: Mapping[str, str]) -> str:
    """Return what a check is about, each part of it that is a code with its name: ``Oak School (116511)``."""
    parts = (names.get(part, part.replace("_", " ")) for part in subject.split(", "))
    return ", ".join(parts)


def finding_in_words(finding: Fault, names: Mapping[str, str]) -> Fault:
    """Return a finding of a pack's checks with the name of every place and age band that it holds as a code."""
    where = ", ".join(names.get(part, part) for part in finding.where.split(", "))
    return replace(finding, where=where, value=_plain(finding.value), allowed=_plain(finding.allowed))


def _plain(words: str) -> str:
    """Age bands by name, and minus signs that are no hyphens."""
    return _MINUS.sub("\u2212", _AGES.sub(lambda found: f"ages {found[0].replace('_', ' ')}", words))


def _pairs(frame: pd.DataFrame, code: str) -> Iterator[tuple[str, str]]:
    named = frame.dropna(subset=["name"]) if "name" in frame else frame.head(0).assign(name="")
    return zip(named[code].astype(str), named["name"].astype(str), strict=True)
