"""A desk that loads knows what the one that lived knew."""

import random
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from phien.comments.models import Comment, Taught
from phien.live.desk.book import Book
from phien.live.models import Block, Command
from phien.orders import actions as orders
from phien.orders.contracts import Address
from phien.orders.models import Order
from phien.payments import actions as payments
from phien.testing.desks import Bench
from phien.testing.truths import assert_all_true

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
ADDRESS = Address(
    name="Người mua thử 12", phone="0900000012", street="12 Thử", commune="Phường Thử", province="Gia Lai"
)
SENTENCES = (
    "chốt A1 1 chai",
    "chốt A2 2 chai 0900000003",
    "chốt A1 1 chai, A2 1 chai",
    "số mình 0900000004 nha",
    "đổi A1 còn 1 chai",
    "huỷ A2",
    "huỷ giúp em",
    "bao nhiêu tiền vậy shop",
    "lấy mật ong",
    "hay quá",
)


def known(book: Book) -> dict[str, Any]:
    """All that a book knows, as plain values; ids in store differ from desk to desk, the reader has no state
    but what it heard."""
    left_out = {"order_ids", "waiting_ids", "reader", "codes", "open", "staff_at"}
    found = {f.name: plain(getattr(book, f.name)) for f in fields(book) if f.name not in left_out}
    found["open"] = {key: order.id for key, order in book.open.items()}
    found["codes"] = {code: item.id for code, item in book.codes.items()}
    found["staff_at"] = book.staff_at
    return found


def plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)) or type(value).__name__ == "deque":
        return [plain(each) for each in value]
    return value


def assert_loads_the_same(bench: Bench) -> None:
    lived = known(bench.desk.book)
    loaded = known(bench.sit_down().book)
    for name, value in lived.items():
        assert loaded[name] == value, name
    bench.loop.run(bench.before.pop().line.close())


def step(bench: Bench, dice: random.Random, manager: Any) -> None:
    """One command of any kind, on whatever there is."""
    some = list(bench.desk.book.orders.values())
    buyer = f"b:{dice.randrange(6)}"
    phone = f"+8490000000{dice.randrange(4)}"
    match dice.randrange(15):
        case 0 | 1 | 2:
            bench.place(dice.choice(["A1", "A2"]), dice.randrange(1, 4), buyer=buyer, phone=phone)
        case 3 | 4 | 5:
            bench.comment(dice.choice(SENTENCES), author=f"người {dice.randrange(5)}")
        case 6 if some:
            bench.ask("cancel", {"order": dice.choice(some).id})
        case 7 if some:
            items = [{"code": dice.choice(["A1", "A2"]), "qty": dice.randrange(0, 5)}]
            bench.ask("change", {"order": dice.choice(some).id, "items": items})
        case 8:
            bench.ask("allot", {"code": "A1", "by": dice.choice([-2, -1, 1, 2])})
        case 9:
            item = bench.desk.book.codes[dice.choice(["A1", "A2"])]
            bench.ask("lose", {"variant": item.variant, "qty": 1, "reason": "vỡ"})
        case 10:
            bench.ask(dice.choice(["stop", "resume"]), {"code": dice.choice(["A1", "A2"])})
        case 11:
            variant = bench.desk.book.codes["A1"].variant
            bench.ask("add", {"variant": variant, "qty": 2, "price": 99_000, "new": dice.random() < 0.5})
        case 12:
            commands = Command.every_coop.order_by("-id").values_list("key", flat=True)[:5]
            if commands:
                bench.ask("undo", {"command": dice.choice(list(commands))})
        case 13:
            body = {
                "code": "A2",
                "price": dice.choice([145_000, 99_000]),
                "limit_per_buyer": dice.choice([None, 3]),
            }
            bench.ask("price", body, person=manager.pk, actor=f"person:{manager.pk}")
        case _:
            bench.ask("pin", {"code": dice.choice(["", "A1", "A2"])})


