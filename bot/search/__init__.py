"""The search index: find excerpts of conversations offline, without a language model.

It is built from the store and can be deleted at any time.
"""

from bot.search.index import Index, open_index

__all__ = ["Index", "open_index"]
