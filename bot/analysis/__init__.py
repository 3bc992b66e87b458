"""Find what an episode is worth quoting, about, and made of, from its words alone; pure."""

from bot.analysis.episode import Analysis, analyse, chapter_summaries

__all__ = ["Analysis", "analyse", "chapter_summaries"]
