"""Two middlewares that stand before all others: whether this process can serve, and what it does.

`watched` gives every line of a request's log its id, says the id back, counts and times the page by its
view's name. It writes a line for what changes something and for what is slow; a failure is Django's own line.
"""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from phien.plumbing import lookout, meters
from phien.plumbing.logs import bound, readable_id
from phien.plumbing.readiness import database_of

View = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger("phien.web")
SLOW = 1.0  # seconds
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
READS = frozenset({"GET", "HEAD", "OPTIONS"})


def health(get_response: View) -> View:
    """GET /healthz (the process lives) and /readyz (and reaches its database).

    Before hosts, sessions and TLS: whoever asks is a balancer that knows the socket, not the name.
    """
    database = database_of(settings.DATABASE_URL)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            return _told(*lookout.answer({}))
        if request.path == "/readyz":
            return _told(*lookout.answer(database()))
        return get_response(request)

    return middleware


def watched(get_response: View) -> View:
    """The request's id, its figures, its line."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        request_id = readable_id(request.headers.get("X-Request-ID", ""))
        with bound(request_id):
            response = get_response(request)
            seconds = time.perf_counter() - began
            view, method = view_of(request), request.method or ""
            method = method if method in METHODS else "other"
            meters.requests.labels(view, method, response.status_code).inc()
            meters.request_seconds.labels(view).observe(seconds)
            if method not in READS or seconds > SLOW:
                told = {"view": view, "method": method, "status": response.status_code}
                log.info("request", extra={**told, "ms": round(seconds * 1000)})
        response.headers["X-Request-ID"] = request_id
        return response

    return middleware


def view_of(request: HttpRequest) -> str:
    """The view's name: never a path, which may hold a token."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or "unnamed"
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def _told(status: int, body: bytes) -> HttpResponse:
    return HttpResponse(
        body, status=status, content_type="application/json", headers={"Cache-Control": "no-store"}
    )
