"""Desks of one process commit together, and none is another's trouble."""

import asyncio
import time
from typing import Any

import psycopg
import pytest

from phien.live.contracts import Ask
from phien.live.desk import together as together_module
from phien.live.desk.line import BEGIN, TOGETHER, connect
from phien.live.desk.wire import Wire
from phien.live.models import Session
from phien.orders.models import Order
from phien.plumbing.sql import Statement
from phien.testing import factories
from phien.testing.desks import Room, dsn_of_test, room, wish
from phien.testing.truths import assert_all_true


@pytest.fixture
def sessions(coop: Any) -> list[Session]:
    return [
        factories.make_session(coop, [(factories.make_variant(coop, stock=50), 50)], open=True)
        for _ in range(3)
    ]


@pytest.fixture
def there(sessions: list[Session]) -> Any:
    with room() as made:
        for session in sessions:
            made.serving(session.pk)
        yield made


def place(session: Session, key: str, **more: Any) -> Ask:
    return Ask(session.pk, "place", key, wish(**more), "buyer")


def ask_all(there: Room, asks: list[Ask]) -> list[int]:
    async def all_of_them() -> list[int]:
        answers = await asyncio.gather(*(there.desks.ask(ask) for ask in asks))
        return [answer.status for answer in answers]

    return there.loop.run(all_of_them())


def transactions(sessions: list[Session]) -> set[str]:
    """Those that wrote the latest order of each session."""
    with psycopg.connect(dsn_of_test()) as database:
        return {
            row[0]
            for row in database.execute(
                "select distinct on (session_id) xmin::text from orders_order where session_id = any(%s) "
                "order by session_id, id desc",
                [[session.pk for session in sessions]],
            )
        }


def test_what_is_ready_at_once_is_one_transaction(there, sessions):
    asks = [place(session, f"{n}-{session.pk}") for n in range(4) for session in sessions]
    assert ask_all(there, asks) == [201] * 12
    assert len(transactions(sessions)) == 1
    assert Order.every_coop.count() == 12
    assert_all_true()
    assert ask_all(there, asks) == [200] * 12, "each has its first answer"


def test_each_session_keeps_its_own_count_of_transactions(there, sessions):
    first, second, _ = sessions
    before = [there.desks.serving[session.pk].line.seq for session in (first, second)]
    ask_all(there, [place(first, "a"), place(second, "b")])
    ask_all(there, [place(first, "c")])
    with psycopg.connect(dsn_of_test()) as database:
        kept = dict(database.execute("select session_id, seq from live_desk").fetchall())
    told = [there.desks.serving[session.pk].line.seq for session in (first, second)]
    assert told == [kept[first.pk], kept[second.pk]] == [before[0] + 2, before[1] + 1]


def test_an_overtaken_desk_writes_nothing_and_its_neighbours_sell_on(there, sessions):
    first, second, third = sessions
    with psycopg.connect(dsn_of_test(), autocommit=True) as database:
        database.execute(
            "update live_desk set fence = fence + 1, owner = 'somebody else' where session_id = %s",
            [first.pk],
        )
        began = time.monotonic()
        keeping_it = there.loop.start(_beat(first.pk))
        assert ask_all(there, [place(second, "b"), place(first, "a"), place(third, "c")]) == [201, 503, 201]
        assert time.monotonic() - began < 8
        keeping_it.cancel()
    assert Order.every_coop.filter(session_id=first.pk).count() == 0
    assert Order.every_coop.count() == 2
    assert_all_true()


async def _beat(session: int) -> None:
    """Somebody else's desk lives."""
    connection = await psycopg.AsyncConnection.connect(dsn_of_test(), autocommit=True)
    async with connection:
        while True:
            await connection.execute("update live_desk set beat = beat + 1 where session_id = %s", [session])
            await asyncio.sleep(0.2)


def test_a_bad_row_of_one_session_is_not_anothers_trouble(there, sessions):
    first, second, _ = sessions
    bad = place(first, "bad")
    bad.body["name"] = "x\0y"  # what PostgreSQL does not keep; the edge would have cleaned it
    assert ask_all(there, [place(second, "b"), bad, place(first, "good")]) == [201, 500, 201]
    assert Order.every_coop.filter(session_id=first.pk).count() == 1
    assert_all_true()


def test_who_comes_while_a_commit_hangs_goes_alone(there, sessions, monkeypatch):
    monkeypatch.setattr(together_module, "SLOW", 0.05)
    first, second, third = sessions
    with psycopg.connect(dsn_of_test()) as database:
        database.execute("select 1 from live_desk where session_id = %s for update", [first.pk])
        hanging = there.loop.start(there.desks.ask(place(first, "a")))
        time.sleep(0.3)
        began = time.monotonic()
        assert ask_all(there, [place(second, "b"), place(third, "c")]) == [201, 201]
        assert time.monotonic() - began < 1
        assert not hanging.done()
        database.rollback()
    assert hanging.result(5).status == 201
    assert_all_true()


def test_without_its_connection_nothing_is_lost_or_doubled(there, sessions):
    ask_all(there, [place(session, f"a-{session.pk}") for session in sessions])
    with psycopg.connect(dsn_of_test(), autocommit=True) as database:
        cut = database.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'phien-desks' "
            "and datname = current_database()"
        ).fetchall()
    assert len(cut) == 1
    assert ask_all(there, [place(session, f"b-{session.pk}") for session in sessions]) == [201] * 3
    assert Order.every_coop.count() == 6
    assert_all_true()


def test_a_process_that_stops_in_a_joined_commit_holds_no_session_for_long(there, sessions):
    """Between the fences and COMMIT: PostgreSQL ends that connection after a second, for all of its desks."""
    first, second, _ = sessions

    async def begin_and_stop() -> None:
        connection = await connect(dsn_of_test(), name=TOGETHER)
        desks = [there.desks.serving[session.pk] for session in (first, second)]
        fences = [[desk.session for desk in desks], [desk.line.fence for desk in desks], 2]
        await Wire(connection).run([BEGIN, Statement(together_module.FENCES, fences)])
        stopped.append(connection)

    stopped: list[Any] = []
    there.loop.run(begin_and_stop())
    began = time.monotonic()
    assert ask_all(there, [place(first, "a"), place(second, "b")]) == [201, 201]
    assert 0.5 < time.monotonic() - began < 4
    there.loop.run(stopped[0].close())
    assert_all_true()
