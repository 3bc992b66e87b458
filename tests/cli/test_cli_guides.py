from pathlib import Path

from tests.cli.conftest import Pullquote


def test_a_guide_that_is_written_fits_its_transcript(
    both: Pullquote, kites: Path, tmp_path: Path
) -> None:
    guide = tmp_path / "kites.toml"
    guide.write_text(both("guide", "export", "kites").out, encoding="utf-8")
    ended = both("guide", "check", guide, kites)
    assert ended.code == 0
    assert ended.out.endswith("0 problems\n")


def test_a_guide_for_another_transcript_reports_missing_anchors(
    both: Pullquote, ferry: Path, tmp_path: Path
) -> None:
    guide = tmp_path / "kites.toml"
    guide.write_text(both("guide", "export", "kites").out, encoding="utf-8")
    ended = both("guide", "check", guide, ferry)
    assert ended.code == 1
    assert len(ended.out.splitlines()) > 1


def test_an_unreadable_guide_is_reported(pullquote: Pullquote, ferry: Path, tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text("format = 2\n", encoding="utf-8")
    ended = pullquote("guide", "check", tmp_path / "wrong.toml", ferry)
    assert ended.code == 1
    assert ended.err.startswith("The guide wrong.toml cannot be used")


def test_the_guide_of_an_unknown_episode_is_refused(pullquote: Pullquote) -> None:
    assert pullquote("guide", "export", "absent").code == 1
