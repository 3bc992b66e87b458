from pathlib import Path

import pytest

from tests.cli.conftest import Pullquote


def index(folder: Path) -> str:
    return (folder / "index.html").read_text(encoding="utf-8")


def test_the_pages_are_written_and_counted(both: Pullquote, tmp_path: Path) -> None:
    ended = both("site", tmp_path / "public", "--url", "https://quotes.example.com/")
    assert ended.code == 0, ended.err
    assert "2 episodes" in ended.out
    assert "Kites" in index(tmp_path / "public")
    assert 'href="https://quotes.example.com/"' in index(tmp_path / "public")
    assert ended.err == ""


def test_the_address_of_the_settings_counts_where_none_is_given(
    both: Pullquote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLQUOTE_SITE", "https://set.example.com/quotes")
    both("site", tmp_path / "public", "--no-search")
    assert 'href="https://set.example.com/quotes/"' in index(tmp_path / "public")
    both("site", tmp_path / "own", "--server", "123", "--no-search")
    assert "set.example.com" not in index(tmp_path / "own")


def test_without_an_address_it_is_said_what_is_missing(both: Pullquote, tmp_path: Path) -> None:
    ended = both("site", tmp_path / "public", "--no-search")
    assert "PULLQUOTE_SITE" in ended.err
    assert not (tmp_path / "public" / "sitemap.xml").exists()


def test_transcripts_are_shown_where_they_are_asked_for(both: Pullquote, tmp_path: Path) -> None:
    both("site", tmp_path / "with", "--transcripts", "--no-search")
    both("site", tmp_path / "one", "--transcripts-of", "podcast", "--no-search")
    counts = [
        sum("Mostly it says no." in page.read_text() for page in (tmp_path / name).glob("e/*/*"))
        for name in ("with", "one")
    ]
    assert counts == [1, 1]


def test_the_pages_speak_the_language_that_is_asked_for(both: Pullquote, tmp_path: Path) -> None:
    both("site", tmp_path / "public", "--language", "de", "--no-search")
    assert '<html lang="de"' in index(tmp_path / "public")
    assert "2 Folgen" in index(tmp_path / "public")


def test_an_unknown_show_language_or_address_is_refused(both: Pullquote, tmp_path: Path) -> None:
    for option, value, said in (
        ("--language", "xx", "--language"),
        ("--url", "javascript:alert(1)", "--url"),
        ("--transcripts-of", "nothing", "no show"),
    ):
        ended = both("site", tmp_path / "public", option, value)
        assert ended.code != 0
        assert said in ended.err
    assert not (tmp_path / "public").exists()


def test_a_folder_with_other_files_is_refused_in_one_sentence(
    both: Pullquote, tmp_path: Path
) -> None:
    ended = both("site", tmp_path)
    assert ended.code == 1
    assert "did not write" in ended.err
    assert ended.err.count("\n") == 1


def test_the_private_shows_of_a_server_are_written_only_for_it(
    pullquote: Pullquote, ferry: Path, kites: Path, tmp_path: Path
) -> None:
    pullquote("add", ferry)
    pullquote("add", kites, "--server", "123", "--show", "own")
    pullquote("site", tmp_path / "public", "--no-search")
    pullquote("site", tmp_path / "own", "--server", "123", "--no-search")
    assert "Kites" not in index(tmp_path / "public")
    assert "Kites" in index(tmp_path / "own")
    refused = pullquote("site", tmp_path / "public", "--server", "123")
    assert refused.code == 1
    assert "another audience" in refused.err
