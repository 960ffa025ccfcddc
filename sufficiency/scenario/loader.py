"""A scenario file, with everything it extends, to a :class:`Scenario`; or every fault at once."""

import hashlib
import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from sufficiency.errors import Fault, InputError, Severity
from sufficiency.scenario.resolved import Resolved, label, typed
from sufficiency.scenario.schema.fields import known_keys, text_keys
from sufficiency.scenario.schema.kinds import NAME
from sufficiency.scenario.schema.messages import faults_of, nearest_word
from sufficiency.scenario.schema.schema import ScenarioFile
from sufficiency.scenario.values import Scenario
from sufficiency.tree.nodes import Listing, Node, Scalar, Section, plain
from sufficiency.tree.other_files import why_not_yaml
from sufficiency.tree.overlay import overlay
from sufficiency.tree.reading import MOST_BYTES, SCENARIO, read_tree

ROOT_NAME = "scenarios"
MOST_FILES = 30
"""Files that one scenario may be made of."""
MOST_SUGGESTED_FROM, MOST_NAMED = 1_000, 5
"""Files that are looked through for a suggestion, and those that are named."""
PASSES = 3
"""Leaving out one fault may uncover another, such as a rule that two keys break together."""
ENTRY_DEPTH = {"levers": 2, "places": 3, "policies": 3}
"""Parts of the path to a whole entry: with a fault in it, it is left out altogether."""
NAMING = frozenset({"provider", "area", "providers", "areas"})
"""Keys of names, which may hold a `` #`` as a free text may."""
NEEDED = ({"authority"}, {"horizon"}, {"places", "new_providers"})
"""Without these, checks would find faults in other entries that are sound."""


def load_scenario(path: Path) -> Scenario:
    """Read, resolve and check the scenario in ``path``.

    Raises
    ------
    InputError
        Carrying every fault of the file and of what it extends.
    """
    resolved = resolve(path)
    faults = list(resolved.faults)
    try:
        written = ScenarioFile.model_validate(plain(resolved.tree))
    except ValidationError as error:
        refused = faults_of(error.errors(include_url=False), resolved.tree, faults, is_whole=resolved.is_whole)
        raise InputError([*faults, *refused]) from None
    if faults:
        raise InputError(faults)
    return typed(written, resolved)


def load_sound_entries(path: Path) -> Scenario | None:
    """The scenario without its faulty entries, so that one pass finds every fault; None where too little is left."""
    try:
        resolved = resolve(path)
    except InputError:
        return None
    if not resolved.is_whole:
        return None
    values = plain(resolved.tree)
    for _ in range(PASSES):
        try:
            return typed(ScenarioFile.model_validate(values), resolved)
        except ValidationError as error:
            if not all(_left_out(values, problem["loc"]) for problem in error.errors(include_url=False)):
                return None
    return None


def _left_out(values: object, location: tuple[int | str, ...]) -> bool:
    """Drop what a fault stands in; False where it cannot be dropped."""
    if not location or any(part <= set(location[: len(part)]) for part in NEEDED):
        return False
    depth = ENTRY_DEPTH.get(str(location[0]), len(location))
    holder = values
    for part in location[: min(depth, len(location)) - 1]:
        if not isinstance(holder, dict):
            return False
        if not isinstance(holder.get(part), dict):
            return holder.pop(part, None) is not None
        holder = holder[part]
    last = location[min(depth, len(location)) - 1]
    return isinstance(holder, dict) and (holder.pop(last, None) is not None or depth < len(location))


def resolve(path: Path) -> Resolved:
    """Read a file and what it extends into one tree. Raises InputError when there is no tree to go on with."""
    _refuse_other_files(path)
    root = scenarios_root(path)
    reader = _Reader(root)
    own = path.resolve()
    if not own.is_relative_to(root):
        raise InputError([Fault(str(path), 0, 0, "", f"stands outside {root} once its links are followed")])
    if not own.is_file():
        raise InputError([Fault(str(path), 0, 0, "", f"no such file{_nearest_file(own, own.parent, root)}")])
    tree = reader.resolved(own, ())
    if tree is None:
        raise InputError(reader.faults)
    warnings = tuple(fault for fault in reader.faults if fault.severity is Severity.WARNING)
    faults = tuple(fault for fault in reader.faults if fault.severity is not Severity.WARNING)
    return Resolved(tree, faults, tuple(reader.files), reader.files, root, warnings, is_whole=reader.is_whole)


def _refuse_other_files(path: Path) -> None:
    """Refuse a folder, and what another program wrote, in words that say so."""
    try:
        why = why_not_yaml(path) if path.exists() else ""
    except (OSError, ValueError):
        why = ""  # what cannot be opened is said where it is read
    if why:
        raise InputError([Fault(label(path.absolute()), 0, 0, "", why)])


def scenarios_root(path: Path) -> Path:
    """Return the nearest folder named scenarios above a file; raises InputError where there is none."""
    for parent in Path(path).absolute().parents:
        if parent.name == ROOT_NAME:
            return parent.resolve()
    message = f"stands in no folder named {ROOT_NAME}; keep scenarios in {ROOT_NAME}/<authority>/"
    message = message if Path(path).exists() else "no such file"
    raise InputError([Fault(str(path), 0, 0, "", message)])


