"""Read the settings once, from the environment and a `.env` file, into a frozen object."""

import os
import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

ENV_FILE = Path(".env")

_ENCODING = "utf-8-sig"
"""Some editors write a mark before the first name."""

_POSTGRESQL = (
    r"postgres(ql)?(\+asyncpg)?://"
    r"([^\s:/@]*(:[^\s@]*)?@)?"
    # After an @ that is not escaped, the rest of a password would be told as a host's name.
    r"(\[[^\s@\]]+\]|[^\s:/?@]*)(:\d+)?"
    r"/[^\s?@]*[^/\s?@](\?\S*)?"
)

FOR_TESTS = frozenset({"PULLQUOTE_CORPORA"})
"""Names that only tests and benchmarks read."""


def _matching(pattern: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            message = "does not fit"
            raise ValueError(message)
        return value

    return AfterValidator(check)


def _folder(value: Path) -> Path:
    try:
        home = value.expanduser()
    except RuntimeError as error:  # there is no user ~name
        raise ValueError(str(error)) from error
    return Path(os.path.abspath(home))  # noqa: PTH100 - resolve() would follow links


def _separated(value: object) -> object:
    if isinstance(value, str) and not re.search(r"[/\\]", value):
        message = "is no path"  # rather a word that stands in the wrong place
        raise ValueError(message)
    return value


def _on_one_line(value: object) -> object:
    if isinstance(value, str) and any(ord(one) < 32 or ord(one) == 127 for one in value):  # noqa: PLR2004 - control characters
        message = "has a character that does not show"
        raise ValueError(message)
    return value


def _optional_folder(value: Path | None) -> Path | None:
    return _folder(value) if value else None


def _library_in(validated: Mapping[str, Any]) -> str:
    # Where the folder itself is invalid, that error is raised, so any path will do here.
    folder = validated.get("data_dir", Path())
    return f"sqlite+aiosqlite:///{folder / 'library.db'}"


def _networks(value: str) -> str:
    for network in value.split(","):
        if network.strip():
            ip_network(network.strip())
    return value


def _port(value: str) -> str:
    if value != "off" and not 0 < int(value.rpartition(":")[2]) < 65536:  # noqa: PLR2004 - ports have 16 bits
        message = "is no port"
        raise ValueError(message)
    return value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class Settings(BaseSettings):
    """The settings; the description of each completes the sentence "NAME must be"."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        env_file_encoding=_ENCODING,
        hide_input_in_errors=True,
    )

    discord_token: SecretStr | None = Field(
        default=None,
        validation_alias="DISCORD_TOKEN",
        description="the bot's token from Discord's developer portal",
    )
    data_dir: Annotated[Path, AfterValidator(_folder)] = Field(
        default_factory=lambda: user_data_path("pullquote", appauthor=False),
        validation_alias="PULLQUOTE_DATA_DIR",
        description="the path of a folder",
    )
    database_url: Annotated[
        str,
        _matching(rf"sqlite\+aiosqlite:///[^?#\s][^?#]*|{_POSTGRESQL}"),
    ] = Field(
        default_factory=_library_in,
        validation_alias="PULLQUOTE_DATABASE_URL",
        description="like sqlite+aiosqlite:////path/to/library.db or "
        "postgresql+asyncpg://user:password@host/database, where an @ in the password is %40",
    )
    discord_api: Annotated[str, _matching(r"https?://[^\s/?#@]+(/[^\s/?#]+)*")] = Field(
        default="https://discord.com/api/v10",
        validation_alias="PULLQUOTE_DISCORD_API",
        description="an http or https address without a slash at its end, "
        "like https://discord.com/api/v10",
    )
    discord_gateway: Annotated[str, _matching(r"wss?://[^\s/?#@]+(/[^\s?#]*)?")] = Field(
        default="wss://gateway.discord.gg/",
        validation_alias="PULLQUOTE_DISCORD_GATEWAY",
        description="a ws or wss address, like wss://gateway.discord.gg/",
    )
    shards: Annotated[int | None, Field(gt=0, le=100_000)] = Field(
        default=None,
        validation_alias="PULLQUOTE_SHARDS",
        description="a number of shards from 1 to 100000",
    )
    identify_limit: Annotated[Literal["on", "off"], BeforeValidator(_lower)] = Field(
        default="on",
        validation_alias="PULLQUOTE_IDENTIFY_LIMIT",
        description="on or off",
    )
    model: Annotated[str, _matching(r"|[\w-]+(\.[\w-]+)?|.*[/\\].*")] = Field(
        default="",
        validation_alias="PULLQUOTE_MODEL",
        description="the path of a sentence model's folder, like ./models/mine, or a name of "
        "`pullquote model list`",
    )
    mentions: Annotated[Literal["on", "off"], BeforeValidator(_lower)] = Field(
        default="on",
        validation_alias="PULLQUOTE_MENTIONS",
        description="on or off",
    )
    cooldowns: Annotated[Literal["on", "off"], BeforeValidator(_lower)] = Field(
        default="on",
        validation_alias="PULLQUOTE_COOLDOWNS",
        description="on or off",
    )
    fonts: Annotated[Path | None, BeforeValidator(_separated), AfterValidator(_optional_folder)] = (
        Field(
            default=None,
            validation_alias="PULLQUOTE_FONTS",
            description="the path of a folder with fonts, like ./fonts",
        )
    )
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)
    ] = Field(
        default="INFO",
        validation_alias="PULLQUOTE_LOG_LEVEL",
        description="DEBUG, INFO, WARNING, ERROR or CRITICAL",
    )
    log_format: Annotated[Literal["console", "json"], BeforeValidator(_lower)] = Field(
        default="console",
        validation_alias="PULLQUOTE_LOG_FORMAT",
        description="console or json",
    )
    feed_contact: Annotated[
        str, _matching(r"|https?://[!-~]{1,200}|[!-?A-~]{1,64}@[!-~]{1,200}")
    ] = Field(
        default="",
        validation_alias="PULLQUOTE_FEED_CONTACT",
        description="an address of the web or of e-mail, like https://example.com/about",
    )
    feed_networks: Annotated[str, AfterValidator(_networks)] = Field(
        default="",
        validation_alias="PULLQUOTE_FEED_NETWORKS",
        description="networks separated by commas, like 192.168.1.0/24,fd00:1::/64",
    )

    site: Annotated[str, _matching(r"|https://[^\s/?#@]+(/[^\s/?#@]+)*/?")] = Field(
        default="",
        validation_alias="PULLQUOTE_SITE",
        description="the https address of the pages of `pullquote site`, like "
        "https://quotes.example.com",
    )

    metrics: Annotated[
        str,
        BeforeValidator(_lower),
        _matching(r"off|([\w.-]+|\[[0-9a-f:]+\]):\d{1,5}"),
        AfterValidator(_port),
    ] = Field(
        default="127.0.0.1:9464",
        validation_alias="PULLQUOTE_METRICS",
        description="an address of this machine and a port, like 127.0.0.1:9464, or off",
    )

    _shows = field_validator("*", mode="before")(_on_one_line)

    @property
    def metrics_named(self) -> bool:
        """Return whether the operator has named the address for health and metrics."""
        return "metrics" in self.model_fields_set

    def token(self) -> str:
        """Return the bot's token in clear text, or raise SettingsError where it is not set."""
        if self.discord_token is None:
            raise SettingsError(
                "DISCORD_TOKEN is not set; copy the bot's token from "
                "https://discord.com/developers/applications into .env (or the unit's "
                "/etc/pullquote.env)."
            )
        return self.discord_token.get_secret_value()


def names() -> dict[str, str]:
    """Return the name of every setting with a description of its values."""
    return {
        str(field.validation_alias): str(field.description)
        for field in Settings.model_fields.values()
    }


def load(
    *,
    database: str | None = None,
    data_dir: Path | None = None,
    shards: int | None = None,
    env_file: Path = ENV_FILE,
) -> Settings:
    """Read the settings; arguments, from the command line, override the environment.

    Raise SettingsError where a setting is wrong or the file cannot be read.
    """
    options = {
        "PULLQUOTE_DATABASE_URL": database,
        "PULLQUOTE_DATA_DIR": data_dir,
        "PULLQUOTE_SHARDS": shards,
    }
    overrides = {name: value for name, value in options.items() if value is not None}
    problem = ""
    try:
        return Settings(_env_file=env_file, **overrides)  # pyright: ignore[reportCallIssue] - aliases
    except ValidationError as error:
        problem = _sentence(error)
    except OSError as error:
        problem = (
            f"{env_file.absolute()} cannot be read ({error.strerror}); give this user the right to "
            "read it and to enter its folder."
        )
    except UnicodeDecodeError:
        problem = f"{env_file} cannot be read; make it a UTF-8 text file of NAME=value lines."
    # Raised here, so that the ValidationError, which contains the wrong value, is not its context.
    raise SettingsError(problem)


def unknown(env_file: Path = ENV_FILE) -> tuple[str, ...]:
    """Return a warning for each PULLQUOTE_ name that is set but is no setting."""
    known = names().keys() | FOR_TESTS
    present = {name.upper() for name in (*os.environ, *dotenv_values(env_file, encoding=_ENCODING))}
    return tuple(
        f"{name} is not a setting and is ignored; docs/settings.md lists the settings."
        for name in sorted(present - known)
        if name.startswith("PULLQUOTE_")
    )


def _sentence(error: ValidationError) -> str:
    # Only the name of the setting is used: the input can be the token.
    name = str(error.errors(include_input=False, include_context=False)[0]["loc"][0])
    known = {key.upper(): (key, value) for key, value in names().items()}
    title, allowed = known[name.upper()]
    return f"{title} must be {allowed}; correct it in the environment or in .env."
