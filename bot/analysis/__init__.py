"""Find the chapters, topics, highlights and summaries of an episode in its text alone; pure."""

from bot.analysis.episode import Analysis, analyse, chapter_summaries

__all__ = ["Analysis", "analyse", "chapter_summaries"]
