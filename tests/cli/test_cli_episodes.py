import json
from pathlib import Path

import pytest

from tests.cli.conftest import FERRY, Pullquote


def test_an_empty_library_says_how_to_fill_it(pullquote: Pullquote) -> None:
    ended = pullquote("list")
    assert (ended.code, ended.out) == (0, "")
    assert "pullquote add PATH" in ended.err


def test_the_list_shows_private_episodes_too(pullquote: Pullquote, ferry: Path) -> None:
    pullquote("add", ferry, "--server", "123")
    out = pullquote("list").out
    assert "ferry" in out
    assert "123" in out


def test_text_is_written_exactly(pullquote: Pullquote, tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    data = (FERRY.replace("\n", "\r\n") + "Ça coûte 3 €. 🙂\r\n\r\n").encode()
    path.write_bytes(b"\xef\xbb\xbf" + data)
    pullquote("add", path)
    ended = pullquote("show", "odd", "--text")
    assert ended.out.encode() == data


def test_json_has_all_of_an_episode_by_the_contract(both: Pullquote) -> None:
    shown = json.loads(both("show", "kites", "--json").out)
    assert list(shown) == [
        "episode",
        "title",
        "quotes",
        "chapters",
        "topics",
        "highlights",
        "summary",
    ]
    assert set(shown["quotes"][0]) == {"quote", "start", "end", "speaker", "sure"}
    assert set(shown["chapters"][0]) == {"title", "start", "end", "summary"}
    assert [quote["speaker"] for quote in shown["quotes"]][:2] == ["Host", "Guest"]


def test_every_excerpt_in_json_is_a_slice_of_the_text(both: Pullquote) -> None:
    shown = json.loads(both("show", "ferry", "--json").out)
    excerpts = [*shown["highlights"], *shown["summary"]]
    for chapter in shown["chapters"]:
        excerpts.extend(chapter["summary"])
    assert excerpts
    assert all(FERRY[one["start"] : one["end"]] == one["text"] for one in excerpts)


def test_an_episode_is_shown_to_people(both: Pullquote) -> None:
    out = both("show", "kites").out
    assert "Kites" in out
    assert "Speakers: Host, Guest" in out
    assert "Highlights" in out


def test_json_and_text_exclude_each_other(both: Pullquote) -> None:
    assert both("show", "ferry", "--json", "--text").code == 2


@pytest.mark.parametrize("form", [[], ["--json"], ["--text"]])
def test_an_unknown_key_is_reported_in_one_sentence(both: Pullquote, form: list[str]) -> None:
    ended = both("show", "absent", *form)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "No episode 'absent'. `pullquote list` shows all episodes.\n"


def test_a_removed_episode_is_not_in_the_library_or_the_index(both: Pullquote) -> None:
    assert both("remove", "ferry").out == "ferry: removed (undo: pullquote remove --undo ferry)\n"
    assert both("show", "ferry").code == 1
    assert "seagulls" not in both("query", "nobody counts the seagulls").out


def test_known_episodes_are_removed_and_unknown_ones_reported(both: Pullquote) -> None:
    ended = both("remove", "absent", "kites", "--yes")
    assert ended.code == 1
    assert ended.out == "kites: removed (undo: pullquote remove --undo kites)\n"
    assert '"absent"' in ended.err


def test_a_private_episode_can_be_removed(pullquote: Pullquote, ferry: Path) -> None:
    pullquote("add", ferry, "--server", "123")
    assert pullquote("remove", "ferry").code == 0
