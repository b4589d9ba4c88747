"""A batch: one transaction, nothing before the commit, one bad row never the trouble of its neighbours."""

import asyncio
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from phien.checkout.models import Wish
from phien.comments.models import Comment
from phien.live.contracts import Answer, Ask
from phien.live.desk import desk as desk_module
from phien.live.desk import line as line_module
from phien.live.desk import wire
from phien.live.desk.desk import Busy, Overtaken
from phien.live.desk.unit import Gone
from phien.orders import actions as orders
from phien.orders.contracts import Address
from phien.orders.models import Order
from phien.plumbing.sql import Statement
from phien.testing.desks import Bench, dsn_of_test, remark, wish
from phien.testing.truths import assert_all_true

ADDRESS = Address(
    name="Người mua thử 12", phone="0900000012", street="12 Thử", commune="Phường Thử", province="Gia Lai"
)


def places(session: Any, count: int, **more: Any) -> list[Ask]:
    return [Ask(session.pk, "place", f"key{n}", wish(**more)) for n in range(count)]


def test_a_batch_is_one_round_trip_and_one_frame(bench, session):
    sent: list[int] = []
    send = bench.desk.line.send

    async def counted(statements: Any, **how: Any) -> Any:
        sent.append(len(statements))
        return await send(statements, **how)

    bench.desk.line.send = counted
    answers = bench.batch(places(session, 10))
    assert [answer.status for answer in answers] == [201] * 10
    assert len(sent) == 1
    assert [frame["seq"] for frame in bench.frames] == [bench.desk.line.seq]
    assert bench.frames[0]["public"] == [("stock", {"items": [{"code": "A1", "left": 0, "waiting": 0}]})]


def test_nobody_is_answered_before_the_commit_and_nothing_is_published(bench, session):
    seen: list[Any] = []
    send = bench.desk.line.send

    async def look_first(statements: Any, **how: Any) -> Any:
        seen.append(([future.done() for future in futures], list(bench.frames)))
        return await send(statements, **how)

    async def put() -> list[Answer]:
        nonlocal futures
        futures = [future for ask in places(session, 3) for future in bench.desk.ask(ask)]
        await bench.desk.settle([bench.desk.queue.popleft() for _ in futures])
        return [future.result() for future in futures]

    futures: list[asyncio.Future[Answer]] = []
    bench.desk.line.send = look_first
    assert [answer.status for answer in bench.loop.run(put())] == [201] * 3
    assert seen == [([False] * 3, [])]


@pytest.mark.parametrize("bad", [0, 3, 7])
def test_a_row_that_the_database_refuses_never_fails_its_neighbours(bench, session, item, bad):
    asks = places(session, 8)
    asks[bad].body["name"] = "Người\x00mua"
    answers = bench.batch(asks)
    assert [answer.status for answer in answers] == [500 if n == bad else 201 for n in range(8)]
    assert answers[bad].body == {"code": "not_saved"}
    assert item("A1").allotment.taken == Order.every_coop.count() == 7
    assert_all_true()


def test_several_bad_rows_are_each_found(bench, session, item):
    rows = [remark("chốt A1", author=f"lan{n}", key=f"f{n}") for n in range(9)]
    for n in (1, 2, 8):
        rows[n]["text"] = "chốt A1 \x00"
    outcomes = [answer["outcome"] for answer in bench.ask_all("comments", {"rows": rows})]
    assert outcomes == ["invalid" if n in (1, 2, 8) else "order" for n in range(9)]
    assert Comment.every_coop.count() == 6
    assert item("A1").allotment.taken == 6
    assert_all_true()


def test_a_comment_that_the_reader_chokes_on_fails_alone(bench, session, monkeypatch):
    read = bench.desk.book.reader.__class__.read

    def choke(self: Any, text: str, **how: Any) -> Any:
        if "poison" in text:
            raise IndexError(text)
        return read(self, text, **how)

    monkeypatch.setattr(bench.desk.book.reader.__class__, "read", choke)
    rows = [remark(text, author=text) for text in ("chốt A1", "poison", "chốt A2")]
    outcomes = [answer["outcome"] for answer in bench.ask_all("comments", {"rows": rows})]
    assert outcomes == ["order", "invalid", "order"]
    assert_all_true()


def test_memory_that_disagrees_is_read_anew_and_everybody_told(bench, item):
    bench.desk.book.codes["A1"].remaining -= 3  # as if something had been counted wrongly
    assert bench.place("A1").status == 201, "what was promised stands: it is committed"
    assert bench.desk.book.codes["A1"].remaining == item("A1").allotment.remaining == 9
    assert bench.frames[-1] == {"public": [("reset", {})]}
    assert_all_true()


def test_memory_that_promises_too_much_is_stopped_by_the_database(bench, item):
    bench.desk.book.codes["A1"].remaining = 50
    answers = [bench.place("A1", 8).status, bench.place("A1", 8).status]
    assert answers == [201, 409]
    assert item("A1").allotment.remaining == 2
    assert_all_true()


