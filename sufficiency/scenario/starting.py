"""A commented starter file for a scenario of one's own."""

import re
from pathlib import Path

from sufficiency.errors import Fault, InputError
from sufficiency.scenario.naming import names_of_pack
from sufficiency.scenario.schema.kinds import NAME
from sufficiency.scenario.schema.messages import nearest, nearest_name
from sufficiency.scenario.showing import written
from sufficiency.scenario.values import pack_folder_of

STARTER = """\
# yaml-language-server: $schema=../schema.json
# Lines that begin with # are notes. Take the # away from a line below to use it, then run: sufficiency check {path}
title: {title}
question: What does this scenario answer? Write it as one sentence.
author: Your name or team
sources: [What the figures below rest on]
{foundation}

# Parameters of the method: docs/reference-scenarios.md lists them all, with unit, bounds and source.
# parameters:
#   growth:
#     own_weight: 0.7 # share, 0 to 1

# Dated, aimed changes of what the method takes. The reference says what each moves and whom it can be aimed at.
# levers:
#   more-requests:
#     what: request_rate
#     where: {{needs: [SEMH], phases: [primary]}} # leave out to aim at everybody
#     multiply: 1.1 # or add, target, at_most
#     low: 1.0 # an 80% interval of the amount, if you have one
#     high: 1.2
#     from: 2026/27
#     owner: Who answers for it
#     evidence: What the amount rests on

# Dated changes of places. Each has a name of its own, so that another file can adjust it.
# places:
#   committed: true # false cancels the dated changes that the authority's pack holds
#   changes:
#     more-places-at-a-school:
#       provider: "123456" # its name, or its id in data/{authority}/providers.csv; for a school its URN
#       from: 2027/28
#       add: 20 # or set: 120, or places: [80, 100, 120], those of each September from then on
#       source: Where the figure comes from
#   new_providers:
#     new-autism-school:
#       name: A new school
#       provision: state_special
#       area: {area} # or its code: data/{authority}/areas.csv has them all
#       needs: [ASD, SLCN]
#       ages: [4, 15] # on 31 August, both inclusive
#       easting: 450000 # metres on the National Grid; or postcode: AB1 2CD, where data/{authority} has postcodes.csv
#       northing: 130000
#       opens: 2028/29
#       places: [20, 40, 60] # those of each September from then on; the last stays
#       source: Where the plan comes from
"""


def start(authority: str, name: str, root: Path) -> Path:
    """Write the starter of ``authority``/``name`` below the scenarios folder ``root`` and return its path.

    Raises
    ------
    InputError
        When a name will not do, the authority has no pack, or the file is there already.
    """
    path = root / authority / f"{name}.yaml"
    for word in (authority, name):
        if not re.fullmatch(NAME, word):
            raise _refused(path, f"'{word}' is not a name of small letters, digits and hyphens{nearest_name(word)}")
    packs = sorted(folder.parent.name for folder in root.absolute().parent.glob("data/*/pack.yaml"))
    if authority not in packs:
        there = ", ".join(packs) or "none yet"
        raise _refused(path, f"no pack data/{authority}; there are: {there}{nearest(authority, packs)}")
    has_baseline = (root / authority / "baseline.yaml").is_file()
    foundation = "extends: baseline.yaml" if has_baseline and name != "baseline" else f"authority: {authority}"
    title = name.replace("-", " ").capitalize()
    areas = names_of_pack(pack_folder_of(root.absolute(), authority)).areas
    area = written(next(iter(areas.values()), "code"))
    named = {"path": path.as_posix(), "title": f'"{title}"', "authority": authority, "area": area}
    text = STARTER.format(foundation=foundation, **named)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise _refused(path, "is there already; choose another name") from None
    return path


def _refused(path: Path, message: str) -> InputError:
    return InputError([Fault(path.as_posix(), 0, 0, "", message)])
