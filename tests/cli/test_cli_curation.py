"""What managers change from the command line."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli.resources import now, open_resources
from bot.members import Members
from tests.cli.conftest import FERRY, Pullquote

SEAGULLS = "Nobody counts the seagulls"


def first_quote(pullquote: Pullquote, words: str) -> str:
    """Return the id of the quote with these words."""
    shown = json.loads(pullquote("show", "ferry", "--json").out)
    text = pullquote("show", "ferry", "--text").out
    return next(one["quote"] for one in shown["quotes"] if words in text[one["start"] : one["end"]])


def listed(pullquote: Pullquote) -> dict[str, dict[str, object]]:
    return {one["episode"]: one for one in json.loads(pullquote("list", "--json").out)}


def test_what_is_said_of_an_episode_is_changed_and_kept(pullquote: Pullquote, ferry: Path) -> None:
    link, url = "--link", "https://pca.st/a"
    pullquote("add", ferry, link, url, "--number", "7", "--published", "2026-03-01", "--title", "F")
    pullquote("edit", "ferry", "--title", "The ferry", "--guest", "Ann Lee")
    pullquote("add", ferry, "--replace")
    found = listed(pullquote)["ferry"]
    assert (found["title"], found["number"], found["published"]) == ("The ferry", 7, "2026-03-01")
    assert found["links"] == [url]
    pullquote("edit", "ferry", "--clear", "number", "--clear", "links")
    found = listed(pullquote)["ferry"]
    assert (found["number"], found["links"]) == (None, [])


def test_a_transcript_that_is_known_still_gets_its_link(both: Pullquote, ferry: Path) -> None:
    ended = both("add", ferry, "--link", "https://pca.st/a")
    assert "unchanged" in ended.out
    assert listed(both)["ferry"]["links"] == ["https://pca.st/a"]


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--link", "http://pca.st/a"), 1, "begins with https://"),
        (("--published", "yesterday"), 2, "Write it like 2026-03-01"),
        (("--embargo", "2026-03-01T09:00"), 2, "no time with its zone"),
        (("--clear", "title"), 2, "Name one of number"),
        ((), 2, "Nothing is to be changed"),
    ],
)
def test_a_wrong_option_gets_a_sentence(
    both: Pullquote, options: tuple[str, ...], code: int, told: str
) -> None:
    ended = both("edit", "ferry", *options)
    assert ended.code == code
    assert told in ended.err


def test_an_embargo_hides_an_episode_from_queries(both: Pullquote) -> None:
    both("edit", "ferry", "--embargo", "2999-01-01T00:00+00:00")
    assert SEAGULLS not in both("query", SEAGULLS).out
    both("edit", "ferry", "--clear", "embargo")
    assert SEAGULLS in both("query", SEAGULLS).out


def test_a_removed_episode_is_restored(both: Pullquote) -> None:
    removed = both("remove", "ferry", "--yes")
    assert "pullquote remove --undo ferry" in removed.out
    assert SEAGULLS not in both("query", SEAGULLS).out
    assert both("show", "ferry").code == 1
    assert "restored" in both("remove", "--undo", "ferry").out
    assert SEAGULLS in both("query", SEAGULLS).out
    again = both("remove", "--undo", "ferry", "kites")
    assert again.code == 1
    assert again.err.count("add its transcript again") == 2


def test_an_episode_that_is_removed_for_good_cannot_be_restored(both: Pullquote) -> None:
    assert both("remove", "ferry", "--yes", "--for-good").out == "ferry: removed\n"
    assert both("remove", "--undo", "ferry").code == 1


def test_it_is_said_which_file_would_bring_a_removed_episode_back(
    both: Pullquote, tmp_path: Path
) -> None:
    dropped = tmp_path / "data" / "transcripts" / "sea" / "other-name.txt"
    dropped.parent.mkdir(parents=True)
    dropped.write_text(FERRY, encoding="utf-8")
    assert "transcripts" not in both("remove", "kites").err
    told = both("remove", "ferry").err
    assert f"{dropped} is imported again at the next start" in told.replace("\n", "")


def test_without_a_terminal_nothing_is_removed_for_good_unasked(both: Pullquote) -> None:
    refused = both("remove", "ferry", "--for-good")
    assert (refused.code, "add --yes" in refused.err) == (2, True)
    assert SEAGULLS in both("query", SEAGULLS).out


def test_a_quote_is_hidden_listed_and_shown_again(both: Pullquote) -> None:
    quote = first_quote(both, SEAGULLS)
    assert "hidden (ferry)" in both("hide", quote).out
    assert SEAGULLS not in both("query", SEAGULLS).out
    assert quote not in both("show", "ferry", "--json").out
    found = json.loads(both("hide", "--json").out)
    assert [one["quote"] for one in found] == [quote]
    assert quote in both("hide").out
    both("unhide", quote)
    assert SEAGULLS in both("query", SEAGULLS).out
    assert "No quote is hidden" in both("hide").err
    assert both("hide", "a" * 12).code == 1


def test_speakers_are_listed_with_shares_and_renamed(both: Pullquote) -> None:
    out = both("speakers", "kites").out
    assert "Host" in out
    assert "%" in out
    renamed = both("speakers", "kites", "--rename", "Host=Ann Lee", "--rename", "Guest=Ann Lee")
    assert "Host: shown as Ann Lee" in renamed.out
    found = json.loads(both("speakers", "kites", "--json").out)
    assert [one["name"] for one in found["speakers"]] == ["Ann Lee"]
    assert found["speakers"][0]["labels"] == ["Host", "Guest"]
    assert "Ann Lee" in both("query", "wind over a roof").out
    both("speakers", "kites", "--reset")
    assert "Speakers: Host, Guest" in both("show", "kites").out


def test_misheard_names_are_added_listed_and_taken_back(both: Pullquote) -> None:
    assert "No misheard name is known" in both("names", "ferry").err
    told = both("names", "ferry", "--correct", "the seagulls=Herr Möwe", "--correct", "x")
    assert told.code == 2
    assert "'x' is not HEARD=RIGHT" in told.err
    out = both("names", "ferry", "--correct", "the seagulls=Herr Möwe").out
    assert out == "the seagulls: found as Herr Möwe, too\n"
    assert "Nobody counts [Herr Möwe]" in both("query", "Nobody counts Herr Möwe").out
    query = {"id": 1, "command": "quote", "text": "Nobody counts Herr Möwe"}
    answer = json.loads(both("query", stdin=json.dumps(query).encode()).out)
    assert answer["results"][0]["display"].startswith(SEAGULLS)
    assert "[Herr Möwe]" not in both("show", "ferry", "--json").out
    (found,) = json.loads(both("names", "ferry", "--json").out)
    assert found == {"heard": "the seagulls", "right": "Herr Möwe", "times": 1, "from": "added"}
    assert "Herr Möwe" in both("names", "ferry").out
    both("names", "ferry", "--undo", "The seagulls")
    assert both("names", "ferry", "--json").out == "[]\n"
    assert both("names", "ferry", "--undo", "The seagulls").code == 1


def test_speakers_are_renamed_in_a_show_and_suggested(both: Pullquote, tmp_path: Path) -> None:
    path = tmp_path / "later.md"
    path.write_text("**HOST:** Hello to you all.\n\n**Speaker 1:** Good evening from the island.\n")
    both("add", path)
    told = both("speakers", "--show", "podcast")
    assert '--rename "HOST=Host"' in told.err
    assert '--rename "Speaker 1=..."' in told.err
    out = both("speakers", "--show", "podcast", "--rename", "host=Ann Lee").out
    assert "in 2 episodes" in out
    found = json.loads(both("speakers", "--show", "podcast", "--json").out)
    assert {"name": "Ann Lee", "episodes": 2} in found["speakers"]
    both("speakers", "--show", "podcast", "--reset")
    assert "Ann Lee" not in both("speakers", "--show", "podcast").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Name an episode, or a show"),
        (("kites", "--show", "podcast"), "Name an episode, or a show"),
        (("kites", "--rename", "Host"), "is not OLD=NEW"),
        (("kites", "--rename", "A=B", "--reset"), "cannot be used together"),
    ],
)
def test_speakers_takes_an_episode_or_a_show_and_pairs(
    both: Pullquote, arguments: tuple[str, ...], told: str
) -> None:
    ended = both("speakers", *arguments)
    assert ended.code == 2
    assert told in ended.err


def test_the_settings_of_a_show_change_its_links_and_its_look(
    pullquote: Pullquote, tmp_path: Path
) -> None:
    path = tmp_path / "lamp.srt"
    path.write_text("1\n00:01:01,000 --> 00:01:05,000\nThe lamp failed me exactly twice.\n")
    pullquote("add", path, "--link", "https://pca.st/a", "--show", "lamps")
    assert "1:01 · https://pca.st/a?t=61" in pullquote("query", "the lamp failed").out
    pullquote("shows", "lamps", "--offset", "30", "--drifts", "--title", "Lamps!")
    assert "about 1:31 · https://pca.st/a?t=91" in pullquote("query", "the lamp failed").out
    (found,) = json.loads(pullquote("shows", "--json").out)
    assert (found["title"], found["offset"], found["drifts"]) == ("Lamps!", 30, True)
    assert (found["episodes"], found["quotes"]) == (1, 1)
    assert "Offset: 30 seconds, and times may drift" in pullquote("shows", "lamps").out
    assert "Lamps!" in pullquote("shows").out
    pullquote("shows", "lamps", "--colour", "#2e7d5b", "--art", "https://pics.example/a.png")
    (found,) = json.loads(pullquote("shows", "--json").out)
    assert (found["colour"], found["art"]) == ("2E7D5B", "https://pics.example/a.png")
    pullquote("shows", "lamps", "--colour", "none", "--art", "none")
    assert "Colour: none, picture: none" in pullquote("shows", "lamps").out
    wrong = pullquote("shows", "lamps", "--moment", "winamp")
    assert (wrong.code, "name one of youtube" in wrong.err) == (1, True)


def test_a_server_searches_the_shows_that_were_chosen(both: Pullquote, tmp_path: Path) -> None:
    path = tmp_path / "sea.txt"
    path.write_text("The herring does not care about your calendar at all. " * 2)
    both("add", path, "--show", "sea")
    assert "searches sea" in both("choose", "123", "sea").out
    assert SEAGULLS not in both("query", SEAGULLS, "--server", "123").out
    assert SEAGULLS in both("query", SEAGULLS, "--server", "124").out
    both("choose", "123")
    assert SEAGULLS in both("query", SEAGULLS, "--server", "123").out
    assert both("choose", "123", "absent").code == 1


def test_a_replacement_tells_what_became_of_the_quotes(both: Pullquote, ferry: Path) -> None:
    ferry.write_text(ferry.read_text().replace("seagulls", "herring gulls") + "\nIt rained.\n")
    told = both("add", ferry, "--replace", "--dry-run", "--json")
    expected = json.loads(told.out)["changes"]
    ended = json.loads(both("add", ferry, "--replace", "--json").out)
    assert ended["changes"] == expected
    assert ended["changes"]["kept"] > 0
    assert len(ended["changes"]["moved"]) == 1
    both("remove", "ferry", "--yes")
    assert json.loads(both("add", ferry, "--json").out)["changes"] is None


def test_what_was_removed_long_ago_is_deleted_by_the_next_command(
    both: Pullquote, tmp_path: Path
) -> None:
    both("remove", "ferry", "--yes")
    (file,) = tmp_path.rglob("library.db")
    with closing(sqlite3.connect(file)) as db, db:
        assert (
            db.execute(
                "SELECT count(*) FROM quote WHERE episode_id IN (SELECT id FROM episode "
                "WHERE removed_at IS NOT NULL)"
            ).fetchone()[0]
            > 0
        )
        db.execute("UPDATE episode SET removed_at = '2020-01-01' WHERE removed_at IS NOT NULL")
    both("list")
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("SELECT key FROM episode").fetchall() == [("kites",)]
        assert db.execute("SELECT count(*) FROM quote").fetchone() != (0,)


def _report(folder: Path, quote: str, *rights: str) -> None:
    """Report what a word of a public quote should be, each as another member does."""

    async def report() -> None:
        url = f"sqlite+aiosqlite:///{folder / 'library.db'}"
        async with open_resources(url, folder) as resources:
            members = Members(resources.library, resources.store, resources.curation(), clock=now)
            for user, right in enumerate(rights, start=1):
                await members.mistakes.report(
                    user, quote, "word", server=7, misheard="seagulls", right=right
                )

    asyncio.run(report())


def test_reported_mistakes_are_listed_accepted_and_refused(both: Pullquote, tmp_path: Path) -> None:
    assert "Nobody has reported" in both("mistakes").err
    quote = first_quote(both, SEAGULLS)
    _report(tmp_path / "data", quote, "Siegels", "Siegels", "eagles")
    first, second = json.loads(both("mistakes", "--json").out)
    assert (first["right"], first["reports"], second["right"]) == ("Siegels", 2, "eagles")
    assert "seagulls -> Siegels" in both("mistakes").out
    numbers = ("--accept", first["number"], "--refuse", second["number"])
    ended = both("mistakes", *map(str, numbers))
    assert ended.out.splitlines() == [
        f"{first['number']}: accepted, seagulls -> Siegels",
        f"{second['number']}: refused, seagulls -> eagles",
    ]
    assert json.loads(both("names", "ferry", "--json").out)[0]["right"] == "Siegels"
    assert "decided already" in both("mistakes", "--refuse", str(first["number"])).err
