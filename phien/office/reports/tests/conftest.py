"""A live of which something became of everything."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from phien.activity.actions import record
from phien.checkout.models import Waiting, Wish
from phien.comments.models import Comment
from phien.coops.models import Coop, Person
from phien.live.models import Session
from phien.payments.actions import record_money, undo_money
from phien.testing import factories

BEGIN = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # 20:00 here
NAMES = {"A1": 145_000, "A2": 270_000, "A3": 40_000}


@pytest.fixture
def bookkeeper(coop: Coop) -> Person:
    return factories.make_person(coop, "bookkeeper", login="ke-toan", name="Kế toán thử")


@pytest.fixture
def manager(coop: Coop) -> Person:
    return factories.make_person(coop, "manager", login="quan-ly", name="Quản lý thử")


@pytest.fixture
def keeper(coop: Coop) -> Person:
    return factories.make_person(coop, "keeper", login="giu-don", name="Người giữ đơn thử")


@pytest.fixture
def live(coop: Coop, manager: Person) -> Session:
    """Closed after an hour: twelve orders in every state, three items, who waited, comments, two pins."""
    variants = [factories.make_variant(coop, stock=100, price=price) for price in NAMES.values()]
    session = factories.make_session(coop, [(each, 30) for each in variants], open=True, at=BEGIN)
    one, two, three = factories.items_of(session)

    def order(minute: float, *lines: Any, **fields: Any) -> Any:
        return factories.make_order(session, list(lines), at=BEGIN + timedelta(minutes=minute), **fields)

    order(1, (one, 2), held=False)
    order(2, (one, 1), (two, 1), held=False, discount=15_000)
    order(5.5, (two, 2), held=False, state="handed_over", handed_over_at=BEGIN + timedelta(days=1))
    paid = order(11, (one, 1))
    part = order(12, (three, 5))
    order(12.5, (one, 3), buyer_key="fb:u1", phone="")
    order(13, (one, 1), buyer_key="cookie:cu", phone="+84900000777")
    order(14, (two, 1), held=False, state="returned", handed_over_at=BEGIN + timedelta(days=1))
    order(15, (two, 1), state="cancelled", ended_at=BEGIN)
    order(16, (three, 1), state="expired", expired_at=BEGIN)
    order(17, (three, 1), state="merged", ended_at=BEGIN, merged_into=paid)
    order(90, (three, 2), held=False, source="hand")
    record_money(coop=coop, order_id=paid.pk, amount=paid.total, at=BEGIN + timedelta(hours=2), by=manager)
    record_money(coop=coop, order_id=part.pk, amount=10_000, at=BEGIN + timedelta(hours=26), by=None)
    wrong = record_money(
        coop=coop, order_id=part.pk, amount=99_000, at=BEGIN + timedelta(hours=3), by=manager
    )
    undo_money(coop=coop, receipt_id=wrong.pk, at=BEGIN + timedelta(hours=4), by=manager)
    for minute, code in ((0, "A1"), (10, "A1")):
        _pin(session, code, BEGIN + timedelta(minutes=minute))
    _talk(session, bought=paid)
    _line(session, one)
    session.state, session.closed_at = "closed", BEGIN + timedelta(hours=1)
    session.save()
    return session


def _pin(session: Session, code: str, at: datetime) -> None:
    record(
        coop=session.coop,
        kind="session.pinned",
        subject="session",
        subject_id=session.pk,
        at=at,
        facts={"code": code},
    )


def _talk(session: Session, *, bought: Any) -> None:
    said = [
        ("order", "", bought, "u1"), ("changed", "corrected", bought, "u2"), ("waitlisted", "", None, "u3"),
        ("sold_out", "", None, "u4"), ("review", "", None, "u5"), ("other", "dropped", None, "u6"),
        ("question", "", None, "u7"), ("question", "", None, "u8"), ("question", "", None, "u9"),
        ("other", "", None, "host"),
    ]  # fmt: skip
    for number, (outcome, decision, order, author) in enumerate(said):
        at = BEGIN + timedelta(minutes=number)
        Comment.every_coop.create(
            coop=session.coop, session_id=session.pk, source="facebook", external_id=f"c{number}",
            author_id=author, text="ship bao nhiêu vậy shop" if outcome == "question" else "A1", at=at,
            received_at=at, intent=outcome, outcome=outcome, order=order, decision=decision,
            decided_at=at + timedelta(minutes=4) if decision else None,
        )  # fmt: skip


def _line(session: Session, item: Any) -> None:
    for number, state in enumerate(("waiting", "dropped")):
        Waiting.every_coop.create(
            coop=session.coop, session_id=session.pk, allotment_id=item.allotment_id, code=item.code,
            name=item.name, unit="chai", qty=2 + number, price=item.price, source="button",
            buyer_key=f"cookie:doi{number}", token=f"doi{number}", state=state,
            placed_at=BEGIN + timedelta(minutes=14 + number),
        )  # fmt: skip
    for number, items in enumerate(([{"code": item.code, "qty": 4}], [item.code])):
        Wish.every_coop.create(
            coop=session.coop, session_id=session.pk, source="button", external_id=f"w{number}",
            buyer_key=f"cookie:het{number}", outcome="sold_out",
            answer={"status": 409, "body": {"code": "sold_out", "items": items}},
            at=BEGIN + timedelta(minutes=20),
        )  # fmt: skip


@pytest.fixture
def live_before(coop: Coop, live: Session) -> Session:
    """A week earlier; one of its buyers came again."""
    at = BEGIN - timedelta(days=7)
    variant = factories.make_variant(coop, stock=20)
    session = factories.make_session(coop, [(variant, 10)], open=True, at=at)
    factories.make_order(session, held=False, at=at, buyer_key="cookie:khac", phone="+84900000777")
    session.state, session.closed_at = "closed", at + timedelta(hours=1)
    session.save()
    return session
