"""What the log must never hold, above DEBUG: what members type, what was said, names, tokens."""

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from bot import logs
from bot.models import Topic
from bot.settings import Settings
from tests.support.episodes import content_of, episode_of
from tests.support.everything import Everything, Repeating
from tests.support.stage import build_bot, episodes, fill, open_stage

TYPED = "quixotry zephyrine"
SAID = f"The {TYPED} of the harbour is a vexillology that nobody had ordered."
CANARIES = ("quixotry", "zephyrine", "vexillology", "mia", "jonas", "boss")
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.this-is-a-secret-and-no-token"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, configured = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**configured)


def recorded() -> dict[str, io.StringIO]:
    """Log in both formats at once."""
    streams = {form: io.StringIO() for form in ("json", "console")}
    root, handlers = logging.getLogger(), list[logging.Handler]()
    for form, stream in streams.items():
        settings = Settings.model_construct(
            discord_token=SecretStr(TOKEN), log_level="INFO", log_format=form
        )
        logs.configure(settings, stream=stream)
        handlers += root.handlers
    root.handlers[:] = handlers
    return streams


async def test_nothing_that_members_type_or_read_is_logged_though_everything_fails(
    tmp_path: Path,
) -> None:
    content = replace(content_of([SAID], key="canary"), topics=(Topic(TYPED),))
    episode = replace(episode_of(content, key="canary"), title=TYPED)
    await fill(tmp_path, [*episodes(), (episode, content)])
    streams, failing = recorded(), False
    async with open_stage(tmp_path) as stage:
        parts: list[Any] = [Repeating(one, lambda: failing) for one in (stage.library, stage.store)]
        bot = build_bot(*parts)
        await stage.env.restart_bot(bot)
        using = Everything(stage, bot, TYPED)
        pages = await using.found()
        opened = await using.press(pages)
        await using.press(opened)
        failing = True
        await using.commands()
        await using.press([*pages, *opened])
        await using.submit()
        await using.messages()
        assert len(stage.env.errors) > len(using.used) / 2
    assert using.used >= {"quote", "library add", "privacy export", "Find this in the podcast"}
    assert len(using.modals) > 5
    for stream in streams.values():
        assert not [one for one in CANARIES if one in stream.getvalue()]
    logged = [json.loads(line) for line in streams["json"].getvalue().splitlines()]
    failed = [one for one in logged if one["level"] == "error"]
    assert len(failed) > 50
    for one in (*failed, *(one for one in logged if one["event"] == "interaction")):
        assert len(one["reference"]) == 8
