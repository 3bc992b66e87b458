"""Discord's REST, as much of it as the bot asks for: recorded, checked, and spoilt on demand."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.support import contract
from tests.support.wire import objects
from tests.support.wire.answers import BODY, Refusal, reply
from tests.support.wire.exchange import EPHEMERAL
from tests.support.wire.faults import Faults
from tests.support.wire.gateway import Gateway
from tests.support.wire.interactions import Interactions
from tests.support.wire.objects import Json
from tests.support.wire.world import Request, World

PREFIX = "/api/v10"
GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 9, 1 << 12
PUBLISHED = 1
_GATEWAY_ONLY = frozenset(
    (
        "channels",
        "members",
        "threads",
        "presences",
        "voice_states",
        "stage_instances",
        "guild_scheduled_events",
        "member_count",
        "joined_at",
        "large",
        "unavailable",
    )
)
WITHOUT_TOKEN = ("/interactions/", "/webhooks/")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Rest:
    """Serve the routes under `/api/v10`."""

    def __init__(self, world: World, gateway: Gateway, *, shards: int) -> None:
        self.faults = Faults()
        self.violations: list[contract.ContractViolation] = []
        self.failures: list[Exception] = []
        self._world = world
        self._gateway = gateway
        self._shards = shards

    def application(self) -> web.Application:
        """Put the routes together."""
        application = web.Application(middlewares=[self._serve])
        application.add_routes(
            [*self._routes(), *Interactions(self._world, self._announce).routes(PREFIX)]
        )
        return application

    def _routes(self) -> list[web.RouteDef]:
        own = PREFIX + "/applications/{application}"
        channel = PREFIX + "/channels/{channel}"
        return [
            web.get(PREFIX + "/gateway/bot", self.gateway_bot),
            web.get(PREFIX + "/users/@me", self.me),
            web.get(PREFIX + "/oauth2/applications/@me", self.own_application),
            web.post(PREFIX + "/users/@me/channels", self.open_dm),
            web.get(PREFIX + "/guilds/{guild}", self.guild),
            web.get(PREFIX + "/guilds/{guild}/channels", self.channels),
            web.get(PREFIX + "/guilds/{guild}/members/{user}", self.member),
            web.get(PREFIX + "/guilds/{guild}/threads/active", self.active_threads),
            web.get(own + "/commands", self.commands),
            web.put(own + "/commands", self.register),
            web.get(own + "/guilds/{guild}/commands", self.commands),
            web.put(own + "/guilds/{guild}/commands", self.register),
            web.get(channel, self.channel),
            web.get(channel + "/messages", self.messages),
            web.post(channel + "/messages", self.send),
            web.get(channel + "/messages/{message}", self.message),
            web.patch(channel + "/messages/{message}", self.edit),
            web.post(channel + "/messages/{message}/crosspost", self.publish),
            web.post(channel + "/messages/{message}/threads", self.open_thread),
            web.post(channel + "/threads", self.begin_thread),
            web.put(channel + "/thread-members/{user}", self.join_thread),
            web.get(channel + "/threads/archived/public", self.archived_threads),
        ]

    @web.middleware
    async def _serve(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Record, check, spoil and answer every request."""
        if not request.path.startswith(PREFIX):
            return await handler(request)
        record = await _record(request, keep=self._world.keeps_files)
        self._world.requests.append(record)
        self._world.signal.notify()
        answer = await self._answer(request, handler, record)
        record.status = answer.status
        self._world.signal.notify()
        return answer

    async def _answer(
        self, request: web.Request, handler: Handler, record: Request
    ) -> web.StreamResponse:
        try:
            self._authorise(request, record)
            self._check(record)
            fault = self.faults.take(record.method, record.path)
            if fault and not fault.after:
                return await fault.strike(request)
            request[BODY] = record.body
            answer = await handler(request)
            return await fault.strike(request, answer) if fault else answer
        except Refusal as refusal:
            return refusal.answer()
        except web.HTTPNotFound:
            return Refusal(404, 0, "404: Not Found").answer()
        except Exception as failure:
            self.failures.append(failure)  # the bot sees a 500, and would try again
            raise

    def _authorise(self, request: web.Request, record: Request) -> None:
        if record.path.startswith(WITHOUT_TOKEN):
            return
        if request.headers.get("Authorization") != f"Bot {self._world.token}":
            raise Refusal(401, 0, "401: Unauthorized")

    def _check(self, record: Request) -> None:
        if not self._world.checks_requests or not contract.available():
            return
        path = f"{record.path}?{record.query}"
        try:
            contract.check(record.method, path, record.body, files=record.files)
        except contract.ContractViolation as violation:
            self.violations.append(violation)
            raise Refusal(400, 50035, f"Invalid Form Body: {violation}") from None

    async def gateway_bot(self, _: web.Request) -> web.StreamResponse:
        """Say where the gateway is, and how many shards it wants."""
        address = f"{self._gateway.address}/gateway"
        return reply(
            {
                "url": address,
                "shards": self._shards,
                "session_start_limit": self._world.session_starts,
            }
        )

    async def me(self, _: web.Request) -> web.StreamResponse:
        """Say who the bot is."""
        return reply(self._world.bot.json())

    async def own_application(self, _: web.Request) -> web.StreamResponse:
        """Describe the bot's application."""
        return reply(objects.application(self._world.bot.id, self._world.alice))

    async def open_dm(self, request: web.Request) -> web.StreamResponse:
        """Open the channel between the bot and a user."""
        user = self._world.user(str(request[BODY]["recipient_id"]))
        return reply(objects.dm_channel(self._world.dm(user), user))

    async def guild(self, request: web.Request) -> web.StreamResponse:
        """Describe a server, without what only the gateway tells of it."""
        found = self._world.guild(request.match_info["guild"]).json(*self._world.people)
        return reply({name: value for name, value in found.items() if name not in _GATEWAY_ONLY})

    async def channels(self, request: web.Request) -> web.StreamResponse:
        """List the channels of a server."""
        return reply(self._world.channels_of(self._world.guild(request.match_info["guild"])))

    async def member(self, request: web.Request) -> web.StreamResponse:
        """Describe a member of a server."""
        self._world.guild(request.match_info["guild"])
        member = self._world.user(request.match_info["user"]).member()
        return reply({name: value for name, value in member.items() if name != "permissions"})

    async def commands(self, request: web.Request) -> web.StreamResponse:
        """List what is registered."""
        scope = request.match_info.get("guild")
        return reply(self._world.commands.get(scope, []))

    async def register(self, request: web.Request) -> web.StreamResponse:
        """Replace what is registered."""
        scope = request.match_info.get("guild")
        return reply(self._world.register(scope, request[BODY]))

    async def channel(self, request: web.Request) -> web.StreamResponse:
        """Describe a channel."""
        channel = request.match_info["channel"]
        if channel in self._world.channels:
            return reply(self._world.channels[channel])
        guild, user = self._world.guild_of(channel), self._world.recipient(channel)
        if guild:
            return reply(guild.channel_json())
        if user:
            return reply(objects.dm_channel(channel, user))
        raise Refusal(404, 10003, "Unknown Channel")

    async def messages(self, request: web.Request) -> web.StreamResponse:
        """List messages of a channel that everyone sees, newest first.

        They are its newest; with `after`, those that follow an instant most closely.
        """
        channel, limit = request.match_info["channel"], int(request.query.get("limit", "50"))
        after = request.query.get("after")
        seen = [
            message
            for message in self._world.messages.values()
            if message["channel_id"] == channel
            and not message["flags"] & EPHEMERAL
            and int(message["id"]) > int(after or 0)
            and not self._world.unseen(message)
        ]
        chosen = seen[:limit] if after else seen[-limit:]
        return reply(chosen[::-1])

    async def message(self, request: web.Request) -> web.StreamResponse:
        """Give back a message."""
        return reply(self._world.message(request.match_info["message"]))

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Post a message; a nonce to be enforced posts once."""
        channel, body = request.match_info["channel"], request[BODY]
        if body.get("enforce_nonce"):
            for known in self._world.messages.values():
                if known.get("nonce") == body["nonce"] and known["channel_id"] == channel:
                    return reply(known)
        made = objects.message(
            body, message_id=next(self._world.ids), channel=channel, author=self._world.bot
        )
        self._world.messages[made["id"]] = made
        await self._announce("MESSAGE_CREATE", made)
        return reply(made)

    async def edit(self, request: web.Request) -> web.StreamResponse:
        """Change a message."""
        message = self._world.message(request.match_info["message"])
        objects.change(message, request[BODY])
        await self._announce("MESSAGE_UPDATE", message)
        return reply(message)

    async def publish(self, request: web.Request) -> web.StreamResponse:
        """Send a message on to those who follow the channel, once."""
        message = self._world.message(request.match_info["message"])
        if message["flags"] & PUBLISHED:
            raise Refusal(400, 40033, "This message has already been crossposted")
        message["flags"] |= PUBLISHED
        return reply(message)

    async def open_thread(self, request: web.Request) -> web.StreamResponse:
        """Open the thread of a message, which has its id."""
        message = self._world.message(request.match_info["message"])
        if "thread" in message:
            raise Refusal(400, 160004, "A thread has already been created for this message")
        name = request[BODY]["name"]
        message["thread"] = objects.thread(message, name=name, owner=self._world.bot)
        return reply(message["thread"])

    async def begin_thread(self, request: web.Request) -> web.StreamResponse:
        """Open a thread; in a forum with its first message, which has the same id."""
        parent, body = request.match_info["channel"], request[BODY]
        thread_id = next(self._world.ids)
        thread = objects.thread(
            {"id": thread_id, "channel_id": parent}, name=body["name"], owner=self._world.bot
        )
        if "message" not in body:
            return reply(thread | {"type": body["type"]})
        made = objects.message(
            body["message"], message_id=thread_id, channel=thread_id, author=self._world.bot
        )
        self._world.messages[thread_id] = made
        thread["applied_tags"] = body.get("applied_tags", [])
        self._world.threads[thread_id] = thread
        return reply(thread | {"message": made})

    async def join_thread(self, _: web.Request) -> web.StreamResponse:
        """Let a member into a thread."""
        return web.Response(status=204)

    async def active_threads(self, _: web.Request) -> web.StreamResponse:
        """List the threads of forums that are not archived."""
        return reply({"threads": self._threads(archived=False), "members": list[Json]()})

    async def archived_threads(self, request: web.Request) -> web.StreamResponse:
        """List the archived threads of a forum."""
        forum = request.match_info["channel"]
        threads = [one for one in self._threads(archived=True) if one["parent_id"] == forum]
        return reply({"threads": threads, "members": list[Json](), "has_more": False})

    def _threads(self, *, archived: bool) -> list[Json]:
        known = self._world.threads.values()
        shown = [one for one in known if not self._world.unseen(one)]
        return [one for one in shown if one["thread_metadata"]["archived"] == archived]

    async def _announce(self, event: str, message: Json) -> None:
        guild = self._world.guild_of(message["channel_id"])
        known = message | ({"guild_id": guild.id} if guild else {})
        intent = GUILD_MESSAGES if guild else DIRECT_MESSAGES
        await self._gateway.dispatch(
            event, known, guild_id=guild.id if guild else None, intent=intent
        )


async def _record(request: web.Request, *, keep: bool) -> Request:
    path, query = request.path.removeprefix(PREFIX), request.query_string
    if not request.content_type.startswith("multipart/"):
        raw = await request.read()
        return Request(request.method, path, query, json.loads(raw) if raw else None)
    form = await request.post()
    files = [value for value in form.values() if isinstance(value, web.FileField)]
    return Request(
        request.method,
        path,
        query,
        json.loads(str(form["payload_json"])),
        files=tuple(one.filename for one in files),
        contents=tuple(one.file.read() for one in files) if keep else (),
    )
