"""What a session's streams tell of its desk's frames: a lone one at once, a rush as one, holes as a reset."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest

from phien.live.edge import show as show_module
from phien.live.edge.show import FORGOTTEN, MINE, MOST_CHAT, Show, event, framed
from phien.plumbing.streams.stream import RESET, Mark, Stream


class Told(Stream):
    """A stream that notes what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[tuple[Mark | None, str]] = []
        self.privately: list[tuple[str, bytes]] = []

    def publish(self, frame: bytes, mark: Mark | None = None) -> None:
        super().publish(frame, mark)
        self.frames.append((mark, frame.decode()))

    def tell(self, buyer: str, frame: bytes) -> None:
        self.privately.append((buyer, frame))


def run(doing: Callable[..., Awaitable[None]]) -> None:
    """`doing(show, public, studio)` in a loop, the desk at 7.1."""

    async def all_of_it() -> None:
        show = Show(1)
        show.public, show.studio = public, studio = Told(), Told()
        show.begin(Mark(7, 1))
        show.told_at -= 1  # nothing was told for long
        await doing(show, public, studio)
        show.close()

    asyncio.run(all_of_it())


def frame(seq: int, *public: tuple[str, Any], fence: int = 7, **more: Any) -> bytes:
    return orjson.dumps({"fence": fence, "seq": seq, "public": public, "studio": {}, **more})


def stock(left: int, code: str = "A1") -> tuple[str, Any]:
    return "stock", {"items": [{"code": code, "left": left, "waiting": 0}]}


def kinds(text: str) -> list[str]:
    return re.findall(r"^event: (\w+)$", text, re.M)


def facts(text: str, kind: str) -> list[Any]:
    return [json.loads(each) for each in re.findall(rf"^event: {kind}\ndata: (.*)$", text, re.M)]


async def apart() -> None:
    await asyncio.sleep(show_module.APART * 1.3)


def test_a_lone_frame_is_told_at_once():
    async def doing(show: Show, public: Told, studio: Told) -> None:
        show.hear(frame(2, stock(9)))
        ((mark, text),) = public.frames
        assert (mark, facts(text, "stock")[0]["items"][0]["left"]) == (Mark(7, 2), 9)

    run(doing)


def test_a_rush_is_told_as_one_frame_with_the_last_id_and_the_last_counts():
    async def doing(show: Show, public: Told, studio: Told) -> None:
        show.hear(frame(2, stock(9)))
        for seq, told in ((3, stock(8)), (4, stock(4, "A2")), (5, stock(7))):
            show.hear(frame(seq, told))
        assert len(public.frames) == 1
        await apart()
        assert [mark for mark, _ in public.frames] == [Mark(7, 2), Mark(7, 5)]
        (told,) = facts(public.frames[1][1], "stock")
        assert {row["code"]: row["left"] for row in told["items"]} == {"A1": 7, "A2": 4}

    run(doing)


def test_who_saw_half_of_a_rush_is_sent_the_frame_that_holds_the_rest():
    async def doing(show: Show, public: Told, studio: Told) -> None:
        show.hear(frame(2, stock(9)))
        for seq in (3, 4, 5):
            show.hear(frame(seq, stock(12 - seq)))
        await apart()
        assert public.since(Mark(7, 4)) == public.frames[1][1].encode()
        assert public.since(Mark(7, 5)) == b""
        assert public.since(Mark(7, 0)) == RESET

    run(doing)


def test_of_pins_prices_and_states_the_last_is_told_and_the_state_after_the_counts():
    async def doing(show: Show, public: Told, studio: Told) -> None:
        show.hear(frame(2))
        show.hear(frame(3, ("pinned", {"code": "A1"}), ("price", {"code": "A1", "price": 1})))
        show.hear(frame(4, ("session", {"state": "closed"}), ("price", {"code": "A2", "price": 5})))
        show.hear(frame(5, ("pinned", {"code": "A2"}), ("price", {"code": "A1", "price": 2}), stock(0)))
        await apart()
        text = public.frames[-1][1]
        assert facts(text, "pinned") == [{"code": "A2"}]
        assert sorted((row["code"], row["price"]) for row in facts(text, "price")) == [("A1", 2), ("A2", 5)]
        assert kinds(text)[0] == "stock"
        assert facts(text, "session") == [{"state": "closed"}]

    run(doing)


def test_what_has_no_rule_is_never_dropped():
    async def doing(show: Show, public: Told, studio: Told) -> None:
        show.hear(frame(2))
        for seq in (3, 4):
            show.hear(frame(seq, ("gift", {"n": seq})))
        await apart()
        assert facts(public.frames[-1][1], "gift") == [{"n": 3}, {"n": 4}]

    run(doing)


def test_chat_is_conflated_and_can_not_be_asked_for_again():
    async def doing(show: Show, public: Told, studio: Told) -> None:
        show.hear(frame(2))
        for n in range(MOST_CHAT + 5):
            show.hear(orjson.dumps({"public": [("chat", {"rows": [{"text": str(n)}]})]}))
        show.hear(frame(3, stock(8)))
        await apart()
        chats = [(mark, text) for mark, text in public.frames if "event: chat" in text]
        assert [mark for mark, _ in chats] == [None]
        rows = facts(chats[0][1], "chat")[0]["rows"]
        assert [row["text"] for row in rows] == [str(n) for n in range(5, MOST_CHAT + 5)]
        assert all(b"chat" not in kept for _, kept in public.ring)
        assert "event: chat" in studio.frames[-1][1]

    run(doing)


