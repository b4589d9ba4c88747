"""A cooperative that has sold for two months: goods, lives, orders in every state, comments, a record.

Imported after Django is set up. Names are made up; nothing here is a person.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import now

from phien.activity.models import Entry
from phien.catalog.models import Certificate, Product, Variant
from phien.comments.models import Comment, Taught
from phien.coops.models import Coop, Invitation, Membership, Person
from phien.kernel.codes import order_code
from phien.live.models import Block, Desk, Item, Session
from phien.orders.models import Handover, Line, Order
from phien.sheets.models import Sheet
from phien.shipping.models import PrintRun
from phien.stock.models import Allotment, Ledger, Stock

ITEMS = 8  # a live
FEW = 100  # orders: the same number in each state
PORTION = 2000
Live = tuple[Session, list[Item]]
NAMES = ("Nguyễn Thị Thử", "Trần Văn Mẫu", "Y Bhơ Thử", "Lê Mẫu", "Hoàng Thị Đo", "Phạm Thử Nghiệm")
GOODS = ("Mật ong hoa cà phê", "Cà phê bột", "Hạt mắc ca", "Bơ sáp", "Măng khô", "Tiêu xanh", "Sầu riêng sấy")
# Newest orders are on their way, older ones have ended: (state, share of the newest tenth, of the rest).
STATES: tuple[tuple[str, int, int], ...] = (
    ("held", 30, 0), ("confirmed", 30, 0), ("packed", 12, 0), ("handed_over", 20, 4), ("delivered", 0, 74),
    ("returned", 0, 5), ("cancelled", 4, 8), ("expired", 4, 9),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; `moves` are changes of one variant's stock, `comments` those of one live.

    `papers` is all that grows slowly: certificates, tables, print runs, hand-over lists, blocks, invitations.
    """

    orders: int = 20_000
    sessions: int = 60
    products: int = 150
    people: int = 40
    comments: int = 1200
    moves: int = 1000
    papers: int = 60


@dataclass(frozen=True, slots=True)
class World:
    """Who looks, and at which pages (paths after the cooperative's own)."""

    person: Person
    pages: dict[str, str]


def made(coop: Coop, *, size: Size) -> World:
    """Fill the cooperative; the same rows at every run."""
    chance = random.Random(20261201)  # noqa: S311 - not a secret, the same rows at every run
    at = now()
    person = _people(coop, size.people)
    variants = _goods(coop, person, size)
    sessions = _sessions(coop, variants, at, size.sessions)
    last = _orders(coop, sessions, chance, count=size.orders, at=at)
    _comments(coop, sessions[-1], at, size.comments)
    _papers(coop, person, at, size.papers)
    return World(person, _pages(sessions[-1], variants[1], last))


def _people(coop: Coop, count: int) -> Person:
    for number in range(count):
        person = Person.objects.create_user(f"nguoi{number}", None, name=f"Người đo {number}")
        Membership.objects.create(coop=coop, person=person, role="packer" if number else "manager")
    return Person.objects.get(login="nguoi0")


def _goods(coop: Coop, person: Person, size: Size) -> list[Variant]:
    variants = []
    for number in range(size.products):
        name = f"{GOODS[number % len(GOODS)]} {number}"
        product = Product.every_coop.create(
            coop=coop, name=name, search=name.lower(), category=f"Nhóm {number % 6}"
        )
        variant = Variant.every_coop.create(
            coop=coop, product=product, name="500 ml", unit="chai", price=145_000
        )
        Stock.every_coop.create(coop=coop, variant=variant, on_hand=1_000_000, reserved=900_000)
        variants.append(variant)
    Ledger.every_coop.bulk_create(
        Ledger(coop=coop, variant=variant, kind="received", delta=1000, person=person)
        for variant in variants
        for _ in range(size.moves if variant is variants[1] else 1)
    )
    return variants


def _sessions(coop: Coop, variants: list[Variant], at: datetime, count: int) -> list[Live]:
    made = []
    for number in range(count):
        begun = at - timedelta(days=count - number)
        session = Session.every_coop.create(
            coop=coop,
            title=f"Phiên tối {number}",
            state="closed" if number < count - 1 else "open",
            scheduled_at=begun,
            opened_at=begun,
            closed_at=begun + timedelta(hours=2) if number < count - 1 else None,
        )
        Desk.every_coop.create(session=session)
        items = []
        for place in range(1, ITEMS + 1):
            variant = variants[(number * ITEMS + place) % len(variants)]
            allotment = Allotment.every_coop.create(
                coop=coop, variant=variant, session_id=session.pk, allotted=100_000, remaining=100_000
            )
            items.append(
                Item.every_coop.create(
                    coop=coop,
                    session=session,
                    variant=variant,
                    allotment=allotment,
                    position=place,
                    code=f"A{place}",
                    name=variant.full_name,
                    price=variant.price,
                    planned=100,
                )
            )
        made.append((session, items))
    return made


