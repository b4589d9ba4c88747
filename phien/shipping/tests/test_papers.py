"""Labels and slips: right letters, right bars, nothing of a buyer's words read as markup."""

import io
import re
from dataclasses import replace
from typing import Any

import pytest
import typst
import zxingcpp
from PIL import Image

from phien.kernel.codes import order_code
from phien.shipping import code128
from phien.shipping.contracts import Content, Paper, Papers, Parcel, Place
from phien.shipping.papers import printable, render, spaced_phone
from phien.shipping.queries import parcels

PARCEL = Parcel(
    code="CP7K2M9Q",
    seller="Hợp tác xã thử",
    sender=Place("Hợp tác xã thử", "+84900000001", "Thôn 2", "xã Ia Hrung", "Gia Lai"),
    receiver=Place("Nguyễn Diễm Ễ", "+84900000012", "12/4 Trường Chinh", "phường Tân Sơn", "TP. Hồ Chí Minh"),
    contents=(Content("A1", "Mật ong hoa cà phê 500 ml", "chai", 2, 290_000),),
    goods=290_000,
    shipping=30_000,
    total=320_000,
    paid=0,
    due=320_000,
    link="http://localhost:8000/o/abcdefghijklmnopqrstuv",
    placed="22/11/2026",
)


def pages(parcel: Parcel, papers: Papers = Papers.LABELS, paper: Paper = Paper.A6) -> list[Image.Image]:
    made = render([parcel], papers=papers, paper=paper, form="png", ppi=203)
    return [Image.open(io.BytesIO(page)) for page in (made if isinstance(made, list) else [made])]


@pytest.mark.parametrize(("paper", "size"), [(Paper.A6, (105, 148)), (Paper.ROLL, (100, 150))])
def test_a_label_has_the_size_of_the_paper_and_both_codes_say_the_order(paper, size):
    (page,) = pages(PARCEL, paper=paper)
    assert page.size == pytest.approx((size[0] / 25.4 * 203, size[1] / 25.4 * 203), abs=1)
    read = {(str(code.format), code.text) for code in zxingcpp.read_barcodes(page)}
    assert {text for _, text in read} == {"CP7K2M9Q"}
    assert len(read) == 2, f"one Code 128 and one QR, not {read}"


def test_the_label_never_opens_the_buyers_page_but_the_slip_inside_does():
    label, slip = pages(PARCEL, papers=Papers.BOTH)
    assert all("/o/" not in code.text for code in zxingcpp.read_barcodes(label))
    assert [code.text for code in zxingcpp.read_barcodes(slip)] == [PARCEL.link]


def test_letters_with_two_marks_stand_whole_on_the_first_line():
    """Cut at the height of capitals, Ễ printed as E and nobody noticed until the parcel came back."""
    plain, marked = (
        pages(replace(PARCEL, receiver=replace(PARCEL.receiver, name=name)))[0].convert("L")
        for name in ("E", "Ễ")
    )
    assert ink(marked) > ink(plain) + 60


def ink(page: Image.Image) -> int:
    """How many dots are dark."""
    return sum(1 for dot in page.tobytes() if dot < 128)


@pytest.mark.parametrize(
    "typed", ["#rect()", "*a* _b_ `c` $d$", "@e <f>", "\\ #{", "= g\n- h", '#import "x"', "\u202eabc\u0000"]
)
def test_what_a_buyer_typed_is_shown_and_never_read_as_markup(typed: str):
    wild = replace(PARCEL, receiver=replace(PARCEL.receiver, name=typed, street=typed), note=typed)
    assert len(pages(wild, papers=Papers.BOTH)) == 2


def test_endless_words_and_many_goods_stay_on_their_page():
    endless = Place("tên " * 60, "+84900000012", "số 1 đường dài " * 40, "xã " * 30, "tỉnh " * 30)
    goods = tuple(Content(f"A{n}", "Mật ong " * 8, "chai", n, n * 1000) for n in range(1, 40))
    full = replace(PARCEL, receiver=endless, sender=endless, contents=goods, note="dặn " * 80)
    assert len(pages(full, papers=Papers.BOTH)) == 2
    (label,) = pages(full)
    assert {code.text for code in zxingcpp.read_barcodes(label)} == {"CP7K2M9Q"}


def test_two_hundred_labels_are_set_in_one_go(monkeypatch: pytest.MonkeyPatch):
    """One run of the typesetter however many: a run a label would take minutes (docs/performance.md)."""
    runs: list[str] = []
    compile_ = typst.compile

    def counted(template: str, **given: Any) -> Any:
        runs.append(template)
        return compile_(template, **given)

    monkeypatch.setattr(typst, "compile", counted)
    many = [replace(PARCEL, code=order_code(prefix="CP", number=number)) for number in range(1, 201)]
    made = render(many, papers=Papers.LABELS, paper=Paper.A6)
    assert isinstance(made, bytes)
    assert made[:5] == b"%PDF-"
    assert len(runs) == 1
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", made)) == 200


@pytest.mark.parametrize("text", ["CP7K2M9Q", "AT2345678B", "!~ aZ09", "NY23456A"])
def test_the_bars_are_read_back(text: str):
    modules = [int(width) for symbol in code128.symbols(text) for width in code128._SYMBOLS[symbol]]
    wide = sum(modules) + 2 * code128.QUIET
    picture = Image.new("L", (wide * 3, 120), 255)
    at = code128.QUIET
    for place, width in enumerate(modules):
        if place % 2 == 0:
            picture.paste(0, (at * 3, 0, (at + width) * 3, 120))
        at += width
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == text
    assert f'viewBox="0 0 {wide} 40"' in code128.svg(text)


@pytest.mark.parametrize("text", ["", "Đơn", "a\nb"])
def test_what_has_no_bars_is_refused(text: str):
    with pytest.raises(ValueError, match="no Code 128"):
        code128.svg(text)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Bé Na 🌸", "Bé Na"),
        ("Ngu\u0079e\u0302\u0303n", "Nguyễn"),
        ("a\n\tb\u0000", "a b"),
        ("सहकारी समिति", "सहकारी समिति"),
    ],
)
def test_only_what_the_fonts_can_show_is_printed(typed: str, shown: str):
    assert printable(typed) == shown


def test_phones_are_spaced_as_people_write_them():
    assert [spaced_phone(one) for one in ("+84900000012", "+4930123456", "")] == [
        "0900 000 012",
        "+4930123456",
        "",
    ]


def test_only_what_may_leave_gets_a_label(coop, order_of, django_assert_num_queries):
    ready = order_of(state="confirmed", addressed=True, payment="cod")
    paid = order_of(state="packed", addressed=True, payment="transfer", paid=320_000)
    others = [
        order_of(state="held", addressed=True),
        order_of(state="confirmed"),
        order_of(state="cancelled"),
    ]
    codes = [one.code for one in (ready, paid, *others)]
    with django_assert_num_queries(2):
        made = parcels(coop=coop, codes=codes, public_url="http://localhost:8000")
    assert {(one.code, one.due) for one in made} == {(ready.code, 320_000), (paid.code, 0)}
    assert made[0].link == f"http://localhost:8000/o/{ready.token}"
