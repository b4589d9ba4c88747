"""The buy route on a real socket: what is answered to whom, in which language."""

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from phien.live import cookie
from phien.live.contracts import Ask
from phien.live.desk import desk as desk_module
from phien.live.desk import desks
from phien.live.edge.guards import ADDRESS, BUYER
from phien.orders.models import Order
from phien.testing import factories
from phien.testing.desks import dsn_of_test
from phien.testing.truths import assert_all_true


def body(key: str = "k1", code: str = "A1", qty: Any = 1, **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "buyer": {"name": "Người mua thử 12", "phone": "0900 000 012"},
        "items": [{"code": code, "qty": qty}],
        **more,
    }


@pytest.fixture
def url(session) -> str:
    return f"/api/sessions/{session.pk}/orders"


def test_an_order_is_answered_201_and_its_repeat_200(edge, url):
    with edge.client() as client:
        first = client.post(url, json=body())
        again = client.post(url, json=body())
    order = Order.every_coop.get()
    assert (first.status_code, again.status_code) == (201, 200)
    assert (
        first.json()
        == again.json()
        == {
            "order": order.code,
            "state": "held",
            "total": order.total,
            "pay_by": order.pay_by.isoformat(),
            "link": f"/o/{order.token}",
        }
    )
    assert (order.phone, order.buyer_name) == ("+84900000012", "Người mua thử 12")
    assert first.headers["cache-control"] == "no-store"


def test_a_key_with_another_body_is_422(edge, url):
    with edge.client() as client:
        client.post(url, json=body())
        answer = client.post(url, json=body(qty=2))
    assert (answer.status_code, answer.json()["code"]) == (422, "key_used")


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("vi", "Mật ong hoa cà phê 500 ml"),
        ("en", "Mật ong hoa cà phê 500 ml just sold out. Choose something else."),
        ("hi", "Mật ong hoa cà phê 500 ml"),
    ],
)
def test_sold_out_is_409_in_the_readers_language(edge, url, language, reason):
    with edge.client(headers={"accept-language": language}) as client:
        answer = client.post(url, json=body(qty=11))
    told = answer.json()
    assert (answer.status_code, told["code"], told["items"]) == (409, "sold_out", ["A1"])
    assert reason in told["reason"]


def test_the_same_refusal_differs_by_language(edge, url):
    with edge.client() as client:
        told = {
            language: client.post(url, json=body(qty=11), headers={"accept-language": language}).json()[
                "reason"
            ]
            for language in ("vi", "en", "hi")
        }
    assert len(set(told.values())) == 3


def test_waiting_is_409_with_position_and_link(edge, url):
    with edge.client() as client:
        client.post(url, json=body("k1", qty=10))
        answer = client.post(url, json=body("k2", qty=2))
    told = answer.json()
    assert (answer.status_code, told["code"], told["position"]) == (409, "waitlisted", 1)
    assert told["link"].startswith("/o/")


def test_closed_and_not_open_are_409_and_unknown_is_404(edge, url, session, coop):
    planned = factories.make_session(coop)
    edge.loop.run(edge.edge.desks.ask(Ask(session.pk, "close", "k", {})))
    with edge.client(headers={"accept-language": "en"}) as client:
        closed = client.post(url, json=body())
        scheduled = client.post(f"/api/sessions/{planned.pk}/orders", json=body())
        unknown = client.post("/api/sessions/999999999/orders", json=body())
    assert (closed.status_code, closed.json()) == (
        409,
        {"code": "closed", "reason": "This live has ended. Look at the shop's page for the next one."},
    )
    assert (scheduled.status_code, scheduled.json()["code"]) == (409, "session_not_open")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")


