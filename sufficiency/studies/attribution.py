"""What each change between two scenarios is worth: a split of their difference that adds up exactly.

Let N be the n changes, and v(S) the central total when those in S are made and the others are not::

    alone[i]   = v({i}) - v({})
    interaction = (v(N) - v({})) - sum_i alone[i]
    shapley[i] = sum over S without i of |S|! (n - |S| - 1)! / n! * (v(S with i) - v(S))

The Shapley values add up to the difference and do not depend on an order (L. S. Shapley, 1953, "A value for n-person
games"). Up to eight changes, every S is run. With more, it is the mean over orders of the changes that are drawn with a
stated seed; this adds up to the difference exactly too.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from sufficiency.scenario.showing import written

MOST_EXACT = 8
"""Changes up to which every subset is run."""
PERMUTATIONS = 12
"""Orders drawn beyond that."""
MOST_TOLD = 4
"""Values of a change that are told one by one."""
JOINED = " with "
INTERACTION = "interaction"
TOTAL = "total"

Worth = Callable[[frozenset[str]], pd.DataFrame]
Subset = frozenset[str]


@dataclass(frozen=True)
class Split:
    """Tables with a row for each change and census year, a column for each measure. ``method`` says how they were made.

    ``alone`` also has the interaction, and both have the total. ``changed`` says of each change what it is.
    """

    alone: pd.DataFrame
    shapley: pd.DataFrame
    method: str
    changed: tuple[str, ...] = ()


def changes_between(first: Mapping[str, object], second: Mapping[str, object]) -> dict[str, list[str]]:
    """Paths of values that differ, by their change: a lever, a policy, all place changes, or a parameter."""
    changes: dict[str, list[str]] = {}
    for path in dict.fromkeys([*first, *second]):
        name = change_of(path)
        if name and first.get(path) != second.get(path):
            changes.setdefault(name, [])
    for path in dict.fromkeys([*first, *second]):
        name = change_of(path)
        if name in changes:
            changes[name].append(path)
    return changes


def change_of(path: str) -> str | None:
    """Name the change to which a value belongs; None where it changes no answer."""
    words = path.split(".")
    if words[0] == "levers":
        return f"lever {words[1]}"
    if words[0] == "policies":
        return f"{words[1].removesuffix('s')} {words[2]}"
    if words[0] == "places":
        return "committed places" if words[1] == "committed" else "place changes"
    return path if words[0] == "parameters" else None


def together(changes: Mapping[str, list[str]], stands: Callable[[Subset], bool]) -> dict[str, list[str]]:
    """The changes, those that no scenario may have without another taken as one; ``stands`` says which may be made.

    A change that may not be made alone, or not be left out, is joined with the first that lets it be, else with all.
    """
    joined: dict[str, tuple[str, ...]] = {name: (name,) for name in changes}
    every = frozenset(changes)
    for name in changes:
        group = next(names for names in joined.values() if name in names)
        if _stand_apart(frozenset(group), every, stands):
            continue
        others = [names for names in joined.values() if names != group]
        found = next((one for one in others if _stand_apart(frozenset(group + one), every, stands)), sum(others, ()))
        parts = {*group, *found}
        merged = tuple(one for one in changes if one in parts)
        joined = {one: merged if one in parts else names for one, names in joined.items()}
    groups = dict.fromkeys(joined.values())
    return {JOINED.join(group): [path for name in group for path in changes[name]] for group in groups}


def told_of(name: str, paths: list[str], first: Mapping[str, object], second: Mapping[str, object]) -> str:
    """Say what a change is: which value becomes which; of many values, how many differ."""
    if not any(path in first for path in paths):
        return f"{name}: only in the second run"
    if not any(path in second for path in paths):
        return f"{name}: only in the first run"
    moved = [path for path in paths if first.get(path) != second.get(path)]
    if len(moved) > MOST_TOLD:
        return f"{name}: {len(moved)} values differ; sufficiency diff names them"
    return "; ".join(f"{path}: {_told(first.get(path))} becomes {_told(second.get(path))}" for path in moved)


def _told(value: object) -> str:
    return "none" if value is None else written(value)


def _stand_apart(group: Subset, every: Subset, stands: Callable[[Subset], bool]) -> bool:
    return stands(group) and stands(every - group)


def values_with(
    first: Mapping[str, object], second: Mapping[str, object], changes: Mapping[str, list[str]], made: Subset
) -> dict[str, object]:
    """Values of the first scenario with the changes in ``made`` taken from the second."""
    values = dict(first)
    for name in sorted(made):
        for path in changes[name]:
            values.pop(path, None)
            if path in second:
                values[path] = second[path]
    return values


def needed(names: list[str], seed: int) -> list[Subset]:
    """Subsets of the changes that must be run for a split, each once."""
    if len(names) <= MOST_EXACT:
        return list(_subsets(names))
    prefixes = [frozenset(order[:size]) for order in _orders(names, seed) for size in range(len(names) + 1)]
    return list(dict.fromkeys([*prefixes, *(frozenset([name]) for name in names)]))


def _orders(names: list[str], seed: int) -> list[list[str]]:
    generator = np.random.default_rng(seed)
    return [[str(name) for name in generator.permutation(names)] for _ in range(PERMUTATIONS)]


def split(names: list[str], worth: Worth, seed: int) -> Split:
    """Split the difference between no change and all changes; ``worth`` is the total of each subset."""
    none, whole = worth(frozenset()), worth(frozenset(names))
    alone = {name: worth(frozenset([name])) - none for name in names}
    total = whole - none
    rest = total - pd.concat(list(alone.values())).groupby(level=0).sum(min_count=1)
    if len(names) <= MOST_EXACT:
        shares, method = _exact(names, worth), "exact: every subset of the changes was run"
    else:
        shares = _sampled(names, worth, seed)
        method = f"mean over {PERMUTATIONS} orders of the changes, drawn with seed {seed}"
    return Split(
        alone=pd.concat({**alone, INTERACTION: rest, TOTAL: total}, names=["change"]),
        shapley=pd.concat({**shares, TOTAL: total}, names=["change"]),
        method=method,
    )


def _exact(names: list[str], value: Worth) -> dict[str, pd.DataFrame]:
    count = len(names)
    shares = {}
    for name in names:
        others = [other for other in names if other != name]
        steps = []
        for made in _subsets(others):
            weight = factorial(len(made)) * factorial(count - len(made) - 1) / factorial(count)
            steps.append(weight * (value(made | {name}) - value(made)))
        shares[name] = pd.concat(steps).groupby(level=0).sum(min_count=1)
    return shares


def _subsets(names: list[str]) -> Iterator[Subset]:
    return (frozenset(chosen) for size in range(len(names) + 1) for chosen in combinations(names, size))


def _sampled(names: list[str], value: Worth, seed: int) -> dict[str, pd.DataFrame]:
    shares = {name: 0.0 * value(frozenset()) for name in names}
    for order in _orders(names, seed):
        made: Subset = frozenset()
        for name in order:
            shares[name] = shares[name] + (value(made | {name}) - value(made)) / PERMUTATIONS
            made = made | {name}
    return shares
