"""What this Discord knows: one bot, its servers and members, its commands and messages."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.wire.answers import Refusal
from tests.support.wire.exchange import Response
from tests.support.wire.objects import PUBLIC_THREAD, Guild, Json, User, snowflakes
from tests.support.wire.waiting import Signal

_BOT = "1000000000000000001"
"""Always the same, as a library is served by one application."""


@dataclass(slots=True)
class Request:
    """Record one request of the bot; `status` is None until it is answered.

    The `contents` of its files are there where the world keeps them. `arrived` is when it was read,
    on the clock of `time.perf_counter`.
    """

    method: str
    path: str
    query: str
    body: Any
    files: tuple[str, ...] = ()
    contents: tuple[bytes, ...] = ()
    status: int | None = None
    arrived: float = field(default_factory=time.perf_counter)


class World:
    """Hold the state that REST, gateway and driver share."""

    def __init__(self, token: str, *, seconds: Callable[[], float] = time.time) -> None:
        self.ids = snowflakes(seconds)
        self.token = token
        self.bot = User(_BOT, "pullquote", bot=True)
        self.alice = User(next(self.ids), "alice")
        self.bob = User(next(self.ids), "bob", locale="de", permissions="2048")
        self.guilds = [self.new_guild("Listeners"), self.new_guild("Neighbours")]
        self.commands: dict[str | None, list[Json]] = {None: []}
        self.messages: dict[str, Json] = {}
        self.threads: dict[str, Json] = {}
        self.channels: dict[str, Json] = {}
        self.strangers: list[User] = []
        self.files: dict[str, bytes] = {}
        self.exchanges: dict[str, Response] = {}
        self.requests: list[Request] = []
        self.keeps_files = False
        self.checks_requests = True
        self.session_starts: Json = {
            "total": 1000,
            "remaining": 999,
            "reset_after": 86_400_000,
            "max_concurrency": 1,
        }
        self.unseen: Callable[[Json], bool] = lambda _: False
        """Whether a look into a channel or a forum leaves out a message or a thread this time."""
        self.signal = Signal()
        self._dms: dict[str, str] = {}

    @property
    def people(self) -> tuple[User, ...]:
        """Name everyone who is in every server."""
        return self.alice, self.bob, self.bot

    def new_guild(self, name: str, *, joined: bool = True) -> Guild:
        """Make a server; the bot learns of it when it next identifies."""
        return Guild(next(self.ids), name, next(self.ids), joined=joined)

    def dm(self, user: User) -> str:
        """Return the channel between the bot and this user."""
        return self._dms.setdefault(user.id, next(self.ids))

    def user(self, user_id: str) -> User:
        """Find a user, or refuse."""
        for user in (*self.people, *self.strangers):
            if user.id == user_id:
                return user
        raise Refusal(404, 10013, "Unknown User")

    def guild(self, guild_id: str) -> Guild:
        """Find a server that the bot is in, or refuse."""
        for guild in self.guilds:
            if guild.id == guild_id and guild.joined:
                return guild
        raise Refusal(404, 10004, "Unknown Guild")

    def guild_of(self, channel: str) -> Guild | None:
        """Find the server of a channel; None for a conversation with one user."""
        return next((guild for guild in self.guilds if guild.channel == channel), None)

    def channels_of(self, guild: Guild) -> list[Json]:
        """List the channels of a server: its own as it was changed, and those that were added."""
        added = [one for one in self.channels.values() if one["guild_id"] == guild.id]
        own = [] if guild.channel in self.channels else [guild.channel_json()]
        return [one for one in (*own, *added) if one["type"] != PUBLIC_THREAD]

    def recipient(self, channel: str) -> User | None:
        """Find whom the bot talks to in a channel between two."""
        found = (user_id for user_id, known in self._dms.items() if known == channel)
        return next((self.user(user_id) for user_id in found), None)

    def message(self, message_id: str) -> Json:
        """Find a message, or refuse."""
        if message_id not in self.messages:
            raise Refusal(404, 10008, "Unknown Message")
        return self.messages[message_id]

    def command(self, name: str, kind: int, guild: Guild | None) -> Json:
        """Find what the bot has registered, the server's own first."""
        for known in self.commands_in(guild):
            if known["name"] == name and known["type"] == kind:
                return known
        names = sorted(known["name"] for known in self.commands_in(guild))
        raise LookupError(f"The bot has not registered {name!r}, only {names}")

    def commands_in(self, guild: Guild | None) -> Iterator[Json]:
        """Yield the commands that a server sees; without one, those that anyone sees."""
        if guild:
            yield from self.commands.get(guild.id, ())
        yield from self.commands[None]

    def register(self, scope: str | None, commands: Sequence[Json]) -> list[Json]:
        """Replace the commands of a scope; one of the same name keeps its id."""
        known = {(old["type"], old["name"]): old["id"] for old in self.commands.get(scope, ())}
        made = [self._registered(command, known, scope) for command in commands]
        self.commands[scope] = made
        self.signal.notify()
        return made

    def _registered(
        self, command: Json, known: dict[tuple[int, str], str], scope: str | None
    ) -> Json:
        kind = command.get("type") or 1
        permissions = command.get("default_member_permissions")
        return {
            "description": "",
            "options": list[Json](),
            "nsfw": False,
            "dm_permission": True,
            **command,
            "type": kind,
            "default_member_permissions": None if permissions is None else str(permissions),
            "contexts": command.get("contexts") or [0, 1, 2],
            "integration_types": command.get("integration_types") or [0],
            "id": known.get((kind, command["name"])) or next(self.ids),
            "application_id": self.bot.id,
            "version": next(self.ids),
            **({"guild_id": scope} if scope else {}),
        }
