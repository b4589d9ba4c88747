"""Small middlewares: who is asking, what a page may load, refusals as clear answers."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext

from phien.kernel.refusals import Refusal

View = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("phien.web")
DATABASE_AWAY = (OperationalError, InterfaceError)
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def remote_address(get_response: View) -> View:
    """gunicorn on a Unix socket knows no peer; the edge, which owns the public port, says who it is."""

    def middleware(request: HttpRequest) -> HttpResponse:
        peer = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[0].strip()
        request.META["REMOTE_ADDR"] = peer or request.META.get("REMOTE_ADDR") or "127.0.0.1"
        return get_response(request)

    return middleware


def no_null_characters(get_response: View) -> View:
    """PostgreSQL keeps no NUL in a text: an address that holds one asks for nothing that is there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path:
            raise Http404
        return get_response(request)

    return middleware


def content_security_policy(get_response: View) -> View:
    """No inline script, no inline style, nothing from elsewhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()")
        return response

    return middleware


def translated(sentence: str) -> str:
    """A marked sentence in the reader's language."""
    return gettext(sentence)


def refusal_sentence(refusal: Refusal) -> str:
    """The refusal's sentence in the reader's language, its placeholders filled."""
    return gettext(refusal.sentence).format(**refusal.details)


class RefusalAnswers:
    """A refusal that no view caught becomes one clear answer; nothing was changed. So does a database that is
    away: a page that says to try again."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DATABASE_AWAY):
            log.warning("the database is away: %s", type(error).__name__)
            # without the request: what its context processors ask is away too
            page = HttpResponse(render_to_string("503.html"), status=503)
            page.headers["Retry-After"] = "5"
            return page
        if not isinstance(error, Refusal):
            return None
        sentence = refusal_sentence(error)
        if request.path.startswith("/api/"):
            return JsonResponse({"code": error.code, "reason": sentence}, status=error.status)
        return render(
            request, "refusal.html", {"sentence": sentence, "code": error.code}, status=error.status
        )


refusals = RefusalAnswers
