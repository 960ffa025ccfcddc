"""Debian's chromium for the tests of pages: one browser for all of them, and no way to any network."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from pages_made import page as made
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright
from screenshots import CHROMIUM

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"


@dataclass
class Opened:
    """A page in a browser, and what it did: what it asked of a network, said on the console, or put before a reader."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def is_quiet(self) -> bool:
        """Whether it asked and said nothing."""
        return not (self.asked or self.said or self.dialogs)


Opening = Callable[..., Opened]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Every kind of page as a file, written when it is first asked for."""
    folder = tmp_path_factory.mktemp("pages")

    def file_of(kind: str) -> Path:
        path = folder / f"{kind.replace(' ', '-')}.html"
        if not path.exists():
            path.write_text(made(kind), encoding="utf-8", newline="\n")
        return path

    return file_of


@pytest.fixture(scope="module")
def opening(browser: Browser, files: Callable[[str], Path]) -> Iterator[Opening]:
    """Open a kind of page, or a file, in a context of its own, whose options are those of playwright.

    A module's tests share what is opened alike, so none may rest on what another left there.
    """
    contexts: list[BrowserContext] = []

    @cache
    def opened(kind: str | Path, width: int = 1200, height: int = 900, **options: object) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **options)
        contexts.append(context)
        return _open(context, (files(kind) if isinstance(kind, str) else kind).as_uri())

    yield opened
    for context in contexts:
        context.close()


def _open(context: BrowserContext, address: str) -> Opened:
    shown = Opened(context.new_page())

    def answer(route: Route) -> None:
        if re.split("[?#]", route.request.url)[0] == address:
            route.continue_()
        else:
            shown.asked.append(route.request.url)
            route.abort()

    context.route("**/*", answer)
    shown.page.on("console", lambda line: shown.said.append(line.text))
    shown.page.on("pageerror", lambda error: shown.said.append(str(error)))
    shown.page.on("dialog", lambda one: (shown.dialogs.append(one.message), one.dismiss()))
    context.on("page", lambda other: shown.asked.append(f"a window: {other.url}") if other != shown.page else None)
    shown.page.goto(address)
    return shown


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, where npm fetched it."""
    if not AXE.exists():
        pytest.skip("axe-core is not here: `make test` fetches it where npm is")
    return AXE.read_text(encoding="utf-8")
