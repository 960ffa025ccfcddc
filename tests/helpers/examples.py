"""How many examples a long law is tried on: all where the slow tests run too, a third of them where they do not."""

from hypothesis import settings

ALL_OF_A_LAW = 100
"""Examples of a law without a number of its own, in the profile of all tests."""


def examples(number: int) -> int:
    """The number, or a third of it in the quick profile of tests/conftest.py."""
    return number if settings().max_examples == ALL_OF_A_LAW else number // 3
