"""Desk and stock against a reference model: any commands in any order, with takeovers, after each of which
memory, database and model agree and all truths hold.

Short here; longer: `make faults ONLY=model`, or
`PHIEN_MODEL_EXAMPLES=2000 .venv/bin/python -m pytest -k what_the_model_says`.
"""

import os
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from phien.checkout.models import Waiting
from phien.live.contracts import Answer, Ask
from phien.live.desk import remarks
from phien.live.desk.tests.keeping import Keeping
from phien.live.desk.tests.model import AnOrder, Model
from phien.live.deskless import first_answer, run_here
from phien.live.models import Item, Session
from phien.orders import actions as orders
from phien.orders.models import Order
from phien.orders.queries import with_lines
from phien.reading.contracts import Reading
from phien.stock.models import Allotment, Stock
from phien.testing import factories
from phien.testing.committed import empty
from phien.testing.desks import Bench, wish
from phien.testing.truths import broken

EXAMPLES = int(os.environ.get("PHIEN_MODEL_EXAMPLES", "15"))
ALLOTTED, ON_HAND = {"A1": 6, "A2": 4}, 9
BUYERS = [f"b:{n}" for n in range(5)]
buyers, codes, few = st.sampled_from(BUYERS), st.sampled_from(list(ALLOTTED)), st.integers(1, 4)
ENDED = ["cancelled", "expired", "merged"]
amounts = st.dictionaries(codes, st.integers(0, 5), max_size=2)


def phone_of(buyer: str) -> str:
    """Two buyers share a phone: limits count it."""
    return f"+8490000000{int(buyer[2:]) // 2}"


def spoken(book: Any, remark: Any) -> Reading:
    """The comments of this test say plainly what they mean: "order A1:2 A2:1"."""
    book.history(remark.buyer_key).pending = None  # no comment here clears up another
    intent, *rest = remark.text.split()
    items = tuple((code, int(qty)) for code, qty in (re.split(":", each) for each in rest))
    return Reading(intent=intent, items=items, phone=None, review=False, reason="", spans=())


