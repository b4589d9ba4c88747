"""The keeper teaches the reader: what the page offers, previews and asks of the desk; the taught words."""

import re

import pytest
from django.utils import timezone

from phien.comments.models import Comment, Taught
from phien.live import actions
from phien.live.contracts import Answer
from phien.live.models import Session
from phien.office.sessions.tests.test_studio import said
from phien.testing.factories import (
    make_order,
    make_person,
    make_product,
    make_session,
    make_variant,
)
from phien.testing.watching import assert_nothing_happened, assert_queries

pytestmark = pytest.mark.django_db
WHO = 3  # session, person, membership


@pytest.fixture
def session(coop):
    names = ("Mật ong hoa điều", "Phấn hoa")
    return make_session(
        coop,
        [(make_variant(coop, stock=60, product=make_product(coop, name)), 40) for name in names],
        open=True,
    )


@pytest.fixture
def keeper(client, coop):
    person = make_person(coop, "keeper")
    client.as_(person)
    return person


@pytest.fixture
def studio(session):
    return f"/an-thu/sessions/{session.pk}/studio/"


@pytest.fixture
def words(session):
    return f"/an-thu/sessions/{session.pk}/words/"


@pytest.fixture
def desk(monkeypatch):
    """What the desk was asked. It teaches for real; what is in `refuse` is refused."""

    class Desk:
        def __init__(self):
            self.asked, self.refuse = [], {}

        def __call__(self, ask):
            self.asked.append((ask.do, ask.body))
            if ask.do in self.refuse:
                return Answer(409, {"code": self.refuse[ask.do], "words": "ghè lùn"})
            if ask.do == "teach":
                return Answer(200, {"word": taught(ask).pk})
            return Answer(200, {})

    stand_in = Desk()
    monkeypatch.setattr(actions, "_answer", stand_in)
    return stand_in


def taught(ask):
    session = Session.every_coop.get(pk=ask.session)
    code = ask.body["code"]
    variant = session.items.get(code=code).variant if code else None
    return Taught.every_coop.create(
        coop=session.coop,
        session_id=session.pk,
        variant=variant,
        words=ask.body["words"],
        key=ask.body["words"],
        at=timezone.now(),
    )


def waiting(session, text="lấy 2 ghè lùn", **more):
    spans = [{"start": 4, "end": 5, "kind": "quantity", "value": "2"}]
    given = {"intent": "order", "outcome": "review", "reason": "number_unclear", "spans": spans, **more}
    return said(session, text, **given)


def page_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_queue_offers_to_teach_and_to_remember_what_was_chosen(client, keeper, session, studio):
    case = waiting(session)
    page = client.get(studio).content.decode()
    assert f'href="{studio}teaching/{case.pk}/">Dạy máy đọc' in page
    assert f'formaction="{studio}teaching/{case.pk}/"' in page


def test_the_words_that_nobody_knows_are_suggested(client, keeper, session, studio):
    case = waiting(session)
    page = client.get(f"{studio}teaching/{case.pk}/").content.decode()
    assert re.findall(r'value="(\d)" checked><span>(\w+)<', page) == [("1", "ghè"), ("2", "lùn")]
    assert re.findall(r'value="(\d)"><span>(\w+)<', page) == [("0", "lấy")]
    assert '<option value="">Chọn món' in page, "nobody has chosen yet"


def test_what_the_keeper_chose_in_the_queue_comes_along(client, keeper, session, studio, desk):
    case = waiting(session)
    form = {"comment": case.pk, "code": "A1", "qty": "3", "do": "look"}
    page = page_of(client.post(f"{studio}teaching/{case.pk}/", form))
    assert "Câu này thành A1 Mật ong hoa điều" in page
    assert "×3" in page
    assert "Chưa có câu nào khác đọc lại. Từ giờ “ghè lùn” là A1." in page
    assert desk.asked == []


def test_the_item_that_the_reader_guessed_is_chosen_already(client, keeper, session, studio):
    case = waiting(session, items=[{"code": "A2", "qty": 2}])
    page = page_of(client.get(f"{studio}teaching/{case.pk}/"))
    assert "Từ giờ “ghè lùn” là A2." in page


def look(client, studio, case, **form):
    given = {"picked": "1", "word": ["1", "2"], "code": "A1", "qty": "", "do": "look", **form}
    return client.post(f"{studio}teaching/{case.pk}/", given)


