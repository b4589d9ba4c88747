"""What people ask, as the host sees it: the most asked first, said and not said, by whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from phien.activity.models import Entry
from phien.comments.models import Comment
from phien.live.models import Item, Session
from phien.testing.factories import items_of, make_coop, make_person, make_session, make_variant
from phien.testing.watching import assert_nothing_happened

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(coop):
    variants = [(make_variant(coop, stock=60), 40), (make_variant(coop, stock=9, price=90_000), 9)]
    session = make_session(coop, variants, open=True)
    first, _ = items_of(session)
    Item.every_coop.filter(pk=first.pk).update(name="Mật ong hoa cà phê 500 ml")
    Session.every_coop.filter(pk=session.pk).update(pinned=first, pinned_at=timezone.now())
    return session


def asks(session, text, *, author=None, minutes_ago=0, pinned="A1", spans=()):
    number = Comment.every_coop.count()
    by_shop = author == "host"
    comment = Comment.every_coop.create(
        coop=session.coop,
        session_id=session.pk,
        source="facebook",
        external_id=f"c{number}",
        text=text,
        at=timezone.now(),
        author_id=author or f"u{number}",
        pinned=pinned,
        spans=list(spans),
        intent="other" if by_shop else "question",
        outcome="other" if by_shop else "question",
    )
    sent = timezone.now() - timedelta(minutes=minutes_ago)
    Comment.every_coop.filter(pk=comment.pk).update(received_at=sent)
    return comment


def part(client, studio):
    return client.get(f"{studio}parts/say/").content.decode()


def test_the_most_asked_comes_first_with_the_item_it_is_about(client, host, session, studio):
    asks(session, "giá bao nhiêu")
    asks(session, "gia bn z")
    asks(session, "ship bao nhiêu")
    page = part(client.as_(host), studio)
    assert "Nói tiếp, 2 người đang hỏi:" in page
    assert "Mật ong hoa cà phê 500&nbsp;ml: giá bao nhiêu?" in page.replace("\u00a0", "&nbsp;")
    assert "1 câu nữa" in page
    assert "Ship bao nhiêu?" in page


def test_said_is_undone_from_its_toast(client, host, session, studio):
    one = asks(session, "ship bao nhiêu")
    two = asks(session, "phí ship sao")
    client.as_(host)
    form = {"comments": f"{two.pk},{one.pk}", "sense": "delivery_fee"}
    toast = client.post(f"{studio}said/", form, headers={"X-Studio": "1"}).content.decode()
    page = part(client, studio)
    assert "Nói tiếp, 2 người" not in page
    assert "đã nói 1 phút trước" in page
    entry = Entry.every_coop.get(kind="session.answered")
    assert entry.facts == {"comments": [two.pk, one.pk], "sense": "delivery_fee"}
    undo = f"{studio}said/e{entry.pk}/return/"
    assert f'action="{undo}"' in toast
    assert f'action="{undo}"' in page
    client.post(undo)
    assert "Nói tiếp, 2 người đang hỏi:" in part(client, studio)


def test_who_asks_again_within_minutes_opens_nothing(client, host, session, studio):
    one = asks(session, "ship bao nhiêu", minutes_ago=4)
    client.as_(host)
    client.post(f"{studio}said/", {"comments": one.pk, "sense": "delivery_fee"})
    Entry.every_coop.filter(kind="session.answered").update(at=timezone.now() - timedelta(minutes=3))
    asks(session, "phí ship sao", minutes_ago=1)
    asks(session, "ship nhiêu v", minutes_ago=1)
    page = part(client, studio)
    assert "đang hỏi" not in page
    assert "Vừa trả lời · 2 người hỏi lại" in page
    assert "đã nói 3 phút trước, 2 người hỏi lại" in page
    Entry.every_coop.filter(kind="session.answered").update(at=timezone.now() - timedelta(minutes=6))
    Comment.every_coop.update(received_at=timezone.now())
    assert "Nói tiếp, 3 người đang hỏi:" in part(client, studio)


def test_the_shops_own_comment_answers_and_can_be_said_not_to(client, host, session, studio):
    asks(session, "ship bao nhiêu", minutes_ago=2)
    told = asks(session, "ship 30k nha cả nhà", author="host", minutes_ago=1,
                spans=[{"start": 5, "end": 8, "kind": "price", "value": ""}])  # fmt: skip
    client.as_(host)
    assert "đang hỏi" not in part(client, studio)
    client.post(f"{studio}said/c{told.pk}/return/")
    assert "Nói tiếp, 1 người đang hỏi:" in part(client, studio)


def test_a_line_of_the_run_sheet_is_taken_back_too(client, host, session, studio):
    item = items_of(session)[0]
    Item.every_coop.filter(pk=item.pk).update(say="Mật quay tháng 3")
    client.as_(host)
    client.post(f"{studio}said/", {"item": item.pk})
    assert "Mật quay tháng 3" not in part(client, studio)
    client.post(f"{studio}said/i{item.pk}/return/")
    assert "Mật quay tháng 3" in part(client, studio)


def test_without_javascript_said_leads_back_to_the_studio(client, host, session, studio):
    one = asks(session, "ship bao nhiêu")
    page = client.as_(host).post(f"{studio}said/", {"comments": one.pk, "sense": "delivery_fee"}, follow=True)
    assert page.redirect_chain[0][0] == studio
    assert "Hoàn tác" in page.content.decode()


@pytest.mark.parametrize("key", ["x1", "e", "i1x", "e999999", "c999999", "i999999", "e1e1", "e-1"])
def test_what_was_never_said_is_not_found(client, host, studio, key):
    client.as_(host)
    with assert_nothing_happened():
        assert client.post(f"{studio}said/{key}/return/").status_code == 404


def test_a_sense_that_nobody_knows_is_not_found(client, host, session, studio):
    one = asks(session, "ship bao nhiêu")
    client.as_(host)
    with assert_nothing_happened():
        assert client.post(f"{studio}said/", {"comments": one.pk, "sense": "gossip"}).status_code == 404


@pytest.mark.parametrize("role", ["packer", "bookkeeper"])
def test_who_does_not_sell_says_nothing_here(client, coop, session, studio, role):
    one = asks(session, "ship bao nhiêu")
    client.as_(make_person(coop, role))
    with assert_nothing_happened():
        assert client.post(f"{studio}said/", {"comments": one.pk}).status_code == 403
        assert client.post(f"{studio}said/i{items_of(session)[0].pk}/return/").status_code == 403


def test_a_stranger_finds_nothing_to_say(client, session, studio):
    one = asks(session, "ship bao nhiêu")
    client.as_(make_person(make_coop("ben-kia", prefix="BK"), "host"))
    with assert_nothing_happened():
        assert client.post(f"{studio}said/", {"comments": one.pk}).status_code == 404
        assert client.post(f"{studio}said/i{items_of(session)[0].pk}/return/").status_code == 404
