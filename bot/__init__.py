"""Pullquote: a podcast's own words, found and served."""

__version__ = "0.1.0"
