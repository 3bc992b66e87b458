import asyncio
import json
import zipfile
from pathlib import Path

import pytest

from bot.cli.resources import open_resources
from bot.models import Scope
from bot.store import open_store
from tests.cli.conftest import FERRY, Ended, Pullquote
from tests.support.sentence_models import write_transformer
from tests.support.tractors import BY_INFORMATIVENESS, TRACTORS, topic_names

GUIDE = """\
format = 1
[transcript]
sha256 = "{sha256}"
[episode]
title = "On boats"
[[chapters]]
from = "0 So the ferry leaves"
title = "Noon"
summary = "When it leaves."
"""


def keys(ended: Ended) -> list[str]:
    return [entry["episode"] for entry in json.loads(ended.out)]


def add_lost_chapters(guide: Path, count: int) -> None:
    """Add chapters that begin with words that no transcript has."""
    lost = (
        f'[[chapters]]\nfrom = "{n} Words not there {n}"\ntitle = "Lost"\n' for n in range(count)
    )
    with guide.open("a", encoding="utf-8") as file:
        file.writelines(lost)


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    path = tmp_path / "boats.toml"
    path.write_text(GUIDE.format(sha256="0" * 64), encoding="utf-8")
    return path


def test_a_file_is_added_under_its_stem(pullquote: Pullquote, ferry: Path) -> None:
    ended = pullquote("add", ferry)
    assert ended.code == 0
    assert f"{ferry}: added as ferry: “Ferry” (" in ended.out
    assert keys(pullquote("list", "--json")) == ["ferry"]


def test_an_episode_without_a_date_is_the_newest_once_it_is_added(
    both: Pullquote, tmp_path: Path
) -> None:
    (tmp_path / "news.txt").write_text(FERRY.replace("ferry", "train"), encoding="utf-8")
    both("add", tmp_path / "news.txt")

    async def newest() -> str:
        url = f"sqlite+aiosqlite:///{tmp_path}/data/library.db"
        async with open_resources(url, tmp_path / "data") as opened:
            return (await opened.library.chapters(Scope(server=None)))[0].key

    assert asyncio.run(newest()) == "news"


def test_the_same_file_is_left_alone(both: Pullquote, ferry: Path) -> None:
    assert "unchanged as ferry" in both("add", ferry).out


