"""Runs the checks of a pack: all of them for a person, the errors alone before a run."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks import (
    codes,
    facts,
    files,
    flows,
    journeys,
    people,
    places,
    providers,
    schools,
    sums,
    traps,
)
from sufficiency.packs.checks.money import fees, ledger
from sufficiency.packs.checks.register import RegisteredCheck
from sufficiency.packs.checks.report import verdict
from sufficiency.packs.checks.sizes import place_numbers, points, prices
from sufficiency.packs.england.check_ranges import CHECK_RANGES, read_ranges
from sufficiency.packs.quality import write_quality
from sufficiency.packs.reading import Pack, read_pack

_SUBJECTS = (
    files,
    codes,
    journeys,
    sums,
    flows,
    people,
    points,
    providers,
    places,
    place_numbers,
    schools,
    prices,
    fees,
    ledger,
    traps,
    facts,
)
CHECKS: tuple[RegisteredCheck, ...] = tuple(
    one for subject in _SUBJECTS for one in vars(subject).values() if isinstance(one, RegisteredCheck)
)
"""Every check, in the order of the report: by subject, then as its file has them."""
_OF_ANY_YEAR = tuple(one.__name__ for one in (files, codes, journeys))
"""Subjects that can be checked where nobody knows the base year."""
_ORDER = {severity: place for place, severity in enumerate(Severity)}


def errors_of(pack: Pack) -> list[Fault]:
    """Return every error of a pack: a pack that has one is not used."""
    grave = (check for check in CHECKS if check.severity is Severity.ERROR)
    return [fault for fault in _findings(pack, grave) if fault.severity is Severity.ERROR]


def errors_of_money(pack: Pack) -> list[Fault]:
    """Return those of its prices, ledger, grant and indices alone, of a pack of which no more need be read."""
    of_money = {one.__name__ for one in (fees, ledger)}
    return [
        fault
        for fault in _findings(pack, (one for one in CHECKS if one.rule.__module__ in of_money))
        if fault.severity is Severity.ERROR
    ]


def check_pack(folder: Path) -> tuple[Fault, ...]:
    """Run every check on the pack in ``folder``: errors first, then warnings, then information.

    Raises
    ------
    InputError
        When the folder is no pack, or the reference table in the folder next to it is missing.
    """
    pack = replace(read_pack(folder), ranges=read_ranges(folder.parent / "reference"))
    findings = _findings(pack, CHECKS)
    left_out = ", ".join(check.name for check in CHECKS if not _can_be_made(check, pack))
    if left_out:
        findings.append(
            Fault(
                "",
                0,
                0,
                folder.name,
                kind="every check was made",
                severity=Severity.WARNING,
                value=left_out,
                allowed="a base year, and tables that meet their contracts",
                remedy="repair what is named above, and check again",
            )
        )
    return tuple(sorted(findings, key=lambda fault: _ORDER[fault.severity]))


def _findings(pack: Pack, checks: Iterable[RegisteredCheck]) -> list[Fault]:
    return [fault for check in checks if _can_be_made(check, pack) for fault in check(pack)]


def _can_be_made(check: RegisteredCheck, pack: Pack) -> bool:
    """Whether what a check reads is known: its tables, and the base year unless its subject does without."""
    return check.can_read(pack) and (pack.base > 0 or check.rule.__module__ in _OF_ANY_YEAR)


def checked_again(folder: Path) -> str:
    """Check a pack that an import has just written, renew its quality.csv, and say in a sentence what was found."""
    ranges = folder.parent / "reference" / f"{CHECK_RANGES.name}.csv"
    if not ranges.is_file():
        return f"{folder}: not checked, as {ranges} is missing; move the pack into data/, then: sufficiency check-pack"
    findings = check_pack(folder)
    write_quality(folder, findings)
    return f"{folder}: {verdict(findings)} They are in quality.csv; sufficiency check-pack {folder} shows them."