def test_the_preview_says_what_would_read_differently(client, keeper, session, studio, desk):
    case = waiting(session)
    waiting(session, "ghè lùn 1 nha", author_id="u2", spans=[])
    order = make_order(session)
    said(
        session,
        "2 ghè lùn, chốt A2 1 chai",
        author_id="u3",
        intent="order",
        outcome="order",
        items=[{"code": "A2", "qty": 1}],
        order=order,
        amount=145_000,
    )
    said(session, "ghè lùn còn không shop", author_id="u4", intent="question", outcome="question")
    said(session, "hàng đẹp quá", author_id="u5")
    waiting(session, "lấy 2 ghè lùn nha", author_id="u6", decision="dropped", outcome="other")
    with assert_nothing_happened():
        page = page_of(look(client, studio, case))
    assert "3 câu khác đọc lại, nếu nhớ “ghè lùn” là A1" in page
    for line in (
        "trước: chưa hiểu sau: A1 ×1 · 145.000 ₫",
        "trước: A2 ×1 sau: A1 ×2, A2 ×1 · 435.000 ₫",
        "trước: hỏi sau: hỏi về A1, không chốt",
    ):
        assert line in page
    assert "hàng đẹp quá" not in page
    assert "máy không tự đổi" in page
    assert desk.asked == []


def test_to_remember_teaches_decides_and_reads_again_what_waited(
    client, keeper, session, studio, desk, words
):
    case = waiting(session)
    other = waiting(session, "ghè lùn 1 nha", author_id="u2", spans=[])
    said(session, "2 ghè lùn, chốt A2", author_id="u3", outcome="order", items=[{"code": "A2", "qty": 1}])
    answer = look(client, studio, case, do="remember")
    word = Taught.every_coop.get()
    assert answer.headers["Location"] == f"{words}?taught={word.pk}"
    assert desk.asked == [
        ("teach", {"words": "ghè lùn", "code": "A1", "comment": case.pk}),
        ("resolve", {"comment": case.pk, "decision": "reread", "word": word.pk}),
        ("resolve", {"comment": other.pk, "decision": "reread", "word": word.pk}),
    ]
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Đã nhớ “ghè lùn” là A1." in page
    assert f'action="{words}{word.pk}/forgetting/"' in page


def test_another_number_is_the_keepers_and_decides_only_this_comment(client, keeper, session, studio, desk):
    case = waiting(session)
    look(client, studio, case, do="remember", qty="5")
    word = Taught.every_coop.get()
    items = [{"code": "A1", "qty": 5}]
    assert desk.asked[1:] == [
        ("resolve", {"comment": case.pk, "decision": "corrected", "items": items, "word": word.pk})
    ]


def test_what_is_still_not_clear_is_decided_as_the_keeper_chose(client, keeper, session, studio, desk):
    case = waiting(session)
    desk.refuse["resolve"] = "still_unclear"
    look(client, studio, case, do="remember")
    assert [body["decision"] for do, body in desk.asked if do == "resolve"] == ["reread", "corrected"]


def test_only_this_time_teaches_nothing(client, keeper, session, studio, desk):
    case = waiting(session)
    answer = look(client, studio, case, do="once")
    assert answer.headers["Location"] == studio
    items = [{"code": "A1", "qty": 2}]
    assert desk.asked == [("resolve", {"comment": case.pk, "decision": "corrected", "items": items})]
    assert Taught.every_coop.count() == 0


@pytest.mark.parametrize("form", [{"do": "nothing"}, {"do": "remember", "code": "-"}])
def test_words_that_name_no_goods(client, keeper, session, studio, desk, form):
    case = waiting(session, pinned="A2")
    other = waiting(session, "lấy 3 ghè lùn", author_id="u2", pinned="A2")
    assert "1 câu khác đọc lại, nếu “ghè lùn” không phải món" in page_of(look(client, studio, case, code="-"))
    look(client, studio, case, **form)
    word = Taught.every_coop.get()
    assert word.variant is None
    assert [each for each in desk.asked if each[0] != "learn"] == [
        ("teach", {"words": "ghè lùn", "code": "", "comment": case.pk}),
        ("resolve", {"comment": case.pk, "decision": "reread", "word": word.pk}),
        ("resolve", {"comment": other.pk, "decision": "reread", "word": word.pk}),
    ]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"word": ["0"]}, "“lấy” câu nào cũng có, nhớ thì đọc sai đơn khác. Chọn chữ gọi tên món nha."),
        ({"word": []}, "Chọn chữ cần nhớ đã nha."),
        ({"code": ""}, "Chọn món trước nha."),
        ({"code": "Z9"}, "Chọn món trước nha."),
        ({"word": ["0", "2"]}, "Chọn các chữ đứng liền nhau nha."),
        ({"word": ["x", "77", "-1"]}, "Chọn chữ cần nhớ đã nha."),
    ],
)
def test_what_cannot_be_taught_is_said_and_nothing_happens(
    client, keeper, session, studio, desk, form, sentence
):
    case = waiting(session)
    with assert_nothing_happened():
        answer = look(client, studio, case, do="remember", **form)
    assert answer.status_code == 422
    assert sentence in page_of(answer)
    assert desk.asked == []


