"""Set up logging, for discord.py too: to standard error, with secrets redacted."""

import logging
import re
import sys
from typing import TextIO

import structlog

from bot.settings import Settings

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
_INTERACTION_TOKEN = re.compile(r"((?:webhooks|interactions)/\d+/|token\W{1,8})[\w.%-]{20,}")


def configure(settings: Settings, *, stream: TextIO | None = None) -> None:
    """Send every log line of the process to `stream`, else standard error, as the settings say."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Redacting(_formatter(settings), secrets=_secrets(settings)))
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
        return _INTERACTION_TOKEN.sub(r"\1[token]", line)


def _secrets(settings: Settings) -> tuple[str, ...]:
    token = settings.discord_token
    if token is None:
        return ()
    # discord.py strips white space around a token before it sends it.
    found = {token.get_secret_value(), token.get_secret_value().strip()} - {""}
    return tuple(sorted(found, key=len, reverse=True))


def _formatter(settings: Settings) -> logging.Formatter:
    renderers: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if settings.log_format == "json"
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                # The default shows the local variables of every frame, and the token is one.
                exception_formatter=structlog.dev.plain_traceback,
            )
        ]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
    )