class DeskAndStock(Keeping):
    """One session from its opening to what is done after its close."""

    def __init__(self) -> None:
        super().__init__()
        self.coop = factories.make_coop()
        variants = [factories.make_variant(self.coop, stock=ON_HAND) for _ in ALLOTTED]
        planned = list(zip(variants, ALLOTTED.values(), strict=True))
        self.session = factories.make_session(self.coop, planned, open=True)
        self.items = {i.code: i for i in Item.every_coop.filter(session=self.session)}
        self.told: list[tuple[Ask, Answer]] = []  # what each key was answered first
        self.asked = 0
        self.mistakes = 0
        self.days = 0  # how far the clock of expiry has gone
        self.model = Model(ALLOTTED, 0)
        self.model.free = {code: ON_HAND - qty for code, qty in ALLOTTED.items()}
        self.bench = Bench(self.session.pk)

    def teardown(self) -> None:
        self.bench.close()
        empty()

    # asking, with a desk or without

    def ask(self, do: str, body: dict[str, Any], **more: Any) -> Answer:
        key = f"key-{self.asked}"
        at = more.pop("at", None) or timezone.now()
        ask = Ask(self.session.pk, do, key, body, **more)
        if self.model.open:
            answer: Answer = self.bench.batch([ask], at=at)[0]
        else:
            answer = run_here(ask, at=at)
            self.model.end_lists()
        self.asked += 1
        self.told.append((ask, answer))
        return answer

    def number(self, order: AnOrder) -> int:
        """The row of the model's order: both began in the same order."""
        living = Order.every_coop.filter(session_id=self.session.pk).exclude(state__in=ENDED)
        ids: list[int] = list(living.order_by("id").values_list("pk", flat=True))
        return ids[self.model.living().index(order)]

    # wishes

    @precondition(lambda self: self.model.open)
    @rule(buyer=buyers, code=codes, qty=few)
    def place(self, buyer: str, code: str, qty: int) -> None:
        answer = self.ask("place", wish(code, qty, buyer=buyer, phone=phone_of(buyer)))
        if buyer in self.model.blocked:
            self.turned_away(answer)
            return
        told = answer.body["code"] if answer.status == 409 else "order"  # type: ignore[call-overload]
        assert told == self.model.wish(buyer, phone_of(buyer), code, qty, comment=False)

    @precondition(lambda self: self.model.open)
    @rule(buyer=buyers, wanted=st.dictionaries(codes, few, min_size=2))
    def place_several(self, buyer: str, wanted: dict[str, int]) -> None:
        """All of it or nothing."""
        phone, model = phone_of(buyer), self.model
        body = {**wish(buyer=buyer, phone=phone), "items": [{"code": c, "qty": q} for c, q in wanted.items()]}
        answer = self.ask("place", body)
        if buyer in self.model.blocked:
            self.turned_away(answer)
            return
        if any(model.over(buyer, phone, code, qty) for code, qty in wanted.items()):
            assert answer.body["code"] == "limit"  # type: ignore[call-overload]
        elif any(model.left[code] < qty or code in model.stopped for code, qty in wanted.items()):
            assert answer.body["code"] == "sold_out"  # type: ignore[call-overload]
        else:
            assert answer.status == 201
            for code, qty in wanted.items():
                model.give(buyer, phone, code, qty, comment=False)

    def turned_away(self, answer: Answer) -> None:
        """Nothing is held, and the key is not kept: once the block is lifted it may buy."""
        assert answer == Answer(409, {"code": "blocked"})
        self.told.pop()

    @precondition(lambda self: self.model.open)
    @rule(buyer=buyers, wanted=st.dictionaries(codes, few, min_size=1))
    def comment_order(self, buyer: str, wanted: dict[str, int]) -> None:
        """Item by item."""
        text = "order " + " ".join(f"{code}:{qty}" for code, qty in wanted.items())
        told = self.bench.comment(text, author=buyer, source="live")["outcome"]
        if buyer in self.model.blocked:
            assert told == "blocked"
            return
        came = [self.model.wish(buyer, "", code, qty, comment=True) for code, qty in wanted.items()]
        assert told == next(each for each in ("order", "waitlisted", "limit", "sold_out") if each in came)

    @precondition(lambda self: self.model.open)
    @rule(buyer=buyers, wanted=amounts, cancels=st.booleans())
    def comment_change(self, buyer: str, wanted: dict[str, int], cancels: bool) -> None:
        """The author's held lines and places in line become this."""
        wanted = {code: qty for code, qty in wanted.items() if qty}
        if cancels or not wanted:
            text, wanted = "cancel", {}
        else:
            text = "change " + " ".join(f"{code}:{qty}" for code, qty in wanted.items())
        told = self.bench.comment(text, author=buyer, source="live")["outcome"]
        if buyer in self.model.blocked:
            assert told == "blocked"
            return
        model, order = self.model, self.model.mine(buyer)
        if order is None and (not model.waits(buyer) or any(buyer in o.who for o in model.living())):
            assert told == "review"
            return
        held = dict(order.lines) if order else {}
        queued = Counter[str]()
        for entry in model.waits(buyer):
            queued[entry.code] += entry.qty
        still = {code for code, qty in queued.items() if wanted.get(code, 0) - held.get(code, 0) == qty}
        model.line = [e for e in model.line if e.buyer != buyer or e.code in still]
        target = {code: held.get(code, 0) if code in still else qty for code, qty in wanted.items()}
        if order is not None:
            model.become(order, target)
        else:
            for code, qty in target.items():
                if qty:
                    model.wish(buyer, "", code, qty, comment=True)

    @precondition(lambda self: self.told)
    @rule(data=st.data(), twice=st.booleans())
    def repeat(self, data: st.DataObject, twice: bool) -> None:
        """A key that was answered gets that answer for ever, and does nothing."""
        ask, first = data.draw(st.sampled_from(self.told))
        if ask.do == "expire" or (ask.do != "place" and first.status != 200):
            return  # from inside, without a key; or a refused command, which keeps none
        if self.model.open:
            answers = self.bench.batch([ask, ask] if twice else [ask])
        elif ask.do == "place":
            answers = [first_answer(ask)]
        else:
            answers = [run_here(ask, at=timezone.now())]
        again = 200 if first.status == 201 else first.status
        assert answers == [Answer(again, first.body)] * len(answers)

    # orders

    @precondition(lambda self: self.model.living())
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        order = data.draw(st.sampled_from(self.model.living()))
        assert self.ask("cancel", {"order": self.number(order)}).status == 200
        self.model.end(order)
        self.model.end_lists()

    @precondition(lambda self: self.model.living())
    @rule(data=st.data(), wanted=amounts)
    def change(self, data: st.DataObject, wanted: dict[str, int]) -> None:
        order = data.draw(st.sampled_from(self.model.living()))
        body = {"order": self.number(order), "items": [{"code": c, "qty": q} for c, q in wanted.items()]}
        status = self.ask("change", body).status
        grows = any(qty > order.lines[code] for code, qty in wanted.items())
        if order.state != "held" or (grows and not self.model.open):
            assert status == 409
        else:
            assert status == 200
            self.model.become(order, {code: qty for code, qty in wanted.items() if qty})
        self.model.end_lists()

    @precondition(lambda self: self.model.line)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.model.line))
        place = Waiting.every_coop.filter(state="waiting").order_by("id")[self.model.line.index(entry)]
        assert self.ask("leave", {"waiting": place.pk}).status == 200
        self.model.line.remove(entry)

    @rule()
    def expire(self) -> None:
        """Long afterwards: every hold that has an end is over."""
        self.days += 9  # later than the last time: whoever was promoted then has had a fresh hold since
        due = [o for o in self.model.orders if o.state in ("held", "claimed") and not o.endless]
        ids = [self.number(order) for order in self.model.orders if order.state not in ("confirmed", "ended")]
        answer = self.ask("expire", {"orders": ids}, at=timezone.now() + timedelta(days=self.days))
        assert answer.body == {"expired": len(due)}
        self.model.end(*due)
        self.model.end_lists()

    @precondition(lambda self: self.model.open and any(o.state == "held" for o in self.model.orders))
    @rule(data=st.data(), claims=st.booleans())
    def settle_outside(self, data: st.DataObject, claims: bool) -> None:
        """Confirmed, or claimed without an end while the session is open; the desk is not told."""
        order = data.draw(st.sampled_from([o for o in self.model.orders if o.state == "held"]))
        who = {"coop": self.coop, "order_id": self.number(order), "at": timezone.now()}
        if claims:
            orders.claim_transfer(**who, until=None)
            order.endless = True
        else:
            orders.confirm(**who, by=None, actor="shell")
        order.state = "claimed" if claims else "confirmed"

    @precondition(lambda self: self.model.living())
    @rule(data=st.data(), whole=st.booleans())
    def pay(self, data: st.DataObject, whole: bool) -> None:
        """Money comes, in whole or in part; the desk is not told."""
        order = data.draw(st.sampled_from(self.model.living()))
        row = Order.every_coop.get(pk=self.number(order))
        amount = max(1, row.total - row.paid) if whole else 1
        who = {"coop": self.coop, "order_id": row.pk, "at": timezone.now(), "by": None, "actor": "shell"}
        with transaction.atomic():  # as payments.actions does
            orders.take_money(**who, amount=amount)
        order.total = row.total
        self.model.pay(order, amount, total=row.total)

    @precondition(lambda self: any(order.paid for order in self.model.living()))
    @rule(data=st.data())
    def unpay(self, data: st.DataObject) -> None:
        """It was another's: the order is held for a person to look at."""
        order = data.draw(st.sampled_from([each for each in self.model.living() if each.paid]))
        who = {"coop": self.coop, "order_id": self.number(order), "by": None, "actor": "shell"}
        at = timezone.now() + timedelta(days=self.days)
        until = None if self.model.open else at + timedelta(hours=12)
        with transaction.atomic():
            orders.give_money_back(**who, amount=order.paid, at=at, until=until)
        self.model.unpay(order)
        order.endless &= self.model.open

    # staff

    @precondition(lambda self: self.model.open)
    @rule(code=codes, by=st.integers(-3, 3))
    def allot(self, code: str, by: int) -> None:
        status = self.ask("allot", {"code": code, "by": by}).status
        if by > self.model.free[code] or -by > self.model.left[code]:
            assert status == 409
            return
        self.model.move_free(code, -by)
        if by > 0:
            self.model.release(code)

    @rule(code=codes, qty=few)
    def lose(self, code: str, qty: int) -> None:
        body = {"variant": self.items[code].variant_id, "qty": qty, "reason": "vỡ"}
        assert self.ask("lose", body).body == {"carried": self.model.lose(code, qty)}
        self.model.end_lists()

    @precondition(lambda self: self.model.open)
    @rule()
    def close_by_mistake(self) -> None:
        """And open again at once: nothing has changed."""
        self.mistakes += 1
        self.bench.ask("close", {}, key=f"mistake-{self.mistakes}")
        again = Ask(self.session.pk, "reopen", f"again-{self.mistakes}")
        assert run_here(again, at=timezone.now()).status == 200
        self.takeover()

    @precondition(lambda self: self.model.open)
    @rule()
    def takeover(self) -> None:
        self.bench.sit_down()
        self.bench.loop.run(self.bench.before.pop().line.close())

    @precondition(lambda self: self.model.open and len(self.model.orders) > 2)
    @rule()
    def close(self) -> None:
        assert self.ask("close", {}).status == 200
        self.model.close()

    # what must be so after each step

    @invariant()
    def model_and_database_agree(self) -> None:
        model = self.model
        parts = Allotment.every_coop.order_by("id").values_list("allotted", "remaining")
        assert list(parts) == [(model.allotted[code], model.left[code]) for code in self.items]
        store = Stock.every_coop.order_by("pk").values_list("reserved", F("on_hand") - F("reserved"))
        assert list(store) == [(model.allotted[code], model.free[code]) for code in self.items]
        found = [
            (row.buyer_key, row.phone, _state(row), _lines(row))
            for row in with_lines(Order.every_coop.exclude(state__in=ENDED).order_by("id"))
        ]
        assert found == [(o.buyer, o.phone, o.state, dict(+o.lines)) for o in model.living()]
        waiting = Waiting.every_coop.filter(state="waiting").order_by("id")
        assert list(waiting.values_list("buyer_key", "code", "qty")) == [
            (e.buyer, e.code, e.qty) for e in model.line
        ]

    @invariant()
    def memory_agrees(self) -> None:
        if not self.model.open:
            assert Session.every_coop.get(pk=self.session.pk).state == "closed"
            return
        book = self.bench.desk.book
        assert {code: (item.allotted, item.remaining) for code, item in book.codes.items()} == {
            code: (self.model.allotted[code], self.model.left[code]) for code in self.model.left
        }
        assert sum(len(item.waiting) for item in book.items.values()) == len(self.model.line)

    @invariant()
    def all_truths_hold(self) -> None:
        assert broken() == []


def _state(row: Order) -> str:
    if row.state == "held" and row.money_at:
        return "part"
    return "claimed" if row.state == "held" and row.claimed_at else row.state


def _lines(row: Order) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for line in row.lines.all():
        counts[line.code] += line.counted
    return dict(+counts)


@pytest.fixture
def plain_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remarks, "read", spoken)


def test_desk_and_stock_do_what_the_model_says(db: None, plain_speech: None) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        DeskAndStock,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            deadline=None,
            phases=(Phase.explicit, Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            database=None,
            derandomize="PHIEN_MODEL_EXAMPLES" not in os.environ,  # the long form looks for new ones
        ),
    )
