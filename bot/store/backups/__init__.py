"""Backups: one state of a library as a file, and a library made of such a file again."""

from bot.store.backups.backup import back_up
from bot.store.backups.backup_file import BackupSummary, KeptFile, inspect_backup, read_kept_files
from bot.store.backups.restore import Restored, restore_backup

__all__ = [
    "BackupSummary",
    "KeptFile",
    "Restored",
    "back_up",
    "inspect_backup",
    "read_kept_files",
    "restore_backup",
]
