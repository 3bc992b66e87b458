"""Transcripts: one reader per format, and the segmentation of turns into quotes."""