def test_words_that_name_another_item_are_refused_with_its_name(client, keeper, session, studio, desk):
    case = waiting(session, "lấy 2 phấn hoa lùn")
    page = page_of(look(client, studio, case))
    assert "“phấn hoa” đang là tên của A2 Phấn hoa" in page


def test_who_was_faster_is_told_and_nothing_is_lost(client, keeper, session, studio, desk):
    case = waiting(session)
    desk.refuse["teach"] = "word_taught"
    answer = look(client, studio, case, do="remember")
    assert answer.status_code == 409
    assert "đã nhớ rồi." in page_of(answer)
    case.decision = "dropped"
    case.save()
    page = client.post(f"{studio}teaching/{case.pk}/", {"do": "look"}, follow=True).content.decode()
    assert "Câu này có người duyệt rồi." in page


def test_a_phone_is_neither_shown_nor_offered(client, keeper, session, studio):
    text = "lấy 2 ghè lùn O912 345 678 0987654321"
    spans = [{"start": 14, "end": 26, "kind": "phone", "value": "+84912345678"}]
    case = waiting(session, text, spans=spans)
    page = client.get(f"{studio}teaching/{case.pk}/").content.decode()
    assert "345 678" not in page
    assert "0987654321" not in page
    assert re.findall(r"<span>(\w+)<", page)[:3] == ["lấy", "ghè", "lùn"]
    assert "<span>O<" not in page


def test_after_the_close_nothing_is_taught_but_the_words_are_there(client, keeper, session, studio, words):
    case = waiting(session)
    Session.every_coop.filter(pk=session.pk).update(state="closed", closed_at=timezone.now())
    answer = client.get(f"{studio}teaching/{case.pk}/", follow=True)
    assert answer.redirect_chain[-1][0] == words
    assert "Phiên này chưa dạy chữ nào" in answer.content.decode()


@pytest.fixture
def known(coop, session):
    """One word of each kind, and one that came along."""
    item = session.items.get(code="A1")
    rows = [
        ("ghè lùn", item.variant, session.pk),
        ("xí muội", None, session.pk),
        ("mũm mĩm", item.variant, 1),
    ]
    return [
        Taught.every_coop.create(
            coop=coop, variant=variant, words=text, key=text, session_id=number, at=timezone.now()
        )
        for text, variant, number in rows
    ]


def test_taught_words_are_listed_each_with_a_way_to_forget_it(client, keeper, session, words, known, desk):
    page = client.get(words).content.decode()
    assert page.count("/forgetting/") == 3
    text = page_of(client.get(words))
    assert text.index("2 chữ, phiên sau còn nhớ") < text.index("Mang theo từ phiên trước")
    assert text.index("Mang theo từ phiên trước") < text.index("mũm mĩm")
    answer = client.post(f"{words}{known[0].pk}/forgetting/", follow=True)
    assert desk.asked[0] == ("forget", {"word": known[0].pk})
    page = answer.content.decode()
    assert "Đã quên “ghè lùn”. Đơn đã lên giữ nguyên." in page
    assert f'action="{words}{known[0].pk}/remembering/"' in page
    client.post(f"{words}{known[0].pk}/remembering/")
    assert desk.asked[1] == ("remember", {"word": known[0].pk})


def test_forgetting_what_was_forgotten_is_said(client, keeper, session, words, known, desk):
    desk.refuse["forget"] = "word_forgotten"
    page = client.post(f"{words}{known[0].pk}/forgetting/", follow=True).content.decode()
    assert "đã quên rồi." in page


