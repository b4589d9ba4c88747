"""What the host changes in the middle of the show: what is asked of the desk, said, and offered to undo."""

import re

import pytest
from django.utils import timezone, translation

from phien.activity.actions import record
from phien.kernel.text import fold
from phien.live import errors
from phien.live.contracts import Ask
from phien.live.deskless import run_here
from phien.live.models import Session
from phien.office.sessions import answers, steering
from phien.plumbing.middleware import refusal_sentence
from phien.testing.factories import items_of, make_person, make_product, make_session, make_variant

pytestmark = pytest.mark.django_db
TOAST = {"X-Studio": "1"}


@pytest.fixture
def session(coop):
    return make_session(coop, [(make_variant(coop, stock=60), 40)], open=True)


@pytest.fixture
def asked(monkeypatch):
    """What the desk was asked; it answers with `answer`."""
    rows = []

    def ask(**row):
        rows.append(row)
        return ask.answer

    ask.answer = {}
    ask.rows = rows
    monkeypatch.setattr(answers, "ask_desk", ask)
    return ask


@pytest.mark.parametrize(
    ("path", "form", "do", "body"),
    [
        (
            "allotments/",
            {"code": "A1", "qty": 5, "way": "free"},
            "allot",
            {"code": "A1", "by": 5, "new": False},
        ),
        (
            "allotments/",
            {"code": "A1", "qty": 5, "way": "new"},
            "allot",
            {"code": "A1", "by": 5, "new": True},
        ),
        ("stops/", {"code": "A1"}, "stop", {"code": "A1"}),
        ("resumptions/", {"code": "A1"}, "resume", {"code": "A1"}),
        (
            "items/",
            {"variant": 7, "code": " b 1 ", "price": "99k", "qty": 12, "way": "new"},
            "add",
            {"variant": 7, "code": "B1", "price": 99_000, "qty": 12, "limit_per_buyer": None, "new": True},
        ),
    ],
)
def test_each_change_is_asked_of_the_desk_and_comes_with_its_undo(
    client, host, studio, asked, path, form, do, body
):
    page = client.post(f"{studio}{path}", form, headers=TOAST).content.decode()
    row = asked.rows[0]
    assert (row["do"], row["body"], row["by"]) == (do, body, host)
    undo = f"{studio}changes/{row['key']}/return/"
    assert f'action="{undo}"' in page
    answer = client.post(undo, headers=TOAST).content.decode()
    assert (asked.rows[1]["do"], asked.rows[1]["body"]) == ("undo", {"command": row["key"]})
    assert asked.rows[1]["key"] == f"undo:{row['key']}", "pressed twice it is undone once"
    assert "/return/" not in answer


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("allotments/", {"code": "A1", "qty": "0", "way": "free"}),
        ("allotments/", {"code": "A1", "qty": "2", "way": "sideways"}),
        ("items/", {"variant": "x", "price": "99k", "qty": 1, "way": "new"}),
        ("items/", {"variant": 1, "price": "99k", "qty": 1, "way": "new", "code": "A 1!"}),
        ("prices/", {"code": "A1", "price": "99k", "limit_per_buyer": "0"}),
    ],
)
def test_nonsense_asks_no_desk(client, host, studio, asked, path, form):
    assert client.post(f"{studio}{path}", form, headers=TOAST).status_code == 422
    assert asked.rows == []


def test_stopping_says_what_becomes_of_those_who_wait(client, host, studio, asked):
    asked.answer = {"code": "A1", "left": 3, "waiting": 2}
    said = client.post(f"{studio}stops/", {"code": "A1"}, headers=TOAST).content.decode()
    assert "Thôi bán A1 rồi; ai đã đặt thì vẫn giữ. 2 người đang đợi vẫn giữ chỗ." in said


def test_a_running_flash_price_keeps_its_end_unless_minutes_are_typed(client, host, session, studio, asked):
    end = (timezone.now() + timezone.timedelta(minutes=3)).replace(microsecond=0)
    item = items_of(session)[0]
    item.flash_price, item.flash_until = 120_000, end
    item.save()
    page = client.get(f"{studio}parts/steer/?steer=A1").content.decode()
    shown = re.search(r'name="flash_until" value="([^"]+)"', page).group(1)
    form = {"code": "A1", "price": "150k", "flash_price": "120k", "flash_until": shown, "flash_minutes": ""}
    client.post(f"{studio}prices/", form)
    assert timezone.datetime.fromisoformat(asked.rows[0]["body"]["flash_until"]) == end
    client.post(f"{studio}prices/", {**form, "flash_minutes": "30"})
    assert timezone.datetime.fromisoformat(asked.rows[1]["body"]["flash_until"]) > end


def test_goods_are_found_to_be_added_with_the_next_code(client, host, coop, studio):
    nut = make_variant(coop, stock=7, product=make_product(coop, "Hạt mắc ca"))
    page = client.get(f"{studio}parts/steer/?add=mac").content.decode()
    assert "Hạt mắc ca" in page
    assert "Mật ong" not in page
    page = client.get(f"{studio}parts/steer/?add=mac&variant={nut.pk}").content.decode()
    assert 'name="code" maxlength="8" value="A2"' in page
    assert 'name="qty" type="number" inputmode="numeric" min="0" value="7"' in page


