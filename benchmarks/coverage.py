"""A pack for every authority of the release, made, checked and run for one year: the table of docs/coverage.md.

    python benchmarks/coverage.py PUBLISHED_FILES [--only NAME ...] [--keep FOLDER]

Each authority's pack is made of the published files, held against its contracts and its checks, loaded, and run from
January 2025 to January 2026 without draws. One process, one authority after the other. With ``--only`` the table is
printed, not written.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sufficiency.errors import Fault, Severity, SufficiencyError
from sufficiency.forecast.pipeline import run
from sufficiency.importers.open_data import files as open_data
from sufficiency.importers.open_data.make import find_authority, make_pack
from sufficiency.packs.checks.runner import check_pack
from sufficiency.packs.inputs import Inputs, load_inputs
from sufficiency.packs.quality import cells_of, write_quality
from sufficiency.results.every_table import make_tables
from sufficiency.scenario.loader import load_scenario
from sufficiency.scenario.values import Scenario

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "coverage.md"
BROKEN = (
    "tables are published",
    "placements are recorded",
    "ages were returned",
    "new plans are its own",
    "no January is missing",
    "areas have people",
)
"""Checks that say what an authority did not return, or the release does not have."""
SHOWN = 3
"""Findings of an authority that the table shows; its quality.csv has them all."""
OF_NOW = ("plans grow as elsewhere", "provisions change as elsewhere", "provisions were not recoded")
NOW = "2024 to 2025"
"""Checks that say that the base year itself is broken, where they find it in the step that leads to it."""
HEADING = """# Coverage: a pack for every authority

What `python benchmarks/coverage.py` makes of the published files: for each of the {count} authorities in the release
of 2025 a pack (`sufficiency import open-data`), its contracts and its checks (`sufficiency check-pack`), and a run of
one year, January 2025 to January 2026, without draws. {good} of {count} packs load, meet their contracts and run.

