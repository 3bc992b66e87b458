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
    "zones": ("bot.daily", "bot.text"),
    "wording": ("bot.text", "bot.ui.templates", "bot.ui.text"),
    "shown texts": ("bot.ui.clean_query", "bot.ui.text"),
    "text of cards": ("bot.cards",),
    "addresses": ("bot.curation", "bot.feeds", "bot.moments"),
    "archives": ("bot.transcripts.files", "cogs.attachments"),
    "file names": (
        "bot.episode_preparation",
        "bot.import_options",
        "bot.transcripts.metadata",
        "bot.transcripts.readers.signatures",
    ),
    "responses": ("bot.feeds",),
    "compression": ("bot.feeds",),
    "redirects": ("bot.feeds",),
    "settings": ("bot.settings", "bot.store.dialects"),
    "lines": ("bot.cli", "bot.clusters", "bot.runtime"),
    "backups": ("bot.store.backups",),
    "models": ("bot.search.semantic",),
}
