"""The command line; nothing else in the project prints."""
