"""The counters and histograms of what the rooms report."""

from functools import partial

from prometheus_client import CollectorRegistry, Counter, Histogram

from bot.observations import (
    AlertEnd,
    FeedCheckEnd,
    Observation,
    PostEnd,
    Refusal,
    SearchEnd,
    TransactionEnd,
    TransactionRepeat,
)

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""The upper bounds of histograms, in seconds."""


def counter(registry: CollectorRegistry, name: str, documentation: str, *labels: str) -> Counter:
    """Add a counter; Prometheus sees its name with our prefix and `_total`."""
    return Counter(f"pullquote_{name}", documentation, labels, registry=registry)


def histogram(
    registry: CollectorRegistry,
    name: str,
    documentation: str,
    *labels: str,
    buckets: tuple[float, ...] = BUCKETS,
) -> Histogram:
    """Add a histogram of seconds; Prometheus sees its name with our prefix."""
    return Histogram(f"pullquote_{name}", documentation, labels, buckets=buckets, registry=registry)


class Instruments:
    """Counts observations in one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        add, time = partial(counter, registry), partial(histogram, registry)
        self._searches = add("searches", "Searches that were answered.", "kind", "confidence")
        self._search_seconds = time("search_seconds", "Seconds of a search itself.", "kind")
        self._transactions = add("transactions", "Transactions of the store.", "kind", "outcome")
        self._transaction_seconds = time(
            "transaction_seconds", "Seconds of a transaction, from its call to its end.", "kind"
        )
        self._repeats = add("transaction_repeats", "Transactions run again after a conflict.")
        self._posts = add("posts", "Tries at posts.", "kind", "outcome")
        self._alerts = add("alerts", "Tries to tell a member of a match.", "outcome")
        self._refusals = add("limited", "Uses that were refused by a limit.", "kind")
        self._feed_checks = add("feed_checks", "Checks of feeds.", "outcome")
        self._feed_items = add("feed_items", "Items of feeds that were tried.", "outcome")

    def observe(self, observation: Observation) -> None:
        """Count one observation."""
        match observation:
            case SearchEnd(kind, confidence, seconds):
                self._searches.labels(kind, confidence).inc()
                self._search_seconds.labels(kind).observe(seconds)
            case TransactionEnd(kind, outcome, seconds):
                self._transactions.labels(kind, outcome).inc()
                self._transaction_seconds.labels(kind).observe(seconds)
            case TransactionRepeat():
                self._repeats.inc()
            case PostEnd(kind, outcome):
                self._posts.labels(kind, outcome).inc()
            case AlertEnd(outcome):
                self._alerts.labels(outcome).inc()
            case Refusal(kind):
                self._refusals.labels(kind).inc()
            case FeedCheckEnd(outcome, imported, failed):
                self._feed_checks.labels(outcome).inc()
                self._feed_items.labels("imported").inc(imported)
                self._feed_items.labels("failed").inc(failed)
