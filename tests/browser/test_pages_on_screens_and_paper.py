"""Pages on a small screen, magnified four times, in the colours of a reader, and on paper: nothing is lost or cut."""

import io
import re
import shutil
import subprocess

import pytest
from pages_made import FULL, UNFOLD
from PIL import Image, ImageChops

pytestmark = pytest.mark.browser

PDFTOTEXT = shutil.which("pdftotext")
MOST_PAGES = 45
PAPER = 673
"""Width of A4 between the margins of a printed page, in CSS pixels."""
BEYOND = """() => {
  const page = document.scrollingElement
  const wide = [...document.body.querySelectorAll("*")].filter(one => !one.closest(".scroll *, .picture *, .skip")
    && one.getBoundingClientRect().right > page.clientWidth + 1)
  return {by: page.scrollWidth - page.clientWidth, wide: wide.map(one => one.outerHTML.slice(0, 120))}
}"""
FAINT = """() => {
  const brush = document.createElement("canvas").getContext("2d", {willReadFrequently: true})
  const lights = {}
  const light = colour => lights[colour] ??= (() => {
    brush.clearRect(0, 0, 1, 1); brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1)
    const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data
    const linear = [red, green, blue].map(x => x / 255)
      .map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
    return alpha < 255 ? null : 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  })()
  const behind = one => one === null ? light("Canvas")
    : light(getComputedStyle(one).backgroundColor) ?? behind(one.parentElement)
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), faint = []
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement
    if (texts.currentNode.data.trim() === "" || one.closest("svg")) continue
    const [low, high] = [light(getComputedStyle(one).color), behind(one)].sort((a, b) => a - b)
    const ratio = (high + 0.05) / (low + 0.05)
    if (ratio < 4.5) faint.push([ratio, one.outerHTML.slice(0, 120)])
  }
  return faint
}"""
OFF_PAPER = """width => [...document.querySelectorAll("table, svg, p, dl, pre")]
  .map(one => [one.getBoundingClientRect().right, one.closest("[aria-label]")?.ariaLabel || one.textContent])
  .filter(([right, words]) => right > width + 1)"""
FOLDED = """() => [...document.querySelectorAll("details > :not(summary)")]
  .filter(one => !one.checkVisibility({contentVisibilityAuto: true})).map(one => one.outerHTML.slice(0, 120))"""
LAST_ROWS = """() => [...document.querySelectorAll("details table tr:last-child th, details table tr:last-child td")]
  .map(one => one.textContent).filter(words => /[a-z]/.test(words))"""
READERS = {
    "forced colours": {"forced_colors": "active"},
    "forced dark colours": {"forced_colors": "active", "color_scheme": "dark"},
    "a dark screen": {"color_scheme": "dark"},
}


@pytest.mark.parametrize("kind", FULL)
def test_nothing_is_wider_than_a_small_screen_or_than_four_times_the_size(kind, opening):
    page = opening(kind, width=320, height=256, device_scale_factor=4).page  # 1280 x 1024 at 400% is laid out as this
    page.evaluate(UNFOLD)
    assert page.evaluate(BEYOND) == {"by": 0, "wide": []}


@pytest.mark.parametrize(
    "reader",
    [
        "forced dark colours",
        *(pytest.param(one, marks=pytest.mark.slow) for one in READERS if "forced dark" not in one),
    ],
)
@pytest.mark.parametrize("kind", FULL)
def test_text_is_readable_in_the_colours_of_a_reader(kind, reader, opening):
    page = opening(kind, **READERS[reader]).page
    page.evaluate(UNFOLD)
    assert page.evaluate(FAINT) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["run with money"])
def test_pictures_are_the_same_in_forced_colours(kind, opening):
    usual, forced = (opening(kind, **options).page for options in ({}, READERS["forced dark colours"]))
    for page in (usual, forced):
        page.evaluate(UNFOLD)
    for one, other in zip(usual.locator("svg").all(), forced.locator("svg").all(), strict=True):
        difference = ImageChops.difference(*(_shown(picture) for picture in (one, other)))
        assert difference.getbbox() is None, one.get_attribute("aria-labelledby")


def _shown(picture):
    """A picture as it is seen, in shades of grey, without the pixels that it shares with the page around it."""
    image = Image.open(io.BytesIO(picture.screenshot())).convert("L")
    return image.crop((2, 2, image.width - 2, image.height - 2))


@pytest.mark.parametrize("kind", FULL)
def test_nothing_is_cut_at_the_edge_of_paper_and_nothing_stays_folded(kind, opening):
    page = opening(kind, width=PAPER).page
    page.emulate_media(media="print")
    assert page.evaluate(OFF_PAPER, PAPER) == []
    assert page.evaluate(FOLDED) == []


@pytest.mark.parametrize("kind", FULL)
@pytest.mark.skipif(PDFTOTEXT is None, reason="poppler's pdftotext is not installed")
def test_paper_has_every_table_whole_on_a_few_pages(kind, opening, tmp_path):
    page = opening(kind).page
    page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = false)")
    path = tmp_path / "page.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    text = subprocess.run([PDFTOTEXT, "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    assert 1 <= text.count("\f") <= MOST_PAGES
    printed = _letters(text)
    assert [words for words in page.evaluate(LAST_ROWS) if _letters(words) not in printed] == []


def _letters(text):
    return re.sub(r"[^\w]", "", text)
