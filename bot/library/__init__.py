"""Access to episodes and quotes for the commands: the only way from cogs to store and index."""

from bot.library.following import encode, follow
from bot.library.library import Library
from bot.library.reader import EpisodeReader, open_reader
from bot.library.snapshot import Snapshot

__all__ = ["EpisodeReader", "Library", "Snapshot", "encode", "follow", "open_reader"]