def test_anothers_goods_cannot_be_chosen(client, host, other_coop, studio):
    theirs = make_variant(other_coop, stock=7)
    page = client.get(f"{studio}parts/steer/?add=&variant={theirs.pk}").content.decode()
    assert 'name="variant"' not in page


def test_what_changed_last_is_listed_with_its_undo_and_what_is_undone_has_none(client, host, session, studio):
    def happened(kind, **facts):
        record(
            coop=session.coop,
            kind=kind,
            subject="session",
            subject_id=session.pk,
            by=host,
            at=timezone.now(),
            facts=facts,
        )

    happened("session.pinned", code="A1", command="k1")
    happened("item.stopped", code="A1", command="k2")
    happened("item.resumed", code="A1", undoes="k2")
    page = client.get(f"{studio}parts/changes/").content.decode()
    assert re.findall(r"changes/(\w+)/return/", page) == ["k1"]
    assert [fold(words) in fold(page) for words in ("Thôi bán A1", "đã hoàn tác", "Bán lại A1")] == [
        True,
        True,
        False,
    ]


class TestReopening:
    def closed(self, session, minutes):
        at = timezone.now() - timezone.timedelta(minutes=minutes)
        Session.every_coop.filter(pk=session.pk).update(state="closed", closed_at=at)

    @pytest.mark.parametrize(("minutes", "offered"), [(9, True), (11, False)])
    def test_it_is_offered_for_ten_minutes(self, client, host, session, minutes, offered):
        self.closed(session, minutes)
        page = client.get(f"/an-thu/sessions/{session.pk}/").content.decode()
        assert ("/reopening/" in page) is offered

    def test_the_page_after_a_real_close_tells_of_it(self, client, host, session):
        """What the close leaves for reopening stands in its entry; the record says it in words."""
        ask = Ask(session.pk, "close", "k", actor=f"person:{host.pk}", person=host.pk)
        assert run_here(ask, at=timezone.now(), while_open=True).status == 200
        page = client.get(f"/an-thu/sessions/{session.pk}/").content.decode()
        assert "/reopening/" in page
        assert "Kết thúc" in page

    def test_ending_it_offers_to_go_on_at_once(self, client, host, session, monkeypatch):
        def close(**_):
            self.closed(session, 0)

        monkeypatch.setattr(steering, "close_session", close)
        page = client.post(f"/an-thu/sessions/{session.pk}/closing/", follow=True).content.decode()
        assert page.count(f'action="/an-thu/sessions/{session.pk}/reopening/"') == 2, "the toast and the card"

    def test_only_who_may_end_it_may_reopen(self, client, coop, session):
        self.closed(session, 1)
        client.as_(make_person(coop, "keeper"))
        assert "/reopening/" not in client.get(f"/an-thu/sessions/{session.pk}/").content.decode()
        assert client.post(f"/an-thu/sessions/{session.pk}/reopening/").status_code == 403

    def test_it_leads_back_to_the_studio_or_says_why_not(self, client, host, session, studio, monkeypatch):
        monkeypatch.setattr(steering, "reopen_session", lambda **_: None)
        path = f"/an-thu/sessions/{session.pk}/reopening/"
        assert client.post(path).headers["Location"] == studio

        def refuse(**_):
            raise errors.TooLateToReopen(minutes=10)

        monkeypatch.setattr(steering, "reopen_session", refuse)
        self.closed(session, 11)
        assert "bảng món chép từ phiên này được" in client.post(path, follow=True).content.decode()


@pytest.mark.parametrize(
    ("refusal", "vi", "en", "hi"),
    [
        (errors.NothingFree(left=3), "bấm “Hàng mới về”", "press “Just arrived”", "“अभी आया” दबाएँ"),
        (errors.AllLeft(left=3), "Chỉ còn 3 chưa chốt", "Only 3 are not promised", "सिर्फ़ 3 किसी को दिए नहीं"),
        (errors.Stopped(name="A1"), "Bấm “Bán lại”", "Press “Sell again”", "“फिर बेचें” दबाएँ"),
        (errors.OnSale(name="A1"), "A1 đang bán rồi", "A1 is on sale already", "A1 पहले से बिक रहा"),
        (errors.Wanted(name="A1"), "Bấm “Thôi bán”", "Stop selling it instead", "बेचना बंद करें"),
        (errors.ChangedSince(), "có người đổi nữa rồi", "has been changed again", "फिर बदला गया"),
        (errors.NotUndoable(), "Sửa tay ở mục", "Change it by hand", "हाथ से बदलें"),
        (errors.TooLateToReopen(minutes=10), "Lên phiên mới nha", "Plan a new one", "नया लाइव बनाएँ"),
    ],
)
def test_each_refusal_says_what_to_do_next(refusal, vi, en, hi):
    for language, words in (("vi", vi), ("en", en), ("hi", hi)):
        with translation.override(language):
            assert words in refusal_sentence(refusal)
