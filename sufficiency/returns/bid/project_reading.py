"""Reads a project's file strictly: every fault with its line, and all at once; what is hard to believe as warnings.

Paths in it start from the folder in which the file stands, as those of a scenario do. An example: docs/projects/.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from models.money.appraisal import GREEN_BOOK
from models.vocabulary import AGES, NEED_GROUP_OF, NEED_GROUPS, NEEDS, PHASES, Need, NeedGroup, Phase, ages_of_phase
from sufficiency.errors import Fault, InputError, Severity
from sufficiency.finance.set_reading import Amount, SectionReader
from sufficiency.finance.sets import KEYS, PlaceSet, PlaceSets, beyond_the_end, content_of, read_sets, sets_in
from sufficiency.returns.bid.project import (
    GROUPS_OF_PHASING,
    LEVELS_OF_RISK,
    WORDS,
    YEARS_OF_PHASING,
    BidProject,
    BidRisk,
)
from sufficiency.scenario.schema.kinds import NAME
from sufficiency.tree.nodes import Listing, Scalar
from sufficiency.tree.reading import Form, read_tree

_RISK = ("risk", "likelihood", "effect", "owner", "mitigation")
_TOP = (
    *("title", "contact", "designation", "need_groups", "needs", "phases", "areas", "ages", "unmitigated", "mitigated"),
    *("places", "preferred", "commissioners", "phasing", "risks", "words"),
)
_FREE = frozenset({"title", "contact", "designation", "source", *_RISK, *WORDS})
_FORM = Form("a project", ", starting with title:", texts=_FREE)
_AGE = Amount("years of age on 31 August", AGES[0], AGES[-1], whole=True)
_PLACES = Amount("places", 0, 2_000, whole=True)
_LEARNERS = Amount("learners", 0, 2_000)
_SUCH_AS = "a project's file, such as docs/projects/semh-60-places.yaml"
_OF_A_NETWORK = re.compile(r"[\\/]{2}|[A-Za-z][\w+.-]+:")
"""Begins an address, or a folder that Windows would fetch from another computer; a letter and a colon are a drive."""
_NOTHING = PlaceSets("", (), 0, GREEN_BOOK, ())
"""Stands for sets that have faults."""


def read_project(path: Path) -> BidProject:
    """Read a project's file, and the file of places that it names.

    Raises
    ------
    InputError
        With every fault of both.
    """
    tree, faults = read_tree(str(path), content_of(path, _SUCH_AS), (*_TOP, *_RISK, *WORDS, *KEYS, "file"), _FORM)
    top = SectionReader(tree, (), list(faults))
    top.refuse_unknown(_TOP)
    groups, needs = _needs(top)
    phases = top.choices("phases", PHASES, "such as [secondary]")
    sets = _sets(top, path)
    project = BidProject(
        title=top.text("title", "what is asked for, in a few words"),
        contact=top.text("contact"),
        designation=top.text("designation"),
        need_groups=groups,
        needs=needs,
        phases=tuple(phase for phase in PHASES if phase in phases),
        areas=_areas(top),
        ages=_ages(top),
        sets=sets,
        preferred=_preferred(top, sets),
        commissioners=_commissioners(top),
        phasing=_phasing(top),
        risks=tuple(_risks(top)),
        words=_words(top),
        unmitigated=_beside(top, "unmitigated", path),
        mitigated=_beside(top, "mitigated", path),
        warnings=(),
    )
    if not _errors(top.faults):
        _compare(top, project)
    if errors := _errors(top.faults):
        raise InputError(errors)
    return BidProject(**{**vars(project), "warnings": (*top.faults, *sets.warnings)})


def _errors(faults: list[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.severity is Severity.ERROR]


def _needs(top: SectionReader) -> tuple[tuple[NeedGroup, ...], tuple[Need, ...]]:
    """Groups of needs that the project is for, and the needs among them, where it names some."""
    given = top.choices("need_groups", NEED_GROUPS, f"one or more of: {', '.join(NEED_GROUPS)}")
    named = top.choices("needs", NEEDS)
    needs = tuple(need for need in NEEDS if need in named)
    groups = tuple(group for group in NEED_GROUPS if group in given)
    for need in needs:
        if groups and NEED_GROUP_OF[need] not in groups:
            top.fault(top.at("needs"), "needs", f"{need} is of the group {NEED_GROUP_OF[need]}; add it to need_groups")
    return groups, needs


def _areas(top: SectionReader) -> tuple[str, ...]:
    """Codes of areas, as they stand; whether the authority has them is asked with its run."""
    node = top.section.entries.get("areas")
    if node is None:
        return ()
    items = node.items if isinstance(node, Listing) else (node,)
    wrong = [item for item in items if not (isinstance(item, Scalar) and isinstance(item.value, str))]
    for item in wrong:
        top.fault(item.mark, "areas", "is no code of an area; write the code as in areas.csv, in quotes if of digits")
    return tuple(item.value for item in items if isinstance(item, Scalar) and isinstance(item.value, str))


def _ages(top: SectionReader) -> tuple[int, int]:
    given = top.numbers("ages", _AGE, "youngest and oldest on 31 August, such as [11, 15]")
    if not top.has("ages") or len(given) != 2 or given[0] > given[1]:
        if top.has("ages"):
            top.fault(top.at("ages"), "ages", "two ages are expected, the youngest first, such as [11, 15]")
        return (0, 0)
    return int(given[0]), int(given[1])


def _sets(top: SectionReader, path: Path) -> PlaceSets:
    """The options: of the file that ``places: file:`` names, or written out below ``places``."""
    below = top.below("places", "file: and a file of places, or what such a file holds (docs/appraisal.md)")
    if below is None:
        return _NOTHING
    if not below.has("file"):
        before = len(_errors(top.faults))
        sets = sets_in(below)
        if len(_errors(top.faults)) == before:
            top.faults += beyond_the_end(sets, str(path))
        return sets
    below.refuse_unknown(("file",))
    file = _beside(below, "file", path)
    try:
        return _NOTHING if file is None else read_sets(file)
    except InputError as error:
        top.faults += error.faults
        return _NOTHING


def _beside(of: SectionReader, key: str, path: Path) -> Path | None:
    """The file or folder that a key names, from the folder of the project's file; never one of a network."""
    name = of.text(key)
    if _OF_A_NETWORK.match(name):
        words = "is an address of a network, which is never asked; name what stands on this computer"
        of.fault(of.at(key), key, words)
        return None
    return Path(*(path.parent / name).parts) if name else None


