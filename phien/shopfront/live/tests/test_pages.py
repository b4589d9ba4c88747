"""What viewers see, and buying without JavaScript."""

import json
import re

import pytest
from django.utils import timezone

from phien.comments.models import Comment
from phien.live import errors
from phien.live.cookie import NAME, read_buyer
from phien.live.models import Desk, Session
from phien.shopfront.live import views
from phien.testing.factories import items_of, make_session, make_variant
from phien.testing.watching import assert_nothing_happened, assert_queries

pytestmark = pytest.mark.django_db
WISH = {"key": "k1", "code": "A1", "qty": "2", "name": "Người mua thử 12", "phone": "0900 000 012"}


@pytest.fixture
def session(coop):
    session = make_session(
        coop, [(make_variant(coop, stock=40), 20), (make_variant(coop, stock=9), 4)], open=True
    )
    Desk.every_coop.filter(session=session).update(fence=3, seq=17)
    return session


@pytest.fixture
def live(session):
    return f"/live/{session.pk}"


@pytest.fixture
def desk(monkeypatch):
    """Answers with `answer`, or raises it."""

    class Stand:
        answer = {"order": "PD2222", "link": "/o/abc"}
        asked = []

        def __call__(self, **ask):
            self.asked.append(ask)
            if isinstance(self.answer, Exception):
                raise self.answer
            return self.answer

    stand = Stand()
    stand.asked = []
    monkeypatch.setattr(views, "ask_desk", stand)
    return stand


def test_the_front_lists_lives_with_few_queries(client, coop, session):
    soon = make_session(coop, scheduled_at=timezone.now() + timezone.timedelta(hours=1))
    with assert_queries(4):
        page = client.get("/").content.decode()
    assert f'href="/live/{session.pk}"' in page
    assert soon.title in page


def test_the_first_paint_has_the_state_and_its_id(client, session, live):
    with assert_queries(3):
        page = client.get(live).content.decode()
    state = json.loads(re.search(r'<script id="state" type="application/json">(.*?)</script>', page).group(1))
    assert (state["id"], state["session"]["state"], state["pinned"]) == ("3.17", "open", None)
    assert [(item["code"], item["left"], item["allotted"], item["price"]) for item in state["items"]] == [
        ("A1", 20, 20, 145_000),
        ("A2", 4, 4, 145_000),
    ]
    assert "<style" not in page
    assert not re.search(r'\son\w+=|\sstyle="', page)


def test_ten_or_fewer_are_nearly_gone(client, session, live):
    Session.every_coop.filter(pk=session.pk).update(pinned=items_of(session)[1])
    page = client.get(live).content.decode()
    assert "sắp hết" in page
    assert page.count('<i class="left">') == 4


def test_comments_are_text_and_phones_are_masked(client, session, live):
    Comment.every_coop.create(
        coop=session.coop,
        session_id=session.pk,
        source="facebook",
        external_id="1",
        author_id="u1",
        text="<b>A1</b> 0912 345 678",
        at=timezone.now(),
        intent="other",
        outcome="other",
    )
    page = client.get(live).content.decode()
    assert "&lt;b&gt;A1&lt;/b&gt; 0912 ••• 678" in page
    assert "345 678" not in page


def test_before_and_after_there_are_pages_too(client, coop, live, session):
    scheduled = make_session(coop, [(make_variant(coop, stock=4), 4)])
    page = client.get(f"/live/{scheduled.pk}").content.decode()
    assert "trang tự mở" in page
    assert "145.000" not in page  # prices are told on air
    Session.every_coop.filter(pk=session.pk).update(state="closed", closed_at=timezone.now())
    assert "Phiên live đã kết thúc" in client.get(live).content.decode()
    assert client.get("/live/999999").status_code == 404


def test_the_order_page_asks_once_with_a_key_of_its_own(client, live):
    keys = set()
    for _ in range(2):
        page = client.get(f"{live}/orders/?code=A1&qty=3").content.decode()
        assert 'name="qty" value="3"' in page
        keys.add(re.search(r'name="key" value="(\w+)"', page).group(1))
    assert len(keys) == 2


@pytest.mark.parametrize("query", ["", "?code=Z9", "?code=A1&qty=x"])
def test_an_unknown_item_leads_back_to_the_live(client, live, query):
    answer = client.get(f"{live}/orders/{query}")
    assert answer.status_code == (200 if "A1" in query else 302)


def test_a_wish_is_placed_for_the_cookies_buyer(client, session, live, desk):
    answer = client.post(f"{live}/orders/", WISH)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/o/abc")
    buyer = read_buyer({NAME: answer.cookies[NAME].value})
    assert answer.cookies[NAME]["httponly"]
    (ask,) = desk.asked
    assert (ask["do"], ask["key"], ask["actor"], ask["session_id"]) == ("place", "k1", "buyer", session.pk)
    assert ask["body"] == {
        "buyer_key": buyer,
        "source": "button",
        "name": "Người mua thử 12",
        "phone": "+84900000012",
        "items": [{"code": "A1", "qty": 2}],
    }
    again = client.post(f"{live}/orders/", {**WISH, "key": "k2"})
    assert NAME not in again.cookies
    assert desk.asked[1]["body"]["buyer_key"] == buyer


@pytest.mark.parametrize("wrong", [{"phone": "12"}, {"name": ""}, {"qty": "0"}, {"qty": "1000"}])
def test_what_does_not_do_is_told_at_its_field(client, live, desk, wrong):
    with assert_nothing_happened():
        answer = client.post(f"{live}/orders/", {**WISH, **wrong})
    assert answer.status_code == 422
    assert f'id="id_{next(iter(wrong))}_error"' in answer.content.decode()
    assert desk.asked == []


def test_sold_out_is_told_in_words(client, live, desk):
    desk.answer = errors.SoldOut(names="A1")
    answer = client.post(f"{live}/orders/", WISH)
    assert answer.status_code == 409
    assert "A1 vừa hết." in answer.content.decode()


def test_after_a_refusal_the_form_has_a_new_key(client, live, desk):
    desk.answer = errors.OverLimit(limit=1, name="A1")
    page = client.post(f"{live}/orders/", WISH).content.decode()
    assert "Chưa mua được" in page
    key = re.search(r'name="key" value="(\w+)"', page).group(1)
    assert key != "k1"
    assert 'name="qty" value="2"' in page
    client.post(f"{live}/orders/", {**WISH, "key": key, "qty": "1"})
    assert [ask["key"] for ask in desk.asked] == ["k1", key]


def test_without_an_answer_the_form_keeps_its_key(client, live, desk):
    desk.answer = errors.DeskAway()
    page = client.post(f"{live}/orders/", WISH).content.decode()
    assert 'name="key" value="k1"' in page


def test_an_address_with_a_slash_leads_to_the_live(client, live):
    answer = client.get(f"{live}/?from=zalo")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{live}?from=zalo")


def test_a_place_in_line_has_its_page(client, live, desk):
    desk.answer = errors.Waitlisted(position=3, link="/o/wait")
    answer = client.post(f"{live}/orders/", WISH)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/o/wait")


@pytest.mark.parametrize("language", ["vi", "en", "hi"])
def test_the_page_speaks_three_languages(client, live, language):
    words = {"vi": "Mua · 145.000\u00a0₫", "en": "Buy · 145,000\u00a0₫", "hi": "ख़रीदें · 1,45,000\u00a0₫"}
    page = client.get(live, headers={"accept-language": language}).content.decode()
    assert words[language] in page
