"""Each guard taken out: what it was there for happens, and the test prints what it saw.

Two guards stand before each harm. With both, or one of them, nothing happens; with neither, it does.
Here once; `make faults ONLY=guards` does it many times.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection

from phien.checkout.models import Wish
from phien.live.contracts import Ask
from phien.live.desk import line as line_module
from phien.live.desk.desk import Overtaken
from phien.live.desk.things import Item
from phien.orders.models import Order
from phien.testing.committed import empty
from phien.testing.desks import Bench, wish
from phien.testing.truths import assert_all_true, broken

TIMES = int(os.environ.get("PHIEN_FAULTS_TIMES", "1"))
BOTH_WAYS = [(True, True), (True, False), (False, True), (False, False)]


@pytest.fixture(autouse=True, params=range(TIMES), ids=lambda again: f"time {again + 1}")
def again(request: pytest.FixtureRequest) -> int:
    """Which time this is."""
    return int(request.param)


@contextmanager
def without(table: str, *names: str) -> Iterator[None]:
    """The table without these constraints; the test's rows are gone before they come back."""
    with connection.cursor() as cursor:
        definitions = []
        for name in names:
            cursor.execute(
                "select pg_get_constraintdef(oid) from pg_constraint "
                "where conrelid = %s::regclass and conname = %s",
                [table, name],
            )
            definitions.append(cursor.fetchone()[0])
            cursor.execute(f"alter table {table} drop constraint {name}")
        try:
            yield
        finally:
            empty()
            for name, definition in zip(names, definitions, strict=True):
                cursor.execute(f"alter table {table} add constraint {name} {definition}")


class Endless(int):
    """A count that is always enough: the desk's own check is out."""

    def __lt__(self, other: int) -> bool:
        return False

    def __ge__(self, other: int) -> bool:
        return True

    def __sub__(self, other: int) -> "Endless":
        return Endless(int(self) - other)


@pytest.mark.parametrize(("count_check", "database_check"), BOTH_WAYS)
def test_a_sell_out_sells_no_more_than_there_is(bench, session, item, count_check, database_check, capsys):
    """15 buyers for 10 jars."""
    with ExitStack() as stack:
        if not database_check:
            stack.enter_context(without("stock_allotment", "nothing_promised_twice"))
        sold = 0
        for number in range(15):
            if not count_check:
                here = bench.desk.book.codes["A1"]
                here.remaining = Endless(here.remaining)
            sold += bench.place("A1", 1, buyer=f"b:{number}").status == 201
        part = item("A1").allotment
        saw = f"sold {sold} of 10 jars; taken {part.taken}, remaining {part.remaining}"
        if count_check or database_check:
            assert (sold, part.taken, part.remaining) == (10, 10, 0), saw
            assert_all_true()
        else:
            with capsys.disabled():
                print(f"\nwithout the count check and the CHECK: {saw}")
            assert (sold, part.taken, part.remaining) == (15, 15, -5), saw
            assert broken(), "phien check sees it"


@pytest.mark.parametrize("division", [True, False])
def test_a_desk_that_was_overtaken_leaves_no_stale_rows(bench, session, monkeypatch, division, capsys):
    """It wakes with a batch in hand: refusals too are first answers for ever."""
    stale = bench.desk
    bench.place("A1", 8)
    bodies = {"late": wish("A1", 9), "one": wish("A2")}
    stale_batch = [Ask(session.pk, "place", key, body) for key, body in bodies.items()]

    async def wake() -> None:
        for ask in stale_batch:
            stale.ask(ask)
        await stale.settle([stale.queue.popleft() for _ in stale_batch])

    bench.sit_down()
    if not division:
        whole = line_module.FENCE
        bare = whole.replace("select 1 / count(*)::int, max(seq)", "select 1, coalesce(max(seq), 0)")
        assert bare != whole
        monkeypatch.setattr(line_module, "FENCE", bare)
        bench.loop.run(wake())
        rows = Wish.every_coop.filter(external_id__in=bodies)
        left = sorted(rows.values_list("external_id", "outcome"))
        with capsys.disabled():
            print(f"\nwithout the division on the desk row: an overtaken desk left {left}")
        assert left == [("late", "waitlisted"), ("one", "order")]
    else:
        with pytest.raises(Overtaken):
            bench.loop.run(wake())
        assert not Wish.every_coop.filter(external_id__in=bodies).exists()
        assert Order.every_coop.count() == 1
    assert isinstance(bench.desk.book.codes["A1"], Item)


@pytest.mark.parametrize(("remembers", "unique"), BOTH_WAYS)
def test_a_batch_sent_twice_is_kept_once(bench, session, item, monkeypatch, remembers, unique, capsys):
    """COMMIT went through, its answer did not: the desk decides the same keys again."""
    with ExitStack() as stack:
        if not unique:
            stack.enter_context(without("checkout_wish", "one_key_one_outcome"))
        if not remembers:
            _forget_keys(bench, monkeypatch)
        _lose_one_answer(bench)
        asks = [Ask(session.pk, "place", f"k{n}", wish()) for n in range(3)]
        statuses = [answer.status for answer in bench.batch(asks)]
        taken, wishes = item("A1").allotment.taken, Wish.every_coop.count()
        saw = f"3 keys: {wishes} wishes, {Order.every_coop.count()} orders, {taken} taken, answers {statuses}"
        if remembers or unique:
            assert (taken, wishes, Order.every_coop.count()) == (3, 3, 3), saw
            assert_all_true()
        else:
            with capsys.disabled():
                print(f"\nwithout the keys: {saw}")
            assert (taken, wishes) == (6, 6), saw
            assert broken(), "phien check sees it"
        if remembers:
            assert statuses == [201] * 3


def _lose_one_answer(bench: Bench) -> None:
    line, send = bench.desk.line, bench.desk.line.send
    lost: list[bool] = []

    async def losing(statements: Any, **how: Any) -> Any:
        rows = await send(statements, **how)
        if how.get("commit") and not lost:
            lost.append(True)
            raise psycopg.OperationalError("the answer to COMMIT was lost")
        return rows

    line.send = losing  # type: ignore[method-assign]


def _forget_keys(bench: Bench, monkeypatch: Any) -> None:
    from phien.live.desk import load

    monkeypatch.setattr(load, "KEYS", "select '', '' where %s = %s and false")
