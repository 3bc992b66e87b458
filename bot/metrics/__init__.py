"""Numbers for the operator, served to Prometheus over HTTP; nothing of members or content.

Other rooms report what they do as `observations`; what has a state is read when it is asked for.
"""

from bot.metrics.metrics import Metrics
from bot.metrics.server import serve_metrics

__all__ = ["Metrics", "serve_metrics"]
