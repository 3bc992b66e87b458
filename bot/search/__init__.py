"""The index: find the right excerpt in noisy conversation, offline, without a model.

It is built from the store and can be thrown away at any time.
"""

from bot.search.index import Index, open_index

__all__ = ["Index", "open_index"]
