"""Static pages of the episodes, for people who are not on Discord."""