def _preferred(top: SectionReader, sets: PlaceSets) -> str:
    """The option that the bid is for: the one there is, or that which the file prefers."""
    names = tuple(option.name for option in sets.options)
    if not names:
        return ""
    if len(names) == 1 and not top.has("preferred"):
        return names[0]
    return top.choice("preferred", names, f"the option that the bid is for, of: {', '.join(names)}")


def _commissioners(top: SectionReader) -> Mapping[str, int]:
    below = top.below("commissioners")
    if below is None:
        return {}
    found = {name: below.number(name, _PLACES) for name in below.section.key_marks}
    return {name: int(places) for name, places in found.items() if places is not None}


def _phasing(top: SectionReader) -> Mapping[str, tuple[float, ...]]:
    below = top.below("phasing")
    if below is None:
        return {}
    below.refuse_unknown(tuple(GROUPS_OF_PHASING))
    found = {key: below.numbers(key, _LEARNERS) for key in GROUPS_OF_PHASING if below.has(key)}
    for key, learners in found.items():
        if len(learners) > YEARS_OF_PHASING:
            words = f"has {len(learners)} years; the table has the year of opening and six more"
            below.fault(below.at(key), key, words)
    return found


def _risks(top: SectionReader) -> list[BidRisk]:
    below = top.below("risks")
    if below is None:
        return []
    found = []
    for name, mark in below.section.key_marks.items():
        if not re.fullmatch(NAME, name):
            below.fault(mark, name, "is not a name of small letters, digits and hyphens")
        one = below.below(name)
        found += [_risk(one, name)] if one else []
    return found


def _risk(of: SectionReader, name: str) -> BidRisk:
    of.refuse_unknown(_RISK)
    return BidRisk(
        name=name,
        risk=of.text("risk", "what may happen"),
        likelihood=of.choice("likelihood", LEVELS_OF_RISK, "low, medium or high"),
        effect=of.choice("effect", LEVELS_OF_RISK, "low, medium or high"),
        owner=of.text("owner"),
        mitigation=of.text("mitigation"),
    )


def _words(top: SectionReader) -> Mapping[str, str]:
    below = top.below("words")
    if below is None:
        return {}
    below.refuse_unknown(tuple(WORDS))
    return {key: below.text(key) for key in WORDS if below.has(key)}


def _compare(top: SectionReader, project: BidProject) -> None:
    """Note what does not fit together: commissioners, phasing and ages beside the places of the option."""
    option = project.option
    _compare_commissioners(top, project, option)
    _compare_phasing(top, project, option)
    phases = {phase for phase in PHASES if set(ages_of_phase(phase)) & set(range(project.ages[0], project.ages[1] + 1))}
    if without := [str(phase) for phase in project.phases if Phase(phase) not in phases]:
        words = f"{', '.join(without)}: no age from {project.ages[0]} to {project.ages[1]} is in it; is it a slip?"
        top.fault(top.at("phases"), "phases", words, doubt=True)


def _compare_commissioners(top: SectionReader, project: BidProject, option: PlaceSet) -> None:
    asked = sum(project.commissioners.values())
    if asked > option.places:
        words = f"{asked} places are commissioned, and {option.name} has {option.places}"
        top.fault(top.at("commissioners"), "commissioners", words)
    elif project.commissioners and asked < option.places:
        words = f"{asked} of the {option.places} places are commissioned; who pays for the others?"
        top.fault(top.at("commissioners"), "commissioners", words, doubt=True)


def _compare_phasing(top: SectionReader, project: BidProject, option: PlaceSet) -> None:
    totals = [sum(year) for year in zip(*_filled_up(project.phasing), strict=True)]
    if any(total > option.places for total in totals):
        words = f"{max(totals):g} learners in one year are more than the {option.places} places"
        top.fault(top.at("phasing"), "phasing", words)
    for key, learners in project.phasing.items():
        _, youngest, oldest = GROUPS_OF_PHASING[key]
        if any(learners) and (oldest < project.ages[0] or youngest > project.ages[1]):
            words = f"the project is for ages {project.ages[0]} to {project.ages[1]}; is it a slip?"
            top.fault(top.at("phasing"), f"phasing.{key}", words, doubt=True)


def _filled_up(phasing: Mapping[str, tuple[float, ...]]) -> list[tuple[float, ...]]:
    """The last year of each row goes on to the end."""
    rows = [learners for learners in phasing.values() if learners]
    return [(*row, *[row[-1]] * (YEARS_OF_PHASING - len(row))) for row in rows]
