"""What keeps a process running: background jobs under supervision, and the lock of its folder."""
