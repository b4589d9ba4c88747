"""The studio: its parts, how often they ask, what is pressed and what the desk is asked."""

import re

import pytest
from django.utils import timezone

from phien.comments.models import Comment
from phien.live import errors
from phien.live.models import Session
from phien.office.sessions import answers, deciding
from phien.testing.factories import items_of, make_order, make_person, make_session, make_variant
from phien.testing.watching import assert_nothing_happened, assert_queries

pytestmark = pytest.mark.django_db
WHO = 3  # session, person, membership


@pytest.fixture
def session(coop):
    variants = [(make_variant(coop, stock=60), 40), (make_variant(coop, stock=9, price=90_000), 9)]
    session = make_session(coop, variants, open=True)
    Session.every_coop.filter(pk=session.pk).update(pinned=items_of(session)[0], pinned_at=timezone.now())
    return session


@pytest.fixture
def keeper(coop):
    return make_person(coop, "keeper")


@pytest.fixture
def studio(session):
    return f"/an-thu/sessions/{session.pk}/studio/"


@pytest.fixture
def desk(monkeypatch):
    """What the desk was asked; it answers well, or with the refusal put into `refuse`."""
    asked = []

    class Desk:
        refuse = None

        def __call__(self, **ask):
            asked.append({name: ask[name] for name in ("session_id", "do", "body", "by")})
            if self.refuse:
                raise self.refuse
            return {}

    stand_in = Desk()
    stand_in.asked = asked
    monkeypatch.setattr(answers, "ask_desk", stand_in)
    monkeypatch.setattr(deciding, "ask_desk", stand_in)
    return stand_in


def said(session, text, **more):
    given = {"author_id": "u1", "intent": "other", "outcome": "other", **more}
    return Comment.every_coop.create(
        coop=session.coop,
        session_id=session.pk,
        source="facebook",
        external_id=f"c{Comment.every_coop.count()}",
        text=text,
        at=timezone.now(),
        **given,
    )


def filled(session, times=1):
    for _ in range(times):
        order = make_order(session)
        said(session, "A1 2, 0912 345 678", outcome="order", order=order, amount=290_000)
        said(session, "ship sao", outcome="question")
        said(session, "cho a 2", outcome="review", intent="order", items=[{"code": "A1", "qty": 2}])


def test_the_page_costs_the_same_however_much_happens(client, keeper, session, studio):
    client.as_(keeper)
    filled(session)
    with assert_queries(WHO + 14):
        client.get(studio)
    filled(session, times=4)
    with assert_queries(WHO + 14):
        client.get(studio)


@pytest.mark.parametrize(
    ("part", "queries"),
    [
        ("pinned", 4),
        ("items", 4),
        ("comments", 2),
        ("review", 6),
        ("orders", 3),
        ("totals", 2),
        ("say", 6),
        ("steer", 1),
        ("steer/?steer=A1", 4),
        ("steer/?add=", 5),
        ("changes", 2),
    ],
)
def test_each_part_asks_little(client, keeper, session, studio, part, queries):
    client.as_(keeper)
    filled(session, times=3)
    with assert_queries(WHO + queries):
        assert (
            client.get(f"{studio}parts/{part}".removesuffix("/") + ("" if "?" in part else "/")).status_code
            == 200
        )


def test_there_is_no_other_part(client, keeper, studio):
    client.as_(keeper)
    assert client.get(f"{studio}parts/base/").status_code == 404


def test_phones_are_masked_for_everybody_here(client, keeper, session, studio):
    filled(session)
    page = client.as_(keeper).get(studio).content.decode()
    assert "0912 ••• 678" in page
    assert "345 678" not in page


def test_markup_in_a_comment_is_text(client, keeper, session, studio):
    said(session, "<script>alert(1)</script><b>2</b>")
    page = client.as_(keeper).get(studio).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_a_ticket_is_for_staff_of_this_cooperative(client, coop, stranger, keeper, studio):
    assert client.get(f"{studio}ticket/").status_code == 302
    assert client.as_(stranger).get(f"{studio}ticket/").status_code == 404
    assert client.as_(make_person(coop, "packer")).get(f"{studio}ticket/").status_code == 403
    assert client.as_(keeper).get(f"{studio}ticket/").status_code == 204


def test_a_closed_live_has_no_studio_but_its_numbers(client, keeper, session, studio):
    Session.every_coop.filter(pk=session.pk).update(state="closed", closed_at=timezone.now())
    assert client.as_(keeper).get(studio).headers["Location"] == f"/an-thu/sessions/{session.pk}/"


def test_a_comment_is_decided_as_read_by_one_press_and_can_be_undone(client, keeper, session, studio, desk):
    case = said(session, "cho a 2", outcome="review", intent="order", items=[{"code": "A1", "qty": 2}])
    client.as_(keeper)
    page = client.get(studio).content.decode()
    assert re.search(r'data-key="1">Chốt A1 ×2', page)
    form = {"comment": case.pk, "decision": "as_read", "items": "A1:2"}
    page = client.post(f"{studio}decisions/", form, follow=True).content.decode()
    assert desk.asked == [
        {
            "session_id": session.pk,
            "do": "resolve",
            "body": {"comment": case.pk, "decision": "as_read", "items": [{"code": "A1", "qty": 2}]},
            "by": keeper,
        }
    ]
    undo = f"{studio}decisions/{case.pk}/undoing/"
    assert f'action="{undo}"' in page
    client.post(undo)
    assert desk.asked[-1]["do"] == "reopen_review"
    assert desk.asked[-1]["body"] == {"comment": case.pk}


