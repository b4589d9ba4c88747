"""What is so now: the public state of a session (encoded once a change) and a buyer's own orders."""

import asyncio
import time
from types import SimpleNamespace
from typing import Any, cast

import orjson
from psycopg import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from phien.live.contracts import Ask
from phien.live.cookie import header, new_buyer, read_buyer
from phien.live.desk import frames
from phien.live.desk.desks import subject
from phien.live.desk.load import load_shown
from phien.live.desk.steps import Rows, Steps
from phien.live.desk.unit import Gone
from phien.live.edge.answers import json, refusal
from phien.live.edge.place import Edge, Shown
from phien.plumbing.bus import NobodyAnswers
from phien.plumbing.streams.server import Reply

ORDERS = (
    "select o.id, o.code, o.state, o.total, o.pay_by, o.token, o.money_at is not null, "
    "o.claimed_at is not null, l.code, l.qty - l.short_qty, l.name "
    "from orders_order o join orders_line l on l.order_id = o.id "
    "where o.session_id = %s and o.buyer_key = %s order by o.id desc, l.id limit 200"
)
WAITING = (
    "select w.code, w.qty, w.token, (select count(*) from checkout_waiting b "
    "where b.allotment_id = w.allotment_id and b.state = 'waiting' and b.id <= w.id) "
    "from checkout_waiting w where w.session_id = %s and w.buyer_key = %s and w.state = 'waiting' "
    "order by w.id limit 50"
)
STALE = 2.0  # seconds: how long a state may be served where no frame told of a change
ASIDE = 10.0  # the same where nothing changes: not open
WITHIN = 1.5  # how long a desk may take; then the database says as much


async def state(request: Request) -> Response:
    """GET /api/sessions/{id}/state."""
    edge: Edge = request.app.state.edge
    known = await encoded(edge, request.path_params["session"])
    if known is None:
        return refusal(request, 404, "not_found")
    return Reply(known, 200, {"Cache-Control": "no-store"}, "application/json")


async def encoded(edge: Edge, session: int) -> bytes | None:
    """The state as JSON bytes, encoded once however many ask; None where there is no such session."""
    show = edge.shows.get(session)
    changed = show.changed if show else -1
    kept = edge.states.get(session)
    if kept is not None and kept.changed == changed and time.monotonic() < kept.until:
        return kept.text
    encoding = edge.encoding.get(session)
    if encoding is None:
        encoding = edge.encoding[session] = asyncio.create_task(_encode(edge, session, changed))
        encoding.add_done_callback(lambda _: edge.encoding.pop(session, None))
    return (await asyncio.shield(encoding)).text


async def _encode(edge: Edge, session: int, changed: int) -> Shown:
    facts = await _facts(edge, session)
    show = edge.shows.get(session)
    if facts is not None:
        facts["viewers"] = show.viewers() if show else 0
    aside = facts is None or facts["session"]["state"] != "open"
    text = orjson.dumps(facts) if facts is not None else None
    shown = Shown(changed, time.monotonic() + (ASIDE if aside else STALE), text)
    if len(edge.states) > 1000:
        edge.states.clear()
    edge.states[session] = shown
    return shown


async def _facts(edge: Edge, session: int) -> dict[str, Any] | None:
    try:
        return await edge.desks.state(session, within=WITHIN)
    except (TimeoutError, Gone):
        pass
    ask = Ask(session, "state", "")
    missing = await edge.desks.not_open(ask)
    if missing is None:
        try:
            answer = await edge.bus.request(subject(session), ask.to_json(), within=WITHIN)
            told = orjson.loads(answer)
            if told["status"] == 200:
                return cast(dict[str, Any], told["body"])
        except NobodyAnswers:
            pass  # between two desks: the database knows as much
    elif missing.status == 404:
        return None
    async with edge.connection() as connection:
        book = await _read(connection, load_shown(session))
    if book is None:
        return None
    return frames.state(book, cast(Any, SimpleNamespace(fence=0, seq=0)))


async def _read(connection: AsyncConnection[Any], steps: Steps[Any]) -> Any:
    """Drive read-only steps over a pooled connection."""
    answer: list[Rows] | None = None
    try:
        while True:
            wanted = next(steps) if answer is None else steps.send(answer)
            answer = [await (await connection.execute(each.sql, each.values)).fetchall() for each in wanted]
    except StopIteration as end:
        return end.value


async def mine(request: Request) -> Response:
    """GET /api/sessions/{id}/mine: the orders and places in line of this browser's buyer."""
    edge: Edge = request.app.state.edge
    session = request.path_params["session"]
    buyer = read_buyer(request.cookies)
    if buyer is None:
        # before the first purchase the page asks this: from now on the browser is known
        return json(200, {"orders": [], "waiting": []}, **{"Set-Cookie": header(new_buyer()[0])})
    async with edge.connection() as connection:
        rows = await (await connection.execute(ORDERS, [session, buyer])).fetchall()
        places = await (await connection.execute(WAITING, [session, buyer])).fetchall()
    orders: dict[int, dict[str, Any]] = {}
    for id_, code, state_, total, pay_by, token, money, claimed, item, qty, name in rows:
        order = orders.setdefault(
            id_,
            {
                "order": code,
                "state": state_,
                "total": total,
                "pay_by": pay_by.isoformat() if pay_by else None,
                "link": f"/o/{token}",
                "paid": money,
                "claimed": claimed,
                "items": [],
            },
        )
        order["items"].append({"code": item, "qty": qty, "name": name})
    waiting = [
        {"code": code, "qty": qty, "position": position, "link": f"/o/{token}"}
        for code, qty, token, position in places
    ]
    return json(200, {"orders": list(orders.values()), "waiting": waiting})
