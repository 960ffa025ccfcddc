"""The README and the guides, followed literally in a fresh clone: each command in the order in which it is written."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
from shipped import REPOSITORY, shipped

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

GUIDES = sorted(path.name for path in (REPOSITORY / "docs").glob("guide-*.md"))
BEGINNINGS = ("make ", ".venv/bin/", "py ", ".venv\\Scripts\\", "cp ")
ALL_TESTS = ("make test", ".venv\\Scripts\\python -m pytest")
"""Commands that would run the tests themselves."""
PLACEHOLDER = re.compile(r"<[^>]+>")
LACKING = re.compile("does not exist|no such file|holds no pack|no pack is here|no pack data/")
"""What is said where a file or a pack of the reader's own is not there."""
SCREENS = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
"""As a Windows console has it."""


ROWS = re.compile(r"(?:[^\s,]+,){2}[^\n]+(?:\n(?:[^\s,]+,){2}[^\n]+)*")
"""Rows of a table, as they are typed into a CSV."""
TABLE = re.compile(r"`(data/[\w/-]+\.csv)`")


@dataclass(frozen=True)
class Step:
    """Something that a reader does: a command as it is written, a scenario typed into the file last started, or rows
    typed below those of a table.
    """

    text: str
    is_command: bool
    table: str = ""


def steps_of(page: str) -> list[Step]:
    """What a page has its reader do: commands, the example that begins with a title, rows for the table last named."""
    blocks = re.finditer(r"(?:^(?: {4}[^\n]*)?\n)+|^```\n.*?^```\n", page, flags=re.MULTILINE | re.DOTALL)
    steps = []
    for block in blocks:
        lines = "\n".join(line.removeprefix("    ") for line in block.group().splitlines())
        lines = re.sub(r"\\\n\s*", "", lines)
        if lines.lstrip().startswith("title: "):
            steps.append(Step(lines.lstrip() + "\n", is_command=False))
        if ROWS.fullmatch(lines.strip()):
            steps.append(Step(lines.strip() + "\n", is_command=False, table=TABLE.findall(page[: block.start()])[-1]))
        steps += [Step(line, is_command=True) for line in lines.splitlines() if line.startswith(BEGINNINGS)]
    return steps


def page(name: str) -> str:
    folder = REPOSITORY if name == "README.md" else REPOSITORY / "docs"
    return (folder / name).read_text(encoding="utf-8")


