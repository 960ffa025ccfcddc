"""What a pack's quality.csv says of itself: of the pack as it is, as it was, or nothing."""

from pathlib import Path

import pytest

from sufficiency.errors import Fault, Severity
from sufficiency.packs.fingerprint import fingerprint
from sufficiency.packs.quality import QUALITY, Quality, State, cells_of, quality_text, read_quality

pytestmark = pytest.mark.unit

ROW = ("ages add up", "warning", 'plans.csv line 3, "x"', "1,200", "1,300", "count again")
FINDING = Fault(
    "data/plans.csv",
    3,
    0,
    '"x"',
    kind="ages add up",
    severity=Severity.WARNING,
    value="1,200",
    allowed="1,300",
    remedy="count again",
)


def pack(folder: Path) -> Path:
    (folder / "pack.yaml").write_text("name: Anywhere", encoding="utf-8")
    (folder / "plans.csv").write_text("age,plans", encoding="utf-8")
    (folder / QUALITY).write_text(quality_text([FINDING], fingerprint(folder)), encoding="utf-8", newline="")
    return folder


def test_findings_are_read_as_they_were_written(tmp_path: Path) -> None:
    quality = read_quality(pack(tmp_path))
    assert quality.state is State.CURRENT
    assert [cells_of(finding) for finding in quality.findings] == [ROW] == [cells_of(FINDING)]
    assert quality.of("warning") == quality.findings


@pytest.mark.parametrize("name", ["plans.csv", "pack.yaml", "areas.geojson", "housing.csv"])
def test_a_file_that_changes_or_comes_makes_the_findings_old(tmp_path: Path, name: str) -> None:
    with (pack(tmp_path) / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    found = read_quality(tmp_path)
    assert (found.state, len(found.findings)) == (State.CHANGED, 1)


def test_a_page_that_changes_does_not(tmp_path: Path) -> None:
    (pack(tmp_path) / "README.md").write_text("new", encoding="utf-8")
    assert read_quality(tmp_path).state is State.CURRENT


@pytest.mark.parametrize("content", [None, b"", b"anything", b"check,severity\n", b"\xff\xfe\x00"])
def test_a_pack_that_was_never_checked_has_no_findings(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / QUALITY).write_bytes(content)
    assert read_quality(tmp_path) == Quality()
