"""What a process writes down: one JSON line an event on stderr; on a terminal, a line for people. No Django.

Code logs with the standard library (`logging.getLogger("phien.<house>")`, a sentence, its values). A message
that begins with `session %s` gets the field `session`; others are given by `extra={...}`, see `FIELDS`.
A request's id is bound for the time of the request (`bound`). Nothing personal is logged; `redaction` masks
what comes by accident.
"""

import contextlib
import logging
import os
import re
import secrets
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import orjson
import structlog
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.stdlib import ExtraAdder, ProcessorFormatter

from phien.plumbing.redaction import masked, redact

__all__ = ["bound", "for_django", "formatter", "log_as", "new_request_id", "readable_id", "sentence_of"]

FIELDS = ("session", "order", "view", "method", "status", "ms", "task", "task_id", "why")
QUIET = ("httpx", "httpcore", "procrastinate", "nats", "psycopg.pool", "asyncio", "uvicorn")
REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_process = "command"


def log_as(kind: str) -> None:
    """Set up this process's logs; `kind` is edge, desk, web or jobs."""
    name_process(kind)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def name_process(kind: str) -> None:
    """What the lines call this process; and its last words, if it dies by an exception, are masked."""
    global _process
    _process = kind
    sys.excepthook = _last_words


def for_django() -> dict[str, Any]:
    """The setting LOGGING."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"phien": {"()": "phien.plumbing.logs.formatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "phien"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"phien": {"level": "INFO"}},
    }


def formatter() -> ProcessorFormatter:
    """Lines for people where stderr is a terminal, else JSON."""
    before: list[Any] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        ExtraAdder(allow=FIELDS),
        _told_by,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
    ]
    last: list[Any] = (
        [structlog.dev.ConsoleRenderer(timestamp_key="at", exception_formatter=structlog.dev.plain_traceback)]
        if sys.stderr.isatty()
        else [_json]
    )
    return ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[redact, ProcessorFormatter.remove_processors_meta, *last],
        pass_foreign_args=True,
    )


def _told_by(_logger: Any, _method: str, event: Any) -> Any:
    """Who says it, and of which session: `session %s` at the beginning of a message names it."""
    event["process"], event["pid"] = _process, os.getpid()
    args, record = event.pop("positional_args", ()), event.get("_record")
    if record is not None and str(record.msg).startswith("session %s") and isinstance(args, tuple) and args:
        event.setdefault("session", args[0])
    return event


def _json(_logger: Any, _method: str, event: Any) -> str:
    """The sentence first: whoever reads the raw line sees it."""
    told = {"event": event.pop("event", ""), **event}
    return orjson.dumps(told, default=repr).decode()


def _last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """An exception that nobody caught, as Python prints it (the supervisor reads its last line), masked."""
    sys.stderr.write(masked("".join(traceback.format_exception(kind, error, trace))))
    sys.stderr.flush()


def sentence_of(line: str) -> str:
    """What a line of a log says: of a JSON line the exception's last line, or the event."""
    if not line.startswith("{"):
        return line
    try:
        told = orjson.loads(line)
    except orjson.JSONDecodeError:
        return line
    if not isinstance(told, dict):
        return line
    exception = str(told.get("exception") or "").strip()
    return exception.splitlines()[-1].strip() if exception else str(told.get("event") or line)


# Requests


def new_request_id() -> str:
    """For a request that came without one from a proxy that we trust."""
    return secrets.token_hex(8)


def readable_id(text: str) -> str:
    """A proxy's id where it is a short plain word, else a new one."""
    return text if REQUEST_ID.fullmatch(text) else new_request_id()


@contextlib.contextmanager
def bound(request_id: str) -> Iterator[None]:
    """Lines of this thread or task carry the request's id inside this block."""
    with bound_contextvars(request_id=request_id):
        yield
