"""Takes the pictures of a report that README shows: the answer, maps of the areas, the map of schools.

``make screenshots`` runs it on the report of the Hampshire baseline. All are of one size, and small.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "runs" / "hampshire-baseline" / "report.html"
PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT, ABOVE = 1000, 700, 16
"""Pixels of the page that each picture has, and how many of them are above what it shows."""
SCALE = 0.8
"""Pixels of a picture for each of the page: it is 800 wide."""
COLOURS = 128
SHOTS = {
    "report-answer.png": "#answer",
    "report-need.png": "#map",
    "report-schools.png": "#map-of-schools",
}
"""File and what stands at its top."""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb"]


def take(browser: Browser, report: Path, folder: Path) -> list[Path]:
    """Write a picture of each of ``SHOTS``; returns their files."""
    screen = {"width": WIDTH, "height": HEIGHT}
    context = browser.new_context(viewport=screen, device_scale_factor=SCALE, offline=True)
    page = context.new_page()
    page.goto(report.resolve().as_uri())
    taken = [_taken(page, place, folder / name) for name, place in SHOTS.items()]
    context.close()
    return taken


def _taken(page: Page, place: str, path: Path) -> Path:
    """Picture the page from a place on, in few colours."""
    top = page.locator(place).first.evaluate("one => one.getBoundingClientRect().top + scrollY") - ABOVE
    box = {"x": 0, "y": top, "width": WIDTH, "height": HEIGHT}
    picture = Image.open(io.BytesIO(page.screenshot(clip=box, full_page=True)))
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def main(report: Path) -> None:
    """Take the pictures of a report; ends with a sentence where Chromium is not installed."""
    if CHROMIUM is None:
        sys.exit("pictures of a page need Chromium (Debian: apt-get install chromium)")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        for written in take(browser, report, PICTURES):
            sys.stdout.write(f"{written.relative_to(ROOT)}: {written.stat().st_size / 1000:.0f} kB\n")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPORT)
