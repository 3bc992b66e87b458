"""Retrieval: posting lists from the index file, and the scan of all quotes in memory."""
