"""Health and numbers for the operator, served over HTTP; nothing of members or content.

Other rooms report what they do as `observations`; what has a state is read when it is asked for.
"""

from bot.metrics.metrics import Metrics
from bot.metrics.server import OFF, HealthServer

__all__ = ["OFF", "HealthServer", "Metrics"]
