"""The index file: its schema, its documents, and the connections to it."""
