import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from pydantic import SecretStr

from bot import logs
from bot.settings import Settings

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.this-is-a-secret-and-no-token"
ANSWERING = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, configured = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**configured)


def configured(form: str, token: str | None = TOKEN) -> io.StringIO:
    stream = io.StringIO()
    secret = SecretStr(token) if token is not None else None
    settings = Settings.model_construct(discord_token=secret, log_level="DEBUG", log_format=form)
    logs.configure(settings, stream=stream)
    return stream


def fail(token: str) -> None:
    raise ValueError(f"wrong: {token}")


@pytest.mark.parametrize("form", ["console", "json"])
def test_the_token_never_shows_whichever_way_it_is_logged(form: str) -> None:
    stream = configured(form)
    ours, theirs = structlog.get_logger("bot.client"), logging.getLogger("discord.http")
    ours.info("login with %s", TOKEN, token=TOKEN, headers={"Authorization": f"Bot {TOKEN}"})
    theirs.debug("sending %s", {"token": TOKEN})
    try:
        fail(TOKEN)
    except ValueError:
        ours.exception("failed", tokens=[TOKEN])
        theirs.exception("failed with %r", TOKEN)
    written = stream.getvalue()
    assert TOKEN not in written
    assert written.count("[token]") >= 8


@pytest.mark.parametrize("form", ["console", "json"])
def test_the_token_of_an_interaction_never_shows(form: str) -> None:
    stream = configured(form)
    logging.getLogger("discord.http").debug("POST /webhooks/123/%s/messages", ANSWERING)
    logging.getLogger("discord.gateway").debug("received %s", {"token": ANSWERING, "id": 1})
    logging.getLogger("discord.gateway").debug("received %s", json.dumps({"token": ANSWERING}))
    assert ANSWERING not in stream.getvalue()
    assert "/webhooks/123/[token]/messages" in stream.getvalue()


def test_each_line_of_json_is_one_object() -> None:
    stream = configured("json", token=None)
    structlog.get_logger("bot.client").info("ready", servers=3)
    logging.getLogger("discord.gateway").warning("resumed %s", "session")
    ours, theirs = map(json.loads, stream.getvalue().splitlines())
    assert (ours["event"], ours["servers"], ours["logger"]) == ("ready", 3, "bot.client")
    assert (theirs["event"], theirs["level"]) == ("resumed session", "warning")


def test_a_traceback_shows_no_locals() -> None:
    stream = configured("console", token="  ")
    try:
        fail("no secret is set")
    except ValueError:
        structlog.get_logger().exception("failed")
    assert "Traceback" in stream.getvalue()
    assert "token = " not in stream.getvalue()
