"""Several processes that serve one bot: who has which shards, and who does what only one may do."""

from bot.clusters.leasing import Lease, Leasing, Timing, run_until

__all__ = ["Lease", "Leasing", "Timing", "run_until"]
