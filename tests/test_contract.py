"""The contract that holds the bot's requests: what passes, and what does not."""

import io
import json
from typing import Any

import discord
import pytest
from discord.http import handle_message_parameters

from tests.support import contract

CALLBACK = "/interactions/1/token/callback?with_response=1"
ORIGINAL = "/webhooks/1/token/messages/@original?with_components=0"
CHANNEL = "/channels/1/messages"
COMMANDS = "/applications/1/commands"
LAYOUT = 1 << 15

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def _description() -> None:  # pyright: ignore[reportUnusedFunction]  pytest uses it
    contract.require()


def button(label: str | None = "Next", **changes: Any) -> Json:
    return {"type": 2, "style": 1, "label": label, "custom_id": label, **changes}


def row(*children: Json) -> Json:
    return {"type": 1, "components": list(children)}


def text(content: str) -> Json:
    return {"type": 10, "content": content}


def menu(**changes: Any) -> Json:
    options = [{"label": "One", "value": "1"}]
    return {"type": 3, "custom_id": "menu", "options": options, **changes}


def image(address: str) -> Json:
    return {"embeds": [{"image": {"url": address}}]}


def option(name: str = "words", **changes: Any) -> Json:
    return {"type": 3, "name": name, "description": "What you remember", **changes}


def command(name: str = "quote", **changes: Any) -> Json:
    return {"type": 1, "name": name, "description": "Find a line", "nsfw": False, **changes}


def heavy(name: str) -> Json:
    return option(name, choices=[{"name": "a", "value": "a" * 5000}])


MESSAGES: dict[str, Json] = {
    "content alone": {"content": "There it is.", "tts": False},
    "an embed as discord.py writes it": {
        "embeds": [discord.Embed(title="A", url="https://example.org", colour=0xFF).to_dict()]
    },
    "five rows": {"content": "x", "components": [row(button(str(n))) for n in range(5)]},
    "a menu alone in its row": {"content": "x", "components": [row(menu())]},
    "a link": {
        "content": "x",
        "components": [row(button(style=5, url="https://example.org", custom_id=None))],
    },
    "a layout": {
        "flags": LAYOUT,
        "components": [{"type": 17, "components": [text("Verbatim."), row(button())]}],
    },
    "a section": {
        "flags": LAYOUT,
        "components": [{"type": 9, "components": [text("Line")], "accessory": button()}],
    },
    "integers for snowflakes": {"content": "x", "allowed_mentions": {"parse": [], "users": [5]}},
    "digits for integers": {"content": "x", "flags": "64"},
}


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
@pytest.mark.parametrize("way", ["callback", "edit", "channel", "followup"])
def test_a_message_that_discord_takes_passes(way: str, message: Json) -> None:
    if way == "callback":
        contract.check("POST", CALLBACK, {"type": 4, "data": message})
    elif way == "edit":
        contract.check("PATCH", ORIGINAL, message)
    elif way == "channel":
        contract.check("POST", CHANNEL, message)
    else:
        contract.check("POST", "/webhooks/1/token?wait=1", message)


