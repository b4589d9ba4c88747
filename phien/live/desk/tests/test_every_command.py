"""What holds for every command of a desk, whoever adds one: a key that was met gets its first answer and does
nothing, also when the answer was lost, after a takeover and after the close; an overtaken desk writes
nothing; a body that makes no sense is refused with a code, and nobody is harmed."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from phien.checkout.models import Waiting
from phien.comments.models import Comment, Taught
from phien.kernel.refusals import Refusal
from phien.live import actions
from phien.live.contracts import Answer, Ask
from phien.live.desk.commands import COMMANDS
from phien.live.desk.desk import Overtaken
from phien.live.desk.run import FROM_INSIDE
from phien.live.desk.unit import Gone
from phien.live.deskless import run_here
from phien.orders import actions as orders
from phien.orders.models import Order, Shortage
from phien.payments import actions as payments
from phien.testing import factories
from phien.testing.desks import Bench, dsn_of_test
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened

Body = dict[str, Any]
PRICE = 145_000
SHELL: Body = {"by": None, "actor": "shell"}


def order(bench: Bench, *items: tuple[str, int], buyer: str = "b:1") -> Order:
    for code, qty in items or [("A1", 2)]:
        assert bench.place(code, qty, buyer=buyer).status == 201
    return Order.every_coop.select_related("coop").get(buyer_key=buyer, state="held")


def confirmed(bench: Bench) -> Order:
    made = order(bench, ("A1", 2), ("A2", 1))
    orders.confirm(coop=made.coop, order_id=made.pk, at=timezone.now(), **SHELL)
    return made


def ended(bench: Bench) -> Order:
    made = order(bench)
    assert bench.ask("cancel", {"order": made.pk}).status == 200
    payments.record_money(coop=made.coop, order_id=made.pk, amount=1000, at=timezone.now(), **SHELL)
    return made


def doubt(bench: Bench) -> Comment:
    bench.comment("lấy mật ong", author="lan")
    return Comment.every_coop.get(session_id=bench.session)


def cancel(bench: Bench) -> Body:
    return {"order": order(bench).pk}


def change(bench: Bench) -> Body:
    return {"order": order(bench).pk, "items": [{"code": "A1", "qty": 1}]}


def leave(bench: Bench) -> Body:
    order(bench, ("A1", 9))
    assert bench.place("A1", 5, buyer="b:2").status == 409
    return {"waiting": Waiting.every_coop.get().pk}


def edit(bench: Bench) -> Body:
    return {"order": order(bench).pk, "lines": [{"code": "A1", "price": PRICE, "qty": 1}]}


def enter(bench: Bench) -> Body:
    return {"source": "phone", "name": "", "phone": "+84900000012", "items": [{"code": "A1", "qty": 1}]}


def merge(bench: Bench) -> Body:
    return {"order": order(bench).pk, "into": order(bench, buyer="b:2").pk}


def unmerge(bench: Bench) -> Body:
    body = merge(bench)
    assert bench.ask("merge", body).status == 200
    return body


def split(bench: Bench) -> Body:
    return {"order": confirmed(bench).pk, "lines": [{"code": "A1", "price": PRICE, "qty": 1}]}


def rejoin(bench: Bench) -> Body:
    body = split(bench)
    new = bench.ask("split", body).body["new"]
    return {"order": Order.every_coop.get(code=new).pk, "into": body["order"]}


def revive(bench: Bench) -> Body:
    return {"order": ended(bench).pk}


def blocks(bench: Bench) -> Body:
    return {}


def hide(bench: Bench) -> Body:
    return {"comment": doubt(bench).pk, "hidden": True}


def resolve(bench: Bench) -> Body:
    return {"comment": doubt(bench).pk, "decision": "dropped"}


def reopen_review(bench: Bench) -> Body:
    body = resolve(bench)
    assert bench.ask("resolve", body).status == 200
    return {"comment": body["comment"]}


def more(bench: Bench) -> Body:
    """What became an order of A2 alone asks for A1 too, now that a word is known."""
    bench.comment("chốt A2 1 chai", author="lan")
    row = Comment.every_coop.get(session_id=bench.session)
    Comment.every_coop.filter(pk=row.pk).update(text="2 ghè lùn, chốt A2 1 chai")  # as if that was read
    assert bench.ask("teach", {"words": "ghè lùn", "code": "A1", "comment": row.pk}).status == 200
    word = Taught.every_coop.latest("pk").pk
    return {"comment": row.pk, "items": [{"code": "A1", "qty": 2}], "word": word}


def teach(bench: Bench) -> Body:
    return {"words": "ghè lùn", "code": "A1", "comment": doubt(bench).pk}


def forget(bench: Bench) -> Body:
    return {"word": bench.ask("teach", teach(bench)).body["word"]}


def remember(bench: Bench) -> Body:
    body = forget(bench)
    assert bench.ask("forget", body).status == 200
    return body


def code(bench: Bench) -> Body:
    return {"code": "A1"}


def price(bench: Bench) -> Body:
    return {"code": "A1", "price": 99_000, "limit_per_buyer": 3}


def allot(bench: Bench) -> Body:
    return {"code": "A1", "by": 2, "new": True}


def lose(bench: Bench) -> Body:
    return {"variant": bench.desk.book.codes["A1"].variant, "qty": 1, "reason": "vỡ"}


def short(bench: Bench) -> Body:
    made = confirmed(bench)
    return {"order": made.pk, "line": made.lines.get(code="A1").pk, "qty": 1, "what": "wait"}


def settle(bench: Bench) -> Body:
    assert bench.ask("short", short(bench)).status == 200
    return {"shortage": Shortage.every_coop.get().pk, "how": "found"}


def add(bench: Bench) -> Body:
    return {"variant": bench.desk.book.codes["A1"].variant, "qty": 2, "price": 99_000, "new": True}


def resume(bench: Bench) -> Body:
    assert bench.ask("stop", {"code": "A1"}).status == 200
    return {"code": "A1"}


def undo(bench: Bench) -> Body:
    assert bench.ask("allot", allot(bench), key="before").status == 200
    return {"command": "before"}


def close(bench: Bench) -> Body:
    order(bench)
    return {}


# What each command is told, after what came before it; `expire` comes from inside and has no key.
BODIES: dict[str, Callable[[Bench], Body]] = {
    "cancel": cancel,
    "change": change,
    "leave": leave,
    "edit": edit,
    "enter": enter,
    "merge": merge,
    "unmerge": unmerge,
    "split": split,
    "rejoin": rejoin,
    "revive": revive,
    "give_up": revive,
    "blocks": blocks,
    "hide": hide,
    "resolve": resolve,
    "reopen_review": reopen_review,
    "more": more,
    "teach": teach,
    "forget": forget,
    "remember": remember,
    "learn": blocks,
    "pin": code,
    "price": price,
    "allot": allot,
    "lose": lose,
    "short": short,
    "settle": settle,
    "add": add,
    "stop": code,
    "resume": resume,
    "undo": undo,
    "close": close,
}
# what a session without a desk does too
HERE = sorted(actions.WITHOUT_DESK & BODIES.keys())


def test_no_command_is_forgotten_here():
    assert BODIES.keys() | FROM_INSIDE | {"reopen"} == COMMANDS.keys()


@pytest.mark.parametrize("do", BODIES)
def test_a_repeat_gets_the_first_answer_and_does_nothing(bench, session, coop, do):
    """At the desk, at the next one, and where there is none any more."""
    body = BODIES[do](bench)
    first = bench.ask(do, body, key="k")
    assert first.status == 200
    if do != "close":
        with assert_nothing_happened():
            assert bench.ask(do, body, key="k") == first
        bench.sit_down()
        with assert_nothing_happened():
            assert bench.ask(do, body, key="k") == first
        bench.ask("close", {})
    with assert_nothing_happened():
        assert actions.ask_desk(coop=coop, session_id=session.pk, do=do, body=body, key="k") == first.body
    assert_all_true()


def test_a_repeated_reopening_gets_the_first_answer_and_does_nothing(bench, session):
    order(bench)
    bench.ask("close", {})
    ask = Ask(session.pk, "reopen", "k", {})
    first = run_here(ask, at=timezone.now())
    assert first.status == 200
    bench.sit_down()
    with assert_nothing_happened():
        assert bench.ask("reopen", {}, key="k") == first
    bench.ask("close", {})
    with assert_nothing_happened():
        assert run_here(ask, at=timezone.now()) == first


@pytest.mark.parametrize("do", BODIES)
def test_a_lost_answer_is_asked_for_and_the_command_done_once(bench, do):
    """The connection is cut after the commit arrived (before it: test_batches.py)."""
    body = BODIES[do](bench)
    line, send, cut = bench.desk.line, bench.desk.line.send, []

    async def cutting(statements: Any, **how: Any) -> Any:
        if how.get("commit") and not cut:
            cut.append(True)
            await send(statements, **how)
            await asyncio.to_thread(_kill, line.connection.info.backend_pid)
            raise psycopg.OperationalError("cut")
        return await send(statements, **how)

    line.send = cutting
    if do == "close":  # nobody is left who could answer: where no desk is, the key is asked
        with pytest.raises(Gone):
            raise bench.ask(do, body, key="k")
        answer = run_here(Ask(bench.session, do, "k", body), at=timezone.now())
    else:
        answer = bench.ask(do, body, key="k")
    assert answer.status == 200
    if do != "close":
        with assert_nothing_happened():
            assert bench.ask(do, body, key="k") == answer
    assert_all_true()


def _kill(pid: int) -> None:
    with psycopg.connect(dsn_of_test(), autocommit=True) as database:
        database.execute("select pg_terminate_backend(%s, 5000)", [pid])


@pytest.mark.parametrize("do", [*BODIES, "expire"])
def test_an_overtaken_desk_writes_nothing(bench, session, do):
    body = {"orders": [order(bench).pk]} if do == "expire" else BODIES[do](bench)
    stale = bench.desk
    bench.sit_down()

    async def late() -> Answer:
        (told,) = stale.ask(Ask(session.pk, do, "k", body))
        unit = stale.queue.popleft()
        unit.at += timedelta(days=1)
        await stale.settle([unit])
        return await told

    with assert_nothing_happened(), pytest.raises(Overtaken):
        bench.loop.run(late())


# bodies that make no sense

NUMBERS = ("order", "into", "waiting", "comment", "word", "variant", "qty", "line", "shortage", "by", "price")
WRONG: list[Any] = ["x", None, 10**30, -1]
TERMS = ("pin", "price", "allot", "stop")  # they name an item by its code, and every sheet has A1


def broken_bodies(body: Body) -> list[Body]:
    """The body without one of its parts, and with each number wrong in many ways."""
    found = [{key: value for key, value in body.items() if key != name} for name in body]
    for name in body.keys() & set(NUMBERS):
        found += [{**body, name: wrong} for wrong in WRONG]
    for name in body.keys() & {"items", "lines"}:
        rows = body[name]
        found += [{**body, name: wrong} for wrong in (None, 7, [{}])]
        for wrong in ("x", 10**30):
            found.append({**body, name: [{**rows[0], "qty": wrong}]})
        found.append({**body, name: [{**rows[0], "qty": -1}]})
        found.append({**body, name: [{**rows[0], "code": "Z9"}]})
        if "price" in rows[0]:
            found.append({**body, name: [{**rows[0], "price": -1}]})
    return found


# what is left out has a meaning of its own, or the number may be below nothing
FINE = {
    "pin": {"code"},
    "price": {"price", "limit_per_buyer"},
    "allot": {"new", "by"},
    "add": {"price", "new"},
    "hide": {"hidden"},
}


def _carries_what_it_has(do: str, wrong: Body) -> bool:
    """More is lost than there is, or goods that this session does not sell: answered with what it carried."""
    return do == "lose" and (wrong.get("qty") == 10**30 or wrong.get("variant") in (10**30, -1))


@pytest.mark.parametrize("do", [do for do in BODIES if do not in ("blocks", "learn", "close")])
def test_a_body_that_makes_no_sense_is_refused_and_nothing_happens(bench, do):
    body = BODIES[do](bench)
    allowed = [{key: value for key, value in body.items() if key != name} for name in FINE.get(do, ())] + [
        {**body, "price": None},
        {**body, "by": -1},
    ]
    with assert_nothing_happened():
        for wrong in broken_bodies(body):
            if (wrong in allowed and do in FINE) or _carries_what_it_has(do, wrong):
                continue
            answer = bench.ask(do, wrong)
            assert answer.status >= 400, wrong
            assert answer.body["code"], wrong
    assert bench.ask(do, body).status == 200, "the desk is alive"
    assert_all_true()


@pytest.mark.parametrize("do", HERE)
def test_nor_where_there_is_no_desk(bench, session, coop, do):
    body = BODIES[do](bench)
    bench.ask("close", {})
    with assert_nothing_happened():
        for wrong in broken_bodies(body):
            if _carries_what_it_has(do, wrong):
                continue
            with pytest.raises(Refusal):
                actions.ask_desk(coop=coop, session_id=session.pk, do=do, body=wrong)
    assert_all_true()


@pytest.fixture
def elsewhere(bench: Bench, coop: Any, other_coop: Any) -> Any:
    """Another session of this cooperative, and one of another's, each with a desk of its own."""
    made = []
    for whose in (coop, other_coop):
        variant = factories.make_variant(whose, stock=20)
        second = factories.make_variant(whose, stock=20)
        made.append(Bench(factories.make_session(whose, [(variant, 10), (second, 10)], open=True).pk))
    yield made
    for each in made:
        each.close()


ANYBODYS = (
    "blocks",
    "learn",
    "close",
    "enter",
    "lose",
    "resume",
    *TERMS,
)  # they name nothing of one session by its id


@pytest.mark.parametrize("do", [do for do in BODIES if do not in ANYBODYS])
def test_what_is_anothers_is_not_there(bench, elsewhere, do):
    """Orders, lines, places, comments, goods and commands of another session, and of another cooperative."""
    for there in elsewhere:
        body = BODIES[do](there)
        if do in ("add", "forget", "remember") and there is elsewhere[0]:
            continue  # any goods of this cooperative may be added; its words are forgotten from any live
        with assert_nothing_happened():
            answer = bench.ask(do, body)
        assert answer.status in (404, 409), (do, answer)
        assert answer.body["code"] in ("not_found", "not_undoable"), (do, answer)
        Comment.every_coop.all().delete()
        Order.every_coop.filter(session_id=there.session).update(buyer_key=Concat(Value("gone:"), "code"))
        Waiting.every_coop.all().delete()
        Shortage.every_coop.all().delete()
