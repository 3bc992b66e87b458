"""Read the JSON of <podcast:chapters>."""

import json
from typing import Any, cast

from bot.errors import FeedError
from bot.feeds.reader import plain_title
from bot.followed import FeedChapter
from bot.transcripts.timestamps import parse_time
from bot.translation import gettext as _

MOST = 500


def read_chapters(data: bytes) -> tuple[FeedChapter, ...]:
    """Return the chapters with a title that belong into a table of contents, in order.

    Raise FeedError where the data is no JSON of chapters:
    https://github.com/Podcastindex-org/podcast-namespace/blob/main/chapters/jsonChapters.md
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        document = None
    chapters = _field(document, "chapters")
    if not isinstance(chapters, list):
        raise FeedError(_("The chapters are not in the JSON of Podcasting 2.0: tell their owner."))
    read = (_chapter(one) for one in cast("list[Any]", chapters)[:MOST])
    return tuple(sorted((one for one in read if one), key=lambda one: one.start_ms))


def _chapter(value: Any) -> FeedChapter | None:
    start, title = _field(value, "startTime"), _field(value, "title")
    if _field(value, "toc") is False or not isinstance(title, str):
        return None
    ms = parse_time(start) if isinstance(start, str | float | int) else None
    plain = plain_title(title)
    return FeedChapter(ms, plain) if ms is not None and plain else None


def _field(value: Any, name: str) -> Any:
    return cast("dict[str, Any]", value).get(name) if isinstance(value, dict) else None
