"""One highlight a day in every server: when it is due, which it is, and how it is posted once."""
