"""Texts of a server's managers for its posts, with placeholders; pure.

Markup for bold and italics and the emoji of servers stay as they are typed. Links and mentions do
not work, except for that of the role of the schedule.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.translation import N_, format_list
from bot.translation import gettext as _
from bot.ui import text

_PLACEHOLDER = re.compile(r"\{([^{}]{1,40})\}")
_MENTION = re.compile(r"<(?:[@#]|/\w|id:)|@everyone|@here")
_KEPT_MARKUP = re.compile(r"(?!^\\\* )\\([*_~])")
"""A star before a space at the start of a line is no emphasis, but an item of a list."""

_EMOJI = re.compile(r"\\<(a?)\\?:(\w{2,32}):(\d{15,21})\\>")
_LEAD, _TITLE = 300, 100
_ABOUT_EPISODE = ("show", "episode", "number", "date", "role")


@dataclass(frozen=True, slots=True)
class Template:
    """A text of the managers that stands in posts: where, and with which placeholders."""

    name: str
    label: str
    placeholders: tuple[str, ...]
    longest: int = _LEAD


DAILY_TITLE = Template(
    "daily_title", N_("Title of the daily highlight"), (*_ABOUT_EPISODE[:-1], "speaker"), _TITLE
)
DAILY_LEAD = Template("daily_lead", N_("Above the daily highlight"), (*_ABOUT_EPISODE, "speaker"))
EPISODE_LEAD = Template("episode_lead", N_("Above a new episode"), _ABOUT_EPISODE)
DIGEST_LEAD = Template("digest_lead", N_("Above the weekly digest"), ("date", "role"))
ANNIVERSARY_LEAD = Template(
    "anniversary_lead",
    N_("Above the line of an anniversary"),
    (*_ABOUT_EPISODE, "speaker", "years"),
)

TEMPLATES = (DAILY_TITLE, DAILY_LEAD, EPISODE_LEAD, DIGEST_LEAD, ANNIVERSARY_LEAD)
"""All templates, in the order in which they are asked for."""


def problem_of(words: str, template: Template) -> str:
    """Say what is wrong with a text and what to do, "" if nothing is."""
    label = _(template.label)
    if len(words) > template.longest:
        return _("“{place}” is too long: write at most {number} characters.").format(
            place=label, number=template.longest
        )
    for name in _PLACEHOLDER.findall(words):
        if name not in template.placeholders:
            return _("“{place}” knows no placeholder {name}: use {known}.").format(
                place=label, name=_braced(text.escaped(name, 40)), known=listed(template)
            )
    if _MENTION.search(words):
        return _("“{place}” has a mention: the role of /daily setup is all that can be.").format(
            place=label
        )
    return ""


def template_note(texts: Mapping[str, str]) -> str:
    """Say which texts are in use now."""
    own = [_(one.label) for one in TEMPLATES if texts.get(one.name)]
    if not own:
        return _("All posts have the bot’s own words again.")
    return _("In use from the next post on: {texts}.").format(texts=format_list(own))


def listed(template: Template) -> str:
    """List the placeholders of a template."""
    return format_list([_braced(name) for name in template.placeholders])


def fill(words: str, values: Mapping[str, str]) -> str:
    """Escape a text, but keep its bold, italics and emoji, and put escaped values into it."""
    lines = (_escaped(line) for line in words.splitlines())
    whole = "\n".join(line for line in lines if line)
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), whole).strip()


def _escaped(line: str) -> str:
    marked = _KEPT_MARKUP.sub(r"\1", text.escape(line))
    return _EMOJI.sub(r"<\1:\2:\3>", marked)


def _braced(name: str) -> str:
    return f"{{{name}}}"
