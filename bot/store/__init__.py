"""The truth of the library: what was imported, and when it changed.

`open_store` is the only door. Rows never leave this package: its readers get the frozen values
of `bot.models`.
"""

from bot.store.changes import Change
from bot.store.ledger import Ledger
from bot.store.outlines import Catalogue
from bot.store.posts import Choice, Plan, StaleChoiceError, Task
from bot.store.store import Store, open_store

__all__ = [
    "Catalogue",
    "Change",
    "Choice",
    "Ledger",
    "Plan",
    "StaleChoiceError",
    "Store",
    "Task",
    "open_store",
]
