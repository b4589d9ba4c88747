"""Why a comment waits for a person: in words that name what it is about, or in general ones."""

import pytest
from django.utils import timezone, translation

from phien.comments.models import Comment
from phien.live.models import Item, Session
from phien.reading.contracts import RunSheet
from phien.reading.reader import Stream
from phien.reading.reasons import PLAINER
from phien.testing.factories import items_of, make_session, make_variant

pytestmark = pytest.mark.django_db
SHEET = RunSheet.from_json(
    {
        "items": [
            {"code": "A1", "name": "Mật ong hoa cà phê 500 ml", "aliases": ["mật cà phê"], "unit": "chai",
             "net": {"value": 500, "unit": "ml"}, "price": 145_000, "group": "mật ong hoa cà phê"},
            {"code": "A2", "name": "Mật ong hoa cà phê 1 lít", "aliases": ["mật cà phê"], "unit": "chai",
             "net": {"value": 1, "unit": "l"}, "price": 280_000, "group": "mật ong hoa cà phê"},
        ]
    }
)  # fmt: skip


@pytest.fixture
def session(coop):
    variants = [(make_variant(coop, stock=60), 40), (make_variant(coop, stock=60), 40)]
    session = make_session(coop, variants, open=True)
    for item, row in zip(items_of(session), SHEET.items, strict=True):
        Item.every_coop.filter(pk=item.pk).update(name=row.name, price=row.price)
    Session.every_coop.filter(pk=session.pk).update(pinned=items_of(session)[0], pinned_at=timezone.now())
    return session


def reason_shown(client, studio, session, text, *, pinned="A1"):
    """What the queue says of a comment that the reader sends to a person, and the reason's code."""
    reading = Stream(SHEET).read("u1", text, pinned or None)
    assert reading.review, reading
    Comment.every_coop.create(
        coop=session.coop, session_id=session.pk, source="facebook", external_id="c1", text=text,
        author_id="u1", at=timezone.now(), pinned=pinned, outcome="review", intent=reading.intent,
        reason=reading.reason,
        items=[{"code": code, "qty": qty} for code, qty in reading.items],
        options=[[{"code": code, "qty": qty} for code, qty in one] for one in reading.options],
        spans=[{"start": s.start, "end": s.end, "kind": s.kind, "value": s.value} for s in reading.spans],
    )  # fmt: skip
    page = client.get(f"{studio}parts/review/").content.decode()
    return page.split('<p class="why">')[1].split("</p>")[0].strip(), reading.reason


@pytest.mark.parametrize(
    ("text", "pinned", "reason", "shown"),
    [
        ("chốt 145", "A1", "number_may_be_price", "145 là giá A1; chưa nói mấy chai."),
        ("cho a 2 chai nha em", "A1", "vocative_or_code", "“a” là anh, hay mã A2? Lúc đó đang ghim A1."),
        ("mật cà phê 3 chai nha", "", "variant_unclear", "“mật cà phê” có thể là A1, A2. Lấy món nào?"),
        ("freeship thì lấy 3 chai", "A1", "condition", "Có điều kiện: “freeship”."),
        ("A9 2 chai", "A1", "code_unknown", "A9 không có trong phiên. Lúc đó đang ghim A1."),
        ("a1 a1 a1", "A1", "code_repeated", "A1 ghi 3 lần. Lấy 1, hay 3?"),
        ("lấy 1 thùng", "A1", "unit_unknown", "A1 không bán theo “thùng”. Vậy là mấy chai?"),
        ("cho em 700ml A1", "A1", "no_multiple", "“700ml” không chẵn gói A1."),
        ("2", "A1", "bare_number", "Chỉ có “2”: đặt hàng, hay trả lời mình? Lúc đó đang ghim A1."),
    ],
)
def test_the_reason_names_what_it_is_about(client, host, studio, session, text, pinned, reason, shown):
    assert reason_shown(client, studio, session, text, pinned=pinned) == (shown, reason)


def test_where_nothing_can_be_named_the_sentence_is_general(client, host, studio, session):
    shown, reason = reason_shown(client, studio, session, "như trên nha")
    assert (shown, reason) == ("Câu này nói về đơn của người khác.", "someone_else")


def test_what_people_type_is_no_html_here_either(client, host, studio, session):
    shown, _ = reason_shown(client, studio, session, "A9<b> 2 chai")
    assert "<b>" not in shown


@pytest.mark.parametrize("language", ["vi", "en", "hi"])
def test_every_plainer_sentence_fills_in_in_every_language(language):
    facts = dict.fromkeys(("said", "number", "person", "code", "codes", "unit"), "x")
    with translation.override(language):
        for sentence in PLAINER.values():
            assert "x" in translation.gettext(sentence).format(**facts)
