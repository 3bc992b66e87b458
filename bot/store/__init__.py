"""The database: episodes, the log of their changes, schedules and posts, feeds.

`open_store` is the only way in. Rows never leave this package: callers get the frozen dataclasses
of `bot.models` and `bot.schedules`.
"""

from bot.store.audit import Inconsistency, audit, count_violations
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
from bot.store.dialects.address import file_of, folder_of, shown_address
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
from bot.store.store import OlderReleaseError, Store, open_existing_store, open_store

__all__ = [
    "BackupSummary",
    "Change",
    "DueSchedule",
    "Edits",
    "FeedTable",
    "HighlightChoice",
    "Inconsistency",
    "KeptFile",
    "LeaseState",
    "LeaseTable",
    "Ledger",
    "MemberTable",
    "MistakeTable",
    "MoveStep",
    "OlderReleaseError",
    "PlannedPosts",
    "PostTask",
    "Restored",
    "ServerTable",
    "SessionStartTable",
    "SnapshotUpdate",
    "StaleChoiceError",
    "Store",
    "audit",
    "back_up",
    "count_violations",
    "file_of",
    "folder_of",
    "inspect_backup",
    "move_library",
    "open_existing_store",
    "open_store",
    "read_kept_files",
    "restore_backup",
    "shown_address",
]