def _orders(coop: Coop, sessions: list[Live], chance: random.Random, *, count: int, at: datetime) -> Order:
    order = None
    for begin in range(0, count, PORTION):
        portion = [
            _order(coop, sessions, chance, number, count, at)
            for number in range(begin, min(begin + PORTION, count))
        ]
        Order.every_coop.bulk_create(one for one, _ in portion)
        Line.every_coop.bulk_create(_line(one, item) for one, items in portion for item in items)
        Entry.every_coop.bulk_create(
            Entry(
                coop=coop,
                kind=f"order.{kind}",
                subject="order",
                subject_id=one.pk,
                actor="desk",
                at=one.placed_at,
            )
            for one, _ in portion
            for kind in ("placed", "confirmed")
        )
        order = portion[-1][0]
    if order is None:
        raise ValueError("at least one order")
    return order


def _order(
    coop: Coop,
    sessions: list[Live],
    chance: random.Random,
    number: int,
    count: int,
    at: datetime,
) -> tuple[Order, list[Item]]:
    session, sold = sessions[number * len(sessions) // count]
    items = chance.sample(sold, chance.choice((1, 1, 2, 3)))
    goods = sum(item.price for item in items)
    new = number >= count * 9 // 10
    shares = [fresh if new else old for _, fresh, old in STATES]
    names = [name for name, _, _ in STATES]
    state = names[number % len(names)] if count < FEW else chance.choices(names, shares)[0]
    placed = at - timedelta(minutes=(count - number) * 4)
    addressed = state not in ("held", "cancelled", "expired") and not (
        state == "confirmed" and number % 5 == 0
    )
    paid = chance.random() < 0.5 and state not in ("held", "cancelled", "expired")
    paid = paid or (state == "cancelled" and number % 3 == 0)  # money that must go back
    order = Order(
        coop=coop,
        code=order_code(prefix=coop.order_prefix, number=number + 1),
        token=f"do-thu-{number:08d}",
        session_id=session.pk,
        source=chance.choice(("button", "facebook", "live")),
        buyer_key=f"cookie:{number * 7 % (count // 3 + 1) if state != 'held' else number}",
        buyer_name=f"{NAMES[number % len(NAMES)]} {number}",
        phone=f"+849{number * 7 % (count // 3 + 1):08d}" if addressed or number % 3 else "",
        street="12 Đường Thử" if addressed else "",
        commune="Phường Pleiku" if addressed else "",
        province="Gia Lai" if addressed else "",
        state=state,
        payment="transfer" if paid else "cod",
        goods=goods,
        shipping=30_000,
        total=goods + 30_000,
        paid=goods + 30_000 if paid else 0,
        money_at=placed if paid else None,
        placed_at=placed,
        pay_by=placed + timedelta(minutes=30),
        claimed_at=placed if state == "held" and number % 2 == 0 else None,
        confirmed_at=placed if addressed else None,
        packed_at=placed if state in ("packed", "handed_over", "delivered", "returned") else None,
        handed_over_at=placed if state in ("handed_over", "delivered", "returned") else None,
        ended_at=placed if state == "cancelled" else None,
        expired_at=placed if state == "expired" else None,
    )
    return order, items


def _line(order: Order, item: Item) -> Line:
    return Line(
        order=order,
        allotment_id=item.allotment_id or 0,
        variant_id=item.variant_id,
        code=item.code,
        name=item.name,
        unit="chai",
        qty=1,
        price=item.price,
    )


def _comments(coop: Coop, live: Live, at: datetime, count: int) -> None:
    session, _ = live
    Comment.every_coop.bulk_create(
        Comment(
            coop=coop, session_id=session.pk, source="facebook", external_id=f"do-{number}",
            author_id=f"u{number % 300}", at=at, intent="order",
            text=f"A1 hai chai mật z{'aeiouy'[number % 6]}{'bcdghklmnp'[number % 10]} nha",
            items=[{"code": "A1", "qty": 2}], outcome="review" if number % 4 == 0 else "question",
        )
        for number in range(count)
    )  # fmt: skip
    Taught.every_coop.bulk_create(
        Taught(coop=coop, words="từ dạy", key=f"do {number}", session_id=session.pk - number % 2, at=at)
        for number in range(count)
    )


def _papers(coop: Coop, person: Person, at: datetime, count: int) -> None:
    for number in range(count):
        Certificate.every_coop.create(coop=coop, name=f"OCOP {number}", issued_by="Sở Đo")
        Invitation.objects.create(
            digest=f"do-{number}", coop=coop, roles=["packer"], name=f"Người mời {number}",
            made_by=person, expires_at=at + timedelta(days=7),
        )  # fmt: skip
        Sheet.every_coop.create(
            coop=coop, name=f"gia-{number}.xlsx", size=9000, state="written", person=person, written_at=at
        )
        PrintRun.every_coop.create(
            coop=coop, papers="labels", paper="a6", codes=[f"DT-{number:04}"], person=person
        )
        Block.every_coop.create(
            coop=coop,
            buyer_key=f"c:facebook:x{number}",
            name=f"Khách đo {number}",
            reason="Thử",
            person=person,
        )
    gone = list(Order.every_coop.filter(coop=coop, state="handed_over").order_by("pk"))
    for number in range(min(count, len(gone))):
        taken = Handover.every_coop.create(coop=coop, carrier="ghn", at=at, person=person)
        for order in gone[number :: max(count, 1)]:
            order.handover = taken
    Order.every_coop.bulk_update(gone, ["handover"], batch_size=PORTION)


def _pages(live: Live, variant: Variant, last: Order) -> dict[str, str]:
    session: Any = live[0].pk
    return {
        "home": "/",
        "orders": "/orders/",
        "orders, last page": "/orders/?page=99999",
        "orders, a state": "/orders/?state=delivered",
        "orders by name": "/orders/?q=tran+van",
        "orders by nothing": "/orders/?q=khong+co+dau",
        "orders by goods": "/orders/?q=mac+ca",
        "orders by item code": "/orders/?q=A3",
        "orders by live": "/orders/?q=phien+toi+7",
        "orders by code": f"/orders/?q={last.code}",
        "orders by phone": "/orders/?q=0900000700",
        "orders by phone's end": "/orders/?q=456",
        "orders by days": "/orders/?payment=cod&source=facebook&since=2026-01-01",
        "orders of a live": f"/orders/?session={session}",
        "one order": f"/orders/{last.code}/",
        "a buyer": f"/orders/{last.code}/buyer/",
        "take out": "/orders/export/",
        "calls": "/calls/",
        "calls by code": "/calls/?q=DT",
        "calls by nothing": "/calls/?q=khong+co+dau",
        "money": "/calls/money/",
        "money by name": "/calls/money/?q=tran",
        "blocks": "/blocks/",
        "blocks by name": "/blocks/?q=Kh%C3%A1ch",
        "packing": "/packing/",
        "picks": "/packing/picks/",
        "waiting for goods": "/packing/waiting/",
        "parcels": "/packing/parcels/",
        "hand-over lists": "/packing/handovers/",
        "hand-over lists by who": "/packing/handovers/?q=%C4%91o",
        "print runs": "/packing/prints/",
        "print runs by code": "/packing/prints/?q=DT-0001",
        "products": "/products/",
        "products by name": "/products/?q=mac",
        "certificates": "/certificates/",
        "certificates by name": "/certificates/?q=ocop",
        "tables": "/products/imports/",
        "tables by name": "/products/imports/?q=gia",
        "stock": "/stock/",
        "stock by name": "/stock/?q=mac",
        "ledger": f"/stock/{variant.pk}/",
        "lives": "/sessions/",
        "lives by title": "/sessions/?q=phien+toi",
        "a live": f"/sessions/{session}/",
        "studio": f"/sessions/{session}/studio/",
        "taught words": f"/sessions/{session}/words/",
        "report": f"/sessions/{session}/report/",
        "report's rows": f"/sessions/{session}/report/rows/?of=sold",
        "how comments were read": f"/sessions/{session}/report/reading/",
        "words nobody knew": f"/sessions/{session}/report/reading/words/",
        "money book": "/figures/",
        "people": "/people/",
        "people by name": "/people/?q=nguoi",
        "record": "/activity/",
        "record by who": "/activity/?q=nguoi+do",
        "record by code": f"/activity/?q={last.code}",
        "record by nothing": "/activity/?q=khong+co+dau",
        "record of orders": "/activity/?of=order",
        "settings": "/settings/",
    }