BAD: list[tuple[Any, dict[str, str]]] = [
    ({}, {"key": "REQUIRED", "buyer": "REQUIRED", "items": "REQUIRED"}),
    (
        {"key": "x", "buyer": {"name": "", "phone": "1"}, "items": []},
        {"buyer.name": "REQUIRED", "buyer.phone": "PHONE", "items": "REQUIRED"},
    ),
    (body(qty=-1), {"items.0.qty": "QUANTITY"}),
    (body(qty=1000), {"items.0.qty": "QUANTITY"}),
    (body(qty="2"), {"items.0.qty": "QUANTITY"}),
    (body(qty=1.5), {"items.0.qty": "QUANTITY"}),
    (body(key="a b"), {"key": "WRONG"}),
    (body(key="x" * 81), {"key": "LONG"}),
    (body(buyer={"name": "\u202e\x07", "phone": "0900000012"}), {"buyer.name": "REQUIRED"}),
    (body(buyer={"name": "x" * 121, "phone": "0900000012"}), {"buyer.name": "LONG"}),
    (body(buyer={"name": 5, "phone": "0900000012"}), {"buyer.name": "WRONG"}),
    (body(items=[{"code": "A1", "qty": 1}] * 21), {"items": "LONG"}),
    ([], {"body": "WRONG"}),
]
SENTENCES = {
    "REQUIRED": "This is needed.",
    "PHONE": "Write a Vietnamese mobile number of 10 digits, such as 0900 000 001.",
    "QUANTITY": "Write a whole number from 1 to 999.",
    "WRONG": "This is not what belongs here.",
    "LONG": "This is too long.",
}


@pytest.mark.parametrize(("sent", "fields"), BAD)
def test_a_bad_body_is_422_with_a_reason_per_field(edge, url, sent, fields):
    with edge.client(headers={"accept-language": "en"}) as client:
        answer = client.post(url, json=sent)
    assert answer.status_code == 422
    assert answer.json() == {
        "code": "bad_body",
        "reason": "Please check what is marked.",
        "fields": {name: SENTENCES[kind] for name, kind in fields.items()},
    }
    assert not Order.every_coop.exists()


@pytest.mark.parametrize("language", ["vi", "hi"])
def test_the_reasons_speak_the_readers_language(edge, url, language):
    with edge.client(headers={"accept-language": language}) as client:
        fields = client.post(url, json={}).json()["fields"]
    assert set(fields) == {"key", "buyer", "items"}
    assert "This is needed." not in fields.values()


@pytest.mark.parametrize("sent", [b"", b"{", b"\xff\xfe", b'{"key": "\\ud800"}'])
def test_what_is_no_json_is_422(edge, url, sent):
    with edge.client() as client:
        answer = client.post(url, content=sent, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_body")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_other_content_types_are_415(edge, url, kind):
    with edge.client() as client:
        answer = client.post(url, content=json.dumps(body()), headers={"content-type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")
    assert not Order.every_coop.exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 201),
        ({"sec-fetch-site": "none"}, 201),
    ],
)
def test_posts_from_other_sites_are_refused(edge, url, headers, status):
    with edge.client() as client:
        assert client.post(url, json=body(), headers=headers).status_code == status
    assert Order.every_coop.exists() == (status == 201)


def test_the_own_origin_is_welcome(edge, url):
    with edge.client() as client:
        assert client.post(url, json=body(), headers={"origin": edge.url}).status_code == 201


def test_a_body_past_the_bound_is_413_however_it_comes(edge, url, session):
    with edge.client() as client:
        headers = {"content-type": "application/json"}
        large = client.post(url, content=b"x" * 20_000, headers=headers)
        chunked = client.post(url, content=iter([b"x" * 9_000] * 3), headers=headers)
    assert (large.status_code, chunked.status_code) == (413, 413)
    with socket.create_connection(("127.0.0.1", edge.port), 5) as raw:
        raw.sendall(
            f"POST {url} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            "Content-Length: 99999999999\r\n\r\n".encode()
        )
        assert raw.recv(100).startswith(b"HTTP/1.1 413"), "refused before it is read"


