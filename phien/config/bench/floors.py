"""The database's own limit: the raw statements of an order, on the same tables, with nothing else around.

One transaction an order at 1, 8 and 32 connections, and batches of 500 in one transaction; one hot item or
eight. What is sent is made beforehand and only sending is timed. `python -m phien.config.bench.floors` reads
a JSON task and prints a JSON result.
"""

import itertools
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import uvloop
from psycopg import pq

from phien.checkout.statements import Basket, WishRow, place
from phien.config.bench.parts import spread
from phien.orders.statements import NewLine, NewOrder
from phien.plumbing.sql import Statement


@dataclass(frozen=True)
class Floor:
    """Where to write: `allotments` are (allotment, variant) of the items."""

    database_url: str
    coop: int
    session: int
    allotments: list[tuple[int, int]]
    connections: int
    batch: int
    seconds: float
    first_id: int
    way: str = "joined"


# An order's rows, of $1 order, $2 allotment, $3 cooperative, $4 session, $5 variant.
ROWS = {
    "orders": """insert into orders_order(id, coop_id, session_id, code, token, source, buyer_key, buyer_name,
  phone, goods, shipping, total, pay_by, placed_at)
values ($1, $3, $4, 'F' || $1, 'floor-token-' || $1, 'button', 'k:floor-' || $1, 'Người mua thử',
  '+84900000012', 145000, 30000, 175000, now() + interval '30 minutes', now())""",
    "lines": """insert into orders_line(order_id, allotment_id, variant_id, code, name, unit, qty, price)
values ($1, $2, $5, 'A1', 'Mật ong hoa cà phê', 'chai', 1, 145000)""",
    "wishes": """insert into checkout_wish(coop_id, session_id, source, external_id, buyer_key, digest,
  outcome, answer, order_id, at)
values ($3, $4, 'button', 'floor-' || $1, 'k:floor-' || $1, repeat('0', 32), 'order',
  '{"status": 201, "body": {"order": "F12345678", "state": "held", "total": 175000, "link": "/o/abcdef"}}',
  $1, now())""",
    "stock": "update stock_allotment set remaining = remaining - 1, taken = taken + 1 where id = $2",
    "record": """insert into activity_entry(coop_id, kind, subject, subject_id, actor, at, facts)
values ($3, 'order.placed', 'order', $1, 'buyer', now(), '{"items": {"A1": 1}, "total": 175000}')""",
}
# All in one statement, so that a transaction is one round trip; and as most shops send them, one by one.
SINGLE = "with " + ", ".join(f"{name} as ({sql})" for name, sql in ROWS.items()) + " select 1"
WAYS = {"joined": [SINGLE], "one by one": ["begin", *ROWS.values(), "commit"]}
OK = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)
FIVE_NUMBERS = [20] * 5  # bigint's own number


def singles(floor: Floor) -> dict[str, Any]:
    """One transaction an order, `connections` threads: libpq waits without Python's lock."""
    numbers = itertools.count(floor.first_id)
    took: list[float] = []
    coop, session = str(floor.coop).encode(), str(floor.session).encode()

    def one() -> None:
        with psycopg.connect(floor.database_url, autocommit=True, options="-c enable_seqscan=off") as line:
            raw = line.pgconn
            statements = [(b"s%d" % n, sql) for n, sql in enumerate(WAYS[floor.way])]
            for name, sql in statements:
                raw.prepare(name, sql.encode(), FIVE_NUMBERS if "$" in sql else None)
            ready.wait()
            while time.perf_counter() < until[0]:
                number = next(numbers)
                allotment, variant = floor.allotments[number % len(floor.allotments)]
                values = [b"%d" % number, b"%d" % allotment, coop, session, b"%d" % variant]
                since = time.perf_counter()
                for name, sql in statements:
                    result = raw.exec_prepared(name, values if "$" in sql else None)
                    if result.status not in OK:
                        raise RuntimeError(result.error_message.decode())
                took.append(time.perf_counter() - since)

    ready, until = threading.Barrier(floor.connections + 1), [0.0]
    with ThreadPoolExecutor(floor.connections) as threads:
        running = [threads.submit(one) for _ in range(floor.connections)]
        until[0] = time.perf_counter() + 3600
        ready.wait()
        began = time.perf_counter()
        until[0] = began + floor.seconds
        for each in running:
            each.result()
    return _figures(took, time.perf_counter() - began, each=1)


async def batches(floor: Floor) -> dict[str, Any]:
    """Batches, one after another on one connection, each a pipeline of the houses' statements."""
    ready = [_statements(floor, n) for n in range(int(floor.seconds * 40_000 / floor.batch) + 1)]
    took: list[float] = []
    line = await psycopg.AsyncConnection.connect(
        floor.database_url, autocommit=True, prepare_threshold=1, options="-c enable_seqscan=off"
    )
    async with line:
        began = time.perf_counter()
        for statements in ready:
            since = time.perf_counter()
            if since - began > floor.seconds:
                break
            async with line.pipeline():
                await line.execute("begin")
                for each in statements:
                    await line.execute(each.sql, each.values)
                await line.execute("commit")
            took.append(time.perf_counter() - since)
    return _figures(took, sum(took), each=floor.batch)


def _figures(took: list[float], wall: float, *, each: int) -> dict[str, Any]:
    return {
        "per_s": round(len(took) * each / wall, 1),
        **spread([seconds * 1000 for seconds in took]),
        "load_cpu_us_each": round(time.process_time() / len(took) / each * 1e6, 1),
    }


def _statements(floor: Floor, turn: int) -> list[Statement]:
    at = datetime.now(UTC)
    basket = Basket(coop=floor.coop, session=floor.session, at=at)
    for n in range(floor.batch):
        number = floor.first_id + turn * floor.batch + n
        allotment, variant = floor.allotments[number % len(floor.allotments)]
        key = f"floor-{number}"
        basket.orders.new[number] = NewOrder(
            id=number,
            coop=floor.coop,
            session=floor.session,
            code=f"F{number}",
            token=f"floor-token-{number}",
            source="button",
            buyer_key=f"k:{key}",
            buyer_name="Người mua thử",
            phone="+84900000012",
            goods=145000,
            shipping=30000,
            pay_by=at + timedelta(minutes=30),
            placed_at=at,
        )
        basket.orders.lines[number, allotment, 145000] = NewLine(
            variant, "A1", "Mật ong hoa cà phê", "chai", 1
        )
        basket.stock.take(allotment, 1)
        facts: dict[str, object] = {"items": {"A1": 1}, "total": 175000}
        basket.record.add("order.placed", "order", number, actor="buyer", at=at, facts=facts)
        answer = {
            "order": f"F{number}",
            "state": "held",
            "total": 175000,
            "pay_by": at.isoformat(),
            "link": "/o/x",
        }
        basket.wishes.append(
            WishRow(
                source="button",
                external_id=key,
                buyer_key=f"k:{key}",
                digest="0" * 32,
                outcome="order",
                answer={"status": 201, "body": answer},
                order=number,
                at=at,
            )
        )
    return place(basket)


def as_json(floor: Floor) -> bytes:
    """For the other process's standard input."""
    return json.dumps(asdict(floor)).encode()


if __name__ == "__main__":
    floor = Floor(**json.load(sys.stdin))
    json.dump(singles(floor) if floor.batch == 1 else uvloop.run(batches(floor)), sys.stdout)
