"""Values as PostgreSQL reads them, on a real connection; what fails raises its own error."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phien.live.desk.line import connect
from phien.live.desk.wire import Wire
from phien.plumbing.sql import Statement
from phien.testing.desks import Loop, dsn_of_test

AT = datetime(2026, 11, 25, 3, 4, 5, 678901, tzinfo=UTC)
TEXTS = ["", "mật ong", 'nói "thật" \\ đùa', "{a,b}", "NULL", "null", " , ", "dòng\nmới", "'x'", "😂"]


@pytest.fixture(scope="module")
def loop() -> Iterator[Loop]:
    made = Loop()
    yield made
    made.close()


@pytest.fixture
def wire(loop: Loop, db: None) -> Iterator[Wire]:
    connection = loop.run(connect(dsn_of_test(), name="phien-test-wire"))
    yield Wire(connection)
    loop.run(connection.close())


def rows(loop: Loop, wire: Wire, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    (found,) = loop.run(wire.run([Statement(sql, values)]))
    return found


@pytest.mark.parametrize(
    ("cast", "value"),
    [
        ("bigint", 2**62),
        ("int", -3),
        ("text", 'nói "thật" \\ đùa'),
        ("bool", True),
        ("timestamptz", AT),
        ("text", None),
        ("bigint[]", [1, 2, 2**62]),
        ("bigint[]", [None, 7, None]),
        ("bigint[]", []),
        ("text[]", TEXTS),
        ("text[]", [None, "a", None, 'b"']),
        ("text[]", ["chỉ", "chữ"]),
        ("bool[]", [True, False]),
        ("timestamptz[]", [AT, AT, None]),
        ("bigint[]", [None, None]),
    ],
)
def test_a_value_comes_back_as_it_was(loop, wire, cast, value):
    assert rows(loop, wire, f"select %s::{cast}", value) == [(value,)]


def test_any_texts_come_back_as_they_were(loop, wire):
    texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))

    @given(st.lists(st.none() | texts))
    def back(values: list[str | None]) -> None:
        assert rows(loop, wire, "select %b::text[]", values) == [(values,)]

    back()


def test_a_null_character_is_refused_not_cut_off(loop, wire):
    for value in ("a\0b", ["a\0b"]):
        with pytest.raises(psycopg.DataError):
            rows(loop, wire, "select %s::text", value)
    assert rows(loop, wire, "select 1") == [(1,)], "the connection is as good as before"


def test_what_is_no_value_is_refused(loop, wire):
    for value in (1.5, [1.5], {"a": 1}):
        with pytest.raises(TypeError):
            rows(loop, wire, "select %s::text", value)


def test_the_first_that_fails_raises_its_own_error_and_nothing_behind_it_ran(loop, wire):
    loop.run(wire.run([Statement("create temp table seen(n int)", [])]))
    with pytest.raises(psycopg.errors.DivisionByZero):
        loop.run(
            wire.run(
                [
                    Statement("begin", []),
                    Statement("insert into seen values (%s)", [1]),
                    Statement("select 1 / %s::int", [0]),
                    Statement("insert into seen values (%s)", [2]),
                    Statement("commit", []),
                ]
            )
        )
    loop.run(wire.connection.execute("rollback"))
    assert rows(loop, wire, "select count(*) from seen") == [(0,)]


def test_more_than_a_socket_holds_goes_both_ways(loop, wire):
    big = "x" * 3_000_000
    sent = [Statement("select %s::text", [big]) for _ in range(4)]
    assert loop.run(wire.run(sent)) == [[(big,)]] * 4


def test_who_gives_up_in_the_middle_leaves_no_half_read_connection(loop, wire):
    async def give_up() -> None:
        async with asyncio.timeout(0.1):
            await wire.run([Statement("select pg_sleep(5)", [])])

    with pytest.raises(TimeoutError):
        loop.run(give_up())
    assert wire.connection.closed
    with pytest.raises(psycopg.OperationalError):
        rows(loop, wire, "select 1")
