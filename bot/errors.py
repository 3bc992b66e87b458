"""Every error that Pullquote raises on purpose.

    PullquoteError
    ├── SettingsError       a setting is missing or wrong
    ├── TranscriptError     a transcript cannot be read
    ├── GuideError          a guide cannot be read
    ├── FeedError           a feed, or what it names, cannot be fetched or read
    ├── LibraryError        the library cannot do what was asked
    │   ├── KeyTakenError   another episode has this key
    │   ├── NotFoundError   no such episode, show or quote (for this server)
    │   └── TooOftenError   a member, or a server, asks for too much at once
    ├── StoreError          the database cannot be used
    │   └── StoreUnavailableError   it cannot be reached now, which may pass by itself
    ├── SearchError         the index cannot be used
    ├── SiteError           the pages of the site cannot be written
    ├── ModelError          the sentence model cannot be used
    ├── ClusterError        this process cannot serve a cluster, or has lost it
    └── DiscordError        Discord refuses the bot, or cannot be reached
        └── RefusedSettingError   it refuses what only the operator can change

The message of each is one sentence, written for the person who reads it: what is wrong, and
what to do next.
"""

import os
import re
from collections.abc import Iterator


class PullquoteError(Exception):
    """The base class of every error that Pullquote raises on purpose."""


class SettingsError(PullquoteError):
    """A setting is missing or wrong."""


class TranscriptError(PullquoteError):
    """A transcript cannot be read."""


class GuideError(PullquoteError):
    """A guide cannot be read; where it can, the message names the line and key."""


class FeedError(PullquoteError):
    """A feed, or what it names, cannot be fetched or read."""


class LibraryError(PullquoteError):
    """The library cannot do what was asked."""


class KeyTakenError(LibraryError):
    """Another episode already has the key."""


class NotFoundError(LibraryError):
    """There is no such episode, show or quote, or none that this server may see."""


class TooOftenError(LibraryError):
    """A member, or all of a server together, ask for too much; `seconds` says when to try again.

    Whoever shows it says so in the language of the member.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too much at once; try again in {seconds:.0f} seconds.")
        self.seconds = seconds


class StoreError(PullquoteError):
    """The database cannot be used."""


class StoreUnavailableError(StoreError):
    """The database cannot be reached now, or another has locked it: it may work again later."""


class SearchError(PullquoteError):
    """The index cannot be used; the message says how to rebuild it."""


class SiteError(PullquoteError):
    """The pages of the site cannot be written; the folder is left as it was."""


class ModelError(PullquoteError):
    """The sentence model cannot be loaded, or it failed; words are searched without it."""


class ClusterError(PullquoteError):
    """A cluster cannot be served beside the others, or was taken over by another process."""


class DiscordError(PullquoteError):
    """Discord refuses the bot, or cannot be reached."""


class RefusedSettingError(DiscordError):
    """Discord refuses the token, the shards or the release: to try again is of no use."""


_TELLING = (StoreError, SettingsError, SearchError, SiteError, ModelError, ClusterError)
"""Errors whose sentences are about the machine."""

_BY_PYTHON = (AttributeError, NameError, ImportError, IndexError, ArithmeticError, RecursionError)
"""Errors whose messages name code, where Python itself raises them."""

_CODE = re.compile(r"[A-Z0-9_]{1,40}")
_FACTS = ("errno", "status", "code", "sqlstate", "sqlite_errorname")
"""What the errors of libraries say beside their messages."""


def describe_error(error: BaseException) -> str:
    """Describe an error for the log: its class, and what of its message quotes nobody.

    Most messages may quote what a member typed, a name, or words of a transcript.
    """
    named = type(error).__qualname__
    told = " ".join(str(error).split()) if _quotes_nobody(error) else ", ".join(_facts(error))
    if not told and isinstance(error, PullquoteError) and error.__cause__:
        told = describe_error(error.__cause__)
    return f"{named}: {told}" if told else named


def _quotes_nobody(error: BaseException) -> bool:
    if isinstance(error, SearchError | ModelError):
        # SQLite repeats a query that it cannot read, and a model what it cannot encode.
        cause = error.__cause__
        known = getattr(cause, "sqlite_errorname", "SQLITE_ERROR") != "SQLITE_ERROR"
        return cause is None or isinstance(cause, OSError) or known
    by_python = isinstance(error, _BY_PYTHON) and type(error).__module__ == "builtins"
    return by_python or type(error) is DiscordError or isinstance(error, _TELLING)


def _facts(error: BaseException) -> Iterator[str]:
    """Yield the codes of an error, or of the one that SQLAlchemy wraps."""
    source: object = getattr(error, "orig", None) or error
    if source is not error:
        yield type(source).__qualname__
    for name in _FACTS:
        if isinstance(getattr(type(source), name, None), property):
            continue  # it may warn or fail, as aiohttp's old name of a status does
        value = getattr(source, name, None)
        if isinstance(value, int) or (isinstance(value, str) and _CODE.fullmatch(value)):
            yield f"{name} {value}"
    if isinstance(source, OSError) and source.errno and source.errno > 0:
        yield os.strerror(source.errno)