class TestOutcomeUnknown:
    """The connection is lost around COMMIT: the desk asks the keys what became of it."""

    @pytest.fixture(params=["before", "after"])
    def lost(self, bench, request) -> str:
        """Cut the connection once, before the batch arrives or after it was committed."""
        line, send = bench.desk.line, bench.desk.line.send
        cut: list[bool] = []

        async def cutting(statements: Any, **how: Any) -> Any:
            if how.get("commit") and not cut:
                cut.append(True)
                if request.param == "after":
                    await send(statements, **how)
                await asyncio.to_thread(_kill, line.connection.info.backend_pid)
                raise psycopg.OperationalError("cut")
            return await send(statements, **how)

        line.send = cutting
        return str(request.param)

    def test_of_a_batch(self, bench, session, item, lost):
        answers = bench.batch(places(session, 4))
        assert [answer.status for answer in answers] == [201] * 4, "their own first answers, not repeats"
        assert item("A1").allotment.taken == Order.every_coop.count() == Wish.every_coop.count() == 4
        assert_all_true()

    def test_of_comments(self, bench, lost):
        rows = [remark("chốt A1", author=f"lan{n}") for n in range(3)]
        outcomes = [answer["outcome"] for answer in bench.ask_all("comments", {"rows": rows})]
        assert outcomes == ["order"] * 3
        assert Order.every_coop.count() == 3
        assert_all_true()

    def test_of_a_command(self, bench, item, lost):
        answer = bench.ask("allot", {"code": "A1", "by": 3})
        assert answer.body == {"code": "A1", "left": 13}
        assert item("A1").allotment.remaining == 13
        assert_all_true()

    def test_of_a_comment_that_cancels(self, bench, item, lost):
        bench.comment("chốt A1 2 chai", author="lan")
        assert bench.comment("huỷ giúp em", author="lan")["outcome"] == "cancelled"
        assert item("A1").allotment.remaining == 10
        assert_all_true()


def _kill(backend: int) -> None:
    with psycopg.connect(dsn_of_test(), autocommit=True) as database:
        database.execute("select pg_terminate_backend(%s)", [backend])


async def _half_send(line) -> None:
    """Its first statements are with the database, its Sync is not."""
    raw = line.connection.pgconn
    raw.enter_pipeline_mode()
    raw.send_query_params(b"begin", None)
    fence = [b"%d" % line.session, b"%d" % line.fence]
    raw.send_query_params(wire.numbered(line_module.FENCE), fence)
    raw.send_flush_request()
    raw.flush()


@pytest.mark.parametrize("how", ["a command's open transaction", "a batch half sent"])
def test_a_desk_stopped_between_its_first_statement_and_commit_is_cut_by_the_database(bench, how):
    """The timeouts that a stopped desk needs: its row is free again after a second, or four."""
    line = bench.desk.line
    if how == "a batch half sent":
        bench.loop.run(_half_send(line))
    else:
        bench.loop.run(line.send([], begin=True))
    with psycopg.connect(dsn_of_test(), autocommit=True) as database:
        database.execute("set lock_timeout = '6s'")
        began = timezone.now()
        database.execute("update live_desk set beat = beat + 1")
        assert timezone.now() - began < timedelta(seconds=5 if how == "a batch half sent" else 2)
    assert bench.place().status == 201, "the desk connects anew; its fence still holds"


def test_an_order_that_moved_on_is_not_added_to(bench):
    first = bench.place("A1", buyer="b:1")
    order = Order.every_coop.get()
    orders.choose_payment_and_address(
        coop=order.coop, order_id=order.pk, payment="cod", address=ADDRESS, at=timezone.now()
    )
    second = bench.place("A1", buyer="b:1")
    assert second.status == 201
    assert second.body["order"] != first.body["order"]
    order.refresh_from_db()
    assert order.goods == 145_000
    assert_all_true()


def test_neighbours_of_an_order_that_moved_on_are_all_served(bench, session):
    bench.place("A1", buyer="b:1")
    Order.every_coop.update(claimed_at=timezone.now())
    asks = places(session, 5)
    asks[2].body["buyer_key"] = "b:1"
    assert [answer.status for answer in bench.batch(asks)] == [201] * 5
    assert Order.every_coop.filter(buyer_key="b:1").count() == 2
    assert_all_true()


def test_a_full_queue_refuses_at_once(bench, session, monkeypatch):
    monkeypatch.setattr(desk_module, "MOST_QUEUED", 3)

    async def fill() -> None:
        for ask in places(session, 3):
            bench.desk.ask(ask)
        with pytest.raises(Busy):
            bench.desk.ask(Ask(session.pk, "place", "one more", wish()))

    bench.loop.run(fill())


def test_who_gave_up_is_not_served_behind_their_back(bench, session):
    async def give_up() -> list[Any]:
        (future,) = bench.desk.ask(Ask(session.pk, "place", "k", wish()))
        future.cancel()
        return bench.desk._next()

    assert bench.loop.run(give_up()) == []


