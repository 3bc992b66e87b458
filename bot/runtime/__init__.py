"""Supervised background jobs, their failures, and the lock of the data folder."""