@dataclass
class _Reader:
    """Reads files, each once, and lays them over what they extend."""

    root: Path
    faults: list[Fault] = field(default_factory=list)
    files: dict[Path, str] = field(default_factory=dict)
    trees: dict[Path, Section | None] = field(default_factory=dict)
    is_whole: bool = True
    """Whether everything that is extended could be read; otherwise what is missing may stand there."""

    def resolved(self, path: Path, chain: tuple[Path, ...]) -> Section | None:
        """Tree of ``path`` laid over what it extends; None when the file cannot be read."""
        if path not in self.trees:
            own = self._read(path)
            self.trees[path] = own and self._over_extended(path, own, (*chain, path))
        return self.trees[path]

    def _read(self, path: Path) -> Section | None:
        self.files[path] = ""
        name = label(path)
        if any(not re.fullmatch(NAME, part) for part in path.relative_to(self.root).with_suffix("").parts):
            self.faults.append(Fault(name, 0, 0, "", "name files and folders with small letters, digits and hyphens"))
        try:
            _refuse_other_files(path)
            with path.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
            self.files[path] = hashlib.sha256(content).hexdigest()
            form = replace(SCENARIO, texts=(text_keys() | NAMING) - {"extends"})
            tree, faults = read_tree(name, content, known_keys(), form)
        except InputError as error:
            self.faults.extend(error.faults)
            return None
        except OSError as error:
            self.faults.append(Fault(name, 0, 0, "", f"cannot be read: {error.strerror}"))
            return None
        self.faults.extend(faults)
        return tree

    def _over_extended(self, path: Path, own: Section, chain: tuple[Path, ...]) -> Section:
        under: Section | None = None
        for reference in _references(own):
            target = self._target(path, reference, chain)
            tree = self.resolved(target, chain) if target else None
            self.is_whole &= tree is not None
            if tree is not None:
                under = tree if under is None else self._laid(under, tree)
        return own if under is None else self._laid(under, own)

    def _laid(self, under: Section, over: Section) -> Section:
        tree, faults = overlay(under, over)
        self.faults.extend(fault for fault in faults if fault not in self.faults)
        return tree

    def _absent(self, path: Path, target: Path, written: str) -> str:
        """What is said of a reference to no file."""
        if target.is_dir():
            return f"'{written}' {why_not_yaml(target)}"
        meant = (path.parent / written.replace("\\", "/")).resolve()
        others = _nearest_file(meant, path.parent, self.root)
        return f"no file '{written}'{others}"

    def _target(self, path: Path, reference: Scalar, chain: tuple[Path, ...]) -> Path | None:
        """File that ``extends`` names, or None and a fault."""
        target = _path(path.parent, str(reference.value))
        if target is None:
            message = "is no name that a file can have"
        elif not target.is_relative_to(self.root):
            message = f"'{reference.value}' is outside the folder {ROOT_NAME}"
        elif not target.is_file():
            message = self._absent(path, target, str(reference.value))
        elif target in chain:
            names = [file.relative_to(self.root).as_posix() for file in (*chain[chain.index(target) :], target)]
            message = f"leads back to itself: {' -> '.join(names)}"
        elif len(self.files) >= MOST_FILES:
            message = f"a scenario may be made of at most {MOST_FILES} files"
        else:
            return target
        mark = reference.mark
        self.faults.append(Fault(mark.file, mark.line, mark.column, "extends", message))
        return None


def _path(folder: Path, name: str) -> Path | None:
    """A file named relative to a folder; None where no file can have that name."""
    try:
        target = (folder / name).resolve()
        target.is_file()
    except (OSError, ValueError):
        return None
    return target


def _references(tree: Section) -> list[Scalar]:
    """Return the texts under ``extends``; what is not text is left to the schema to refuse."""
    node: Node | None = tree.entries.get("extends")
    items = node.items if isinstance(node, Listing) else (node,)
    return [item for item in items if isinstance(item, Scalar) and isinstance(item.value, str) and item.value]


def _nearest_file(target: Path, folder: Path, root: Path) -> str:
    """Suggest a file that is there, as it would be written from ``folder``; of its own folder first."""
    files = sorted(root.rglob("*.yaml"))[:MOST_SUGGESTED_FROM]
    files.sort(key=lambda file: file.parent != target.parent)
    names = {os.path.relpath(file, folder).replace(os.sep, "/"): file for file in files}
    word = target.stem if target.suffix in {"", ".yml"} else target.name.removesuffix(".yaml")
    near = nearest_word(word, [file.stem for file in files])
    alike = [name for name, file in names.items() if file.stem == near]
    alike = [name for name in alike if names[name].parent.name == target.parent.name] or alike
    own = [name for name, file in names.items() if file.parent == folder]
    there = own or list(names)
    if alike:
        return f"; did you mean {' or '.join(alike[:MOST_NAMED])}?"
    more = f" and {len(there) - MOST_NAMED} more" if len(there) > MOST_NAMED else ""
    return f"; there are: {', '.join(there[:MOST_NAMED])}{more}" if there else ""