def test_what_is_left_when_a_desk_goes_is_handed_back(bench, session):
    async def go() -> Any:
        (future,) = bench.desk.ask(Ask(session.pk, "place", "k", wish()))
        bench.desk.abandon()
        return await asyncio.gather(future, return_exceptions=True)

    (given,) = bench.loop.run(go())
    assert isinstance(given, Gone)


def test_ids_never_run_out_in_the_middle_of_a_batch(bench, session):
    book = bench.desk.book
    while len(book.order_ids) > 5:
        book.order_ids.pop()
    assert [answer.status for answer in bench.batch(places(session, 10))] == [201] * 10


def test_a_state_shows_only_what_is_committed_and_its_id_is_the_last_frames(bench, session):
    """While a batch is under way memory runs ahead; nobody is shown that."""
    send, states = bench.desk.line.send, []

    async def slow(statements: Any, **how: Any) -> Any:
        if how.get("commit"):
            states.append(asyncio.create_task(bench.desk.state()))
            await asyncio.sleep(0.05)
            assert not states[-1].done()
        return await send(statements, **how)

    bench.desk.line.send = slow
    bench.place("A1", 3)

    async def shown() -> Any:
        return await states[-1]

    state = bench.loop.run(shown())
    assert (state["id"], state["items"][0]["left"]) == (
        f"{bench.desk.line.fence}.{bench.frames[-1]['seq']}",
        7,
    )


def test_a_refused_command_uses_no_event_id(bench):
    before = bench.desk.line.seq
    assert bench.ask("cancel", {"order": 0}).status == 404
    assert bench.desk.line.seq == before
    assert bench.frames == []
    bench.place()
    assert [frame["seq"] for frame in bench.frames] == [before + 1]


def test_the_connection_is_set_so_that_a_stopped_desk_harms_nobody(bench):
    names = "idle_in_transaction_session_timeout", "statement_timeout", "lock_timeout", "enable_seqscan"
    rows = bench.loop.run(bench.desk.line.send([Statement(f"show {name}", []) for name in names]))
    assert [row[0][0] for row in rows] == ["1s", "10s", "3s", "off"]


def test_chat_is_conflated_to_a_few_frames_a_second(bench):
    rows = [remark(f"hay {n}", author=f"a{n}") for n in range(50)]
    bench.ask_all("comments", {"rows": rows})
    bench.frames.clear()
    for now in (100.0, 100.1, 100.2):
        bench.loop.run(bench.desk.clock._send_chat(now))
    (frame,) = bench.frames
    ((kind, facts),) = frame["public"]
    assert (kind, len(facts["rows"]), "seq" in frame) == ("chat", 20, False)
    assert facts["rows"][-1]["text"] == "hay 49"


class TestOvertaken:
    @pytest.fixture
    def stale(self, bench: Bench) -> Any:
        """A desk whose session another has taken."""
        old = bench.desk
        bench.sit_down()
        return old

    @pytest.mark.parametrize("do", ["place", "sold_out", "waitlisted", "pin", "comments", "beat"])
    def test_an_overtaken_desk_writes_nothing_at_all(self, bench, session, stale, do):
        asks = {
            "place": Ask(session.pk, "place", "k", wish()),
            "sold_out": Ask(session.pk, "place", "k", wish("A1", 99)),
            "waitlisted": Ask(session.pk, "place", "k", wish("A1", 10)),
            "pin": Ask(session.pk, "pin", "k", {"code": "A1"}),
            "comments": Ask(session.pk, "comments", "", {"rows": [remark("hay quá", author="lan")]}),
        }
        if do == "waitlisted":
            bench.place("A1", 5)
        tables = _rows()

        async def go() -> None:
            if do == "beat":
                await stale.clock._beat()
                return
            stale.ask(asks[do])
            await stale.settle([stale.queue.popleft()])

        with pytest.raises(Overtaken):
            bench.loop.run(go())
        assert _rows() == tables


def _rows() -> list[Any]:
    names = "checkout_wish checkout_waiting comments_comment orders_order orders_line live_command live_desk"
    with psycopg.connect(dsn_of_test()) as database:
        return [database.execute(f"table {name}").fetchall() for name in names.split()]


def test_the_studio_is_told_how_many_wait_their_turn(bench, session):
    async def first_of_three():
        for ask in places(session, 3):
            bench.desk.ask(ask)
        await bench.desk.settle_calmly([bench.desk.queue.popleft()])

    bench.loop.run(first_of_three())
    assert bench.frames[-1]["studio"]["queues"] == 2


def test_plans_made_for_empty_tables_are_made_anew(bench):
    """The desk's statements have one plan each; the first ones are of a table with nothing in it."""
    asked = bench.loop.run(_prepared(bench.desk.line))
    for _ in range(5):
        assert bench.place().status == 201
    again = bench.loop.run(_prepared(bench.desk.line))
    assert set(asked) <= set(again), "what is prepared stays prepared"
    assert bench.desk.line.wire.plan_again_at > bench.desk.line.wire.runs > 5


async def _prepared(line) -> list[str]:
    cursor = await line.connection.execute("select name from pg_prepared_statements")
    return [row[0] for row in await cursor.fetchall()]
