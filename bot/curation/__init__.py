"""What managers change: their shows, episodes, speakers and hidden quotes, without Discord."""

from bot.curation.details import EpisodeDetails, ShowCounts
from bot.curation.inputs import parse_links, parse_moment
from bot.curation.service import OPERATOR, Curation, Operator, Renaming
from bot.curation.speaker_suggestions import SpeakerSuggestion
from bot.models import HiddenQuote, SpeakerShare

__all__ = [
    "OPERATOR",
    "Curation",
    "EpisodeDetails",
    "HiddenQuote",
    "Operator",
    "Renaming",
    "ShowCounts",
    "SpeakerShare",
    "SpeakerSuggestion",
    "parse_links",
    "parse_moment",
]
