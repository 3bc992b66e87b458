import asyncio
import gc
import io
import json
import logging
import threading
import warnings
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote

import pytest
import structlog
from pydantic import SecretStr

from bot import logs
from bot.errors import describe_error
from bot.settings import Settings
from tests.support.logged import SECRETS, repeating_errors

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


def configured(form: str, token: str | None = TOKEN, *, level: str = "DEBUG") -> io.StringIO:
    stream = io.StringIO()
    secret = SecretStr(token) if token is not None else None
    settings = Settings.model_construct(discord_token=secret, log_level=level, log_format=form)
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
    nested = json.dumps({"data": json.dumps({"token": f"b{ANSWERING}"})})
    logging.getLogger("discord.gateway").debug("received %s", nested)
    logging.getLogger("aiohttp").warning("no such webhook as %s", ANSWERING)
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


@pytest.mark.parametrize("form", ["console", "json"])
def test_no_name_can_forge_a_line_or_move_the_cursor(form: str) -> None:
    stream = configured(form)
    hostile = "x\n2026-01-01 [error] forged\r\x1b[2J\x85\u2028\u202e\u2066\x00y"
    structlog.get_logger("bot.client").info("ready", user=hostile)
    logging.getLogger("discord.client").info("hello %s", hostile)
    structlog.get_logger("bot").info(hostile)
    structlog.get_logger("bot").error("failed", exc_info=AttributeError(hostile))
    lines = stream.getvalue().split("\n")
    assert not [one for one in lines if one.startswith("2026-01-01")]
    assert not {"\r", "\x1b", "\x85", "\u2028", "\u202e", "\u2066", "\x00"} & set(stream.getvalue())


def test_every_line_of_json_is_one_object_whoever_writes_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stream = configured("json", level="INFO")

    async def lose_things() -> None:
        with logs.unhandled_logged():
            loop = asyncio.get_running_loop()
            lost: asyncio.Future[None] = loop.create_future()
            lost.set_exception(ValueError("quixotry"))
            del lost
            gc.collect()
            with warnings.catch_warnings(action="always"):
                warnings.warn("quixotry", UserWarning, stacklevel=1)
            thread = threading.Thread(target=fail, args=("quixotry",))
            thread.start()
            thread.join()
            logging.getLogger("discord.ui.view").error("ignored %r in %s", Named(), "view")
            logging.getLogger("aiohttp").warning("%d", "quixotry")
            logging.getLogger("aiohttp").error("failed %s", OSError(2, "gone", "quixotry"))
            group = ExceptionGroup("quixotry", [ValueError("quixotry"), KeyError("quixotry")])
            logging.getLogger("aiohttp").error("failed", exc_info=group)

    asyncio.run(lose_things())
    told = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [one["event"] for one in told] == [
        "asyncio",
        "warning",
        "thread failed",
        "ignored '<Named>' in view",
        "a line cannot be formatted",
        "failed FileNotFoundError: errno 2, No such file or directory",
        "failed",
    ]
    assert told[0]["problem"] == "Future exception was never retrieved"
    assert told[0]["exception"].endswith("ValueError")
    assert told[2]["exception"].endswith('raise ValueError(f"wrong: {token}")\nValueError')
    assert "KeyError" in told[-1]["exception"]
    assert "quixotry" not in stream.getvalue()
    assert "quixotry" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize("debug", [False, True])
async def test_what_asyncio_shows_of_calls_and_tasks_is_left_out(form: str, *, debug: bool) -> None:
    stream = configured(form, level="INFO")
    loop = asyncio.get_running_loop()
    loop.set_debug(debug)
    loop.slow_callback_duration = -1  # each call is told as a slow one
    with logs.unhandled_logged():
        loop.call_soon(fail, "quixotry")
        await lose_a_group()
    # As at the end of a process, when the loop is left to itself.
    loop.set_exception_handler(None)
    loop.call_soon(fail, "quixotry")
    await lose_a_group()
    loop.set_debug(False)
    logging.getLogger("asyncio").warning("Executing %s took %.3f seconds", "<Handle quixotry()>", 1)
    logging.getLogger("asyncio").warning("%d", "quixotry")
    assert stream.getvalue().count("Exception in callback fail...") == 2
    assert stream.getvalue().count("Task ...") >= 2
    assert "quixotry" not in stream.getvalue()


async def lose_a_group() -> None:
    """Let a task of a group fail after the task that opened the group has ended."""
    left = asyncio.TaskGroup()
    opener = asyncio.create_task(left.__aenter__())
    await opener
    left.create_task(fail_soon("quixotry"))
    await asyncio.sleep(0.01)


async def fail_soon(words: str) -> None:
    fail(words)


@pytest.mark.parametrize("form", ["console", "json"])
def test_objects_in_other_libraries_messages_are_told_by_their_class(form: str) -> None:
    stream = configured(form, level="INFO")
    theirs = logging.getLogger("discord.state")
    theirs.warning("unknown payload %s", {"content": "quixotry"})
    theirs.warning("unknown payload %(data)s of %(id)d", {"data": ["quixotry"], "id": 7})
    theirs.warning(ValueError("quixotry"))
    theirs.warning({"content": "quixotry"})
    theirs.warning("unknown bytes %r", b"quixotry")
    structlog.get_logger("bot").warning("ours", why="told")
    told = stream.getvalue()
    assert "quixotry" not in told
    for shown in ("payload <dict>", "payload <list> of 7", "ValueError", "bytes '<bytes>'", "told"):
        assert shown in told


class CodeError(AttributeError):
    """An error of a library whose message is about what it was given."""


def test_only_messages_of_python_itself_name_code() -> None:
    assert describe_error(CodeError("quixotry")) == "CodeError"
    assert describe_error(AttributeError("no attribute x")) == "AttributeError: no attribute x"


def test_each_kind_of_error_is_described_without_what_it_quotes() -> None:
    described = [describe_error(make("quixotry")) for make in islice(repeating_errors(), 20)]
    assert "ClientResponseError: status 502" in described
    assert "HTTPException: status 400, code 50035" in described
    assert not [one for one in described if any(known in one for known in ("quixotry", *SECRETS))]


def test_at_debug_messages_are_shown_for_whoever_looks_for_a_fault() -> None:
    stream = configured("json")
    logging.getLogger("discord").error("failed", exc_info=ValueError("wrong: quixotry"))
    assert "wrong: quixotry" in stream.getvalue()


@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize("password", ["hünter2-long", "a%2Fb%40c", 'q"uote', "sla/sh:?#ed"])
def test_the_password_of_the_database_never_shows(form: str, password: str) -> None:
    url = f"postgresql+asyncpg://pullquote:{password}@db.example/library?password=optional-one"
    stream = io.StringIO()
    settings = Settings.model_construct(
        discord_token=None, log_level="INFO", log_format=form, database_url=url
    )
    logs.configure(settings, stream=stream)
    logging.getLogger("asyncpg").error("connecting to %s with %s", url, unquote(password))
    structlog.get_logger("bot").info("connect", to=url, password=[unquote(password)])
    for known in (password, unquote(password), json.dumps(password)[1:-1], "optional-one"):
        assert known not in stream.getvalue()
    assert "db.example/library" in stream.getvalue()


class Named:
    def __repr__(self) -> str:
        return "<Button label='quixotry'>"
