"""Texts made to attack go through place-need, returns and bid: no formula, no link, no script, no order to a screen."""

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from payloads import ORDERS, PAYLOADS, SCRIPTS, formulas_in
from tiny_pack import write_tiny_pack
from tiny_runs import BASELINE as RUN
from tiny_runs import done

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]
UNSEEN = re.compile(r"[\t\n\u00a0\u200b\ufeff]")
TEXTS = [text for text in [*PAYLOADS, *SCRIPTS] if ORDERS.search(text) is None and UNSEEN.search(text) is None]
"""What no reader refuses: what holds an invisible character does not come in."""
FOLDERS = [f"{name}{end}" for name in ("place-need", "returns", "bid") for end in ("", "-internal")]


def project() -> dict[str, object]:
    """A project with each text as a risk, its owner and what is done about it, and some as everything else."""
    few = cycle(TEXTS)
    risks = {
        f"risk-{at}": {"risk": text, "likelihood": "low", "effect": "high", "owner": text, "mitigation": text}
        for at, text in enumerate(TEXTS)
    }
    places = {"title": next(few), "places": 20, "provision": "state_special", "opens": "2026/27", "fills": [10, 20]}
    capital = {"cost_a_place_gbp": 80000, "profile": {"2025-26": 1}, "price_year": 2025, "source": next(few)}
    boxes = ("summary", "local_context", "why_not_a_base", "site", "consultation", "revenue", "quality_statement")
    return {
        **{key: next(few) for key in ("title", "contact", "designation")},
        "need_groups": ["autism_communication"],
        "phases": ["primary", "secondary"],
        "ages": [4, 15],
        "places": {**places, "capital": capital},
        "commissioners": {next(few): 20, next(few): 0},
        "risks": risks,
        "words": {box: next(few) for box in boxes},
    }


def ask(*arguments: object) -> None:
    assert ORDERS.search(done(*arguments)) is None


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run whose authority, areas, schools and sources are texts made to attack, with all that is made of it."""
    root = tmp_path_factory.mktemp("attack")
    texts = cycle(text for text in TEXTS if text == text.strip())

    def named(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(
            name=[next(texts) for _ in range(len(table))], source=[next(texts) for _ in range(len(table))]
        )

    def sourced(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(source=[next(texts) for _ in range(len(table))])

    changes = {"providers": named, "areas": named, "places": sourced, "prices": sourced}
    pack = write_tiny_pack(root, changes, {"title": TEXTS[0], "question": TEXTS[1], "author": TEXTS[2], "draws": 2})
    about = pack.folder / "pack.yaml"
    about.write_text(about.read_text(encoding="utf-8").replace("name: Tiny", "name: '=1+1'"), encoding="utf-8")
    (root / "project.yaml").write_text(json.dumps(project(), indent=1), encoding="utf-8")
    costs = {"special": {"low_gbp": 70000, "high_gbp": 80000, "source": TEXTS[0]}}
    (root / "costs.yaml").write_text(json.dumps(costs), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        ask("run", pack.scenario, "--workers", 1, "--out", "runs")
        for audience in ("--public", "--internal"):
            ask("place-need", RUN, audience, "--cost-a-place", "costs.yaml")
            ask("returns", RUN, audience)
            ask("bid", RUN, audience, "--project", "project.yaml")
    return root / RUN


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_table_has_a_formula_and_no_text_an_order(run: Path, folder: str):
    for path in sorted((run / folder).iterdir()):
        if path.suffix == ".xlsx":
            continue
        text = path.read_bytes().decode("utf-8")
        assert ORDERS.search(text) is None, path
        if path.suffix == ".csv":
            assert formulas_in(text) == [], path


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_cell_of_a_workbook_is_a_formula_but_sums_and_none_is_a_link_outwards(run: Path, folder: str):
    data = next((run / folder).glob("*.xlsx")).read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert [one for one in formulas if not re.fullmatch(r"=SUM\([A-Z]+\d+:[A-Z]+\d+\)", one)] == []
    assert [cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target] == []
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not [name for name in names if "externalLink" in name or "connections" in name or "vba" in name]
    assert max(len(sheet.title) for sheet in book) <= 31
    known = [cell for cell in cells if cell.value in TEXTS]
    assert {cell.data_type for cell in known} <= {"s"}
    assert folder.startswith("returns") or known


class Elements(HTMLParser):
    """Every element of a page, with what it holds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("folder", ["bid", "bid-internal"])
def test_the_page_has_no_script_no_handler_and_no_address(run: Path, folder: str):
    page = Elements()
    page.feed((run / folder / "bid.html").read_text(encoding="utf-8"))
    assert len(page.found) > 100
    tags = {tag for tag, _ in page.found}
    assert tags & {"script", "iframe", "object", "embed", "img", "form", "link", "base"} == set()
    given = [(name, value or "") for _, held in page.found for name, value in held.items()]
    assert [name for name, _ in given if name.startswith("on")] == []
    assert [value for name, value in given if name in {"href", "src"} and not value.startswith("#")] == []