def test_an_order_that_would_grow_waits_for_a_tap(client, keeper, session, words, known, desk):
    order = make_order(session)
    row = said(
        session,
        "2 ghè lùn, chốt A2 1 chai",
        author_id="u3",
        intent="order",
        outcome="order",
        items=[{"code": "A2", "qty": 1}],
        order=order,
    )
    page = client.get(f"{words}?taught={known[0].pk}").content.decode()
    tap = f"{words}{known[0].pk}/comments/{row.pk}/"
    assert f'action="{tap}"' in page
    assert "Thêm A1 ×2" in page
    answer = client.post(tap, {"items": "A1:2"}, follow=True)
    items = [{"code": "A1", "qty": 2}]
    assert desk.asked == [("more", {"comment": row.pk, "items": items, "word": known[0].pk})]
    assert "Đã thêm: A1 ×2." in answer.content.decode()
    assert re.search(rf'action="{studio_of(words)}changes/\w+/return/"', answer.content.decode())


def studio_of(words):
    return words.replace("words/", "studio/")


def test_what_was_read_again_is_shown_and_waits_again_by_a_tap(client, keeper, session, words, known, desk):
    order = make_order(session)
    decided = {"outcome": "order", "decision": "reread", "taught": known[0], "order": order}
    row = waiting(session, amount=290_000, **decided)
    page = client.get(f"{words}?taught={known[0].pk}").content.decode()
    assert "1 câu đã duyệt" in page
    assert "chốt 290.000 ₫" in page.replace("\xa0", " ")
    back = f"{words}{known[0].pk}/comments/{row.pk}/return/"
    assert f'action="{back}"' in page
    client.post(back)
    assert desk.asked == [("reopen_review", {"comment": row.pk})]


@pytest.mark.parametrize("many", [1, 6])
def test_the_pages_ask_as_often_for_one_as_for_many(client, keeper, session, studio, words, known, many):
    case = waiting(session)
    for number in range(many):
        waiting(session, "ghè lùn 1 nha", author_id=f"w{number}", spans=[])
        order = make_order(session)
        said(
            session,
            "2 ghè lùn, chốt A2 1 chai",
            author_id=f"o{number}",
            intent="order",
            outcome="order",
            items=[{"code": "A2", "qty": 1}],
            order=order,
        )
    Taught.every_coop.filter(words="ghè lùn").update(forgotten_at=timezone.now())
    with assert_queries(WHO + 7):  # and four of its own: what the reader knows; two: what the words mean
        assert f"{2 * many} câu khác đọc lại" in page_of(look(client, studio, case))
    Taught.every_coop.update(forgotten_at=None)
    with assert_queries(WHO + 10):
        client.get(f"{words}?taught={known[0].pk}")


@pytest.mark.parametrize("role", ["packer", "bookkeeper"])
def test_others_neither_see_nor_teach(client, coop, session, studio, words, known, desk, role):
    case = waiting(session)
    client.as_(make_person(coop, role))
    paths = [f"{studio}teaching/{case.pk}/", f"{words}{known[0].pk}/forgetting/"]
    with assert_nothing_happened():
        for path in paths:
            assert client.post(path, {"do": "remember"}).status_code == 403
        assert client.get(words).status_code == 403
    assert desk.asked == []


def test_words_and_comments_of_others_are_not_found(
    client, coop, other_coop, keeper, session, studio, words, desk
):
    theirs = make_session(other_coop, [(make_variant(other_coop, stock=9), 9)], open=True)
    word = Taught.every_coop.create(
        coop=other_coop, words="ghè lùn", key="x", session_id=theirs.pk, at=timezone.now()
    )
    case = waiting(theirs)
    with assert_nothing_happened():
        for path in (
            f"{studio}teaching/{case.pk}/",
            f"{words}{word.pk}/forgetting/",
            f"{words}{word.pk}/remembering/",
        ):
            assert client.post(path, {"do": "remember"}).status_code == 404
        assert client.get(f"{studio}teaching/{case.pk}/").status_code == 404
        assert client.post(f"{words}{word.pk}/comments/{case.pk}/", {"items": "A1:1"}).status_code == 404
    assert desk.asked == []
    assert "ghè lùn" not in client.get(f"{words}?taught={word.pk}").content.decode()
    assert Comment.every_coop.get(pk=case.pk).decision == ""
