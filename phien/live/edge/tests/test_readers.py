"""Readers of a stream: slow, silent, asking twice on one connection; and goodbye to all of them."""

import asyncio
import socket
import time
from collections.abc import Callable

from phien.plumbing.streams import stream as stream_module
from phien.testing.edges import Watching, facts, ids, press, served


def test_a_slow_reader_is_cut_off_and_the_others_are_not(edge, session, watch):
    good = watch()
    show = edge.edge.shows[session.pk]

    async def flood() -> None:
        for _ in range(400):
            show.public.publish(b": " + b"x" * 20_000 + b"\n\n")
            await asyncio.sleep(0.002)
        show.public.publish(b"event: still\ndata: {}\n\n")

    with socket.socket() as lazy:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lazy.connect(("127.0.0.1", edge.port))
        lazy.sendall(f"GET /api/sessions/{session.pk}/events HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        _until(lambda: len(show.public.viewers) == 2)
        flooding = edge.loop.start(flood())
        assert good.until(b"event: still")
        flooding.result(10)
        assert len(show.public.viewers) == 1


def test_a_silent_reader_is_given_up_and_comes_back_by_its_last_id(edge, session, watch, monkeypatch):
    """It reads nothing, and the little that is told fills no buffer: the kernel's own clock ends it."""
    monkeypatch.setattr(stream_module, "SILENT", 600)
    good = watch()
    press(edge, session)
    seen = ids(good.until(b"event: stock"))[-1]
    show = edge.edge.shows[session.pk]
    filler = b": " + b"x" * 1000 + b"\n\n"

    async def trickle() -> None:
        while len(show.public.viewers) > 1:
            show.public.publish(filler)
            await asyncio.sleep(0.02)

    with socket.socket() as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        silent.connect(("127.0.0.1", edge.port))
        silent.sendall(
            f"GET /api/sessions/{session.pk}/events?after={seen} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        )
        _until(lambda: len(show.public.viewers) == 2)
        began = time.monotonic()
        edge.loop.start(trickle()).result(10)
        assert time.monotonic() - began < 5
    press(edge, session)
    good.until(b'"left":8')
    back = watch(f"?after={seen}")
    assert [row["items"][0]["left"] for row in facts(back.quiet(0.2), "stock")] == [8]


def _until(so: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not so():
        assert time.monotonic() - began < 10, "it did not happen"
        time.sleep(0.02)


def test_a_pipelined_request_behind_a_stream_is_never_answered(edge, session, watch):
    viewer = watch()
    viewer.socket.sendall(f"GET /api/sessions/{session.pk}/state HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    press(edge, session)
    text = viewer.until(b"event: stock") + viewer.quiet(0.3)
    assert text.count(b"HTTP/1.1") == 2, "the one head, counted in both parts"
    both = socket.create_connection(("127.0.0.1", edge.port), 5)
    get = "GET /api/sessions/%d/%s HTTP/1.1\r\nHost: x\r\n\r\n"
    both.sendall((get % (session.pk, "events") + get % (session.pk, "state")).encode())
    time.sleep(0.4)
    both.settimeout(1)
    assert both.recv(65536).count(b"HTTP/1.1") == 1
    both.close()


def test_a_stream_after_other_requests_on_the_same_connection_works(edge, session):
    with socket.create_connection(("127.0.0.1", edge.port), 5) as line:
        get = "GET /api/sessions/%d/%s HTTP/1.1\r\nHost: x\r\n\r\n"
        line.sendall((get % (session.pk, "state")).encode())
        assert read_until(line, b"\r\n\r\n").startswith(b"HTTP/1.1 200")
        line.sendall((get % (session.pk, "events")).encode())
        read_until(line, b"text/event-stream")
        press(edge, session)
        read_until(line, b"event: stock")


def read_until(line: socket.socket, wanted: bytes) -> bytes:
    """What came up to these bytes: how the network cuts an answer is nobody's promise."""
    came = b""
    while wanted not in came:
        piece = line.recv(65536)
        assert piece, came
        came += piece
    return came


def test_everybody_is_told_goodbye_when_the_edge_stops(django_db_setup, coop, session, web):
    with served(web.socket) as own:
        own.serves(session.pk)
        viewers = [Watching(own.port, f"/api/sessions/{session.pk}/events") for _ in range(20)]
        for each in viewers:
            each.until(b"\nretry: ")
        began = time.monotonic()
        own.close()
        took = time.monotonic() - began
        for each in viewers:
            assert each.to_the_end().endswith(b"event: bye\ndata: {}\n\n")
            each.close()
        assert took < 5
