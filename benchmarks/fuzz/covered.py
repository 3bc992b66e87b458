"""The modules and packages whose coverage guides each target.

The fewer, the sooner a run starts and the faster it is. They are known here, and not beside the
targets, because they are instrumented while those are imported.
"""

from collections.abc import Mapping

_READERS = ("bot.transcripts",)

COVERED: Mapping[str, tuple[str, ...]] = {
    "text": _READERS,
    "captions": _READERS,
    "JSON": _READERS,
    "markup": _READERS,
    "tables": _READERS,
    "documents": _READERS,
    "guide": ("bot.guide",),
    "feed": ("bot.feeds", "bot.transcripts.timestamps"),
    "chapters": ("bot.feeds", "bot.transcripts.timestamps"),
    "custom ids": ("bot.ui",),
    "search": ("bot.search",),
    "query": ("bot.search.query", "bot.text", "bot.ui.clean_query", "bot.library.naming"),
    "dates and times": ("bot.daily", "bot.text", "bot.transcripts.timestamps"),
    "wording": ("bot.text", "bot.ui.templates", "bot.ui.text"),
    "addresses": ("bot.curation", "bot.feeds", "bot.moments"),
}
