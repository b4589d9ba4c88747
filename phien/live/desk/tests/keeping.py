"""Rules of the model test for what the shop does: to orders (edit, enter, merge, split, revive, shortages),
to buyers (blocks), and to a close made by mistake. What exactly is named is read from the database; what must
come of it says the model."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from phien.activity.models import Entry
from phien.live.contracts import Answer, Ask
from phien.live.desk.tests.model import AnOrder, Model, Short
from phien.live.deskless import run_here
from phien.live.models import Block, Item, Session
from phien.orders.models import Line, Order, Shortage
from phien.testing.desks import Bench

CODES = ["A1", "A2"]
codes, few = st.sampled_from(CODES), st.integers(1, 4)
buyers = st.sampled_from([f"b:{n}" for n in range(5)])


class Keeping(RuleBasedStateMachine):
    """What the shop does; the machine that has desk, model and wishes is made of it."""

    model: Model
    bench: Bench
    session: Session
    coop: Any
    items: dict[str, Item]
    told: list[tuple[Ask, Answer]]
    asked: int

    def ask(self, do: str, body: dict[str, Any], **more: Any) -> Answer:
        raise NotImplementedError

    def number(self, order: AnOrder) -> int:
        raise NotImplementedError

    def row(self, order: AnOrder) -> Order:
        """The row of an order, living or ended."""
        if order.row is None:
            order.row = self.number(order)
        return Order.every_coop.get(pk=order.row)

    def lines(self, order: AnOrder) -> dict[tuple[str, int], int]:
        """(code, price) -> what counts."""
        found = Line.every_coop.filter(order_id=self.row(order).pk).order_by("id")
        return {(line.code, line.price): line.counted for line in found if line.counted}

    def draw(self, data: st.DataObject, *states: str) -> AnOrder:
        return data.draw(st.sampled_from([o for o in self.model.orders if o.state in states]))

    # to orders

    @precondition(lambda self: self.model.living())
    @rule(data=st.data(), wanted=st.dictionaries(codes, st.integers(0, 5), min_size=1))
    def edit(self, data: st.DataObject, wanted: dict[str, int]) -> None:
        model, order = self.model, data.draw(st.sampled_from(self.model.living()))
        have, target = self.lines(order), dict[tuple[str, int | None], int]()
        for code, qty in wanted.items():
            price = next((price for name, price in have if name == code), None)
            target[code, price] = qty
        rows = [{"code": code, "price": price, "qty": qty} for (code, price), qty in target.items()]
        answer = self.ask("edit", {"order": self.row(order).pk, "lines": rows})
        target = {key: qty for key, qty in target.items() if qty}
        if order.state == "packed" or not target:
            assert answer.status == 409
            return
        kept = {key: min(qty, target.get(key, 0)) for key, qty in have.items()}
        gain = {code: qty - kept.get((code, price), 0) for (code, price), qty in target.items()}  # type: ignore[arg-type]
        gain = {code: qty for code, qty in gain.items() if qty > 0}
        allowed = {code: min(qty, model.may(order, code)) for code, qty in gain.items()}
        got = model.room(allowed)
        if not any(got.values()) and not any(kept.values()):
            assert answer.body["code"] == "not_enough"  # type: ignore[call-overload]
            return
        assert answer.status == 200
        lacking = {code: qty - got[code] for code, qty in allowed.items() if qty > got[code]}
        assert answer.body["lacking"] == lacking  # type: ignore[call-overload]
        for code, qty in got.items():
            order.lines[code] += qty
            model.left[code] -= qty
        back = set()
        for (code, _), qty in have.items():
            cut = qty - kept[code, _]
            order.lines[code] -= cut
            model.left[code] += cut
            back |= {code} if cut else set()
        row = self.row(order)
        if order.state == "part" and row.paid >= row.total and (back or any(got.values())):
            order.state = "confirmed"
        model.released(back)
        model.end_lists()

    @rule(wanted=st.dictionaries(codes, few, min_size=1), n=st.integers(0, 2))
    def enter(self, wanted: dict[str, int], n: int) -> None:
        model, phone = self.model, f"+8490000000{n}"
        buyer = f"h:key-{self.asked}"
        rows = [{"code": code, "qty": qty} for code, qty in wanted.items()]
        answer = self.ask("enter", {"source": "phone", "name": "", "phone": phone, "items": rows})
        if any(model.over(buyer, phone, code, qty) for code, qty in wanted.items()):
            assert answer.body["code"] == "limit"  # type: ignore[call-overload]
        elif any(model.left[code] + model.store(code) < qty for code, qty in wanted.items()):
            assert answer.body["code"] == "not_enough"  # type: ignore[call-overload]
        else:
            assert answer.status == 200
            model.room(wanted)
            for code, qty in wanted.items():
                model.give(buyer, phone, code, qty, comment=True)

    @precondition(lambda self: len(self.model.living()) > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        gone, stays = data.draw(
            st.lists(st.sampled_from(self.model.living()), min_size=2, max_size=2, unique_by=id)
        )
        body = {"order": self.row(gone).pk, "into": self.row(stays).pk}
        status = self.ask("merge", body).status
        if gone.state != "held" or stays.state != "held":
            assert status == 409
            return
        assert status == 200
        self.model.join(gone, stays)

    @precondition(lambda self: any(o.into for o in self.model.orders))
    @rule(data=st.data())
    def unmerge(self, data: st.DataObject) -> None:
        gone = data.draw(st.sampled_from([o for o in self.model.orders if o.into]))
        stays = gone.into
        assert stays is not None
        there, back = self.lines(stays), self.lines(gone)
        body = {"order": self.row(gone).pk, "into": self.row(stays).pk}
        status = self.ask("unmerge", body).status
        if stays.state != "held" or there == back or any(there.get(k, 0) < q for k, q in back.items()):
            assert status == 409
            return
        assert status == 200
        self.model.part(gone, stays)

    @precondition(lambda self: any(o.state == "confirmed" for o in self.model.orders))
    @rule(data=st.data(), again=st.booleans())
    def split(self, data: st.DataObject, again: bool) -> None:
        order = self.draw(data, "confirmed")
        have = self.lines(order)
        moved = {key: data.draw(st.integers(0, qty)) for key, qty in have.items()}
        rows = [{"code": code, "price": price, "qty": qty} for (code, price), qty in moved.items()]
        answer = self.ask("split", {"order": self.row(order).pk, "lines": rows})
        if not any(moved.values()) or moved == have:
            assert answer.body["code"] == "split_needs_two"  # type: ignore[call-overload]
            return
        second = self.model.divide(order, _by_code(moved))
        self.model.orders.append(second)
        second.row = Order.every_coop.get(code=answer.body["new"]).pk  # type: ignore[call-overload]
        first, rest = self.row(order), self.row(second)
        assert first.paid + rest.paid == order.paid
        assert not rest.paid or first.paid >= first.total
        order.paid, second.paid = first.paid, rest.paid
        second.unpaid = order.unpaid if second.paid else ""
        if again:
            gone, stays = data.draw(st.permutations([order, second]))
            body = {"order": self.row(gone).pk, "into": self.row(stays).pk}
            assert self.ask("rejoin", body).status == 200
            self.model.join(gone, stays)

    @precondition(lambda self: any(o.state == "ended" and o.paid and not o.into for o in self.model.orders))
    @rule(data=st.data(), gives_up=st.booleans())
    def revive(self, data: st.DataObject, gives_up: bool) -> None:
        model = self.model
        order = data.draw(
            st.sampled_from([o for o in model.orders if o.state == "ended" and o.paid and not o.into])
        )
        answer = self.ask("give_up" if gives_up else "revive", {"order": self.row(order).pk})
        if gives_up:
            assert answer.status == 200
            model.returning = [each for each in model.returning if each is not order]
        elif not +order.lines:
            assert answer.body["code"] == "nothing_to_revive"  # type: ignore[call-overload]
        else:
            fits = all(model.left[code] + model.store(code) >= qty for code, qty in order.lines.items())
            assert answer.body["outcome"] == ("revived" if fits else "returning")  # type: ignore[call-overload]
            if fits:
                model.room(order.lines)
                model.live_again(order)
            elif order not in model.returning:
                model.returning.append(order)
        model.end_lists()

    @precondition(lambda self: any(o.state == "confirmed" for o in self.model.orders))
    @rule(data=st.data(), qty=few, what=st.sampled_from(["wait", "leave", "replace"]))
    def short(self, data: st.DataObject, qty: int, what: str) -> None:
        model, order = self.model, self.draw(data, "confirmed")
        line = data.draw(
            st.sampled_from(list(Line.every_coop.filter(order_id=self.row(order).pk).order_by("id")))
        )
        other = next(code for code in CODES if code != line.code)
        body = {"order": order.row, "line": line.pk, "qty": qty, "what": what, "code": other}
        answer = self.ask("short", body)
        if qty > line.counted:
            assert answer.body["code"] == "line_has_less"  # type: ignore[call-overload]
            return
        if what == "replace" and qty > model.left[other] + model.free[other]:
            assert answer.body["code"] == "nothing_free"  # type: ignore[call-overload]
            return
        assert answer.status == 200
        order.lines[line.code] -= qty
        model.allotted[line.code] -= qty
        if what == "replace":
            model.move_free(other, -max(0, qty - model.left[other]))
            model.left[other] -= qty
            order.lines[other] += qty
        number = Shortage.every_coop.latest("pk").pk
        model.shortages.append(Short(number, order, line.code, qty, what, other if what == "replace" else ""))
        if what == "leave":
            model.end_if_nothing_is_left(order)
        model.end_lists()

    @precondition(lambda self: self.model.shortages)
    @rule(data=st.data(), how=st.sampled_from(["came", "found", "left_out"]))
    def settle(self, data: st.DataObject, how: str) -> None:
        model, short = self.model, data.draw(st.sampled_from(self.model.shortages))
        order, was = short.order, short.order.state
        status = self.ask("settle", {"shortage": short.number, "how": how}).status
        if status != 200:  # its line went, or its order did
            assert status == 409
            assert how != "left_out" or short.what != "wait"
            return
        model.shortages.remove(short)
        if how == "left_out":
            model.end_if_nothing_is_left(order)
            model.end_lists()
            return
        if how == "came":
            assert model.free[short.code] >= short.qty
            model.free[short.code] -= short.qty
        if was == "ended":
            order.state = "confirmed"
        model.allotted[short.code] += short.qty
        order.lines[short.code] += short.qty
        if short.instead:
            order.lines[short.instead] -= short.qty
            model.left[short.instead] += short.qty
            model.released({short.instead})
        model.end_lists()

    # to the run sheet

    @precondition(lambda self: self.model.open)
    @rule(code=codes, limit=st.sampled_from([None, 2, 4]), price=st.sampled_from([90_000, 145_000]))
    def price(self, code: str, limit: int | None, price: int) -> None:
        body = {"code": code, "price": price, "limit_per_buyer": limit}
        assert self.ask("price", body).status == 200
        self.model.limit[code] = limit

    @precondition(lambda self: self.model.open)
    @rule(code=st.sampled_from(["", "A1", "A2"]))
    def pin(self, code: str) -> None:
        status = 409 if code in self.model.stopped else 200
        assert self.ask("pin", {"code": code}).status == status

    @precondition(lambda self: self.model.open)
    @rule(code=codes, qty=few, undone=st.booleans())
    def another_box_came(self, code: str, qty: int, undone: bool) -> None:
        assert self.ask("allot", {"code": code, "by": qty, "new": True}).status == 200
        self.model.came(code, qty)
        if undone:
            key = self.told[-1][0].key
            fits = self.model.left[code] >= qty
            assert self.ask("undo", {"command": key}).status == (200 if fits else 409)
            if fits:
                self.model.came(code, -qty)

    @precondition(lambda self: self.model.open)
    @rule(code=codes, do=st.sampled_from(["stop", "resume"]), undone=st.booleans())
    def stop_or_resume(self, code: str, do: str, undone: bool) -> None:
        before = set(self.model.stopped)
        self.model.stopped = before | {code} if do == "stop" else before - {code}
        status = self.ask(do, {"code": code}).status
        assert status == (409 if self.model.stopped == before else 200)
        if undone and status == 200:
            assert self.ask("undo", {"command": self.told[-1][0].key}).status == 200
            self.model.stopped = before

    # to buyers, and to a close

    @precondition(lambda self: self.model.open)
    @rule(buyer=buyers)
    def block_or_lift(self, buyer: str) -> None:
        if buyer in self.model.blocked:
            Block.every_coop.filter(buyer_key=buyer).update(lifted_at=timezone.now())
        else:
            Block.every_coop.create(coop=self.coop, buyer_key=buyer, reason="phá")
        self.model.blocked ^= {buyer}
        assert self.ask("blocks", {}).body == {"blocked": len(self.model.blocked)}

    @precondition(lambda self: not self.model.open)
    @rule()
    def reopen(self) -> None:
        facts = Entry.objects.of(self.coop).filter(kind="session.closed").latest("pk").facts
        until = datetime.fromisoformat(facts["hold_until"])
        self.session.refresh_from_db()
        endless = set(
            Order.every_coop.filter(
                session_id=self.session.pk, state="held", money_at=None, pay_by=until,
                placed_at__lte=self.session.closed_at,
            ).values_list("pk", flat=True)
        )  # fmt: skip
        ask = Ask(self.session.pk, "reopen", f"key-{self.asked}", {})
        answer = run_here(ask, at=timezone.now() + timedelta(minutes=1))
        assert answer.status == 200
        self.asked += 1
        self.told.append((ask, answer))
        for order in self.model.living():
            order.endless |= self.row(order).pk in endless
        self.model.reopen(
            {item.code: facts["allotted"][str(item.allotment_id)] for item in self.items.values()}
        )
        self.bench.sit_down()
        self.bench.loop.run(self.bench.before.pop().line.close())


def _by_code(lines: dict[tuple[str, int], int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (code, _), qty in lines.items():
        found[code] += qty
    return found