def test_a_folder_gives_its_transcripts_and_nothing_else(
    pullquote: Pullquote, ferry: Path, kites: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "transcripts"
    (folder / "deeper").mkdir(parents=True)
    ferry.rename(folder / "ferry.txt")
    kites.rename(folder / "deeper" / "kites.md")
    for name in ("README.md", ".hidden.txt", "picture.png"):
        (folder / name).write_text("nothing to read", encoding="utf-8")
    ended = pullquote("add", folder, "--json")
    outcomes = [json.loads(line) for line in ended.out.splitlines()]
    assert [(one["episode"], one["outcome"]) for one in outcomes] == [
        ("kites", "added"),
        ("ferry", "added"),
    ]
    assert all(one["quotes"] > 0 for one in outcomes)
    assert ended.err == f"{folder}: 1 file skipped: picture.png.\n"


@pytest.mark.parametrize("option", ["--json", "--no-guide"])
def test_files_of_other_kinds_in_a_folder_are_named_with_the_reason(
    pullquote: Pullquote, ferry: Path, tmp_path: Path, option: str
) -> None:
    folder = tmp_path / "mixed"
    (folder / "old").mkdir(parents=True)
    ferry.rename(folder / "ferry.txt")
    for name in ("a.pdf", "b.mp3", "old/c.doc", "plain", "README", ".DS_Store"):
        (folder / name).write_text("not to be read", encoding="utf-8")
    ended = pullquote("add", folder, option)
    assert ended.code == 0
    assert ended.err == (f"{folder}: 4 files skipped: a.pdf, b.mp3, old/c.doc and 1 more.\n")
    assert len(ended.out.splitlines()) == 1


def test_a_folder_of_other_kinds_alone_is_refused_and_they_are_named(
    pullquote: Pullquote, tmp_path: Path
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"%PDF")
    ended = pullquote("add", folder)
    assert ended.code == 1
    assert "1 file skipped: a.pdf." in ended.err
    assert "No transcripts found. Name files" in ended.err


def test_an_empty_folder_beside_others_is_named(
    pullquote: Pullquote, ferry: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    ended = pullquote("add", tmp_path / "empty", ferry)
    assert ended.code == 0
    assert f"{tmp_path}/empty: no transcripts found." in ended.err


def test_one_failing_file_does_not_stop_the_others(
    pullquote: Pullquote, ferry: Path, tmp_path: Path
) -> None:
    ended = pullquote("add", tmp_path / "absent.txt", ferry)
    assert ended.code == 1
    assert "absent.txt: not imported: " in ended.err
    assert keys(pullquote("list", "--json")) == ["ferry"]


def test_a_failing_file_is_reported_in_json_too(pullquote: Pullquote, tmp_path: Path) -> None:
    ended = pullquote("add", tmp_path / "absent.txt", "--json")
    told = json.loads(ended.out)
    assert ended.code == 1
    assert set(told) == {"path", "error"}


def test_a_bar_shows_at_a_terminal_and_never_among_the_answers(
    pullquote: Pullquote, ferry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Importing" not in pullquote("add", ferry, "--dry-run").err
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    ended = pullquote("add", ferry, "--json")
    assert "Importing" in ended.err
    assert json.loads(ended.out)["outcome"] == "added"


def test_an_empty_folder_is_reported(pullquote: Pullquote, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ended = pullquote("add", tmp_path / "empty")
    assert ended.code == 1
    assert "No transcripts found" in ended.err


def test_an_empty_path_is_not_the_folder_here(pullquote: Pullquote, ferry: Path) -> None:
    for arguments in (["add", ""], ["add", ferry, "--guide", ""], ["guide", "check", "", ferry]):
        ended = pullquote(*arguments)
        assert ended.code == 2
        assert "The path is empty. Name a file or a folder." in ended.err
    assert keys(pullquote("list", "--json")) == []
    assert "added as ferry" in pullquote("add", ".").out


def test_a_replaced_episode_stays_in_its_show_unless_another_is_named(
    pullquote: Pullquote, ferry: Path
) -> None:
    pullquote("add", ferry, "--show", "crossings")
    pullquote("add", ferry, "--replace")
    assert "crossings" in pullquote("list").out
    pullquote("add", ferry, "--replace", "--show", "podcast")
    assert "crossings" not in pullquote("list").out


def test_a_taken_key_is_refused_until_it_is_to_be_replaced(both: Pullquote, ferry: Path) -> None:
    ferry.write_text(FERRY + "\nAnd then it rained.\n", encoding="utf-8")
    refused = both("add", ferry)
    assert refused.code == 1
    assert "--key" in refused.err
    assert "replaced as ferry" in both("add", ferry, "--replace").out


def test_a_dry_run_does_nothing(pullquote: Pullquote, ferry: Path) -> None:
    assert "would add as ferry" in pullquote("add", ferry, "--dry-run").out
    assert keys(pullquote("list", "--json")) == []


def test_key_title_show_and_server_are_taken_over(pullquote: Pullquote, ferry: Path) -> None:
    options = ["--key", "boats", "--title", "On boats", "--show", "harbour", "--server", "123"]
    assert pullquote("add", ferry, *options).code == 0
    listed = json.loads(pullquote("list", "--json").out)[0]
    assert (listed["episode"], listed["title"]) == ("boats", "On boats")
    assert (listed["show"], listed["server"]) == ("harbour", 123)


def test_the_language_is_named_and_can_be_chosen(pullquote: Pullquote, ferry: Path) -> None:
    assert "English)" in pullquote("add", ferry, "--dry-run").out
    chosen = pullquote("add", ferry, "--language", "German", "--json")
    assert json.loads(chosen.out)["language"] == "de"


def test_options_for_one_file_are_refused_for_several(
    pullquote: Pullquote, ferry: Path, kites: Path, guide: Path
) -> None:
    for option, value in (("--key", "x"), ("--title", "x"), ("--guide", guide)):
        ended = pullquote("add", ferry, kites, option, value)
        assert ended.code == 2
        assert f"{option} can be used with one file only, not with 2." in ended.err


def test_guide_and_no_guide_cannot_be_used_together(
    pullquote: Pullquote, ferry: Path, guide: Path
) -> None:
    assert pullquote("add", ferry, "--guide", guide, "--no-guide").code == 2


def test_a_guide_that_is_named_is_used(pullquote: Pullquote, ferry: Path, guide: Path) -> None:
    assert "“On boats”" in pullquote("add", ferry, "--guide", guide).out


def test_a_guide_in_the_data_folder_is_found_by_the_hash(
    pullquote: Pullquote, ferry: Path, tmp_path: Path
) -> None:
    import hashlib  # noqa: PLC0415

    folder = tmp_path / "data" / "guides"
    folder.mkdir(parents=True)
    sha256 = hashlib.sha256(ferry.read_bytes()).hexdigest()
    (folder / "any.toml").write_text(GUIDE.format(sha256=sha256), encoding="utf-8")
    assert "“On boats”" in pullquote("add", ferry).out


def test_without_a_guide_is_without_it(pullquote: Pullquote, ferry: Path, tmp_path: Path) -> None:
    assert "“Ferry”" in pullquote("add", ferry, "--no-guide").out
    assert (tmp_path / "data" / "library.db").exists()


def test_anchors_that_are_not_found_are_reported(
    pullquote: Pullquote, ferry: Path, guide: Path
) -> None:
    add_lost_chapters(guide, 1)
    ended = pullquote("add", ferry, "--guide", guide)
    assert ended.code == 0
    assert len(ended.out.splitlines()) == 2
    assert "Words not there 0" in ended.out


def test_the_first_of_many_problems_are_printed_and_the_others_counted(
    pullquote: Pullquote, ferry: Path, guide: Path
) -> None:
    add_lost_chapters(guide, 20)
    ended = pullquote("add", ferry, "--guide", guide, "--dry-run")
    assert "Words not there 4" in ended.out
    assert "Words not there 5" not in ended.out
    assert "\n  and 15 more: " in ended.out
    told = json.loads(pullquote("add", ferry, "--guide", guide, "--json").out)
    assert len(told["problems"]) == 20


def test_a_guide_of_which_nothing_fits_is_refused(
    pullquote: Pullquote, kites: Path, guide: Path
) -> None:
    ended = pullquote("add", kites, "--guide", guide)
    assert ended.code == 1
    assert "The guide boats.toml does not fit: none of its anchors" in ended.err
    assert keys(pullquote("list", "--json")) == []


def test_a_guide_for_an_imported_episode_is_checked_and_reported_as_unused(
    both: Pullquote, ferry: Path, guide: Path
) -> None:
    ended = both("add", ferry, "--guide", guide)
    assert "unchanged as ferry" in ended.out
    assert "The guide boats.toml is not used" in ended.out
    assert "--replace" in ended.out
    guide.write_bytes(b"\xff\xfe\x00")
    refused = both("add", ferry, "--guide", guide)
    assert refused.code == 1
    assert "boats.toml is not UTF-8 text" in refused.err


def test_a_dry_run_reports_what_would_come_of_a_file(pullquote: Pullquote, kites: Path) -> None:
    out = pullquote("add", kites, "--dry-run").out
    assert "would add as kites" in out
    assert "markdown, UTF-8" in out
    assert "Guest 65%, Host 35%" in out
    assert "no times" in out
    assert "4 turns" in out
    assert "“A kite is a question that you ask the wind." in out


def test_a_report_is_told_in_json_too(pullquote: Pullquote, kites: Path) -> None:
    report = json.loads(pullquote("add", kites, "--dry-run", "--json").out)["report"]
    assert (report["format"], report["turns"], report["length_ms"]) == ("markdown", 4, None)
    assert [one["name"] for one in report["speakers"]] == ["Guest", "Host"]


def test_several_files_are_told_in_one_table(
    pullquote: Pullquote, ferry: Path, kites: Path, tmp_path: Path
) -> None:
    ended = pullquote("add", tmp_path / "gone.txt", ferry, kites)
    assert ended.code == 1
    assert "gone.txt: not imported" in ended.err
    assert [line.split("│")[1].strip() for line in ended.out.splitlines() if "│" in line] == [
        "ferry",
        "kites",
    ]
    assert ended.out.endswith("2 added\n")


def test_a_warning_is_told_once_below_the_table_with_its_episodes(
    pullquote: Pullquote, ferry: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "season"
    folder.mkdir()
    for at in range(5):
        text = ferry.read_text(encoding="utf-8").replace("noon", f"{at} sharp")
        (folder / f"e{at}.txt").write_text(f"[music]\n\n{text}", encoding="utf-8")
    out = pullquote("add", folder, "--dry-run").out
    cells = " ".join(line.split("│")[-2].strip() for line in out.splitlines() if "│" in line)
    assert " ".join(cells.split()) == " ".join(["1 stage directions, 1 to check"] * 5)
    assert out.count("It has no times") == 1
    assert "To check in e0, e1, e2 and 2 more: It has no times" in out


@pytest.mark.parametrize("options", [("--dry-run",), ("--replace",), ()])
def test_two_files_of_one_import_cannot_have_one_key(
    pullquote: Pullquote, ferry: Path, kites: Path, options: tuple[str, ...]
) -> None:
    twin = ferry.parent / "twin"
    twin.mkdir()
    kites.rename(twin / "ferry.md")
    ended = pullquote("add", ferry, twin / "ferry.md", *options)
    assert ended.code == 1
    assert f"not imported: {ferry} of this import has the same key, ferry" in ended.err
    assert ended.out.endswith("1 would add\n" if options == ("--dry-run",) else "1 added\n")


def test_one_file_in_two_folders_is_imported_once(
    pullquote: Pullquote, ferry: Path, tmp_path: Path
) -> None:
    (tmp_path / "twin").mkdir()
    twin = tmp_path / "twin" / ferry.name
    twin.write_bytes(ferry.read_bytes())
    assert pullquote("add", ferry, twin, "--dry-run").code == 1
    assert pullquote("add", ferry, twin).out.endswith("1 added, 1 unchanged\n")


def test_an_archive_gives_its_transcripts(
    pullquote: Pullquote, ferry: Path, kites: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "season.zip", "w") as archive:
        archive.write(ferry, "season 1/ferry.txt")
        archive.write(kites, "season 2//kites.md")
        archive.writestr("cover.png", b"")
    ended = pullquote("add", tmp_path / "season.zip")
    assert ended.err == f"{tmp_path}/season.zip: 1 file skipped: cover.png.\n"
    assert keys(pullquote("list", "--json")) == ["ferry", "kites"]


def test_a_damaged_archive_is_reported(pullquote: Pullquote, tmp_path: Path) -> None:
    (tmp_path / "season.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    ended = pullquote("add", tmp_path / "season.zip")
    assert ended.code == 1
    assert "season.zip: no transcripts found." in ended.err


def test_a_pattern_gives_the_files_that_match(
    pullquote: Pullquote, ferry: Path, kites: Path, tmp_path: Path
) -> None:
    assert (ferry.exists(), kites.exists()) == (True, True)
    pullquote("add", tmp_path / "f*.txt")
    assert keys(pullquote("list", "--json")) == ["ferry"]
    assert "There is no file" in pullquote("add", tmp_path / "x*.txt").err


def test_many_files_are_prepared_in_other_processes_with_the_model_and_stored_in_order(
    pullquote: Pullquote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLQUOTE_MODEL", str(write_transformer(tmp_path / "tiny")))
    season = tmp_path / "season"
    season.mkdir()
    for number in range(9):
        words = f"Nobody counts the seagulls of pier {number}, and the soup is still warm."
        (season / f"e{number}.txt").write_text("" if number == 4 else words, encoding="utf-8")
    (season / "e8.txt").write_text(TRACTORS, encoding="utf-8")
    result = pullquote("add", season, "--json")
    assert result.code == 1
    told = [json.loads(line) for line in result.out.splitlines()]
    assert [Path(one["path"]).stem for one in told] == [f"e{number}" for number in range(9)]
    assert [one["path"] for one in told if "error" in one] == [str(season / "e4.txt")]
    assert [one["quotes"] for one in told if "error" not in one][:7] == [1] * 7
    assert asyncio.run(_topics(tmp_path / "data", "e8")) == BY_INFORMATIVENESS
    (season / "e4.txt").unlink()
    assert "8 unchanged" in pullquote("add", season).out


async def _topics(folder: Path, key: str) -> list[str]:
    async with open_store(f"sqlite+aiosqlite:///{folder / 'library.db'}") as store:
        return await topic_names(store, key)
