"""Finds the provider of a pack that each row of a place list means: by its number, or by its name."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.vocabulary import KINDS_OF_PROVISION, Provision
from sufficiency.errors import Fault, InputError
from sufficiency.importers.pack.existing import ExistingPack
from sufficiency.importers.place_list.columns import BASE, SPECIAL
from sufficiency.importers.place_list.files import Stated
from sufficiency.packs.lookups import plain_school_name

KINDS = {SPECIAL: Provision.STATE_SPECIAL, BASE: Provision.SPECIALIST_BASE}
"""Provision of the kinds of provider that a column of places may be of. Of independent and non-maintained schools a
place number does not say how many places this authority may use."""


@dataclass(frozen=True)
class KnownProviders:
    """Providers by identifier, by reference number, and by plain name; their names and kinds of provision."""

    names: Mapping[str, str]
    provisions: Mapping[str, str]
    by_number: Mapping[str, tuple[str, ...]]
    by_name: Mapping[str, tuple[str, ...]]


def provider_of(stated: Iterable[Stated], known: KnownProviders) -> tuple[dict[Stated, str], list[str]]:
    """Return the provider of each number, and in words the numbers of a kind of place that its school has not.

    Raises
    ------
    InputError
        Listing every school that is not in the pack, with the nearest names, and every one that fits two.
    """
    found: dict[Stated, str] = {}
    faults: dict[tuple[str, str, str], Fault] = {}
    none: dict[tuple[str, str], str] = {}
    for one in stated:
        provider, message = _find(one, known)
        if provider:
            found[one] = provider
        elif message:
            where = "URN" if one.urn else "school"
            faults.setdefault((one.where, one.urn, one.name), Fault(one.where, one.row, 0, where, message))
        elif one.places > 0:
            has = f"{one.name or known.names[known.by_number[one.urn][0]]} ({one.urn or 'no URN'})"
            none[one.urn or one.name, one.kind] = (
                f"{has}: {one.places:g} places in {one.academic_year}, but the pack has no {_kind(one)} there"
            )
    if faults:
        raise InputError(list(faults.values()))
    return found, list(none.values())


def _kind(one: Stated) -> str:
    return KINDS_OF_PROVISION[KINDS[one.kind]].name


def known_providers(pack: ExistingPack) -> KnownProviders:
    """Return what the providers of a pack are known by."""
    providers = pack.tables["providers"]
    names = dict(zip(providers["provider_id"].astype(str), providers["name"].astype(str), strict=True))
    provisions = dict(zip(providers["provider_id"].astype(str), providers["provision"].astype(str), strict=True))
    numbers: dict[str, set[str]] = {}
    for provider in names:
        numbers.setdefault(provider.removesuffix("-base"), set()).add(provider)
        numbers.setdefault(provider, set()).add(provider)
    for row in pack.tables["provider_register"].to_dict("records"):
        if row["provider_id"] in names:
            numbers.setdefault(str(row["urn"]), set()).add(str(row["provider_id"]))
    plain: dict[str, set[str]] = {}
    for provider, name in names.items():
        plain.setdefault(plain_school_name(name), set()).add(provider)
    return KnownProviders(names, provisions, _sorted(numbers), _sorted(plain))


def _sorted(groups: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(sorted(values)) for key, values in groups.items()}


def _find(one: Stated, known: KnownProviders) -> tuple[str, str]:
    """Return the provider, or nothing and what is wrong; neither where the school has no provider of the kind."""
    if one.kind:
        there = known.by_number.get(one.urn, ()) if one.urn else known.by_name.get(plain_school_name(one.name), ())
        if not there:
            return "", _unknown(one.urn, one.name, (), (), known)
        fitting = [provider for provider in there if known.provisions[provider] == KINDS[one.kind]]
        return (
            fitting[0] if len(fitting) == 1 else "",
            _unknown(one.urn, one.name, tuple(fitting), (), known) if fitting[1:] else "",
        )
    return found_provider(one.urn, one.name, known)


def found_provider(urn: str, name: str, known: KnownProviders) -> tuple[str, str]:
    """Return the provider of a number or name; or nothing, and why not, with those that it may be."""
    if urn in known.names:
        return urn, ""
    by_number, by_name = known.by_number.get(urn, ()), known.by_name.get(plain_school_name(name), ())
    both = tuple(provider for provider in by_number if provider in by_name) or by_number
    if urn:
        return (both[0], "") if len(both) == 1 else ("", _unknown(urn, name, both, by_name, known))
    return (by_name[0], "") if len(by_name) == 1 else ("", _unknown(urn, name, by_name, (), known))


def _unknown(urn: str, name: str, fitting: tuple[str, ...], by_name: tuple[str, ...], known: KnownProviders) -> str:
    """Say why a school was not found, and which it may be."""
    if fitting:
        return f"{urn or name!r} fits {_listed(fitting, known)}; write the provider_id in the column URN"
    if by_name:
        return (
            f"no provider has the number {urn!r}; the name fits {_listed(by_name, known)}: "
            "write that number, or run import gias, which knows earlier numbers"
        )
    near = difflib.get_close_matches(plain_school_name(name), list(known.by_name), n=3, cutoff=0.5) if name else []
    hint = _listed([provider for word in near for provider in known.by_name[word]][:3], known)
    said = f"{urn!r} {name!r}" if urn and name else repr(urn or name)
    if hint:
        return f"{said} is not in providers.csv; nearest are {hint}"
    return f"{said} is not in providers.csv; add it there, or bring it in with import gias"


def _listed(providers: Iterable[str], known: KnownProviders) -> str:
    return " or ".join(f"{known.names[provider]} ({provider})" for provider in providers)