def test_the_studio_is_told_how_many_came_and_how_many_there_are():
    async def doing(show: Show, public: Told, studio: Told) -> None:
        show.hear(frame(2))
        show.hear(frame(3, studio={"orders": 2, "comments": 1, "reviews": 5}))
        show.hear(frame(4, studio={"orders": 1, "comments": 0, "reviews": 4}))
        await apart()
        text = studio.frames[-1][1]
        assert [facts(text, kind) for kind in ("order", "comment", "review")] == [
            [{"n": 3}], [{"n": 1}], [{"n": 4}]
        ]  # fmt: skip
        assert "event: order" not in public.frames[-1][1]

    run(doing)


def test_a_buyer_of_many_orders_in_a_rush_is_told_once():
    async def doing(show: Show, public: Told, studio: Told) -> None:
        show.hear(frame(2))
        for seq in (3, 4):
            show.hear(frame(seq, buyers=["b:1"]))
        show.hear(frame(5, buyers=["b:2"]))
        await apart()
        assert public.privately == [("b:1", MINE), ("b:2", MINE)]
        assert studio.privately == []

    run(doing)


@pytest.mark.parametrize(
    ("after", "is_reset"), [((3, 7), False), ((4, 7), True), ((1, 8), True), ((9, 8), True)]
)
def test_a_hole_and_a_new_fence_make_everybody_read_anew(after, is_reset):
    """A new desk's first frame is a reset; where it was lost, the next one tells."""

    async def doing(show: Show, public: Told, studio: Told) -> None:
        show.hear(frame(2, stock(9)))
        await apart()
        seq, fence = after
        show.hear(frame(seq, stock(5), fence=fence))
        mark, text = public.frames[-1]
        assert mark == Mark(fence, seq)
        assert kinds(text) == (["reset", "stock"] if is_reset else ["stock"])

    run(doing)


def test_a_reset_hides_what_was_told_before_it_and_not_what_comes_after():
    async def doing(show: Show, public: Told, studio: Told) -> None:
        show.hear(frame(2))
        show.hear(frame(3, stock(5), ("pinned", {"code": "A1"})))
        show.hear(frame(3, ("reset", {}), fence=8))
        show.hear(frame(4, stock(4), fence=8))
        await apart()
        mark, text = public.frames[-1]
        assert (mark, kinds(text)) == (Mark(8, 4), ["reset", "stock"])
        assert facts(text, "stock")[0]["items"][0]["left"] == 4

    run(doing)


def test_an_overtaken_desks_late_frame_is_not_told():
    async def doing(show: Show, public: Told, studio: Told) -> None:
        show.hear(frame(2, ("reset", {}), fence=8))
        show.hear(frame(9, stock(9), fence=7))
        show.hear(frame(2, stock(9), fence=8))
        await apart()
        assert [kinds(text) for _, text in public.frames] == [["reset"]]

    run(doing)


@pytest.mark.parametrize(("at", "told"), [(Mark(7, 2), []), (Mark(7, 1), []), (Mark(7, 4), ["reset"])])
def test_a_desk_that_stands_further_than_was_heard_is_read_anew(at, told):
    """The last frames before a silence were lost: no hole shows it."""

    async def doing(show: Show, public: Told, studio: Told) -> None:
        show.hear(frame(2))
        before, changed = len(public.frames), show.changed
        show.stands_at(at)
        assert [kinds(text) for _, text in public.frames[before:]] == [told] * len(told)
        assert (show.heard, show.changed) == (max(at, Mark(7, 2)), changed + len(told))

    run(doing)


def test_only_the_last_event_of_a_frame_bears_the_id():
    """Who is cut off in the middle has not seen the frame."""
    text = framed([event("stock", {}), event("pinned", {})], Mark(7, 2))
    assert text == b"event: stock\ndata: {}\n\nid: 7.2\nevent: pinned\ndata: {}\n\n"
    assert framed([], Mark(7, 3)) == b"id: 7.3\n: \n\n"


def test_the_count_of_viewers_is_told_when_it_changes():
    async def doing(show: Show, public: Told, studio: Told) -> None:
        show.tell_viewers()
        show.tell_viewers()
        assert [facts(text, "viewers") for _, text in public.frames] == [[{"n": 0}]]
        show.elsewhere["another"] = (40, show.told_at + 1)
        show.tell_viewers()
        assert facts(studio.frames[-1][1], "viewers") == [{"n": 40}]
        assert public.frames[-1][0] is None

    run(doing)


def test_frames_that_nobody_watches_are_forgotten():
    async def doing(show: Show, public: Told, studio: Told) -> None:
        show.hear(frame(2))
        show.tell_viewers()
        assert len(public.ring) == 1
        show.watched_at -= FORGOTTEN + 1
        show.tell_viewers()
        assert (len(public.ring), public.since(Mark(7, 2))) == (0, b"")

    run(doing)


def test_a_line_hidden_in_the_moment_it_is_told_is_not_shown():
    async def doing(show: Show, public: Told, studio: Told) -> None:
        show.hear(frame(2))
        rows = [{"id": "a", "text": "hàng dỏm"}, {"id": "b", "text": "ngon"}]
        show.hear(orjson.dumps({"public": [("chat", {"rows": rows})]}))
        show.hear(frame(3, ("hidden", {"ids": ["a"]})))
        await apart()
        told = "".join(text for _, text in public.frames)
        assert facts(told, "hidden") == [{"ids": ["a"]}]
        assert [row["id"] for row in facts(told, "chat")[0]["rows"]] == ["b"]

    run(doing)
