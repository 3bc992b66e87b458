"""Move a library from one database into another, row by row."""

from bot.store.moves.move import MoveStep, move_library

__all__ = ["MoveStep", "move_library"]
