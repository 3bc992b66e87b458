import traceback
from pathlib import Path

import pytest

from bot import settings
from bot.errors import SettingsError

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.this-is-a-secret-and-no-token"
PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in settings.names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_nothing_set_is_enough() -> None:
    read = settings.load()
    assert read.discord_token is None
    assert read.data_dir.is_absolute()
    assert read.data_dir.name == "pullquote"
    assert read.database_url == f"sqlite+aiosqlite:///{read.data_dir}/library.db"
    assert (read.log_level, read.log_format) == ("INFO", "console")
    assert read.discord_api == "https://discord.com/api/v10"
    assert read.fonts is None


def test_the_environment_overrides_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("PULLQUOTE_LOG_LEVEL=error\nPULLQUOTE_LOG_FORMAT=JSON\n")
    monkeypatch.setenv("PULLQUOTE_LOG_LEVEL", "debug")
    read = settings.load()
    assert (read.log_level, read.log_format) == ("DEBUG", "json")


def test_the_command_line_overrides_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PULLQUOTE_DATA_DIR", "/elsewhere")
    read = settings.load(data_dir=Path("here"))
    assert read.data_dir == tmp_path / "here"
    assert read.database_url == f"sqlite+aiosqlite:///{tmp_path}/here/library.db"
    assert settings.load(database="sqlite+aiosqlite:///x.db").database_url.endswith("/x.db")


def test_a_home_folder_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings.load(data_dir=Path("~/library")).data_dir == tmp_path / "library"


def test_the_mark_that_some_editors_begin_a_file_with_hides_no_setting(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"\xef\xbb\xbfPULLQUOTE_SHARDS=3\n")
    assert settings.load(env_file=file).shards == 3
    assert settings.unknown(file) == ()


def test_an_empty_token_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "")
    with pytest.raises(SettingsError, match="DISCORD_TOKEN is not set"):
        settings.load().token()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PULLQUOTE_DATABASE_URL", "mysql://somebody:password@host/db"),
        ("PULLQUOTE_DATABASE_URL", "episodes.db"),
        ("PULLQUOTE_DATABASE_URL", "sqlite+aiosqlite:///x.db?mode=ro"),
        ("PULLQUOTE_DATABASE_URL", "postgresql://somebody:pass@word@host/db"),
        ("PULLQUOTE_DATABASE_URL", "postgresql://somebody:pass@wo/rd@host/db"),
        ("PULLQUOTE_DATABASE_URL", "postgresql://host:password/db"),
        ("PULLQUOTE_DATABASE_URL", "postgresql://host/"),
        ("PULLQUOTE_DISCORD_API", "proxy.example"),
        ("PULLQUOTE_DISCORD_API", "https://proxy.example/api/"),
        ("PULLQUOTE_DISCORD_API", "https://user:pass@discord.com/api"),
        ("PULLQUOTE_DISCORD_GATEWAY", "https://discord.com"),
        ("PULLQUOTE_LOG_LEVEL", "loud"),
        ("PULLQUOTE_LOG_FORMAT", "xml"),
        ("PULLQUOTE_FEED_CONTACT", "ask me\r\nX-Injected: yes"),
        ("PULLQUOTE_FEED_CONTACT", "nobody"),
        ("PULLQUOTE_FONTS", "arial"),
        ("PULLQUOTE_FONTS", "~nobody-has-this-name/fonts"),
        ("PULLQUOTE_DATA_DIR", "~nobody-has-this-name/library"),
        ("PULLQUOTE_DATA_DIR", "library\x01"),
        ("PULLQUOTE_SITE", "https://quotes.example/a\x01b"),
        ("DISCORD_TOKEN", "first\nsecond"),
        ("PULLQUOTE_FEED_NETWORKS", "192.168.1.1/24"),
        ("PULLQUOTE_FEED_NETWORKS", "everything"),
        ("PULLQUOTE_METRICS", "everywhere"),
        ("PULLQUOTE_METRICS", "localhost"),
        ("PULLQUOTE_METRICS", "127.0.0.1:0"),
        ("PULLQUOTE_METRICS", "127.0.0.1:70000"),
        ("PULLQUOTE_METRICS", "::1:9464"),
    ],
)
def test_a_wrong_value_is_reported_by_name_and_never_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        settings.load()
    sentence = str(caught.value)
    assert sentence.startswith(f"{name} must be {settings.names()[name]}")
    assert value not in sentence


@pytest.mark.parametrize(
    "address",
    [
        "postgres://host/db",
        "postgresql+asyncpg://user:p%40ss@host:5432/db?ssl=require",
        "postgresql://user:sla/sh:?#ed@[::1]:5432/db",
        "postgresql://user@/db?host=/var/run/postgresql",
        "postgresql:///db",
    ],
)
def test_the_forms_of_a_postgresql_address_are_taken(address: str) -> None:
    assert settings.load(database=address).database_url == address


@pytest.mark.parametrize("name", sorted(set(settings.names()) - {"PULLQUOTE_DATA_DIR"}))
def test_a_token_in_the_wrong_place_never_shows(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv(name, TOKEN)
    if name == "DISCORD_TOKEN":
        monkeypatch.setenv("PULLQUOTE_LOG_LEVEL", "loud")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert caught.value.__context__ is None
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert TOKEN not in "".join(told.format())


def test_the_token_does_not_show_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    read = settings.load()
    assert read.token() == TOKEN
    assert TOKEN not in f"{read!r} {read} {read.model_dump()} {read.model_dump_json()}"


def test_settings_stay_as_they_were_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.load().log_level = "DEBUG"  # pyright: ignore[reportAttributeAccessIssue]


def test_a_file_that_is_no_text_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"DISCORD_TOKEN=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"^\.env cannot be read; make it a UTF-8 text file"):
        settings.load()


def test_unknown_names_are_warned_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PULLQUOTE_LOGLEVEL=DEBUG\nOTHER=1\n")
    monkeypatch.setenv("PULLQUOTE_TOKEN", TOKEN)
    monkeypatch.setenv("PULLQUOTE_CORPORA", "/somewhere")
    assert settings.load().log_level == "INFO"
    first, second = settings.unknown()
    assert first.startswith("PULLQUOTE_LOGLEVEL is not a setting")
    assert second.startswith("PULLQUOTE_TOKEN is not a setting")
    assert TOKEN not in second


def test_the_example_file_can_be_used_as_it_is(tmp_path: Path) -> None:
    example = (PROJECT / ".env.example").read_text()
    (tmp_path / ".env").write_text(example.replace("\n#PULLQUOTE", "\nPULLQUOTE"))
    read = settings.load()
    assert read.data_dir == Path("/srv/pullquote")
    assert read.fonts == Path("/srv/pullquote/fonts")
    assert settings.unknown() == ()
