"""What Discord demands of buttons, menus and layouts beyond its description."""

from collections.abc import Iterator, Sequence
from typing import Any

from tests.support.contract.violation import Json, demand

LAYOUT = 1 << 15  # the message flag IS_COMPONENTS_V2
ROW = 1
BUTTON = 2
LINK, PREMIUM = 5, 6
TEXT = 10
ROWS_LIMIT = 5
LAYOUT_LIMIT = 40
LAYOUT_TEXT_LIMIT = 4000
NOT_IN_LAYOUTS = ("content", "embeds", "poll", "sticker_ids")


def check_components(message: Json, *, edit: bool) -> None:
    """Raise ContractViolation for components that Discord would refuse in this message."""
    top: Sequence[Json] = message.get("components") or ()
    every = list(_walk(top))
    if int(message.get("flags") or 0) & LAYOUT:
        _check_layout(message, every)
    else:
        # Without the flag an edit may still be one of a layout.
        rows = all(component["type"] == ROW for component in top)
        demand(rows or edit, "components other than rows need the flag of layouts")
        demand(not rows or len(top) <= ROWS_LIMIT, f"the message has {len(top)} rows, of 5")
    _check_ids(every)
    for component in every:
        _check_row(component)
        _check_button(component)


def _walk(components: Sequence[Json]) -> Iterator[Json]:
    for component in components:
        yield component
        yield from _walk(component.get("components") or ())
        accessory: Json | None = component.get("accessory")
        if accessory:
            yield from _walk([accessory])


def _check_layout(message: Json, every: Sequence[Json]) -> None:
    for name in NOT_IN_LAYOUTS:
        demand(not message.get(name), f"a layout must have no {name}")
    demand(len(every) <= LAYOUT_LIMIT, f"the layout has {len(every)} components, of 40")
    total = sum(len(component["content"]) for component in every if component["type"] == TEXT)
    demand(total <= LAYOUT_TEXT_LIMIT, f"the layout has {total} characters, of 4,000")


def _check_ids(every: Sequence[Json]) -> None:
    for key in ("custom_id", "id"):
        values: list[Any] = [component[key] for component in every if component.get(key)]
        twice = {value for value in values if values.count(value) > 1}
        demand(not twice, f"{key} {twice} is there more than once")


def _check_row(component: Json) -> None:
    if component["type"] == ROW:
        children: list[Json] = component["components"]
        alone = len(children) == 1 or all(child["type"] == BUTTON for child in children)
        demand(alone, "a menu must be alone in its row")


def _check_button(component: Json) -> None:
    if component["type"] != BUTTON or component["style"] == PREMIUM:
        return
    label = component.get("label") or component.get("emoji")
    demand(label, "a button must have a label or an emoji")
    needed, refused = ("url", "custom_id") if component["style"] == LINK else ("custom_id", "url")
    named = f"button {component.get('label')!r} of style {component['style']}"
    demand(component.get(needed), f"{named} must have a {needed}")
    demand(not component.get(refused), f"{named} must have no {refused}")
