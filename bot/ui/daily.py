"""What the bot posts unasked: the highlight of a day, a new episode's best line, a notice."""

from datetime import date

import discord

from bot.models import Hit
from bot.schedules import Schedule
from bot.ui import location, quotes, text

_NAME = 90


def highlight_embed(hit: Hit) -> discord.Embed:
    """Show the highlight of a day."""
    embed = quotes.quote(hit)
    embed.title = "Today\u2019s highlight"
    return embed


def announcement_embed(hit: Hit) -> discord.Embed:
    """Announce a new episode with its best line."""
    embed = quotes.quote(hit)
    embed.title = text.truncate(f"New episode: {text.escaped(hit.episode.title, 200)}", text.TITLE)
    return embed


def greeting(schedule: Schedule) -> str | None:
    """Greet the role that wants to hear of posts."""
    return None if schedule.role is None else f"<@&{schedule.role}>"


def notice(reason: str, *, server: int, day: date) -> str:
    """Tell the managers why nothing is posted; ends in a mark by which it is known again."""
    sentence = (
        "**The daily highlight could not be posted.** "
        f"{text.escaped_sentence(reason, 800)}\nIt goes on by itself as soon as that is mended; "
        "`/doctor` shows what is missing."
    )
    return f"{sentence}\n{notice_mark(server=server, day=day)}"


def notice_mark(*, server: int, day: date) -> str:
    """Mark a notice as that of a server and a date."""
    return f"-# {day.isoformat()} · {server}"


def thread_name(hit: Hit) -> str:
    """Name the thread under a post by its first words."""
    return text.label(hit.match.display, _NAME) or location.footer(hit.episode)[:_NAME]
