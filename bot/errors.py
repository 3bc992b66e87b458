"""Everything that can go wrong in a way we foresaw.

    PullquoteError
    ├── SettingsError       a setting is missing or wrong
    ├── TranscriptError     a transcript cannot be read
    ├── GuideError          a guide cannot be read
    ├── LibraryError        the library cannot do what was asked
    │   ├── KeyTakenError   another episode has this key
    │   └── NotFoundError   no such episode, show or quote (for this server)
    ├── StoreError          the database cannot be used
    ├── SearchError         the index cannot be used
    └── DiscordError        Discord refuses the bot, or cannot be reached

The message of each is one sentence, written for the person who reads it: what is wrong, and
what to do next.
"""


class PullquoteError(Exception):
    """Be the root of every error that we raise on purpose."""


class SettingsError(PullquoteError):
    """Say which setting is wrong and what it may be."""


class TranscriptError(PullquoteError):
    """Say why a transcript cannot be read."""


class GuideError(PullquoteError):
    """Say which line or key of a guide is wrong."""


class LibraryError(PullquoteError):
    """Say why the library cannot do what was asked."""


class KeyTakenError(LibraryError):
    """Say which episode already has the key."""


class NotFoundError(LibraryError):
    """Say what was not found, and how to see what there is."""


class StoreError(PullquoteError):
    """Say why the database cannot be used."""


class SearchError(PullquoteError):
    """Say why the index cannot be used, and how to have it built again."""


class DiscordError(PullquoteError):
    """Say why Discord cannot be used, and what the operator can do."""
