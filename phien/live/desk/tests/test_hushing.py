"""Who is blocked holds nothing; what is hidden is seen by staff only."""

from typing import Any

import pytest
from django.utils import timezone

from phien.comments import queries as comments
from phien.comments.models import Comment
from phien.live import actions
from phien.live.models import Block
from phien.orders.models import Order
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened

LAN = "c:facebook:lan"


def block(bench: Any, session: Any, key: str) -> None:
    Block.every_coop.create(coop=session.coop, buyer_key=key, reason="phá")
    bench.ask("blocks", {})


def lift(bench: Any) -> None:
    Block.every_coop.update(lifted_at=timezone.now())
    bench.ask("blocks", {})


@pytest.mark.parametrize("takes_over", [False, True])
def test_a_blocked_author_and_buyer_get_nothing_and_keep_what_they_have(bench, session, item, takes_over):
    bench.comment("chốt A1 1 chai", author="lan")
    bench.place("A1", 1, buyer="b:1")
    for key in (LAN, "b:1"):
        block(bench, session, key)
    if takes_over:
        bench.sit_down()
    assert bench.comment("chốt A1 2 chai", author="lan") == {
        "external_id": Comment.every_coop.latest("id").external_id,
        "outcome": "blocked",
    }
    answer = bench.place("A1", 1, buyer="b:1")
    assert (answer.status, answer.body) == (409, {"code": "blocked"})
    assert item("A1").allotment.taken == 2
    assert Order.every_coop.filter(state="held").count() == 2
    assert bench.comment("chốt A1 1 chai", author="hoa")["outcome"] == "order"
    assert_all_true()


def test_what_a_blocked_author_says_is_kept_for_staff_and_not_shown(bench, session, coop):
    block(bench, session, LAN)
    bench.comment("hàng dỏm", author="lan")
    assert list(bench.desk.book.chat) == []
    assert comments.chat(coop=coop, session_id=session.pk) == []
    assert [row.outcome for row in comments.latest(coop=coop, session_id=session.pk)] == ["blocked"]
    bench.sit_down()
    assert (list(bench.desk.book.chat), dict(bench.desk.book.said)) == ([], {})


def test_once_the_block_is_lifted_the_same_key_may_buy(bench, session):
    block(bench, session, "b:1")
    assert bench.place("A1", 1, buyer="b:1", key="again").status == 409
    lift(bench)
    assert bench.place("A1", 1, buyer="b:1", key="again").status == 201


def test_a_repeated_comment_of_a_blocked_author_is_a_duplicate(bench, session):
    block(bench, session, LAN)
    bench.comment("chốt A1 1 chai", author="lan", key="same")
    assert bench.comment("chốt A1 1 chai", author="lan", key="same")["outcome"] == "duplicate"
    lift(bench)
    assert bench.comment("chốt A1 1 chai", author="lan", key="same")["outcome"] == "duplicate"


def test_blocked_in_one_cooperative_is_not_blocked_in_another(bench, session, other_coop):
    Block.every_coop.create(coop=other_coop, buyer_key="b:1", reason="phá")
    bench.ask("blocks", {})
    assert bench.place("A1", 1, buyer="b:1").status == 201


def test_a_hidden_comment_leaves_the_page_and_comes_back(bench, session, coop):
    for number in range(60):
        bench.comment(f"chào {number}", author="lan")
    lived = list(bench.desk.book.chat)
    row = Comment.every_coop.get(text="chào 58")
    assert bench.ask("hide", {"comment": row.pk, "hidden": True}).body["outcome"] == "hidden"
    told = [facts for kind, facts in bench.frames[-1]["public"] if kind == "hidden"]
    name = lived[-2]["id"]
    assert told == [{"ids": [name]}]
    texts = [line["text"] for line in bench.desk.book.chat]
    assert texts == [f"chào {number}" for number in range(9, 60) if number != 58]
    assert name not in [line.id for line in comments.chat(coop=coop, session_id=session.pk)]
    shown = comments.latest(coop=coop, session_id=session.pk)
    assert [each.hidden for each in shown[:3]] == [False, True, False], "staff see it, marked"
    assert texts == [line["text"] for line in bench.sit_down().book.chat]
    bench.ask("hide", {"comment": row.pk, "hidden": False})
    assert list(bench.desk.book.chat) == lived
    assert [facts["rows"] for kind, facts in bench.frames[-1]["public"] if kind == "chat"] == [[lived[-2]]]
    assert list(bench.sit_down().book.chat) == lived


def test_a_comment_of_another_live_is_not_found(bench, session):
    with assert_nothing_happened():
        assert bench.ask("hide", {"comment": 999_999, "hidden": True}).status == 404


def test_a_stranger_hides_nothing(bench, session, other_coop):
    bench.comment("chào", author="lan")
    body = {"comment": Comment.every_coop.get().pk, "hidden": True}
    with assert_nothing_happened(), pytest.raises(actions.errors.Unknown):
        actions.ask_desk(coop=other_coop, session_id=session.pk, do="hide", body=body)
