import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import features

from bot.cli import bot_token, check, check_library, check_machine
from bot.connecting import CONNECTION
from bot.errors import DiscordError, LibraryError, StoreError
from bot.runtime.failures import Failures
from bot.runtime.lock import process_lock, replica_folder
from bot.runtime.status import NAME, status_file
from tests.cli.conftest import Pullquote

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.this-is-a-secret-and-no-token-at-all"


def test_a_sound_library_is_found_sound(both: Pullquote) -> None:
    ended = both("check")
    assert ended.code == 0
    assert "broken" not in ended.out
    assert "warning" in ended.out
    assert "2 episodes in" in ended.out


def test_a_token_of_the_right_shape_gives_no_warning(
    both: Pullquote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    ended = both("check")
    assert ended.code == 0
    assert "warning" not in ended.out
    assert TOKEN not in ended.out + ended.err


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        (f" {TOKEN}", "has spaces or quotation marks"),
        (f'"{TOKEN}"', "has spaces or quotation marks"),
        (f"Bot {TOKEN}", 'begins with "Bot "'),
        ("0123456789abcdef", "is not a bot token"),
        (f"x{TOKEN}", "is not a bot token"),
        (TOKEN.replace("MTIz", "abcd"), "is not a bot token"),
    ],
)
def test_a_token_of_the_wrong_shape_is_reported_without_printing_it(
    token: str, sentence: str
) -> None:
    told = bot_token.token_problem(token)
    assert told is not None
    assert sentence in told
    assert token not in told


def test_a_broken_check_ends_with_1(both: Pullquote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "wrong")
    ended = both("check")
    assert ended.code == 1
    assert "broken" in ended.out


def test_a_file_that_is_not_a_database_is_reported(both: Pullquote, tmp_path: Path) -> None:
    (tmp_path / "other.db").write_text("not a database " * 1000, encoding="utf-8")
    ended = both("check", "--database", f"sqlite+aiosqlite:///{tmp_path}/other.db")
    assert ended.code == 1
    assert "broken" in ended.out


