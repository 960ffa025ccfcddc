"""Texts of pictures as a browser sets them: each inside its picture, none over another."""

import pytest
from pages_made import FULL, UNFOLD

pytestmark = pytest.mark.browser

SLACK = 1.5
"""Pixels by which letters may pass an edge or one another."""
TEXTS = """() => {
  const brush = document.createElement("canvas").getContext("2d")
  const side = box => ({left: box.left, right: box.right, top: box.top, bottom: box.bottom})
  const letters = one => {  // what is written, without the room of its line for letters that are higher or lower
    const box = side(one.getBoundingClientRect()), style = getComputedStyle(one)
    if (box.bottom - box.top > box.right - box.left && one.textContent.trim().length > 2) return box  // it is upright
    brush.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
    const set = brush.measureText(one.textContent)
    const times = (box.bottom - box.top) / (set.fontBoundingBoxAscent + set.fontBoundingBoxDescent)
    box.top += times * (set.fontBoundingBoxAscent - set.actualBoundingBoxAscent)
    box.bottom -= times * (set.fontBoundingBoxDescent - set.actualBoundingBoxDescent)
    return box
  }
  return [...document.querySelectorAll("svg")].map(svg => ({
    name: svg.getAttribute("aria-labelledby").split(" ")[0], box: side(svg.getBoundingClientRect()),
    texts: [...svg.querySelectorAll("text")].filter(one => one.textContent.trim() !== "")
      .map(one => ({words: one.textContent.trim(), box: letters(one)}))
  }))
}"""


@pytest.mark.parametrize("kind", FULL)
def test_every_text_of_a_picture_is_inside_it_and_over_no_other(kind, opening):
    page = opening(kind).page
    page.evaluate(UNFOLD)
    pictures = page.evaluate(TEXTS)
    assert any(picture["texts"] for picture in pictures)
    assert [fault for picture in pictures for fault in faults_of(picture)] == []


def faults_of(picture: dict) -> list[str]:
    name, box, texts = picture["name"], picture["box"], picture["texts"]
    outside = [
        f"{name}: {one['words']!r} is cut by {past:.0f}" for one in texts if (past := _beyond(one["box"], box)) > SLACK
    ]
    pairs = ((one, other) for place, one in enumerate(texts) for other in texts[place + 1 :])
    return outside + [
        f"{name}: {one['words']!r} is over {other['words']!r} by {both:.0f}"
        for one, other in pairs
        if (both := _shared(one["box"], other["box"])) > SLACK
    ]


def _beyond(inner: dict, outer: dict) -> float:
    """How far a box stands out of another, at most; below zero where it is inside."""
    return max(
        outer["left"] - inner["left"],
        inner["right"] - outer["right"],
        outer["top"] - inner["top"],
        inner["bottom"] - outer["bottom"],
    )


def _shared(one: dict, other: dict) -> float:
    """The smaller side of what two boxes share; below zero where they share nothing."""
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    return min(across, min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]))
