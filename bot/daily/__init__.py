"""The daily highlight: when it is due, how it is chosen, and how it is posted exactly once."""
