"""Meaning as an extra: sentence models, and the vectors of passages in the index."""
