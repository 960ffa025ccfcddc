"""The pictures of a report for README are of one size, and small."""

import pytest
from PIL import Image
from screenshots import HEIGHT, SCALE, SHOTS, WIDTH, take

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_each_picture_is_eight_hundred_wide_and_small(browser, files, tmp_path):
    taken = take(browser, files("tiny run"), tmp_path)
    assert [path.name for path in taken] == [*SHOTS]
    for path in taken:
        with Image.open(path) as picture:
            assert picture.size == (WIDTH * SCALE, HEIGHT * SCALE) == (800, 560)
        assert path.stat().st_size < 120_000
