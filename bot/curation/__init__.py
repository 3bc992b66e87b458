"""What managers change: their shows, episodes, speakers and hidden quotes, without Discord."""

from bot.curation.details import EpisodeDetails, Renaming, ShowCounts
from bot.curation.inputs import parse_colour, parse_links, parse_moment
from bot.curation.misheard import MisheardName
from bot.curation.owners import OPERATOR, Operator
from bot.curation.service import Curation
from bot.curation.speaker_suggestions import SpeakerSuggestion
from bot.models import HiddenQuote, SpeakerShare

__all__ = [
    "OPERATOR",
    "Curation",
    "EpisodeDetails",
    "HiddenQuote",
    "MisheardName",
    "Operator",
    "Renaming",
    "ShowCounts",
    "SpeakerShare",
    "SpeakerSuggestion",
    "parse_colour",
    "parse_links",
    "parse_moment",
]
