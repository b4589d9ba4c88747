"""Buyers who come to several edges, and viewers who watch each of them, over real sockets."""

import asyncio
import contextlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from phien.plumbing.streams.stream import Mark
from tests.loads.buyers import ask

ENOUGH = 60  # tries, half a second apart
AWAY = (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError)


@dataclass(frozen=True, slots=True)
class Told:
    """What a buyer was told in the end, when, how long that took and how often it asked."""

    key: str
    status: int
    body: dict[str, Any]
    at: float
    took: float
    asked: int


async def buy(ports: Sequence[int], session: int, key: str, turn: int) -> Told:
    """Ask the edges in turn, always with the same key, until there is a real answer."""
    began = time.monotonic()
    for asked in range(ENOUGH):
        with contextlib.suppress(*AWAY):
            port = ports[(turn + asked) % len(ports)]
            status, body = await asyncio.wait_for(ask(port, session, key, "A1", 1), 10)
            if status != 503:
                now = time.monotonic()
                return Told(key, status, body, now, now - began, asked + 1)
        await asyncio.sleep(0.3)
    raise AssertionError(f"{key} was never answered")


async def buy_by_form(ports: Sequence[int], session: int, phone: str, turn: int) -> str:
    """Without JavaScript: the page from one web process, the order from the other; the link's token.

    The form's hidden key makes a repeat harmless here too.
    """
    fields: dict[str, str] = {}
    async with httpx.AsyncClient(timeout=10) as browser:
        for asked in range(ENOUGH):
            with contextlib.suppress(httpx.HTTPError):
                page = f"http://localhost:{ports[(turn + asked) % len(ports)]}/live/{session}/orders/"
                if not fields:
                    form = await browser.get(page, params={"code": "A1"})
                    if form.status_code == 200:
                        fields = _hidden(form.text) | {"qty": "1", "name": "Người mua thử", "phone": phone}
                        continue
                else:
                    told = await browser.post(page, data=fields, headers={"Referer": page})
                    if told.status_code == 302:
                        return told.headers["location"].rpartition("/o/")[2].strip("/")
                    if told.status_code not in (502, 503):
                        raise AssertionError(f"{told.status_code}: {told.text[:500]}")
            await asyncio.sleep(0.3)
    raise AssertionError("the form was never answered")


def _hidden(page: str) -> dict[str, str]:
    """Names and values of the hidden fields of a page's order form."""
    form = page[page.index('method="post"') :]
    found = {}
    for part in form.split("<input ")[1:]:
        tag = part.split(">")[0]
        if 'type="hidden"' in tag:
            words = {word.split('="')[0]: word.split('="')[1] for word in tag.split('" ') if '="' in word}
            found[words["name"]] = words.get("value", "").rstrip('"')
    return found


@dataclass
class Viewer:
    """One page that stays on one edge and comes back to it: keeps what it is told, as a browser would."""

    port: int
    session: int
    left: int | None = None  # of A1, by the latest stock frame; None after a reset, until it is told again
    frames: int = 0
    resets: int = 0
    returns: int = 0
    holes: list[str] = field(default_factory=list)  # ids that go back, or a new desk's without a reset
    counts: dict[Mark, int] = field(default_factory=dict)  # id -> what was left by then
    latest: Mark | None = None

    async def watch(self) -> None:
        """Until cancelled."""
        while True:
            with contextlib.suppress(*AWAY):
                await self._once()
            self.returns += 1
            await asyncio.sleep(0.2)

    async def _once(self) -> None:
        after = f"?after={self.latest.fence}.{self.latest.seq}" if self.latest else ""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            path = f"/api/sessions/{self.session}/events{after}"
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            assert b" 200 " in head.split(b"\r\n")[0], head
            mark: Mark | None = None
            kind, told = "", ""
            while line := (await reader.readline()).decode():
                name, _, value = line.rstrip("\n").partition(": ")
                if name == "id":
                    mark = Mark.read(value)
                elif name == "event":
                    kind = value
                elif name == "data":
                    told = value
                elif not name:  # the end of one event, or of a comment
                    self._event(mark, kind, told)
                    mark, kind, told = None, "", ""
        finally:
            writer.close()

    def _event(self, mark: Mark | None, kind: str, told: str) -> None:
        if mark is not None:
            before, self.latest = self.latest, mark
            whole = before is None or (mark.fence == before.fence and mark.seq > before.seq)
            if not whole and kind != "reset":
                self.holes.append(f"{before} then {mark} {kind}")
        if kind == "reset":
            self.resets += 1
            self.left = None
        elif kind == "stock":
            self.frames += 1
            for item in json.loads(told)["items"]:
                if item["code"] == "A1":
                    self.left = item["left"]
                    if mark is not None:
                        self.counts[mark] = item["left"]


async def state_of(port: int, session: int) -> dict[str, Any]:
    """What the edge answers now."""
    async with httpx.AsyncClient(timeout=10) as client:
        answer = await client.get(f"http://127.0.0.1:{port}/api/sessions/{session}/state")
        found: dict[str, Any] = answer.json()
        return found
