"""Lists are looked through: what is found, what is said where nothing is, two lists on one screen."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from phien.live.models import Block, Session
from phien.orders.models import Handover, Order
from phien.shipping.models import PrintRun
from phien.testing import factories

Make = Callable[..., Order]
NOBODY = "Không tìm thấy gì"


def shown(client, path: str) -> str:
    return str(client.get(f"/an-thu/{path}").content.decode())


def test_the_call_list_is_looked_through_by_name_and_its_count_stays(client, keeper, order_of: Make):
    lan, na = (order_of(source="facebook", phone="", buyer_name=name) for name in ("Trần Lan", "Bé Na"))
    client.as_(keeper)
    page = shown(client, "calls/?q=tran")
    assert (lan.code in page, na.code in page) == (True, False)
    assert 'calls/" aria-current="page">Nhắn hoặc gọi <span class="count still">2</span>' in page
    assert NOBODY in shown(client, "calls/?q=khong+co")


def test_both_lists_of_money_have_their_own_pages(client, bookkeeper, order_of: Make, monkeypatch):
    monkeypatch.setattr("phien.office.selling.calls.PER_PAGE", 1)
    at = timezone.now()
    claims = [order_of(qty=1, claimed_at=at) for _ in range(2)]
    refunds = [order_of(qty=1, state="cancelled", paid=5_000, money_at=at, ended_at=at) for _ in range(2)]
    page = client.as_(bookkeeper).get("/an-thu/calls/money/?page=2&refunds=1")
    assert [one.code for one in page.context["claims"]] == [claims[1].code]
    assert [one.code for one in page.context["refunds"]] == [refunds[0].code]
    text = page.content.decode()
    assert 'href="?refunds=1&amp;page=1"' in text
    assert 'href="?page=2&amp;refunds=2"' in text
    assert f'id="{claims[0].code}"' in shown(client, f"calls/money/?q={claims[0].code}")


def test_blocked_buyers_are_found_by_name_or_reason(client, keeper, coop):
    for number, reason in enumerate(("Bỏ hàng", "Đặt rồi trêu")):
        Block.every_coop.create(coop=coop, buyer_key=f"c:facebook:{number}", name="Thử", reason=reason)
    client.as_(keeper)
    page = shown(client, "blocks/?q=tr%C3%AAu")
    assert ("Đặt rồi trêu" in page, "Bỏ hàng" in page) == (True, False)
    assert NOBODY in shown(client, "blocks/?q=khac")


def test_a_hand_over_list_and_a_print_run_are_found_by_an_order_in_them(client, packer, coop, order_of: Make):
    order = order_of(held=False)
    taken = Handover.every_coop.create(coop=coop, carrier="ghn", at=timezone.now())
    Order.every_coop.filter(pk=order.pk).update(handover=taken)
    run = PrintRun.every_coop.create(coop=coop, papers="labels", paper="a6", codes=[order.code])
    client.as_(packer)
    for path, there in (("handovers/", f"handovers/{taken.pk}/"), ("prints/", f"prints/{run.pk}/")):
        assert there in shown(client, f"packing/{path}?q={order.code.lower()}")
        assert there not in shown(client, f"packing/{path}?q=PD-0000")


def test_lives_come_in_pages_and_are_found_by_title(client, manager, coop, session: Session, monkeypatch):
    monkeypatch.setattr("phien.office.sessions.listing.PER_PAGE", 2)
    later, next_one = (
        factories.make_session(coop, [], title=title, scheduled_at=timezone.now() + timedelta(days=days))
        for title, days in (("Phiên xa", 9), ("Phiên gần", 2))
    )
    page = client.as_(manager).get("/an-thu/sessions/")
    assert [one.pk for one in page.context["page"]] == [next_one.pk, later.pk], "the next one first"
    assert session.title in shown(client, "sessions/?page=2")
    found = shown(client, "sessions/?q=phien+gan")
    assert (next_one.title in found, later.title in found) == (True, False)
    assert NOBODY in shown(client, "sessions/?q=khac")


@pytest.mark.parametrize(("asked", "there"), [("bé đo", True), ("BE DO", True), ("ai đó", False)])
def test_people_are_found_without_marks(client, manager, coop, asked: str, there: bool):
    factories.make_person(coop, "packer", login="be-do", name="Bé Đo")
    page = client.as_(manager).get("/an-thu/people/", {"q": asked}).content.decode()
    assert ("Bé Đo" in page, NOBODY in page) == (there, not there)


def test_the_record_is_looked_through_by_who_what_and_code(client, manager, keeper, order_of: Make):
    order, other = order_of(), order_of()
    client.as_(keeper).post(f"/an-thu/calls/{order.code}/contact/", {"how": "call"})
    client.as_(manager).post(f"/an-thu/calls/{other.code}/contact/", {"how": "call"})

    def told(asked: str) -> list[str]:
        rows = client.get("/an-thu/activity/", {"q": asked}).context["rows"]
        return [about.name for entry, about in rows if entry.kind == "order.contacted"]

    assert told(order.code) == [order.code]
    assert told(manager.name or manager.login) == [other.code]
    assert NOBODY in shown(client, "activity/?q=khong+co+dau")
