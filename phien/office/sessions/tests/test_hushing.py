"""A comment hidden and its author blocked from the studio, each with its undo."""

import pytest

from phien.comments import queries as comments
from phien.comments.models import Comment
from phien.live import actions
from phien.live.models import Block
from phien.office.sessions import hushing
from phien.office.sessions.tests.test_studio import said
from phien.testing.factories import make_person, make_session, make_variant
from phien.testing.watching import assert_nothing_happened

pytestmark = pytest.mark.django_db
TOAST = {"HTTP_X_STUDIO": "1"}


@pytest.fixture
def session(coop):
    return make_session(coop, [(make_variant(coop, stock=9), 9)], open=True)


@pytest.fixture
def studio(session):
    return f"/an-thu/sessions/{session.pk}/studio/"


@pytest.fixture
def asked(monkeypatch):
    """What the desk was asked; it answers well."""
    heard = []
    monkeypatch.setattr(hushing, "ask_desk", lambda **ask: heard.append((ask["do"], ask["body"])) or {})
    monkeypatch.setattr(actions, "_tell_of_blocks", lambda coop, by: heard.append(("blocks", {})))
    return heard


def test_a_comment_is_hidden_by_two_presses_and_shown_by_the_toast(client, coop, session, studio, asked):
    row = said(session, "hàng dỏm", author_name="Lan")
    client.as_(make_person(coop, "host"))
    listed = client.get(f"{studio}parts/comments/").content.decode()
    assert f'data-steer="comment={row.pk}"' in listed
    picked = client.get(f"{studio}parts/steer/?comment={row.pk}").content.decode()
    hiding = f"{studio}comments/{row.pk}/hiding/"
    assert hiding in picked
    assert "Chặn người viết" not in picked, "that is the keeper's"
    toast = client.post(hiding, **TOAST).content.decode()
    assert "Đã ẩn. Người xem không thấy nữa." in toast
    undo = f"{studio}comments/{row.pk}/showing/"
    assert f'action="{undo}"' in toast
    assert "Người xem thấy lại rồi." in client.post(undo, **TOAST).content.decode()
    assert asked == [
        ("hide", {"comment": row.pk, "hidden": True}),
        ("hide", {"comment": row.pk, "hidden": False}),
    ]


def test_what_is_hidden_and_who_is_blocked_is_marked_for_staff(client, coop, session, studio):
    row = said(session, "hàng dỏm")
    Comment.every_coop.update(hidden_at=row.at)
    said(session, "mua chỗ khác đi", outcome="blocked")
    client.as_(make_person(coop, "keeper"))
    page = client.get(f"{studio}parts/comments/").content.decode()
    assert page.count('<li class="hushed">') == 2
    assert "</svg> ẩn</b> hàng dỏm" in page
    assert "</svg> bị chặn</b> mua chỗ khác đi" in page
    assert "Hiện lại" in client.get(f"{studio}parts/steer/?comment={row.pk}").content.decode()
    assert comments.chat(coop=coop, session_id=session.pk) == []


def test_an_author_is_blocked_with_a_reason_and_let_in_again(client, coop, session, studio, asked):
    keeper = make_person(coop, "keeper")
    row = said(session, "hàng dỏm", author_id="lan", author_name="Lan")
    client.as_(keeper)
    blocking = f"{studio}comments/{row.pk}/blocking/"
    assert blocking in client.get(f"{studio}?comment={row.pk}").content.decode(), "without JavaScript too"
    with assert_nothing_happened():
        refused = client.post(blocking, {"reason": " "}, **TOAST)
    assert refused.status_code == 422
    assert "Ghi lý do" in refused.content.decode()
    toast = client.post(blocking, {"reason": "chê hàng hoài"}, **TOAST).content.decode()
    block = Block.every_coop.get()
    assert (block.buyer_key, block.name, block.reason, block.person) == (
        "c:facebook:lan",
        "Lan",
        "chê hàng hoài",
        keeper,
    )
    undo = f"{studio}blocks/{block.pk}/lifting/"
    assert f'action="{undo}"' in toast
    client.post(undo, **TOAST)
    block.refresh_from_db()
    assert block.lifted_at is not None
    assert [do for do, _ in asked] == ["blocks", "blocks"]


@pytest.mark.parametrize("author", ["host", "erased:1"])
def test_neither_the_shop_nor_who_was_deleted_can_be_blocked(client, coop, session, studio, author):
    row = said(session, "chào", author_id=author, author_name="")
    client.as_(make_person(coop, "keeper"))
    assert "data-steer" not in client.get(f"{studio}parts/comments/").content.decode()
    with assert_nothing_happened():
        answer = client.post(f"{studio}comments/{row.pk}/blocking/", {"reason": "thử"}, **TOAST)
    assert answer.status_code in (409, 422)


def test_a_comment_of_another_live_is_not_found(client, coop, session, studio):
    other = make_session(coop, [(make_variant(coop, stock=9), 9)], open=False)
    row = said(other, "chào")
    client.as_(make_person(coop, "keeper"))
    with assert_nothing_happened():
        answer = client.post(f"{studio}comments/{row.pk}/blocking/", {"reason": "thử"}, **TOAST)
    assert answer.status_code == 404
    assert "picked" not in client.get(f"{studio}parts/steer/?comment={row.pk}").content.decode()
