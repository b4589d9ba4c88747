"""How comments were read: the figures, that their rows add up, the words nobody knew, and who may see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from phien.comments.models import Comment, Taught
from phien.office.reports import sets
from phien.office.reports.reading import reading_of, unknown_words
from phien.office.reports.tests.conftest import BEGIN
from phien.office.reports.tests.reading_rows import edited, say
from phien.reading.teaching import key_of_words
from phien.testing import factories
from phien.testing.watching import assert_queries

MINUTE = timedelta(minutes=1)
# what the reader is made of is asked beside these, by four plain statements
QUERIES_PAGE, QUERIES_WORDS, QUERIES_ROWS, QUERIES_WORD = 15, 6, 6, 7
URL = "/an-thu/sessions/{}/report/reading/"


@pytest.fixture
def client_in(client, bookkeeper):
    return client.as_(bookkeeper)


@pytest.fixture
def read(coop, keeper):
    """A closed live: six orders by itself (two set right), a cancellation, a question, talk, doubts."""
    variants = [factories.make_variant(coop, stock=50, price=price) for price in (145_000, 90_000)]
    session = factories.make_session(coop, [(each, 30) for each in variants], open=True, at=BEGIN)
    one, two = factories.items_of(session)
    first = factories.make_order(session, [(one, 2), (two, 1)], at=BEGIN)
    second = factories.make_order(session, [(one, 3)], at=BEGIN)
    named = [{"start": 0, "end": 2, "kind": "code", "value": "A1"}]
    several = [{"start": 0, "end": 3, "kind": "product", "value": ""}]
    counted = [{"start": 0, "end": 1, "kind": "quantity", "value": "A1"}]  # a value, but of no item
    say(session, "A1 2", BEGIN, order=first, items=(("A1", 2),), spans=named, pinned="A1")
    say(session, "2 chai", BEGIN, order=second, items=(("A1", 2),), spans=counted, pinned="A1")
    say(session, "mật xoăn", BEGIN, order=second, items=(("A1", 1),), spans=several, pinned="A1")
    say(session, "A1 1", BEGIN, order=second, items=(("A1", 1),), spans=named)
    say(session, "A2", BEGIN, order=first, items=(("A2", 1),), pinned="A1")
    say(session, "đổi A2 2", BEGIN, outcome="changed", order=first, items=(("A2", 2),))
    say(session, "A2 9", BEGIN, outcome="sold_out", items=(("A2", 9),))
    say(session, "huỷ A2", BEGIN, outcome="cancelled", order=first, items=(("A2", 1),))
    say(session, "giá sao", BEGIN, outcome="question")
    say(session, "phốtxa đẹp quá 0912000111 phốtxa", BEGIN, outcome="other")
    say(session, "xoăn", BEGIN, outcome="review", reason="which_item")
    ask = {"reason": "which_item", "decided_by": keeper}
    say(session, "2 xoăn", BEGIN, order=first, decision="as_read", decided_after=20, **ask)
    say(session, "3 xoăn", BEGIN, order=first, decision="corrected", decided_after=40, **ask)
    say(session, "2", BEGIN, outcome="other", decision="dropped", decided_after=600, reason="bare_number")
    say(session, "mời cả nhà xem xoăn", BEGIN, outcome="other", author_id="host")
    say(session, "phốtxa", BEGIN, outcome="blocked")
    edited(second, {"A1": 3}, {"A1": 2}, BEGIN + 9 * MINUTE, by=keeper)
    edited(first, {"A1": 2, "A2": 1}, {"A1": 2, "A2": 2}, BEGIN + 9 * MINUTE, by=keeper)
    session.state, session.closed_at = "closed", BEGIN + 60 * MINUTE
    session.save()
    return session


def listed(client, session, query):
    """Every comment of all pages of the rows behind a figure."""
    url = f"/an-thu/sessions/{session.pk}/report/rows/?{query}"
    pages = client.get(url).context["page"].paginator.num_pages
    found = [client.get(f"{url}&page={number}") for number in range(1, pages + 1)]
    return [row.text for page in found for _shown, row in page.context["comments"]]


def test_what_became_orders_by_itself_and_what_of_it_people_set_right(coop, read):
    share = reading_of(coop=coop, session=read, words=9).share
    assert (share.all, share.acted, share.mended, share.kept, share.asked) == (14, 6, 2, 4, 4)
    assert (share.kept_percent, share.asked_percent) == (66, 29)


def test_every_comment_is_in_exactly_one_set(coop, read):
    report = reading_of(coop=coop, session=read, words=9)
    by_itself = report.share.acted + sum(count for _, count in report.other_readings)
    assert by_itself + report.share.asked == report.share.all
    assert sum(count for _, count in report.decided) == report.share.asked
    assert sum(each.count for each in report.reasons) == report.share.asked


def test_why_people_were_asked_how_they_decided_and_how_fast(coop, read):
    report = reading_of(coop=coop, session=read, words=9)
    assert [(each.reason, each.count) for each in report.reasons] == [("which_item", 3), ("bare_number", 1)]
    assert report.decided == [("as_read", 1), ("corrected", 1), ("dropped", 1), ("undecided", 1)]
    assert (report.half_within, report.longest) == (40, 600)


def test_the_pinned_item_decided_where_no_words_name_just_that_item(client_in, coop, read):
    assert reading_of(coop=coop, session=read, words=9).pinned == 2
    assert listed(client_in, read, "of=pinned") == ["2 chai", "mật xoăn"]


@pytest.mark.parametrize("kind", ["acted", "kept", "mended"])
def test_the_rows_behind_the_share_add_up(client_in, coop, read, kind):
    share = reading_of(coop=coop, session=read, words=9).share
    assert len(listed(client_in, read, f"of={kind}")) == getattr(share, kind)
    assert listed(client_in, read, "of=mended") == ["A1 1", "đổi A2 2"]


@pytest.mark.parametrize(
    "kind", [kind for kind in sets.READ if kind not in ("kept", "mended", "pinned", "word")]
)
def test_the_rows_behind_each_reading_add_up(client_in, coop, read, kind):
    report = reading_of(coop=coop, session=read, words=9)
    assert len(listed(client_in, read, f"of={kind}")) == (report.counts | {"acted": report.share.acted})[kind]


def test_the_rows_behind_a_reason_add_up(client_in, read):
    assert listed(client_in, read, "of=asked&reason=which_item") == ["xoăn", "2 xoăn", "3 xoăn"]
    assert listed(client_in, read, "of=asked&reason=bare_number") == ["2"]


def test_the_words_nobody_knew_come_with_their_comments_and_no_phone(client_in, coop, read):
    words = unknown_words(coop=coop, session=read)
    assert [(each.word, len(each.comments), each.asked) for each in words] == [
        ("xoăn", 4, 3),
        ("phốtxa", 1, 0),
    ]
    for each in words:
        assert len(listed(client_in, read, f"of=word&word={each.key}")) == len(each.comments)
    page = client_in.get(f"{URL.format(read.pk)}words/").content.decode()
    assert "phốtxa đẹp quá" in page
    assert "0912 ••• 111" in page
    assert "0912000111" not in page


def test_words_that_the_sheet_names_are_known(coop, read):
    item = factories.items_of(read)[0]
    item.aliases = ["mật xoăn"]
    item.save()
    assert "xoăn" not in [each.word for each in unknown_words(coop=coop, session=read)]


def test_words_that_were_taught_are_known_and_the_page_leads_to_them(client_in, coop, read, keeper):
    Taught.every_coop.create(
        coop=coop,
        variant=None,
        words="xoăn",
        key=key_of_words("xoăn"),
        session_id=read.pk,
        person=keeper,
        at=BEGIN,
    )
    assert [each.word for each in unknown_words(coop=coop, session=read)] == ["phốtxa"]
    page = client_in.as_(keeper).get(URL.format(read.pk)).content.decode()
    assert f'href="/an-thu/sessions/{read.pk}/words/"' in page


@pytest.mark.parametrize(
    ("state", "role", "linked"), [("open", "keeper", 1), ("open", "bookkeeper", 0), ("closed", "keeper", 0)]
)
def test_on_air_a_word_is_taught_from_a_comment_that_waits(client, coop, read, state, role, linked):
    read.state = state
    read.save()
    waits = Comment.objects.of(coop).get(session_id=read.pk, text="xoăn")
    client.as_(factories.make_person(coop, role, login="ai-do"))
    for page in ("", "words/"):
        shown = client.get(URL.format(read.pk) + page).content.decode()
        assert shown.count(f'href="/an-thu/sessions/{read.pk}/studio/teaching/{waits.pk}/"') == linked


def test_it_stands_beside_the_lives_before(client_in, coop, read, keeper):
    before = factories.make_session(
        coop, [(factories.make_variant(coop, stock=9), 5)], open=True, at=BEGIN - timedelta(days=7)
    )
    order = factories.make_order(before, at=BEGIN - timedelta(days=7))
    say(before, "A1", BEGIN - timedelta(days=7), order=order, items=(("A1", 1),))
    say(before, "A1 ?", BEGIN - timedelta(days=7), outcome="review", reason="unsure")
    silent = factories.make_session(
        coop, [(factories.make_variant(coop, stock=9), 5)], open=True, at=BEGIN - timedelta(days=9)
    )
    for session in (before, silent):
        session.state, session.closed_at = "closed", session.opened_at + 60 * MINUTE
        session.save()
    earlier = reading_of(coop=coop, session=read, words=9).earlier
    assert [(each.session, each.kept_percent, each.asked_percent) for each in earlier] == [(before, 100, 50)]
    page = client_in.get(URL.format(read.pk))
    assert [each.session for each in page.context["lives"]] == [read, before]
    assert f'href="{URL.format(before.pk)}"' in page.content.decode()


def test_a_live_without_comments_says_so(client_in, coop):
    session = factories.make_session(coop, [(factories.make_variant(coop, stock=9), 5)], open=True, at=BEGIN)
    assert "Chưa có bình luận nào để đọc" in client_in.get(URL.format(session.pk)).content.decode()
    assert client_in.get(f"{URL.format(session.pk)}words/").status_code == 200


def test_one_comment_that_was_left_alone_is_the_whole(client_in, coop):
    session = factories.make_session(coop, [(factories.make_variant(coop, stock=9), 5)], open=True, at=BEGIN)
    say(session, "A1", BEGIN, order=factories.make_order(session, at=BEGIN), items=(("A1", 1),))
    page = client_in.get(URL.format(session.pk))
    assert page.context["share"].kept_percent == 100
    assert "Không phải hỏi ai" in page.content.decode()


def test_before_the_live_there_is_nothing_to_see(client_in, coop):
    to_come = factories.make_session(coop)
    answer = client_in.get(URL.format(to_come.pk))
    assert (answer.status_code, answer.url) == (302, f"/an-thu/sessions/{to_come.pk}/")


@pytest.mark.parametrize("query", ["of=word&word=chai", "of=word", "of=asked&reason=because", "of=readings"])
def test_a_figure_that_is_none_is_not_found(client_in, read, query):
    assert client_in.get(f"/an-thu/sessions/{read.pk}/report/rows/?{query}").status_code == 404


@pytest.mark.parametrize("page", ["", "words/"])
def test_a_strangers_live_is_not_found(client, coop, other_coop, read, page):
    somebody = factories.make_person(other_coop, "manager", login="ben-kia")
    assert client.as_(somebody).get(URL.format(read.pk) + page).status_code == 404
    assert client.get(f"/{other_coop.slug}/sessions/{read.pk}/report/reading/{page}").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [("host", 200), ("keeper", 200), ("bookkeeper", 200), ("packer", 403)]
)
def test_who_sees_the_report_sees_this(client, coop, read, role, status):
    somebody = factories.make_person(coop, role, login="ai-do")
    assert client.as_(somebody).get(URL.format(read.pk)).status_code == status


@pytest.mark.parametrize("more", [0, 300])
def test_as_many_queries_however_many_comments_and_words(client_in, coop, read, more):
    one = Comment.objects.of(coop).filter(session_id=read.pk, text="A1 1").get()
    Comment.every_coop.bulk_create(
        Comment(
            **{field.attname: getattr(one, field.attname) for field in Comment._meta.fields}
            | {"id": 10**6 + number, "external_id": f"x{number}", "text": f"kết{'bcdghklmnp'[number % 10]}an"}
        )
        for number in range(more)
    )
    url = URL.format(read.pk)
    rows = f"/an-thu/sessions/{read.pk}/report/rows/"
    with assert_queries(QUERIES_PAGE):
        client_in.get(url)
    with assert_queries(QUERIES_WORDS):
        client_in.get(f"{url}words/")
    with assert_queries(QUERIES_ROWS):
        client_in.get(f"{rows}?of=asked&reason=which_item")
    word = unknown_words(coop=coop, session=read)[0].key
    with assert_queries(QUERIES_WORD):
        client_in.get(f"{rows}?of=word&word={word}")


def test_in_every_language(client_in, read):
    for language in ("vi", "en", "hi"):
        client_in.cookies["phien-language"] = language
        assert client_in.get(URL.format(read.pk)).status_code == 200
