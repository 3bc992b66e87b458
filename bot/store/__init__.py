"""The truth of the library: what was imported, and when it changed.

`open_store` is the only door. Rows never leave this package: its readers get the frozen values
of `bot.models`.
"""

from bot.store.changes import Change
from bot.store.ledger import Ledger
from bot.store.outlines import SnapshotUpdate
from bot.store.posts import HighlightChoice, PlannedPosts, PostTask, StaleChoiceError
from bot.store.store import Store, open_store

__all__ = [
    "Change",
    "HighlightChoice",
    "Ledger",
    "PlannedPosts",
    "PostTask",
    "SnapshotUpdate",
    "StaleChoiceError",
    "Store",
    "open_store",
]
