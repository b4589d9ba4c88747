"""One session's two streams: what its desk tells, gathered for a moment, encoded once, sent to everybody."""

import asyncio
import time
from typing import Any

import orjson

from phien.plumbing.streams.stream import RESET, Mark, Stream

MINE = b"event: mine\ndata: {}\n\n"
NOTHING = b": \n\n"
APART = 0.1  # seconds between frames: a lone one is told at once, in a rush a phone hears ten a second
MOST_CHAT = 20  # lines in one frame; chat is for show
FRESH = 15.0  # seconds that another edge's count of viewers holds
FORGOTTEN = 600.0  # seconds without a viewer after which no frames are kept

Facts = dict[str, Any]


class Show:
    """One session, watched at this edge: the public stream and the studio's."""

    def __init__(self, session: int) -> None:
        self.session = session
        self.public, self.studio = Stream(), Stream()
        self.elsewhere: dict[str, tuple[int, float]] = {}  # edge -> viewers, when
        self.told = -1
        self.changed = 0  # counts frames: a state encoded before is stale
        self.heard: Mark | None = None  # may be ahead of what was told
        self.gathered = Gathered()
        self.timer: asyncio.TimerHandle | None = None
        self.told_at = self.heard_at = self.watched_at = time.monotonic()

    def begin(self, mark: Mark) -> None:
        """The desk stands at `mark`, nothing was heard of it yet: a page made with this id is up to date."""
        if self.heard is None:
            self.heard = mark
            self.public.begin(mark)
            self.studio.begin(mark)

    def hear(self, payload: bytes) -> None:
        """One frame of the desk."""
        frame = orjson.loads(payload)
        mark = Mark(frame["fence"], frame["seq"]) if "seq" in frame else None
        if mark is not None:
            if self.heard is not None and mark <= self.heard:
                return  # of a desk that was overtaken before it told: what it says is old
            if self._is_after_a_hole(mark):
                self.gathered.reset()  # frames were lost on the way: everybody reads anew
            self.heard = mark
        self.changed += 1
        self.heard_at = time.monotonic()
        self.gathered.take(frame, mark)
        if self.timer is None:
            wait = self.told_at + APART - self.heard_at
            if wait <= 0:
                self._tell()
            else:
                self.timer = asyncio.get_running_loop().call_later(wait, self._tell)

    def _is_after_a_hole(self, mark: Mark) -> bool:
        """Whether frames between the last one heard and this are missing. A new fence resets anyway."""
        heard = self.heard
        return heard is not None and (mark.fence != heard.fence or mark.seq > heard.seq + 1)

    def stands_at(self, mark: Mark) -> None:
        """The desk says where it stands: what it told and was not heard here, is asked for by everybody."""
        if self.heard is None:
            self.begin(mark)
        elif mark > self.heard:
            self.heard = mark
            self.changed += 1
            self.gathered.reset()
            self.gathered.mark = mark
            self._tell()

    def _tell(self) -> None:
        """Encode what was gathered, once a stream."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        self.told_at = time.monotonic()
        gathered, self.gathered = self.gathered, Gathered()
        mark = gathered.mark
        events = gathered.events()
        if mark is not None:
            self.public.publish(framed(events, mark), mark)
            counts = [event(kind[:-1], {"n": n}) for kind, n in gathered.counts.items()]
            self.studio.publish(framed(events + counts, mark), mark)
        elif events:
            self.both(b"".join(events))
        if gathered.chat:
            self.both(event("chat", {"rows": gathered.chat[-MOST_CHAT:]}))
        for buyer in gathered.buyers:
            self.public.tell(buyer, MINE)

    def both(self, frame: bytes) -> None:
        """Tell both streams; without an id."""
        self.public.publish(frame)
        self.studio.publish(frame)

    @property
    def is_watched(self) -> bool:
        """Whether anybody watches here."""
        return bool(self.public.viewers or self.studio.viewers)

    def viewers(self) -> int:
        """Viewers here and at the other edges."""
        fresh = time.monotonic() - FRESH
        return len(self.public.viewers) + sum(n for n, at in self.elsewhere.values() if at > fresh)

    def tell_viewers(self) -> None:
        """The count, where it has changed; what nobody watches for long is forgotten."""
        now = time.monotonic()
        if self.is_watched:
            self.watched_at = now
        elif now - self.watched_at > FORGOTTEN:
            self.public.forget()
            self.studio.forget()
        n = self.viewers()
        if n != self.told:
            self.told = n
            self.both(event("viewers", {"n": n}))

    def close(self) -> None:
        """Send everybody home."""
        if self.timer is not None:
            self.timer.cancel()
        self.public.close()
        self.studio.close()


class Gathered:
    """What several frames tell together: of counts and prices the last, of everything else all."""

    def __init__(self) -> None:
        self.mark: Mark | None = None
        self.anew = False  # everybody reads the state: what was told before does not matter
        self.stock: dict[str, Facts] = {}  # by item
        self.others: dict[tuple[str, object], Facts] = {}
        self.counts: dict[str, int] = {}
        self.chat: list[Facts] = []
        self.buyers: dict[str, None] = {}

    def take(self, frame: Facts, mark: Mark | None) -> None:
        """Add a frame."""
        self.mark = mark or self.mark
        for kind, facts in frame["public"]:
            if kind == "reset":
                self.reset()
            elif kind == "stock":
                self.stock.update((row["code"], row) for row in facts["items"])
            elif kind == "chat":
                self.chat += facts["rows"]
            else:
                if kind == "hidden":
                    self.chat = [row for row in self.chat if row.get("id") not in facts["ids"]]
                which = {"price": facts.get("code"), "pinned": 0, "session": 0}.get(kind, object())
                self.others.pop((kind, which), None)  # the last comes last
                self.others[kind, which] = facts
        for kind, n in frame.get("studio", {}).items():
            told_whole = kind in ("reviews", "queues")  # how many there are; of the others, how many came
            self.counts[kind] = n if told_whole else self.counts.get(kind, 0) + n
        self.buyers.update(dict.fromkeys(frame.get("buyers", ())))

    def reset(self) -> None:
        """Everybody reads anew."""
        self.anew = True
        self.stock.clear()
        self.others.clear()

    def events(self) -> list[bytes]:
        """Encoded; the counts of all items are one event."""
        return [
            *([RESET] if self.anew else []),
            *([event("stock", {"items": list(self.stock.values())})] if self.stock else []),
            *(event(kind, facts) for (kind, _), facts in self.others.items()),
        ]


def event(kind: str, facts: Facts) -> bytes:
    """One event's bytes."""
    return b"event: %s\ndata: %s\n\n" % (kind.encode(), orjson.dumps(facts))


def framed(events: list[bytes], mark: Mark) -> bytes:
    """Events as one frame; the last one bears the id, so that who was cut off within asks for all again.

    Also an empty frame has one: a hole is seen.
    """
    *others, last = events or [NOTHING]
    return b"".join(others) + b"id: %d.%d\n" % mark + last
