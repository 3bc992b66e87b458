"""The database: episodes, the log of their changes, schedules and posts, feeds.

`open_store` is the only way in. Rows never leave this package: callers get the frozen dataclasses
of `bot.models` and `bot.schedules`.
"""

from bot.store.backups import (
    BackupSummary,
    KeptFile,
    Restored,
    back_up,
    inspect_backup,
    read_kept_files,
    restore_backup,
)
from bot.store.changes import Change
from bot.store.dialects.address import folder_of, shown_address
from bot.store.edits import Edits
from bot.store.feeds import FeedTable
from bot.store.lease_table import LeaseTable
from bot.store.leases import LeaseState
from bot.store.ledger import Ledger
from bot.store.member_table import MemberTable
from bot.store.mistake_table import MistakeTable
from bot.store.moves import MoveStep, move_library
from bot.store.outlines import SnapshotUpdate
from bot.store.posts import HighlightChoice, PlannedPosts, PostTask, StaleChoiceError
from bot.store.schedules import DueSchedule
from bot.store.server_table import ServerTable
from bot.store.session_starts import SessionStartTable
from bot.store.store import Store, open_store

__all__ = [
    "BackupSummary",
    "Change",
    "DueSchedule",
    "Edits",
    "FeedTable",
    "HighlightChoice",
    "KeptFile",
    "LeaseState",
    "LeaseTable",
    "Ledger",
    "MemberTable",
    "MistakeTable",
    "MoveStep",
    "PlannedPosts",
    "PostTask",
    "Restored",
    "ServerTable",
    "SessionStartTable",
    "SnapshotUpdate",
    "StaleChoiceError",
    "Store",
    "back_up",
    "folder_of",
    "inspect_backup",
    "move_library",
    "open_store",
    "read_kept_files",
    "restore_backup",
    "shown_address",
]
