"""Set up logging, for every library too: one line for each event, with secrets redacted.

Above the level DEBUG no line quotes anybody: of errors the class and the place are told, of
objects in the messages of other libraries the class alone.
"""

import asyncio
import json
import logging
import re
import sys
import threading
import warnings
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, TextIO
from urllib.parse import unquote

import structlog

from bot.errors import describe_error
from bot.settings import Settings
from bot.tracebacks import format_error

_SHARED: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
)

# Whoever has an interaction's token can answer as the bot for 15 minutes. discord.py logs it in
# addresses, and at level DEBUG within whole events.
# https://discord.com/developers/docs/interactions/receiving-and-responding
_INTERACTION_TOKEN = re.compile(
    r"((?:webhooks|interactions)/\d+/|token\W{1,12})[\w.%-]{20,}"
    r"|aW50ZXJhY3Rpb246[\w.%=+/-]*"  # "interaction:" in base 64, with which Discord's begin
)
_PASSWORD = re.compile(r"(://[^\s:/@]*:)[^\s/@]+@")

_OF_DATABASE = re.compile(r"[^:]+://([^:/]*):([^@]*)@([^/:?]*)")
"""The user, password and host of a database, as SQLAlchemy divides its address."""
_AS_OPTION = re.compile(r"[?&]password=([^&]*)")

_OBJECTS = re.compile(r"(<|\((?!\))).*", re.DOTALL)
"""Where asyncio's messages begin to show objects: calls with their arguments, tasks with errors."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


def configure(settings: Settings, *, stream: TextIO | None = None) -> None:
    """Send every log line of the process to `stream`, else standard error, as the settings say."""
    handler = _Handler(stream or sys.stderr)
    quoting = settings.log_level == "DEBUG"
    inner = _formatter(settings, quoting=quoting)
    handler.setFormatter(_Redacting(inner, secrets=_secrets(settings)))
    if not quoting:
        handler.addFilter(_name_objects)
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(settings.log_level)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


@contextmanager
def unhandled_logged() -> Generator[None]:
    """Log what Python would print during a block of the running loop: warnings and lost errors."""
    loop = asyncio.get_running_loop()
    threads, unraisable, shown = threading.excepthook, sys.unraisablehook, warnings.showwarning
    before = loop.get_exception_handler()
    threading.excepthook = lambda lost: _log.error("thread failed", exc_info=lost.exc_value)
    sys.unraisablehook = lambda lost: _log.error("error not raised", exc_info=lost.exc_value)
    warnings.showwarning = _log_warning
    loop.set_exception_handler(_log_lost)
    try:
        yield
    finally:
        threading.excepthook, sys.unraisablehook = threads, unraisable
        warnings.showwarning = shown
        loop.set_exception_handler(before)


def _log_lost(_: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """Log what asyncio reports; the tasks and futures beside it would repeat their errors."""
    problem = _without_objects(context["message"])
    _log.error("asyncio", problem=problem, exc_info=context.get("exception"))
    _log.debug("asyncio", problem=context["message"])


def _log_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: object
) -> None:
    _log.warning("warning", category=category.__name__, file=filename, line=lineno)
    _log.debug("warning", words=str(message))


def _name_objects(record: logging.LogRecord) -> bool:
    """Replace the objects in a library's message by their classes: their fields may be content."""
    if record.name == "asyncio":
        _name_in_asyncio(record)
    elif not isinstance(record.msg, str):
        if "_logger" not in record.__dict__:  # else it is a line of structlog, with its fields
            record.msg, record.args = str(_named(record.msg)), ()
    elif isinstance(record.args, tuple):
        record.args = tuple(map(_named, record.args))
    elif isinstance(record.args, Mapping):  # by name, or as the only object
        named = "%(" in str(record.msg)
        shown = {key: _named(value) for key, value in record.args.items()}
        record.args = shown if named else (_named(record.args),)
    return True


def _name_in_asyncio(record: logging.LogRecord) -> None:
    """Leave out what asyncio shows of objects: it formats them before it logs."""
    try:
        shown = record.getMessage()
    except (TypeError, ValueError):
        return  # it cannot be formatted, which the handler tells
    record.msg, record.args = _without_objects(shown), ()


def _without_objects(message: str) -> str:
    return _OBJECTS.sub("...", message.split("\n", 1)[0])


def _named(value: object) -> object:
    if isinstance(value, BaseException):
        return describe_error(value)
    return value if isinstance(value, str | int | float | None) else f"<{type(value).__name__}>"


class _Handler(logging.StreamHandler[TextIO]):
    """A handler that tells of a line that cannot be formatted, without the line."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        told = logging.makeLogRecord({"name": record.name, "levelname": "ERROR"})
        told.msg = "a line cannot be formatted"
        with suppress(OSError, ValueError):  # the stream is full or closed
            self.stream.write(self.format(told) + self.terminator)


class _Redacting(logging.Formatter):
    """A formatter that redacts secrets in the finished line, wherever they come from."""

    def __init__(self, inner: logging.Formatter, *, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        line = self._inner.format(record)
        for secret in self._secrets:
            line = line.replace(secret, "[token]")
        return _INTERACTION_TOKEN.sub(_redacted_token, _PASSWORD.sub(r"\1[password]@", line))


def _redacted_token(found: re.Match[str]) -> str:
    return f"{found[1] or ''}[token]"


def _secrets(settings: Settings) -> tuple[str, ...]:
    """Return the token and the database's password, in all forms that a line may have them."""
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    found = {token, token.strip()}  # discord.py strips it before it sends it
    url = getattr(settings, "database_url", "")
    address = _OF_DATABASE.match(url)
    user, password, host = address.groups() if address else ("", "", "")
    for one in (password, *_AS_OPTION.findall(url)):
        if unquote(one) not in {user, host, "pullquote"}:  # else it is a word that lines need
            found |= {one, unquote(one)}
    found |= {json.dumps(one)[1:-1] for one in found}
    return tuple(sorted(found - {""}, key=len, reverse=True))


def _formatter(settings: Settings, *, quoting: bool) -> logging.Formatter:
    errors = structlog.processors.ExceptionRenderer(*(() if quoting else (_format_error,)))
    renderers: list[structlog.typing.Processor] = (
        [structlog.processors.JSONRenderer()]
        if settings.log_format == "json"
        else [
            _make_printable,
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                # The default warns that it would show errors with all variables of every frame.
                exception_formatter=structlog.dev.plain_traceback,
            ),
        ]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, errors, *renderers],
    )


def _format_error(exc_info: structlog.typing.ExcInfo) -> str:
    return format_error(exc_info[1])


def _make_printable(_: object, __: str, event: structlog.typing.EventDict) -> dict[str, Any]:
    """Escape what ends a line, moves the cursor or turns the direction: it could forge a line.

    The lines of a traceback are indented, so that none looks like a line of the log.
    """
    return {
        key: (
            "\n".join(f"    {_escaped(line)}" for line in value.split("\n"))
            if key in {"exception", "stack"}
            else _escaped(value)
            if isinstance(value, str)
            else value
        )
        for key, value in event.items()
    }


def _escaped(words: str) -> str:
    if words.isprintable():
        return words
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in words)