WRONG_MESSAGES: dict[str, tuple[Json, str]] = {
    "2,000 characters": ({"content": "a" * 2001}, "2001"),
    "title of an embed": ({"embeds": [{"title": "a" * 257}]}, "257, of at most 256"),
    "description": ({"embeds": [{"description": "a" * 4097}]}, "4097, of at most 4096"),
    "fields": ({"embeds": [{"fields": [{"name": "a", "value": "b"}] * 26}]}, "26, of at most 25"),
    "blank field": ({"embeds": [{"fields": [{"name": "a", "value": " "}]}]}, "a name and a value"),
    "6,000 over all embeds": (
        {"embeds": [{"description": "a" * 3000, "footer": {"text": "b"}}] * 2},
        "6002 characters together",
    ),
    "eleven embeds": ({"embeds": [{"title": "a"}] * 11}, "11, of at most 10"),
    "address": (image("example.org/a.png"), "is not a 'uri'"),
    "moment": ({"embeds": [{"title": "a", "timestamp": "today"}]}, "is not a 'date-time'"),
    "unknown key": ({"content": "x", "colour": 1}, "'colour' was unexpected"),
    "unknown key of a button": (
        {"content": "x", "components": [row(button(size=3))]},
        "'size' was unexpected",
    ),
    "empty message": ({"tts": False}, "the message is empty"),
    "six rows": (
        {"content": "x", "components": [row(button(str(n))) for n in range(6)]},
        "6 rows, of 5",
    ),
    "six buttons": (
        {"content": "x", "components": [row(*(button(str(n)) for n in range(6)))]},
        "6, of at most 5",
    ),
    "long custom id": (
        {"content": "x", "components": [row(button(custom_id="a" * 101))]},
        "101, of at most 100",
    ),
    "custom id twice": (
        {"content": "x", "components": [row(button(), button())]},
        "custom_id {'Next'} is there more than once",
    ),
    "link with an id": (
        {"content": "x", "components": [row(button(style=5, url="https://example.org"))]},
        "must have no custom_id",
    ),
    "button without an id": (
        {"content": "x", "components": [row(button(custom_id=None))]},
        "must have a custom_id",
    ),
    "button without a label": (
        {"content": "x", "components": [row(button(label=None))]},
        "a label or an emoji",
    ),
    "menu beside a button": (
        {"content": "x", "components": [row(menu(), button())]},
        "alone in its row",
    ),
    "text without the flag": ({"components": [text("Line")]}, "the flag of layouts"),
    "layout with content": (
        {"flags": LAYOUT, "content": "x", "components": [text("Line")]},
        "must have no content",
    ),
    "layout with an embed": (
        {"flags": LAYOUT, "embeds": [{"title": "x"}], "components": [text("Line")]},
        "must have no embeds",
    ),
    "41 components": (
        {"flags": LAYOUT, "components": [{"type": 17, "components": [text("a")] * 20}] * 2},
        "42 components, of 40",
    ),
    "4,000 characters of layout": (
        {"flags": LAYOUT, "components": [text("a" * 2001), text("b" * 2000)]},
        "4001 characters, of 4,000",
    ),
    "dangling attachment": (image("attachment://card.png"), "names no file"),
    "attachment of nothing": (
        {"content": "x", "attachments": [{"id": 0}]},
        "names no uploaded file",
    ),
    "mentions parsed and listed": (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "must not both parse users and list them",
    ),
    "unknown mentions": ({"content": "x", "allowed_mentions": {"parse": ["here"]}}, "'here'"),
}


@pytest.mark.parametrize(("message", "told"), WRONG_MESSAGES.values(), ids=WRONG_MESSAGES)
def test_a_message_that_discord_refuses_is_caught(message: Json, told: str) -> None:
    with pytest.raises(contract.ContractViolation) as caught:
        contract.check("POST", CALLBACK, {"type": 4, "data": message})
    assert told in str(caught.value)
    assert "/callback: " in str(caught.value)


def test_the_limits_hold_for_updates_followups_and_channels_too() -> None:
    message: Json = {"content": "a" * 2001}
    for method, path, body in (
        ("POST", CALLBACK, {"type": 7, "data": message}),
        ("PATCH", ORIGINAL, message),
        ("PATCH", "/webhooks/1/token/messages/2", message),
        ("POST", "/webhooks/1/token", message),
        ("POST", CHANNEL, message),
        ("PATCH", f"{CHANNEL}/2", message),
    ):
        with pytest.raises(contract.ContractViolation, match="2001"):
            contract.check(method, path, body)


def test_an_uploaded_file_may_be_spoken_of() -> None:
    message = {**image("attachment://card.png"), "attachments": [{"id": 0, "filename": "card.png"}]}
    contract.check("POST", CHANNEL, message, files=["card.png"])


def test_what_discord_py_makes_of_a_file_passes() -> None:
    file = discord.File(io.BytesIO(b"png"), filename="card.png", description="A card")
    embed = discord.Embed().set_image(url="attachment://card.png")
    with handle_message_parameters(file=file, embed=embed) as parameters:
        payload = (parameters.multipart or [{}])[0]["value"]
    contract.check("POST", CHANNEL, json.loads(payload), files=["card.png"])


def test_an_edit_may_speak_of_files_that_the_message_keeps() -> None:
    contract.check("PATCH", ORIGINAL, image("attachment://card.png"))


def test_an_edit_may_be_of_a_layout_without_saying_so() -> None:
    contract.check("PATCH", ORIGINAL, {"components": [text("Line")]})


def test_a_deferred_answer_needs_no_message() -> None:
    contract.check("POST", CALLBACK, {"type": 5, "data": {"flags": 64}})
    contract.check("POST", CALLBACK, {"type": 6})


