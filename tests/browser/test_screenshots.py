"""The pictures of a report for README are of one size, and small."""

import pytest
from conftest import CHROMIUM
from PIL import Image
from screenshots import HEIGHT, SCALE, SHOTS, WIDTH, take

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_each_picture_is_eight_hundred_wide_and_small(files, tmp_path):
    taken = take(files("run with money"), tmp_path)
    assert [path.name for path in taken] == [*SHOTS]
    for path in taken:
        assert Image.open(path).size == (WIDTH * SCALE, HEIGHT * SCALE) == (800, 560)
        assert path.stat().st_size < 120_000
