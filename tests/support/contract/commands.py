"""What Discord demands of commands beyond its description."""

from collections.abc import Iterable, Sequence

from tests.support.contract.violation import Json, demand

CHAT_INPUT = 1
SUBCOMMANDS = (1, 2)
NAME_LIMIT = 32
TOTAL_LIMIT = 8000


def check_commands(commands: Sequence[Json]) -> None:
    """Raise ContractViolation for a command that Discord would not register."""
    for command in commands:
        _check_command(command)
    names = [(command.get("type") or CHAT_INPUT, command["name"]) for command in commands]
    demand(len(set(names)) == len(names), "two commands have the same name")


def _check_command(command: Json) -> None:
    name = command["name"]
    if (command.get("type") or CHAT_INPUT) != CHAT_INPUT:
        demand(not command.get("description"), f"menu command {name!r} must have no description")
        demand(not command.get("options"), f"menu command {name!r} must have no options")
        return
    _check_names([command], what="command")
    demand(command.get("description"), f"command {name!r} must have a description")
    _check_options(command.get("options") or (), of=name)
    total = _weight(command)
    demand(total <= TOTAL_LIMIT, f"command {name!r} has {total} characters of {TOTAL_LIMIT}")


def _check_options(options: Sequence[Json], *, of: str) -> None:
    _check_names(options, what=f"option of {of!r}")
    demanded = [bool(option.get("required")) for option in options]
    demand(
        demanded == sorted(demanded, reverse=True),
        f"the required options of {of!r} must come before the others",
    )
    for option in options:
        where = f"{of} {option['name']}"
        both = option.get("autocomplete") and option.get("choices")
        demand(not both, f"option {where!r} must not have both choices and autocomplete")
        names = [choice["name"] for choice in option.get("choices") or ()]
        demand(len(set(names)) == len(names), f"two choices of {where!r} have the same name")
        if option["type"] in SUBCOMMANDS:
            _check_options(option.get("options") or (), of=where)


def _check_names(named: Iterable[Json], *, what: str) -> None:
    seen: set[str] = set()
    for item in named:
        localized: dict[str, str] = item.get("name_localizations") or {}
        for name in (item["name"], *localized.values()):
            demand(
                _is_name(name),
                f"the name of {what} {name!r} must be 1 to {NAME_LIMIT} lower-case letters, "
                "digits, - or _",
            )
        demand(item["name"] not in seen, f"{what} {item['name']!r} is there twice")
        seen.add(item["name"])


def _is_name(name: str) -> bool:
    allowed = all(char in "-_'" or char.isalpha() or char.isnumeric() for char in name)
    return allowed and 1 <= len(name) <= NAME_LIMIT and name == name.lower()


def _weight(command: Json) -> int:
    """Count the characters of names, descriptions and choices, which Discord limits together."""
    own = len(command["name"]) + len(command.get("description") or "")
    choices = sum(
        len(choice["name"]) + len(str(choice["value"])) for choice in command.get("choices") or ()
    )
    return own + choices + sum(_weight(option) for option in command.get("options") or ())