def test_25_choices_of_100_characters_pass() -> None:
    choices = [{"name": f"{n:0100}", "value": f"{n:0100}"} for n in range(25)]
    contract.check("POST", CALLBACK, {"type": 8, "data": {"choices": choices}})


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ([{"name": "a", "value": "b"}] * 26, "26, of at most 25"),
        ([{"name": "a" * 101, "value": "b"}], "101, of at most 100"),
        ([{"name": "a", "value": "b" * 101}], "1 to 100 characters"),
        ([{"name": "", "value": "b"}], "name"),
    ],
)
def test_choices_that_discord_refuses_are_caught(choices: list[Json], told: str) -> None:
    with pytest.raises(contract.ContractViolation, match=told):
        contract.check("POST", CALLBACK, {"type": 8, "data": {"choices": choices}})


def test_commands_that_discord_takes_pass() -> None:
    group = option("show", type=1, options=[option(required=True), option("episode")])
    contract.check(
        "PUT",
        COMMANDS,
        [
            command(options=[option(autocomplete=True), option("private", type=5)]),
            command("library", options=[group], default_member_permissions=32, contexts=[0, 1, 2]),
            {"type": 3, "name": "Find this in the podcast", "integration_types": [0, 1]},
        ],
    )


WRONG_COMMANDS: dict[str, tuple[Json, str]] = {
    "capitals": (command("Quote"), "lower-case letters"),
    "blanks": (command("a quote"), "lower-case letters"),
    "long name": (command("q" * 33), "33, of at most 32"),
    "long description": (command(description="a" * 101), "101, of at most 100"),
    "no description": (command(description=""), "must have a description"),
    "localised name": (command(name_localizations={"de": "Zitat"}), "lower-case letters"),
    "option in capitals": (command(options=[option("Words")]), "lower-case letters"),
    "long option": (command(options=[option(description="a" * 101)]), "101, of at most 100"),
    "option twice": (command(options=[option(), option()]), "is there twice"),
    "26 options": (command(options=[option(f"o{n}") for n in range(26)]), "26, of at most 25"),
    "required after optional": (
        command(options=[option(), option("episode", required=True)]),
        "before the others",
    ),
    "choices and autocomplete": (
        command(options=[option(autocomplete=True, choices=[{"name": "a", "value": "a"}])]),
        "both choices and autocomplete",
    ),
    "choice twice": (
        command(options=[option(choices=[{"name": "a", "value": "a"}] * 2)]),
        "same name",
    ),
    "option of a subcommand": (
        command(options=[option("show", type=1, options=[option("Episode")])]),
        "lower-case letters",
    ),
    "8,000 characters": (command(options=[heavy("one"), heavy("two")]), "of 8000"),
    "described menu command": ({"type": 3, "name": "Find", "description": "x"}, "no description"),
    "unknown key": (command(hidden=True), "'hidden' was unexpected"),
}


@pytest.mark.parametrize(("wrong", "told"), WRONG_COMMANDS.values(), ids=WRONG_COMMANDS)
def test_a_command_that_discord_refuses_is_caught(wrong: Json, told: str) -> None:
    with pytest.raises(contract.ContractViolation, match=told):
        contract.check("PUT", COMMANDS, [wrong])
    with pytest.raises(contract.ContractViolation, match=told):
        contract.check("POST", "/applications/1/guilds/2/commands", wrong)


def test_two_commands_of_one_name_are_caught() -> None:
    with pytest.raises(contract.ContractViolation, match="same name"):
        contract.check("PUT", COMMANDS, [command(), command()])


@pytest.mark.parametrize(
    ("method", "path", "body", "told"),
    [
        ("GET", "/quotes", None, "has no GET /quotes"),
        ("DELETE", "/users/@me", None, "has no DELETE"),
        ("GET", "/channels/general/messages", None, "has no GET"),
        ("GET", "/users/@me?verbose=1", None, "no query"),
        ("GET", "/users/@me", {}, "no body is taken"),
        ("POST", CHANNEL, None, "a body is required"),
    ],
)
def test_a_request_that_discord_does_not_know_is_caught(
    method: str, path: str, body: Json | None, told: str
) -> None:
    with pytest.raises(contract.ContractViolation, match=told):
        contract.check(method, path, body)


@pytest.mark.parametrize(
    "path", ["/users/@me", "/gateway/bot", "/oauth2/applications/@me", "/channels/1", ORIGINAL]
)
def test_questions_pass(path: str) -> None:
    contract.check("GET", path.partition("?")[0])
