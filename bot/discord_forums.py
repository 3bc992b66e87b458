"""Make a post in a forum with one request.

discord.py repeats a request that Discord answers with a 5xx. It may have taken effect, and a post
in a forum has no nonce by which Discord would know the second request: it would make a second post.
"""

from collections.abc import Sequence
from typing import Any

import discord
from discord.http import Route, handle_message_parameters
from discord.ui import LayoutView

from bot.daily.port import UnclearError
from bot.translation import gettext as _

UNCLEAR_SECONDS = 60.0
"""Seconds after an unclear try until the threads are looked through."""

_PUBLIC_THREAD = 11


async def make_post(
    client: discord.Client,
    forum: discord.ForumChannel,
    *,
    name: str,
    view: LayoutView,
    tags: Sequence[discord.ForumTag],
    mentions: discord.AllowedMentions,
) -> int:
    """Make a thread with its first message, which has the same id; return the id.

    Raises UnclearError where discord.py would try again, and discord.HTTPException.
    """
    thread = {
        "name": name,
        "auto_archive_duration": forum.default_auto_archive_duration,
        "type": _PUBLIC_THREAD,
        "applied_tags": [str(tag.id) for tag in tags],
    }
    with handle_message_parameters(
        view=view,
        allowed_mentions=mentions,
        previous_allowed_mentions=client.allowed_mentions,
        channel_payload=thread,
    ) as made:
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=forum.id)
        once: Any = [_Once()]
        data = await client.http.request(
            route, json=made.payload, files=once, params={"use_nested_fields": 1}
        )
    return int(data["id"])


class _Once:
    """Stands for a file, which discord.py rewinds before each try: refuses the second."""

    def reset(self, *, seek: int) -> None:
        if seek:
            raise UnclearError(_("Discord could not be reached."), seconds=UNCLEAR_SECONDS)