* **Schools**: special schools of the authority that the pack names. In all packs but those of Hampshire, Hertfordshire
  and Hartlepool no places and designations are published: places are worked out from learners, needs from what the
  schools of the same kind take (see the pack's README). Bring your own: [guide-data-local.md](guide-data-local.md).
* **Missing or broken**: what the authority did not return, and errors. Where a table is filled in, another year's or
  England's pattern stands in for it (A-39). The pack's `quality.csv` says the same, and what to do.
* **Warnings**: other findings of `check-pack` that want a look.
* **Residual**: the largest miss of the joint table against the published margins, in plans.
* **Seconds**: for all of it, on a busy two-core machine.

| authority | plans | areas | providers | schools | missing or broken | warnings | residual | seconds |
|---|--:|--:|--:|--:|---|--:|--:|--:|
"""


@dataclass(frozen=True)
class Covered:
    """What became of one authority: figures of its pack, what is broken in it, how long it took."""

    name: str
    plans: float
    areas: int
    providers: int
    schools: int
    broken: tuple[str, ...]
    warnings: int
    residual: float
    seconds: float

    def line(self) -> str:
        """Return the authority's row of the table."""
        cells = [
            self.name,
            f"{self.plans:,.0f}",
            str(self.areas),
            str(self.providers),
            str(self.schools),
            "; ".join(self.broken),
            str(self.warnings),
            f"{self.residual:.0e}",
            f"{self.seconds:.1f}",
        ]
        return f"| {' | '.join(cells)} |"


@dataclass(frozen=True)
class Failed:
    """An authority whose pack could not be made or run, and why."""

    name: str
    why: str

    def line(self) -> str:
        """Return the authority's row of the table."""
        return f"| {self.name} | | | | | FAILED: {self.why} | | | |"


def main() -> None:
    """Cover every authority, or those named, and write or print the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("published", type=Path)
    asked.add_argument("--only", nargs="+")
    asked.add_argument("--keep", type=Path, help="folder in which the packs stay")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as workshop:
        data = (given.keep or Path(workshop)) / "data"
        found = []
        for one in coverage(given.published, data, given.only):
            print(one.line(), file=sys.stderr, flush=True)
            found.append(one)
    page = page_of(found)
    if given.only:
        print(page)
    else:
        PAGE.write_text(page, encoding="utf-8", newline="\n")
    if any(isinstance(one, Failed) for one in found):
        sys.exit(1)


def coverage(published: Path, data: Path, only: list[str] | None = None) -> Iterator[Covered | Failed]:
    """Make the packs in ``data``; yield what became of each authority, or why it failed."""
    data.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "data" / "reference", data / "reference", dirs_exist_ok=True)
    national = open_data.read_national(published)
    for name in only or sorted(national.release.authorities()["name"]):
        try:
            yield covered(national, name, data)
        except (SufficiencyError, ValueError) as error:
            yield Failed(name, f"{type(error).__name__}: {error}")


def covered(national: open_data.National, name: str, data: Path) -> Covered:
    """Make, check, load and run one authority."""
    started = time.perf_counter()
    authority = find_authority(national.release, name)
    made = make_pack(national, name, data / authority.id)
    findings = check_pack(made.folder)
    write_quality(made.folder, findings)
    inputs = load_inputs(made.folder)
    providers = inputs.tables["providers"]
    own = (providers["provision"] == "state_special") & (providers["area"] != "")
    one_year(inputs)
    return Covered(
        name=authority.name,
        plans=float(inputs.tables["plans_joint"]["plans"].sum()),
        areas=len(inputs.tables["areas"]),
        providers=len(providers),
        schools=int(own.sum()),
        broken=tuple(broken(findings, int(own.sum()))),
        warnings=sum(row.severity is Severity.WARNING and not is_broken(row) for row in findings),
        residual=made.figures["residual"],
        seconds=time.perf_counter() - started,
    )


def one_year(inputs: Inputs) -> None:
    """Run one year; raises where a law of the tables is broken, or a solution has no certificate."""
    scenario = one_year_scenario(inputs.folder, int(inputs.about["base_census_year"]))
    make_tables(run(scenario, inputs, 1, lambda _: None), inputs)


def one_year_scenario(folder: Path, base: int) -> Scenario:
    """The baseline of Hartlepool, which stands at every default, for another pack; one year long, without draws."""
    baseline = load_scenario(ROOT / "scenarios" / "hartlepool" / "baseline.yaml")
    beside = folder.parent.parent / "scenarios"
    return replace(baseline, authority=folder.name, root=beside, horizon=base + 1, draws=1)


def broken(findings: tuple[Fault, ...], schools: int) -> Iterator[str]:
    """What is missing or broken, in few words: what was not returned, what the base year shows, and every error."""
    if not schools:
        yield "no special school of its own in the register"
    filled = [Path(row.file).stem for row in findings if row.kind == "tables are published"]
    if filled:
        yield f"filled in: {', '.join(f'`{name}`' for name in filled)}"
    others = [row for row in findings if is_broken(row) and row.kind != "tables are published"]
    yield from (f"{cells_of(row)[2]}: {row.value}" for row in others[:SHOWN])
    if len(others) > SHOWN:
        yield f"and {len(others) - SHOWN} more"


def is_broken(row: Fault) -> bool:
    """Whether a finding says that data are missing or broken, rather than odd."""
    of_now = row.kind in OF_NOW and row.where.endswith(NOW)
    return row.severity is Severity.ERROR or (row.severity is Severity.WARNING and (row.kind in BROKEN or of_now))


def page_of(found: list[Covered | Failed]) -> str:
    """Return the page."""
    heading = HEADING.format(count=len(found), good=sum(isinstance(one, Covered) for one in found))
    return heading + "".join(f"{one.line()}\n" for one in found)


if __name__ == "__main__":
    main()
