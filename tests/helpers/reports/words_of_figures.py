"""Words of a picture as it is drawn: each within it, none over another."""

from collections.abc import Iterable
from itertools import combinations

from matplotlib.figure import Figure
from matplotlib.text import Text

from sufficiency.reports.pictures.style import extent


def assert_words_stand_apart(figure: Figure, words: Iterable[Text]) -> None:
    """Those of the ``words`` that say something stand within the picture, and none over another."""
    boxes = [(one.get_text(), extent(one)) for one in words if one.get_text()]
    room = figure.bbox
    outside = [
        said
        for said, box in boxes
        if not (room.x0 <= box.x0 < box.x1 <= room.x1 and room.y0 <= box.y0 < box.y1 <= room.y1)
    ]
    assert boxes, "a picture without words"
    assert not outside, outside
    meeting = [(one[0], other[0]) for one, other in combinations(boxes, 2) if one[1].overlaps(other[1])]
    assert not meeting, meeting
