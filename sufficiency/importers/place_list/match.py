"""Finds the provider of a pack that each row of a place list means: by its number, or by its name."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sufficiency.errors import Fault, InputError
from sufficiency.importers.pack.existing import ExistingPack
from sufficiency.importers.place_list.files import Stated
from sufficiency.packs.lookups import plain_name


@dataclass(frozen=True)
class _Known:
    """Providers by identifier, by reference number, and by plain name; their names."""

    names: Mapping[str, str]
    by_number: Mapping[str, tuple[str, ...]]
    by_name: Mapping[str, tuple[str, ...]]


def provider_of(stated: Iterable[Stated], pack: ExistingPack) -> dict[Stated, str]:
    """Return the provider of each number.

    Raises
    ------
    InputError
        Listing every school that is not in the pack, with the nearest names, and every one that fits two.
    """
    known = _known(pack)
    found: dict[Stated, str] = {}
    faults: dict[tuple[str, str, str], Fault] = {}
    for one in stated:
        provider, message = _find(one, known)
        if provider:
            found[one] = provider
        else:
            where = "URN" if one.urn else "school"
            faults.setdefault((one.where, one.urn, one.name), Fault(one.where, one.row, 0, where, message))
    if faults:
        raise InputError(list(faults.values()))
    return found


def _known(pack: ExistingPack) -> _Known:
    providers = pack.tables["providers"]
    names = dict(zip(providers["provider_id"].astype(str), providers["name"].astype(str), strict=True))
    numbers: dict[str, set[str]] = {}
    for provider in names:
        numbers.setdefault(provider.removesuffix("-base"), set()).add(provider)
        numbers.setdefault(provider, set()).add(provider)
    for row in pack.tables["provider_register"].to_dict("records"):
        if row["provider_id"] in names:
            numbers.setdefault(str(row["urn"]), set()).add(str(row["provider_id"]))
    plain: dict[str, set[str]] = {}
    for provider, name in names.items():
        plain.setdefault(plain_name(name), set()).add(provider)
    return _Known(names, _sorted(numbers), _sorted(plain))


def _sorted(groups: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(sorted(values)) for key, values in groups.items()}


def _find(one: Stated, known: _Known) -> tuple[str, str]:
    """Return the provider, or nothing and what is wrong."""
    if one.urn in known.names:
        return one.urn, ""
    by_number, by_name = known.by_number.get(one.urn, ()), known.by_name.get(plain_name(one.name), ())
    both = tuple(provider for provider in by_number if provider in by_name) or by_number
    if one.urn:
        return (both[0], "") if len(both) == 1 else ("", _unknown(one, both, by_name, known))
    return (by_name[0], "") if len(by_name) == 1 else ("", _unknown(one, by_name, (), known))


def _unknown(one: Stated, fitting: tuple[str, ...], by_name: tuple[str, ...], known: _Known) -> str:
    """Say why a school was not found, and which it may be."""
    if fitting:
        return f"{one.urn or one.name!r} fits {_listed(fitting, known)}; write the provider_id in the column URN"
    if by_name:
        return (
            f"no provider has the number {one.urn!r}; the name fits {_listed(by_name, known)}: "
            "write that number, or run import gias, which knows earlier numbers"
        )
    near = difflib.get_close_matches(plain_name(one.name), list(known.by_name), n=3, cutoff=0.5) if one.name else []
    hint = _listed([provider for name in near for provider in known.by_name[name]][:3], known)
    said = f"{one.urn!r} {one.name!r}" if one.urn and one.name else repr(one.urn or one.name)
    if hint:
        return f"{said} is not in providers.csv; nearest are {hint}"
    return f"{said} is not in providers.csv; add it there, or bring it in with import gias"


def _listed(providers: Iterable[str], known: _Known) -> str:
    return " or ".join(f"{known.names[provider]} ({provider})" for provider in providers)
