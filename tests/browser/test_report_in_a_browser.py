"""Pages open from a file with the network cut: nothing is asked for, the browser complains of nothing."""

import pytest
from pages_made import FULL, PAGES

pytestmark = pytest.mark.browser

NEVER = (
    "script, iframe, object, embed, form, input, button, base, link, img, audio, video, canvas, template, foreignObject"
)

PICTURES = """() => [...document.querySelectorAll("svg")].map(svg => {
  svg.closest("details")?.setAttribute("open", "")
  const box = svg.getBoundingClientRect()
  const ids = (svg.getAttribute("aria-labelledby") || "").split(" ")
  return {width: box.width, height: box.height, words: ids.map(id => document.getElementById(id)?.textContent || "")}
})"""


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_opens_without_network_or_complaint(kind, opening):
    opened = opening(kind)
    assert opened.is_quiet, opened
    assert opened.page.locator("svg").count() > 0
    assert opened.page.locator(NEVER).count() == 0


@pytest.mark.parametrize("kind", FULL)
def test_a_page_without_scripts_says_what_it_says_with_them(kind, opening):
    without, with_them = opening(kind, java_script_enabled=False), opening(kind)
    assert without.page.inner_text("body") == with_them.page.inner_text("body")
    assert without.is_quiet


@pytest.mark.parametrize("kind", FULL)
def test_every_picture_is_drawn_and_has_its_name_and_description(kind, opening):
    pictures = opening(kind).page.evaluate(PICTURES)
    assert pictures
    assert [one for one in pictures if min(one["width"], one["height"]) < 100 or len(one["words"]) != 2] == []
    assert all(words.strip() for one in pictures for words in one["words"])
