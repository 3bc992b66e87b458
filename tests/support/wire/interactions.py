"""How the bot answers interactions: the callback, then edits and more messages."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.support.wire import objects
from tests.support.wire.answers import BODY, Refusal, reply
from tests.support.wire.exchange import EPHEMERAL, LOADING, Response
from tests.support.wire.objects import Json
from tests.support.wire.world import World

SEND, DEFER, DEFER_UPDATE, UPDATE, CHOICES = 4, 5, 6, 7, 8
COMMAND = 2
FITTING = {
    2: {SEND, DEFER, 9},
    3: {SEND, DEFER, DEFER_UPDATE, UPDATE, 9},
    4: {CHOICES},
    5: {SEND, DEFER, DEFER_UPDATE, UPDATE},
}
COMMAND_MESSAGE = 20

Announce = Callable[[str, Json], Awaitable[None]]


class Interactions:
    """Serve the routes that an interaction's token opens."""

    def __init__(self, world: World, announce: Announce) -> None:
        self._world = world
        self._announce = announce

    def routes(self, prefix: str) -> list[web.RouteDef]:
        """Name the routes."""
        hook = prefix + "/webhooks/{application}/{token}"
        return [
            web.post(prefix + "/interactions/{interaction}/{token}/callback", self.callback),
            web.post(hook, self.follow),
            web.get(hook + "/messages/{message}", self.read),
            web.patch(hook + "/messages/{message}", self.edit),
            web.delete(hook + "/messages/{message}", self.delete),
        ]

    async def callback(self, request: web.Request) -> web.StreamResponse:
        """Take the first answer."""
        response = self._world.exchanges.get(request.match_info["token"])
        if response is None:
            raise Refusal(404, 10062, "Unknown interaction")
        if response.callback:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        body: Json = request[BODY]
        if body["type"] not in FITTING[response.interaction["type"]]:
            raise Refusal(400, 50035, "Invalid Form Body")
        await self._answer(response, body)
        response.callback = body
        self._world.signal.notify()
        if request.query.get("with_response") in {"1", "true"}:
            return reply(_acknowledgement(response, body["type"]))
        return web.Response(status=204)

    async def follow(self, request: web.Request) -> web.StreamResponse:
        """Take another message; while the first is loading, it takes that one's place."""
        response = self._exchange(request)
        body: Json = request[BODY]
        if response.loading:
            await self._change(response, response.shown, body)
            return reply(response.shown)
        message = await self._send(response, body)
        response.followups.append(message)
        self._world.signal.notify()
        return reply(message)

    async def read(self, request: web.Request) -> web.StreamResponse:
        """Give back a message of this interaction."""
        return reply(self._message(request))

    async def edit(self, request: web.Request) -> web.StreamResponse:
        """Change a message of this interaction."""
        message = self._message(request)
        await self._change(self._exchange(request), message, request[BODY])
        return reply(message)

    async def delete(self, request: web.Request) -> web.StreamResponse:
        """Delete a message of this interaction."""
        message = self._message(request)
        response = self._exchange(request)
        del self._world.messages[message["id"]]
        if message is response.message:
            response.message = None
        self._world.signal.notify()
        return web.Response(status=204)

    async def _answer(self, response: Response, body: Json) -> None:
        data: Json = body.get("data") or {}
        if body["type"] == SEND:
            response.message = await self._send(response, data)
        elif body["type"] == DEFER:
            flags = LOADING | int(data.get("flags") or 0)
            response.message = await self._send(response, {"flags": flags})
        elif body["type"] in {UPDATE, DEFER_UPDATE}:
            response.message = self._world.message(response.interaction["message"]["id"])
            if body["type"] == UPDATE:
                objects.change(response.message, data)
                await self._announce("MESSAGE_UPDATE", response.message)

    async def _send(self, response: Response, sent: Json) -> Json:
        asked = response.interaction
        user = asked["user"] if "user" in asked else asked["member"]["user"]
        owners = asked["authorizing_integration_owners"]
        message = objects.message(
            sent,
            message_id=next(self._world.ids),
            channel=asked["channel_id"],
            author=self._world.bot,
            type=COMMAND_MESSAGE if asked["type"] == COMMAND else 0,
            application_id=self._world.bot.id,
            webhook_id=self._world.bot.id,
            interaction_metadata={
                "id": asked["id"],
                "type": asked["type"],
                "user": user,
                "authorizing_integration_owners": owners,
            },
        )
        self._world.messages[message["id"]] = message
        if not message["flags"] & EPHEMERAL:
            await self._announce("MESSAGE_CREATE", message)
        return message

    async def _change(self, response: Response, message: Json, body: Json) -> None:
        message["flags"] &= ~LOADING
        objects.change(message, body)
        response.edits += message is response.message
        self._world.signal.notify()
        if not message["flags"] & EPHEMERAL:
            await self._announce("MESSAGE_UPDATE", message)

    def _exchange(self, request: web.Request) -> Response:
        response = self._world.exchanges.get(request.match_info["token"])
        if response is None or response.callback is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        return response

    def _message(self, request: web.Request) -> Json:
        response, name = self._exchange(request), request.match_info["message"]
        known = {message["id"]: message for message in response.followups}
        message = response.message if name == "@original" else known.get(name)
        if message is None and response.message and response.message["id"] == name:
            message = response.message
        if message is None:
            raise Refusal(404, 10008, "Unknown Message")
        return message


def _acknowledgement(response: Response, kind: int) -> Json:
    interaction: Json = {"id": response.interaction["id"], "type": response.interaction["type"]}
    if response.message is None:
        return {"interaction": interaction}
    interaction |= {
        "response_message_id": response.message["id"],
        "response_message_loading": response.loading,
        "response_message_ephemeral": response.ephemeral,
    }
    return {"interaction": interaction, "resource": {"type": kind, "message": response.message}}
