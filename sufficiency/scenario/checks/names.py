"""Names that a scenario gives of its authority, its areas and its providers, looked up in the pack.

They are looked up in the file as it is written too, so that an entry which the schema refuses for something else has
its names checked in the same round.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from sufficiency.errors import Fault, InputError
from sufficiency.scenario.checks.pack_lists import PackLists, read_lists
from sufficiency.scenario.checks.suggesting import nearest_of
from sufficiency.scenario.naming import codes_of
from sufficiency.scenario.resolved import Resolved, label
from sufficiency.scenario.schema.kinds import NAME
from sufficiency.scenario.schema.messages import nearest
from sufficiency.scenario.values import Scenario
from sufficiency.tree.nodes import Listing, Node, Scalar, Section, find

LONGEST_CODE = 100
"""Letters of a code; the schema refuses a longer one."""
NewProviders = Mapping[str, tuple[str, str]]
"""Name and area code of each new provider, by the name that it has in the scenario."""


def no_pack(folder: Path) -> str:
    """Say that there is no pack of an authority, and which there are."""
    packs = sorted(other.name for other in folder.parent.glob("*") if (other / "pack.yaml").is_file())
    return f"no pack {label(folder)}; there are: {', '.join(packs) or 'none yet'}{nearest(folder.name, packs)}"


def unknown_area(word: str, pack: PackLists) -> str:
    """Say that an area is none of the pack's, and which there are; nothing where it is one."""
    if len(codes_of(word, pack.areas)) == 1:
        return ""
    areas = ", ".join(f"{code} ({name})" for code, name in pack.areas.items())
    return f"'{word}' is no area of the pack; allowed: {areas}{nearest_of(word, pack.areas)}"


def left_out(scenario: Scenario) -> set[str]:
    """Names of new providers that are not in force."""
    written = {path.split(".")[2] for path in scenario.set_values if path.startswith("places.new_providers.")}
    return written - {new.provider_id for new in scenario.places.new_providers}


def unknown_provider(word: str, pack: PackLists, new: NewProviders, out: Collection[str] = ()) -> str:
    """Say that a provider is neither the pack's nor a new one, and which may be meant; nothing where it is one.

    ``out`` are names of new ones that are left out.
    """
    own_names = {name: own[0] for name, own in new.items()}
    if len(codes_of(word, pack.provider_names | own_names)) == 1:
        return ""
    names = {code: row["name"] for code, row in pack.providers.items()} | own_names
    if word in out:
        return f"'{word}' is a new provider that in_force: false leaves out; leave this out too"
    areas = {code: row.get("area", "") for code, row in pack.providers.items()}
    areas |= {name: own[1] for name, own in new.items()}
    near = nearest_of(word, names, {code: pack.areas.get(area, "") for code, area in areas.items()})
    return f"'{word}' is neither a provider of the pack nor a new one{near}"


def names_in_file(resolved: Resolved) -> list[Fault]:
    """Every name of a file that the pack does not have; none where the authority or its pack cannot be read."""
    authority = resolved.tree.entries.get("authority")
    # what states the authority could not be read: scenarios of one stand in a folder of its name
    stated = resolved.files[0].parent.name if authority is None and not resolved.is_whole else _word(authority)
    folder = resolved.root.parent / "data" / stated
    if not re.fullmatch(NAME, stated) or (authority is None and not folder.is_dir()):
        return []
    if not folder.is_dir():
        mark = resolved.tree.key_marks["authority"]
        return [Fault(mark.file, mark.line, mark.column, "authority", no_pack(folder))]
    try:
        return sorted(_faults(resolved, read_lists(folder)))
    except (OSError, TypeError, ValueError, InputError):
        return []  # the pack has faults of its own, which a check of the scenario names


def _faults(resolved: Resolved, pack: PackLists) -> Iterator[Fault]:
    entries = dict(_entries(resolved.tree, ("places", "new_providers")))
    new = {name: (_text(entry, "name"), _text(entry, "area")) for name, entry in entries.items()}
    written = find(resolved.tree, ("places", "new_providers"))
    out = {*written.entries} - {*entries} if isinstance(written, Section) else set()
    for name, entry in entries.items():
        yield from _looked_up(entry, ("area",), f"places.new_providers.{name}", unknown_area, pack)

    def of_provider(word: str, lists: PackLists) -> str:
        return unknown_provider(word, lists, new, out) if resolved.is_whole else ""

    for name, entry in _entries(resolved.tree, ("places", "changes")):
        yield from _looked_up(entry, ("provider",), f"places.changes.{name}", of_provider, pack)
    for name, entry in _entries(resolved.tree, ("levers",)):
        yield from _looked_up(entry, ("where", "areas"), f"levers.{name}", unknown_area, pack)
        yield from _looked_up(entry, ("where", "providers"), f"levers.{name}", of_provider, pack)


def _entries(tree: Section, path: tuple[str, ...]) -> Iterator[tuple[str, Section]]:
    """Entries of a section that are in force."""
    section = find(tree, path)
    for name, entry in section.entries.items() if isinstance(section, Section) else ():
        in_force = find(entry, ("in_force",))
        if isinstance(entry, Section) and not (isinstance(in_force, Scalar) and in_force.value is False):
            yield name, entry


def _text(entry: Section, key: str) -> str:
    return _word(entry.entries.get(key))


def _word(node: Node | None) -> str:
    return str(node.value) if isinstance(node, Scalar) else ""


def _looked_up(
    entry: Section, path: tuple[str, ...], where: str, say: Callable[[str, PackLists], str], pack: PackLists
) -> Iterator[Fault]:
    """Faults of the names that stand under a key of an entry."""
    holder, node = find(entry, path[:-1]), find(entry, path)
    if not isinstance(holder, Section) or node is None:
        return
    mark = holder.key_marks[path[-1]]
    for word in _words(node):
        message = say(word, pack)
        if message:
            yield Fault(mark.file, mark.line, mark.column, f"{where}.{'.'.join(path)}", message)


def _words(node: Node) -> list[str]:
    items = node.items if isinstance(node, Listing) else (node,)
    words = [str(item.value) for item in items if isinstance(item, Scalar) and type(item.value) in {str, int}]
    return [word for word in words if len(word) <= LONGEST_CODE]
