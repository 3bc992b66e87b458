"""Transcripts: a reader for each format, and the segmentation of turns into quotes."""