@pytest.mark.parametrize(
    ("form", "items"),
    [
        ({"decision": "corrected", "code": "A2", "qty": "4"}, [{"code": "A2", "qty": 4}]),
        (
            {"decision": "corrected", "items": "A1:2,A2:1"},
            [{"code": "A1", "qty": 2}, {"code": "A2", "qty": 1}],
        ),
        ({"decision": "dropped"}, []),
    ],
)
def test_a_comment_is_decided_otherwise(client, keeper, studio, desk, form, items):
    client.as_(keeper).post(f"{studio}decisions/", {"comment": 7, **form})
    assert desk.asked[0]["body"] == {"comment": 7, "decision": form["decision"], "items": items}


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"comment": "x", "decision": "dropped"},
        {"comment": 1, "decision": "maybe"},
        {"comment": 1, "decision": "as_read", "items": "A1:x"},
    ],
)
def test_nonsense_asks_no_desk(client, keeper, studio, desk, form):
    answer = client.as_(keeper).post(f"{studio}decisions/", form, headers={"X-Studio": "1"})
    assert answer.status_code == 422
    assert desk.asked == []


def test_a_decision_that_came_too_late_is_said_in_words(client, keeper, studio, desk):
    desk.refuse = errors.AlreadyDecided()
    form = {"comment": 1, "decision": "dropped"}
    answer = client.as_(keeper).post(f"{studio}decisions/", form, headers={"X-Studio": "1"})
    assert answer.status_code == 409
    assert "Câu này có người duyệt rồi." in answer.content.decode()
    assert "data-toast" in answer.content.decode()


def test_putting_a_case_off_makes_it_the_last(client, keeper, session, studio):
    first, second = (
        said(session, text, outcome="review", intent="order", items=[{"code": "A1", "qty": 1}])
        for text in ("một", "hai")
    )
    page = client.as_(keeper).get(f"{studio}parts/review/?after={first.pk}").content.decode()
    assert page.index("hai") < page.index("một")
    assert f'name="comment" value="{second.pk}"' in page
    assert f'name="comment" value="{first.pk}"' not in page


def test_pins_prices_and_stock_ask_the_desk(client, manager, session, studio, desk):
    client.as_(manager)
    client.post(f"{studio}pin/", {"code": "A2"})
    client.post(f"{studio}prices/", {"code": "A1", "price": "140k", "flash_price": "", "flash_minutes": "5"})
    client.post(f"{studio}allotments/", {"code": "A1", "qty": "3", "way": "back"})
    assert [(ask["do"], ask["body"]) for ask in desk.asked] == [
        ("pin", {"code": "A2"}),
        (
            "price",
            {
                "code": "A1",
                "price": 140_000,
                "flash_price": None,
                "flash_until": None,
                "limit_per_buyer": None,
            },
        ),
        ("allot", {"code": "A1", "by": -3, "new": False}),
    ]
    client.post(
        f"{studio}prices/", {"code": "A1", "price": "140k", "flash_price": "130k", "flash_minutes": "5"}
    )
    body = desk.asked[-1]["body"]
    assert body["flash_price"] == 130_000
    until = timezone.datetime.fromisoformat(body["flash_until"])
    assert 290 < (until - timezone.now()).total_seconds() <= 300


def test_what_is_wrong_in_a_price_is_said(client, manager, studio, desk):
    answer = client.as_(manager).post(f"{studio}prices/", {"code": "A1", "price": "rẻ"}, follow=True)
    assert desk.asked == []
    assert "145k" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "path"), [("packer", "allotments/"), ("packer", "stops/"), ("bookkeeper", "decisions/")]
)
def test_the_wrong_role_asks_nothing(client, coop, studio, desk, role, path):
    client.as_(make_person(coop, role))
    with assert_nothing_happened():
        assert client.post(f"{studio}{path}", {"code": "A1", "by": 1}).status_code == 403
    assert desk.asked == []


def test_a_question_prompts_until_it_was_answered(client, keeper, session, studio):
    one = said(session, "ship bao nhiêu", outcome="question", author_id="u1")
    two = said(session, "phí giao hàng sao", outcome="question", author_id="u2")
    client.as_(keeper)
    page = client.get(f"{studio}parts/say/").content.decode()
    assert "2 người đang hỏi" in page
    assert f'value="{two.pk},{one.pk}"' in page
    client.post(f"{studio}said/", {"comments": f"{two.pk},{one.pk}"})
    assert "đang hỏi" not in client.get(f"{studio}parts/say/").content.decode()


def test_a_line_of_the_run_sheet_prompts_until_it_was_said(client, keeper, session, studio):
    item = items_of(session)[0]
    item.say = "Mật quay tháng 3"
    item.save()
    client.as_(keeper)
    assert "Mật quay tháng 3" in client.get(f"{studio}parts/say/").content.decode()
    client.post(f"{studio}said/", {"item": item.pk})
    assert "Mật quay tháng 3" not in client.get(f"{studio}parts/say/").content.decode()


@pytest.mark.parametrize("form", [{}, {"item": "x"}, {"comments": "1,x"}, {"item": "99999"}])
def test_saying_nothing_is_not_found(client, keeper, studio, form):
    client.as_(keeper)
    with assert_nothing_happened():
        assert client.post(f"{studio}said/", form).status_code == 404


@pytest.mark.parametrize(("price", "flash"), [("0", ""), ("140k", "140k"), ("140k", "150k"), ("140k", "0")])
def test_no_price_of_nothing_and_no_flash_above_the_price_go_on_air(
    client, keeper, studio, desk, price, flash
):
    client.as_(keeper)
    client.post(f"{studio}prices/", {"code": "A1", "price": price, "flash_price": flash})
    assert desk.asked == []
