"""A small Discord on loopback, and the members that use it."""

import time
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.support.wire import acts, objects
from tests.support.wire.acts import ActorLocation
from tests.support.wire.exchange import Response
from tests.support.wire.faults import Faults
from tests.support.wire.gateway import INVALID_SESSION, RECONNECT, Gateway
from tests.support.wire.objects import Guild, Json, User
from tests.support.wire.rest import PREFIX, Rest
from tests.support.wire.world import Request, World

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.loopback.bm90LWEtcmVhbC10b2tlbi1idXQtc2hhcGVk"


class LoopbackDiscord:
    """Serve REST and gateway to one bot, and drive it as members would.

    The ids that it gives have their moments from `seconds`, which counts since 1970.
    Ends with ContractViolation where the bot has sent what Discord would refuse.
    """

    def __init__(
        self, *, token: str = TOKEN, shards: int = 1, seconds: Callable[[], float] = time.time
    ) -> None:
        self.world = World(token, seconds=seconds)
        self.gateway_server = Gateway(self.world)
        self._rest = Rest(self.world, self.gateway_server, shards=shards)
        self.faults = self._rest.faults
        self.violations = self._rest.violations
        self.token = token
        self.api = ""
        self.gateway = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        application = self._rest.application()
        for path in ("/gateway", "/resume"):
            application.router.add_get(path, self.gateway_server.connect)
        application.router.add_get("/files/{file}/{name}", self._hand_over)
        self._runner = web.AppRunner(application, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.api = f"http://{host}:{port}{PREFIX}"
        self.gateway = f"ws://{host}:{port}/gateway"
        self.gateway_server.address = f"ws://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        for socket in self.gateway_server.sockets:
            socket.cut()
        if self._runner:
            await self._runner.cleanup()
        if kind is None:
            for wrong in (*self._rest.failures, *self.violations):
                raise wrong

    def spoil(self, faults: Faults) -> None:
        """Let these faults strike instead of those that `faults` holds."""
        self.faults = self._rest.faults = faults

    @property
    def requests(self) -> Sequence[Request]:
        """Return every request so far, in order."""
        return self.world.requests

    @property
    def guilds(self) -> Sequence[Guild]:
        """Return the servers; members act in the first unless told otherwise."""
        return self.world.guilds

    @property
    def commands(self) -> Sequence[Json]:
        """Return what the bot has registered everywhere."""
        return self.world.commands[None]

    def made(self, method: str, path: str) -> list[Request]:
        """Return the requests so far of this method to paths that this glob matches."""
        return [
            known
            for known in self.world.requests
            if known.method == method and fnmatchcase(known.path, path)
        ]

    async def asked(self, method: str, path: str, *, times: int = 1) -> list[Request]:
        """Wait until the bot has made so many such requests and they are answered."""

        def look() -> list[Request] | None:
            found = [known for known in self.made(method, path) if known.status]
            return found if len(found) >= times else None

        return await self.world.signal.until(look, what=f"{times} x {method} {path}")

    async def ready(self, *, shards: int = 1) -> None:
        """Wait until so many shards are connected and know their servers."""
        await self.world.signal.until(
            lambda: sum(known.ready for known in self.gateway_server.live()) >= shards,
            what="the bot to be ready",
        )

    async def gone(self) -> None:
        """Wait until the bot has no line left."""
        await self.world.signal.until(lambda: not self.gateway_server.live(), what="the bot to go")

    async def slash(
        self,
        name: str,
        options: Mapping[str, Any] | None = None,
        *,
        user: User | None = None,
        guild: Guild | None = None,
        dm: bool = False,
    ) -> Response:
        """Use a slash command and wait for its answer; a subcommand stands in the name."""
        place = self._place(user, guild, dm=dm)
        return await self._do(
            acts.slash(self.world, name, options or {}, place=place), what=f"/{name}"
        )

    async def begin_slash(
        self, name: str, options: Mapping[str, Any] | None = None, *, guild: Guild
    ) -> Response:
        """Use a slash command in a server without waiting for its answer."""
        place = self._place(None, guild, dm=False)
        command = acts.slash(self.world, name, options or {}, place=place)
        return await self._begin(command, what=f"/{name}")

    async def autocomplete(
        self,
        name: str,
        *,
        option: str,
        value: str,
        options: Mapping[str, Any] | None = None,
        user: User | None = None,
        guild: Guild | None = None,
        dm: bool = False,
    ) -> list[Json]:
        """Type into an option, with others filled in already, and return what is offered."""
        filled = {**(options or {}), option: value}
        place = self._place(user, guild, dm=dm)
        return (await self.type_in(name, filled, focused=option, place=place)).choices

    async def type_in(
        self, name: str, filled: Mapping[str, Any], *, focused: str, place: ActorLocation
    ) -> Response:
        """Type into an option of a slash command, and wait for the answer."""
        typed = acts.autocomplete(self.world, name, filled, focused=focused, place=place)
        return await self._do(typed, what=f"typing in {focused} of /{name}")

    async def click(
        self,
        message: Json,
        custom_id: str,
        *,
        user: User | None = None,
        values: Sequence[str] = (),
    ) -> Response:
        """Press a button of a message (or choose from its menu) and wait for the answer."""
        guild = self.world.guild_of(message["channel_id"])
        place = self._place(user, guild, dm=guild is None)
        pressed = acts.press(self.world, message, custom_id, place=place, values=values)
        return await self._do(pressed, what=f"a press of {custom_id}")

    async def use_on(self, name: str, message: Json, *, user: User | None = None) -> Response:
        """Use a message command and wait for its answer."""
        guild = self.world.guild_of(message["channel_id"])
        place = self._place(user, guild, dm=guild is None)
        return await self._do(acts.on_message(self.world, name, message, place=place), what=name)

    async def submit(
        self,
        modal: Response,
        typed: Mapping[str, str],
        *,
        user: User | None = None,
        guild: Guild | None = None,
    ) -> Response:
        """Send a modal that an interaction has opened, and wait for the answer."""
        opened, message = (modal.callback or {})["data"], modal.interaction.get("message")
        place = self._place(user, guild, dm=False)
        sent = acts.submit(self.world, opened, typed, place=place, message=message)
        return await self._do(sent, what=f"a form after {modal.what}")

    def attach(self, name: str, data: bytes) -> Json:
        """Keep a file for the bot to fetch, and return it as the value of an option."""
        number = next(self.world.ids)
        self.world.files[number] = data
        address = f"http{self.gateway_server.address.removeprefix('ws')}/files/{number}/{name}"
        return objects.attachment(name, data, attachment_id=number, address=address)

    async def say(self, words: str, *, user: User | None = None, guild: Guild) -> Request:
        """Write a message in a server, and wait for the bot's reply to it."""
        message = objects.message(
            {"content": words},
            message_id=next(self.world.ids),
            channel=guild.channel,
            author=user or self.world.alice,
            guild_id=guild.id,
        )
        self.world.messages[message["id"]] = message
        before = len(self.requests)
        await self.gateway_server.dispatch("MESSAGE_CREATE", message, guild_id=guild.id)

        def look() -> Request | None:
            sent = (one for one in self.requests[before:] if one.path.endswith("/messages"))
            replies = (one for one in sent if one.method == "POST" and one.status)
            return next((one for one in replies if _answers(one, message)), None)

        return await self.world.signal.until(look, what=f"a reply to {words!r}")

    async def _hand_over(self, request: web.Request) -> web.StreamResponse:
        known = self.world.files.get(request.match_info["file"])
        return web.Response(body=known) if known is not None else web.Response(status=404)

    async def cut_socket(self, *, code: int | None = None) -> None:
        """Break every line to the bot: without a word, or closed with a code."""
        for session in self.gateway_server.live():
            if session.socket and code is None:
                session.socket.cut()
            elif session.socket:
                await session.socket.stream.close(code=code or 1000)
        await self.gone()

    async def ask_to_reconnect(self) -> None:
        """Ask the bot to connect anew and resume."""
        await self._tell({"op": RECONNECT, "d": None})

    async def invalidate_session(self, *, resumable: bool = False) -> None:
        """Declare the bot's session over."""
        await self._tell({"op": INVALID_SESSION, "d": resumable})

    async def _tell(self, payload: Json) -> None:
        for session in self.gateway_server.live():
            if session.socket:
                await session.socket.send(payload)

    async def _do(self, interaction: Json, *, what: str) -> Response:
        return await (await self._begin(interaction, what=what)).answered()

    async def _begin(self, interaction: Json, *, what: str) -> Response:
        response = Response(interaction, what, self.world.signal)
        self.world.exchanges[interaction["token"]] = response
        await self.gateway_server.dispatch(
            "INTERACTION_CREATE", interaction, guild_id=interaction.get("guild_id")
        )
        return response

    def _place(self, user: User | None, guild: Guild | None, *, dm: bool) -> ActorLocation:
        return ActorLocation(
            user or self.world.alice, None if dm else guild or self.world.guilds[0]
        )


def _answers(request: Request, message: Json) -> bool:
    """Tell whether a message that is sent replies to another."""
    reference: Json = request.body.get("message_reference") or {}
    return str(reference.get("message_id")) == message["id"]
