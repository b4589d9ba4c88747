"""Finding orders, keeping what was looked for, and what a buyer did before."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from phien.activity.models import Entry
from phien.coops.models import Person
from phien.live.models import Session
from phien.orders import errors
from phien.orders.models import KeptFilter, Order
from phien.plumbing.middleware import refusal_sentence
from phien.testing import factories
from phien.testing.watching import assert_nothing_happened, assert_queries

Make = Callable[..., Order]
LIST = "/an-thu/orders/"
FILTERS = f"{LIST}filters/"


def found(client, **query: str) -> set[str]:
    page = client.get(LIST, query)
    return {order.code for order in page.context["page"]}


def test_an_order_is_found_by_its_goods_their_code_and_its_live(client, keeper, session, order_of: Make):
    Session.every_coop.filter(pk=session.pk).update(title="Phiên Chủ Nhật")
    first, both = order_of(), order_of(second=1)
    name = both.lines.get(code="A2").variant.product.name
    client.as_(keeper)
    assert found(client, q="a2") == {both.code}
    assert found(client, q=name.lower()) == {both.code}
    assert found(client, q="chu nhat") == {first.code, both.code}
    page = client.get(LIST, {"q": "chu nhat"}).content.decode()
    assert "2 đơn" in page
    assert "phiên: Phiên Chủ Nhật" in page
    assert f"món: {name}" in client.get(LIST, {"q": name}).content.decode()


def test_another_cooperatives_goods_and_lives_find_nothing(client, keeper, order_of: Make):
    order_of()
    other = factories.make_coop("ben-kia", prefix="BK")
    session = factories.make_session(other, [(factories.make_variant(other, stock=9), 5)], open=True)
    factories.make_order(session)
    client.as_(keeper)
    assert found(client, q=session.title) == set()
    assert found(client, q=session.items.get().name) == set()


def test_filters_narrow_together_and_nonsense_is_none(client, keeper, session, order_of: Make):
    old = timezone.now() - timedelta(days=40)
    order_of(placed_at=old, payment="transfer", source="facebook")
    cod = order_of(held=False, source="facebook")
    button = order_of(held=False)
    client.as_(keeper)
    assert found(client, payment="cod") == {cod.code, button.code}
    assert found(client, payment="cod", source="facebook") == {cod.code}
    today = timezone.localdate().isoformat()
    assert found(client, since=today, until=today) == {cod.code, button.code}
    assert found(client, until=(timezone.localdate() - timedelta(days=1)).isoformat(), state="held") != set()
    assert len(found(client, since="yesterday", payment="gold", source="x", state="y", session="z")) == 3


def test_unpaid_orders_about_to_end_have_their_list(client, keeper, order_of: Make):
    at = timezone.now()
    ending = order_of(pay_by=at + timedelta(minutes=90))
    order_of(pay_by=at + timedelta(hours=30))
    order_of(pay_by=at - timedelta(minutes=1))
    order_of(pay_by=at + timedelta(minutes=90), claimed_at=at)
    order_of(pay_by=at + timedelta(minutes=90), held=False)
    client.as_(keeper)
    assert found(client, ending="today") == {ending.code}
    assert "giữ tới tối nay là hết" in client.get(LIST, {"ending": "today"}).content.decode()
    assert len(found(client, ending="never")) == 5


def test_tabs_count_what_is_looked_for_and_pages_keep_it(client, keeper, order_of: Make):
    for _ in range(52):
        order_of(buyer_name="Người Mua Nhiều")
    order_of(held=False)
    client.as_(keeper)
    page = client.get(LIST, {"q": "mua nhieu", "state": "held"}).content.decode()
    assert 'chờ trả tiền <span class="count still">52</span>' in page
    assert "q=mua+nhieu&amp;state=held&amp;page=2" in page
    assert len(found(client, q="mua nhieu", page="2")) == 22


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"q": "zzz"}, "3 số cuối"),
        ({"payment": "transfer"}, "Bỏ bớt một cái"),
    ],
)
def test_finding_nothing_says_what_to_try(client, keeper, order_of: Make, query, told):
    order_of()
    client.as_(keeper)
    page = client.get(LIST, query).content.decode()
    assert told in page
    assert "Xem hết các đơn" in page


def test_no_order_at_all_says_where_they_come_from(client, keeper):
    client.as_(keeper)
    assert "Chưa có đơn nào" in client.get(LIST).content.decode()


# Kept filters


def keep(client, name: str = "Chờ tiền", query: str = "state=held", **more: str):
    return client.post(FILTERS, {"name": name, "query": query, **more}, follow=True)


def test_a_filter_is_kept_renamed_removed_and_brought_back(client, keeper, order_of: Make):
    order_of()
    client.as_(keeper)
    assert 'href="?state=held" aria-current="true">Chờ tiền' in keep(client).content.decode()
    kept = KeptFilter.every_coop.get()
    client.post(f"{FILTERS}{kept.pk}/", {"name": "Chưa trả"})
    page = client.post(f"{FILTERS}{kept.pk}/removal/", follow=True).content.decode()
    assert "Chưa trả</a>" not in page
    assert f'action="{FILTERS}{kept.pk}/return/"' in page
    assert "Chưa trả</a>" in client.post(f"{FILTERS}{kept.pk}/return/", follow=True).content.decode()
    kinds = Entry.every_coop.filter(subject="filter").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["filter.kept", "filter.renamed", "filter.removed", "filter.returned"]
    with assert_queries(8):
        client.get(LIST)


def test_what_is_kept_is_only_what_the_list_understands(client, keeper, order_of: Make):
    client.as_(keeper)
    keep(client, query="state=held&page=7&evil=1&session=x&q=%20an%20")
    assert KeptFilter.every_coop.get().query == "q=an&state=held"


def test_my_filter_is_mine_unless_i_share_it(client, coop, keeper, bookkeeper, order_of: Make):
    client.as_(keeper)
    keep(client)
    keep(client, name="Chung", query="payment=cod", shared="1")
    client.as_(bookkeeper)
    page = client.get(LIST).content.decode()
    assert "Chung</a>" in page
    assert "Chờ tiền</a>" not in page
    mine = KeptFilter.every_coop.get(name="Chờ tiền")
    with assert_nothing_happened():
        assert client.post(f"{FILTERS}{mine.pk}/removal/").status_code == 404


@pytest.mark.parametrize(
    ("refused", "name"), [(errors.NoFilterName, "  "), (errors.FilterNameTaken, "Chờ tiền")]
)
def test_a_filter_without_a_name_or_with_one_twice_is_refused(client, keeper, refused, name):
    client.as_(keeper)
    keep(client)
    with assert_nothing_happened(), override("vi"):
        assert refusal_sentence(refused()) in keep(client, name=name, query="payment=cod").content.decode()


def test_twenty_filters_are_enough(client, keeper):
    client.as_(keeper)
    for number in range(20):
        keep(client, name=f"Bộ {number}")
    with assert_nothing_happened():
        assert "20 bộ lọc là đủ rồi" in keep(client).content.decode()


# A buyer's history


def test_the_history_counts_the_buyers_orders_by_phone_and_by_cookie(client, keeper: Person, order_of: Make):
    mine = {"phone": "+84905123456", "buyer_key": "cookie:toi"}
    order = order_of(**mine)
    order_of(held=False, state="delivered", phone="+84905123456")
    order_of(held=False, state="returned", buyer_key="cookie:toi", phone="+84900000001")
    order_of(state="cancelled", **mine)
    order_of()
    client.as_(keeper)
    page = client.get(f"{LIST}{order.code}/").content.decode()
    assert "1 kiện của khách này đã quay về" in page
    assert "4 đơn của khách này" in page
    with assert_queries(8):  # sign-in 2, cooperative, order, its lines, history, orders, lines
        answer = client.get(f"{LIST}{order.code}/buyer/")
    history = answer.context["history"]
    assert (history.orders, history.spent) == (4, 2 * 320_000)
    assert (history.delivered, history.returned, history.cancelled) == (1, 1, 1)
    assert "0905 123 456" not in answer.content.decode()
    assert "0905 ••• 456" in answer.content.decode().replace("\xa0", " ")


def test_the_bookkeeper_sees_the_buyers_phone_whole_the_packer_no_history(
    client, bookkeeper, packer, order_of: Make
):
    order = order_of(held=False, phone="+84905123456")
    order_of(held=False, phone="+84905123456")
    client.as_(bookkeeper)
    assert "0905 123 456" in client.get(f"{LIST}{order.code}/buyer/").content.decode().replace("\xa0", " ")
    client.as_(packer)
    assert client.get(f"{LIST}{order.code}/buyer/").status_code == 403
    assert "đơn của khách này" not in client.get(f"{LIST}{order.code}/").content.decode()


def test_a_first_order_says_so(client, keeper, order_of: Make):
    order = order_of()
    client.as_(keeper)
    assert "Đơn đầu tiên của khách này" in client.get(f"{LIST}{order.code}/").content.decode()
