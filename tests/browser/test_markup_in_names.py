"""Whatever markup people write in names, notes, YAML and file names: no page obeys any of it, every page shows all."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import cycle

import pandas as pd
import pytest
from bid_by_hand import poisoned
from comparison_fixture import comparison
from money_fixture import GRANT, view_with_money
from pages_made import UNFOLD, bid_of, report_of
from payloads import MARKUP
from tiny_pack import write_tiny_pack
from tiny_runs import done

from sufficiency.errors import Fault, Severity
from sufficiency.harmless import has_controls, visible
from sufficiency.packs.quality import Quality, State
from sufficiency.reports.comparison.page import render_comparison

pytestmark = pytest.mark.browser

ALL = " | ".join(MARKUP)
WORDS = {"name", "title", "note", "source", "reason", "message", "subject", "words"}
"""Columns that hold what people wrote."""
INSIDE = """() => {
  const all = [...document.querySelectorAll("*")]
  const seen = {tags: new Set(all.map(one => one.tagName.toLowerCase())),
    attributes: new Set(all.flatMap(one => one.getAttributeNames()))}
  return {tags: [...seen.tags], attributes: [...seen.attributes], metas: document.querySelectorAll("meta").length,
    links: all.map(one => one.getAttribute("href") || one.getAttribute("xlink:href") || "#")
      .filter(one => one[0] !== "#"),
    styles: document.styleSheets.length, text: document.documentElement.textContent}
}"""


def some(count: int, of: Sequence[str] = MARKUP) -> Iterator[str]:
    """As many texts as are asked for, which together hold every piece of markup."""
    most = max(1, -(-len(of) // max(1, count)))
    texts = cycle([" | ".join(of[start : start + most]) for start in range(0, len(of), most)])
    return (next(texts) for _ in range(count))


def written_in(frame: pd.DataFrame) -> pd.DataFrame:
    """A table with markup in each column that people write."""
    return frame.assign(**{name: [*some(len(frame))] for name in WORDS & set(frame.columns)})


def spoilt_run() -> str:
    view = view_with_money(GRANT)
    faults = tuple(Fault(one, 1, 0, one, one, one, Severity.WARNING, one, one, one) for one in MARKUP)
    typed = dict.fromkeys(("title", "question", "author", "authority", "folder", "pack", "scenario"), ALL)
    settings = {text: {"value": text, "set_by": text} for text in MARKUP}
    return report_of(
        replace(
            view,
            tables={name: written_in(table) for name, table in view.tables.items()},
            finance={name: written_in(table) for name, table in view.finance.items()},
            providers=written_in(view.providers),
            areas=written_in(view.areas),
            context={**view.context, **typed},
            manifest={
                **view.manifest,
                "settings": settings,
                "inputs": dict(zip(MARKUP, MARKUP, strict=True)),
                ALL: ALL,
            },
            quality=Quality(State.CURRENT, faults),
        )
    )


def spoilt_comparison() -> str:
    made = comparison()
    runs = tuple(replace(run, **dict.fromkeys(("title", "question", "author", "scenario"), ALL)) for run in made.runs)
    worths = tuple(replace(one, change=f"{one.change} {ALL}") for one in made.worths)
    return render_comparison(replace(made, runs=runs, worths=worths, changed=tuple(MARKUP), method=ALL))


SPOILT = {
    "run with money": spoilt_run,
    "comparison": spoilt_comparison,
    "internal bid": lambda: bid_of(poisoned(ALL)),
}


@cache
def sound(kind: str, opening) -> dict:
    page = opening(kind).page
    page.evaluate(UNFOLD)
    return page.evaluate(INSIDE)


def test_sixty_and_more_pieces_of_markup_are_tried():
    assert len(set(MARKUP)) >= 60


@pytest.mark.parametrize("kind", SPOILT)
def test_no_markup_is_obeyed_and_all_of_it_is_shown(kind, opening, tmp_path):
    path, html = tmp_path / "page.html", SPOILT[kind]()
    path.write_text(html, encoding="utf-8", newline="\n")
    assert not has_controls(html)
    assert unobeyed(opening(path, bypass_csp=True), sound(kind, opening), MARKUP) == []


@pytest.mark.slow
def test_markup_in_every_file_of_a_pack_and_a_scenario_is_shown_by_its_run(opening, tmp_path):
    """As a person runs it: what a reader of files refuses is left out, the rest comes in and goes to the page."""
    typed = [text for text in MARKUP if text.isprintable()]
    title, question, author, owner, evidence = some(5, typed)
    changes = dict.fromkeys(("areas", "providers"), lambda table: table.assign(name=[*some(len(table), typed)]))
    lever = {"what": "request_rate", "multiply": 1.1, "from": "2026/27", "owner": owner, "evidence": evidence}
    texts = {"title": title, "question": question, "author": author, "draws": 2, "levers": {"more": lever}}
    pack = write_tiny_pack(tmp_path, changes, texts)
    about = pack.folder / "pack.yaml"
    about.write_text(about.read_text(encoding="utf-8").replace("name: Tiny", f"name: {json.dumps(title)}"), "utf-8")
    done("run", pack.scenario, "--workers", 1, "--out", tmp_path / "runs")
    page = tmp_path / "runs" / "tiny-baseline" / "report.html"
    assert unobeyed(opening(page, bypass_csp=True), sound("tiny run", opening), typed) == []


def unobeyed(opened, usual: dict, texts: list[str]) -> list[str]:
    """Assert that a page, opened without its policy, obeys nothing; return the texts that it does not show."""
    page = opened.page
    page.evaluate(UNFOLD)
    for _ in range(5):
        page.keyboard.press("Tab")
    page.mouse.move(300, 300)
    page.wait_for_timeout(200)
    assert page.evaluate("() => window.__pwned === undefined && frames.length === 0")
    assert opened.is_quiet, opened
    inside = page.evaluate(INSIDE)
    assert set(inside["tags"]) <= set(usual["tags"])
    assert set(inside["attributes"]) <= set(usual["attributes"])
    assert inside["links"] == usual["links"]
    assert (inside["metas"], inside["styles"]) == (usual["metas"], usual["styles"])
    shown = _spaced(inside["text"])
    return [text for text in texts if _spaced(visible(text)) not in shown]


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)
