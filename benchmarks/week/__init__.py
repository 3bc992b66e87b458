"""A week of a busy server, replayed at speed against the real process."""