class Reader:
    """Somebody who has just cloned the project."""

    def __init__(self, folder: Path) -> None:
        clone = ["git", "clone", "-q", str(REPOSITORY), str(folder)]
        subprocess.run(clone, check=True)
        for path in shipped("**/*"):  # as it stands now, committed or not
            (there := folder / path.relative_to(REPOSITORY)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, there)
        self.folder = folder
        self.started = folder

    def types(self, command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command line without its comment."""
        bare = re.sub(r"\s+#.*", "", command)
        words = shlex.split(bare)
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
        path = f"{Path(sys.base_prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            words,
            cwd=self.folder,
            env={**clean, "PATH": path, **more},
            capture_output=True,
            encoding=more.get("PYTHONIOENCODING", "utf-8"),
            check=False,
        )
        if words[1:2] == ["new"]:
            self.started = self.folder / "scenarios" / words[2] / f"{words[3]}.yaml"
        return done

    def writes(self, example: str) -> None:
        """Type an example under the first line of the scenario that was started last."""
        first = self.started.read_text(encoding="utf-8").splitlines()[0]
        self.started.write_text(f"{first}\n{example}", encoding="utf-8")

    def adds(self, rows: str, table: str) -> None:
        """Type rows below those of a table, or into a new file."""
        with (self.folder / table).open("a", encoding="utf-8") as file:
            file.write(rows)

    def follows(self, steps: list[Step], **more: str) -> str:
        """Do each step; what was on the screen, all of it together."""
        seen = ""
        for step in steps:
            if step.table:
                self.adds(step.text, step.table)
            elif not step.is_command:
                self.writes(step.text)
            else:
                done = self.types(step.text, **more)
                assert done.returncode == 0, f"{step.text}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
                assert "Traceback" not in done.stderr, step.text
                seen += done.stdout
        return seen


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Somebody who has typed the first command of the README."""
    someone = Reader(tmp_path_factory.mktemp("clone") / "sufficiency")
    someone.follows([step for step in steps_of(page("README.md")) if step.text.startswith("make run")])
    return someone


def test_the_pages_have_commands():
    assert [step.text.split("  ")[0] for step in steps_of(page("README.md"))][:2] == ["make run", "make test"]
    assert sum(step.text.startswith("py ") for step in steps_of(page("README.md"))) == 1
    assert sum(not step.is_command for step in steps_of(page("guide-planner.md"))) == 1
    typed = [step.table.rpartition("/")[2] for step in steps_of(page("guide-finance.md")) if step.table]
    assert typed == ["high_needs.csv", "grant.csv", "price_indices.csv"]
    assert not any(
        step.table for name in (*GUIDES, "README.md") if "finance" not in name for step in steps_of(page(name))
    )
    assert all(any(step.is_command for step in steps_of(page(name))) for name in GUIDES)


def test_both_commands_of_the_readme_set_up_the_same_program():
    written = {}
    for verb in ("run", "test"):
        command = ["make", "--dry-run", "--always-make", verb]
        told = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
        written[verb] = told.stdout.splitlines()
    assert any("--editable ." in line for line in written["run"])
    assert set(written["run"][:-1]) <= set(written["test"])


def test_the_readme_is_followed(reader):
    steps = [step for step in steps_of(page("README.md")) if step.text.startswith(".venv/bin/")]
    assert len(steps) >= 3
    reader.follows(steps)
    (reader.folder / "scenarios" / "hampshire" / "my-plan.yaml").unlink()


def test_the_guide_for_planners_is_followed_on_a_screen_of_few_letters(reader):
    steps = [step for step in steps_of(page("guide-planner.md")) if not step.text.startswith("make ")]
    assert len(steps) >= 10
    reader.follows(steps, **SCREENS)


def figures_of(text: str, first: str) -> list[float]:
    """The figures of a row of a page's table after its first cell, as they are written."""
    row = next(line for line in text.splitlines() if line.startswith(f"| {first} |")).removeprefix(f"| {first} |")
    plain = row.replace(",", "").replace("−", "-").replace("£", "")
    return [float(one) for one in re.findall(r"-?\d+\.?\d*", plain)]


@dataclass(frozen=True)
class Followed:
    """What the guide for finance officers gave: the screens, and tables of the mitigated run and of the appraisal."""

    seen: str
    block: pd.DataFrame
    lines: pd.DataFrame
    values: pd.DataFrame
    turns: pd.DataFrame


@pytest.fixture(scope="module")
def followed(reader: Reader) -> Followed:
    """The guide for finance officers, followed once; the pack is then put back."""
    pack = reader.folder / "data" / "hampshire"
    before = shutil.copytree(pack, reader.folder.parent / "hampshire-before")
    try:
        seen = reader.follows(steps_of(page("guide-finance.md")))
    finally:
        shutil.rmtree(pack)
        shutil.move(before, pack)
    runs = reader.folder / "runs"
    block, lines = (runs / "hampshire-mitigated" / "finance" / f"{name}.csv" for name in ("block", "reconciliation"))
    values, turns = (runs / "semh-60-places" / f"{name}.csv" for name in ("appraisal", "switching"))
    return Followed(seen, *(pd.read_csv(path) for path in (block, lines, values, turns)))


def test_the_guide_for_finance_officers_quotes_what_its_commands_say(followed):
    text = page("guide-finance.md")
    quoted = re.findall(r"^    (Unexplained [^\n]+)\n    (  [^\n]+)\n", text, flags=re.MULTILINE)
    assert quoted
    assert all("\n".join(two) in followed.seen for two in quoted)


def test_the_tables_of_the_guide_for_finance_officers_are_those_of_its_runs(followed):
    text = page("guide-finance.md")
    telling = followed.lines.query("s251_line != 'all' and reading != 'calibrated'")
    assert len(telling) == 5
    for row in telling.itertuples():
        begins = rf"^\| `{row.s251_line}` \| {row.reading}"
        stated = re.search(rf"{begins} \| ([\d-]+) \| ([\d,]+) \| ([\d,]+) \|", text, flags=re.MULTILINE)
        assert stated is not None, row.s251_line
        assert stated.groups() == (row.financial_year, f"{row.modelled_gbp:,.0f}", f"{row.outturn_gbp:,.0f}")
    block = followed.block.set_index(["financial_year", "run"])
    columns = [f"{name}_gbp" for name in ("opening", "grant", "spend", "stability_grant", "closing")]
    columns += ["closing_p10", "closing_p90"]
    for year in ("2026-27", "2029-30"):
        for run, word in (("this_run", "mitigated"), ("unmitigated", "unmitigated")):
            wanted = [round(one / 1e6, 1) for one in block.loc[(year, run), columns]]
            assert figures_of(text, f"{year}, {word}") == wanted


def test_the_appraisal_of_the_guide_for_finance_officers_is_that_of_its_run(followed):
    text, public = page("guide-finance.md"), "ledger_view == 'public_value' and "
    values = followed.values.query(f"{public} measure == 'net_present_value_gbp'").set_index("option")
    turns = followed.turns.query(f"{public} variable == 'diversion'").set_index("option")
    for option, word in (("bases", "bases"), ("extension", "extension"), ("new-school", "new school")):
        worth = values.loc[option, ["amount", "at_low_diversion", "at_high_diversion"]]
        shown = figures_of(text, word)
        assert shown[:3] == [round(float(one) / 1e6, 1) for one in worth]
        assert shown[-1] == round(100 * turns.loc[option, "switching_value"], 1)


FIGURE = re.compile(r"[−-]?£?\d[\d,]*(?:\.\d+)?[m%]?")
"""A figure as a screen has it: 2,173, £149.0m, −£15.8m, 33%."""
NO_FIGURES = re.compile(r"`[^`]*`|\d{4}/\d\d|\d{4}-\d\d|A-\d+")
"""What stands between figures: names of files, years, assumptions."""


def telling(text: str) -> set[str]:
    """Figures of three digits and more, or of pounds, that stand in a text."""
    found = (one.rstrip(",") for one in FIGURE.findall(NO_FIGURES.sub(" ", text)))
    return {one for one in found if "£" in one or len(re.sub(r"\D", "", one)) >= 3}


def test_the_guide_for_bid_teams_is_followed_and_quotes_its_screens(reader):
    text = page("guide-bids.md")
    seen = reader.follows(steps_of(text))
    folder = reader.folder / "runs" / "hampshire-mitigated"
    for name in ("place-need/place_need.xlsx", "returns-internal/scap.csv", "bid/bid.html", "bid-internal/bid.xlsx"):
        assert (folder / name).is_file(), name
    quoting = re.sub(r"^    [^\n]*\n", "", "\n## ".join(text.split("\n## ")[1:7]), flags=re.MULTILINE)
    assert telling(quoting) <= telling(seen)
    cells = {cell.strip() for line in quoting.splitlines() if line.startswith("|") for cell in line.split("|")}
    figures = {cell for cell in cells if re.match(r"[−-]?£?\d", cell)}
    assert len(figures) > 25
    assert not {cell for cell in figures if cell not in seen}


def test_the_table_of_places_to_build_of_the_guide_for_bid_teams_is_on_its_screen(reader):
    lines = (reader.folder / "runs" / "hampshire-mitigated" / "place-need" / "place_need.txt").read_text("utf-8")
    for need in ("Autism and communication", "SEMH", "Moderate and specific", "Severe and profound"):
        shown = next(line for line in lines.splitlines() if line.startswith(f"  {need} "))
        _, primary, secondary, post_16, _, whole = re.findall(r"(?<= )[\d,]+", shown)
        assert figures_of(page("guide-bids.md"), need) == [
            float(one.replace(",", "")) for one in (primary, secondary, post_16, whole)
        ]


CELL = re.compile(r"^\| ([^|`]+?) \|", flags=re.MULTILINE)
QUOTED = re.compile(r"^\| (`[^|]+`)[^|]* \|", flags=re.MULTILINE)


def test_the_guide_to_the_report_is_followed_and_names_the_parts_of_the_page_in_their_order(reader):
    text = page("guide-report.md")
    assert len(text.splitlines()) <= 75, "two pages"
    reader.follows(steps_of(text))
    html = (reader.folder / "runs" / "hampshire-baseline" / "report" / "report.html").read_text(encoding="utf-8")
    links = re.findall(r"<a [^>]*>(.*?)</a>", re.findall(r"<nav.*?</nav>", html, flags=re.DOTALL)[0], flags=re.DOTALL)
    first, *parts = CELL.findall(text)
    assert first == "part"
    assert parts == [unescape(link).strip() for link in links]
    assert (reader.folder / "runs" / "hampshire-450-places" / "report.html").is_file()


def test_the_guide_to_other_programs_is_followed_and_names_the_files_and_layers(reader):
    text = page("guide-explore.md")
    reader.follows(steps_of(text))
    folder = reader.folder / "runs" / "hampshire-baseline" / "explore"
    files = [name for cell in QUOTED.findall(text) for name in re.findall("`([^`]+)`", cell)]
    layers = [name for name in files if "." not in name]
    assert len(files) - len(layers) >= 6
    assert all((folder / name).is_file() for name in files if "." in name)
    made = {str(name) for name, _ in pyogrio.list_layers(folder / "map.gpkg")}
    assert set(layers) == made - {"layer_styles"}
    assert "gap_2029_30" in pyogrio.read_info(folder / "map.gpkg", layer="areas")["fields"]
    need = pd.read_csv(folder / "place_need_totals.csv")
    assert not need.query("level == 'area' and academic_year == '2029/30'").empty


@pytest.mark.parametrize("name", [name for name in GUIDES if name.startswith("guide-data")])
def test_the_guides_to_data_are_followed_as_far_as_a_reader_without_files_can(reader, name):
    """Where a command needs a file or a pack that only its reader has, that is all it asks for."""
    run = 0
    for step in steps_of(page(name)):
        if PLACEHOLDER.search(step.text):
            continue
        done = reader.types(step.text)
        wanting = LACKING.search(done.stderr)
        assert done.returncode == 0 or (done.returncode == 2 and wanting), f"{step.text}\n{done.stdout}\n{done.stderr}"
        run += done.returncode == 0
    assert run >= 1


def test_a_readers_own_files_turn_no_test_red(reader):
    """A scenario of one's own, one half written, and a pack begun: the tests of what ships do not see them."""
    (reader.folder / "scenarios" / "hampshire" / "half.yaml").write_text("title: [A-99\n", encoding="utf-8")
    (reader.folder / "data" / "portsmouth").mkdir()
    (reader.folder / "data" / "portsmouth" / "places.csv").write_text("A-999\n", encoding="utf-8")
    tests = "tests/unit/scenario tests/unit/packs tests/unit/test_assumptions.py tests/golden/test_headlines.py"
    done = reader.types(f'{sys.executable} -m pytest -q -x -m "not slow" -p no:cacheprovider {tests} -k "not agreed"')
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_lines_for_windows_are_followed(tmp_path):
    """Each as it is written, in the spelling of this system."""
    someone = Reader(tmp_path / "sufficiency")
    lines = [step.text for step in steps_of(page("README.md")) if step.text.startswith(("py ", ".venv\\"))]
    assert len(lines) == 6
    lines = [line for line in lines if not line.startswith(ALL_TESTS)]
    spelt = [
        re.sub(r"^py ", f"{sys.executable} ", line).replace(".venv\\Scripts\\", ".venv/bin/").replace("\\", "/")
        for line in lines
    ]
    someone.follows([Step(line, is_command=True) for line in spelt])
    someone.follows([Step(".venv/bin/sufficiency check scenarios/hampshire/baseline.yaml", is_command=True)])
    assert someone.types(".venv/bin/python -m pytest --version").returncode == 0
