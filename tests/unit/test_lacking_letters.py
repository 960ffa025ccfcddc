"""No command fails for want of a letter: a screen or file is shown the nearest that it has."""

import io
import sys

import click
import pytest

from sufficiency.cli import main
from sufficiency.harmless import no_letter_stops_the_screen, say, say_over

pytestmark = pytest.mark.unit

LETTERS = "a – £5 − ≤ … ‘x’ ě日\ud800"
"""A dash, a pound, the minus sign, and letters that few screens have."""


@pytest.fixture(params=["stdout", "stderr"])
def stream(request) -> str:
    return request.param


def screen(monkeypatch: pytest.MonkeyPatch, stream: str, encoding: str) -> io.BytesIO:
    """A screen, or file, of an encoding in place of one of this process."""
    shown = io.BytesIO()
    monkeypatch.setattr(sys, stream, io.TextIOWrapper(shown, encoding=encoding, write_through=True))
    return shown


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("ascii", "a - GBP 5 - <= ... 'x' e?\\ud800"),
        ("latin-1", "a - £5 - <= ... 'x' e?\\ud800"),
        ("cp437", "a - £5 - ≤ ... 'x' e?\\ud800"),
        ("cp850", "a - £5 - <= ... 'x' e?\\ud800"),
        ("cp1252", "a – £5 - <= … ‘x’ e?\\ud800"),
        ("utf-8", "a – £5 − ≤ … ‘x’ ě日\\ud800"),
    ],
)
def test_a_letter_that_the_screen_lacks_is_replaced(monkeypatch, stream, encoding, expected):
    shown = screen(monkeypatch, stream, encoding)
    say(LETTERS, error=stream == "stderr")
    assert shown.getvalue().decode(encoding).rstrip() == expected


def test_a_line_over_another_is_replaced_alike(monkeypatch):
    shown = screen(monkeypatch, "stderr", "ascii")
    say_over(LETTERS, end=False)
    assert shown.getvalue().endswith(b"a - GBP 5 - <= ... 'x' e?\\ud800")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_what_a_library_prints_is_replaced_too(monkeypatch, stream, encoding):
    shown = screen(monkeypatch, stream, encoding)
    no_letter_stops_the_screen()
    click.echo("no such thing: ě−", err=stream == "stderr")
    assert b"no such thing: " in shown.getvalue()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_command_says_its_faults_on_a_screen_of_few_letters(monkeypatch, encoding):
    shown = screen(monkeypatch, "stderr", encoding)
    with pytest.raises(SystemExit) as end:
        main(["show", "scenarios/ě−≤.yaml"])
    assert end.value.code == 2
    assert shown.getvalue().decode(encoding).startswith("scenarios/e-<=.yaml: ")
