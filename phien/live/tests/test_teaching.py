"""Words taught through the actions: every open desk that sells the goods reads with them at once."""

from collections.abc import Iterator
from typing import Any

import pytest

from phien.activity.models import Entry
from phien.comments import errors as comments
from phien.comments.models import Comment, Taught
from phien.live import actions, errors
from phien.live.models import Item, Session
from phien.live.queries import Lesson
from phien.orders.models import Order
from phien.testing import factories
from phien.testing.committed import db as db
from phien.testing.desks import Room, remark, room
from phien.testing.watching import assert_nothing_happened

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def both(session: Session, coop: Any) -> Session:
    """Another open live of the same cooperative that sells the first live's A1 as its A2."""
    variant = Item.objects.of(coop).get(session=session, code="A1").variant
    new = factories.make_variant(coop, stock=9)
    return factories.make_session(coop, [(new, 5), (variant, 5)], open=True)


@pytest.fixture
def desks(session: Session, both: Session) -> Iterator[Room]:
    """The process that serves both."""
    with room() as made:
        made.serving(session.pk)
        made.serving(both.pk)
        yield made


def says(desks: Room, session: Session, text: str, author: str) -> Any:
    """What came of one comment."""
    return desks.ask(session.pk, "comments", {"rows": [remark(text, author=author)]}).body[0]


def test_every_open_desk_that_sells_it_reads_with_a_word_at_once(coop, session, both, desks, manager):
    assert says(desks, both, "lấy 2 ghè lùn", "hoa")["outcome"] == "review"
    says(desks, session, "lấy 2 ghè lùn", "lan")
    case = Comment.every_coop.get(session_id=session.pk)
    word = actions.teach(
        coop=coop, session_id=session.pk, words="ghè lùn", code="A1", comment_id=case.pk, by=manager
    )
    assert says(desks, both, "lấy 2 ghè lùn", "mai")["items"] == [{"code": "A2", "qty": 2}]
    actions.forget(coop=coop, session_id=both.pk, word_id=word, by=manager)
    assert says(desks, session, "lấy 1 ghè lùn", "ba")["outcome"] == "review"
    actions.remember(coop=coop, session_id=both.pk, word_id=word, by=manager)
    assert says(desks, session, "lấy 3 ghè lùn", "tư")["outcome"] == "order"


def test_what_waited_is_decided_one_by_one_and_what_is_not_sure_waits_on(coop, session, desks, manager):
    for author, text in (("lan", "lấy 2 ghè lùn"), ("hoa", "lấy 1 ghè lùn"), ("mai", "lấy 3 ghè lùn")):
        says(desks, session, text, author)
    says(desks, session, "thôi huỷ giúp em", "hoa")  # what she wanted may be over
    cases = list(Comment.every_coop.filter(text__contains="ghè lùn").order_by("id"))
    word = actions.teach(
        coop=coop, session_id=session.pk, words="ghè lùn", code="A1", comment_id=cases[0].pk, by=manager
    )
    decided = actions.read_again(
        coop=coop, session_id=session.pk, word_id=word, comment_ids=[case.pk for case in cases], by=manager
    )
    assert decided == [cases[0].pk, cases[2].pk]
    assert Order.every_coop.count() == 2
    again = actions.read_again(
        coop=coop, session_id=session.pk, word_id=word, comment_ids=[case.pk for case in cases], by=manager
    )
    assert (again, Order.every_coop.count()) == ([], 2)


def test_the_preview_says_what_the_desk_then_does(coop, session, desks, manager):
    said = {
        "lan": "lấy 2 ghè lùn",
        "hoa": "ghè lùn 1 nha",
        "mai": "lấy 3 ghè lùn với A2 1 chai",
        "tư": "ghè lùn còn không shop",
    }
    for author, text in said.items():
        says(desks, session, text, author)
    case = Comment.every_coop.get(author_id="lan")
    lesson = Lesson(coop=coop, session_id=session.pk, at=case.at)
    differing = lesson.differing("ghè lùn", "A1", but=case.pk)
    expected = {each.comment.id: each.after.items for each in differing if each.waits and each.sure}
    word = actions.teach(
        coop=coop, session_id=session.pk, words="ghè lùn", code="A1", comment_id=case.pk, by=manager
    )
    decided = actions.read_again(
        coop=coop, session_id=session.pk, word_id=word, comment_ids=list(expected), by=manager
    )
    assert sorted(decided) == sorted(expected)
    rows = Comment.every_coop.filter(pk__in=decided)
    assert {row.pk: tuple((each["code"], each["qty"]) for each in row.items) for row in rows} == expected
    left = Lesson(coop=coop, session_id=session.pk, at=case.at).since(Taught.every_coop.get())
    kept = {each.comment.id for each in differing} - expected.keys()
    assert {each.comment.id for each in left} == {case.pk} | kept


def test_a_closed_live_still_forgets_but_decides_nothing(coop, session, desks, manager):
    says(desks, session, "lấy 2 ghè lùn", "lan")
    case = Comment.every_coop.get()
    word = actions.teach(
        coop=coop, session_id=session.pk, words="ghè lùn", code="A1", comment_id=case.pk, by=manager
    )
    actions.close_session(coop=coop, session_id=session.pk, by=manager)
    again = actions.read_again(
        coop=coop, session_id=session.pk, word_id=word, comment_ids=[case.pk], by=manager
    )
    assert again == []
    actions.forget(coop=coop, session_id=session.pk, word_id=word, by=manager)
    assert Taught.every_coop.get().forgotten_at is not None


def test_a_planned_live_forgets_what_it_would_be_read_with(coop, session, desks, manager):
    """Before the show the keeper looks through the words; a desk that is open meanwhile is told."""
    says(desks, session, "lấy 2 ghè lùn", "lan")
    case = Comment.every_coop.get()
    word = actions.teach(
        coop=coop, session_id=session.pk, words="ghè lùn", code="A1", comment_id=case.pk, by=manager
    )
    variant = Item.objects.of(coop).get(session=session, code="A1").variant
    planned = factories.make_session(coop, [(variant, 3)])
    actions.forget(coop=coop, session_id=planned.pk, word_id=word, by=manager)
    assert says(desks, session, "lấy 1 ghè lùn", "hoa")["outcome"] == "review"
    with pytest.raises(comments.ForgottenAlready):
        actions.forget(coop=coop, session_id=planned.pk, word_id=word, by=manager)
    actions.remember(coop=coop, session_id=planned.pk, word_id=word, by=manager)
    assert says(desks, session, "lấy 3 ghè lùn", "mai")["outcome"] == "order"
    with pytest.raises(comments.TaughtAlready):
        actions.remember(coop=coop, session_id=planned.pk, word_id=word, by=manager)
    kinds = Entry.every_coop.filter(subject_id=planned.pk).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["word.forgotten", "word.remembered"]


def test_a_strangers_word_is_not_found(coop, other_coop, session, desks, manager):
    theirs = factories.make_session(other_coop, [(factories.make_variant(other_coop, stock=5), 5)])
    word = Taught.every_coop.create(
        coop=other_coop, words="ghè lùn", key="x", session_id=theirs.pk, at=session.scheduled_at
    )
    with assert_nothing_happened(), pytest.raises(errors.Unknown):
        actions.forget(coop=coop, session_id=session.pk, word_id=word.pk, by=manager)
    with assert_nothing_happened(), pytest.raises(errors.Unknown):
        actions.forget(coop=coop, session_id=theirs.pk, word_id=word.pk, by=manager)
