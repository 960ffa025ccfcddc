"""Makes a synthetic SEN2 person-level return: invented people with the mix of a pack, for tests and demonstrations.

What is like the pack: the two-way mix of age, need and provision; areas by population; new and ceased plans by age, and
ceased plans by reason, each reason at least three times; the pack's special schools by their numbers. What is not:
among the three together a pattern is drawn that the pack's margins do not show (A-65), so that a fitted joint table
has something to miss. What cannot be real: names start in ``Zz`` and ``Qx``, postcodes in ``QZ``, UPNs in ``S``,
ULNs in ``0``, and schools that the pack does not know are numbered from 990001.

The same seed gives the same bytes, with the same version of numpy.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from models.vocabulary import age_group_of_age
from sufficiency.demo_data.files import csv_files, xml_file
from sufficiency.demo_data.modules import census_day, modules_of
from sufficiency.demo_data.people import MadeUpPeople, people_like
from sufficiency.demo_data.schools import postcode_table, register_of
from sufficiency.importers.open_data.people.release_layout import CENSUS_AGES
from sufficiency.importers.pack.existing import read_existing
from sufficiency.packs.contracts import NOT_RECORDED, PACK_TABLES
from sufficiency.tables.files import frame_text
from sufficiency.tables.outputs import write_output

README = """# An invented SEN2 person-level return

Nobody in it is real: no name, date of birth, postcode, UPN or ULN belongs to anybody. Made by

    sufficiency demo-data sen2 --plans {plans} --seed {seed} --out <folder>

with the mix of needs, ages and provision of {name}. `establishments.csv` is laid out as the GIAS register and holds the
invented schools; `postcodes.csv` gives the area of each invented postcode sector; `true_counts.csv` is what the import
should find on census day. To see what it would change:

    sufficiency import sen2 --pack {pack} --from <folder> --gias <folder>/establishments.csv \\
        --postcodes <folder>/postcodes.csv --dry-run
"""


@dataclass(frozen=True)
class Wish:
    """What to make: plans in force, seed, whether with the return of the year before, whether as XML."""

    plans: int
    seed: int
    earlier: bool = False
    xml: bool = False


def write_demo(wish: Wish, pack_folder: Path, out: Path) -> list[str]:
    """Write the return into ``out`` (and ``out/earlier``), and return what to say to the person.

    Raises
    ------
    InputError
        When there is no pack, or ``out`` holds other files.
    """
    pack = read_existing(pack_folder, PACK_TABLES, ())
    population = people_like(pack, wish.plans, wish.seed)
    files = _return_files(population, 0, xml=wish.xml)
    files["establishments.csv"] = frame_text(register_of(population.schools), 0)
    files["postcodes.csv"] = frame_text(postcode_table(population.areas), 0)
    files["true_counts.csv"] = frame_text(true_counts(population), 0)
    about = {"name": pack.about["name"], "pack": pack_folder.as_posix()}
    files["README.md"] = README.format(plans=wish.plans, seed=wish.seed, **about)
    said = [f"{wish.plans:,} invented plans of January {population.census_year} in {out}"]
    if wish.earlier:
        earlier = _return_files(population, 1, xml=wish.xml)
        earlier["true_need_changes.csv"] = frame_text(true_need_changes(population), 0)
        files |= {f"earlier/{name}": text for name, text in earlier.items()}
        said.append(f"the return of the year before in {out / 'earlier'}")
    write_output(out, files, "demo-data sen2")
    return said


def true_counts(population: MadeUpPeople) -> pd.DataFrame:
    """Return plans in force by area, age, need and provision, as they were drawn."""
    keys = ["area", "age", "need", "provision"]
    learners = population.people[population.people["kind"] == "current"]
    counts = learners.groupby(keys, as_index=False).size().rename(columns={"size": "plans"})
    return counts.sort_values(keys, ignore_index=True)


def true_need_changes(population: MadeUpPeople) -> pd.DataFrame:
    """Return plans in force in both Januaries by age group now, need a year before and need now, as they were drawn."""
    people = population.people
    census = census_day(population.census_year - 1)
    both = people[(people["kind"] == "current") & (people["start"] <= census) & ~people["arrived"]]
    both = both[both["need"] != NOT_RECORDED]
    groups = both["age"].map({age: str(age_group_of_age(age)) for age in CENSUS_AGES})
    rows = pd.DataFrame({"age_group": groups, "need_from": both["need_before"], "need_to": both["need"]})
    return rows.groupby(list(rows.columns), as_index=False).size().rename(columns={"size": "plans"})


def _return_files(population: MadeUpPeople, years_back: int, *, xml: bool) -> dict[str, str]:
    modules = modules_of(population, years_back)
    return {"sen2.xml": xml_file(modules)} if xml else csv_files(modules, population.census_year - years_back)
