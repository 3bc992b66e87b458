"""The slash commands: each queries the library, formats the answer with `ui` and sends it."""