def keep(bench: Bench, dice: random.Random) -> None:
    """One thing that the shop does to an order, on whatever there is."""
    book = bench.desk.book
    some, settled = list(book.orders.values()), list(book.settled.values())
    order = dice.choice([*some, *settled]) if some or settled else None
    had = order.lines if order else {}
    lines: list[Any] = [{"code": dice.choice(["A1", "A2"]), "price": None, "qty": dice.randrange(1, 4)}]
    lines += [{"code": book.items[item].code, "price": price, "qty": 1} for item, price in had]
    match dice.randrange(11):
        case 9 if said := Comment.every_coop.first():
            words = dice.choice(["ghè lùn", "cà rịch", "ghè cao", "trời ơi đất hỡi", "mật ong"])
            body = {"words": words, "code": dice.choice(["", "A1", "A2"]), "comment": said.pk}
            bench.ask("teach", body)
        case 10 if taught := list(Taught.every_coop.order_by("id").values_list("pk", flat=True)):
            bench.ask(dice.choice(["forget", "remember"]), {"word": dice.choice(taught)})
        case 0 | 1 if order:
            wanted = dice.sample(lines, dice.randrange(1, len(lines) + 1))
            bench.ask("edit", {"order": order.id, "lines": wanted})
        case 2 | 3 if len(some) > 1:
            gone, into = dice.sample(some, 2)
            bench.ask("merge", {"order": gone.id, "into": into.id})
        case 4 if merged := rows("merged"):
            row = dice.choice(merged)
            bench.ask("unmerge", {"order": row.pk, "into": row.merged_into_id})
        case 5 if order:
            row = Order.every_coop.select_related("coop").get(pk=order.id)
            orders.confirm(coop=row.coop, order_id=row.pk, at=timezone.now(), by=None, actor="shell")
            bench.ask("split", {"order": order.id, "lines": lines[1:2]})
        case 6 if ended := rows("cancelled"):
            row = dice.choice(ended)
            who: dict[str, Any] = {"by": None, "actor": "job", "at": timezone.now()}
            payments.record_money(coop=row.coop, order_id=row.pk, amount=1000, **who)
            bench.ask(dice.choice(["revive", "revive", "give_up"]), {"order": row.pk})
        case 7:
            items = [{"code": "A2", "qty": dice.randrange(1, 3)}]
            bench.ask("enter", {"source": "phone", "name": "", "phone": "", "items": items})
        case _ if said := list(Comment.every_coop.order_by("id").values_list("pk", flat=True)):
            bench.ask("hide", {"comment": dice.choice(said), "hidden": dice.random() < 0.6})


def rows(state: str) -> list[Order]:
    """Orders in this state, in the order they were made."""
    return list(Order.every_coop.select_related("coop").filter(state=state).order_by("id"))


@pytest.mark.parametrize("seed", range(6))
def test_the_loaded_book_is_the_one_that_lived_through_what_the_shop_did(bench, manager, session, seed):
    dice = random.Random(100 + seed)
    for _ in range(3):
        for _ in range(12):
            step(bench, dice, manager)
            keep(bench, dice)
        key = dice.choice([f"b:{dice.randrange(6)}", f"c:facebook:người {dice.randrange(5)}"])
        Block.every_coop.get_or_create(coop=session.coop, buyer_key=key, defaults={"reason": "phá"})
        bench.ask("blocks", {})
        assert_loads_the_same(bench)
    assert_all_true()


@pytest.mark.parametrize("seed", range(6))
def test_the_loaded_book_is_the_one_that_lived(bench, manager, seed):
    dice = random.Random(seed)
    for _ in range(4):
        for _ in range(15):
            step(bench, dice, manager)
        assert_loads_the_same(bench)
    assert_all_true()


def test_what_happened_outside_is_known_once_the_desk_touched_the_order(bench):
    """Confirmed, claimed, paid, phone changed: the desk is not told, and decides on what it reads."""
    for buyer in ("b:1", "b:2", "b:3", "b:4"):
        bench.place("A1", buyer=buyer, phone="+84900000009", at=AT)
    one, two, three, four = Order.every_coop.order_by("id")
    coop = one.coop
    orders.choose_payment_and_address(coop=coop, order_id=one.pk, payment="cod", address=ADDRESS, at=AT)
    orders.claim_transfer(coop=coop, order_id=two.pk, until=None, at=AT)
    payments.record_money(coop=coop, order_id=three.pk, amount=1000, at=AT, by=None, actor="job")
    orders.give_address(coop=coop, order_id=four.pk, address=ADDRESS, at=AT)
    late = timezone.now() + timedelta(days=9)
    assert bench.ask("expire", {"orders": [one.pk, two.pk, three.pk]}, at=late).body == {"expired": 0}
    bench.ask("change", {"order": four.pk, "items": [{"code": "A1", "qty": 2}]})
    book = bench.desk.book
    assert (set(book.orders), set(book.settled)) == ({four.pk}, {one.pk, two.pk, three.pk})
    assert book.taken[four.lines.get().allotment_id, "+84900000012"] == 3
    assert_loads_the_same(bench)


def test_the_latest_chat_is_there_after_a_takeover_in_its_order(bench):
    for number in range(60):
        bench.comment(f"chào {number}", author=f"người {number % 3}")
    lived = list(bench.desk.book.chat)
    assert [row["text"] for row in lived] == [f"chào {number}" for number in range(10, 60)]
    assert list(bench.sit_down().book.chat) == lived


def test_an_authors_unclear_order_is_remembered_over_a_takeover(bench):
    bench.comment("lấy mật ong", author="lan")
    bench.sit_down()
    assert bench.desk.book.history("c:facebook:lan").pending is not None
    assert bench.comment("A1 nha, 2 chai", author="lan")["outcome"] in ("changed", "order")
