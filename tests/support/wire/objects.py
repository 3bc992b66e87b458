"""What Discord's objects look like as JSON: users, servers, channels, messages."""

import itertools
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

Json = dict[str, Any]

EPOCH_MS = 1_420_070_400_000
TEXT_CHANNEL, DM_CHANNEL, NEWS_CHANNEL, PUBLIC_THREAD, FORUM = 0, 1, 5, 11, 15
EVERY_PERMISSION = str((1 << 49) - 1)
ATTACHMENT = re.compile(r"attachment://(.+)")


def snowflakes(seconds: Callable[[], float] = time.time) -> Iterator[str]:
    """Yield ids as Discord makes them: the moment in milliseconds, then a count."""
    for count in itertools.count():
        yield str(((int(seconds() * 1000) - EPOCH_MS) << 22) | (count & 0xFFF))


@dataclass(frozen=True, slots=True)
class User:
    """Know a person, or the bot."""

    id: str
    name: str
    locale: str = "en-US"
    bot: bool = False
    permissions: str = EVERY_PERMISSION

    def json(self) -> Json:
        """Return the user object."""
        return {
            "id": self.id,
            "username": self.name,
            "global_name": None if self.bot else self.name.title(),
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
            "primary_guild": None,
        }

    def member(self) -> Json:
        """Return the member object of this user in any server."""
        return {
            "user": self.json(),
            "nick": None,
            "avatar": None,
            "banner": None,
            "roles": [],
            "joined_at": "2026-01-01T00:00:00.000000+00:00",
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "permissions": self.permissions,
            "communication_disabled_until": None,
        }


@dataclass(frozen=True, slots=True)
class Guild:
    """Know a server with one text channel; `joined` tells whether the bot is in it.

    `permissions` are those of everybody, `system` is the channel for Discord's own messages.
    """

    id: str
    name: str
    channel: str
    locale: str = "en-US"
    joined: bool = True
    permissions: str = EVERY_PERMISSION
    system: str | None = None

    def partial(self) -> Json:
        """Return what an interaction says of its server."""
        return {"id": self.id, "locale": self.locale, "features": []}

    def channel_json(self) -> Json:
        """Return the channel object."""
        return {
            "id": self.channel,
            "guild_id": self.id,
            "type": TEXT_CHANNEL,
            "name": "podcast",
            "topic": None,
            "position": 0,
            "parent_id": None,
            "nsfw": False,
            "last_message_id": None,
            "rate_limit_per_user": 0,
            "permission_overwrites": [],
            "flags": 0,
        }

    def json(self, *members: User) -> Json:
        """Return the server as GUILD_CREATE carries it."""
        everyone = {
            "id": self.id,
            "name": "@everyone",
            "permissions": self.permissions,
            "position": 0,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }
        lists = ("emojis", "stickers", "threads", "presences", "voice_states", "features")
        return {
            **{
                name: list[Json]() for name in (*lists, "stage_instances", "guild_scheduled_events")
            },
            "id": self.id,
            "name": self.name,
            "owner_id": members[0].id if members else "1",
            "preferred_locale": self.locale,
            "roles": [everyone],
            "channels": [self.channel_json()],
            "members": [member.member() for member in members],
            "member_count": len(members),
            "joined_at": "2026-01-01T00:00:00.000000+00:00",
            "large": False,
            "unavailable": False,
            "verification_level": 1,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "system_channel_id": self.system,
            "system_channel_flags": 0,
            "afk_channel_id": None,
            "afk_timeout": 300,
            "icon": None,
            "description": None,
        }


def attachment(name: str, data: bytes, *, attachment_id: str, address: str) -> Json:
    """Return a file that a member attaches to a command."""
    return {
        "id": attachment_id,
        "filename": name,
        "size": len(data),
        "url": address,
        "proxy_url": address,
        "ephemeral": True,
    }


def dm_channel(channel: str, user: User) -> Json:
    """Return the channel between the bot and a user."""
    return {
        "id": channel,
        "type": DM_CHANNEL,
        "last_message_id": None,
        "flags": 0,
        "recipients": [user.json()],
    }


def thread(under: Json, *, name: str, owner: User) -> Json:
    """Return the thread that hangs on a message."""
    return {
        "id": under["id"],
        "parent_id": under["channel_id"],
        "owner_id": owner.id,
        "name": name,
        "type": PUBLIC_THREAD,
        "last_message_id": None,
        "message_count": 0,
        "member_count": 1,
        "rate_limit_per_user": 0,
        "flags": 0,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": datetime.now(UTC).isoformat(),
            "locked": False,
        },
    }


def application(application_id: str, owner: User) -> Json:
    """Return the bot's own application."""
    return {
        "id": application_id,
        "name": "Pullquote",
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "owner": owner.json(),
        "team": None,
        "interactions_endpoint_url": None,
        "redirect_uris": list[str](),
        "approximate_guild_count": 1,
        "integration_types_config": {"0": {}, "1": {}},
    }


def message(sent: Json, *, message_id: str, channel: str, author: User, **more: Any) -> Json:
    """Return the message that a request to send makes."""
    made: Json = {
        "id": message_id,
        "channel_id": channel,
        "author": author.json(),
        "type": 0,
        "content": "",
        "embeds": list[Json](),
        "components": list[Json](),
        "attachments": list[Json](),
        "flags": 0,
        "timestamp": datetime.now(UTC).isoformat(),
        "edited_timestamp": None,
        "tts": False,
        "pinned": False,
        "mention_everyone": False,
        "mentions": list[Json](),
        "mention_roles": list[str](),
        **more,
    }
    change(made, sent)
    made["edited_timestamp"] = None
    return made


def change(made: Json, sent: Json) -> None:
    """Change a message as a request says, in place."""
    for key in ("embeds", "components"):
        if key in sent:
            made[key] = _unfurled(sent[key] or [], channel=made["channel_id"])
    if "content" in sent:
        made["content"] = sent["content"] or ""
    if "attachments" in sent:
        made["attachments"] = [_attachment(known, made) for known in sent["attachments"] or ()]
    if "nonce" in sent:
        made["nonce"] = sent["nonce"]
    made["flags"] |= int(sent.get("flags") or 0)
    made["edited_timestamp"] = datetime.now(UTC).isoformat()
    for number, component in enumerate(components(made), start=1):
        component.setdefault("id", number)


def components(made: Json) -> Iterator[Json]:
    """Yield every component of a message, outer before inner."""
    return _walk(made["components"])


def _walk(level: list[Json]) -> Iterator[Json]:
    for component in level:
        yield component
        yield from _walk(component.get("components") or [])
        yield from _walk([component["accessory"]] if component.get("accessory") else [])


def _attachment(sent: Json, made: Json) -> Json:
    name = sent.get("filename") or "file"
    address = f"https://cdn.discordapp.com/attachments/{made['channel_id']}/{name}"
    known = {"filename": name, "size": 1, "url": address, "proxy_url": address}
    return {**known, **sent, "id": str(sent["id"])}


def _unfurled(node: Any, *, channel: str) -> Any:
    """Copy, with what is uploaded beside it at the address that it gets."""
    if isinstance(node, list):
        return [_unfurled(item, channel=channel) for item in cast("list[Any]", node)]
    if isinstance(node, dict):
        pairs = cast("Json", node).items()
        return {key: _unfurled(value, channel=channel) for key, value in pairs}
    match = ATTACHMENT.fullmatch(node) if isinstance(node, str) else None
    return f"https://cdn.discordapp.com/attachments/{channel}/{match[1]}" if match else node
