"""Event streams on real sockets: what viewers and the studio are sent, resuming, being cut off, goodbye."""

import time
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from phien.live import cookie
from phien.live.desk.desks import events as frames_of
from phien.live.edge import events as events_module
from phien.live.edge.place import VIEWERS
from phien.testing.desks import remark
from phien.testing.edges import Served, Watching, ask, facts, ids, press


def test_a_viewer_is_told_of_stock_with_the_id_of_its_transaction(edge, session, watch):
    viewer = watch()
    press(edge, session, qty=3)
    text = viewer.until(b"event: stock")
    viewer.until(b"\n\n", 1)
    desk = edge.edge.desks.serving[session.pk]
    assert text.startswith(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n")
    assert ids(text) == [f"{desk.line.fence}.{desk.line.seq}"]
    assert facts(text, "stock") == [{"items": [{"code": "A1", "left": 7, "waiting": 0}]}]


@pytest.mark.parametrize(
    ("do", "body", "kind", "told"),
    [
        ("pin", {"code": "A2"}, "pinned", {"code": "A2"}),
        ("allot", {"code": "A1", "by": 2}, "stock", {"items": [{"code": "A1", "left": 12, "waiting": 0}]}),
        ("close", {}, "session", {"state": "closed"}),
    ],
)
def test_what_staff_do_is_told(edge, session, watch, do, body, kind, told):
    viewer = watch()
    ask(edge, session, do, body)
    text = viewer.until(f"event: {kind}\n".encode())
    text = viewer.quiet(0.1)
    assert told in facts(text, kind)


def test_a_price_is_told_with_its_end(edge, session, watch):
    viewer = watch()
    until = "2099-01-01T00:00:00+00:00"
    ask(edge, session, "price", {"code": "A1", "price": 145_000, "flash_price": 99_000, "flash_until": until})
    viewer.until(b"event: price\n")
    rows = facts(viewer.quiet(0.1), "price")
    assert rows[0] == {
        "code": "A1",
        "price": 99_000,
        "base_price": 145_000,
        "flash_until": until,
        "allotted": 10,
        "limit": None,
        "stopped": False,
    }


def test_chat_has_no_id_and_no_phone(edge, session, watch):
    viewer = watch()
    ask(edge, session, "comments", {"rows": [remark("chốt A1 0900 000 001", author="lan")]})
    viewer.until(b"event: chat")
    text = viewer.quiet(0.2)
    (chat,) = facts(text, "chat")
    assert chat["rows"][0]["text"] == "chốt A1 0900 ••• 001"
    assert b"0900 000 001" not in text
    assert len(ids(text)) == 1, "the order's, not the chat's"


def test_no_name_beyond_the_chat_and_no_phone_of_a_buyer_is_public(edge, session, watch):
    viewer = watch()
    press(edge, session, name="Người mua bí mật", phone="+84900000099", buyer="b:secret")
    viewer.until(b"event: stock")
    text = viewer.quiet(0.2).decode()
    assert "bí mật" not in text
    assert "0900000099" not in text
    assert "secret" not in text


def test_only_the_buyer_is_told_to_look_at_their_own(edge, session, watch):
    value, key = cookie.new_buyer()
    mine, other = watch(Cookie=f"{cookie.NAME}={value}"), watch()
    press(edge, session, buyer=key)
    assert b"event: mine\ndata: {}\n\n" in mine.until(b"event: mine\ndata: {}\n\n")
    assert b"event: mine" not in other.quiet(0.3)


class TestResuming:
    def test_after_an_id_only_what_was_missed(self, edge, session, watch):
        first = watch()
        press(edge, session)
        seen = ids(first.until(b"event: stock"))[-1]
        press(edge, session)
        time.sleep(0.15)
        press(edge, session)
        later = watch(f"?after={seen}")
        text = later.quiet(0.2)
        assert [row["items"][0]["left"] for row in facts(text, "stock")] == [8, 7]
        assert b"event: reset" not in text

    def test_the_first_viewer_with_a_fresh_state_is_not_reset(self, edge, session, watch):
        press(edge, session)
        with edge.client() as client:
            state = client.get(f"/api/sessions/{session.pk}/state").json()
        viewer = watch(f"?after={state['id']}")
        press(edge, session)
        text = viewer.until(b"event: stock")
        assert b"event: reset" not in text

    def test_last_event_id_wins(self, edge, session, watch):
        first = watch()
        press(edge, session)
        first.until(b'left":9')
        press(edge, session)
        first.until(b'left":8')
        one, two = ids(first.quiet(0.1))[-2:]
        again = watch(f"?after={two}", **{"Last-Event-ID": one})
        assert [row["items"][0]["left"] for row in facts(again.quiet(0.2), "stock")] == [8]

    def test_up_to_date_is_sent_nothing(self, edge, session, watch):
        first = watch()
        press(edge, session)
        latest = ids(first.until(b"event: stock"))[-1]
        assert ids(watch(f"?after={latest}").quiet(0.2)) == []

    @pytest.mark.parametrize("unknown", ["0.1", "99999.1", "x", "1.x", "-1.-1", "1", "٣.٤", "1." + "9" * 60])
    def test_unknown_ids_get_a_reset(self, edge, session, watch, unknown):
        press(edge, session)
        stream = watch(f"?after={unknown}" if unknown.isascii() else "?after=%D9%A3.%D9%A4")
        assert stream.until(b"event: reset\ndata: {}\n\n")

    def test_the_state_tells_where_to_follow_from(self, edge, session, watch):
        watch()  # from now on the edge listens
        press(edge, session)
        with edge.client() as client:
            state = client.get(f"/api/sessions/{session.pk}/state").json()
        press(edge, session)
        text = watch(f"?after={state['id']}").quiet(0.2)
        assert [row["items"][0]["left"] for row in facts(text, "stock")] == [8]
        assert state["items"][0]["left"] == 9

    def test_who_missed_very_much_starts_anew(self, edge, session, watch):
        first = watch()
        press(edge, session)
        seen = ids(first.until(b"event: stock"))[-1]
        show = edge.edge.shows[session.pk]
        fence, seq = map(int, seen.split("."))

        async def much() -> None:
            for n in range(1, 400):
                pinned = [["pinned", {"code": "x" * 200}]]
                frame = {"fence": fence, "seq": seq + n, "public": pinned, "studio": {}}
                show.hear(orjson.dumps(frame))
                show._tell()

        edge.loop.run(much())
        assert show.public.since(None) == b""
        assert b"event: reset" in watch(f"?after={seen}").quiet(0.2)


class TestFrames:
    """Frames as the bus brings them: lost, late, repeated."""

    @pytest.fixture
    def told(self, edge, session, watch) -> tuple[Watching, Callable[..., None], int]:
        viewer = watch()
        press(edge, session)
        viewer.until(b"event: stock")
        fence, seq = map(int, ids(viewer.quiet(0.05))[-1].split("."))
        viewer.got = b""

        def frame(after: int, *, of: int = fence, left: int = 5) -> None:
            stock = [["stock", {"items": [{"code": "A1", "left": left, "waiting": 0}]}]]
            body = {"fence": of, "seq": seq + after, "public": stock, "studio": {"orders": 1}}
            edge.loop.run(_tell(edge, session.pk, body))

        return viewer, frame, fence

    def test_a_hole_makes_everybody_read_anew(self, told):
        viewer, frame, _ = told
        frame(1)
        assert b"event: reset" not in viewer.quiet(0.1)
        frame(3)
        assert viewer.until(b"event: reset")

    def test_an_overtaken_desks_late_frame_is_not_told(self, told):
        """It committed, was stopped before it told, and tells after the takeover: its counts are old."""
        viewer, frame, fence = told
        frame(1, of=fence + 1, left=3)
        frame(2, of=fence, left=9)
        frame(1, of=fence + 1, left=9)
        text = viewer.quiet(0.2)
        assert [row["items"][0]["left"] for row in facts(text, "stock")] == [3]

    def test_a_broken_frame_harms_nobody(self, edge, session, told):
        viewer, frame, _ = told
        edge.loop.run(edge.edge.bus.publish(frames_of(session.pk), b"no json"))
        frame(1, left=4)
        assert viewer.until(b'"left":4')


async def _tell(edge: Served, session: int, body: dict[str, Any]) -> None:
    edge.edge.shows[session].hear(orjson.dumps(body))


def test_viewers_are_counted_here_and_at_other_edges(edge, session, watch):
    one = watch()
    watch()
    one.until(b'event: viewers\ndata: {"n":2}\n\n', 5)

    async def elsewhere(name: str, n: int) -> None:
        edge.edge._count(orjson.dumps({"edge": name, "sessions": [[session.pk, n]]}))

    edge.loop.run(elsewhere("another", 40))
    edge.loop.run(elsewhere(edge.edge.name, 1000))  # our own voice is not counted twice
    assert one.until(b'event: viewers\ndata: {"n":42}\n\n', 5)
    assert ids(one.got) == [], "counts carry no id"
    assert VIEWERS == "phien.viewers"


def test_an_unknown_session_has_no_stream(edge):
    with edge.client() as client:
        answer = client.get("/api/sessions/999999999/events")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert client.get("/api/sessions/999999999/state").status_code == 404
        assert client.get("/api/sessions/999999999/studio/events").status_code == 404


class TestStudio:
    @pytest.fixture
    def ticket(self, session, coop) -> str:
        return f"/{coop.slug}/sessions/{session.pk}/studio/ticket/"

    @pytest.mark.parametrize(
        ("said", "status", "code"),
        [(404, 404, "not_found"), (403, 403, "not_found"), (302, 404, "not_found"), (500, 503, "web_away")],
    )
    def test_the_web_says_who_may_watch(self, edge, session, web, ticket, said, status, code):
        web.answers[ticket] = (said, [], b"")
        with edge.client(cookies={"sessionid": "s1"}) as client:
            answer = client.get(f"/api/sessions/{session.pk}/studio/events")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        (asked,) = web.asked
        assert (asked.method, asked.path, asked.values("cookie")) == ("GET", ticket, ["sessionid=s1"])

    def test_staff_are_sent_counts_besides_what_all_see(self, edge, session, watch, web, ticket):
        web.answers[ticket] = (204, [], b"")
        studio = watch(studio=True)
        press(edge, session)
        studio.until(b"event: order\n")
        text = studio.quiet(0.1)
        assert facts(text, "stock")
        assert (facts(text, "order"), facts(text, "comment"), facts(text, "review")) == (
            [{"n": 1}],
            [{"n": 0}],
            [{"n": 0}],
        )

    def test_who_may_no_more_is_shown_out(self, edge, session, watch, web, ticket, monkeypatch):
        monkeypatch.setattr(events_module, "ASK_AGAIN", 0.2)
        web.answers[ticket] = (204, [], b"")
        studio = watch(studio=True)
        web.answers[ticket] = (503, [], b"")
        assert b"bye" not in studio.quiet(0.5), "a web process that is away ends nobody's watch"
        press(edge, session)
        studio.until(b"event: order\n")
        web.answers[ticket] = (404, [], b"")
        studio.to_the_end(3)
