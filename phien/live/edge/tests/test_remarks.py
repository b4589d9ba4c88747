"""Comments over the API (by token) and the live page's own (by cookie), on a real socket."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from phien.comments.models import Comment
from phien.live import cookie
from phien.live.actions import make_token
from phien.live.edge import guards
from phien.live.models import Token
from phien.orders.models import Order
from phien.testing import factories
from phien.testing.desks import remark
from phien.testing.truths import assert_all_true


@pytest.fixture
def url(session) -> str:
    return f"/api/sessions/{session.pk}/comments"


@pytest.fixture
def token(session, coop) -> str:
    return make_token(coop=coop, session_id=session.pk, at=timezone.now())


@pytest.fixture
def client(edge, token) -> Any:
    with edge.client(headers={"authorization": f"Bearer {token}", "accept-language": "en"}) as made:
        yield made


def row(text: str = "chốt A1", author: str = "lan", key: str = "", **more: Any) -> dict[str, Any]:
    made = remark(text, author=author, key=key, **more)
    del made["at"]
    return {**made, **more}


def test_a_list_in_a_list_of_outcomes_out_in_order(client, url):
    rows = [row("chốt A1 2 chai", key="f1"), row("hay quá", key="f2"), row("giá bao nhiêu", key="f3")]
    answer = client.post(url, json=rows)
    assert answer.status_code == 200
    assert answer.json() == [
        {
            "external_id": "f1",
            "outcome": "order",
            "order": Order.every_coop.get().code,
            "items": [{"code": "A1", "qty": 2}],
        },
        {"external_id": "f2", "outcome": "other"},
        {"external_id": "f3", "outcome": "question"},
    ]
    assert_all_true()


def test_a_repeat_is_a_duplicate_in_the_same_list_too(client, url):
    rows = [row("chốt A1 2 chai", key="f1"), row("chốt A1 2 chai", key="f1")]
    assert [each["outcome"] for each in client.post(url, json=rows).json()] == ["order", "duplicate"]
    assert [each["outcome"] for each in client.post(url, json=rows).json()] == ["duplicate", "duplicate"]


class TestTokens:
    @pytest.mark.parametrize("header", ["", "Bearer", "Basic abc", "Bearer phien_unknown", "bearer\tx"])
    def test_none_or_no_valid_one_is_401(self, edge, url, header):
        with edge.client(headers={"authorization": header} if header else {}) as client:
            answer = client.post(url, json=[row()])
        assert (answer.status_code, answer.json()["code"]) == (401, "no_token")
        assert not Comment.every_coop.exists()

    def test_one_taken_back_is_401_within_moments(self, edge, client, url, monkeypatch):
        assert client.post(url, json=[row()]).status_code == 200
        Token.every_coop.update(revoked_at=timezone.now())
        monkeypatch.setattr(guards, "KNOWN_FOR", 0.0)
        assert client.post(url, json=[row()]).status_code == 401
        assert guards.KNOWN_FOR <= 2

    def test_another_cooperatives_is_404_and_so_is_another_sessions(
        self, edge, url, session, coop, other_coop
    ):
        other = factories.make_session(coop, open=True)
        strangers = [
            make_token(coop=other_coop, session_id=None, at=timezone.now()),
            make_token(coop=coop, session_id=other.pk, at=timezone.now()),
        ]
        for token in strangers:
            with edge.client(headers={"authorization": f"Bearer {token}"}) as client:
                answer = client.post(url, json=[row()])
                assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert not Comment.every_coop.exists()

    def test_one_for_all_of_a_cooperatives_sessions_is_good_for_each(self, edge, url, coop):
        token = make_token(coop=coop, session_id=None, at=timezone.now())
        with edge.client(headers={"authorization": f"Bearer {token}"}) as client:
            assert client.post(url, json=[row()]).status_code == 200

    def test_posts_with_a_token_are_never_dropped_for_haste(self, client, url):
        headers = {"x-forwarded-for": "203.0.113.9"}
        statuses = {client.post(url, json=[row("hay")], headers=headers).status_code for _ in range(40)}
        assert statuses == {200}


class TestBounds:
    def test_five_hundred_at_most(self, client, url):
        assert client.post(url, json=[row("hay")] * 501).status_code == 422
        assert client.post(url, json=[]).json() == []

    def test_five_hundred_at_once_are_all_answered(self, client, url):
        rows = [row(f"hay {n}", author=f"a{n}", key=f"f{n}") for n in range(500)]
        answers = client.post(url, json=rows).json()
        assert [each["external_id"] for each in answers] == [f"f{n}" for n in range(500)]
        assert Comment.every_coop.count() == 500

    @pytest.mark.parametrize("sent", [{"source": "facebook"}, "x", 5, True])
    def test_what_is_no_list_is_422(self, client, url, sent):
        answer = client.post(url, json=sent)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_body")

    def test_other_content_types_are_415_and_too_much_is_413(self, client, url):
        assert client.post(url, content=b"[]", headers={"content-type": "text/plain"}).status_code == 415
        headers = {"content-type": "application/json"}
        assert client.post(url, content=b" " * (2 * 1024 * 1024 + 1), headers=headers).status_code == 413


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"text": 5}, "text: This is not what belongs here."),
        ({"text": "x" * 4001}, "text: This is too long."),
        ({"source": "Face Book"}, "source: This is not what belongs here."),
        ({"source": "button"}, "source: This name is our own; give the channel another one."),
        ({"source": "live"}, "source: This name is our own; give the channel another one."),
        ({"external_id": ""}, "external_id: This is needed."),
        ({"author": {"id": ""}}, "author.id: This is needed."),
        ({"author": None}, "author: This is not what belongs here."),
        ({"at": "yesterday"}, "at: This is not what belongs here."),
        ({"pinned": "x" * 21}, "pinned: This is too long."),
    ],
)
def test_a_wrong_row_is_invalid_alone(client, url, wrong, reason):
    rows = [row(key="f1"), {**row(key="f2"), **wrong}, row("chốt A2", author="mai", key="f3")]
    answers = client.post(url, json=rows).json()
    assert [each["outcome"] for each in answers] == ["order", "invalid", "order"]
    assert answers[1]["reason"] == reason


@pytest.mark.parametrize("odd", [None, 7, "x", []])
def test_a_row_that_is_no_object_is_invalid(client, url, odd):
    answers = client.post(url, json=[odd, row(key="f1")]).json()
    assert [each["outcome"] for each in answers] == ["invalid", "order"]


def test_html_stays_text_and_control_characters_go(client, url):
    text = "<img src=x onerror=alert(1)>\x00\x1b[31m \u202echốt A1\u202c"
    client.post(url, json=[row(text, author="<b>lan</b>", key="f1")])
    kept = Comment.every_coop.get()
    assert kept.text == "<img src=x onerror=alert(1)>[31m chốt A1"
    assert kept.author_id == "<b>lan</b>"


def test_the_time_of_a_comment_is_kept_with_its_zone(client, url):
    client.post(
        url, json=[row(at="2026-11-23T20:00:00+07:00", key="f1"), row(at="2026-11-23T20:00:00", key="f2")]
    )
    assert set(Comment.every_coop.values_list("at", flat=True)) == {datetime(2026, 11, 23, 13, 0, tzinfo=UTC)}


class TestChat:
    @pytest.fixture
    def chat(self, session) -> str:
        return f"/api/sessions/{session.pk}/chat"

    def test_a_viewers_comment_is_read_like_any_other(self, edge, chat, session):
        with edge.client() as viewer:
            answer = viewer.post(chat, json={"cid": "c1", "name": "Lan", "text": "chốt A1 2 chai"})
            order = Order.every_coop.get()
            assert answer.json() == {
                "external_id": "c1",
                "outcome": "order",
                "order": order.code,
                "items": [{"code": "A1", "qty": 2}],
            }
            mine = viewer.get(f"/api/sessions/{session.pk}/mine").json()["orders"]
        assert [each["order"] for each in mine] == [order.code]

    def test_sent_again_it_is_a_duplicate_also_where_the_cookie_was_lost(self, edge, chat):
        sent = {"cid": "c1", "name": "Lan", "text": "chốt A1 2 chai"}
        with edge.client() as first, edge.client() as again:
            first.post(chat, json=sent)
            assert again.post(chat, json=sent).json()["outcome"] == "duplicate"
        assert Order.every_coop.get().goods == 290_000

    def test_one_clients_id_never_meets_anothers(self, edge, chat):
        sent = {"cid": "c1", "name": "Lan", "text": "chốt A1"}
        for _ in range(2):
            with edge.client(cookies={cookie.NAME: cookie.new_buyer()[0]}) as viewer:
                assert viewer.post(chat, json=sent).json()["outcome"] == "order"
        assert Order.every_coop.count() == 2

    def test_ten_in_ten_seconds(self, edge, chat):
        with edge.client(cookies={cookie.NAME: cookie.new_buyer()[0]}) as viewer:
            answers = [
                viewer.post(chat, json={"cid": f"c{n}", "name": "Lan", "text": f"hay {n}"}) for n in range(11)
            ]
        assert [each.status_code for each in answers] == [200] * 10 + [429]
        assert answers[-1].headers["retry-after"] == "1"
        with edge.client(cookies={cookie.NAME: cookie.new_buyer()[0]}) as other:
            assert other.post(chat, json={"cid": "c", "name": "Mai", "text": "hay"}).status_code == 200

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"name": "x" * 61}, "name"),
            ({"text": ""}, "text"),
            ({"text": "x" * 501}, "text"),
            ({"cid": ""}, "cid"),
        ],
    )
    def test_a_bad_comment_is_422_with_its_field(self, edge, chat, wrong, field):
        with edge.client() as viewer:
            answer = viewer.post(chat, json={"cid": "c", "name": "Lan", "text": "hay", **wrong})
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])

    def test_from_another_site_or_as_a_form_it_is_refused(self, edge, chat):
        sent = {"cid": "c", "name": "Lan", "text": "hay"}
        with edge.client() as viewer:
            assert viewer.post(chat, json=sent, headers={"sec-fetch-site": "cross-site"}).status_code == 403
            assert viewer.post(chat, data=sent).status_code == 415
        assert not Comment.every_coop.exists()

    def test_an_unknown_session_is_404(self, edge):
        with edge.client() as viewer:
            sent = {"cid": "c", "name": "Lan", "text": "hay"}
            assert viewer.post("/api/sessions/999999999/chat", json=sent).status_code == 404
