"""A log in all forms at once, and errors of many kinds that repeat what they were given."""

import io
import json
import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import structlog
from multidict import CIMultiDict, CIMultiDictProxy
from prometheus_client import generate_latest
from pydantic import BaseModel, SecretStr, ValidationError
from sqlalchemy.exc import IntegrityError, StatementError
from yarl import URL

from bot import logs
from bot.metrics import Metrics, health
from bot.settings import Settings

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.this-is-a-secret-and-no-token"
ANSWERING = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4MTIzNDU2Nzg5MDEyMzQ1Njc4"
"""The token of an interaction."""
PASSWORD = "hunter-of-snarks"
"""That of the database."""
SECRETS = (TOKEN, ANSWERING, PASSWORD)


@dataclass(frozen=True, slots=True)
class Log:
    """What was logged, by level and format."""

    streams: dict[tuple[str, str], io.StringIO]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return the lines above DEBUG, each read as the JSON object that it must be."""
        return [json.loads(line) for line in self.streams["INFO", "json"].getvalue().splitlines()]

    @property
    def events(self) -> list[str]:
        """Return what each line is about."""
        return [one["event"] for one in self.lines]

    def told(self, words: Iterable[str]) -> list[str]:
        """Return each line that has a secret, or above DEBUG one of the words, in either format."""
        secrets = [one.casefold() for one in SECRETS]
        known = {"DEBUG": secrets, "INFO": [*secrets, *(one.casefold() for one in words)]}
        return [
            line
            for (level, _), stream in self.streams.items()
            for line in stream.getvalue().casefold().splitlines()
            if any(one in line for one in known[level])
        ]


@contextmanager
def logged() -> Generator[Log]:
    """Log in both formats at both levels during a block, and then as before."""
    root = logging.getLogger()
    before, old_level, configured = root.handlers[:], root.level, structlog.get_config()
    # DEBUG first: at INFO, a filter changes some lines.
    kinds = [(level, form) for level in ("DEBUG", "INFO") for form in ("json", "console")]
    streams = {kind: io.StringIO() for kind in kinds}
    handlers = list[logging.Handler]()
    for (level, form), stream in streams.items():
        settings = Settings.model_construct(
            discord_token=SecretStr(TOKEN),
            database_url=f"postgresql+asyncpg://pullquote:{PASSWORD}@db.example/library",
            log_level=level,
            log_format=form,
        )
        logs.configure(settings, stream=stream)
        for handler in root.handlers:
            handler.setLevel(level)
        handlers += root.handlers
    root.handlers[:] = handlers
    root.setLevel("DEBUG")
    try:
        yield Log(streams)
    finally:
        root.handlers[:] = before
        root.setLevel(old_level)
        structlog.configure(**configured)


def served(metrics: Metrics) -> str:
    """Return what the pages of a process say now: its numbers, and its health."""
    parts = metrics.state
    verdicts = {**health.live(parts).checks, **health.ready(parts).checks}
    lines = generate_latest(metrics.registry).decode().splitlines()
    samples = [one for one in lines if not one.startswith("#")]
    return "\n".join((*samples, json.dumps(verdicts, ensure_ascii=False)))


class _Numbered(BaseModel):
    number: int


def repeating_errors() -> Iterator[Callable[[str], Exception]]:
    """Yield, for ever, functions that make an error of what was said, one kind after another."""
    kinds: tuple[Callable[[str], Exception], ...] = (
        ValueError,
        lambda said: UnicodeDecodeError("ascii", f"é{said}".encode(), 0, 1, said),
        lambda said: json.JSONDecodeError(said, said, 0),
        KeyError,
        lambda said: StatementError(said, f"SELECT '{said}'", {"words": said}, Exception(said)),
        lambda said: IntegrityError(f"SELECT '{said}'", {"words": said}, Exception(said)),
        _invalid,
        lambda said: OSError(2, said, said),
        lambda said: ExceptionGroup(said, [ValueError(said), TypeError(said)]),
        lambda said: discord.HTTPException(_answer(400), {"message": said, "code": 50035}),
        lambda said: discord.DiscordServerError(_answer(500), said),
        lambda said: aiohttp.ClientResponseError(_request(said), (), status=502, message=said),
        lambda said: aiohttp.InvalidURL(f"https://example.com/{said}?token={ANSWERING}"),
    )
    return cycle(kinds)


def _invalid(said: str) -> ValidationError:
    try:
        _Numbered.model_validate({"number": said, said: said})
    except ValidationError as error:
        return error
    raise AssertionError


def _answer(status: int) -> Any:
    """Return as much of an answer as discord.py's errors read."""
    return SimpleNamespace(status=status, reason="", headers={})


def _request(said: str) -> aiohttp.RequestInfo:
    url = URL(f"https://discord.example/webhooks/1/{ANSWERING}").with_query(said=said)
    headers = CIMultiDictProxy(CIMultiDict({"Authorization": f"Bot {TOKEN}", "X-Said": "yes"}))
    return aiohttp.RequestInfo(url, "POST", headers, url)
