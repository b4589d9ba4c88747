"""What goes on to the web process and what comes back: never twice, never without bound, never believed."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from phien.config import forward as forward_module
from phien.config.forward import MOST
from phien.testing.edges import Served, Web, served, web


@pytest.fixture(scope="module")
def behind() -> Iterator[Web]:
    with web() as made:
        yield made


@pytest.fixture(scope="module")
def server(django_db_setup: Any, behind: Web) -> Iterator[Served]:
    with served(behind.socket, with_desks=False) as made:
        yield made


@pytest.fixture
def client(server: Served, behind: Web) -> Iterator[httpx.Client]:
    behind.asked.clear()
    behind.answers.clear()
    behind.hangs_up = False
    with server.client() as made:
        yield made


def test_any_other_path_goes_on_with_its_query_as_it_was_sent(client, behind):
    answer = client.get("/an-thu/orders/%C4%91%C6%A1n/?q=m%E1%BA%ADt%20ong&a=1&a=2")
    assert answer.json()["path"] == "/an-thu/orders/%C4%91%C6%A1n/?q=m%E1%BA%ADt%20ong&a=1&a=2"
    assert [asked.method for asked in behind.asked] == ["GET"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_every_method_goes_on(client, method):
    assert client.request(method, "/x").json()["method"] == method


def test_a_head_has_a_length_and_no_body(client, behind):
    answer = client.head("/x")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 0


def test_a_body_is_streamed_through_whole(client, behind):
    sent = bytes(range(256)) * 8_000
    client.post("/upload", content=sent)
    client.post("/upload", content=iter([sent, sent]))
    assert [asked.body for asked in behind.asked] == [sent, sent * 2]


def test_a_form_keeps_its_type_and_its_cookies(client, behind):
    client.cookies.set("sessionid", "s1")
    client.post("/form", data={"a": "đ"})
    (asked,) = behind.asked
    assert asked.body == b"a=%C4%91"
    assert asked.values("content-type") == ["application/x-www-form-urlencoded"]
    assert asked.values("cookie") == ["sessionid=s1"]


def test_one_visitors_cookies_are_never_sent_for_the_next(server, client, behind):
    behind.answers["/in"] = (200, [("Set-Cookie", "sessionid=one; Path=/")], b"")
    client.get("/in")
    with server.client() as next_one:
        next_one.get("/x")
    assert behind.asked[-1].values("cookie") == []


def test_every_cookie_of_an_answer_comes_back(client, behind):
    behind.answers["/in"] = (302, [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Location", "/there")], b"")
    answer = client.get("/in")
    assert (answer.status_code, answer.headers["location"]) == (302, "/there")
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_a_request_gets_an_id_that_no_stranger_chooses(client, behind):
    client.get("/x", headers={"X-Request-ID": "chosen-by-a-stranger"})
    client.get("/x")
    ids = [asked.values("x-request-id") for asked in behind.asked]
    assert all(len(given) == 1 and len(given[0]) == 16 for given in ids)
    assert ids[0] != ids[1]


def test_a_configured_proxys_id_is_kept(server, client, behind, monkeypatch):
    forward = server.app.router.routes[-1].endpoint.__self__
    monkeypatch.setattr(forward, "proxies", frozenset({"127.0.0.1"}))
    client.get("/x", headers={"X-Request-ID": "4b1f0c22a9d34e6e"})
    client.get("/x", headers={"X-Request-ID": "not a word; at all"})
    kept, made = (asked.values("x-request-id")[0] for asked in behind.asked)
    assert kept == "4b1f0c22a9d34e6e"
    assert len(made) == 16


def test_the_id_that_the_web_says_comes_back(client, behind):
    behind.answers["/x"] = (200, [("X-Request-ID", "4b1f0c22a9d34e6e")], b"")
    assert client.get("/x").headers["x-request-id"] == "4b1f0c22a9d34e6e"


@pytest.mark.parametrize("status", [200, 204, 304, 404, 418, 500])
def test_every_status_comes_back(client, behind, status):
    behind.answers["/x"] = (status, [], b"said")
    answer = client.get("/x")
    assert (answer.status_code, answer.content) == (status, b"" if status in (204, 304) else b"said")


class TestHeaders:
    def test_what_a_stranger_says_of_the_way_is_replaced(self, client, behind):
        lies = {
            "x-forwarded-for": "1.2.3.4",
            "x-forwarded-proto": "https",
            "x-forwarded-host": "evil.example",
            "x-real-ip": "1.2.3.4",
            "forwarded": "for=1.2.3.4",
        }
        client.get("/x", headers=lies)
        (asked,) = behind.asked
        assert asked.values("x-forwarded-for") == ["127.0.0.1"]
        assert asked.values("x-forwarded-proto") == ["http"]
        assert [asked.values(name) for name in ("x-forwarded-host", "x-real-ip", "forwarded")] == [[], [], []]

    def test_a_configured_proxy_is_believed(self, behind, django_db_setup, monkeypatch):
        monkeypatch.setenv("PHIEN_PROXIES", "127.0.0.1")
        with served(behind.socket, with_desks=False) as own, own.client() as client:
            behind.asked.clear()
            headers = {"x-forwarded-for": "9.9.9.9, 203.0.113.9", "x-forwarded-proto": "https"}
            client.get("/x", headers=headers)
        (asked,) = behind.asked
        assert asked.values("x-forwarded-for") == ["203.0.113.9"]
        assert asked.values("x-forwarded-proto") == ["https"]

    def test_the_host_is_kept_and_hop_headers_are_not(self, client, behind):
        client.get(
            "/x", headers={"host": "cho.example", "te": "trailers", "connection": "x-odd", "x-odd": "1"}
        )
        (asked,) = behind.asked
        assert asked.values("host") == ["cho.example"]
        assert [asked.values(name) for name in ("te", "x-odd")] == [[], []]


class TestBounds:
    def test_a_body_that_says_it_is_too_long_is_refused_unread(self, client, server, behind):
        with socket.create_connection(("127.0.0.1", server.port), 5) as line:
            line.sendall(f"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: {MOST + 1}\r\n\r\n".encode())
            assert line.recv(4096).startswith(b"HTTP/1.1 413")
        assert behind.asked == []

    def test_one_that_does_not_say_is_cut_at_the_bound(self, client, behind, monkeypatch):
        monkeypatch.setattr(forward_module, "MOST", 100_000)
        answer = client.post("/upload", content=iter([b"x" * 60_000] * 3))
        assert answer.status_code == 413


class TestAway:
    def test_a_post_is_never_sent_twice(self, client, behind):
        behind.hangs_up = True
        answer = client.post("/pay", data={"amount": "1"})
        assert (answer.status_code, answer.json()["code"]) == (503, "web_away")
        assert answer.headers["retry-after"] == "1"
        assert len(behind.asked) == 1

    def test_a_get_is_tried_again(self, client, behind):
        behind.hangs_up = True
        timer = threading.Timer(0.4, lambda: setattr(behind, "hangs_up", False))
        timer.start()
        assert client.get("/x").status_code == 200
        assert 2 <= len(behind.asked) <= 3
        timer.join()

    def test_no_web_process_at_all_is_503_in_the_readers_language(self, django_db_setup, tmp_path):
        with served(str(tmp_path / "nobody.sock"), with_desks=False) as own, own.client() as client:
            told = {
                language: client.get("/x", headers={"accept-language": language}).json()["reason"]
                for language in ("vi", "en", "hi")
            }
        assert told["en"] == "The page is not answering. Try again in a moment."
        assert len(set(told.values())) == 3