class TestWhoBuys:
    def test_a_cookie_makes_two_orders_one(self, edge, url):
        with edge.client(cookies={cookie.NAME: cookie.new_buyer()[0]}) as client:
            client.post(url, json=body("k1"))
            client.post(url, json=body("k2"))
        assert Order.every_coop.get().goods == 2 * 145_000

    def test_without_one_each_key_is_a_buyer_of_its_own(self, edge, url):
        with edge.client() as client:
            answer = client.post(url, json=body("k1"))
            client.post(url, json=body("k2"))
        assert "set-cookie" not in answer.headers
        assert Order.every_coop.count() == 2

    def test_a_forged_cookie_is_none(self, edge, url):
        value = cookie.new_buyer()[0]
        with edge.client(cookies={cookie.NAME: value[:-2] + "xx"}) as client:
            client.post(url, json=body("k1"))
        assert Order.every_coop.get().buyer_key == "k:k1"

    def test_a_browsers_first_purchase_is_under_the_cookie_it_is_given(self, edge, url, session):
        with edge.client(headers={"sec-fetch-site": "same-origin"}) as client:
            first = client.post(url, json=body("k1"))
            assert "HttpOnly" in first.headers["set-cookie"]
            assert "SameSite=Lax" in first.headers["set-cookie"]
            client.post(url, json=body("k2"))
            mine = client.get(f"/api/sessions/{session.pk}/mine").json()
        order = Order.every_coop.get()
        assert order.goods == 2 * 145_000
        assert [each["order"] for each in mine["orders"]] == [order.code]

    def test_an_old_browser_says_its_origin_only(self, edge, url):
        with edge.client(headers={"origin": edge.url}) as client:
            assert "set-cookie" in client.post(url, json=body("k1")).headers

    def test_where_the_first_answer_was_lost_the_same_press_gets_the_same_cookie(self, edge, url, session):
        headers = {"sec-fetch-site": "same-origin"}
        with edge.client(headers=headers) as lost, edge.client(headers=headers) as again:
            lost.post(url, json=body("k1"))
            assert again.post(url, json=body("k1")).status_code == 200
            mine = again.get(f"/api/sessions/{session.pk}/mine").json()
        assert len(mine["orders"]) == 1

    def test_the_page_gets_its_cookie_before_it_buys(self, edge, url, session):
        with edge.client() as client:
            asked = client.get(f"/api/sessions/{session.pk}/mine")
            assert asked.json() == {"orders": [], "waiting": []}
            assert "phien_buyer=" in asked.headers["set-cookie"]
            client.post(url, json=body("k1"))
            again = client.get(f"/api/sessions/{session.pk}/mine")
        assert "set-cookie" not in again.headers
        order = Order.every_coop.get()
        assert again.json()["orders"] == [
            {
                "order": order.code,
                "state": "held",
                "total": order.total,
                "pay_by": order.pay_by.isoformat(),
                "link": f"/o/{order.token}",
                "paid": False,
                "claimed": False,
                "items": [{"code": "A1", "qty": 1, "name": "Mật ong hoa cà phê 500 ml"}],
            }
        ]

    def test_own_places_in_line_are_shown_with_their_position(self, edge, url, session):
        with edge.client() as client:
            client.post(url, json=body("k1", qty=10))
            client.post(url, json=body("k2", qty=1))
            client.get(f"/api/sessions/{session.pk}/mine")
            client.post(url, json=body("k3", qty=2))
            (place,) = client.get(f"/api/sessions/{session.pk}/mine").json()["waiting"]
        assert (place["code"], place["qty"], place["position"]) == ("A1", 2, 2)


