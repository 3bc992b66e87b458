"""What a command may ask of episodes: the one door of the cogs to store and index."""

from bot.library.library import Library
from bot.library.snapshot import Snapshot

__all__ = ["Library", "Snapshot"]
