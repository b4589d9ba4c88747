"""A stream without sockets: marks, the ring, who is sent what, in slices."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from phien.plumbing.streams import stream as stream_module
from phien.plumbing.streams.stream import BYE, HEAD, HEARTBEAT, MOST_MISSED, RESET, RING, Mark, Stream, Viewer


class Line:
    """A transport that notes what is written."""

    def __init__(self, *, broken: bool = False) -> None:
        self.written: list[bytes] = []
        self.closed = self.broken = False
        self.breaks = broken

    def write(self, data: bytes) -> None:
        if self.breaks and self.written:
            raise OSError("broken")
        head, retry, rest = data.partition(b"retry: ")
        self.written.append(head + rest.partition(b"\n\n")[2] if retry else data)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = True

    def set_write_buffer_limits(self, **_: Any) -> None:
        pass

    def get_extra_info(self, _: str) -> None:
        return None


def connect(stream: Stream, *, broken: bool = False, **more: Any) -> Line:
    line = Line(broken=broken)
    Viewer(stream, **more).connection_made(line)  # type: ignore[arg-type]
    return line


def run(doing: Callable[[Stream], Awaitable[None]]) -> None:
    async def all_of_it() -> None:
        stream = Stream()
        try:
            await doing(stream)
        finally:
            stream.close()
            await asyncio.sleep(0)

    asyncio.run(all_of_it())


async def settled() -> None:
    for _ in range(30):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("7.12", Mark(7, 12)),
        ("0.0", Mark(0, 0)),
        ("", None),
        ("7", None),
        ("7.", None),
        (".7", None),
        ("7.x", None),
        ("-7.1", None),
        ("7.1.2", None),
        ("٣.٤", None),
        ("1." + "9" * 60, None),
    ],
)
def test_a_mark_is_two_plain_numbers(text, mark):
    assert Mark.read(text) == mark


def test_marks_are_in_order_of_fence_then_seq():
    assert sorted([Mark(2, 1), Mark(1, 9), Mark(1, 2)]) == [Mark(1, 2), Mark(1, 9), Mark(2, 1)]


def test_all_are_sent_the_same_bytes_from_when_they_came():
    """What waits goes out as one write a viewer; who came in between is sent only what came after."""

    async def doing(stream: Stream) -> None:
        early = connect(stream)
        stream.publish(b"1", Mark(1, 1))
        late = connect(stream)
        stream.publish(b"2", Mark(1, 2))
        stream.publish(b"3", Mark(1, 3))
        await settled()
        assert early.written == [HEAD, b"123"]
        assert late.written == [HEAD, b"23"]
        stream.publish(b"4", Mark(1, 4))
        await settled()
        assert early.written[2:] == late.written[2:] == [b"4"]

    run(doing)


def test_what_comes_while_a_round_is_under_way_waits_for_the_next(monkeypatch):
    monkeypatch.setattr(stream_module, "SLICE", 10)

    async def doing(stream: Stream) -> None:
        lines = [connect(stream) for _ in range(30)]
        stream.publish(b"1")
        while not any(len(line.written) > 1 for line in lines):  # noqa: ASYNC110 - by turns
            await asyncio.sleep(0)
        stream.publish(b"2")
        stream.publish(b"3")
        await settled()
        assert {tuple(line.written) for line in lines} == {(HEAD, b"1", b"23")}

    run(doing)


def test_rounds_leave_others_a_share_of_the_time(monkeypatch):
    """Without a rest a thousand frames a second would leave the desk in the same process nothing."""
    monkeypatch.setattr(stream_module, "REST", 2.0)

    async def doing(stream: Stream) -> None:
        begun: list[float] = []
        ended: list[float] = []

        async def costly() -> None:
            begun.append(time.monotonic())
            stream.coming.clear()
            until = time.thread_time() + 0.02
            while time.thread_time() < until:
                pass
            stream.publish(b"more")
            ended.append(time.monotonic())

        monkeypatch.setattr(stream, "_round", costly)
        connect(stream)
        stream.publish(b"1")
        while len(begun) < 3:  # noqa: ASYNC110 - until it has
            await asyncio.sleep(0.001)
        assert begun[1] - ended[0] >= 0.04
        assert begun[2] - ended[1] >= 0.04

    run(doing)


def test_who_resumes_is_sent_what_was_missed_once():
    async def doing(stream: Stream) -> None:
        connect(stream)
        for seq in range(1, 4):
            stream.publish(b"%d" % seq, Mark(1, seq))
        resumed = connect(stream, after=Mark(1, 1))
        stream.publish(b"4", Mark(1, 4))
        await settled()
        assert resumed.written == [HEAD + b"23", b"4"]

    run(doing)


@pytest.mark.parametrize("after", [Mark(2, 0), Mark(1, 3), Mark(0, 9), Mark(-1, -1)])
def test_unknown_marks_are_reset(after):
    async def doing(stream: Stream) -> None:
        assert stream.since(after) == RESET
        stream.publish(b"5", Mark(1, 5))
        assert stream.since(after) == RESET
        assert stream.since(None) == stream.since(Mark(1, 5)) == b""

    run(doing)


def test_who_knows_more_from_the_desk_itself_is_up_to_date():
    """A state read at the desk may be ahead of the frames on their way here."""

    async def doing(stream: Stream) -> None:
        stream.publish(b"5", Mark(1, 5))
        assert stream.since(Mark(1, 4)) == b"5"
        assert stream.since(Mark(1, 7)) == b""

    run(doing)


def test_from_where_the_desk_stands_at_the_beginning_nothing_is_missed():
    async def doing(stream: Stream) -> None:
        stream.begin(Mark(3, 7))
        assert stream.since(Mark(3, 7)) == stream.since(Mark(3, 8)) == b""
        assert stream.since(Mark(3, 6)) == stream.since(Mark(2, 9)) == RESET
        stream.publish(b"8", Mark(3, 8))
        assert stream.since(Mark(3, 7)) == b"8"

    run(doing)


def test_a_frame_that_tells_of_several_is_sent_to_who_saw_some():
    async def doing(stream: Stream) -> None:
        stream.publish(b"5", Mark(1, 5))
        stream.publish(b"6 to 9", Mark(1, 9))
        assert stream.since(Mark(1, 7)) == b"6 to 9"
        assert stream.since(Mark(1, 9)) == b""

    run(doing)


def test_what_nobody_watches_is_forgotten():
    async def doing(stream: Stream) -> None:
        stream.publish(b"5", Mark(1, 5))
        stream.publish(b"6", Mark(1, 6))
        stream.forget()
        assert not stream.ring
        assert stream.since(Mark(1, 6)) == b""
        assert stream.since(Mark(1, 5)) == RESET

    run(doing)


def test_the_ring_keeps_two_thousand():
    async def doing(stream: Stream) -> None:
        for seq in range(RING + 10):
            stream.publish(b"x", Mark(1, seq))
        assert len(stream.ring) == RING == 2000
        assert stream.since(Mark(1, 8)) == RESET
        assert stream.since(Mark(1, 9)) == b"x" * RING

    run(doing)


def test_more_than_a_viewer_may_lag_is_a_reset_not_a_backlog():
    """A backlog past the write limit would cut the viewer off, who would come back with the same id."""

    async def doing(stream: Stream) -> None:
        for seq in range(3):
            stream.publish(b"x" * MOST_MISSED, Mark(1, seq))
        assert stream.since(Mark(1, 0)) == RESET
        assert stream.since(Mark(1, 1)) == b"x" * MOST_MISSED

    run(doing)


def test_one_buyers_connections_alone_are_told():
    async def doing(stream: Stream) -> None:
        mine, other = connect(stream, buyer="b:1"), connect(stream, buyer="b:2")
        stream.tell("b:1", b"yours")
        stream.tell("b:3", b"nobody's")
        assert (mine.written, other.written) == ([HEAD, b"yours"], [HEAD])

    run(doing)


def test_one_broken_connection_is_not_the_others_trouble(caplog):
    async def doing(stream: Stream) -> None:
        connect(stream, broken=True, buyer="b:1")
        good = connect(stream)
        stream.tell("b:1", b"x")
        assert len(stream.viewers) == 1
        connect(stream, broken=True)
        stream.publish(b"1")
        stream.publish(b"2")
        await settled()
        assert good.written == [HEAD, b"12"]
        assert len(stream.viewers) == 1

    run(doing)


def test_neighbours_get_their_turn_between_slices(monkeypatch):
    monkeypatch.setattr(stream_module, "SLICE", 10)

    async def doing(stream: Stream) -> None:
        lines = [connect(stream) for _ in range(35)]
        turns: list[int] = []

        async def neighbour() -> None:
            while len(turns) < 20:
                turns.append(sum(len(line.written) - 1 for line in lines))
                await asyncio.sleep(0)

        task = asyncio.create_task(neighbour())
        stream.publish(b"1")
        await task
        assert {10, 20, 30} <= set(turns)
        assert turns[-1] == 35

    run(doing)


def test_silence_is_broken_by_a_heartbeat(monkeypatch):
    monkeypatch.setattr(stream_module, "HEARTBEAT_EVERY", 0.02)

    async def doing(stream: Stream) -> None:
        line = connect(stream)
        for _ in range(500):  # on a busy machine the first beat comes late
            if HEARTBEAT in line.written:
                break
            await asyncio.sleep(0.01)
        assert HEARTBEAT in line.written
        stream.publish(b"1", Mark(1, 1))
        await settled()
        assert b"1" in line.written

    run(doing)


def test_who_left_is_forgotten_and_the_writer_ends(monkeypatch):
    monkeypatch.setattr(stream_module, "HEARTBEAT_EVERY", 0.02)

    async def doing(stream: Stream) -> None:
        viewer = Viewer(stream, buyer="b:1")
        viewer.connection_made(Line())  # type: ignore[arg-type]
        viewer.connection_lost(None)
        assert (stream.viewers, stream.buyers, stream.greeting) == (set(), {}, {})
        await asyncio.sleep(0.06)
        assert stream.writer is not None
        assert stream.writer.done()
        stream.publish(b"1")
        assert not stream.coming, "nobody watches: nothing is queued"
        again = connect(stream)
        stream.publish(b"2")
        await settled()
        assert again.written == [HEAD, b"2"]

    run(doing)


def test_goodbye_is_said_to_everybody():
    async def doing(stream: Stream) -> None:
        lines = [connect(stream), connect(stream)]
        stream.close()
        assert [(line.written[-1], line.closed) for line in lines] == [(BYE, True)] * 2

    run(doing)


def test_a_slow_reader_is_cut_off():
    async def doing(stream: Stream) -> None:
        viewer = Viewer(stream)
        line = Line()
        viewer.connection_made(line)  # type: ignore[arg-type]
        viewer.pause_writing()
        assert line.closed

    run(doing)