class TestBusy:
    def test_a_full_queue_is_503_with_retry_after(self, edge, url, session, monkeypatch):
        monkeypatch.setattr(desk_module, "MOST_QUEUED", 0)
        with edge.client(headers={"accept-language": "en"}) as client:
            answer = client.post(url, json=body())
        assert (answer.status_code, answer.json()["code"]) == (503, "desk_busy")
        assert answer.headers["retry-after"] == "1"
        assert "Nothing was promised" in answer.json()["reason"]

    def test_no_desk_is_503_with_retry_after(self, edge, url, session, monkeypatch):
        monkeypatch.setattr(desks.Desks.ask, "__kwdefaults__", {"within": 0.3})
        desk = edge.edge.desks.serving.pop(session.pk)
        try:
            with edge.client() as client:
                answer = client.post(url, json=body())
        finally:
            edge.edge.desks.serving[session.pk] = desk
        assert (answer.status_code, answer.json()["code"]) == (503, "desk_away")
        assert answer.headers["retry-after"] == "1"

    def test_strangers_are_slowed_by_address_this_machine_is_not(self, edge, url, session):
        edge.edge.limits.buckets["a:127.0.0.1"] = (0.0, time.monotonic() + 60)
        with edge.client() as client:
            assert client.post(url, json=body("k1")).status_code == 201, "loopback itself is exempt"
            forwarded = client.post(url, json=body("k2"), headers={"x-forwarded-for": "203.0.113.9"})
        assert (forwarded.status_code, forwarded.json()["code"]) == (429, "too_fast")
        assert forwarded.headers["retry-after"] == "1"

    def test_a_configured_proxy_is_believed_about_the_address(self, edge, url):
        edge.edge.proxies = frozenset({"127.0.0.1"})
        edge.edge.limits.buckets["a:203.0.113.9"] = (0.0, time.monotonic() + 60)
        with edge.client() as client:
            slowed = client.post(url, json=body("k1"), headers={"x-forwarded-for": "1.1.1.1, 203.0.113.9"})
            other = client.post(url, json=body("k2"), headers={"x-forwarded-for": "203.0.113.8"})
        assert (slowed.status_code, other.status_code) == (429, 201)

    def test_a_buyer_may_press_twenty_times_at_once(self, edge, url):
        assert (BUYER.rate, BUYER.burst, ADDRESS.rate, ADDRESS.burst) == (2, 20, 1000, 5000)
        headers = {"x-forwarded-for": "203.0.113.9"}
        with edge.client(cookies={cookie.NAME: cookie.new_buyer()[0]}, headers=headers) as client:
            statuses = [client.post(url, json=body("k", code="Z9")).status_code for _ in range(21)]
        assert statuses == [422] * 20 + [429]


def test_many_at_once_are_each_told_the_truth(edge, url, session):
    def press(number: int) -> int:
        with edge.client() as client:
            return client.post(url, json=body(f"k{number}")).status_code

    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(press, range(40)))
    assert (statuses.count(201), statuses.count(409)) == (10, 30)
    assert_all_true()


def test_a_database_that_restarts_in_the_middle_loses_and_doubles_nothing(edge, url, session):
    """All its connections end, twice, while 24 buyers press; each key is pressed until it is answered."""

    def press(number: int) -> int:
        with edge.client() as client:
            while True:
                status = client.post(url, json=body(f"k{number}")).status_code
                if status != 503:
                    return status

    def cut() -> None:
        for _ in range(2):
            time.sleep(0.05)
            with psycopg.connect(dsn_of_test(), autocommit=True) as database:
                database.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() "
                    "and datname = current_database() and application_name like 'phien-desk%'"
                )

    with ThreadPoolExecutor(9) as pool:
        cutting = pool.submit(cut)
        statuses = list(pool.map(press, range(24)))
        cutting.result()
    assert (statuses.count(200) + statuses.count(201), statuses.count(409)) == (10, 14)
    assert Order.every_coop.count() == 10
    assert_all_true()


def test_a_get_on_the_buy_route_goes_on_to_the_web(edge, url):
    with edge.client() as client:
        assert client.get(url).json() == {"method": "GET", "path": url}


def test_the_database_away_is_503_not_500(edge, session, monkeypatch):
    async def away(*_: Any, **__: Any) -> Any:
        raise psycopg.OperationalError("away")

    monkeypatch.setattr(edge.edge.pool.__class__, "getconn", away)
    with edge.client(cookies={cookie.NAME: cookie.new_buyer()[0]}) as client:
        answer = client.get(f"/api/sessions/{session.pk}/mine")
    assert (answer.status_code, answer.json()["code"]) == (503, "desk_away")
