"""Whoever cannot see or point reads the same pages: axe-core finds nothing, and the keyboard reaches everything."""

import pytest
from pages_made import FULL

pytestmark = pytest.mark.browser

KINDS_OF_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIND = """async tags => (await axe.run({runOnly: tags, resultTypes: ["violations"]})).violations
  .map(rule => [rule.id, rule.nodes.length, rule.nodes[0].html.slice(0, 200), rule.nodes[0].failureSummary])"""
FOLD = "open => document.querySelectorAll('details').forEach(one => one.open = open)"
NUMBER = """() => {
  const all = [...document.querySelectorAll("a[href], summary, [tabindex]")]
  all.forEach((one, index) => one.dataset.stop = index)
  document.activeElement.blur()
  return all.map(one => [one.tagName, one.getAttribute("href") || "", one.textContent.trim().slice(0, 60)])
}"""
STOP = """() => {
  const here = document.activeElement
  if (here === document.body || here === document.documentElement) return null
  const style = getComputedStyle(here), box = here.getBoundingClientRect()
  const seen = box.right > 0 && box.bottom > 0 && box.top < innerHeight && box.width > 0
  return {stop: here.dataset.stop, tag: here.tagName, seen,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 1,
    open: here.tagName === "SUMMARY" && here.parentElement.open}
}"""


@pytest.mark.parametrize("folded", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", FULL)
def test_axe_finds_nothing(kind, folded, opening, axe):
    page = opening(kind).page
    page.evaluate(axe)
    page.evaluate(FOLD, not folded)
    assert page.evaluate(FIND, KINDS_OF_RULES) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", FULL)
def test_every_link_leads_to_something_on_the_page_that_can_be_seen(kind, opening):
    page = opening(kind).page
    page.evaluate(FOLD, False)
    links = page.locator("a").all()
    assert links
    for link in links:
        href = link.get_attribute("href")
        assert href[:1] == "#", href
        assert page.locator(f"[id='{href[1:]}']").count() == 1, href
        link.evaluate("one => { one.closest('details')?.setAttribute('open', ''); one.focus() }")
        page.keyboard.press("Enter")
        assert page.evaluate("() => location.hash") == href
        assert page.locator(f"[id='{href[1:]}']").evaluate(
            "one => { const box = one.getBoundingClientRect(); return box.height > 0 && box.top < innerHeight }"
        ), href


@pytest.mark.parametrize("kind", FULL)
def test_tab_alone_reaches_everything_and_shows_where_it_is(kind, opening):
    page = _afresh(opening(kind).page)
    stops = page.evaluate(NUMBER)
    reached = {}
    page.keyboard.press("Tab")
    while (here := page.evaluate(STOP)) is not None and here["stop"] not in reached:
        reached[here["stop"]] = here
        assert here["seen"], stops[int(here["stop"])]
        assert here["ring"], stops[int(here["stop"])]
        if here["tag"] == "SUMMARY":
            _toggles(page, here["open"])
        page.keyboard.press("Tab")
    missed = [stop for index, stop in enumerate(stops) if str(index) not in reached]
    assert missed == []


def _toggles(page, was_open):
    """Enter and the space bar each turn a disclosure; it is left open, so that what it holds is reached next."""
    for key, now_open in (("Enter", not was_open), ("Space", was_open)):
        page.keyboard.press(key)
        assert page.evaluate(STOP)["open"] == now_open, key
    if not was_open:
        page.keyboard.press("Enter")


def _afresh(page):
    """The page as it was when it was opened, nothing followed and nothing in focus."""
    page.goto(page.url.partition("#")[0])
    page.reload()
    return page


@pytest.mark.parametrize("kind", FULL)
def test_the_first_stop_skips_what_is_above_the_answer(kind, opening):
    page = _afresh(opening(kind).page)
    page.keyboard.press("Tab")
    first = page.evaluate(STOP)
    assert first["seen"]
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")
