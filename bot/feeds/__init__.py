"""Follow RSS and Atom feeds: import new episodes whose transcripts a feed names."""