def test_a_damaged_page_is_found(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE words (word)")
    connection.executemany("INSERT INTO words VALUES (?)", [("x" * 500,)] * 100)
    connection.commit()
    connection.close()
    data = bytearray(path.read_bytes())
    data[8192:12288] = b"\xff" * 4096
    path.write_bytes(data)
    (finding,) = check_library.check_file(f"sqlite+aiosqlite:///{path}")
    assert finding.state == "broken"
    assert "replace it with a backup" in finding.sentence


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_library_elsewhere_that_others_can_read_is_reported(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "elsewhere").mkdir(mode=0o755)
    (library := tmp_path / "elsewhere" / "library.db").touch(mode=0o644)
    for folder, file, expected in (
        (0o755, 0o644, "warning"),
        (0o755, 0o600, "ok"),
        (0o700, 0o644, "ok"),
    ):
        library.parent.chmod(folder)
        library.chmod(file)
        (found,) = check_machine.check_permissions(
            tmp_path / "data", library, env_file=tmp_path / ".env"
        )
        assert found.state == expected
        assert (f"chmod 600 {library}" in found.sentence) == (expected == "warning")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limits")
def test_a_disk_to_which_nothing_can_be_written_is_broken(tmp_path: Path) -> None:
    from resource import RLIMIT_FSIZE, getrlimit, setrlimit  # noqa: PLC0415 - not on Windows

    (library := tmp_path / "elsewhere" / "library.db").parent.mkdir()
    absent = tmp_path / "absent"
    assert check_machine.check_writing(tmp_path, library) == []
    before = getrlimit(RLIMIT_FSIZE)
    setrlimit(RLIMIT_FSIZE, (1_000, before[1]))
    try:
        found = check_machine.check_writing(tmp_path, library)
        assert check_machine.check_writing(absent, None) == []
    finally:
        setrlimit(RLIMIT_FSIZE, before)
    assert [one.state for one in found] == ["broken", "broken"]
    assert f"Nothing can be written to {library.parent} (File too large)" in found[1].sentence
    assert [one.name for one in tmp_path.iterdir()] == ["elsewhere"]


async def test_failing_jobs_of_a_running_bot_are_reported(tmp_path: Path) -> None:
    (none,) = check.check_running_bot(tmp_path)
    assert (none.state, none.sentence) == ("ok", "No bot is running on this data folder.")
    async with process_lock(tmp_path, waiting=lambda _: None):
        with status_file(tmp_path) as write:
            (sound,) = check.check_running_bot(tmp_path)
            assert sound.state == "ok"
            failures = Failures(clock=lambda: datetime(2026, 3, 27, 9, tzinfo=UTC), changed=write)
            failures.record("library updates", StoreError("The database is locked."))
            failures.record("daily highlight", LibraryError("No such zone."), server=7)
            failures.record(CONNECTION, DiscordError("Discord answered 502."))
            broken, warned, away = check.check_running_bot(tmp_path)
    assert (broken.subject, broken.state) == ("library updates", "broken")
    assert broken.sentence == (
        "Failing since 2026-03-27 09:00 UTC (tries: 1): The database is locked."
    )
    assert (warned.subject, warned.state) == ("daily highlight, server 7", "warning")
    assert "answered 502. It is tried again by itself. https://" in away.sentence


@pytest.mark.parametrize(
    "text", ["", "[1]", "{}x", '[{"since": 1}]', '[{"since": "2026-03-01"}]', "[" * 100_000]
)
async def test_a_status_file_that_the_disk_has_damaged_is_reported(
    tmp_path: Path, text: str
) -> None:
    async with process_lock(tmp_path, waiting=lambda _: None):
        (tmp_path / NAME).write_text(text)
        (broken,) = check.check_running_bot(tmp_path)
    assert broken.state == "broken"
    assert f"{NAME} cannot be read" in broken.sentence


def test_failing_jobs_of_clusters_are_reported_with_their_folders(tmp_path: Path) -> None:
    with replica_folder(tmp_path) as first, replica_folder(tmp_path) as second:
        (sound,) = check.check_running_bot(tmp_path)
        assert sound.sentence == "2 processes are running and none of their jobs are failing."
        with status_file(second) as write:
            failures = Failures(clock=lambda: datetime(2026, 3, 27, 9, tzinfo=UTC), changed=write)
            failures.record("library updates", StoreError("The database is locked."))
            (broken,) = check.check_running_bot(tmp_path)
    assert (first.name, second.name) == ("replica-0", "replica-1")
    assert (broken.subject, broken.state) == ("library updates, replica-1", "broken")
    with replica_folder(tmp_path) as again:
        assert again == first


@pytest.mark.skipif(not features.check("raqm"), reason="FriBiDi is not installed here")
def test_a_script_without_a_font_is_reported_with_the_font_to_add() -> None:
    found = check_machine.check_fonts(None, {"en", "ar", "dz", ""}, system=())
    assert (found.subject, found.state) == ("fonts", "warning")
    assert found.sentence.startswith(
        "No font has Tibetan (dz): add Noto Sans Tibetan (Debian: apt install fonts-noto-core)."
    )
    assert "Arabic" not in found.sentence


def test_the_fonts_that_come_with_the_bot_are_enough_for_european_languages() -> None:
    found = check_machine.check_fonts(None, {"en", "de", "es", "fr", "ru", "el", "vi"}, system=())
    assert found.state == "ok"


def test_a_folder_of_fonts_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    found = check_machine.check_fonts(tmp_path / "fonts", {"en"}, system=())
    assert (found.state, "PULLQUOTE_FONTS" in found.sentence) == ("warning", True)


def test_the_check_of_a_library_includes_its_fonts(both: Pullquote) -> None:
    assert "Quotes of all languages can be drawn" in " ".join(both("check").out.split())
