"""The figures of a process for Prometheus, and nothing that names a person. No Django.

Every name, with what it counts, stands here once; `docs/operations.md` says which to watch and at what value
to act. Labels are few and bounded: a source, an outcome, a view's name. A session's id is a label only on
gauges that are read from the living desks at the moment of a scrape (`Here`): a series ends with its desk.

The desk's figures are taken once a batch, never once an order.
"""

import contextlib
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample

REGISTRY = CollectorRegistry(auto_describe=True)
ProcessCollector(registry=REGISTRY)
MOST_LABELS = 100  # values of one label; what comes after them is counted as "other"

process = Info("phien_process", "Which kind of process this is.", registry=REGISTRY)

# The desk

batch_size = Histogram(
    "phien_desk_batch_size",
    "Wishes and comments that one transaction of a desk decided.",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512),
    registry=REGISTRY,
)
commit_seconds = Histogram(
    "phien_desk_commit_seconds",
    "From sending a batch to its commit.",
    buckets=(0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1, 2.5, 5),
    registry=REGISTRY,
)
outcomes = Counter(
    "phien_desk_outcomes",
    "Answers of the desk by where the ask came from and what came of it.",
    ["source", "outcome"],
    registry=REGISTRY,
)
comments_read = Counter("phien_comments_read", "Comments that the reader has read.", registry=REGISTRY)
busy = Counter(
    "phien_desk_busy", "Asks told to come again because the queue was full; nothing was promised.",
    registry=REGISTRY,
)  # fmt: skip
again = Counter(
    "phien_desk_again", "Batches decided again, by why: the connection was lost, or a row was bad.", ["why"],
    registry=REGISTRY,
)  # fmt: skip
takeovers = Counter(
    "phien_desk_takeovers",
    "Sessions whose desk this process took: free (opened or released), restarted (its own name), silent.",
    ["why"],
    registry=REGISTRY,
)

# The edge

event_lag = Histogram(
    "phien_event_lag_seconds",
    "From an event's arrival at this process to its last byte handed to the last viewer's socket.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
    registry=REGISTRY,
)
viewers_cut = Counter("phien_viewers_cut", "Viewers cut off because they lagged behind.", registry=REGISTRY)
loop_lag = Histogram(
    "phien_loop_lag_seconds",
    "How late the event loop came to a clock that rings twice a second: what waits for others' turns.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
    registry=REGISTRY,
)
web_away = Counter(
    "phien_web_away", "Requests that found no web process and were told so.", registry=REGISTRY
)
draining = Gauge("phien_draining", "1 once this process was told to stop.", registry=REGISTRY)

# The web

requests = Counter(
    "phien_web_requests",
    "Pages by the view's name, method and status.",
    ["view", "method", "status"],
    registry=REGISTRY,
)
request_seconds = Histogram(
    "phien_web_request_seconds",
    "Time a page took, by the view's name.",
    ["view"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)

# The jobs

jobs_ended = Counter(
    "phien_jobs_ended", "Jobs that ended, by task and by done or failed.", ["task", "end"], registry=REGISTRY
)

for _why in ("free", "restarted", "silent"):
    takeovers.labels(_why)
_kept: dict[tuple[str, str], Any] = {}


def _outcome(source: str, outcome: str) -> Any:
    """The counter of one pair of labels, bound once."""
    bound = _kept.get((source, outcome))
    if bound is None:
        if len(_kept) >= MOST_LABELS:
            outcome = "other"
        bound = _kept[source, outcome] = outcomes.labels(source, outcome)
    return bound


def committed(*, seconds: float, units: int) -> None:
    """A batch was written."""
    commit_seconds.observe(seconds)
    batch_size.observe(units)


def decided(answers: Iterable[tuple[bool, Any]]) -> None:
    """Answers of a batch: whether it was a comment, and the body: outcome or code, or else an order."""
    tally = Tally((comment, body.get("outcome") or body.get("code") or "order") for comment, body in answers)
    read = 0
    for (comment, outcome), n in tally.items():
        _outcome("comment" if comment else "button", outcome).inc(n)
        read += n if comment else 0
    if read:
        comments_read.inc(read)


def commanded(do: str, status: int) -> None:
    """A command was answered; `do` is one that the desk knows."""
    _outcome("command", do if status == 200 else f"{do}_refused").inc()


def claimed(*, before: str, us: str) -> None:
    """A desk was taken; `before` is the owner that its row named."""
    takeovers.labels("free" if not before else "restarted" if before == us else "silent").inc()


class Here(Collector):
    """What is read at the moment of a scrape: what waits at each desk of this process, and who watches."""

    def __init__(self) -> None:
        self.desks: list[Mapping[int, Any]] = []  # session -> desk, of each Desks of this process
        self.shows: list[Mapping[int, Any]] = []  # session -> show, of each Edge
        self.buses: list[Any] = []

    @contextlib.contextmanager
    def holding(
        self, *, desks: Mapping[int, Any], shows: Mapping[int, Any] | None = None, bus: Any
    ) -> Iterator[None]:
        """Read these at each scrape inside this block."""
        self.desks, self.buses = [*self.desks, desks], [*self.buses, bus]
        self.shows = self.shows if shows is None else [*self.shows, shows]
        try:
            yield
        finally:
            self.desks = [kept for kept in self.desks if kept is not desks]
            self.shows = [kept for kept in self.shows if kept is not shows]
            self.buses = [kept for kept in self.buses if kept is not bus]

    def collect(self) -> Iterator[Metric]:
        """Gauges of what this process has; series of a session end with its desk."""
        if self.desks:
            yield from self._desks()
        if self.shows:
            yield from self._viewers()
        if self.buses:
            up = all(bus.client.is_connected for bus in self.buses)
            yield GaugeMetricFamily("phien_bus_connected", "1 while this process is on the bus.", value=up)

    def _desks(self) -> Iterator[Metric]:
        desks = [pair for serving in self.desks for pair in tuple(serving.items())]
        queue = GaugeMetricFamily(
            "phien_desk_queue", "Asks that wait at a session's desk.", labels=["session"]
        )
        for session, desk in desks:
            queue.add_metric([str(session)], len(desk.queue))
        yield queue
        yield GaugeMetricFamily("phien_desks", "Desks that this process serves.", value=len(desks))

    def _viewers(self) -> Iterator[Metric]:
        shows = [show for watched in self.shows for show in tuple(watched.values())]
        viewers = GaugeMetricFamily("phien_viewers", "Connections that watch, by stream.", labels=["stream"])
        viewers.add_metric(["public"], sum(len(show.public.viewers) for show in shows))
        viewers.add_metric(["studio"], sum(len(show.studio.viewers) for show in shows))
        yield viewers


here = Here()
REGISTRY.register(here)


class Jobs(Collector):
    """The queue in the database, read at the moment of a scrape: due jobs, age of the oldest, failed ones."""

    def __init__(self, read: Callable[[], tuple[int, float, int] | None]) -> None:
        self.read = read

    def describe(self) -> Iterator[Metric]:
        """Their names, without asking the database."""
        yield GaugeMetricFamily("phien_jobs_waiting", "Jobs that are due and wait for a worker.")
        yield GaugeMetricFamily("phien_jobs_oldest_seconds", "How long the oldest of them has been due.")
        yield GaugeMetricFamily("phien_jobs_failed", "Jobs that failed for good and are still kept.")

    def collect(self) -> Iterator[Metric]:
        """Nothing where the database is away: an absent figure is not a zero."""
        found = self.read()
        if found is not None:
            for family, value in zip(self.describe(), found, strict=True):
                family.samples.append(Sample(family.name, {}, value))
                yield family
