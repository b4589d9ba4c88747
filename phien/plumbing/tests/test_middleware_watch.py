"""A page is counted by its view's name, its lines carry its id, and its path is never told."""

import logging

import pytest
from django.test import override_settings

from phien.plumbing.meters import REGISTRY
from phien.plumbing.middleware_watch import health


def counted(view: str, method: str, status: str) -> float:
    labels = {"view": view, "method": method, "status": status}
    return REGISTRY.get_sample_value("phien_web_requests_total", labels) or 0.0


PAGES = (
    ("get", "/", "first_page", "GET", 200),
    ("get", "/o/made-up-token", None, "GET", 404),
    ("get", "/static/nothing.css", "static", "GET", 404),
    ("get", "/no/such/page", "none", "GET", 404),
)


@pytest.mark.django_db
@pytest.mark.parametrize(("verb", "path", "view", "method", "status"), PAGES)
def test_a_page_is_counted_by_its_views_name(client, verb, path, view, method, status):
    if view is None:
        from django.urls import resolve

        view = resolve(path).view_name
    before = counted(view, method, str(status))
    assert getattr(client, verb)(path).status_code == status
    assert counted(view, method, str(status)) == before + 1
    assert "made-up" not in view


@pytest.mark.django_db
def test_a_request_s_id_is_said_back_and_stands_on_its_lines(client, caplog):
    with caplog.at_level(logging.INFO, "phien.web"):
        answer = client.post(
            "/i18n/setlang/", {"language": "en"}, headers={"X-Request-ID": "4b1f0c22a9d34e6e"}
        )
    assert answer.headers["X-Request-ID"] == "4b1f0c22a9d34e6e"
    (line,) = (record for record in caplog.records if record.name == "phien.web")
    assert (line.view, line.method, line.status) == ("set_language", "POST", 302)


@pytest.mark.django_db
def test_reading_a_page_quickly_writes_no_line(client, caplog):
    with caplog.at_level(logging.INFO, "phien.web"):
        answer = client.get("/")
    assert len(answer.headers["X-Request-ID"]) == 16
    assert [record for record in caplog.records if record.name == "phien.web"] == []


def test_without_a_database_it_lives_but_is_not_ready(rf):
    def nobody(_request):
        raise AssertionError("health is answered before everything else")

    with override_settings(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none"):
        middleware = health(nobody)
    alive, ready = middleware(rf.get("/healthz")), middleware(rf.get("/readyz"))
    assert (alive.status_code, ready.status_code) == (200, 503)
    assert ready.content == b'{"ok": false, "parts": {"database": "away"}}'
