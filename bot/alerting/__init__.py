"""Tell members of the phrases of their alerts, once, in direct messages and threads."""
