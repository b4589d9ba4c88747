"""A page while the database is away: 503, when to try again, in the reader's language; no traceback."""

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from phien.plumbing.middleware import refusals


def unused(request: HttpRequest) -> HttpResponse:
    raise AssertionError("process_exception is asked directly")


@pytest.mark.parametrize(
    "error", [OperationalError("server closed the connection"), InterfaceError("closed")]
)
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("vi", "Chờ vài giây rồi thử lại nha"),
        ("en", "Wait a few seconds and try again"),
        ("hi", "कुछ सेकंड रुककर फिर कोशिश करें"),
    ],
)
def test_a_page_says_to_try_again(error, language, sentence):
    with translation.override(language):
        answer = refusals(unused).process_exception(RequestFactory().get("/mat-ong/orders/"), error)
    assert answer is not None
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert sentence in answer.content.decode()


def test_what_else_goes_wrong_is_not_hidden():
    request = RequestFactory().get("/")
    assert refusals(unused).process_exception(request, ValueError("a bug")) is None
